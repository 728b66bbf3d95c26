"""How fast the window is there, and how long it ever fails to answer while the engine is imported, loads and restores.

    python -m tests.benchmarks.window [MODEL_FOLDER] [PHOTO] [--seconds N]

Without a model the built-in one is used, or a tiny one with random weights where that is not installed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
INTERVAL = 10  # milliseconds between two ticks of the probe


@dataclass
class Probe:
    """Gaps between the ticks of a timer: what exceeds the interval is time in which the window did not answer."""

    phase: str = "start"
    last: tuple[float, float] = (0.0, 0.0)
    gaps: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def tick(self) -> None:
        """Called by the timer."""
        now = (time.perf_counter(), time.process_time())
        if self.last[0]:
            wall, cpu = ((now[i] - self.last[i]) * 1000 for i in (0, 1))
            self.gaps.setdefault(self.phase, []).append((wall - INTERVAL, cpu))
        self.last = now

    def report(self) -> None:
        """One line a phase: the longest stalls, and the most processor time this process used during one.

        On a busy machine the process simply waits for its turn; the processor time tells that from its own stalls.
        """
        print(f"{'phase':<12}{'longest':>10}{'2nd':>8}{'3rd':>8}{'> 50 ms':>9}{'busy':>9}{'seconds':>9}")
        for phase, gaps in self.gaps.items():
            worst = [*sorted((max(0.0, wall) for wall, _ in gaps), reverse=True), 0.0, 0.0, 0.0]
            busy = max(cpu for _, cpu in gaps)
            seconds = sum(wall + INTERVAL for wall, _ in gaps) / 1000
            long = sum(wall > 50 for wall, _ in gaps)
            line = (
                f"{phase:<12}{worst[0]:>7.0f} ms{worst[1]:>8.0f}{worst[2]:>8.0f}{long:>9}{busy:>6.0f} ms{seconds:>9.1f}"
            )
            print(line)


def main() -> int:
    """Prints the numbers; 1 if the restoration failed."""
    parser = argparse.ArgumentParser(description="Probe the window's event loop.")
    parser.add_argument("model", nargs="?", type=Path)
    parser.add_argument("photo", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=300.0, help="give up after this long")
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="heirloom-window-"))
    os.environ["HEIRLOOM_DATA"] = str(home)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        name = _place_model(given.model, home)
        return _measure(home, name, given.photo, given.seconds)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _place_model(model: Path | None, home: Path) -> str:
    """Make the model known by name; a tiny one is built in another process, so that torch is not imported here."""
    if model is None and (ROOT / "resources" / "models" / "built-in" / "bundle.json").is_file():
        return "built-in"
    target = home / "models" / "probe"
    if model is not None:
        target.parent.mkdir(parents=True)
        target.symlink_to(model.resolve())
        return "probe"
    code = "import pathlib, sys, tests.engine.tiny as tiny; tiny.tiny_bundle(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(target)], check=True, cwd=ROOT)
    return "probe"


def _measure(home: Path, model: str, photo: Path | None, seconds: float) -> int:
    began = time.perf_counter()
    from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from app.model.session import Session
    from app.ui.theme import Appearance
    from app.ui.window import Window

    class Watch(QObject):
        """Notes when the canvas was first painted."""

        painted = 0.0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Paint and not self.painted:
                self.painted = time.perf_counter()
            return False

    app = QApplication(sys.argv[:1])
    session = Session(home)
    session.settings.model = model
    appearance = Appearance("dark")
    appearance.apply_to(app)
    window = Window(session, appearance)
    watch = Watch()
    window.inspector.installEventFilter(watch)
    probe, timer = Probe(), QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(INTERVAL)
    timer.timeout.connect(probe.tick)
    window.show()

    def wait(phase: str, done: Callable[[], bool]) -> bool:
        probe.phase = phase
        until = time.perf_counter() + seconds
        while not done() and time.perf_counter() < until:
            app.processEvents(flags, 20)
        return done()

    flags = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    wait("show", lambda: watch.painted > 0)
    print(f"window painted after {watch.painted - began:.2f} s, imports of Qt included")
    if "torch" in sys.modules:
        print("torch was imported before the window was there")
    timer.start()
    calm = time.perf_counter() + 2
    wait("idle", lambda: time.perf_counter() > calm)  # what the machine itself takes away
    session.begin([photo] if photo is not None else [])
    wait("open", lambda: session.document.picture is not None)
    warmed = []
    session.device.start(lambda _task: None, success=lambda _none: warmed.append(1))
    wait("models", lambda: session.models is not None)
    session.device.start(lambda _task: None, success=lambda _none: warmed.append(1))
    wait("import+load", lambda: len(warmed) == 2)
    session.draft.set(tile=512)
    for name in ("restore 1", "restore 2"):
        window.commands["restore"].trigger()
        wait(name, lambda: not session.restoration.busy)
    wait("keep", lambda: session.document.kept is not None or session.document.result is None)
    probe.report()
    result = session.document.result
    if result is not None:
        height, width = result.image.shape[:2]
        print(f"restored {width} x {height} with {result.request.steps} steps in {result.seconds:.1f} s")
    for notice in session.notices.history:
        print(f"{notice.level}: {notice.text}")
    timer.stop()
    window.close()
    session.close()
    return 0 if result is not None else 1


if __name__ == "__main__":
    sys.exit(main())

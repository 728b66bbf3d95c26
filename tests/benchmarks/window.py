"""How fast the window is there, how long it ever fails to answer, and how fluently large pictures are looked at.

    python -m tests.benchmarks.window [MODEL_FOLDER] [PHOTO] [--seconds N] [--megapixels N]

Without a model the built-in one is used, or a tiny one with random weights where that is not installed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Prints the numbers; 1 if the restoration failed."""
    parser = argparse.ArgumentParser(description="Probe the window's event loop and its frames.")
    parser.add_argument("model", nargs="?", type=Path)
    parser.add_argument("photo", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=300.0, help="give up a phase after this long")
    parser.add_argument("--megapixels", type=float, default=100.0, help="of the large photo; 0 leaves that part out")
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="heirloom-window-"))
    os.environ["HEIRLOOM_DATA"] = str(home)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        name = _place_model(given.model, home)
        failed = _measure(home, name, given.photo, given.seconds)
        if given.megapixels > 0:
            _measure_large(home, name, given.megapixels, given.seconds)
        return failed
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
    from PySide6.QtCore import QEvent, QObject

    from app.model.session import Session
    from app.ui.theme import Appearance
    from app.ui.window import Window
    from tests.benchmarks.probe import Probe

    class Watch(QObject):
        """Notes when the window was first painted."""

        painted = 0.0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Paint and not self.painted:
                self.painted = time.perf_counter()
            return False

    app = _app()
    session = Session(home)
    session.settings.model = model
    appearance = Appearance("dark")
    appearance.apply_to(app)
    window = Window(session, appearance)
    watch = Watch()
    window.inspector.installEventFilter(watch)
    probe = Probe(app, seconds)
    window.show()
    probe.wait("show", lambda: watch.painted > 0)
    print(f"window painted after {watch.painted - began:.2f} s, imports of Qt included\n")
    if "torch" in sys.modules:
        print("torch was imported before the window was there")
    probe.begin()
    probe.rest("idle", 2.0)  # what the machine itself takes away
    session.begin([photo] if photo is not None else [])
    probe.wait("open the first photo", lambda: session.document.picture is not None)
    warmed = []
    session.device.start(lambda _task: None, success=lambda _none: warmed.append(1))
    probe.wait("find models", lambda: session.models is not None)
    session.device.start(lambda _task: None, success=lambda _none: warmed.append(1))
    probe.wait("import and load", lambda: len(warmed) == 2)
    session.draft.set(tile=512)
    for name in ("restore, first", "restore, second"):
        window.commands["restore"].trigger()
        probe.wait(name, lambda: not session.restoration.busy)
    probe.wait("keep", lambda: session.document.kept is not None or session.document.result is None)
    probe.end()
    print(probe.report())
    result = session.document.result
    if result is not None:
        height, width = result.image.shape[:2]
        print(f"\nrestored {width} x {height} with {result.request.steps} steps in {result.seconds:.1f} s")
    for notice in session.notices.history:
        print(f"{notice.level}: {notice.text}")
    window.close()
    session.close()
    return 0 if result is not None else 1


def _measure_large(home: Path, model: str, megapixels: float, seconds: float) -> None:
    from tests.benchmarks.large import measure_large

    measure_large(_app(), home, model, megapixels, seconds)


def _app():
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication(sys.argv[:1])


if __name__ == "__main__":
    sys.exit(main())

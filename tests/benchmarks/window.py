"""How fast the window is there, how long it ever fails to answer, and how fluently large pictures are looked at.

    python -m tests.benchmarks.window [MODEL_FOLDER] [PHOTO] [--seconds N] [--megapixels N] [--photos FOLDER]
        [--keep-memory]

Without a model the built-in one is used, or a tiny one with random weights where that is not installed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Prints the numbers; 1 if the restoration failed."""
    parser = argparse.ArgumentParser(description="Probe the window's event loop and its frames.")
    parser.add_argument("model", nargs="?", type=Path)
    parser.add_argument("photo", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=300.0, help="give up a phase after this long")
    parser.add_argument("--megapixels", type=float, default=100.0, help="of the large photo; 0 leaves that part out")
    parser.add_argument("--photos", type=Path, help="keep the large photos in every format here, and use those")
    parser.add_argument("--small", type=float, default=12.0, help="megapixels of the photos that get thumbnails")
    parser.add_argument("--starts", type=int, default=5, help="so often is the window started")
    parser.add_argument("--control", type=float, default=20.0, help="seconds for each case without a window; 0: none")
    parser.add_argument("--keep-memory", action="store_true", help="freed memory does not go back to the system")
    given = parser.parse_args()
    if given.keep_memory:
        _keep_memory()
    home = Path(tempfile.mkdtemp(prefix="heirloom-window-"))
    os.environ["HEIRLOOM_DATA"] = str(home)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        name = _place_model(given.model, home)
        _say_load()
        if given.control:
            _measure_control(given.control)
        if given.starts:
            _measure_start(given.photo, given.starts)
        failed = _measure(home, name, given.photo, given.seconds)
        if given.megapixels > 0:
            _say_load()
            _measure_formats(home, given.photos or home / "photos", given.megapixels, given.small, given.seconds)
            _say_load()
            _measure_large(home, name, given.megapixels, given.seconds)
        _say_load()
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


def _say_load() -> None:
    """A busy machine makes stalls; whoever reads the numbers has to know."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"\nload {load} on {os.cpu_count()} cores\n")


def _keep_memory() -> None:
    """Starts anew, as the C library reads this only then: what is left are stalls that no host's memory makes."""
    from app.codec_pool import KEEP_MEMORY

    if not KEEP_MEMORY.items() <= os.environ.items():
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **KEEP_MEMORY})


def _measure_control(seconds: float) -> None:
    from tests.benchmarks.control import measure_control
    from tests.benchmarks.probe import INTERVAL

    print("A process that only ticks, beside two others, without a window:\n")
    print(f"{measure_control(INTERVAL, seconds)}\n")


def _measure_start(photo: Path | None, starts: int) -> None:
    from engine.resources import resource
    from tests.benchmarks.start import measure_start

    print(measure_start(photo or resource("samples/faded-portrait.jpg"), starts))


def _measure_formats(home: Path, photos: Path, megapixels: float, small: float, seconds: float) -> None:
    from tests.benchmarks.formats import make_photos, measure_formats

    made = make_photos(photos, megapixels)
    print(f"A photo of {megapixels:.0f} megapixels in every format, and 300 thumbnails of {small:.0f} megapixels:\n")
    print(measure_formats(_app(), home, made, small, seconds))


def _measure(home: Path, model: str, photo: Path | None, seconds: float) -> int:
    from app.model.session import Session
    from app.ui.theme import Appearance
    from app.ui.window import Window
    from tests.benchmarks.probe import Probe

    app = _app()
    session = Session(home)
    session.settings.model = model
    appearance = Appearance("dark")
    appearance.apply_to(app)
    window = Window(session, appearance)
    probe = Probe(seconds)
    window.show()
    probe.begin()
    probe.rest("idle", 2.0)  # what the machine itself takes away
    session.begin([photo] if photo is not None else [])
    probe.wait("open the first photo", lambda: session.document.picture is not None)
    warmed = []
    session.device.start(lambda _task: None, success=lambda _none: warmed.append(1))
    probe.wait("find models", lambda: session.models is not None)
    probe.wait("import the engine", lambda: hasattr(sys.modules.get("engine.bundle"), "check_together"))
    session.device.start(lambda _task: None, success=lambda _none: warmed.append(1))
    probe.wait("load the model", lambda: len(warmed) == 2)
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

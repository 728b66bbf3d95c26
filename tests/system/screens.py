"""Pictures of the window in its states, sizes, screen scales, themes and languages, to be looked at by a person.

    python -m tests.system.screens FOLDER [--only PART_OF_A_NAME]

Each scale is a process of its own, because Qt reads it once. What restores is a stand-in that is done at once.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Screen:
    """A window of `width` x `height` logical pixels on a screen of `scale`."""

    width: int
    height: int
    scale: float
    theme: str
    language: str = "en"

    @property
    def name(self) -> str:
        """For the file's name."""
        return f"{self.width}x{self.height}@{self.scale:g}-{self.theme}-{self.language}"


SCREENS = (
    Screen(1024, 700, 1, "dark"),
    Screen(1024, 700, 1, "light", "de"),
    Screen(1024, 700, 3, "dark", "zh_CN"),
    Screen(1440, 900, 1, "light"),
    Screen(1440, 900, 1.25, "dark", "de"),
    Screen(1440, 900, 1.5, "dark"),
    Screen(1280, 720, 2, "dark"),  # 2560 x 1440 at 200 %
    Screen(1280, 720, 2, "light", "zh_CN"),
    Screen(1024, 700, 2, "dark", "de"),
)
STATES = ("empty", "photo", "result", "many", "panorama", "portrait", "models")


def main() -> int:
    """Makes the pictures; 1 if one of the processes failed."""
    parser = argparse.ArgumentParser(description="Take pictures of the window.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="screens with this in their names")
    parser.add_argument("--screen", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.screen is not None:
        _take(SCREENS[given.screen], given.folder)
        return 0
    failed = 0
    for number, screen in enumerate(SCREENS):
        if given.only in screen.name:
            surroundings = {**os.environ, "QT_SCALE_FACTOR": f"{screen.scale:g}"}
            surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")
            command = [sys.executable, "-m", "tests.system.screens", str(given.folder), "--screen", str(number)]
            failed |= subprocess.run(command, env=surroundings, cwd=ROOT, check=False).returncode
    return min(1, failed)


def _take(screen: Screen, folder: Path) -> None:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from app import language
    from app.model.session import Session
    from app.ui.theme import Appearance
    from app.ui.window import Window
    from engine.resources import resource
    from tests.benchmarks.large import AtOnce

    app = QApplication(sys.argv[:1])
    home = Path(tempfile.mkdtemp(prefix="heirloom-screens-"))
    language.install(app, screen.language)
    session = Session(home, engine=AtOnce(), cache=home / "cache")
    session.settings.first_start, session.settings.language = False, screen.language
    appearance = Appearance(screen.theme)
    appearance.apply_to(app)
    window = Window(session, appearance)
    window.resize(screen.width, screen.height)
    window.show()

    def turn() -> None:
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()

    def until(done: Callable[[], bool], rest: float = 0.4) -> None:
        """Handle events until it is so, and a little longer, so that all is drawn."""
        end = time.monotonic() + 120
        while not done() and time.monotonic() < end:
            turn()
        end = time.monotonic() + rest
        while time.monotonic() < end:
            turn()

    def shoot(state: str, widget: object = None) -> None:
        (widget or window).grab().save(str(folder / f"{state}-{screen.name}.png"))  # type: ignore[attr-defined]

    def show(path: Path) -> None:
        session.open_files([path])
        until(lambda: session.document.picture is not None and session.document.picture.path == path)

    session.begin([])
    until(lambda: session.models is not None)
    shoot("empty")
    show(resource("samples/faded-portrait.jpg"))
    shoot("photo")
    window.commands["restore"].trigger()
    until(lambda: session.document.kept is not None and session.document.after is not None)
    shoot("result")
    for name, size in (("panorama", (2400, 600)), ("portrait", (500, 1500))):
        show(_cut(home, name, size))
        window.commands["restore"].trigger()
        until(lambda: session.document.kept is not None and session.document.after is not None)
        shoot(name)
    album = home / "album"
    album.mkdir()
    for number in range(300):
        name = (
            f"a scan with a rather long name, number {number + 1:03}.jpg" if number % 7 == 3 else f"{number + 1:03}.jpg"
        )
        os.link(_cut(home, f"photo-{number % 5}", (300 + 40 * (number % 5), 300)), album / name)
    session.open_files([album])
    until(lambda: len(session.photos.paths) >= 300 and not session.photos.thumbnails.busy)
    shoot("many")
    window.commands["models"].trigger()
    models = window.windows.models()
    until(lambda: session.store.items is not None)
    shoot("models", models)
    window.close()
    session.close()


def _cut(home: Path, name: str, size: tuple[int, int]) -> Path:
    from PIL import Image, ImageOps

    from engine.resources import resource

    path = home / f"{name}.jpg"
    if not path.is_file():
        with Image.open(resource("samples/yellowed-rocket.jpg")) as photo:
            ImageOps.fit(photo.convert("RGB"), size).save(path)
    return path


if __name__ == "__main__":
    sys.exit(main())

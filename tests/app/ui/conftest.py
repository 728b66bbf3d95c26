"""A window with a real tiny model, and a scripted engine for what a real one does only on bad days."""

import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import language
from app.codec import POOL
from app.model.local_engine import Engine
from app.model.session import Session
from app.ui.theme import Appearance
from app.ui.window import Window
from engine.images.picture import Picture
from engine.memory import DeviceMemory
from engine.request import Progress, RestoreRequest, RestoreResult
from tests.engine.tiny import tiny_bundle

WAIT = 30_000  # milliseconds: a busy machine is no failure

MakeWindow = Callable[..., Window]


class ScriptedEngine:
    """An engine at the public face: yields what it is told to, then returns a picture of one colour or raises.

    `gate` holds it before the last step, so that a test can look at the window in the middle.
    """

    def __init__(self, *, error: BaseException | None = None, gated: bool = False, warning: str = "") -> None:
        self.error = error
        self.warning = warning
        self.device: DeviceMemory | None = None
        self.gate = threading.Event()
        self.closed = threading.Event()
        if not gated:
            self.gate.set()

    def load(self, model: str) -> Generator[Progress, None, None]:
        """Nothing to load."""
        yield Progress("load", 1, 1)

    def memory(self) -> DeviceMemory | None:
        """Not told, unless a test says so."""
        return self.device

    def restore(
        self, model: str, picture: Picture, request: RestoreRequest
    ) -> Generator[Progress, None, RestoreResult]:
        """Red previews, a green result."""
        try:
            yield Progress("load", 0, 1)
            preview = np.full((8, 8, 3), (255, 0, 0), np.uint8)
            for step in range(request.steps):
                for tile in (1, 2):
                    while step == request.steps - 1 and not self.gate.wait(0.01):
                        yield Progress("denoise", step, request.steps, tile, 2, preview)
                    yield Progress("denoise", step, request.steps, tile, 2, preview)
            if self.error is not None:
                raise self.error
            wide, high = request.output_size(picture.width, picture.height)
            image = np.zeros((high, wide, 3), np.uint8)
            image[:, :] = (0, 200, 0)
            return RestoreResult(image, request, "scripted@0", 1.5, (self.warning,) if self.warning else ())
        finally:
            self.closed.set()


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """The window speaks English, whatever this computer does."""
    language.install(qapp, "en")
    yield
    language.remove(qapp)


@pytest.fixture(scope="session", autouse=True)
def no_codec_process_stays() -> Iterator[None]:
    """All windows of a test run share their codec processes, which end with it."""
    yield
    numbers = POOL.processes
    assert POOL.close(30), f"codec processes {numbers} did not end"
    assert not POOL.processes


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real model of a megabyte."""
    return tiny_bundle(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A blue photo of 60 x 40 pixels."""
    path = tmp_path / "photos" / "blue.png"
    path.parent.mkdir()
    Image.new("RGB", (60, 40), (0, 0, 255)).save(path)
    return path


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path, tiny: Path) -> Iterator[MakeWindow]:
    """Makes shown windows; at the end every one is closed and must leave no thread behind."""
    made: list[Window] = []

    def make(*files: Path, engine: Engine | None = None, first_start: bool = False) -> Window:
        home = tmp_path / "home"
        (home / "models").mkdir(parents=True, exist_ok=True)
        if not (home / "models" / "tiny").exists():
            (home / "models" / "tiny").symlink_to(tiny)
        session = Session(home, engine=engine, log_file=home / "heirloom.log")
        session.settings.model = "tiny"
        session.settings.first_start = first_start
        session.draft.set(steps=3, guidance_scale=1.0, scale=1.0, tile=64, precision="fp32")
        window = Window(session, Appearance("dark"))
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1000, 700)
        window.show()
        session.begin(list(files))
        qtbot.waitUntil(lambda: session.models is not None, timeout=WAIT)
        if files or first_start:
            qtbot.waitUntil(lambda: session.document.picture is not None, timeout=WAIT)
        return window

    yield make
    for window in made:
        window.close()
        assert window.session.close(30), "a background thread did not end"
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith("heirloom-")]
    assert not left


def restored(qtbot: QtBot, window: Window) -> RestoreResult:
    """Presses Restore, waits until the result is shown, and returns it."""
    window.commands["restore"].trigger()
    document = window.session.document
    qtbot.waitUntil(lambda: not window.session.restoration.busy and document.after is not None, timeout=WAIT)
    assert document.result is not None
    return document.result


def said(window: Window) -> str:
    """The newest message."""
    return window.session.notices.history[-1].text if window.session.notices.history else ""

"""The button that has the caption written: with a real tiny captioner, and a scripted one for bad days."""

import shutil
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect
from pytestqt.qtbot import QtBot

import engine.captions
from app.model.captioning import LocalDescriber
from app.ui.theme import style_sheet
from app.ui.window import Window
from engine.caption_text import clean_caption
from engine.captions import CaptionProgress
from engine.errors import OutOfMemory
from engine.images.picture import Picture
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, said
from tests.engine.tiny_captioners import tiny_captioner

TEXT = "A quiet street with two dogs."


class ScriptedDescriber:
    """Yields as the engine does, then returns `text` or raises `error`; `gate` holds it in the middle."""

    def __init__(self, text: str = TEXT, *, error: BaseException | None = None, gated: bool = False) -> None:
        self.text, self.error = text, error
        self.folders: list[Path] = []
        self.gate, self.closed = threading.Event(), threading.Event()
        if not gated:
            self.gate.set()

    def describe(self, folder: Path, picture: Picture) -> Generator[CaptionProgress | None, None, str]:
        """As `engine.captions.write_caption`."""
        self.folders.append(folder)
        try:
            yield None
            yield CaptionProgress("load", 0, 1)
            yield CaptionProgress("look", 0, 1)
            yield CaptionProgress("write", 1, 128)
            while not self.gate.wait(0.01):
                yield CaptionProgress("write", 1, 128)
            if self.error is not None:
                raise self.error
            return self.text
        finally:
            self.closed.set()


@pytest.fixture(scope="session")
def captioner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_captioner(tmp_path_factory.mktemp("captioner") / "tiny", "blip")


@pytest.fixture
def installed(captioner: Path, tmp_path: Path) -> Path:
    """The tiny captioner where the window looks for captioners."""
    return Path(shutil.copytree(captioner, tmp_path / "home" / "models" / "captioners" / "tiny"))


def ready(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(window.inspector.caption.write.isEnabled, timeout=WAIT)


def ended(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.session.captioning.busy, timeout=WAIT)


def scripted(window: Window, describer: ScriptedDescriber) -> ScriptedDescriber:
    window.session.captioning._describer = describer
    return describer


def test_without_a_captioner_the_button_says_how_to_get_one(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, captioner: Path, tmp_path: Path
) -> None:
    window = make_window(photo)
    button = window.inspector.caption.write
    assert not button.isEnabled()
    assert button.isVisible()
    assert button.text() == "Write caption"
    assert "Models window" in button.toolTip()
    assert "Models window" in button.accessibleDescription()
    window.setStyleSheet(style_sheet(window.appearance.theme))
    panel = window.inspector
    image = panel.grab(QRect(button.mapTo(panel, QPoint(0, 0)), button.size())).toImage()
    shades = {image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())}
    assert max(shades) - min(shades) > 40, "it can be read even where it cannot be pressed"
    shutil.copytree(captioner, tmp_path / "home" / "models" / "captioners" / "tiny")
    window.session.captioning.look()
    ready(qtbot, window)
    assert "Let tiny describe the photo" in button.toolTip()


@pytest.mark.usefixtures("installed")
def test_a_real_captioner_writes_into_the_field_and_undo_takes_it_back(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clean(_text: str, **options: Any) -> str:  # a random captioner says nothing sensible
        return clean_caption(f"<s>The image shows {TEXT}", **options)

    monkeypatch.setattr(engine.captions, "clean_caption", clean)
    window = make_window(photo)
    ready(qtbot, window)
    window.inspector.caption.write.click()
    assert window.session.captioning.state == "waiting"
    ended(qtbot, window)
    assert window.inspector.caption.edit.toPlainText() == TEXT
    assert window.session.draft.request.caption == TEXT
    assert "tokens" in window.inspector.caption.count.text()
    window.commands["undo"].trigger()
    assert window.inspector.caption.edit.toPlainText() == ""


@pytest.mark.usefixtures("installed")
def test_while_it_writes_the_button_stops_it(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    describer = scripted(window, ScriptedDescriber(gated=True))
    ready(qtbot, window)
    field = window.inspector.caption
    field.write.click()
    qtbot.waitUntil(lambda: field.count.text() == "Writing a caption…", timeout=WAIT)
    assert field.write.text() == "Stop"
    assert field.write.accessibleName() == "Stop writing the caption"
    assert field.edit.isEnabled()
    field.write.click()
    ended(qtbot, window)
    assert describer.closed.is_set(), "the generator is closed"
    assert field.write.text() == "Write caption"
    assert field.count.text() == "No caption"
    assert window.session.draft.request.caption == ""
    describer.gate.set()
    field.write.click()
    ended(qtbot, window)
    assert field.edit.toPlainText() == TEXT


@pytest.mark.usefixtures("installed")
def test_words_typed_meanwhile_are_kept(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    describer = scripted(window, ScriptedDescriber(gated=True))
    ready(qtbot, window)
    window.inspector.caption.write.click()
    window.inspector.caption.edit.setPlainText("my street")
    describer.gate.set()
    ended(qtbot, window)
    assert window.session.draft.request.caption == "my street"
    assert said(window) == f"Your own words were kept. The captioner's are: {TEXT}"
    window.messages.action.click()
    assert window.session.draft.request.caption == TEXT


@pytest.mark.usefixtures("installed")
def test_another_photo_ends_it(qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    window = make_window(photo)
    describer = scripted(window, ScriptedDescriber(gated=True))
    ready(qtbot, window)
    window.inspector.caption.write.click()
    qtbot.waitUntil(lambda: bool(describer.folders), timeout=WAIT)
    other = tmp_path / "other.png"
    Image.new("RGB", (20, 20)).save(other)
    window.session.open_files([other])
    ended(qtbot, window)
    assert describer.closed.wait(30)
    assert window.session.document.name == "other.png"
    assert window.session.draft.request.caption == ""


@pytest.mark.usefixtures("installed")
def test_no_words_are_no_error(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    scripted(window, ScriptedDescriber(""))
    window.session.draft.set(caption="before")
    ready(qtbot, window)
    window.inspector.caption.write.click()
    ended(qtbot, window)
    assert "no words for this photo" in said(window)
    assert window.session.draft.request.caption == "before"
    assert window.session.can_restore()


@pytest.mark.usefixtures("installed")
def test_an_error_is_one_sentence_with_a_way_to_try_again(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    describer = scripted(window, ScriptedDescriber(error=OutOfMemory("not enough memory", advice="Close something.")))
    ready(qtbot, window)
    window.inspector.caption.write.click()
    ended(qtbot, window)
    assert said(window) == "Not enough memory. Close something."
    assert window.messages.action.text() == "Try again"
    describer.error = None
    window.messages.action.click()
    ended(qtbot, window)
    assert window.session.draft.request.caption == TEXT


def test_a_damaged_captioner_is_said_on_the_button(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, installed: Path
) -> None:
    (installed / "model.safetensors").write_text("<html>")
    window = make_window(photo)
    button = window.inspector.caption.write
    qtbot.waitUntil(lambda: "model.safetensors" in button.toolTip(), timeout=WAIT)
    assert not button.isEnabled()
    assert "web page" in button.accessibleDescription()


def test_a_captioner_that_went_away_is_told(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, installed: Path
) -> None:
    window = make_window(photo)
    ready(qtbot, window)
    shutil.rmtree(installed)
    window.inspector.caption.write.click()
    ended(qtbot, window)
    assert "no such captioner folder" in said(window)
    button = window.inspector.caption.write
    qtbot.waitUntil(lambda: not button.isEnabled(), timeout=WAIT)
    assert "Models window" in button.toolTip()


@pytest.mark.usefixtures("installed")
def test_restoring_and_describing_never_compete(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    restoring = ScriptedEngine(gated=True)
    window = make_window(photo, engine=restoring)
    describer = scripted(window, ScriptedDescriber())
    ready(qtbot, window)
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: window.session.restoration.state == "running", timeout=WAIT)
    window.inspector.caption.write.click()
    assert window.session.captioning.state == "waiting"
    assert not describer.folders, "it waits for the restoration"
    restoring.gate.set()
    ended(qtbot, window)
    assert window.session.draft.request.caption == TEXT
    assert not window.session.restoration.busy


def test_short_of_memory_the_other_model_makes_room_once(monkeypatch: pytest.MonkeyPatch, captioner: Path) -> None:
    rooms: list[str] = []
    calls: list[Path] = []

    def write(folder: Path, _picture: Picture, **_options: Any) -> Generator[CaptionProgress, None, str]:
        calls.append(folder)
        yield CaptionProgress("load", 0, 1)
        if not rooms:
            raise OutOfMemory("full")
        return TEXT

    monkeypatch.setattr(engine.captions, "write_caption", write)
    picture: Any = None
    work = LocalDescriber(lambda: rooms.append("made"), "cpu").describe(captioner, picture)
    assert [step for step in work if step is not None] == [CaptionProgress("load", 0, 1)] * 2
    assert rooms == ["made"]
    assert len(calls) == 2
    rooms.clear()
    with pytest.raises(OutOfMemory):
        list(LocalDescriber(None, "cpu").describe(captioner, picture))
    with pytest.raises(OutOfMemory):
        list(LocalDescriber(lambda: None, "cpu").describe(captioner, picture))

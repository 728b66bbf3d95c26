"""Photos come in by dialog, drop, paste and command line; bad ones leave the open one alone."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.ui.window import Window
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, said


def _files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def _drop(window: Window, data: QMimeData, offered: Qt.DropAction = Qt.DropAction.CopyAction) -> Qt.DropAction:
    """Drops `data` and returns what the window told the other program it did."""
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), offered, data, button, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(300, 300), offered, data, button, keys)
    QApplication.sendEvent(window, event)
    return event.dropAction()


def _opened(qtbot: QtBot, window: Window, name: str) -> None:
    qtbot.waitUntil(lambda: window.session.document.name == name, timeout=WAIT)


def test_a_sample_is_open_at_the_first_start(make_window: MakeWindow) -> None:
    window = make_window(engine=ScriptedEngine(), first_start=True)
    sample = window.session.samples[0]
    assert window.session.document.picture is not None
    assert window.session.document.picture.path == sample.path
    assert window.inspector.caption.edit.toPlainText() == sample.caption
    assert sample.title in window.toolbar.title.text()
    assert not window.canvas.empty


def test_without_a_photo_the_window_says_what_to_do(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(engine=ScriptedEngine())
    assert window.empty.isVisible()
    assert not window.commands["restore"].isEnabled()
    window.empty.sample_button.click()
    _opened(qtbot, window, window.session.samples[0].path.name)
    assert window.canvas.isVisible()


def test_open_by_dialog(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(engine=ScriptedEngine())
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    window.commands["open"].trigger()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.setDirectory(str(photo.parent))
    dialog.selectFile(str(photo))
    dialog.accept()
    _opened(qtbot, window, photo.name)
    assert window.session.settings.last_folder == str(photo.parent)


def test_drop_opens_the_first_and_the_rest_waits_in_the_film_strip(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    window = make_window(engine=ScriptedEngine())
    other = photo.with_name("other.png")
    Image.new("RGB", (30, 90)).save(other)
    assert _drop(window, _files(photo, other)) == Qt.DropAction.CopyAction
    _opened(qtbot, window, photo.name)
    assert window.session.photos.paths == [photo, other]
    assert "2 photos are open" in said(window)


def test_a_drop_never_moves_the_file_away(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(engine=ScriptedEngine())
    assert _drop(window, _files(photo), Qt.DropAction.MoveAction) == Qt.DropAction.IgnoreAction
    _opened(qtbot, window, photo.name)


def test_paste_a_picture(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(engine=ScriptedEngine())
    image = QImage(33, 21, QImage.Format.Format_RGB32)
    image.fill(0xFF102030)
    QGuiApplication.clipboard().setImage(image)
    window.commands["paste"].trigger()
    _opened(qtbot, window, "Pasted picture")
    picture = window.session.document.picture
    assert picture is not None
    assert (picture.width, picture.height) == (33, 21)
    assert picture.pixels[3, 4].tolist() == [0x10, 0x20, 0x30]


def test_paste_a_file_while_writing_the_caption(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(engine=ScriptedEngine())
    QGuiApplication.clipboard().setMimeData(_files(photo))
    window.inspector.caption.edit.paste()
    _opened(qtbot, window, photo.name)
    assert window.inspector.caption.edit.toPlainText() == ""


def test_paste_of_nothing_useful_is_said(make_window: MakeWindow) -> None:
    window = make_window(engine=ScriptedEngine())
    QGuiApplication.clipboard().setText("hello")
    window.commands["paste"].trigger()
    assert "no picture" in said(window)


def _bad(kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.png"
    if kind == "text":
        path.write_text("this is not a picture")
    elif kind == "truncated":
        whole = folder / "whole.png"
        Image.effect_noise((200, 200), 90).save(whole)
        path.write_bytes(whole.read_bytes()[:9000])
    elif kind == "empty":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize("kind", ["text", "truncated", "empty", "folder", "missing"])
def test_a_bad_file_is_named_and_the_window_goes_on(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path, kind: str
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    bad = _bad(kind, tmp_path)
    _drop(window, _files(bad))
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert window.session.notices.history[-1].level == "error"
    assert bad.name in said(window)
    assert "\n" not in said(window)
    assert "Traceback" not in said(window)
    assert window.session.document.name == photo.name
    assert window.commands["restore"].isEnabled()
    window.messages.close_button.click()
    assert not window.messages.isVisible()


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (700, 2)])
def test_odd_sizes_can_be_looked_at(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "odd.png"
    Image.new("RGB", size, (255, 0, 0)).save(path)
    window = make_window(path, engine=ScriptedEngine())
    for command in ("actual", "zoom_in", "zoom_out", "fit"):
        window.commands[command].trigger()
    middle = window.canvas.grab().toImage().pixelColor(window.canvas.rect().center())
    assert middle.red() == 255
    assert middle.blue() == 0


def test_names_are_shown_as_plain_text(make_window: MakeWindow, tmp_path: Path) -> None:
    path = tmp_path / "<b>bold & %s \u202e\n.png"
    Image.new("RGB", (8, 8)).save(path)
    window = make_window(path, engine=ScriptedEngine())
    assert window.toolbar.title.text() == "<b>bold & %s \ufffd .png"
    assert window.windowTitle().startswith("<b>bold")
    assert window.toolbar.title.textFormat() == Qt.TextFormat.PlainText
    assert window.messages.text.textFormat() == Qt.TextFormat.PlainText


def test_another_photo_forgets_caption_and_exact_size(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.session.draft.set(caption="A blue wall.", size=(300, 200))
    other = tmp_path / "other.png"
    Image.new("RGB", (30, 90)).save(other)
    window.session.open_files([other])
    _opened(qtbot, window, "other.png")
    assert window.session.draft.request.caption == ""
    assert window.session.draft.request.size is None


def test_the_newest_of_two_quick_openings_wins(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    Image.effect_noise((1500, 1500), 50).save(large)
    window = make_window(engine=ScriptedEngine())
    window.session.open_files([large])
    window.session.open_files([photo])
    _opened(qtbot, window, photo.name)
    qtbot.waitUntil(lambda: window.session.document.opening is None, timeout=WAIT)
    assert window.session.document.name == photo.name


def test_no_model_is_said_and_photos_can_still_be_seen(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.model.model_choice.list_choices", lambda _folders: [])
    window = make_window(photo, engine=ScriptedEngine())
    assert "No model is installed" in " ".join(notice.text for notice in window.session.notices.history)
    assert not window.commands["restore"].isEnabled()
    assert window.inspector.hint.text() == "No model is installed"
    assert window.canvas.isVisible()

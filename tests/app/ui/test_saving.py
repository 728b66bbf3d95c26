"""Saving: beside the original under a new name, or where the person says; the original is never touched."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.model.document import Document
from app.tasks import Lane
from app.ui.window import Window
from engine.images.read import read_picture
from engine.request import RestoreRequest, RestoreResult
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, restored, said


def _saved(qtbot: QtBot, window: Window) -> Path:
    qtbot.waitUntil(lambda: window.session.document.saved is not None, timeout=WAIT)
    assert window.session.document.saved is not None
    return window.session.document.saved


def test_save_writes_beside_the_original_and_numbers_the_next(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    original = photo.read_bytes()
    window = make_window(photo, engine=ScriptedEngine())
    assert not window.commands["save"].isEnabled()
    restored(qtbot, window)
    window.commands["save"].trigger()
    first = _saved(qtbot, window)
    assert first == photo.with_name("blue_restored.png")
    with Image.open(first) as image:
        assert image.size == (60, 40)
        assert image.convert("RGB").getpixel((5, 5)) == (0, 200, 0)
    assert "Saved as blue_restored.png." in said(window)
    assert "saved as blue_restored.png" in window.status.facts.text()
    window.session.document.saved = None
    window.commands["save"].trigger()
    assert _saved(qtbot, window) == photo.with_name("blue_restored-2.png")
    assert photo.read_bytes() == original


@pytest.mark.parametrize("through", ["name", "symlink", "hard link"])
def test_save_as_never_replaces_the_original(qtbot: QtBot, make_window: MakeWindow, photo: Path, through: str) -> None:
    before = hashlib.sha256(photo.read_bytes()).hexdigest()
    window = make_window(photo, engine=ScriptedEngine())
    restored(qtbot, window)
    target = photo
    if through == "symlink":
        target = photo.with_name("link.png")
        target.symlink_to(photo)
    elif through == "hard link":
        target = photo.with_name("hard.png")
        target.hardlink_to(photo)
    window.session.save(target, overwrite=True)
    written = _saved(qtbot, window)
    assert written not in (photo, target)
    assert hashlib.sha256(photo.read_bytes()).hexdigest() == before
    assert "The original is never replaced" in said(window)


def test_save_as_by_dialog(qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    restored(qtbot, window)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    window.commands["save_as"].trigger()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles() == [str(photo.with_name("blue_restored.png"))]
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine.jpg")
    dialog.accept()
    assert _saved(qtbot, window) == tmp_path / "mine.jpg"
    with Image.open(tmp_path / "mine.jpg") as image:
        assert image.format == "JPEG"


def test_a_place_that_cannot_be_written_is_named_and_the_result_stays(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    restored(qtbot, window)
    window.session.save(tmp_path / "nowhere" / "a.png")
    qtbot.waitUntil(lambda: window.messages.isVisible() and not window.session.saving, timeout=WAIT)
    assert "a.png" in said(window)
    assert window.session.notices.history[-1].level == "error"
    assert window.session.document.result is not None
    assert window.commands["save"].isEnabled()


def test_a_sample_is_not_saved_into_the_program(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(engine=ScriptedEngine(), first_start=True)
    restored(qtbot, window)
    window.commands["save"].trigger()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog), "a place is asked for"
    folder = window.session.samples[0].path.parent
    assert Path(dialog.selectedFiles()[0]).parent != folder
    dialog.reject()


def test_closing_right_after_restoring_keeps_the_result(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.commands["restore"].trigger()
    with qtbot.waitSignal(window.session.restoration.finished, timeout=WAIT):
        pass
    window.close()
    assert window.session.close(30)
    assert len(list(window.session.results_folder.glob("*.png"))) == 1
    assert len(list(window.session.results_folder.glob("*.json"))) == 1


def test_a_size_beyond_the_photos_format_is_said_before_and_saved_as_png(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    photo = tmp_path / "thin.webp"
    Image.new("RGB", (64, 1), (0, 0, 255)).save(photo)
    window = make_window(photo, engine=ScriptedEngine())
    assert "PNG" not in window.inspector.hint.text()
    window.session.draft.set(size=(16_384, 1))
    assert window.inspector.hint.text().startswith("16384 × 1 px, as PNG")
    restored(qtbot, window)
    window.commands["save"].trigger()
    assert _saved(qtbot, window) == tmp_path / "thin_restored.png"
    assert "WEBP files cannot hold 16384 × 1 pixels" in said(window)


def test_a_result_kept_before_it_is_shown_is_known_as_kept(qtbot: QtBot, tmp_path: Path, photo: Path) -> None:
    files = Lane("files")
    document = Document(files)
    try:
        document.open(photo)
        qtbot.waitUntil(lambda: document.picture is not None, timeout=WAIT)
        first, second = (
            RestoreResult(np.zeros((40, 60, 3), np.uint8), RestoreRequest(seed=seed), "m@0", 1.0) for seed in (1, 2)
        )
        document.show_result(first)
        document.note_kept(first, tmp_path / "first.png")
        assert document.result is None
        qtbot.waitUntil(lambda: document.result is first, timeout=WAIT)
        assert document.kept == tmp_path / "first.png"
        document.show_result(second)
        document.note_kept(first, tmp_path / "first.png")  # late: there is a newer one
        qtbot.waitUntil(lambda: document.result is second, timeout=WAIT)
        assert document.kept is None
        document.note_kept(second, tmp_path / "second.png")
        assert document.kept == tmp_path / "second.png"
        document.close()
        document.note_kept(second, tmp_path / "second.png")
        assert document.kept is None
    finally:
        assert files.close(30)


def test_saved_files_are_printed_at_the_size_that_was_chosen(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    session = window.session
    restored(qtbot, window)
    sizes: list[float | None] = []
    for unit, dpi in (("px", 240), ("cm", 240), ("in", 360)):
        session.preferences.set("size_unit", unit)
        session.preferences.set("dpi", dpi)
        target = photo.with_name(f"{unit}.jpg")
        session.save(target)
        qtbot.waitUntil(lambda target=target: session.document.saved == target, timeout=WAIT)
        sizes.append(read_picture(target).dpi)
    assert sizes == [None, 240, 360]

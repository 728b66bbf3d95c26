"""Presets in the window: kept, followed, renamed, deleted, shared and dropped; undo covers each."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.presets import FOLDER, SUFFIX, Preset, read_folder, write_preset
from app.ui.window import Window
from engine.request import RestoreRequest
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, said
from tests.engine.tiny import tiny_bundle


def on_disk(tmp_path: Path) -> list[str]:
    return [preset.name for preset in read_folder(tmp_path / "home" / FOLDER)[0]]


def entries(menu: QMenu) -> dict[str, QAction]:
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text() and action.isVisible()}


def keep(qtbot: QtBot, window: Window, name: str) -> None:
    """Through the menu and the form, by keyboard."""
    entries(window.inspector.presets.actions_menu)["Save as a preset…"].trigger()
    form = window.inspector.presets.form
    assert form.isVisible()
    assert window.focusWidget() is form.name
    QTest.keyClicks(form.name, name)
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    assert not form.isVisible()


def test_settings_are_kept_under_a_name_and_come_back(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    bar, draft = window.inspector.presets, window.session.draft
    assert bar.shown.text() == "Recommended"
    draft.set(steps=9, guidance_scale=4.0, caption="My aunt.", seed=7)
    assert bar.shown.text() == "Custom"
    keep(qtbot, window, "Old portraits")
    assert bar.shown.text() == "Old portraits"
    assert bar.button.accessibleName() == "Preset: Old portraits"
    qtbot.waitUntil(lambda: on_disk(tmp_path) == ["Old portraits"], timeout=WAIT)
    draft.set(steps=30)
    assert bar.shown.text() == "Old portraits, changed"
    entries(bar.menu)["Recommended"].trigger()
    assert bar.shown.text() == "Recommended"
    assert draft.request.steps == 3
    draft.set(caption="Somebody else.", seed=8)
    entries(bar.menu)["Old portraits"].trigger()
    assert (draft.request.steps, draft.request.guidance_scale) == (9, 4.0)
    assert (draft.request.caption, draft.request.seed) == ("Somebody else.", 8), "they are the photo's"
    window.commands["undo"].trigger()
    assert draft.request.steps == 3
    other = make_window(photo, engine=ScriptedEngine())
    qtbot.waitUntil(lambda: "Old portraits" in entries(other.inspector.presets.menu), timeout=WAIT)


def test_caption_seed_and_pixels_are_kept_on_wish(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    draft, form = window.session.draft, window.inspector.presets.form
    window.inspector.presets.ask_save()
    assert not form.caption.isVisible(), "there is none"
    assert not form.pixels.isVisible()
    form.cancel.click()
    draft.set(caption="My aunt.", seed=7, size=(90, 60))
    window.inspector.presets.ask_save()
    for box in (form.caption, form.seed, form.pixels):
        assert box.isVisible()
        assert not box.isChecked()
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Space)
    form.name.setText("All of it")
    form.accept.click()
    draft.set(caption="Else.", seed=1, size=(30, 20))
    window.session.presets.apply("All of it")
    assert (draft.request.caption, draft.request.seed, draft.request.size) == ("My aunt.", 7, (90, 60))


def test_a_name_is_checked_while_it_is_typed(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.session.presets.save("First")
    form = window.inspector.presets.form
    window.inspector.presets.ask_save()
    assert not form.accept.isEnabled()
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    assert form.isVisible(), "without a name there is nothing to save"
    form.name.setText("x" * 61)
    assert not form.accept.isEnabled()
    assert "1 to 60 characters" in form.problem.text()
    form.name.setText("FIRST")
    assert form.accept.text() == "Replace"
    assert "will be replaced" in form.problem.text()
    QTest.keyClick(form.name, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert [preset.name for preset in window.session.presets.all] == ["First"]


def test_every_change_of_presets_can_be_undone(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    presets, bar, edits = window.session.presets, window.inspector.presets, window.session.edits
    names = lambda: [preset.name for preset in presets.all]  # noqa: E731
    presets.save("One")
    entries(bar.actions_menu)["Rename…"].trigger()
    assert bar.form.name.text() == "One"
    bar.form.name.setText("Two & <b>more</b>")
    bar.form.accept.click()
    assert names() == ["Two & <b>more</b>"]
    assert "Two && <b>more</b>" in entries(bar.menu)
    window.session.draft.set(steps=8)
    entries(bar.actions_menu)["Save the changes to “Two && <b>more</b>”"].trigger()
    assert presets.all[0].settings["steps"] == 8
    assert bar.shown.text() == "Two & <b>more</b>"
    entries(bar.actions_menu)["Delete"].trigger()
    assert names() == []
    assert "deleted" in said(window)
    edits.undo()
    assert names() == ["Two & <b>more</b>"]
    edits.undo()
    assert presets.all[0].settings["steps"] == 3
    edits.undo()  # the steps
    edits.undo()
    assert names() == ["One"]
    qtbot.waitUntil(lambda: on_disk(tmp_path) == ["One"], timeout=WAIT)
    edits.undo()
    assert names() == []
    qtbot.waitUntil(lambda: on_disk(tmp_path) == [], timeout=WAIT)
    edits.redo()
    edits.redo()
    assert names() == ["Two & <b>more</b>"]
    qtbot.waitUntil(lambda: on_disk(tmp_path) == ["Two & <b>more</b>"], timeout=WAIT)


def test_a_deleted_preset_comes_back_from_the_message(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.session.presets.save("Mine")
    window.session.presets.delete("Mine")
    window.messages.action.click()
    assert [preset.name for preset in window.session.presets.all] == ["Mine"]


def test_a_preset_is_shared_as_a_file_and_dropped_on_another_window(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.session.draft.set(steps=9)
    window.session.presets.save("To share")
    entries(window.inspector.presets.actions_menu)["Share as a file…"].trigger()
    dialog = window.inspector.presets.dialog
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith(f"To share{SUFFIX}")
    shared = tmp_path / "mail" / "To share"
    shared.parent.mkdir()
    dialog.fileSelected.emit(str(shared))
    dialog.reject()
    target = shared.with_name(f"To share{SUFFIX}")
    qtbot.waitUntil(target.is_file, timeout=WAIT)
    qtbot.waitUntil(lambda: target.name in said(window), timeout=WAIT)
    window.session.presets.delete("To share")
    window.session.draft.set(steps=4)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(target))])
    window.take(data)
    qtbot.waitUntil(lambda: window.inspector.presets.shown.text() == "To share", timeout=WAIT)
    assert window.session.draft.request.steps == 9
    qtbot.waitUntil(lambda: on_disk(tmp_path) == ["To share"], timeout=WAIT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00" * 100, "not a preset"),
        (b"[" * 70_000, "larger than"),
        (json.dumps({"heirloom_preset": 9, "name": "A", "settings": {}}).encode(), "newer Heirloom"),
        (json.dumps({"heirloom_preset": 1, "name": "A", "settings": {"steps": -1}}).encode(), "steps"),
    ],
)
def test_a_bad_file_is_told_and_changes_nothing(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path, content: bytes, reason: str
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    before = window.session.draft.request
    bad = tmp_path / f"bad{SUFFIX}"
    bad.write_bytes(content)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bad))])
    window.take(data)
    qtbot.waitUntil(lambda: reason in said(window), timeout=WAIT)
    assert str(tmp_path) not in said(window)
    assert window.session.draft.request == before
    assert window.session.presets.all == []
    assert window.session.document.picture is not None


def test_a_preset_brings_its_model_in_one_step(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    tiny_bundle(tmp_path / "home" / "models" / "other", name="other", recommended=RestoreRequest(steps=7, tile=256))
    window = make_window(photo, engine=ScriptedEngine())
    session = window.session
    session.choose_model("other")
    session.draft.set(steps=11)
    session.presets.save("For the other")
    session.choose_model("tiny")
    assert window.inspector.presets.shown.text() == "Recommended"
    before = session.draft.request
    session.presets.apply("For the other")
    assert (session.settings.model, session.draft.request.steps, session.draft.request.tile) == ("other", 11, 256)
    assert window.inspector.presets.shown.text() == "For the other"
    window.commands["undo"].trigger()
    assert (session.settings.model, session.draft.request) == ("tiny", before)


def test_a_model_that_is_not_here_is_told(qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    path = tmp_path / f"a{SUFFIX}"
    write_preset(Preset("Theirs", {"steps": 12}, "faithdiff"), path)
    window.session.presets.add([path])
    qtbot.waitUntil(lambda: "made for the model faithdiff" in said(window), timeout=WAIT)
    assert window.session.draft.request.steps == 12


def test_settings_that_do_not_fit_are_told_and_not_taken(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    before = window.session.draft.request
    path = tmp_path / f"a{SUFFIX}"
    write_preset(Preset("Huge", {"steps": 5, "size": [60_000, 60_000]}), path)
    window.session.presets.add([path])
    qtbot.waitUntil(lambda: "3600 megapixels" in said(window), timeout=WAIT)
    assert window.session.draft.request == before


def test_two_windows_see_each_others_presets(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    one, other = (make_window(photo, engine=ScriptedEngine()) for _ in range(2))
    one.session.presets.save("From one")
    other.session.presets.save("From the other")

    def both() -> bool:
        return all({"From one", "From the other"} <= entries(w.inspector.presets.menu).keys() for w in (one, other))

    qtbot.waitUntil(both, timeout=WAIT)


def test_files_that_are_no_presets_are_mentioned_in_the_menu(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    folder = tmp_path / "home" / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / f"broken{SUFFIX}").write_text("{")
    qtbot.waitUntil(
        lambda: any("cannot be read" in text for text in entries(window.inspector.presets.menu)), timeout=WAIT
    )


def test_a_preset_that_cannot_be_written_is_told_and_gone(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / FOLDER).write_text("a file where the folder should be")
    window = make_window(photo, engine=ScriptedEngine())
    window.session.presets.save("Nowhere")
    qtbot.waitUntil(lambda: window.session.presets.all == [], timeout=WAIT)
    assert any("could not be written" in notice.text for notice in window.session.notices.history)


def test_reset_all_is_one_edit_and_spares_caption_and_seed(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    draft, bar = window.session.draft, window.inspector.presets
    draft.set(steps=9, guidance_scale=4.0, size=(90, 60), negative_prompt="blur", caption="My aunt.", seed=7)
    before = draft.request
    entries(bar.actions_menu)["Reset all settings"].trigger()
    model = window.session.model
    assert model is not None
    recommended = model.recommended
    assert (draft.request.steps, draft.request.size, draft.request.negative_prompt) == (recommended.steps, None, "")
    assert (draft.request.caption, draft.request.seed) == ("My aunt.", 7)
    assert not entries(bar.actions_menu)["Reset all settings"].isEnabled()
    window.commands["undo"].trigger()
    assert draft.request == before


def test_a_long_name_leaves_the_panel_as_wide_as_it_is(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    bar, width = window.inspector.presets, window.inspector.width()
    name = "Wideangle Wednesday portraits of grandmother, WWW"
    window.session.presets.save(name)
    assert window.inspector.width() == width
    assert bar.more.mapTo(window.inspector, QPoint(bar.more.width(), 0)).x() <= width
    assert name in bar.button.toolTip()

"""The inspector's controls, by keyboard and mouse: prints, seeds, resets, hints, and what cannot be set."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.model.guidance import TABLE_10, guidance_note, guidance_tip, is_the_papers, steps_note, steps_tip
from app.settings import load_settings
from app.ui.number_box import NumberBox
from app.ui.window import Window
from engine.request import MAX_SEED, RestoreRequest
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, restored, said
from tests.app.ui.engines import SeedEngine, colour_of
from tests.engine.tiny import tiny_bundle


def typed(box: QWidget, text: str, *, leave: bool = False) -> None:
    """Types over what stands in `box`, as a person does."""
    edit = box.lineEdit() if isinstance(box, NumberBox) else box
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    if leave:
        QTest.keyClick(edit, Qt.Key.Key_Return)


def marked(box: QWidget) -> bool:
    return bool(box.property("problem"))


# Sizes ----------------------------------------------------------------------------------------------------------------


def test_a_print_size_says_the_pixels_and_keeps_its_centimetres(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    size, draft = window.inspector.size_field, window.session.draft
    assert not size.paper.isVisible()
    choose_unit(window, "cm")
    assert size.paper.isVisible()
    assert "cm" in size.width_box.accessibleName()
    typed(size.width_box, "15", leave=True)
    assert draft.request.size == (1772, 1181), "15 x 10 cm at 300 DPI"
    assert (size.width_box.value(), size.height_box.value()) == (15.0, 10.0)
    assert size.pixels.text() == "1772 × 1181 px"
    typed(size.dpi_box, "600", leave=True)
    assert draft.request.size == (3543, 2362), "the same print, finer"
    assert (size.width_box.value(), size.height_box.value()) == (15.0, 10.0)
    choose_unit(window, "in")
    assert (size.width_box.value(), size.height_box.value()) == (5.91, 3.94)
    assert draft.request.size == (3543, 2362), "another unit changes nothing"
    typed(size.height_box, "4", leave=True)
    assert draft.request.size == (3600, 2400), "proportions are kept"
    assert size.width_box.value() == 6.0


def test_a_factor_keeps_the_picture_when_the_dpi_change(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    size, draft = window.inspector.size_field, window.session.draft
    size.factors.buttons()[2].click()
    choose_unit(window, "in")
    assert (size.width_box.value(), size.height_box.value()) == (0.4, 0.27)
    typed(size.dpi_box, "60", leave=True)
    assert (draft.request.scale, draft.request.size) == (2.0, None)
    assert (size.width_box.value(), size.height_box.value()) == (2.0, 1.33)
    assert size.pixels.text() == "120 × 80 px"


def test_without_linked_sides_each_is_itself_on_paper_too(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    size, draft = window.inspector.size_field, window.session.draft
    choose_unit(window, "in")
    size.lock.click()
    typed(size.width_box, "2", leave=True)
    typed(size.height_box, "3", leave=True)
    assert draft.request.size == (600, 900)
    typed(size.dpi_box, "100", leave=True)
    assert draft.request.size == (200, 300)
    window.commands["undo"].trigger()
    assert draft.request.size != (200, 300)


@pytest.mark.parametrize("dpi", [30, 72, 254, 300, 2400])
def test_typing_what_stands_there_changes_no_pixel(make_window: MakeWindow, photo: Path, dpi: int) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    size, draft = window.inspector.size_field, window.session.draft
    choose_unit(window, "cm")
    typed(size.dpi_box, str(dpi), leave=True)
    for pixels in (150, 1181, 4001):
        draft.set(size=(pixels, pixels))
        typed(size.width_box, size.width_box.text(), leave=True)
        assert draft.request.size == (pixels, pixels)


def test_unit_and_dpi_are_remembered(make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    choose_unit(window, "in")
    typed(window.inspector.size_field.dpi_box, "240", leave=True)
    other = make_window(photo, engine=ScriptedEngine())
    assert (other.inspector.size_field.unit_name, other.inspector.size_field.dpi) == ("in", 240)
    assert other.inspector.size_field.paper.isVisible()
    assert load_settings(tmp_path / "home" / "settings.json")[0].dpi == 240


def test_what_is_too_large_is_said_and_not_taken(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    size, draft = window.inspector.size_field, window.session.draft
    before = draft.request
    for text, reason in (("70000", "A side has 1 to 65535 pixels."), ("30000", "600 megapixels; 300 are the most")):
        typed(size.width_box, text)
        assert marked(size.width_box)
        assert reason in size.problem.text()
        assert size.problem.isVisible()
        assert reason in size.width_box.accessibleDescription()
        assert draft.request == before
        QTest.keyClick(size.width_box, Qt.Key.Key_Return)
        assert draft.request == before
        assert size.width_box.value() == 60, "what stood there comes back"
        assert not marked(size.width_box)
        assert not size.problem.isVisible()
    choose_unit(window, "cm")
    typed(size.width_box, "999")
    assert "65535" in size.problem.text()
    typed(size.width_box, "10", leave=True)
    typed(size.dpi_box, "20")
    assert "From 30 to 2400" in size.problem.text()


def test_a_photo_that_makes_the_size_too_large_is_explained_and_not_restored(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    large = tmp_path / "photos" / "large.png"
    Image.fromarray(np.zeros((5000, 5000), np.uint8)).save(large)
    window = make_window(photo, engine=ScriptedEngine())
    size, draft = window.inspector.size_field, window.session.draft
    size.factors.buttons()[4].click()
    window.session.open_files([large])
    qtbot.waitUntil(lambda: window.session.document.name == "large.png", timeout=WAIT)
    assert draft.request.scale == 4.0, "the person's own choice, for the next photo"
    assert "400 megapixels" in size.problem.text()
    assert "400 megapixels" in window.inspector.hint.text()
    assert not window.inspector.restore.isEnabled()
    size.factors.buttons()[3].click()
    assert draft.request.scale == 3.0
    assert not size.problem.isVisible()
    assert window.inspector.restore.isEnabled()
    size.factors.buttons()[4].click()
    assert draft.request.scale == 3.0, "what would be refused is not taken"
    assert size.factors.buttons()[3].isChecked()
    assert "400 megapixels" in size.problem.text()


# Numbers --------------------------------------------------------------------------------------------------------------


def test_a_number_is_checked_while_it_is_typed(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    steps, draft = window.inspector.steps, window.session.draft
    for text in ("0", "1001", "99999", "-", ""):
        typed(steps.number, "7", leave=True)
        typed(steps.number, text) if text else (steps.number.clear(), steps.number.lineEdit().textEdited.emit(""))
        assert marked(steps.number), text
        assert steps.problem.isVisible()
        assert draft.request.steps == 7
        QTest.keyClick(steps.number, Qt.Key.Key_Return)
        assert (draft.request.steps, steps.number.value()) == (7, 7)
        assert not marked(steps.number)
    typed(steps.number, "abc12")
    assert steps.number.text() == "12", "letters are no part of a number"
    typed(window.inspector.guidance.number, "7,5", leave=True)
    assert draft.request.guidance_scale == 7.5, "a comma is as good as a dot"


def test_what_is_being_typed_outlives_a_change_elsewhere(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    typed(window.inspector.steps.number, "2000")
    window.session.draft.set(caption="Written meanwhile.")
    assert window.inspector.steps.number.text() == "2000"
    assert marked(window.inspector.steps.number)


def test_steps_and_strength_stay_within_what_the_model_has_room_for(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    panel, draft = window.inspector, window.session.draft
    qtbot.waitUntil(lambda: bool(draft.problem(strength=0.01, steps=50)), timeout=WAIT)
    typed(panel.steps.number, "400", leave=True)
    panel.more.set_unfolded(True)
    typed(panel.more.strength.number, "20")
    assert "room for 200 steps" in panel.more.strength.problem.text()
    QTest.keyClick(panel.more.strength.number, Qt.Key.Key_Return)
    assert draft.request.strength == 1.0
    panel.more.strength.slider.setValue(20)
    assert draft.request.strength == 1.0
    assert panel.more.strength.slider.value() == 100
    assert "room for 200 steps" in panel.more.strength.problem.text()
    typed(panel.more.strength.number, "50", leave=True)
    assert draft.request.strength == 0.5
    typed(panel.steps.number, "501")
    assert "room for 500 steps" in panel.steps.problem.text()
    QTest.keyClick(panel.steps.number, Qt.Key.Key_Return)
    assert draft.request.steps == 400
    draft.set(start="noise")
    typed(panel.steps.number, "900", leave=True)
    panel.more.start.show_value("lq")
    panel.more.start.activated.emit(panel.more.start.currentIndex())
    assert draft.request.start == "noise", "from the photo at half strength there is no room for 900 steps"
    assert panel.more.start.currentData() == "noise"
    assert "room for 500 steps" in panel.steps.problem.text()


# Seeds ----------------------------------------------------------------------------------------------------------------


def test_a_seed_is_checked_while_it_is_typed(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    seed, draft = window.inspector.seed, window.session.draft
    before = draft.request.seed
    typed(seed.edit, str(MAX_SEED + 1))
    assert marked(seed.edit)
    assert str(MAX_SEED) in seed.problem.text()
    QTest.keyClick(seed.edit, Qt.Key.Key_Return)
    assert draft.request.seed == before
    assert seed.edit.text() == str(before)
    typed(seed.edit, str(MAX_SEED), leave=True)
    assert draft.request.seed == MAX_SEED
    assert not seed.problem.isVisible()


def test_a_locked_seed_stays_from_take_to_take(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    assert window.inspector.seed.lock.isChecked(), "as it always was"
    assert [restored(qtbot, window).request.seed for _ in range(2)] == [42, 42]


def test_unlocked_every_take_has_a_seed_of_its_own_and_shows_it(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    window = make_window(photo, engine=SeedEngine())
    seed, draft = window.inspector.seed, window.session.draft
    seed.lock.click()
    assert "Unlocked" in seed.lock.toolTip()
    first = run(qtbot, window)
    second = run(qtbot, window)
    assert first != second
    assert draft.request.seed == second, "what is shown made the newest take"
    assert tuple(window.session.document.result.image[0, 0]) == colour_of(second)  # pyright: ignore[reportOptionalMemberAccess]
    typed(seed.edit, "77", leave=True)
    assert run(qtbot, window) == 77, "what was typed is used"
    assert run(qtbot, window) != 77, "once"
    seed.lock.click()
    kept = draft.request.seed
    assert [run(qtbot, window), run(qtbot, window)] == [kept, kept]


def test_rolling_for_a_take_is_no_edit_of_the_persons(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    window.session.draft.set(caption="A wall.")
    window.inspector.seed.lock.click()
    run(qtbot, window)
    window.commands["undo"].trigger()
    assert window.session.draft.request.caption == ""


def test_the_lock_is_remembered_and_four_takes_begin_anew(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    window.inspector.seed.lock.click()
    window.session.make_sheet()
    seeds = [slot.seed for slot in window.session.sheet.slots]
    qtbot.waitUntil(lambda: len(window.session.takes.all) == 4, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.session.queue.active, timeout=WAIT)
    assert len(set(seeds)) == 4
    assert 42 not in seeds
    window.session.make_sheet()
    assert not set(seeds) & {slot.seed for slot in window.session.sheet.slots}
    qtbot.waitUntil(lambda: len(window.session.takes.all) == 8, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.session.queue.active, timeout=WAIT)
    assert window.close()
    assert window.session.close(30)
    other = make_window(photo, engine=SeedEngine())
    assert not other.inspector.seed.lock.isChecked()


# Resets and hints -----------------------------------------------------------------------------------------------------


def test_every_control_leads_back_by_keyboard(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    panel, draft = window.inspector, window.session.draft
    panel.more.set_unfolded(True)
    model = window.session.model
    assert model is not None
    draft.set(**{name: getattr(model.recommended, name) for name in ("steps", "guidance_scale", "tile", "precision")})
    cases = (
        (panel.steps.reset, "steps", 9),
        (panel.guidance.reset, "guidance_scale", 4.0),
        (panel.size_field.reset, "scale", 3.0),
        (panel.more.strength.reset, "strength", 0.5),
        *((panel.more._resets[name], name, value) for name, value in (
            ("start", "noise"), ("color", "none"), ("sampler", "unipc"), ("tile", 512), ("tile_overlap", 0.25),
            ("speed", "fast"), ("precision", "int8"), ("time_ids", "pixels"), ("negative_prompt", "blur"),
        )),
    )  # fmt: skip
    for button, name, value in cases:
        before = draft.request
        assert not button.isVisible(), name
        assert draft.set(**{name: value})
        assert button.isVisible(), name
        assert button.accessibleName().startswith("Reset: "), name
        assert button.toolTip(), name
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert draft.request == before, name
        assert not button.isVisible(), name
        focused = window.focusWidget()
        assert focused is not None, name
        assert panel.isAncestorOf(focused), f"after {name} the keyboard is nowhere"
        window.commands["undo"].trigger()
        assert getattr(draft.request, name) == value, "a reset is an edit"
        window.commands["redo"].trigger()


def test_what_a_reset_goes_back_to_is_told_by_name(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    assert "Back to 3, which A tiny model for tests recommends" in window.inspector.steps.reset.toolTip()


def test_the_papers_numbers_are_for_the_papers_model() -> None:
    papers, small = RestoreRequest(), RestoreRequest(guidance_scale=1.0, steps=2)
    assert is_the_papers(papers)
    assert not is_the_papers(small)
    assert guidance_note(5.0, papers) == "In the paper at 5: LPIPS 0.308, MUSIQ 66.3"
    assert guidance_note(9.0, papers) == "In the paper at 8: LPIPS 0.333, MUSIQ 67.0"
    assert guidance_note(1.0, papers) == "No guidance: about twice as fast."
    assert guidance_note(4.0, small) == "Recommended: 1. More invents more."
    tip = guidance_tip(papers)
    assert all(f"LPIPS {row.lpips:.4f}, MUSIQ {row.musiq:.2f}" in tip for row in TABLE_10)
    assert "Table 10" in tip
    assert "LPIPS" not in guidance_tip(small)
    assert "2.55 s" in steps_tip(papers)
    assert "Recommended: 2" in steps_note(7, small)


def test_the_notes_follow_the_values_and_the_model(make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    tiny_bundle(tmp_path / "home" / "models" / "full", name="full", recommended=RestoreRequest())
    window = make_window(photo, engine=ScriptedEngine())
    panel = window.inspector
    assert panel.steps.note.text().startswith("Recommended: 3")
    window.session.choose_model("full")
    assert panel.guidance.note.text() == "In the paper at 5: LPIPS 0.308, MUSIQ 66.3"
    assert "Table 10" in panel.guidance.slider.toolTip()
    panel.guidance.slider.setValue(4)
    assert panel.guidance.note.text() == "In the paper at 2: LPIPS 0.290, MUSIQ 63.8"


def test_undo_brings_the_model_back_with_its_settings(make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    tiny_bundle(tmp_path / "home" / "models" / "other", name="other", recommended=RestoreRequest(steps=7))
    window = make_window(photo, engine=ScriptedEngine())
    session = window.session
    session.choose_model("other")
    assert (session.settings.model, session.draft.request.steps) == ("other", 7)
    window.commands["undo"].trigger()
    assert (session.settings.model, session.draft.request.steps) == ("tiny", 3)
    assert window.inspector.model.currentData() == "tiny"
    window.commands["redo"].trigger()
    assert (session.settings.model, session.draft.request.steps) == ("other", 7)


def test_a_caption_that_is_no_text_is_told(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.inspector.caption.edit.setPlainText("A wall.")
    window.inspector._set({"caption": "\ud800"})
    assert window.session.draft.request.caption == "A wall."
    assert "no character" in said(window)


# Looks ----------------------------------------------------------------------------------------------------------------


def test_long_words_make_the_panel_wider_and_are_not_cut(
    make_window: MakeWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.ui import inspector

    def long(context: str, text: str, note: str = "", n: int = -1) -> str:
        return {"Guidance": "Führungsstärke", "faithful": "originalgetreuer", "crisp": "scharfgezeichnet"}.get(
            text, text
        )

    monkeypatch.setattr(inspector, "translate", long)
    window = make_window(photo, engine=ScriptedEngine())
    panel = window.inspector
    QApplication.processEvents()
    assert inspector.WIDTH < panel.width() <= inspector.WIDEST
    for name in panel.guidance.findChildren(QLabel):
        if name.isVisible() and name.text():
            assert name.width() >= name.fontMetrics().horizontalAdvance(name.text()) or name.wordWrap(), name.text()
    fields = (panel.guidance, panel.steps, panel.size_field, panel.seed, panel.model_field)
    right = {field.mapTo(panel, QPoint(field.width(), 0)).x() for field in fields}
    assert max(right) <= panel.width()


def choose_unit(window: Window, unit: str) -> None:
    choice = window.inspector.size_field.unit
    choice.show_value(unit)
    choice.activated.emit(choice.currentIndex())


def run(qtbot: QtBot, window: Window) -> int:
    """Restores once more; the seed of the result."""
    before = window.session.document.result
    window.inspector.restore.click()
    qtbot.waitUntil(lambda: window.session.document.result is not before, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.session.restoration.busy, timeout=WAIT)
    result = window.session.document.result
    assert result is not None
    return result.request.seed

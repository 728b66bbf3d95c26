"""Takes: every result is kept, named, starred, compared, deleted and brought back; four seeds on a contact sheet."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.contact_sheet import next_seeds
from app.ui.take_chip import TakeChip
from app.ui.window import Window
from engine.request import MAX_SEED
from tests.app.ui.conftest import WAIT, MakeWindow, restored, said
from tests.app.ui.engines import SeedEngine, colour_of


def take(qtbot: QtBot, window: Window, seed: int) -> TakeChip:
    """Restore with this seed and wait until the take is in the strip."""
    count = len(window.session.takes.all)
    window.session.draft.set(seed=seed)
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: len(window.session.takes.all) > count, timeout=WAIT)
    newest = window.session.takes.all[-1]
    qtbot.waitUntil(lambda: window.session.takes.right == newest.id, timeout=WAIT)
    qtbot.waitUntil(lambda: _right(window) == colour_of(seed), timeout=WAIT)
    return window.area.takes.chips[newest.id]


def chips(window: Window) -> list[TakeChip]:
    return [window.area.takes.chips[each.id] for each in window.session.takes.all]


def texts(window: Window) -> list[str]:
    return [chip.text() for chip in chips(window)]


def _right(window: Window) -> tuple[int, int, int]:
    """The colour that is seen right of the divider."""
    return _colour(window, 0.75)


def _left(window: Window) -> tuple[int, int, int]:
    return _colour(window, 0.25)


def _colour(window: Window, x: float) -> tuple[int, int, int]:
    canvas = window.canvas
    left, _, right, _ = canvas.viewport.visible()
    colour: QColor = canvas.grab().toImage().pixelColor(round(left + (right - left) * x), canvas.height() // 2 + 40)
    return colour.red(), colour.green(), colour.blue()


def test_every_result_is_a_take_and_clicks_choose(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    assert window.area.takes.original.place == "alone"
    first, second = take(qtbot, window, 10), take(qtbot, window, 20)
    assert texts(window) == ["1", "2"]
    assert (window.area.takes.original.place, first.place, second.place) == ("left", "", "right")
    assert window.toolbar.title.text() == "blue.png — Take 2"
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _right(window) == colour_of(10), timeout=WAIT)
    assert _left(window) == (0, 0, 255), "the original"
    assert window.session.document.result is not None
    assert window.session.document.result.request.seed == 10, "and this one would be saved"
    qtbot.mouseClick(window.area.takes.original, Qt.MouseButton.LeftButton)
    assert not window.canvas.comparing
    assert not window.commands["save"].isEnabled()


def test_any_two_can_be_compared(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    first, second = take(qtbot, window, 10), take(qtbot, window, 20)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _left(window) == colour_of(10), timeout=WAIT)
    assert _right(window) == colour_of(20)
    assert (first.place, second.place, window.area.takes.original.place) == ("left", "right", "")
    assert "on the left" in first.accessibleName()
    # the one on the right asked for on the left: they cannot both be the same
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: (_left(window), _right(window)) == (colour_of(20), colour_of(10)), timeout=WAIT)
    window.area.takes.menu(None).actions()[1].trigger()
    qtbot.waitUntil(lambda: _left(window) == (0, 0, 255), timeout=WAIT)


def test_choosing_what_is_shown_changes_nothing(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    chip = take(qtbot, window, 10)
    before = window.session.document.result
    window.session.save()
    qtbot.waitUntil(lambda: window.session.document.saved is not None, timeout=WAIT)
    with qtbot.assertNotEmitted(window.session.document.result_changed, wait=200):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert window.session.document.result is before
    assert window.session.document.saved is not None


def test_rename_in_place_and_undo(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    chip = take(qtbot, window, 10)
    window.session.draft.set(steps=4)
    window.commands["rename_take"].trigger()
    edit = window.area.takes.rename
    assert edit.isVisible()
    qtbot.keyClicks(edit, "Warmer <b>")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert not edit.isVisible()
    assert chip.text() == "Warmer <b>"
    window.commands["undo"].trigger()
    assert chip.text() == "1"
    window.commands["undo"].trigger()
    assert window.session.draft.request.steps == 3, "one history for takes and settings"
    window.commands["redo"].trigger()
    window.commands["redo"].trigger()
    assert chip.text() == "Warmer <b>"
    window.commands["rename_take"].trigger()
    qtbot.keyClicks(edit, "not this")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert chip.text() == "Warmer <b>"


def test_escape_while_renaming_cancels_no_restoration(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    take(qtbot, window, 10)
    engine.hold.set()
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: window.session.restoration.state == "running", timeout=WAIT)
    qtbot.waitUntil(window.isActiveWindow)
    window.commands["rename_take"].trigger()
    qtbot.keyClick(window.area.takes.rename, Qt.Key.Key_Escape)
    assert window.session.restoration.state == "running"
    engine.hold.clear()
    qtbot.waitUntil(lambda: len(window.session.takes.all) == 2, timeout=WAIT)


def test_star_delete_and_bring_back(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    first, second = take(qtbot, window, 10), take(qtbot, window, 20)
    window.commands["star_take"].trigger()
    assert second.starred
    assert "starred" in second.accessibleName()
    window.commands["delete_take"].trigger()
    assert texts(window) == ["1"]
    assert first.place == "right", "its neighbour is shown"
    assert said(window) == "Take 2 was deleted."
    qtbot.waitUntil(window.messages.action.isVisible)
    window.messages.action.click()
    assert texts(window) == ["1", "2"]
    assert chips(window)[1].starred
    qtbot.waitUntil(lambda: _right(window) == colour_of(20), timeout=WAIT)
    assert len(list(window.session.results_folder.glob("*.png"))) == 2


def test_takes_are_there_after_a_restart_as_they_were_left(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=SeedEngine())
    for seed in (10, 20, 30):
        take(qtbot, window, seed)
    one, two, three = window.session.takes.all
    window.session.takes.star(two.id)
    window.session.takes.rename(one.id, "Mine")
    window.session.takes.delete(three.id)
    window.close()
    assert window.session.close(30)
    moved = photo.with_name("moved.png")
    photo.rename(moved)
    again = make_window(moved, engine=SeedEngine())
    qtbot.waitUntil(lambda: texts(again) == ["Mine", "2"], timeout=WAIT)
    assert chips(again)[1].starred
    qtbot.waitUntil(lambda: _right(again) == colour_of(20), timeout=WAIT)  # the starred one is shown


def test_use_these_settings(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    window.session.draft.set(caption="A wall.", guidance_scale=7.0)
    take(qtbot, window, 10)
    window.session.draft.set(caption="Something else.", seed=99, guidance_scale=2.0)
    window.commands["use_settings"].trigger()
    request = window.session.draft.request
    assert (request.caption, request.seed, request.guidance_scale) == ("A wall.", 10, 7.0)
    assert window.inspector.caption.edit.toPlainText() == "A wall."
    window.commands["undo"].trigger()
    assert window.session.draft.request.seed == 99


def test_the_strip_by_keyboard(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    first, second = take(qtbot, window, 10), take(qtbot, window, 20)
    qtbot.waitUntil(window.isActiveWindow)
    second.setFocus()
    qtbot.keyClick(second, Qt.Key.Key_Left)
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_S)
    assert first.starred
    assert not second.starred
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert first.place == "right"
    qtbot.keyClick(window.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert second.place == "right"
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (first.place, second.place) == ("left", "right")
    qtbot.keyClick(first, Qt.Key.Key_Delete)
    assert texts(window) == ["2"]


def test_a_take_whose_picture_is_gone_is_said(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    take(qtbot, window, 10)
    take(qtbot, window, 20)
    first = window.session.takes.all[0]
    window.session.takes.path_of(first).unlink()
    window.session.takes.choose(first.id)
    qtbot.waitUntil(lambda: "no such file" in said(window), timeout=WAIT)


def test_results_of_another_window_appear(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    one, other = make_window(photo, engine=SeedEngine()), make_window(photo, engine=SeedEngine())
    take(qtbot, one, 10)
    qtbot.waitUntil(lambda: texts(other) == ["1"], timeout=WAIT)


def test_four_takes_on_a_contact_sheet(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    take(qtbot, window, 10)
    engine.hold.set()
    qtbot.mouseClick(window.area.takes.four, Qt.MouseButton.LeftButton)
    sheet, view = window.session.sheet, window.area.sheet
    qtbot.waitUntil(lambda: view.isVisible() and sheet.preview() is not None, timeout=WAIT)
    assert [slot.seed for slot in sheet.slots] == [11, 12, 13, 14], "10 was tried with these settings"
    started = ["running", "waiting", "waiting", "waiting"]
    qtbot.waitUntil(lambda: [slot.state for slot in sheet.slots] == started, timeout=WAIT)
    assert not window.area.takes.four.isEnabled()
    cell = view.cells()[0].center().toPoint()
    assert view.grab().toImage().pixelColor(cell).red() == 255, "it is seen forming"
    engine.hold.clear()
    qtbot.waitUntil(lambda: not sheet.making and len(window.session.takes.all) == 5, timeout=WAIT)

    def seen(at: int) -> tuple[int, ...]:
        colour = view.grab().toImage().pixelColor(view.cells()[at].center().toPoint())
        return colour.red(), colour.green(), colour.blue()

    qtbot.waitUntil(
        lambda: [seen(at) for at in range(4)] == [colour_of(seed) for seed in (11, 12, 13, 14)], timeout=WAIT
    )
    assert len({each.sheet for each in window.session.takes.all[1:]}) == 1
    assert all(chip.unseen for chip in chips(window)[1:])
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cells()[2].center().toPoint())
    assert window.canvas.isVisible()
    qtbot.waitUntil(lambda: _right(window) == colour_of(13), timeout=WAIT)
    qtbot.waitUntil(lambda: window.session.queue.jobs == (), timeout=WAIT)  # no rows to look after
    qtbot.keyClick(window.canvas, Qt.Key.Key_G)
    assert view.isVisible()
    assert [slot.seed for slot in sheet.slots] == [10, 11, 12, 13, 14], "now all there are"
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.focused == 1
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _right(window) == colour_of(11), timeout=WAIT)
    assert window.canvas.isVisible()


def test_cancelling_a_sheet_cancels_all_of_it(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = SeedEngine()
    engine.hold.set()
    window = make_window(photo, engine=engine)
    window.commands["four"].trigger()
    qtbot.waitUntil(lambda: window.session.sheet.preview() is not None, timeout=WAIT)
    window.status.cancel.click()
    qtbot.waitUntil(lambda: not window.session.sheet.making and not window.session.restoration.busy, timeout=WAIT)
    assert window.session.takes.all == ()
    assert [slot.state for slot in window.session.sheet.slots] == ["cancelled"] * 4
    window.commands["cancel"].trigger()
    assert window.canvas.isVisible(), "Escape goes back to the photo"


def test_all_pictures_of_a_sheet_show_the_same_part(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("RGB", (400, 300), (0, 0, 255)).save(path)
    window = make_window(path, engine=SeedEngine())
    take(qtbot, window, 10)
    take(qtbot, window, 20)
    window.commands["sheet"].trigger()
    view = window.area.sheet
    qtbot.waitUntil(view.isVisible)
    before = view.viewport.scale
    at = view.cells()[1].center()
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(
        view, QWheelEvent(at, QPointF(view.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 360), *none, False)
    )
    assert view.viewport.scale == pytest.approx(before * 1.25**3)
    centre = view.viewport.centre
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    qtbot.mouseMove(view, at.toPoint() + QPoint(30, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at.toPoint() + QPoint(30, 0))
    assert view.viewport.centre[0] < centre[0]
    assert view.isVisible(), "a drag chooses nothing"


@pytest.mark.parametrize(
    ("first", "tried", "expected"),
    [(5, set(), [5, 6, 7, 8]), (5, {6, 8}, [5, 7, 9, 10]), (MAX_SEED, set(), [MAX_SEED, 0, 1, 2])],
)
def test_seeds_that_were_tried_are_left_out(first: int, tried: set[int], expected: list[int]) -> None:
    assert next_seeds(first, tried, 4) == expected


def test_the_real_model_makes_takes_that_differ(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    one = restored(qtbot, window)
    qtbot.waitUntil(lambda: len(window.session.takes.all) == 1, timeout=WAIT)
    window.commands["four"].trigger()
    qtbot.waitUntil(lambda: len(window.session.takes.all) == 5 and not window.session.sheet.making, timeout=WAIT)
    requests = [each.request for each in window.session.takes.all]
    assert [request.seed for request in requests if request] == [42, 43, 44, 45, 46]
    assert one.request == requests[0]
    assert all(each.model.startswith("tiny@") for each in window.session.takes.all)
    pictures = {window.session.takes.path_of(each).read_bytes() for each in window.session.takes.all}
    assert len(pictures) == 5

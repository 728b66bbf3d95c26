"""The brush, in pixels: what it paints, how its edge looks, at every zoom; undone, kept, saved."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.mask_files import is_mask
from app.ui.window import Window
from engine.images.read import read_picture
from tests.app.ui.blending import (
    PHOTO,
    RESTORED,
    at,
    drag,
    mixed,
    near,
    pixels_of,
    point,
    press,
    release,
    stroke,
    with_take,
    written,
)
from tests.app.ui.canvases import shot, wheel
from tests.app.ui.conftest import WAIT, MakeWindow, said
from tests.app.ui.engines import SeedEngine

WIDE, HIGH = 600, 400


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A blue photo of 600 x 400 pixels."""
    path = tmp_path / "large.png"
    Image.new("RGB", (WIDE, HIGH), PHOTO).save(path)
    return path


@pytest.fixture
def window(qtbot: QtBot, make_window: MakeWindow, large: Path) -> Window:
    """With a take and the brush in hand: 80 pixels wide, hard."""
    made = make_window(large, engine=SeedEngine())
    with_take(qtbot, made)
    made.commands["brush"].trigger()
    made.session.brush.choose(size=80, hardness=100)
    qtbot.waitUntil(made.isActiveWindow)
    return made


def mask_of(window: Window) -> np.ndarray:
    right = window.session.blends.right
    assert right is not None
    assert not right.mask.blank
    return right.mask.levels[0]


def fractions(x: float, y: float) -> tuple[float, float]:
    return x / WIDE, y / HIGH


@pytest.mark.parametrize("scale", [0.0, 0.5, 1.0, 3.0])
def test_a_stroke_shows_the_original_where_it_went(window: Window, scale: float) -> None:
    canvas = window.canvas
    if scale:
        canvas.viewport.zoom_to(scale, canvas.width() / 2, canvas.height() / 2)
        canvas.update()
    stroke(canvas, (0.46, 0.5), (0.5, 0.5), (0.54, 0.5))
    for x in (0.46, 0.5, 0.54):
        assert at(canvas, x, 0.5) == PHOTO
    # 40 pixels above and below the middle of the stroke is its edge
    assert at(canvas, 0.5, 0.5 + 37 / HIGH) == PHOTO
    assert at(canvas, 0.5, 0.5 + 43 / HIGH) == RESTORED
    assert at(canvas, 0.5, 0.5 - 43 / HIGH) == RESTORED
    assert at(canvas, 0.54 + 44 / WIDE, 0.5) == RESTORED
    mask = mask_of(window)
    assert mask.shape == (HIGH, WIDE)
    assert (mask[200, 270:330] == 0).all()
    assert (mask[:150] == 255).all()


@pytest.mark.parametrize("hardness", [0, 50, 100])
def test_hardness_says_how_the_edge_falls_off(window: Window, hardness: int) -> None:
    window.session.brush.choose(hardness=hardness)
    stroke(window.canvas, fractions(300, 200))
    row = mask_of(window)[200, 300:350].astype(int)  # from the middle of the dab outwards
    full = 40 * hardness // 100
    assert (np.diff(row) >= 0).all()
    assert (row[: max(1, full - 2)] <= 3).all(), "covered in full"
    assert (row[42:] == 255).all()
    partly = int(((row > 3) & (row < 252)).sum())
    assert partly <= 2 if hardness == 100 else partly > (40 - full) * 0.7
    if hardness < 100:
        middle = (full + 40) // 2
        assert row[middle] == pytest.approx(128, abs=12), "half way it is half"
        seen = at(window.canvas, (300 + middle + 0.5) / WIDE, 200.5 / HIGH)
        assert near(seen, mixed(row[middle] / 255), 14)


def test_the_restored_picture_can_be_painted_back(qtbot: QtBot, window: Window) -> None:
    canvas = window.canvas
    stroke(canvas, (0.3, 0.5), (0.7, 0.5))
    qtbot.keyClick(canvas, Qt.Key.Key_X)
    assert window.area.brush.restored.isChecked()
    stroke(canvas, (0.5, 0.5))
    assert at(canvas, 0.5, 0.5) == RESTORED
    assert at(canvas, 0.4, 0.5) == PHOTO
    qtbot.mouseClick(window.area.brush.photo, Qt.MouseButton.LeftButton)
    stroke(canvas, (0.5, 0.5))
    assert at(canvas, 0.5, 0.5) == PHOTO


def test_opacity_is_the_most_that_one_stroke_changes(window: Window) -> None:
    window.session.brush.choose(opacity=40)
    canvas = window.canvas
    stroke(canvas, (0.4, 0.5), (0.6, 0.5), (0.4, 0.5), (0.6, 0.5))
    assert near(at(canvas, 0.5, 0.5), mixed(0.6)), "there and back is covered once"
    stroke(canvas, (0.4, 0.5), (0.6, 0.5))
    assert near(at(canvas, 0.5, 0.5), mixed(0.36))


def test_strength_and_mask_multiply(window: Window) -> None:
    window.session.brush.choose(opacity=50)
    stroke(window.canvas, (0.5, 0.5))
    window.area.takes.blend.field.slider.setValue(60)
    assert near(at(window.canvas, 0.5, 0.5), mixed(0.3))
    assert near(at(window.canvas, 0.1, 0.9), mixed(0.6))


def test_each_stroke_is_one_step(window: Window) -> None:
    canvas = window.canvas
    stroke(canvas, (0.2, 0.5), (0.3, 0.6))
    stroke(canvas, (0.7, 0.5), (0.8, 0.6))
    both = mask_of(window).copy()
    window.commands["undo"].trigger()
    assert (at(canvas, 0.2, 0.5), at(canvas, 0.7, 0.5)) == (PHOTO, RESTORED)
    window.commands["undo"].trigger()
    assert (at(canvas, 0.2, 0.5), at(canvas, 0.7, 0.5)) == (RESTORED, RESTORED)
    assert not window.session.takes.all[0].blended
    assert not window.area.takes.chips[window.session.takes.all[0].id].blended
    window.commands["redo"].trigger()
    window.commands["redo"].trigger()
    assert (at(canvas, 0.2, 0.5), at(canvas, 0.7, 0.5)) == (PHOTO, PHOTO)
    assert np.array_equal(mask_of(window), both)


def test_escape_gives_a_stroke_up_and_then_puts_the_brush_away(qtbot: QtBot, window: Window) -> None:
    canvas = window.canvas
    press(canvas, 0.4, 0.5)
    drag(canvas, 0.6, 0.5)
    assert at(canvas, 0.5, 0.3) == RESTORED
    assert at(canvas, 0.45, 0.5) == PHOTO
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert at(canvas, 0.45, 0.5) == RESTORED
    release(canvas, 0.6, 0.5)
    assert not window.commands["undo"].isEnabled() or not window.session.takes.all[0].blended
    assert window.area.brush.isVisible()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not window.area.brush.isVisible()
    stroke(canvas, (0.5, 0.5))
    assert at(canvas, 0.5, 0.5) == RESTORED, "the pointer paints no more"


def test_clear_and_invert_can_be_undone(qtbot: QtBot, window: Window) -> None:
    canvas, bar = window.canvas, window.area.brush
    assert not bar.clear.isEnabled()
    stroke(canvas, (0.5, 0.5))
    qtbot.mouseClick(bar.invert, Qt.MouseButton.LeftButton)
    assert (at(canvas, 0.5, 0.5), at(canvas, 0.1, 0.9)) == (RESTORED, PHOTO)
    qtbot.mouseClick(bar.clear, Qt.MouseButton.LeftButton)
    assert (at(canvas, 0.5, 0.5), at(canvas, 0.1, 0.9)) == (RESTORED, RESTORED)
    assert not bar.clear.isEnabled()
    window.commands["undo"].trigger()
    assert (at(canvas, 0.5, 0.5), at(canvas, 0.1, 0.9)) == (RESTORED, PHOTO)
    window.commands["undo"].trigger()
    assert (at(canvas, 0.5, 0.5), at(canvas, 0.1, 0.9)) == (PHOTO, RESTORED)


def test_the_layer_is_shown_in_red_and_never_saved(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    canvas = window.canvas
    stroke(canvas, (0.5, 0.5))
    qtbot.keyClick(canvas, Qt.Key.Key_O)
    red, _, blue = at(canvas, 0.5, 0.5)
    assert red > 100
    assert blue < 200
    assert at(canvas, 0.1, 0.9) == RESTORED
    window.session.save(tmp_path / "saved.png")
    qtbot.waitUntil(lambda: (tmp_path / "saved.png").exists() and not window.session.saving, timeout=WAIT)
    assert tuple(pixels_of(tmp_path / "saved.png")[200, 300]) == PHOTO
    window.commands["brush"].trigger()
    assert at(canvas, 0.5, 0.5) == PHOTO, "without the brush there is no overlay"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_saved_file_is_what_was_painted(
    qtbot: QtBot, make_window: MakeWindow, large: Path, tmp_path: Path, scale: float
) -> None:
    window = make_window(large, engine=SeedEngine())
    window.session.draft.set(scale=scale)
    with_take(qtbot, window)
    window.session.brush.take_up(True)
    window.session.brush.choose(size=80 * scale, hardness=30)
    stroke(window.canvas, (0.3, 0.4), (0.5, 0.6), (0.7, 0.4))
    mask = mask_of(window).astype(float)[:, :, None] / 255
    window.session.save(tmp_path / "saved.png")
    qtbot.waitUntil(lambda: (tmp_path / "saved.png").exists() and not window.session.saving, timeout=WAIT)
    pixels = pixels_of(tmp_path / "saved.png")
    assert pixels.shape == (HIGH * scale, WIDE * scale, 3)
    wanted = np.array(PHOTO) * (1 - mask) + np.array(RESTORED) * mask
    assert np.abs(pixels - wanted).max() <= 1.01
    assert tuple(pixels[round(160 * scale), round(180 * scale)]) == PHOTO
    canvas = window.canvas
    window.session.brush.take_up(False)
    canvas.actual_size()
    y, x = round(240 * scale), round(300 * scale)
    rows, columns = slice(y - 20, y + 20), slice(x - 20, x + 20)

    def same() -> bool:
        left, top = (round(edge) for edge in canvas.viewport.rect()[:2])
        seen = shot(canvas)[top + y - 20 : top + y + 20, left + x - 20 : left + x + 20]
        return np.array_equal(seen, pixels[rows, columns])

    qtbot.waitUntil(same, timeout=WAIT)  # bit for bit, once it is drawn in full


def test_what_was_painted_is_there_after_a_restart(
    qtbot: QtBot, window: Window, make_window: MakeWindow, large: Path
) -> None:
    stroke(window.canvas, (0.3, 0.5), (0.7, 0.5))
    before = mask_of(window).copy()
    written(qtbot, window)
    results = window.session.results_folder
    (file,) = [path for path in results.glob("*.png") if is_mask(path.name)]
    with Image.open(file) as image:
        assert (image.mode, image.size) == ("L", (WIDE, HIGH))
        assert np.array_equal(np.asarray(image), before)
    stroke(window.canvas, (0.5, 0.2))
    window.close()
    assert window.session.close(30)
    masks = [path for path in results.glob("*.png") if is_mask(path.name)]
    assert len(masks) == 1, "the older file is gone"
    assert masks != [file]
    again = make_window(large, engine=SeedEngine())
    again.choose_mode("hold")
    qtbot.waitUntil(lambda: again.session.blends.right is not None, timeout=WAIT)
    assert len(again.session.takes.all) == 1, "the mask is no take"
    qtbot.waitUntil(lambda: at(again.canvas, 0.5, 0.5) == PHOTO, timeout=WAIT)
    assert at(again.canvas, 0.5, 0.2) == PHOTO
    assert at(again.canvas, 0.2, 0.9) == RESTORED
    assert again.area.takes.chips[again.session.takes.all[0].id].blended


def test_deleting_a_take_and_bringing_it_back_keeps_what_was_painted(qtbot: QtBot, window: Window) -> None:
    stroke(window.canvas, (0.5, 0.5))
    written(qtbot, window)
    window.commands["delete_take"].trigger()
    assert not window.area.brush.isVisible(), "there is nothing to paint on"
    assert not window.canvas.comparing
    window.commands["undo"].trigger()
    qtbot.waitUntil(lambda: window.session.blends.right is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: at(window.canvas, 0.5, 0.5) == PHOTO, timeout=WAIT)
    window.commands["undo"].trigger()
    assert at(window.canvas, 0.5, 0.5) == RESTORED


def test_a_mask_that_is_gone_is_said(qtbot: QtBot, window: Window, make_window: MakeWindow, large: Path) -> None:
    stroke(window.canvas, (0.5, 0.5))
    window.close()
    assert window.session.close(30)
    for path in window.session.results_folder.glob("*.mask-*.png"):
        path.unlink()
    again = make_window(large, engine=SeedEngine())
    qtbot.waitUntil(lambda: "no such file" in said(again), timeout=WAIT)
    qtbot.waitUntil(lambda: again.session.blends.right is not None, timeout=WAIT)


def test_a_stroke_under_way_ends_with_its_photo(qtbot: QtBot, window: Window, large: Path, tmp_path: Path) -> None:
    press(window.canvas, 0.5, 0.5)
    other = tmp_path / "other.png"
    Image.new("RGB", (30, 30), (1, 2, 3)).save(other)
    window.session.open_files([other])
    qtbot.waitUntil(lambda: window.session.document.name == "other.png", timeout=WAIT)
    release(window.canvas, 0.5, 0.5)
    window.session.show_photo(large)
    qtbot.waitUntil(lambda: window.session.blends.right is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: at(window.canvas, 0.5, 0.5) == PHOTO, timeout=WAIT)
    assert window.session.brush.on, "the brush stays in hand"


# Pointer, keys, outline -------------------------------------------------------------------------------------------


def test_keys_change_size_and_hardness(qtbot: QtBot, window: Window) -> None:
    brush, bar = window.session.brush, window.area.brush
    qtbot.keyClick(window.canvas, Qt.Key.Key_BracketRight)
    assert brush.size == 92
    assert bar.size_field.value == 92
    qtbot.keyClick(window.canvas, Qt.Key.Key_BracketLeft)
    assert brush.size == 80
    qtbot.keyClick(window.canvas, Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ShiftModifier)
    assert (brush.hardness, bar.hardness.value) == (90, 90)
    qtbot.keyClick(window.canvas, Qt.Key.Key_BraceRight, Qt.KeyboardModifier.ShiftModifier)
    assert brush.hardness == 100
    wheel(window.canvas, QPointF(200, 200), 1, Qt.KeyboardModifier.ShiftModifier)
    assert brush.size == 92
    qtbot.keyClick(window.canvas, Qt.Key.Key_B)
    assert not brush.on
    qtbot.keyClick(window.canvas, Qt.Key.Key_BracketRight)
    assert brush.size == 92, "without the brush the keys are the lens's"


def test_the_wheel_zooms_and_space_and_the_middle_button_move(qtbot: QtBot, window: Window) -> None:
    canvas = window.canvas
    before = canvas.viewport.scale
    wheel(canvas, QPointF(400, 300), 6)
    assert canvas.viewport.scale > 3 * before
    for button, space in ((Qt.MouseButton.MiddleButton, False), (Qt.MouseButton.LeftButton, True)):
        canvas.set_space(space)
        centre = canvas.viewport.centre
        qtbot.mousePress(canvas, button, pos=QPoint(300, 250))
        qtbot.mouseMove(canvas, QPoint(260, 250))
        qtbot.mouseRelease(canvas, button, pos=QPoint(260, 250))
        canvas.set_space(False)
        assert canvas.viewport.centre[0] > centre[0]
    assert not window.session.takes.all[0].blended


def test_shift_and_a_click_paint_a_straight_line(window: Window) -> None:
    canvas = window.canvas
    stroke(canvas, (0.2, 0.3))
    press(canvas, 0.8, 0.7, Qt.KeyboardModifier.ShiftModifier)
    release(canvas, 0.8, 0.7)
    for share in (0.25, 0.5, 0.75):
        assert at(canvas, 0.2 + 0.6 * share, 0.3 + 0.4 * share) == PHOTO
    assert at(canvas, 0.8, 0.3) == RESTORED


def test_a_bent_stroke_has_no_corners(window: Window) -> None:
    """Four points of a quarter circle: the stroke lies along the circle, not along its chords."""
    window.session.brush.choose(size=12)
    turns = np.linspace(0, np.pi / 2, 7)
    places = [fractions(200 + 180 * np.cos(turn), 100 + 180 * np.sin(turn)) for turn in turns]
    stroke(window.canvas, *places)
    ys, xs = np.nonzero(mask_of(window) < 128)
    radii = np.hypot(xs + 0.5 - 200, ys + 0.5 - 100)
    inner = radii[(xs > 215) & (ys > 115)]
    assert inner.min() > 180 - 6 - 4
    assert inner.max() < 180 + 6 + 1
    fine = np.linspace(0.1, np.pi / 2 - 0.1, 200)
    middle = mask_of(window)[(100 + 178 * np.sin(fine)).astype(int), (200 + 178 * np.cos(fine)).astype(int)]
    assert (middle == 0).all(), "no gap"


def test_everything_can_be_painted_by_keyboard(qtbot: QtBot, window: Window) -> None:
    canvas = window.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert at(canvas, 0.5, 0.5 + 30 / HIGH) == PHOTO, "in the middle of the view"
    for _ in range(4):
        qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert at(canvas, 0.5 + 80 / WIDE, 0.5 + 30 / HIGH) == PHOTO
    for _ in range(6):
        qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert at(canvas, 0.5 + 80 / WIDE, 0.5 + 100 / HIGH) == RESTORED, "moved without painting"
    assert "Arrows move the brush" in canvas.accessibleDescription()


def test_a_pen_paints_with_its_pressure_and_erases_with_its_other_end(window: Window) -> None:
    canvas = window.canvas

    def pen(kind: QEvent.Type, x: float, pressure: float, *, other: bool = False) -> None:
        end = QPointingDevice.PointerType.Eraser if other else QPointingDevice.PointerType.Pen
        device = QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, end, QInputDevice.Capability.Pressure, 1, 1)
        where, left = point(canvas, x, 0.5), Qt.MouseButton.LeftButton
        no = Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(kind, device, where, canvas.mapToGlobal(where), pressure, 0, 0, 0, 0, 0, no, left, left)
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted()

    pen(QEvent.Type.TabletPress, 0.3, 0.5)
    pen(QEvent.Type.TabletRelease, 0.3, 0.0)
    assert near(at(canvas, 0.3, 0.5 + 30 / HIGH), mixed(0.5), 3)
    pen(QEvent.Type.TabletPress, 0.3, 1.0, other=True)
    pen(QEvent.Type.TabletRelease, 0.3, 0.0)
    assert at(canvas, 0.3, 0.5) == RESTORED


@pytest.mark.parametrize("ground", [(255, 255, 255), (0, 0, 0), (128, 128, 128)])
@pytest.mark.parametrize("scale", [0.5, 1.0, 2.5])
def test_the_outline_has_the_size_of_the_brush_and_is_seen_anywhere(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, ground: tuple[int, int, int], scale: float
) -> None:
    path = tmp_path / "ground.png"
    Image.new("RGB", (WIDE, HIGH), ground).save(path)
    window = make_window(path, engine=SeedEngine())
    with_take(qtbot, window)
    window.area.takes.blend.field.slider.setValue(0)
    window.session.brush.take_up(True)
    window.session.brush.choose(size=60, hardness=100)
    canvas = window.canvas
    canvas.viewport.zoom_to(scale, canvas.width() / 2, canvas.height() / 2)
    canvas.update()
    qtbot.waitUntil(lambda: at(canvas, 0.5, 0.6) == ground, timeout=WAIT)
    drag(canvas, 0.5, 0.5)
    middle = point(canvas, 0.5, 0.5)
    row = shot(canvas)[round(middle.y()) + 8].astype(int)
    other = [x for x in range(len(row)) if np.abs(row[x] - ground).max() > 60 and abs(x - middle.x()) < 150]
    radius = np.sqrt((30 * scale) ** 2 - 8**2)
    assert min(other) == pytest.approx(middle.x() - radius, abs=2.5)
    assert max(other) == pytest.approx(middle.x() + radius, abs=2.5)
    canvas.leaveEvent(QEvent(QEvent.Type.Leave))
    assert np.abs(shot(canvas)[round(middle.y())].astype(int) - ground)[300:360].max() < 60


def test_the_divider_moves_by_its_handle_while_the_brush_paints(window: Window) -> None:
    window.choose_mode("slider")
    canvas = window.canvas
    press(canvas, 0.5, 0.5)
    drag(canvas, 0.7, 0.5)
    release(canvas, 0.7, 0.5)
    assert canvas.divider == pytest.approx(0.7, abs=0.01)
    assert not window.session.takes.all[0].blended
    stroke(canvas, (0.7, 0.2), (0.9, 0.2))
    assert canvas.divider == pytest.approx(0.7, abs=0.01)
    assert at(canvas, 0.8, 0.2) == PHOTO


@pytest.mark.parametrize("mode", ["side", "stack", "lens"])
def test_it_paints_in_every_mode(window: Window, mode: str) -> None:
    window.choose_mode(mode)
    canvas = window.canvas
    pane = canvas.panes()[-1]
    left, top, wide, high = canvas.viewport.rect()
    where = QPoint(round(pane.left() + left + wide * 0.5), round(pane.top() + top + high * 0.5))
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=where)
    assert mask_of(window)[200, 300] == 0
    red, green, blue = shot(canvas)[where.y() + 8, where.x() + 8]
    assert (red, green, blue) == PHOTO


def test_a_new_restoration_takes_the_brush_out_of_the_way(qtbot: QtBot, make_window: MakeWindow, large: Path) -> None:
    engine = SeedEngine()
    window = make_window(large, engine=engine)
    with_take(qtbot, window)
    window.session.brush.take_up(True)
    engine.hold.set()
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: not window.canvas.shows_result, timeout=WAIT)
    stroke(window.canvas, (0.5, 0.5))
    assert not window.session.takes.all[0].blended
    engine.hold.clear()
    qtbot.waitUntil(lambda: len(window.session.takes.all) == 2 and window.canvas.shows_result, timeout=WAIT)
    qtbot.waitUntil(lambda: window.session.brush.on, timeout=WAIT)


def test_every_control_is_named_and_says_its_key(window: Window) -> None:
    bar = window.area.brush
    for button in (bar.photo, bar.restored, bar.overlay, bar.invert, bar.clear, bar.away):
        assert button.accessibleName() or button.text()
        assert button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    for field in (bar.size_field, bar.hardness, bar.opacity, window.area.takes.blend.field):
        assert field.slider.accessibleName() == field.number.accessibleName() != ""
        assert field.number.toolTip()
    assert "(B)" in window.area.takes.brush.toolTip()
    assert window.area.takes.brush.accessibleName() == "Brush"


def test_the_contact_sheet_shows_takes_as_they_are_blended(qtbot: QtBot, window: Window) -> None:
    stroke(window.canvas, (0.5, 0.5))
    with_take(qtbot, window, 90)
    window.commands["sheet"].trigger()
    view = window.area.sheet
    qtbot.waitUntil(view.isVisible, timeout=WAIT)

    def seen() -> tuple[int, ...]:
        colour = view.grab().toImage().pixelColor(view.cells()[0].center().toPoint())
        return colour.red(), colour.green(), colour.blue()

    qtbot.waitUntil(lambda: seen() == PHOTO, timeout=WAIT)
    assert not window.area.brush.isVisible()


def test_a_picture_read_again_keeps_the_photos_alpha(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    path = tmp_path / "alpha.png"
    pixels = np.full((HIGH, WIDE, 4), 255, np.uint8)
    pixels[:, :, :3] = (40, 90, 160)
    pixels[:, : WIDE // 2, 3] = 0
    Image.fromarray(pixels).save(path)
    window = make_window(path, engine=SeedEngine())
    with_take(qtbot, window)
    window.session.brush.take_up(True)
    window.session.brush.choose(size=80, hardness=100)
    stroke(window.canvas, (0.75, 0.5))
    window.session.save(tmp_path / "saved.png")
    qtbot.waitUntil(lambda: (tmp_path / "saved.png").exists() and not window.session.saving, timeout=WAIT)
    saved = read_picture(tmp_path / "saved.png")
    assert saved.alpha is not None
    assert (saved.alpha[:, : WIDE // 2 - 2] == 0).all()
    assert tuple(saved.pixels[200, 450]) == (40, 90, 160)
    assert tuple(saved.pixels[350, 450]) == RESTORED

"""The brush in hand: pointer, pen and keys, its outline, its bar, and what it leaves alone."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.window import Window
from engine.images.read import read_picture
from tests.app.ui.blending import (
    HIGH,
    PHOTO,
    RESTORED,
    WIDE,
    at,
    blue_photo,
    drag,
    fractions,
    mask_of,
    mixed,
    near,
    point,
    press,
    release,
    stroke,
    with_brush,
    with_take,
)
from tests.app.ui.canvases import shot, wheel
from tests.app.ui.conftest import WAIT, MakeWindow
from tests.app.ui.engines import SeedEngine


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A blue photo of 600 x 400 pixels."""
    return blue_photo(tmp_path / "large.png")


@pytest.fixture
def window(qtbot: QtBot, make_window: MakeWindow, large: Path) -> Window:
    """With a take and the brush in hand: 80 pixels wide, hard."""
    return with_brush(qtbot, make_window(large, engine=SeedEngine()))


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

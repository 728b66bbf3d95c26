"""The comparison, seen in its pixels."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.pyramid import build_pyramid
from app.ui.canvas import Canvas
from app.ui.theme import CANVAS_GREYS, Appearance

RED, GREEN = (255, 0, 0), (0, 255, 0)
GRAY = QColor(CANVAS_GREYS["dark"])


def _plain(colour: tuple[int, int, int], width: int, height: int) -> np.ndarray:
    return np.broadcast_to(np.array(colour, np.uint8), (height, width, 3)).copy()


@pytest.fixture
def make_canvas(qtbot: QtBot) -> Callable[..., Canvas]:
    def make(before: np.ndarray, after: np.ndarray | None = None) -> Canvas:
        canvas = Canvas(Appearance("dark"))
        qtbot.addWidget(canvas)
        canvas.resize(400, 300)
        canvas.show()
        canvas.show_photo(build_pyramid(before), None if after is None else build_pyramid(after))
        return canvas

    return make


@pytest.fixture
def canvas(make_canvas: Callable[..., Canvas]) -> Canvas:
    """Red 200 x 100 before, green 400 x 200 after, in a view of 400 x 300."""
    return make_canvas(_plain(RED, 200, 100), _plain(GREEN, 400, 200))


def _shot(canvas: Canvas) -> QImage:
    return canvas.grab().toImage()


def _at(canvas: Canvas, x: float, y: float) -> tuple[int, int, int]:
    colour = _shot(canvas).pixelColor(round(x), round(y))
    return colour.red(), colour.green(), colour.blue()


def _wheel(canvas: Canvas, at: QPointF, notches: int) -> None:
    no = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), *no, False)
    QApplication.sendEvent(canvas, event)


def test_the_divider_parts_original_and_restored(canvas: Canvas) -> None:
    assert _at(canvas, 100, 200) == RED
    assert _at(canvas, 300, 200) == GREEN
    assert _at(canvas, 200, 200) == (255, 255, 255), "the divider is in the middle"
    assert _at(canvas, 200, 20) == (GRAY.red(), GRAY.green(), GRAY.blue())


def test_a_click_brings_the_divider_and_dragging_clamps_it(qtbot: QtBot, canvas: Canvas) -> None:
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(320, 200))
    assert canvas.divider_x() == pytest.approx(320, abs=1)
    assert _at(canvas, 300, 200) == RED
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(314, 200))
    qtbot.mouseMove(canvas, QPoint(390, 200))
    canvas.mouseMoveEvent(_move(QPointF(4000, 200)))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(4000, 200))
    assert canvas.divider == 1.0
    assert _at(canvas, 370, 200) == RED


def _move(at: QPointF) -> QMouseEvent:
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, at, at, left, left, Qt.KeyboardModifier.NoModifier)


def test_arrow_keys_move_the_divider(qtbot: QtBot, canvas: Canvas) -> None:
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.divider == pytest.approx(0.56)


def test_the_original_is_shown_while_held(canvas: Canvas) -> None:
    canvas.hold_original(True)
    assert _at(canvas, 300, 200) == RED
    canvas.hold_original(False)
    assert _at(canvas, 300, 200) == GREEN


def test_the_right_button_shows_the_original_while_held(qtbot: QtBot, canvas: Canvas) -> None:
    qtbot.mousePress(canvas, Qt.MouseButton.RightButton, pos=QPoint(300, 150))
    assert _at(canvas, 300, 200) == RED
    qtbot.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=QPoint(300, 150))
    assert _at(canvas, 300, 200) == GREEN


def test_side_by_side_shows_both_whole(canvas: Canvas) -> None:
    canvas.set_mode("side")
    assert _at(canvas, 30, 160) == RED
    assert _at(canvas, 180, 160) == RED
    assert _at(canvas, 220, 160) == GREEN
    assert _at(canvas, 380, 160) == GREEN
    assert len(canvas.panes()) == 2


@pytest.mark.parametrize("mode", ["slider", "side"])
def test_the_wheel_zooms_to_the_pointer(canvas: Canvas, mode: str) -> None:
    canvas.set_mode("side" if mode == "side" else "slider")
    at = QPointF(290, 170)
    view, pane = canvas.viewport, canvas.panes()[-1]
    x, y = at.x() - pane.left(), at.y() - pane.top()

    def under() -> tuple[float, float]:
        left, top, wide, high = view.rect()
        return (x - left) / wide, (y - top) / high

    before = under()
    _wheel(canvas, at, 8)
    assert view.scale > 5 * view.fit_scale()
    assert under() == pytest.approx(before, abs=0.01), "within the rounding to whole pixels"
    assert not view.fitted


def test_dragging_pans_a_zoomed_picture_and_a_click_does_not(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.zoom_by(4)
    centre = canvas.viewport.centre
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    for at in (QPointF(280, 190), QPointF(240, 180)):
        canvas.mouseMoveEvent(_move(at))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(240, 180))
    moved = canvas.viewport.picture[0] * canvas.viewport.scale
    assert canvas.viewport.centre[0] == pytest.approx(centre[0] + 60 / moved)
    assert canvas.divider == 0.5
    centre = canvas.viewport.centre
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert canvas.viewport.centre == centre
    assert canvas.divider_x() == pytest.approx(300, abs=1)


def test_space_drag_and_middle_drag_pan(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.zoom_by(4)
    for button, space in ((Qt.MouseButton.MiddleButton, False), (Qt.MouseButton.LeftButton, True)):
        canvas.set_space(space)
        centre = canvas.viewport.centre
        qtbot.mousePress(canvas, button, pos=QPoint(200, 150))  # on the divider, too
        canvas.mouseMoveEvent(_move(QPointF(170, 150)))
        qtbot.mouseRelease(canvas, button, pos=QPoint(170, 150))
        assert canvas.viewport.centre[0] > centre[0]
        assert canvas.divider == 0.5


def test_double_click_fits_and_leaves_the_divider(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.zoom_by(5)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(350, 200))
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(350, 200))
    assert canvas.viewport.fitted
    assert canvas.divider == 0.5


def test_actual_size_is_one_to_one(canvas: Canvas) -> None:
    canvas.actual_size()
    assert canvas.viewport.scale == 1.0
    assert canvas.viewport.rect()[2] == 400


def test_a_result_of_another_size_keeps_the_view(make_canvas: Callable[..., Canvas]) -> None:
    canvas = make_canvas(_plain(RED, 200, 100))
    canvas.zoom_by(4, QPointF(100, 150))
    rect, centre = canvas.viewport.rect(), canvas.viewport.centre
    canvas.show_result(build_pyramid(_plain(GREEN, 800, 400)))
    assert canvas.viewport.rect() == pytest.approx(rect)
    assert canvas.viewport.centre == centre
    assert canvas.viewport.picture == (800, 400)


def test_a_preview_takes_the_right_side_until_the_result(make_canvas: Callable[..., Canvas]) -> None:
    canvas = make_canvas(_plain(RED, 200, 100))
    assert _at(canvas, 300, 200) == RED
    canvas.show_preview(_plain((0, 0, 255), 25, 13))
    assert _at(canvas, 100, 200) == RED
    assert _at(canvas, 300, 200) == (0, 0, 255)
    canvas.show_preview(None)
    assert _at(canvas, 300, 200) == RED


def test_pixels_are_sharp_above_200_percent_and_smooth_below(make_canvas: Callable[..., Canvas]) -> None:
    checks = np.zeros((40, 40, 3), np.uint8)
    checks[(np.indices((40, 40)).sum(0) % 2) == 0] = 255
    canvas = make_canvas(checks)
    canvas.viewport.zoom_to(8.0, 200, 150)
    canvas.update()
    seen = {_at(canvas, x, 150) for x in range(150, 250)}
    assert seen == {(0, 0, 0), (255, 255, 255)}
    canvas.viewport.zoom_to(1.5, 200, 150)
    canvas.update()
    assert {_at(canvas, x, 150) for x in range(180, 220)} - {(0, 0, 0), (255, 255, 255)}


def test_a_large_picture_drawn_small_is_averaged(make_canvas: Callable[..., Canvas]) -> None:
    stripes = np.zeros((2000, 3000, 3), np.uint8)
    stripes[:, ::2] = 255
    canvas = make_canvas(stripes)
    seen = [_at(canvas, x, 150)[0] for x in range(50, 350, 17)]
    assert min(seen) > 110
    assert max(seen) < 145


@pytest.mark.parametrize("size", [(1600, 400), (200, 600)])
def test_panoramas_and_portraits_fit(make_canvas: Callable[..., Canvas], size: tuple[int, int]) -> None:
    canvas = make_canvas(_plain(RED, *size), _plain(GREEN, *size))
    left, top, wide, high = canvas.viewport.rect()
    assert left >= 15
    assert top >= 15
    assert left + wide <= 385
    assert top + high <= 285
    assert _at(canvas, 200 - wide / 4, 150 + high / 3) == RED
    assert _at(canvas, 200 + wide / 4, 150 + high / 3) == GREEN

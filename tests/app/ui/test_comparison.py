"""Every way to compare, seen in its pixels: which version is where, and that both show the same place."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.side import Side
from app.settings import MODES as KNOWN
from app.ui.canvas import Canvas
from app.ui.canvas_view import LENS
from app.ui.comparison import MODES, Mode, mode_named, next_mode, panes, parts, titles
from app.ui.theme import Appearance
from tests.app.ui.canvases import move, seen, shot, version, wheel
from tests.app.ui.conftest import MakeWindow, ScriptedEngine, restored

MakeCanvas = Callable[..., Canvas]
NO, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
# Where in a view of 600 x 400 each side is looked for.
PLACES: dict[Mode, tuple[tuple[float, float], tuple[float, float]]] = {
    "slider": ((220, 230), (380, 230)),
    "side": ((150, 210), (450, 210)),
    "stack": ((300, 110), (300, 310)),
    "lens": ((330, 230), (480, 150)),
}


@pytest.fixture
def make_canvas(qtbot: QtBot) -> MakeCanvas:
    def make(left: Side | None = None, right: Side | None = None) -> Canvas:
        canvas = Canvas(Appearance("dark"))
        qtbot.addWidget(canvas)
        canvas.resize(600, 400)
        canvas.show()
        original = version("Original", 300, 200)
        canvas.show_photo(original.pyramid)
        canvas.show_pair(left or original, right or version("Take 2", 900, 600))
        canvas.fit()
        return canvas

    return make


def _point(canvas: Canvas, mode: Mode, which: int) -> tuple[float, float, float, float]:
    """Where that side is looked for, and which point of the picture should be there."""
    x, y = PLACES[mode][which]
    seat = canvas.panes()[which if len(canvas.panes()) == 2 else 0]
    left, top, wide, high = canvas.viewport.rect()
    return x, y, (x + 0.5 - seat.left() - left) / wide, (y + 0.5 - seat.top() - top) / high


@pytest.mark.parametrize("zoom", [1.0, 2.5, 7.0, 20.0])
@pytest.mark.parametrize("mode", PLACES)
def test_both_sides_show_the_same_place_at_every_zoom(make_canvas: MakeCanvas, mode: Mode, zoom: float) -> None:
    canvas = make_canvas()
    canvas.set_mode(mode)
    if zoom > 1:
        canvas.zoom_by(zoom, QPointF(*PLACES[mode][1]))
        canvas.pan_by(QPointF(-31, 17))
    for which, name in enumerate(("Original", "Take 2")):
        x, y, across, down = _point(canvas, mode, which)
        shown, right, below = seen(canvas, x, y)
        assert shown == name
        coarse = 0.5 / 300 + 2 / 255  # half a pixel of the small one, and the levels of the colours
        assert (right, below) == (pytest.approx(across, abs=coarse), pytest.approx(down, abs=coarse))


@pytest.mark.parametrize("zoom", [1.0, 3.0, 12.0])
@pytest.mark.parametrize("divider", [0.0, 0.2, 0.71, 1.0])
def test_the_slider_parts_the_picture_at_its_line(make_canvas: MakeCanvas, zoom: float, divider: float) -> None:
    canvas = make_canvas()
    if zoom > 1:
        canvas.zoom_by(zoom)
    canvas.divider = divider
    x = canvas.divider_x()
    left, _, right, _ = canvas.viewport.visible()
    row = shot(canvas)[330]  # below the handle
    blues = row[round(left) : round(right), 2].astype(int)
    line = round(x - left)
    assert (blues[: max(0, line - 3)] <= 2).all(), "the original, left of the line"
    assert (abs(blues[line + 3 :] - 240) <= 2).all(), "the take, right of it"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pair", list(itertools.permutations(["Original", "Take 1", "Take 2"], 2)))
def test_any_two_versions_in_any_mode(make_canvas: MakeCanvas, mode: Mode, pair: tuple[str, str]) -> None:
    sizes = {"Original": (300, 200), "Take 1": (600, 400), "Take 2": (900, 600)}
    sides = [version(name, *sizes[name]) for name in pair]
    canvas = make_canvas(*sides)
    canvas.set_mode(mode)
    assert canvas.viewport.picture == sizes[pair[1]], "100 % is that of the right one"
    assert all(name in canvas.accessibleName() for name in (*pair, titles()[mode]))
    if mode == "hold":
        assert seen(canvas, 300, 250)[0] == pair[1]
        canvas.hold_original(True)
        assert seen(canvas, 300, 250)[0] == pair[0]
        return
    for which, (x, y) in enumerate(PLACES[mode]):
        assert seen(canvas, x, y)[0] == pair[which]
    canvas.hold_original(True)
    assert seen(canvas, *PLACES[mode][1])[0] == "Original", "whatever is compared"
    canvas.hold_original(False)
    assert seen(canvas, *PLACES[mode][1])[0] == pair[1]


@pytest.mark.parametrize("mode", MODES)
def test_wheel_and_dragging_move_both_sides_in_every_mode(qtbot: QtBot, make_canvas: MakeCanvas, mode: Mode) -> None:
    canvas = make_canvas()
    canvas.set_mode(mode)
    at = QPointF(380, 260)
    seat = canvas.panes()[-1]
    x, y = at.x() - seat.left(), at.y() - seat.top()

    def under() -> tuple[float, float]:
        left, top, wide, high = canvas.viewport.rect()
        return (x - left) / wide, (y - top) / high

    before = under()
    wheel(canvas, at, 9)
    assert under() == pytest.approx(before, abs=0.005)
    centre = canvas.viewport.centre
    qtbot.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=QPoint(300, 200))
    canvas.mouseMoveEvent(move(QPointF(260, 180), Qt.MouseButton.MiddleButton))
    qtbot.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=QPoint(260, 180))
    wide = canvas.viewport.rect()[2]
    assert canvas.viewport.centre[0] == pytest.approx(centre[0] + 40 / wide)
    qtbot.mouseDClick(canvas, LEFT, pos=QPoint(100, 100))
    assert canvas.viewport.fitted


def test_holding_the_mouse_shows_the_left_side_and_dragging_moves_it(qtbot: QtBot, make_canvas: MakeCanvas) -> None:
    canvas = make_canvas()
    canvas.set_mode("hold")
    canvas.zoom_by(4)
    centre = canvas.viewport.centre
    qtbot.mousePress(canvas, LEFT, pos=QPoint(300, 200))
    assert seen(canvas, 300, 250)[0] == "Original"
    canvas.mouseMoveEvent(move(QPointF(250, 200), LEFT))
    assert canvas.viewport.centre[0] > centre[0]
    assert seen(canvas, 300, 250)[0] == "Original"
    canvas.set_mode("lens")
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(250, 200))
    assert seen(canvas, 500, 100)[0] == "Take 2", "let go in another mode"


def test_the_lens_follows_the_pointer_and_the_keys(qtbot: QtBot, make_canvas: MakeCanvas) -> None:
    canvas = make_canvas()
    canvas.set_mode("lens")
    canvas.mouseMoveEvent(move(QPointF(150, 250)))
    assert seen(canvas, 150, 260)[0] == "Original"
    assert seen(canvas, 400, 200)[0] == "Take 2"
    edge = 150 + LENS[1]
    assert seen(canvas, edge - 5, 250)[0] == "Original"
    assert seen(canvas, edge + 5, 250)[0] == "Take 2"
    left = canvas.lens_rect().left()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.lens_rect().left() > left
    canvas.mouseMoveEvent(move(QPointF(5000, 5000)))
    assert canvas.lens == QPointF(1, 1), "it stays on the picture"


def test_the_lens_leaves_room_on_a_narrow_picture(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(version("Original", 1200, 300), version("Take 2", 1200, 300))
    canvas.set_mode("lens")
    _, top, _, bottom = canvas.viewport.visible()
    assert canvas.lens_rect().height() < bottom - top
    assert seen(canvas, 300, top + 8)[0] == "Take 2"
    assert seen(canvas, 300, 200 + 30)[0] == "Original"


def test_the_lens_has_a_size(qtbot: QtBot, make_canvas: MakeCanvas) -> None:
    canvas = make_canvas()
    canvas.set_mode("lens")
    qtbot.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert canvas.lens_radius == pytest.approx(LENS[1] * 1.25)
    scale = canvas.viewport.scale
    wheel(canvas, QPointF(300, 200), -3, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.lens_radius == pytest.approx(LENS[1] / 1.25**2)
    assert canvas.viewport.scale == scale
    for _ in range(30):
        qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.lens_radius == LENS[0]


def test_keys_move_the_divider_to_its_ends(qtbot: QtBot, make_canvas: MakeCanvas) -> None:
    canvas = make_canvas()
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.divider == 1.0
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.divider == 0.0


@pytest.mark.parametrize("mode", MODES)
def test_shift_and_arrows_move_the_picture_in_every_mode(qtbot: QtBot, make_canvas: MakeCanvas, mode: Mode) -> None:
    canvas = make_canvas()
    canvas.set_mode(mode)
    canvas.zoom_by(5)
    centre = canvas.viewport.centre
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.viewport.centre[0] > centre[0]


def test_one_version_alone_has_nothing_to_compare(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas()
    for mode in MODES:
        canvas.set_mode(mode)
        canvas.show_pair(version("Take 1", 300, 200), None)
        assert not canvas.comparing
        assert len(canvas.panes()) == 1
        assert seen(canvas, 450, 200)[0] == "Take 1"


def test_a_long_name_is_shortened_and_a_narrow_part_has_none(make_canvas: MakeCanvas) -> None:
    name = "Take 2, guidance 7.5, " + "a name without end " * 10
    original = version("Original", 300, 200)
    canvas = make_canvas(original, Side(name, version("Take 2", 300, 200).pyramid))
    dark = (shot(canvas)[45, :, 2].astype(int) < 110) & (shot(canvas)[45, :, 0] < 120)
    assert dark[330:570].sum() > 150, "the label fills its part"
    assert not dark[304:312].any(), "and ends before the line"
    canvas.divider = 0.97
    assert abs(int(shot(canvas)[45, 570, 2]) - 240) <= 2, "no label in so narrow a part"


def test_a_side_is_either_large_or_small() -> None:
    with pytest.raises(ValueError, match="either"):
        Side("both")


def test_modes_follow_each_other_and_are_all_remembered() -> None:
    assert set(KNOWN) == set(MODES) == set(titles())
    seen_modes: list[Mode] = [MODES[0]]
    while (following := next_mode(seen_modes[-1])) != MODES[0]:
        seen_modes.append(following)
    assert tuple(seen_modes) == MODES
    assert [mode_named(mode) for mode in (*MODES, "flicker")] == [*MODES, "slider"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(600, 400), (601, 403), (3, 2)])
def test_panes_are_equal_and_parts_cover_them(mode: Mode, size: tuple[int, int]) -> None:
    seats = panes(mode, *size, 1, comparing=True)
    assert len({(seat.width(), seat.height()) for seat in seats}) == 1
    for holding in (False, True):
        shown = parts(mode, seats, size[0] // 2, holding=holding)
        covered = sum(part.clip.width() * part.clip.height() for part in shown)
        assert covered == sum(seat.width() * seat.height() for seat in seats)


def test_the_menu_and_the_key_choose_the_mode(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    qtbot.waitUntil(window.isActiveWindow)
    restored(qtbot, window)
    menu = window.toolbar.mode.menu()
    assert [action.text() for action in menu.actions()] == list(titles().values())
    for mode, action in zip(MODES, menu.actions(), strict=True):
        action.trigger()
        assert window.canvas.mode == mode == window.session.settings.mode
        assert [other.isChecked() for other in menu.actions()] == [other is action for other in menu.actions()]
        assert window.toolbar.mode.text() == titles()[mode]
        assert titles()[mode] in window.toolbar.mode.accessibleName()
    window.canvas.setFocus()
    for mode in MODES:
        qtbot.keyClick(window.canvas, Qt.Key.Key_Y)
        assert window.canvas.mode == mode


def test_a_backslash_made_with_altgr_ends_when_its_key_is_let_go(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    qtbot.waitUntil(window.isActiveWindow)
    restored(qtbot, window)
    canvas, code = window.canvas, 20
    canvas.setFocus()
    middle = canvas.rect().center() + QPoint(60, 60)

    def press(kind: QEvent.Type, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        QApplication.sendEvent(canvas, QKeyEvent(kind, key, modifiers, code, 0, 0))

    press(QEvent.Type.KeyPress, Qt.Key.Key_Backslash, Qt.KeyboardModifier.GroupSwitchModifier)
    assert canvas.grab().toImage().pixelColor(middle).blue() == 255
    press(QEvent.Type.KeyRelease, Qt.Key.Key_ssharp, Qt.KeyboardModifier.NoModifier)
    assert canvas.grab().toImage().pixelColor(middle).green() == 200


def test_the_toolbar_does_not_move_with_the_mode(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    widths = set()
    for mode in MODES:
        window.commands[f"mode_{mode}"].trigger()
        widths.add(max(window.toolbar.mode.minimumWidth(), window.toolbar.mode.sizeHint().width()))
    assert len(widths) == 1


def test_tab_reaches_the_canvas_and_the_focus_is_seen(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    qtbot.waitUntil(window.isActiveWindow)
    canvas = window.canvas
    accent = QColor(window.appearance.theme.accent)

    def framed() -> bool:
        return canvas.grab().toImage().pixelColor(1, canvas.height() // 2) == accent

    canvas.setFocus()
    assert not framed(), "not where a click put it"
    qtbot.keyClick(window, Qt.Key.Key_Tab)
    assert not canvas.hasFocus()
    focused = window.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.hasFocus()
    assert framed()


@pytest.mark.parametrize("grey", ["dark", "mid", "light"])
def test_the_grey_around_the_picture_is_the_chosen_one(make_canvas: MakeCanvas, grey: str) -> None:
    canvas = make_canvas()
    appearance = Appearance("dark", grey)
    other = Canvas(appearance)
    other.resize(300, 300)
    other.show_photo(version("Original", 300, 100).pyramid)
    expected = {"dark": 0.18, "mid": 0.50, "light": 0.77}[grey]
    pixel = shot(other)[20, 150] / 255
    assert pixel == pytest.approx([expected] * 3, abs=0.01)
    other.deleteLater()
    assert canvas.comparing

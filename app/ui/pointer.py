"""What mouse and keys do on the canvas, in every way to compare."""

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from app.model.viewport import STEP
from app.ui.brush_tool import BrushTool

if TYPE_CHECKING:
    from app.ui.canvas import Canvas

GRAB = 10.0  # logical pixels on either side of the divider
_CLICK = 4.0  # a press that moves less than this is a click
_NUDGE = 48.0  # logical pixels an arrow key moves the picture
_Drag = Literal["", "divider", "undecided", "pan", "brush"]

_WAYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class Pointer:
    """Turns events of one canvas into moves of its divider, lens and picture."""

    def __init__(self, canvas: "Canvas") -> None:
        self.space = False
        self._canvas = canvas
        self._drag: _Drag = ""
        self._holds = False
        self._pressed = QPointF()
        self._moved = QPointF()
        self._divider_before = 0.5

    @property
    def _sliding(self) -> bool:
        return self._canvas.mode == "slider" and self._canvas.comparing

    @property
    def _tool(self) -> BrushTool | None:
        """The brush, if it is in hand."""
        tool = self._canvas.tool
        return tool if tool is not None and tool.on else None

    def press(self, event: QMouseEvent) -> None:
        """Left: divider, pan or hold; middle: pan; right: show the original while held."""
        canvas, point = self._canvas, event.position()
        self._pressed = self._moved = point
        if event.button() == Qt.MouseButton.RightButton:
            canvas.hold_original(True)
        elif event.button() == Qt.MouseButton.MiddleButton or self.space:
            self._drag = "pan"
        elif event.button() == Qt.MouseButton.LeftButton:
            self._divider_before = canvas.divider
            if self._on_divider(point):
                self._drag = "divider"
            elif self._tool is not None:
                self._drag = "brush"
                self._tool.press(event)
            elif canvas.viewport.can_pan():
                self._drag = "undecided" if self._sliding else "pan"
            elif self._sliding:
                self._drag = "divider"
                self._move_divider_to(point)
            if canvas.mode == "hold" and canvas.comparing and self._drag != "brush":
                self._holds = True
                canvas.hold_original(True)
        self.show_cursor(point)

    def move(self, event: QMouseEvent) -> None:
        """Drag what was pressed; the lens follows."""
        canvas, point = self._canvas, event.position()
        if self._drag == "undecided" and (point - self._pressed).manhattanLength() > _CLICK:
            self._drag = "pan"
        if self._drag == "divider":
            self._move_divider_to(point)
        elif self._drag == "pan":
            canvas.pan_by(point - self._moved)
            self._moved = point
        if canvas.tool is not None and canvas.tool.on:
            canvas.tool.move(point)
        elif canvas.mode == "lens" and canvas.comparing:
            canvas.lens = canvas.fraction_at(point)
            canvas.update()
        self.show_cursor(point)

    def release(self, event: QMouseEvent) -> None:
        """A click away from the divider brings it there."""
        canvas = self._canvas
        if event.button() == Qt.MouseButton.RightButton:
            canvas.hold_original(False)
            return
        if self._drag == "undecided":
            self._move_divider_to(event.position())
        elif self._drag == "brush" and event.button() == Qt.MouseButton.LeftButton and canvas.tool is not None:
            canvas.tool.release()
        if event.button() == Qt.MouseButton.LeftButton and self._holds:  # whatever the mode is by now
            self._holds = False
            canvas.hold_original(False)
        self._drag = ""
        self.show_cursor(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """Fit; the click that began it does not move the divider."""
        if self._tool is not None and event.button() == Qt.MouseButton.LeftButton:
            self.press(event)  # two dabs in quick succession
        elif event.button() == Qt.MouseButton.LeftButton:
            self._drag = ""
            self._canvas.divider = self._divider_before
            self._canvas.fit()

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom to the cursor; with Shift, the size of the brush or the lens."""
        canvas = self._canvas
        # With Shift some desktops turn the wheel sideways.
        turned = event.angleDelta().y() or event.angleDelta().x()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift and self._tool is not None:
            self._tool.brush.resize(1 if turned > 0 else -1)
        elif shift and canvas.mode == "lens":
            canvas.resize_lens(STEP ** (turned / 120))
        elif event.angleDelta().y() and not canvas.empty:
            canvas.zoom_by(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move the divider or the lens, else or with Shift the picture; whether the key was taken."""
        canvas, key = self._canvas, Qt.Key(event.key())
        if self._tool is not None and self._tool.key(event):
            return True
        way = _WAYS.get(key)
        lens = canvas.mode == "lens" and canvas.comparing
        if lens and key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            canvas.resize_lens(STEP if key == Qt.Key.Key_BracketRight else 1 / STEP)
        elif self._sliding and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._set_divider(float(key == Qt.Key.Key_End))
        elif way is None:
            return False
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            canvas.pan_by(-way * _NUDGE)
        elif lens:
            x, y = canvas.lens.x() + way.x() * 0.02, canvas.lens.y() + way.y() * 0.02
            canvas.lens = QPointF(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))
            canvas.update()
        elif self._sliding and way.x():
            self._set_divider(canvas.divider + way.x() * 0.02)
        else:
            canvas.pan_by(-way * _NUDGE)
        return True

    def show_cursor(self, point: QPointF) -> None:
        """What pressing would do, or does."""
        if self._drag == "pan":
            shape = Qt.CursorShape.ClosedHandCursor
        elif self.space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._drag == "divider" or self._on_divider(point):
            shape = Qt.CursorShape.SplitHCursor
        elif self._tool is not None:
            shape = Qt.CursorShape.BlankCursor if self._tool.ringed else Qt.CursorShape.CrossCursor
        elif self._canvas.mode == "lens" and self._canvas.comparing:
            shape = Qt.CursorShape.CrossCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        self._canvas.setCursor(shape)

    def _on_divider(self, point: QPointF) -> bool:
        if not self._sliding:
            return False
        if self._tool is not None:
            return self._canvas.on_handle(point)  # along the rest of the line it paints
        return abs(point.x() - self._canvas.divider_x() / self._canvas.devicePixelRatioF()) <= GRAB

    def _move_divider_to(self, point: QPointF) -> None:
        self._set_divider(self._canvas.fraction_at(point).x())

    def _set_divider(self, divider: float) -> None:
        self._canvas.divider = min(1.0, max(0.0, divider))
        self._canvas.update()

"""The brush on the canvas: what pointer, pen and keys do with it, and its outline."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPointingDevice, QTabletEvent

from app.model.brush import Brush
from app.ui.scene import draw_brush

if TYPE_CHECKING:
    from app.ui.canvas import Canvas

_TINY = 3.0  # below this radius in logical pixels a cross is easier to see than a ring
_NUDGE = 0.25  # of the brush's size, a step by key

_WAYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
_SIZES = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}
_HARDNESSES = {Qt.Key.Key_BraceLeft: -1, Qt.Key.Key_BraceRight: 1}


class BrushTool(QObject):
    """Turns events of one canvas into strokes of the brush. Places are fractions of the picture."""

    def __init__(self, canvas: "Canvas", brush: Brush) -> None:
        super().__init__(canvas)
        self.brush = brush
        self.place: QPointF | None = None  # where the outline is
        self._canvas = canvas
        self._last: QPointF | None = None  # where the last stroke ended
        self._drawn: list[QRectF] = []
        brush.changed.connect(self._on_brush)

    @property
    def on(self) -> bool:
        """Whether the pointer paints."""
        return self.brush.on and self._canvas.shows_result

    @property
    def ringed(self) -> bool:
        """Whether the outline is large enough to stand for the pointer."""
        return self._radius() >= _TINY * self._canvas.devicePixelRatioF()

    def press(self, event: QMouseEvent) -> None:
        """The brush is put down; with Shift, a straight line from where it was lifted."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._down(event.position(), straight=shift)

    def move(self, point: QPointF, pressure: float = 1.0) -> None:
        """The pointer is somewhere else; a stroke goes on there."""
        self.place = self._canvas.place_at(point)
        if self.brush.painting:
            self.brush.move(self.place.x(), self.place.y(), pressure)
        self.redraw()

    def release(self) -> None:
        """The brush is lifted."""
        if self.brush.painting:
            self._last = self.place
            self.brush.end()

    def leave(self) -> None:
        """The pointer has left the canvas."""
        if not self.brush.painting:
            self.place = None
            self.redraw()

    def tablet(self, event: QTabletEvent) -> bool:
        """A pen presses more or less, and its other end paints the other way; whether the event was taken."""
        if not self.on or self._canvas.panning:
            return False
        kind, point = event.type(), event.position()
        if kind == event.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            if self._canvas.on_handle(point):
                return False
            other = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._down(point, event.pressure(), turned=other)
            return True
        if kind == event.Type.TabletMove and self.brush.painting:
            self.move(point, event.pressure())
            return True
        if kind == event.Type.TabletRelease and self.brush.painting:
            self.release()
            return True
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move the outline, with Ctrl they paint; Enter paints where it is; whether the key was taken."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key in _SIZES and not shift:
            self.brush.resize(_SIZES[key])
        elif key in _SIZES or key in _HARDNESSES:
            self.brush.harden((_SIZES | _HARDNESSES)[key])
        elif key in _WAYS and not shift:
            self._step(_WAYS[key], paints=bool(modifiers & Qt.KeyboardModifier.ControlModifier))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers & Qt.KeyboardModifier.ControlModifier:
            self._step(QPointF(), paints=True)
        else:
            return False
        return True

    def draw(self, painter: QPainter, ratio: float) -> None:
        """The outline, in every pane, the painter's units being device pixels."""
        if not self.on or self.place is None:
            return
        radius = self._radius()
        for pane, middle in self._middles():
            painter.save()
            painter.setClipRect(pane, Qt.ClipOperation.IntersectClip)
            draw_brush(painter, middle, radius, self.brush.hardness / 100, ratio, restores=self.brush.restores)
            painter.restore()

    def redraw(self) -> None:
        """Have the outline drawn where it is now, and no more where it was."""
        around = max(self._radius(), 12 * self._canvas.devicePixelRatioF()) + 4
        now = []
        if self.on and self.place is not None:
            square = QRectF(-around, -around, 2 * around, 2 * around)
            now = [square.translated(middle) for _, middle in self._middles()]
        for rect in (*self._drawn, *now):
            self._canvas.update_device(rect)
        self._drawn = now

    def _down(self, point: QPointF, pressure: float = 1.0, *, straight: bool = False, turned: bool = False) -> None:
        self.place = self._canvas.place_at(point)
        begin = self._last if straight and self._last is not None else self.place
        self.brush.begin(begin.x(), begin.y(), pressure, restores=self.brush.restores != turned)
        if begin is not self.place:
            self.brush.move(self.place.x(), self.place.y(), pressure)
        self.redraw()

    def _step(self, way: QPointF, *, paints: bool) -> None:
        wide, high = self._canvas.viewport.picture
        nudge = max(1.0, self.brush.size * _NUDGE)
        before = self.place if self.place is not None else self._canvas.middle()
        place = QPointF(before.x() + way.x() * nudge / wide, before.y() + way.y() * nudge / high)
        self.place = QPointF(min(1.0, max(0.0, place.x())), min(1.0, max(0.0, place.y())))
        if paints:
            self.brush.begin(before.x(), before.y())
            if self.place != before:
                self.brush.move(self.place.x(), self.place.y())
            self.release()
        self.redraw()

    def _radius(self) -> float:
        return self.brush.size / 2 * self._canvas.viewport.scale

    def _middles(self) -> list[tuple[QRectF, QPointF]]:
        """Each pane, and the place in it, in device pixels."""
        place, (left, top, wide, high) = self.place or QPointF(), self._canvas.viewport.rect()
        at = QPointF(left + place.x() * wide, top + place.y() * high)
        return [(QRectF(pane), at + QPointF(pane.topLeft())) for pane in self._canvas.panes()]

    def _on_brush(self) -> None:
        if not self.brush.on:
            self.place = None
        self.redraw()
        self._canvas.tool_changed()

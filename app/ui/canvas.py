"""The comparison: original and restored in one view that zooms and pans."""

from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.model.pyramid import Pyramid
from app.model.viewport import STEP, Viewport
from app.ui.imaging import Levels, qt_image
from app.ui.scene import GAP, Side, draw_divider, draw_name
from app.ui.theme import Appearance

Mode = Literal["slider", "side"]
GRAB = 10.0  # logical pixels on either side of the divider
MARGIN = 16.0
_CLICK = 4.0  # a press that moves less than this is a click
_Drag = Literal["", "divider", "undecided", "pan"]


class Canvas(QWidget):
    """Shows a photo and, once there is one, its restored version beside or under the divider.

    Signals:
        view_changed(): scale, mode or what is shown is another.
    """

    view_changed = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self.mode: Mode = "slider"
        self.divider = 0.5
        self._appearance = appearance
        self._before: Levels | None = None
        self._after: Levels | None = None
        self._preview: tuple[np.ndarray, QImage] | None = None
        self._holding = False
        self._space = False
        self._drag: _Drag = ""
        self._pressed = QPointF()
        self._moved = QPointF()
        self._divider_before = 0.5
        self._framed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        self.setAccessibleName("Comparison of original and restored photo")
        self.setAccessibleDescription("Left and right arrows move the divider, plus and minus zoom.")
        appearance.changed.connect(self.update)

    # What is shown ------------------------------------------------------------------------------------------------

    def show_photo(self, before: Pyramid | None, after: Pyramid | None = None) -> None:
        """Show another photo: whole, divider in the middle."""
        self._before = Levels(before) if before is not None else None
        self._preview = None
        self.divider = 0.5
        self.show_result(after)
        self.fit()

    def show_result(self, after: Pyramid | None) -> None:
        """Show a result of the same photo; position and scale stay as they are on the screen."""
        self._after = Levels(after) if after is not None else None
        shown = self._after or self._before
        if shown is not None:
            self.viewport.set_picture(shown.pyramid.width, shown.pyramid.height)
        self._refresh()

    def show_preview(self, pixels: np.ndarray | None) -> None:
        """Show what is forming, uint8 [h, w, 3], in place of the result; None ends that."""
        had = self.comparing
        self._preview = None
        if pixels is not None:
            pixels = np.ascontiguousarray(pixels)
            self._preview = (pixels, qt_image(pixels))
        if self.comparing != had:
            self._refresh()
        self.update()

    def set_mode(self, mode: Mode) -> None:
        """Compare with the slider or side by side."""
        self.mode = mode
        self._refresh()

    def hold_original(self, holding: bool) -> None:
        """Show only the original for as long as `holding`."""
        if holding != self._holding:
            self._holding = holding
            self.update()

    def set_space(self, down: bool) -> None:
        """While Space is down, dragging moves the picture."""
        self._space = down
        self._show_cursor(QPointF(self.mapFromGlobal(self.cursor().pos())))

    @property
    def comparing(self) -> bool:
        """Whether there is something to compare the original with."""
        return self._before is not None and (self._after is not None or self._preview is not None)

    @property
    def empty(self) -> bool:
        """Whether no photo is shown."""
        return self._before is None

    # The view -----------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole picture."""
        self.viewport.fit()
        self._refresh()

    def actual_size(self) -> None:
        """One picture pixel on one screen pixel, around the middle of the view."""
        self._zoom_to(1.0, None)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Change the scale, keeping the picture under `at` (widget coordinates; the middle by default)."""
        self._zoom_to(self.viewport.scale * factor, at)

    def panes(self) -> list[QRectF]:
        """Where pictures are drawn, in device pixels: one pane, or two side by side."""
        ratio = self.devicePixelRatioF()
        wide, high = round(self.width() * ratio), round(self.height() * ratio)
        if self.mode == "side" and self.comparing and not self._holding:
            half = (wide - round(GAP * ratio)) // 2
            return [QRectF(0, 0, half, high), QRectF(wide - half, 0, half, high)]
        return [QRectF(0, 0, wide, high)]

    def divider_x(self) -> float:
        """Where the divider is, in device pixels."""
        left, _, right, _ = self.viewport.visible()
        return round(left + (right - left) * self.divider)

    def sizeHint(self) -> QSize:
        """As large as it gets."""
        return QSize(960, 640)

    def _zoom_to(self, scale: float, at: QPointF | None) -> None:
        if self.empty:
            return
        pane = self.panes()[0]
        x, y = pane.width() / 2, pane.height() / 2
        if at is not None:
            point = self._in_pane(at)
            x, y = point.x(), point.y()
        self.viewport.zoom_to(scale, x, y)
        self._refresh()

    def _in_pane(self, point: QPointF) -> QPointF:
        """Widget coordinates as device pixels within the pane they are in."""
        device = point * self.devicePixelRatioF()
        for pane in self.panes():
            if pane.left() <= device.x() <= pane.right():
                return device - pane.topLeft()
        return device

    def _refresh(self) -> None:
        pane = self.panes()[0]
        self.viewport.margin = MARGIN * self.devicePixelRatioF()
        self.viewport.set_area(pane.width(), pane.height())
        self.update()
        self.view_changed.emit()

    # Painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the visible part of the pictures is touched."""
        ratio = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.scale(1 / ratio, 1 / ratio)
        painter.fillRect(QRectF(0, 0, self.width() * ratio + 1, self.height() * ratio + 1), self._appearance.canvas)
        if self._before is not None:
            original = Side("Original", self._before)
            other = Side("Restored", self._after)
            if self._preview is not None:
                other = Side("Restoring…", preview=self._preview[1])
            if self._holding or not self.comparing:
                self._draw_side(painter, original, self.panes()[0], named=self._holding)
            elif self.mode == "side":
                for side, pane in zip((original, other), self.panes(), strict=True):
                    self._draw_side(painter, side, pane, named=True)
            else:
                self._draw_compared(painter, original, other)
        if self._framed and self.hasFocus():
            painter.setPen(QPen(QColor(self._appearance.theme.accent), 2 * ratio))
            painter.drawRect(QRectF(ratio, ratio, (self.width() - 2) * ratio, (self.height() - 2) * ratio))
        painter.end()

    def _draw_side(self, painter: QPainter, side: Side, pane: QRectF, *, named: bool) -> None:
        rect = QRectF(*self.viewport.rect()).translated(pane.topLeft())
        side.draw(painter, rect, pane, smooth=self._smooth())
        if named:
            draw_name(painter, side.name, rect.intersected(pane), right=False, ratio=self.devicePixelRatioF())

    def _draw_compared(self, painter: QPainter, original: Side, other: Side) -> None:
        rect = QRectF(*self.viewport.rect())
        left, top, right, bottom = self.viewport.visible()
        x = self.divider_x()
        ratio = self.devicePixelRatioF()
        parts = (QRectF(left, top, x - left, bottom - top), QRectF(x, top, right - x, bottom - top))
        for side, part, is_right in ((original, parts[0], False), (other, parts[1], True)):
            side.draw(painter, rect, part, smooth=self._smooth())
            draw_name(painter, side.name, part, right=is_right, ratio=ratio)
        draw_divider(painter, x, top, bottom, ratio)

    def _smooth(self) -> bool:
        # Above 200 % a person looks at pixels, so they get pixels.
        return self.viewport.scale <= 2.0

    # Input --------------------------------------------------------------------------------------------------------

    def _on_divider(self, point: QPointF) -> bool:
        if self.mode != "slider" or not self.comparing:
            return False
        return abs(point.x() - self.divider_x() / self.devicePixelRatioF()) <= GRAB

    def _move_divider_to(self, point: QPointF) -> None:
        left, _, right, _ = self.viewport.visible()
        x = point.x() * self.devicePixelRatioF()
        self.divider = min(1.0, max(0.0, (x - left) / max(1.0, right - left)))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left: divider or pan; middle: pan; right: show the original while held."""
        point = event.position()
        self._framed = False
        self._pressed = self._moved = point
        if event.button() == Qt.MouseButton.RightButton:
            self.hold_original(True)
        elif event.button() == Qt.MouseButton.MiddleButton or self._space:
            self._drag = "pan"
        elif event.button() == Qt.MouseButton.LeftButton:
            self._divider_before = self.divider
            slider = self.mode == "slider" and self.comparing
            if self._on_divider(point):
                self._drag = "divider"
            elif self.viewport.can_pan():
                self._drag = "undecided" if slider else "pan"
            elif slider:
                self._drag = "divider"
                self._move_divider_to(point)
        self._show_cursor(point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was pressed."""
        point = event.position()
        if self._drag == "undecided" and (point - self._pressed).manhattanLength() > _CLICK:
            self._drag = "pan"
        if self._drag == "divider":
            self._move_divider_to(point)
        elif self._drag == "pan":
            step = (point - self._moved) * self.devicePixelRatioF()
            self.viewport.pan(step.x(), step.y())
            self._refresh()
            self._moved = point
        self._show_cursor(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click away from the divider brings it there."""
        if event.button() == Qt.MouseButton.RightButton:
            self.hold_original(False)
            return
        if self._drag == "undecided":
            self._move_divider_to(event.position())
        self._drag = ""
        self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit; the click that began it does not move the divider."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag = ""
            self.divider = self._divider_before
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the cursor."""
        notches = event.angleDelta().y() / 120
        if notches and not self.empty:
            self.zoom_by(STEP**notches, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Pinching on a touchpad zooms."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the divider, with Shift the picture."""
        ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not way[0]:
            step = 48 * self.devicePixelRatioF()
            self.viewport.pan(-way[0] * step, -way[1] * step)
            self._refresh()
        elif self.comparing:
            self.divider = min(1.0, max(0.0, self.divider + way[0] * 0.02))
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame is drawn only when focus came by keyboard."""
        reason = event.reason()
        self._framed = reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is seen in view."""
        self._refresh()

    def _show_cursor(self, point: QPointF) -> None:
        if self._drag == "pan":
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._drag == "divider" or self._on_divider(point):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)

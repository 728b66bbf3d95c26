"""The comparison: two pictures of the same photo in one view that zooms and pans."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
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
from app.model.side import Side
from app.model.viewport import Viewport
from app.ui.comparison import TITLES, Mode, Part, panes, parts
from app.ui.composition import Composition, Look
from app.ui.pointer import Pointer
from app.ui.theme import Appearance

MARGIN = 16.0  # logical pixels around a fitted picture
GAP = 2  # logical pixels between two pictures side by side
LENS = (48.0, 110.0, 360.0)  # smallest, first and largest radius in logical pixels
_LENS_SHARE = 0.42  # of the picture's shorter side: some of the other version stays in view around the lens
_CALM = 120  # milliseconds without a change before what was drawn quickly is drawn in full

_KEYS: dict[Mode, str] = {
    "slider": "Left and right arrows move the divider.",
    "side": "Arrows move both pictures.",
    "stack": "Arrows move both pictures.",
    "hold": "Hold backslash to see the other picture.",
    "lens": "Arrows move the lens, brackets change its size.",
}


class Canvas(QWidget):
    """Shows a photo and, once there is one, a second version of it to compare with.

    Signals:
        view_changed(): scale, mode or what is shown is another.
    """

    view_changed = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self.mode: Mode = "slider"
        self.divider = 0.5
        self.lens = QPointF(0.5, 0.5)  # its middle, as fractions of the visible part of the picture
        self.lens_radius = LENS[1]
        self._appearance = appearance
        self._original: Side | None = None
        self._left: Side | None = None
        self._right: Side | None = None
        self._preview: Side | None = None
        self._composition = Composition()
        self._holding = False
        self._framed = False
        self._pointer = Pointer(self)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.timeout.connect(self._refine)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        self._describe()
        appearance.changed.connect(self.update)

    # What is shown ------------------------------------------------------------------------------------------------

    def show_photo(self, before: Pyramid | None, after: Pyramid | None = None) -> None:
        """Show another photo: whole, divider and lens in the middle."""
        self._original = Side("Original", before) if before is not None else None
        self._preview = None
        self.divider = 0.5
        self.lens = QPointF(0.5, 0.5)
        self.show_result(after)
        self.fit()

    def show_result(self, after: Pyramid | None) -> None:
        """Compare the photo with a result of it; position and scale stay as they are on the screen."""
        if self._original is not None:
            self.show_pair(self._original, Side("Restored", after) if after is not None else None)
        else:
            self._set_sides(None, None)

    def show_pair(self, left: Side, right: Side | None) -> None:
        """Compare any two versions of the photo, or with None look at one; position and scale stay.

        Sizes may differ: both lie over the same place, and 100 % is that of the right one. Backslash goes on to show
        the photo's own original, except in the mode "hold", where it shows the left side.
        """
        self._set_sides(left, right)

    def show_preview(self, pixels: np.ndarray | None) -> None:
        """Show what is forming, uint8 [h, w, 3], in place of the right side; None ends that."""
        had = self.comparing
        self._preview = Side("Restoring…", pixels=pixels) if pixels is not None else None
        self._forget()
        if self.comparing != had:
            self._refresh()
        self.update()

    def set_mode(self, mode: Mode) -> None:
        """Compare in another way; what is looked at stays in the middle."""
        self.mode = mode
        self._refresh()
        self._describe()

    def hold_original(self, holding: bool) -> None:
        """Show the original in place of the right side for as long as `holding`."""
        if holding != self._holding:
            self._holding = holding
            self.update()

    def set_space(self, down: bool) -> None:
        """While Space is down, dragging moves the picture."""
        self._pointer.space = down
        self._pointer.show_cursor(QPointF(self.mapFromGlobal(self.cursor().pos())))

    def resize_lens(self, factor: float) -> None:
        """A larger or smaller lens."""
        self.lens_radius = min(max(self.lens_radius * factor, LENS[0]), LENS[2])
        self.update()

    @property
    def comparing(self) -> bool:
        """Whether there are two pictures."""
        return self._left is not None and (self._right is not None or self._preview is not None)

    @property
    def empty(self) -> bool:
        """Whether no photo is shown."""
        return self._left is None

    def _set_sides(self, left: Side | None, right: Side | None) -> None:
        self._left, self._right = left, right
        shown = right or left
        if shown is not None:
            self.viewport.set_picture(*shown.size)
        self._forget()
        self._refresh()
        self._describe()

    def _forget(self) -> None:
        """What is no longer shown need not be kept."""
        self._composition.keep(
            side for side in (self._original, self._left, self._right, self._preview) if side is not None
        )

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

    def pan_by(self, step: QPointF) -> None:
        """Move the picture, by logical pixels."""
        ratio = self.devicePixelRatioF()
        self.viewport.pan(step.x() * ratio, step.y() * ratio)
        self._refresh()

    def panes(self) -> list[QRect]:
        """Where pictures are drawn, in device pixels: one pane, or two of the same size."""
        ratio = self.devicePixelRatioF()
        wide, high = round(self.width() * ratio), round(self.height() * ratio)
        return panes(self.mode, wide, high, round(GAP * ratio), comparing=self.comparing)

    def divider_x(self) -> float:
        """Where the divider is, in device pixels."""
        left, _, right, _ = self.viewport.visible()
        return round(left + (right - left) * self.divider)

    def lens_rect(self) -> QRectF:
        """The square around the lens, in device pixels."""
        left, top, right, bottom = self.viewport.visible()
        ratio, shorter = self.devicePixelRatioF(), min(right - left, bottom - top)
        radius = min(self.lens_radius * ratio, max(LENS[0] * ratio, _LENS_SHARE * shorter))
        x, y = left + (right - left) * self.lens.x(), top + (bottom - top) * self.lens.y()
        return QRectF(x - radius, y - radius, 2 * radius, 2 * radius)

    def fraction_at(self, point: QPointF) -> QPointF:
        """The place of a point (widget coordinates) in the visible part of the picture, as fractions in 0..1."""
        left, top, right, bottom = self.viewport.visible()
        at = point * self.devicePixelRatioF()
        x, y = (at.x() - left) / max(1.0, right - left), (at.y() - top) / max(1.0, bottom - top)
        return QPointF(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))

    def sizeHint(self) -> QSize:
        """As large as it gets."""
        return QSize(960, 640)

    def _zoom_to(self, scale: float, at: QPointF | None) -> None:
        if self.empty:
            return
        pane = self.panes()[0]
        x, y = pane.width() / 2, pane.height() / 2
        if at is not None:
            device = at * self.devicePixelRatioF()
            inside = [seat for seat in self.panes() if seat.contains(device.toPoint())]
            x, y = (device - QPointF((inside or [pane])[0].topLeft())).toTuple()
        self.viewport.zoom_to(scale, x, y)
        self._refresh()

    def _refresh(self) -> None:
        pane = self.panes()[0]
        self.viewport.margin = MARGIN * self.devicePixelRatioF()
        self.viewport.set_area(pane.width(), pane.height())
        if self._calm.isActive():
            self._calm.start(_CALM)
        self.update()
        self.view_changed.emit()

    def _describe(self) -> None:
        """What is seen, for those who do not see it."""
        name = "Photo"
        if self._left is not None and self._right is not None:
            name = f"{TITLES[self.mode]}: {self._left.name} and {self._right.name}"
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"{_KEYS[self.mode]} Plus and minus zoom, Shift and arrows move the picture.")

    # Painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the visible part of the pictures is touched."""
        ratio = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.scale(1 / ratio, 1 / ratio)
        self._snap(painter)
        painter.fillRect(QRectF(-1, -1, self.width() * ratio + 2, self.height() * ratio + 2), self._appearance.canvas)
        if self._left is not None:
            self._composition.draw(painter, self._look(self._left))
            if self._composition.rough and not self._calm.isActive():
                self._calm.start(_CALM)
        if self._framed and self.hasFocus():
            painter.setPen(QPen(QColor(self._appearance.theme.accent), 2 * ratio))
            painter.drawRect(QRectF(ratio, ratio, (self.width() - 2) * ratio, (self.height() - 2) * ratio))
        painter.end()

    def _snap(self, painter: QPainter) -> None:
        """At 125 % and the like the canvas may begin within a device pixel; pictures begin at one."""
        transform = painter.deviceTransform()
        painter.translate(round(transform.dx()) - transform.dx(), round(transform.dy()) - transform.dy())

    def _look(self, left: Side) -> Look:
        seats, comparing = self.panes(), self.comparing
        alone = Part("original" if self._holding else "left", seats[0], seats[0])
        x, y, wide, high = self.viewport.rect()
        over = comparing and not self._holding
        return Look(
            sides={"left": left, "right": self._preview or self._right or left, "original": self._original or left},
            parts=parts(self.mode, seats, round(self.divider_x()), holding=self._holding) if comparing else [alone],
            picture=QRect(round(x), round(y), max(1, round(wide)), max(1, round(high))),
            smooth=self.viewport.scale <= 2.0,  # above 200 % a person looks at pixels, so they get pixels
            ratio=self.devicePixelRatioF(),
            grey=self._appearance.canvas,
            named=comparing or self._holding,
            divider=self.divider_x() if over and self.mode == "slider" else None,
            lens=self.lens_rect() if over and self.mode == "lens" else None,
        )

    def _refine(self) -> None:
        """Draw a little of what was drawn quickly in full, then answer events before the rest."""
        self._composition.refine()
        self.update()
        if self._composition.rough:
            self._calm.start(0)

    # Input --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left: divider, pan or hold; middle: pan; right: show the original while held."""
        self._framed = False
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was pressed; the lens follows."""
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click away from the divider brings it there."""
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit."""
        self._pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the cursor."""
        self._pointer.wheel(event)

    def event(self, event: QEvent) -> bool:
        """Pinching on a touchpad zooms."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the divider, the lens or the picture."""
        if not self._pointer.key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame is drawn only when focus came by keyboard."""
        reason = event.reason()
        self._framed = reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is seen in view."""
        self._refresh()

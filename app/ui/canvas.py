"""The comparison: two pictures of the same photo in one view that zooms and pans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer
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
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.language import translate
from app.model.blended import Blend
from app.model.brush import Brush
from app.model.pyramid import Pyramid
from app.model.side import Side
from app.ui.brush_tool import BrushTool
from app.ui.canvas_view import CanvasView
from app.ui.comparison import Mode, Part, parts, titles
from app.ui.composition import Composition, Look
from app.ui.pointer import Pointer
from app.ui.theme import Appearance

if TYPE_CHECKING:
    import numpy as np

_CALM = 120  # milliseconds without a change before what was drawn quickly is drawn in full


class Canvas(CanvasView):
    """Shows a photo and, once there is one, a second version of it to compare with."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._original: Side | None = None
        self._left: Side | None = None
        self._right: Side | None = None
        self._preview: Side | None = None
        self._composition = Composition()
        self._holding = False
        self._framed = False
        self.tool: BrushTool | None = None
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

    def use_brush(self, brush: Brush) -> None:
        """Have this brush paint here whenever it is in hand."""
        self.tool = BrushTool(self, brush)

    # What is shown ------------------------------------------------------------------------------------------------

    def show_photo(self, before: Pyramid | None, after: Pyramid | None = None) -> None:
        """Show another photo: whole, divider and lens in the middle."""
        self._original = Side(translate("Canvas", "Original"), before) if before is not None else None
        self._preview = None
        self.divider = 0.5
        self.lens = QPointF(0.5, 0.5)
        self.show_result(after)
        self.fit()

    def show_result(self, after: Pyramid | None) -> None:
        """Compare the photo with a result of it; position and scale stay as they are on the screen."""
        if self._original is not None:
            self.show_pair(self._original, Side(translate("Canvas", "Restored"), after) if after is not None else None)
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
        self._preview = Side(translate("Canvas", "Restoring…"), pixels=pixels) if pixels is not None else None
        self._forget()
        if self.comparing != had:
            self._refresh()
        self.update()

    def spoil(self, blend: Blend, part: tuple[float, float, float, float] | None) -> None:
        """A take is seen in another way: in `part`, as fractions left, top, right, bottom, or with None everywhere."""
        if self._calm.isActive():
            self._calm.start(_CALM)
        if part is None:
            self._composition.spoil(blend, None)
            self.update()
            return
        left, top, right, bottom = part
        fractions = QRectF(left, top, right - left, bottom - top)
        reach = self._composition.spoil(blend, fractions)
        x, y, wide, high = self.viewport.rect()
        seen = QRectF(x + left * wide, y + top * high, fractions.width() * wide, fractions.height() * high)
        for pane in self.panes():
            self.update_device(seen.adjusted(-reach, -reach, reach, reach).translated(QPointF(pane.topLeft())))

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

    @property
    def comparing(self) -> bool:
        """Whether there are two pictures."""
        return self._left is not None and (self._right is not None or self._preview is not None)

    @property
    def shows_result(self) -> bool:
        """Whether the right side is a result, and no preview of another."""
        return self._right is not None and self._preview is None

    @property
    def panning(self) -> bool:
        """Whether a press would move the picture."""
        return self._pointer.space

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

    def tool_changed(self) -> None:
        """The brush was taken up, put away or changed."""
        self._pointer.show_cursor(QPointF(self.mapFromGlobal(self.cursor().pos())))
        self._describe()

    def _refresh(self) -> None:
        if self._calm.isActive():
            self._calm.start(_CALM)
        super()._refresh()

    def _describe(self) -> None:
        """What is seen, for those who do not see it."""
        name = translate("Canvas", "Photo")
        if self._left is not None and self._right is not None:
            named = translate("Canvas", "{mode}: {left} and {right}")
            name = named.format(mode=titles()[self.mode], left=self._left.name, right=self._right.name)
        self.setAccessibleName(name)
        keys = _keys(self.mode)
        if self._paints:
            keys = translate("Canvas", "Arrows move the brush, with Ctrl they paint. Enter paints where it is.")
        always = translate("Canvas", "Plus and minus zoom, Shift and arrows move the picture.")
        self.setAccessibleDescription(f"{keys} {always}")

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
        if self.tool is not None:
            self.tool.draw(painter, ratio)
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
            lens=self.lens_rect() if over and self.mode == "lens" and not self._paints else None,
        )

    @property
    def _paints(self) -> bool:
        return self.tool is not None and self.tool.on

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

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen paints with its pressure; for all else it is a mouse."""
        event.setAccepted(self.tool is not None and self.tool.tablet(event))

    def leaveEvent(self, event: QEvent) -> None:
        """The brush's outline goes with the pointer."""
        if self.tool is not None:
            self.tool.leave()
        super().leaveEvent(event)

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


def _keys(mode: Mode) -> str:
    return {
        "slider": translate("Canvas", "Left and right arrows move the divider."),
        "side": translate("Canvas", "Arrows move both pictures."),
        "stack": translate("Canvas", "Arrows move both pictures."),
        "hold": translate("Canvas", "Hold backslash to see the other picture."),
        "lens": translate("Canvas", "Arrows move the lens, brackets change its size."),
    }[mode]

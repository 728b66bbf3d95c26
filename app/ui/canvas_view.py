"""Where pictures lie in a widget: zoom, panes, divider, lens. Draws nothing."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtWidgets import QWidget

from app.model.viewport import Viewport
from app.ui.comparison import Mode, panes
from app.ui.scene import HANDLE

MARGIN = 16.0  # logical pixels around a fitted picture
GAP = 2  # logical pixels between two pictures side by side
LENS = (48.0, 110.0, 360.0)  # smallest, first and largest radius in logical pixels
_LENS_SHARE = 0.42  # of the picture's shorter side: some of the other version stays in view around the lens


class CanvasView(QWidget):
    """A view of one or two pictures that share scale and position.

    Signals:
        view_changed(): scale, mode or what is shown is another.
    """

    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self.mode: Mode = "slider"
        self.divider = 0.5
        self.lens = QPointF(0.5, 0.5)  # its middle, as fractions of the visible part of the picture
        self.lens_radius = LENS[1]

    @property
    def comparing(self) -> bool:
        """Whether there are two pictures."""
        return False

    @property
    def empty(self) -> bool:
        """Whether there is none."""
        return True

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

    def place_at(self, point: QPointF) -> QPointF:
        """The place of a point (widget coordinates) in the picture, as fractions; below 0 or over 1 beyond it."""
        at, panes = point * self.devicePixelRatioF(), self.panes()
        pane = next((pane for pane in panes if QRectF(pane).contains(at)), panes[0])
        left, top, wide, high = self.viewport.rect()
        return QPointF((at.x() - pane.left() - left) / wide, (at.y() - pane.top() - top) / high)

    def middle(self) -> QPointF:
        """The place in the middle of what is seen."""
        return QPointF(*self.viewport.centre)

    def on_handle(self, point: QPointF) -> bool:
        """Whether a point (widget coordinates) is on the divider's handle."""
        if self.mode != "slider" or not self.comparing:
            return False
        left, top, wide, high = self.viewport.rect()
        seen = QRectF(left, top, wide, high).intersected(QRectF(self.panes()[0]))
        ratio = self.devicePixelRatioF()
        away = point - QPointF(self.divider_x() / ratio, seen.center().y() / ratio)
        return max(abs(away.x()), abs(away.y())) <= HANDLE

    def update_device(self, rect: QRectF) -> None:
        """Draw this part anew, given in device pixels."""
        ratio = self.devicePixelRatioF()
        logical = QRectF(rect.topLeft() / ratio, rect.size() / ratio).adjusted(-1, -1, 1, 1)
        self.update(logical.toAlignedRect())

    def resize_lens(self, factor: float) -> None:
        """A larger or smaller lens."""
        self.lens_radius = min(max(self.lens_radius * factor, LENS[0]), LENS[2])
        self.update()

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
        self.update()
        self.view_changed.emit()

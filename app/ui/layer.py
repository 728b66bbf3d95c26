"""A picture as it is seen at one place and scale, kept in the screen's format.

Whatever stays the same is copied: when the picture is moved only the uncovered strips are drawn, and moving the
divider or the lens draws nothing twice. Where a whole view at once would take too long, it is drawn quickly first, with
half the detail or unsmoothed, and in full right afterwards, part by part.
"""

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from app.model.side import Side
from app.ui.imaging import Levels

MOST = 4e6  # picture pixels to read before the screen changes: 10 to 20 ms on two cores
_BAND = 2e6
_NARROW = 128  # device pixels


class Layer:
    """One side's pixels in a view of `area` device pixels. All rectangles are whole device pixels of that view."""

    def __init__(self, side: Side) -> None:
        self._levels = Levels(side)
        self._buffer = QPixmap()
        self._rect = QRect()
        self._smooth = True
        self._ready = QRegion()
        self._rough = QRegion()

    @property
    def rough(self) -> bool:
        """Whether some of it still lacks detail."""
        return not self._rough.isEmpty()

    def place(self, rect: QRect, area: QSize, *, smooth: bool) -> None:
        """The picture now lies over `rect`; what was drawn before is kept where it only moved."""
        view = QRect(QPoint(0, 0), area)
        if area != self._buffer.size() or rect.size() != self._rect.size() or smooth != self._smooth:
            if area != self._buffer.size():
                self._buffer = QPixmap(area)
            self._ready = self._rough = QRegion()
        elif rect.topLeft() != self._rect.topLeft():
            way = rect.topLeft() - self._rect.topLeft()
            if abs(way.x()) < area.width() and abs(way.y()) < area.height():
                self._buffer.scroll(way.x(), way.y(), view)
                self._ready = self._ready.translated(way).intersected(view)
                self._rough = self._rough.translated(way).intersected(view)
            else:
                self._ready = self._rough = QRegion()
        self._rect, self._smooth = rect, smooth

    def spoil(self, part: QRectF | None) -> int:
        """The picture is another there, `part` being fractions of it; None: everywhere. How far around it, too."""
        if part is None:
            self._ready = self._rough = QRegion()
            return 0
        whole = self._rect
        reach = self._levels.reach(whole.width())
        spoiled = QRectF(
            whole.left() + part.left() * whole.width(),
            whole.top() + part.top() * whole.height(),
            part.width() * whole.width(),
            part.height() * whole.height(),
        ).adjusted(-reach, -reach, reach, reach)
        region = QRegion(spoiled.toAlignedRect())
        self._ready = self._ready.subtracted(region)
        self._rough = self._rough.subtracted(region)
        return reach

    def draw(self, painter: QPainter, at: QPoint, clip: QRect) -> None:
        """Draw what lies in `clip`, the view's top left being `at` in the painter's device pixels."""
        wanted = QRegion(clip.intersected(self._rect).intersected(self._buffer.rect()))
        missing = wanted.subtracted(self._ready)
        if not missing.isEmpty():
            self._fill(missing)
        for part in _rects(wanted):
            painter.drawPixmap(at + part.topLeft(), self._buffer, part)

    def refine(self) -> None:
        """Draw some of what lacks detail in full."""
        rough = self._rough.boundingRect()
        band = QRect(rough)
        band.setHeight(min(rough.height(), max(1, int(_BAND / self._cost(max(1, rough.width()))))))
        while band.width() > _NARROW and self._lag(self._rough.intersected(band)) > MOST:
            band.setWidth(band.width() // 2)
        part = self._rough.intersected(band)
        self._rough = self._rough.subtracted(band)
        self._paint(part)

    def _fill(self, missing: QRegion) -> None:
        density = self._levels.density(self._rect.width())
        # Sharp pixels are the quickest there is.
        quick = (self._smooth or density > 1) and self._work(missing) > MOST
        coarser = 0
        if quick and self._levels.cost == 1.0:
            coarser = int(density > 1)
        elif quick:  # what has to be mixed costs much at 100 %, too
            coarser = next((steps for steps in (1, 2) if self._work(missing, steps) <= 2 * MOST), 3)
        self._paint(missing, coarser, smooth=not quick or density > 1)
        self._ready = self._ready.united(missing)
        if quick:
            self._rough = self._rough.united(missing)

    def _cost(self, area: float) -> float:
        """Picture pixels to read for `area` device pixels; where they have to be mixed, as many as take that long."""
        return area * self._levels.density(self._rect.width()) ** 2 * self._levels.cost

    def _work(self, region: QRegion, coarser: int = 0) -> float:
        """The cost of a region, with what has to be made when it is drawn for the first time."""
        area = sum(part.width() * part.height() for part in _rects(region))
        return self._cost(area) / 4**coarser + self._lag(region, coarser)

    def _lag(self, region: QRegion, coarser: int = 0) -> float:
        return sum(self._levels.lag(QRectF(self._rect), QRectF(part), coarser) for part in _rects(region))

    def _paint(self, region: QRegion, coarser: int = 0, *, smooth: bool = True) -> None:
        painter = QPainter(self._buffer)
        for part in _rects(region):
            whole, clip = QRectF(self._rect), QRectF(part)
            self._levels.draw(painter, whole, clip, smooth=self._smooth and smooth, coarser=coarser)
        painter.end()


def _rects(region: QRegion) -> Iterable[QRect]:
    """The rectangles of `region`; it is iterable, but its annotations do not say so."""
    return cast("Iterable[QRect]", region)

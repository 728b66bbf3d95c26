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
        rows = max(1, int(_BAND / self._cost(max(1, self._rough.boundingRect().width()))))
        band = QRect(self._rough.boundingRect())
        band.setHeight(min(band.height(), rows))
        part = self._rough.intersected(band)
        self._rough = self._rough.subtracted(band)
        self._paint(part, quick=False)

    def _fill(self, missing: QRegion) -> None:
        area = sum(part.width() * part.height() for part in _rects(missing))
        # Sharp pixels are the quickest there is.
        quick = self._cost(area) > MOST and (self._smooth or self._levels.density(self._rect.width()) > 1)
        self._paint(missing, quick=quick)
        self._ready = self._ready.united(missing)
        if quick:
            self._rough = self._rough.united(missing)

    def _cost(self, area: float) -> float:
        """Picture pixels to read for `area` device pixels."""
        return area * self._levels.density(self._rect.width()) ** 2

    def _paint(self, region: QRegion, *, quick: bool) -> None:
        shrunk = self._levels.density(self._rect.width()) > 1
        smooth, coarser = self._smooth and (shrunk or not quick), int(shrunk and quick)
        painter = QPainter(self._buffer)
        for part in _rects(region):
            self._levels.draw(painter, QRectF(self._rect), QRectF(part), smooth=smooth, coarser=coarser)
        painter.end()


def _rects(region: QRegion) -> Iterable[QRect]:
    """The rectangles of `region`; it is iterable, but its annotations do not say so."""
    return cast("Iterable[QRect]", region)

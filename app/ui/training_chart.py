"""A small line chart in the theme's colours: axes with numbers, one or two lines, a level to compare with."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import number
from app.ui.theme import NORMAL, SMALL, Appearance, ui_font

Points = Sequence[tuple[float, float]]

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 32, 36  # pixels around the plot
_HEIGHT = 200
_TICKS = 4


@dataclass(frozen=True)
class Line:
    """A line: `ink` names a colour of the theme; `dots` marks its points."""

    name: str
    points: Points
    ink: str = "text"
    width: float = 1.5
    dots: bool = False


class Chart(QWidget):
    """Draws lines over the updates from 0 to `end`."""

    def __init__(self, appearance: Appearance, title: str, bottom: str) -> None:
        super().__init__()
        self.title, self.bottom = title, bottom
        self.lines: tuple[Line, ...] = ()
        self.end = 1.0
        self.level: tuple[float, str] | None = None
        self.empty = ""
        self._appearance = appearance
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        appearance.changed.connect(self.update)

    def show_lines(
        self, lines: Sequence[Line], end: float, *, level: tuple[float, str] | None = None, empty: str = ""
    ) -> None:
        """Show these; `level` is a value to compare with and its name, `empty` what is said while there is no point."""
        self.lines, self.end, self.level, self.empty = tuple(lines), max(1.0, end), level, empty
        last = [f"{line.name} {_short(line.points[-1][1])}" for line in lines if line.points]
        self.setAccessibleDescription(", ".join(last) or empty)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(360, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """It shrinks."""
        return QSize(220, _HEIGHT)

    def plot(self) -> QRectF:
        """Where the lines are."""
        return QRectF(_LEFT, _TOP, max(1, self.width() - _LEFT - _RIGHT), max(1, self.height() - _TOP - _BOTTOM))

    def place_of(self, update: float, value: float) -> QPointF:
        """Where a point is."""
        low, high, _ = self._range()
        plot = self.plot()
        across = plot.left() + plot.width() * min(1.0, update / self.end)
        return QPointF(across, plot.bottom() - plot.height() * (value - low) / (high - low))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Title, axes, lines."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.text))
        painter.setFont(ui_font(NORMAL))
        painter.drawText(QRectF(0, 0, self.width(), 20), int(Qt.AlignmentFlag.AlignLeft), self.title)
        painter.setFont(ui_font(SMALL))
        if any(line.points for line in self.lines):
            self._draw_axes(painter)
            for line in self.lines:
                self._draw_line(painter, line)
        else:
            painter.setPen(QColor(theme.line))
            painter.drawRect(self.plot())
            painter.setPen(QColor(theme.muted))
            painter.drawText(self.plot(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.empty)
        painter.end()

    def _draw_axes(self, painter: QPainter) -> None:
        theme, plot = self._appearance.theme, self.plot()
        low, high, step = self._range()
        decimals = max(0, -math.floor(math.log10(step)))
        value = low
        while value <= high + step / 2:
            y = self.place_of(0, value).y()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.muted))
            beside = QRectF(0, y - 8, _LEFT - 8, 16)
            painter.drawText(
                beside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), number(value, decimals)
            )
            value += step
        if self.level is not None:
            y = self.place_of(0, self.level[0]).y()
            painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.muted))
            above = y - 16 if y - 16 > plot.top() else y + 1
            place = QRectF(plot.left() + 4, above, plot.width() - 8, 15)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.level[1])
        painter.setPen(QColor(theme.muted))
        under = QRectF(plot.left(), plot.bottom() + 4, plot.width(), 16)
        painter.drawText(under, int(Qt.AlignmentFlag.AlignLeft), "0")
        painter.drawText(under, int(Qt.AlignmentFlag.AlignRight), number(self.end, 0))
        painter.drawText(under, int(Qt.AlignmentFlag.AlignHCenter), self.bottom)

    def _draw_line(self, painter: QPainter, line: Line) -> None:
        if not line.points:
            return
        ink = QColor(getattr(self._appearance.theme, line.ink))
        places = [self.place_of(update, value) for update, value in line.points]
        painter.setPen(QPen(ink, line.width, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        if line.dots or len(places) == 1:
            painter.setBrush(ink)
            for place in places:
                painter.drawEllipse(place, 3, 3)

    def _range(self) -> tuple[float, float, float]:
        """Lowest and highest value of the axis, and the step between its numbers."""
        values = [value for line in self.lines for _, value in line.points]
        values += [self.level[0]] if self.level is not None and values else []
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        if high - low < 1e-9:
            low, high = low - abs(low) * 0.05 - 1e-3, high + abs(high) * 0.05 + 1e-3
        step = _round_step((high - low) / _TICKS)
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
        return low, max(high, low + step), step


def smoothed(points: Points, window: int = 7) -> list[tuple[float, float]]:
    """Running means, for noisy lines; nothing while there are few points."""
    if len(points) < window:
        return []
    values = [value for _, value in points]
    half = window // 2
    return [
        (points[index][0], sum(values[index - half : index + half + 1]) / window)
        for index in range(half, len(points) - half)
    ]


def _round_step(step: float) -> float:
    """1, 2 or 5 times a power of ten, at least `step`."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * 0.999)


def _short(value: float) -> str:
    return number(value, 3)

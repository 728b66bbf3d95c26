"""What the canvas draws: picture parts, divider, names of the sides. All rectangles are in device pixels."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from app.ui.imaging import Levels, draw_part
from app.ui.theme import SMALL, ui_font

GAP = 2  # logical pixels between two pictures side by side
HANDLE = 11.0
_DARK = QColor(0, 0, 0, 150)
_WHITE = QColor(255, 255, 255)


@dataclass(frozen=True)
class Side:
    """One of the two pictures: its name and its pixels, ready or forming."""

    name: str
    levels: Levels | None = None
    preview: QImage | None = None

    def draw(self, painter: QPainter, rect: QRectF, clip: QRectF, *, smooth: bool) -> None:
        """Draw the picture over `rect`, inside `clip`."""
        if self.preview is not None:
            draw_part(painter, self.preview, rect, clip, smooth=True)
        elif self.levels is not None:
            self.levels.draw(painter, rect, clip, smooth=smooth)


def draw_divider(painter: QPainter, x: float, top: float, bottom: float, ratio: float) -> None:
    """The line between the sides, with its handle; readable on any picture and without colour."""
    painter.fillRect(QRectF(x - 1.5 * ratio, top, 3 * ratio, bottom - top), QColor(0, 0, 0, 90))
    painter.fillRect(QRectF(x - 0.5 * ratio, top, ratio, bottom - top), _WHITE)
    if bottom - top < 4 * HANDLE * ratio:
        return
    middle = QPointF(x, (top + bottom) / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 110), ratio))
    painter.setBrush(_WHITE)
    painter.drawEllipse(middle, HANDLE * ratio, HANDLE * ratio)
    painter.setPen(QPen(QColor("#303030"), 1.5 * ratio, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    for way in (-1, 1):
        tip, back = middle.x() + way * 6 * ratio, middle.x() + way * 3 * ratio
        arrow = [QPointF(back, middle.y() - 3 * ratio), QPointF(tip, middle.y()), QPointF(back, middle.y() + 3 * ratio)]
        painter.drawPolyline(arrow)
    painter.restore()


def draw_name(painter: QPainter, name: str, area: QRectF, *, right: bool, ratio: float) -> None:
    """The name of a side in a corner of `area`; left out where it has no room."""
    font = ui_font(SMALL)
    font.setPixelSize(round(SMALL * ratio))
    metrics = QFontMetricsF(font)
    wide, high = metrics.horizontalAdvance(name) + 16 * ratio, 22 * ratio
    if area.width() < wide + 24 * ratio or area.height() < high + 24 * ratio:
        return
    left = area.right() - wide - 12 * ratio if right else area.left() + 12 * ratio
    box = QRectF(left, area.top() + 12 * ratio, wide, high)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_DARK)
    painter.drawRoundedRect(box, 6 * ratio, 6 * ratio)
    painter.setFont(font)
    painter.setPen(_WHITE)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
    painter.restore()

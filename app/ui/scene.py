"""What the canvas draws over pictures: divider, lens, names of the sides. All rectangles are in device pixels."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.ui.theme import SMALL, ui_font

HANDLE = 11.0
_DARK = QColor(0, 0, 0, 150)
_SHADE = QColor(0, 0, 0, 110)
_RIM = QColor(0, 0, 0, 170)
_WHITE = QColor(255, 255, 255)


def draw_divider(painter: QPainter, x: float, top: float, bottom: float, ratio: float) -> None:
    """The line between the sides, with its handle; readable on any picture and without colour."""
    painter.fillRect(QRectF(x - 1.5 * ratio, top, 3 * ratio, bottom - top), QColor(0, 0, 0, 90))
    painter.fillRect(QRectF(x - 0.5 * ratio, top, ratio, bottom - top), _WHITE)
    if bottom - top < 4 * HANDLE * ratio:
        return
    middle = QPointF(x, (top + bottom) / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_SHADE, ratio))
    painter.setBrush(_WHITE)
    painter.drawEllipse(middle, HANDLE * ratio, HANDLE * ratio)
    painter.setPen(QPen(QColor("#303030"), 1.5 * ratio, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    for way in (-1, 1):
        tip, back = middle.x() + way * 6 * ratio, middle.x() + way * 3 * ratio
        arrow = [QPointF(back, middle.y() - 3 * ratio), QPointF(tip, middle.y()), QPointF(back, middle.y() + 3 * ratio)]
        painter.drawPolyline(arrow)
    painter.restore()


def lens_path(lens: QRectF) -> QPainterPath:
    """The round glass within `lens`."""
    path = QPainterPath()
    path.addEllipse(lens)
    return path


def draw_lens_rim(painter: QPainter, lens: QRectF, ratio: float) -> None:
    """Two rings, one light and one dark, so that one of them is seen on any picture."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width, inset in ((_SHADE, 3.5, 0.0), (_WHITE, 1.5, 0.0)):
        painter.setPen(QPen(ink, width * ratio))
        painter.drawEllipse(lens.adjusted(inset, inset, -inset, -inset))
    painter.restore()


def draw_brush(
    painter: QPainter, middle: QPointF, radius: float, hardness: float, ratio: float, *, restores: bool
) -> None:
    """The outline of a brush: a light ring in a dark one, so that one of them is seen on any picture.

    A thin ring within says up to where it covers in full, a plus or minus in the middle what it does.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = radius * hardness
    for ink, width, faint in ((_RIM, 3.5, 2.5), (_WHITE, 1.5, 1.0)):
        painter.setPen(QPen(ink, width * ratio, c=Qt.PenCapStyle.FlatCap))
        if radius >= 3 * ratio:
            painter.drawEllipse(middle, radius, radius)
        arm = min(5.0 * ratio, radius * 0.4) if radius >= 3 * ratio else 7.0 * ratio
        if arm >= 3.0 * ratio:
            painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
            if restores:
                painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        if 8 * ratio < inner < radius - 4 * ratio:
            painter.setPen(QPen(ink, faint * ratio, Qt.PenStyle.DotLine))
            painter.drawEllipse(middle, inner, inner)
    painter.restore()


def draw_name(painter: QPainter, name: str, area: QRectF, room: float, *, corner: str, ratio: float) -> None:
    """The name of a side at the top of `area`; left out where it has no room.

    Args:
        room: the most that a name may be wide; a longer one is shortened.
        corner: "left", "right" or "middle" of the area's top.
    """
    font = ui_font(SMALL)
    font.setPixelSize(round(SMALL * ratio))
    metrics = QFontMetricsF(font)
    edge, inner = 12 * ratio, 8 * ratio
    text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(room - 2 * edge - 2 * inner, 48 * ratio))
    wide, high = metrics.horizontalAdvance(text) + 2 * inner, 22 * ratio
    if area.width() < wide + 2 * edge or area.height() < high + 2 * edge:
        return
    left = {
        "left": area.left() + edge,
        "right": area.right() - wide - edge,
        "middle": area.center().x() - wide / 2,
    }[corner]
    box = QRectF(left, area.top() + edge, wide, high)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_DARK)
    painter.drawRoundedRect(box, 6 * ratio, 6 * ratio)
    painter.setFont(font)
    painter.setPen(_WHITE)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()

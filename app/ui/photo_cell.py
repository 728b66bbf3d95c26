"""How a photo looks in a list: its thumbnail, its name, and its state, drawn and in words."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPixmap, QPixmapCache

from app.model.photos import PhotoState
from app.ui.icons import pixmap
from app.ui.theme import DARK, SMALL, Appearance, ui_font

CELL = QSize(120, 116)
THUMBNAIL = QSize(108, 76)
_CHIP = 18.0
_VEIL = QColor(0, 0, 0, 165)
_WHITE = QColor(255, 255, 255)


def draw_cell(
    painter: QPainter,
    cell: QRectF,
    image: QImage | None,
    name: str,
    state: PhotoState,
    appearance: Appearance,
    *,
    current: bool,
    selected: bool,
    focused: bool,
    broken: bool,
) -> None:
    """One photo of the film strip within `cell`; `image` may still be missing, or for ever, as `broken` says."""
    theme = appearance.theme
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    back = cell.adjusted(4, 2, -4, -2)
    if current or selected:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hover if current else theme.raised))
        painter.drawRoundedRect(back, 6, 6)
    if focused and current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.drawRoundedRect(back.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
    box = QRectF(0, 0, THUMBNAIL.width(), THUMBNAIL.height())
    box.moveTo(cell.center().x() - box.width() / 2, cell.top() + 8)
    area = draw_thumbnail(painter, box, image, appearance, broken=broken)
    draw_state(painter, area, state, appearance)
    font = ui_font(SMALL)
    painter.setFont(font)
    painter.setPen(QColor(theme.text if current else theme.muted))
    words = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideMiddle, back.width() - 8)
    line = QRectF(back.left() + 4, box.bottom() + 4, back.width() - 8, 18)
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)
    painter.restore()


def draw_thumbnail(
    painter: QPainter, box: QRectF, image: QImage | None, appearance: Appearance, *, broken: bool
) -> QRectF:
    """The picture as large as `box` allows, or what stands for it; returns where it lies."""
    theme = appearance.theme
    if image is None or image.isNull():
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.raised if not broken else theme.field))
        painter.drawRoundedRect(box, 3, 3)
        side = min(24.0, box.height() - 4)
        drawn = glyph_pixmap("photo", theme.disabled, round(side), painter.device().devicePixelRatio())
        painter.drawPixmap(box.center() - QPointF(side / 2, side / 2), drawn)
        return box
    scale = min(box.width() / image.width(), box.height() / image.height())
    wide, high = max(2.0, image.width() * scale), max(2.0, image.height() * scale)
    area = QRectF(box.center().x() - wide / 2, box.center().y() - high / 2, wide, high)
    painter.drawImage(area, image)
    # a thin line around it: a white print on a light panel has an edge all the same
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(128, 128, 128, 90), 1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # ten times as quick, and as straight
    painter.drawRect(area.toAlignedRect().adjusted(0, 0, -1, -1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return area


def glyph_pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    """As `app.ui.icons.pixmap`, kept by Qt: lists draw the same few again and again."""
    key = f"heirloom-{name}-{colour}-{size}-{scale}"
    drawn = QPixmap()
    if not QPixmapCache.find(key, drawn):
        drawn = pixmap(name, colour, size, scale)
        QPixmapCache.insert(key, drawn)
    return drawn


def draw_state(painter: QPainter, area: QRectF, state: PhotoState, appearance: Appearance) -> None:
    """A chip in the lower left corner of `area`, and for what runs a bar along its lower edge."""
    if state.name == "new":
        return
    theme = appearance.theme
    font = ui_font(SMALL)
    words = {"done": str(state.takes) if state.takes > 1 else "", "waiting": "", "failed": ""}.get(
        state.name, state.words()
    )
    metrics = QFontMetricsF(font)
    glyph = {"done": "check", "waiting": "clock", "failed": "error"}.get(state.name)
    wide = (14.0 if glyph else 0.0) + (metrics.horizontalAdvance(words) if words else 0.0)
    wide += 8.0 + (3.0 if glyph and words else 0.0)
    left, bottom = area.left() + 4, area.bottom() - 4
    if state.name == "running":
        bottom -= 6
    if area.width() < wide + 8:  # a narrow portrait: the chip keeps its size, and stands in the middle
        left = area.center().x() - wide / 2
    chip = QRectF(left, bottom - _CHIP, wide, _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_VEIL)
    painter.drawRoundedRect(chip, 4, 4)
    at = chip.left() + 4
    if glyph:
        ink = DARK.error if state.name == "failed" else "#ffffff"  # the chip is dark in both themes
        drawn = glyph_pixmap(glyph, ink, 14, painter.device().devicePixelRatio())
        painter.drawPixmap(QPointF(at, chip.center().y() - 7), drawn)
        at += 17
    if words:
        painter.setFont(font)
        painter.setPen(_WHITE)
        text = QRectF(at, chip.top(), chip.right() - at, chip.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
    if state.name == "running":
        bar = QRectF(area.left() + 4, area.bottom() - 7, max(8.0, area.width() - 8), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_VEIL)
        painter.drawRoundedRect(bar, 2, 2)
        if state.fraction:
            bar.setWidth(max(4.0, bar.width() * state.fraction))
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(bar, 2, 2)

"""Our SVG icons in the theme's ink, sharp at every screen scale."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme import Theme
from engine.resources import resource

SIZE = 20
_SCALES = (1.0, 2.0)


def icon(name: str, theme: Theme, ink: str = "") -> QIcon:
    """The icon `name` in `ink` (the theme's text colour by default), greyed when disabled."""
    result = QIcon()
    colours = {QIcon.Mode.Normal: ink or theme.text, QIcon.Mode.Disabled: theme.disabled}
    for mode, colour in colours.items():
        for scale in _SCALES:
            result.addPixmap(pixmap(name, colour, SIZE, scale), mode)
    return result


def pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    """The icon `name` as a square of `size` logical pixels on a screen of the given scale."""
    svg = resource(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", QColor(colour).name())
    drawn = QPixmap(QSize(round(size * scale), round(size * scale)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


def app_icon() -> QIcon:
    """The application's own icon."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(pixmap("heirloom", "#000000", size, 1.0))
    return result

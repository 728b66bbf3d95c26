"""Our SVG icons in the theme's ink, sharp at every screen scale."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme import Theme
from engine.resources import resource

SIZE = 20
APP_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def icon(name: str, theme: Theme, ink: str = "") -> QIcon:
    """The icon `name` in `ink` (the theme's text colour by default), greyed when disabled."""
    # For the screens there are, and what may be plugged in. Not a QIconEngine of ours, which would draw at any scale:
    # PySide6 6.11 crashes when Qt clones one.
    scales = {screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0, 2.0}
    result = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, ink or theme.text), (QIcon.Mode.Disabled, theme.disabled)):
        drawing = _drawing(name, colour)
        for scale in scales:
            result.addPixmap(_drawn(drawing, SIZE, scale), mode)
    return result


def pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    """The icon `name` as a square of `size` logical pixels on a screen of the given scale."""
    return _drawn(_drawing(name, colour), size, scale)


def app_icon() -> QIcon:
    """The application's own icon."""
    result = QIcon()
    for size in APP_SIZES:
        result.addPixmap(pixmap("heirloom-small" if size < 64 else "heirloom", "#000000", size, 1.0))
    return result


def _drawing(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", QColor(colour).name()).encode()))


def _drawn(drawing: QSvgRenderer, size: int, scale: float) -> QPixmap:
    drawn = QPixmap(QSize(round(size * scale), round(size * scale)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    drawing.render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


@cache
def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")

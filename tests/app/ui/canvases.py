"""Canvases whose pixels say where in the picture they are, and looking at them."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.model.pyramid import build_pyramid
from app.model.side import Side
from app.ui.canvas import Canvas

BLUES = {"Original": 0, "Take 1": 120, "Take 2": 240}
"""The blue of each version of the photo."""


def version(name: str, width: int, height: int) -> Side:
    """A picture in which red grows from left to right and green from top to bottom, of the version's own blue."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:, :, 0] = np.round((np.arange(width) + 0.5) / width * 255)
    pixels[:, :, 1] = np.round((np.arange(height) + 0.5) / height * 255)[:, None]
    pixels[:, :, 2] = BLUES[name]
    return Side(name, build_pyramid(pixels))


def shot(canvas: Canvas) -> np.ndarray:
    """What is seen, uint8 [H, W, 3] in device pixels."""
    image = canvas.grab().toImage().convertToFormat(canvas.grab().toImage().Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def seen(canvas: Canvas, x: float, y: float) -> tuple[str, float, float]:
    """Which version is at (x, y), and which point of it, as fractions of its width and height."""
    red, green, blue = (int(value) for value in shot(canvas)[round(y), round(x)])
    name = next(name for name, own in BLUES.items() if abs(own - blue) <= 2)
    return name, red / 255, green / 255


def move(at: QPointF, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> QMouseEvent:
    """The pointer moves to `at`."""
    no = Qt.MouseButton.NoButton
    return QMouseEvent(QEvent.Type.MouseMove, at, at, no, button, Qt.KeyboardModifier.NoModifier)


def wheel(canvas: Canvas, at: QPointF, notches: int, keys: Qt.KeyboardModifier | None = None) -> None:
    """The wheel is turned at `at`."""
    keys = Qt.KeyboardModifier.NoModifier if keys is None else keys
    rest = Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), *rest, False)
    QApplication.sendEvent(canvas, event)

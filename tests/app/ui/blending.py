"""Windows with a blended take, and looking at them and at what they save."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.blended import Blend
from app.ui.canvas import Canvas
from app.ui.window import Window
from tests.app.ui.canvases import shot
from tests.app.ui.conftest import WAIT, restored
from tests.app.ui.engines import colour_of

WIDE, HIGH = 600, 400
PHOTO = (0, 0, 255)
SEED = 10
RESTORED = colour_of(SEED)


def with_take(qtbot: QtBot, window: Window, seed: int = SEED) -> Blend:
    """Restores, in the mode that shows the result alone, and waits until the take can be blended."""
    window.choose_mode("hold")
    count = len(window.session.takes.all)
    window.session.draft.set(seed=seed)
    restored(qtbot, window)
    session = window.session
    qtbot.waitUntil(lambda: len(session.takes.all) > count, timeout=WAIT)
    newest = session.takes.all[-1].id
    qtbot.waitUntil(lambda: session.blends.right is not None and session.blends.right.take == newest, timeout=WAIT)
    blend = session.blends.right
    assert blend is not None
    return blend


def blue_photo(path: Path) -> Path:
    """A photo of `WIDE` x `HIGH` pixels, all of it `PHOTO`."""
    Image.new("RGB", (WIDE, HIGH), PHOTO).save(path)
    return path


def with_brush(qtbot: QtBot, window: Window) -> Window:
    """With a take and the brush in hand: 80 pixels wide, hard."""
    with_take(qtbot, window)
    window.commands["brush"].trigger()
    window.session.brush.choose(size=80, hardness=100)
    qtbot.waitUntil(window.isActiveWindow)
    return window


def mask_of(window: Window) -> np.ndarray:
    """How much of the restored picture shows, 0 to 255."""
    right = window.session.blends.right
    assert right is not None
    assert not right.mask.blank
    return 255 - right.mask.levels[0]


def fractions(x: float, y: float) -> tuple[float, float]:
    """A place in pixels of a `blue_photo`."""
    return x / WIDE, y / HIGH


def at(canvas: Canvas, x: float, y: float) -> tuple[int, ...]:
    """The colour at fractions of the picture, as it is on the screen; without the brush's outline over it."""
    if canvas.tool is not None:
        canvas.tool.leave()
    left, top, wide, high = canvas.viewport.rect()
    red, green, blue = shot(canvas)[round(top + high * y - 0.5), round(left + wide * x - 0.5)]
    return int(red), int(green), int(blue)


def mixed(share: float, under: Sequence[int] = PHOTO, over: Sequence[int] = RESTORED) -> list[float]:
    """What is seen where so much of the restored picture shows."""
    return [u * (1 - share) + o * share for u, o in zip(under, over, strict=True)]


def near(seen: Sequence[int], wanted: Sequence[float], within: float = 1.5) -> bool:
    return all(abs(s - w) <= within for s, w in zip(seen, wanted, strict=True))


def point(canvas: Canvas, x: float, y: float) -> QPointF:
    """A place of the picture in the widget's coordinates."""
    left, top, wide, high = canvas.viewport.rect()
    ratio = canvas.devicePixelRatioF()
    return QPointF((left + x * wide) / ratio, (top + y * high) / ratio)


def press(canvas: Canvas, x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    _mouse(canvas, QEvent.Type.MouseButtonPress, point(canvas, x, y), keys)


def drag(canvas: Canvas, x: float, y: float) -> None:
    _mouse(canvas, QEvent.Type.MouseMove, point(canvas, x, y))


def release(canvas: Canvas, x: float, y: float) -> None:
    _mouse(canvas, QEvent.Type.MouseButtonRelease, point(canvas, x, y))


def stroke(canvas: Canvas, *places: tuple[float, float]) -> None:
    """A stroke of the left button through these places of the picture."""
    press(canvas, *places[0])
    for place in places[1:]:
        drag(canvas, *place)
    release(canvas, *places[-1])


def _mouse(
    canvas: Canvas, kind: QEvent.Type, where: QPointF, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    left, no = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = no if kind == QEvent.Type.MouseMove else left
    held = no if kind == QEvent.Type.MouseButtonRelease else left
    QApplication.sendEvent(canvas, QMouseEvent(kind, where, canvas.mapToGlobal(where), button, held, keys))


def written(qtbot: QtBot, window: Window) -> None:
    """Waits until all changes are in the library and on the disk."""
    keeping = window.session.blends.keeping
    qtbot.waitUntil(lambda: keeping.done, timeout=WAIT)


def pixels_of(path: Path) -> np.ndarray:
    """A saved picture as Heirloom reads it, uint8 or uint16 [H, W, 3]."""
    from engine.images.read import read_picture

    return read_picture(path).pixels

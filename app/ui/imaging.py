"""Pixels of the engine as Qt images and back, and drawing only what is seen of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from app.model.pyramid import Pyramid
from app.model.side import Side
from engine.deferred import deferred

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")


class Levels:
    """A picture ready to be drawn: Qt images that share the arrays' memory, which is kept alive here."""

    def __init__(self, side: Side) -> None:
        self._arrays = tuple(np.ascontiguousarray(level) for level in side.levels)
        self._pyramid = Pyramid(self._arrays)
        self._images = [qt_image(pixels) for pixels in self._arrays]
        self._blend = side.blend
        self._mixed: np.ndarray | None = None  # what was last drawn of a blend; the painter may still look at it

    @property
    def cost(self) -> float:
        """How much longer drawing takes than that of a plain picture."""
        return self._blend.cost if self._blend is not None else 1.0

    def density(self, width: float) -> float:
        """Pixels that are read for one device pixel across, the whole picture being `width` device pixels wide."""
        level = self._level(width, coarser=0)
        return max(1.0, self._pyramid.width / 2**level / width)

    def reach(self, width: float) -> int:
        """How many device pixels around a pixel change with it: smoothing looks at neighbours, in halvings too."""
        cell = 2 ** max(self._level(width, coarser=1), self._blend.mask.steps if self._blend is not None else 0)
        return math.ceil(2 * cell * width / self._pyramid.width) + 2

    def lag(self, rect: QRectF, clip: QRectF, coarser: int = 0) -> float:
        """How many picture pixels could be drawn while what `clip` lacks for its first drawing is made."""
        if self._blend is None or self._blend.plain:
            return 0.0
        level = self._level(rect.width(), coarser)
        seen = clip.intersected(rect)
        height, width = self._arrays[level].shape[:2]
        across, down = width / rect.width(), height / rect.height()
        left, right = ((edge - rect.left()) * across for edge in (seen.left(), seen.right()))
        top, bottom = ((edge - rect.top()) * down for edge in (seen.top(), seen.bottom()))
        part = max(0, int(left)), max(0, int(top)), min(width - 1, int(right)), min(height - 1, int(bottom))
        return self._blend.lag(level, part)

    def draw(self, painter: QPainter, rect: QRectF, clip: QRectF, *, smooth: bool, coarser: int = 0) -> None:
        """Draw the whole picture over `rect`, of which only `clip` is touched; both in device pixels.

        Args:
            smooth: interpolate; otherwise each pixel is a sharp square.
            coarser: how many levels less detail than the screen could show.
        """
        level = self._level(rect.width(), coarser)
        image = self._images[level]
        # Odd sides are rounded up when they are halved: a level may reach beyond the picture by less than its pixel.
        wide = rect.width() * (image.width() << level) / self._pyramid.width
        high = rect.height() * (image.height() << level) / self._pyramid.height
        whole = QRectF(rect.left(), rect.top(), wide, high)
        blend = self._blend
        if blend is None or blend.plain:
            draw_part(painter, image, whole, clip.intersected(rect), smooth=smooth)
            return

        def mixed(part: QRect) -> QImage:
            left, top = part.left(), part.top()
            self._mixed = blend.part(level, (left, top, left + part.width(), top + part.height()))
            return qt_image(self._mixed)

        draw_part(painter, image, whole, clip.intersected(rect), smooth=smooth, seen_as=mixed)

    def _level(self, width: float, coarser: int) -> int:
        level = self._pyramid.level_for(width / self._pyramid.width)
        return min(level + coarser, len(self._images) - 1)


def qt_image(pixels: np.ndarray) -> QImage:
    """A QImage over contiguous uint8 [H, W, 3] memory; the array must outlive it."""
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.flags.c_contiguous:
        raise ValueError(f"not contiguous uint8 [H, W, 3]: {pixels.dtype} {pixels.shape}")
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888)


def draw_part(
    painter: QPainter,
    image: QImage,
    rect: QRectF,
    clip: QRectF,
    *,
    smooth: bool,
    seen_as: Callable[[QRect], QImage] | None = None,
) -> None:
    """Draw the part of `image`, stretched over `rect`, that lies in `clip`; `seen_as` gives other pixels for a part."""
    seen = rect.intersected(clip)
    if seen.isEmpty():
        return
    across, down = image.width() / rect.width(), image.height() / rect.height()
    # Whole source pixels, one more on each side, so that smoothing at the edge of the clip has its neighbours.
    left = max(0, math.floor((seen.left() - rect.left()) * across) - 1)
    top = max(0, math.floor((seen.top() - rect.top()) * down) - 1)
    right = min(image.width(), math.ceil((seen.right() - rect.left()) * across) + 1)
    bottom = min(image.height(), math.ceil((seen.bottom() - rect.top()) * down) + 1)
    source = QRect(left, top, max(1, right - left), max(1, bottom - top))
    target = QRectF(
        rect.left() + source.left() / across,
        rect.top() + source.top() / down,
        source.width() / across,
        source.height() / down,
    )
    painter.save()
    painter.setClipRect(seen)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    if seen_as is None:
        painter.drawImage(target, image, QRectF(source))
    else:
        painter.drawImage(target, seen_as(source))
    painter.restore()


def pixels_of(image: QImage) -> np.ndarray:
    """A copy of a QImage's pixels as uint8 [H, W, 3], transparent parts over white."""
    flat = QImage(image.size(), QImage.Format.Format_RGB888)
    flat.fill(0xFFFFFFFF)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    rows = np.frombuffer(flat.constBits(), np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return rows[:, : flat.width() * 3].reshape(flat.height(), flat.width(), 3).copy()

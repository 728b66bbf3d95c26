"""Halved copies of a picture, so that drawing a large one small stays smooth and cheap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.deferred import deferred

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")


SMALLEST = 512
_ROWS = 32


@dataclass(frozen=True)
class Pyramid:
    """A picture and its halvings.

    Attributes:
        levels: contiguous uint8 [H, W, 3] arrays, each half the size of the one before (rounded up).
    """

    levels: tuple[np.ndarray, ...]

    @property
    def width(self) -> int:
        """Of the full picture, in pixels."""
        return self.levels[0].shape[1]

    @property
    def height(self) -> int:
        """Of the full picture, in pixels."""
        return self.levels[0].shape[0]

    def level_for(self, scale: float) -> int:
        """The smallest level that still has a pixel for every device pixel at `scale` device pixels per pixel."""
        level = 0
        while level + 1 < len(self.levels) and scale * 2 ** (level + 1) <= 1.0:
            level += 1
        return level


def build_pyramid(pixels: np.ndarray, check: Callable[[], None] = lambda: None) -> Pyramid:
    """Halve uint8 [H, W, 3] `pixels` until the longer side is at most 512; `check()` may raise between strips."""
    levels = [np.ascontiguousarray(pixels)]
    while max(levels[-1].shape[:2]) > SMALLEST:
        levels.append(halved(levels[-1], check))
    return Pyramid(tuple(levels))


def halved(pixels: np.ndarray, check: Callable[[], None] = lambda: None) -> np.ndarray:
    """Mean of each 2 x 2 block of uint8 [H, W, 3]; an odd last row or column counts twice."""
    height, width = pixels.shape[:2]
    result = np.empty(((height + 1) // 2, (width + 1) // 2, 3), np.uint8)
    for top in range(0, height, _ROWS):  # strips stay in the cache, and let go of the interpreter between them
        check()
        strip = pixels[top : top + _ROWS]
        if strip.shape[0] % 2 or width % 2:
            strip = np.pad(strip, ((0, strip.shape[0] % 2), (0, width % 2), (0, 0)), mode="edge")
        pairs = strip[0::2].astype(np.uint16)
        pairs += strip[1::2]
        block = pairs[:, 0::2] + pairs[:, 1::2]
        block += 2
        block >>= 2
        result[top // 2 : top // 2 + block.shape[0]] = block
    return result

"""The mask of one take while the window has it, with its halvings; the window's thread alone changes it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.model.pyramid import SMALLEST
from engine.deferred import deferred
from engine.images.blend import Part
from engine.images.mask import mask_part, mask_size, mask_steps

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

FULL = 255
TILE = 256
"""Edits remember squares of so many pixels."""


class Mask:
    """How much of the photo is painted over a restored picture, 0 to 255. Without any of it there are no pixels.

    Attributes:
        steps: level 0 of the mask is as large as this level of the picture.
        size: width and height of level 0.
        levels: uint8 [h, w] and its halvings, or nothing.
        file: name of the file that holds just this, "" for nothing painted.
    """

    def __init__(self, width: int, height: int, pixels: np.ndarray | None = None, file: str = "") -> None:
        """`width` and `height` are the picture's."""
        self.steps = mask_steps(width, height)
        self.size = mask_size(width, height)
        self.levels: list[np.ndarray] = []
        self.file = file
        self.replace(pixels)

    @property
    def blank(self) -> bool:
        """Whether nothing is painted."""
        return not self.levels

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return sum(level.nbytes for level in self.levels)

    def replace(self, pixels: np.ndarray | None) -> None:
        """Hold these pixels from now on, uint8 [h, w], or none."""
        self.levels = [] if pixels is None else _halvings(pixels)
        if not self.blank:
            self.refresh((0, 0, *self.size))

    def ready(self) -> np.ndarray:
        """Level 0, to be painted on; `refresh` what was changed."""
        if self.blank:
            self.levels = _halvings(np.zeros(self.size[::-1], np.uint8))
        return self.levels[0]

    def refresh(self, part: Part) -> None:
        """Halve the changed part of level 0 anew."""
        left, top, right, bottom = part
        for large, small in zip(self.levels, self.levels[1:], strict=False):
            left, top, right, bottom = left // 2, top // 2, (right + 1) // 2, (bottom + 1) // 2
            small[top:bottom, left:right] = _halved(large[2 * top : 2 * bottom, 2 * left : 2 * right])

    def part(self, level: int, part: Part) -> np.ndarray:
        """A part of what lies over this level of the picture, uint8 [h, w]."""
        left, top, right, bottom = part
        if level < self.steps:
            return mask_part(self.levels[0], self.steps - level, part)
        return self.levels[min(level - self.steps, len(self.levels) - 1)][top:bottom, left:right]

    def settle(self) -> None:
        """Let go of the pixels where they say no more than none would."""
        if not self.blank and not self.levels[0].any():
            self.levels = []

    def invert(self) -> None:
        """Paint what is bare, and bare what is painted."""
        pixels = self.ready()
        np.subtract(FULL, pixels, out=pixels)
        self.refresh((0, 0, *self.size))


@dataclass
class Patch:
    """What an edit changed in a mask: tiles before and after it, those of one level as that number."""

    tiles: list[tuple[int, int, np.ndarray | int, np.ndarray | int]] = field(default_factory=list)
    shape: tuple[int, int] = (0, 0)

    @classmethod
    def between(cls, before: np.ndarray, after: np.ndarray, tiles: Iterable[tuple[int, int]]) -> Patch:
        """From `before` to `after`, two masks that are compared in these tiles only, given by left and top."""
        patch = cls(shape=(after.shape[0], after.shape[1]))
        for x, y in tiles:
            old, new = before[y : y + TILE, x : x + TILE], after[y : y + TILE, x : x + TILE]
            if not np.array_equal(old, new):
                patch.tiles.append((y, x, _packed(old), _packed(new)))
        return patch

    @classmethod
    def of_all(cls, before: np.ndarray, after: np.ndarray) -> Patch:
        """From `before` to `after`, wherever they differ."""
        height, width = after.shape
        return cls.between(before, after, [(x, y) for y in range(0, height, TILE) for x in range(0, width, TILE)])

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return sum(each.nbytes for tile in self.tiles for each in tile[2:] if isinstance(each, np.ndarray))

    def apply(self, mask: Mask, *, back: bool) -> Part:
        """Have `mask` as before the edit, or again as after it; the part that changed."""
        pixels = mask.ready()
        for y, x, before, after in self.tiles:
            pixels[y : y + TILE, x : x + TILE] = before if back else after
        part = self.part
        mask.refresh(part)
        return part

    @property
    def part(self) -> Part:
        """Where it changed something."""
        ys, xs = [tile[0] for tile in self.tiles], [tile[1] for tile in self.tiles]
        if not ys:
            return (0, 0, 0, 0)
        return min(xs), min(ys), min(max(xs) + TILE, self.shape[1]), min(max(ys) + TILE, self.shape[0])


def joined(parts: Iterable[Part | None]) -> Part | None:
    """The smallest part that holds all of these."""
    known = [part for part in parts if part is not None]
    if not known:
        return None
    lefts, tops, rights, bottoms = zip(*known, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _packed(tile: np.ndarray) -> np.ndarray | int:
    first = int(tile[0, 0])
    return first if bool((tile == first).all()) else tile.copy()


def _halvings(pixels: np.ndarray) -> list[np.ndarray]:
    """Room for the halvings of `pixels`, as many as a picture of its size has."""
    levels = [pixels]
    while max(levels[-1].shape) > SMALLEST:
        height, width = levels[-1].shape
        levels.append(np.zeros((math.ceil(height / 2), math.ceil(width / 2)), np.uint8))
    return levels


def _halved(pixels: np.ndarray) -> np.ndarray:
    """Mean of each 2 x 2 block; an odd last row or column counts twice."""
    if pixels.shape[0] % 2 or pixels.shape[1] % 2:
        pixels = np.pad(pixels, ((0, pixels.shape[0] % 2), (0, pixels.shape[1] % 2)), mode="edge")
    pairs = np.add(pixels[0::2], pixels[1::2], dtype=np.uint16)
    block = pairs[:, 0::2] + pairs[:, 1::2]
    block += 2
    block >>= 2
    return block.astype(np.uint8)

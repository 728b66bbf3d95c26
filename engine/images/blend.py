"""A restored picture mixed with its photo: defined here once, for the screen and for every file.

    blended = photo * (1 - s * m) + restored * s * m

`s` is the strength; `m` is 1, and less where the photo is painted over the restored picture: a mask of 255 makes it 0.
It is computed on the values that are saved (sRGB, over white), with weights of 0 to 256: weight 256 is exactly the
restored picture, weight 0 exactly the photo, resized by Lanczos as it is for the model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.deferred import deferred
from engine.images.mask import mask_part, mask_steps

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

FULL = 256
"""The weight at which nothing of the photo is left."""

TILE = 512
"""Photos are resized in tiles of so many pixels: a part of it comes out as the whole does, bit for bit."""

_ROWS = 64  # so few that they stay in the processor's cache
_SUPPORT = 3  # of Lanczos, in pixels of the coarser picture

Part = tuple[int, int, int, int]
"""(left, top, right, bottom) in whole pixels."""


def weights(strength: float) -> np.ndarray:
    """For each of the 256 levels of a mask the weight of the restored picture, uint16 [256]; the first is the most.

    Args:
        strength: 0 to 1.
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"the strength is {strength}, but must be from 0 to 1")
    return np.round(np.arange(255, -1, -1) * (strength * FULL / 255)).astype(np.uint16)


def mix(under: np.ndarray, over: np.ndarray, weight: np.ndarray | int) -> np.ndarray:
    """`over` with its weight upon `under`, rounded to nearest. A new contiguous array.

    Args:
        under, over: of one shape, [H, W] or [H, W, C], both uint8 or both uint16.
        weight: of `over`, 0 to 256: uint16 [H, W], or one number for all pixels.
    """
    if under.shape != over.shape or under.dtype != over.dtype:
        raise ValueError(f"{under.dtype} {under.shape} and {over.dtype} {over.shape} cannot be mixed")
    wide = np.uint16 if under.dtype == np.uint8 else np.uint32  # what a value times 256 fits into
    mixed = np.empty(under.shape, under.dtype)
    room = [np.empty((min(_ROWS, len(under)), *under.shape[1:]), wide) for _ in range(2)]
    for top in range(0, len(under), _ROWS):
        rows = slice(top, min(len(under), top + _ROWS))
        share, rest = (buffer[: rows.stop - top] for buffer in room)
        if isinstance(weight, np.ndarray):
            _spread(weight[rows], share)
            np.subtract(FULL, share, out=rest)
            rest *= under[rows]
            share *= over[rows]
        else:
            np.multiply(over[rows], wide(weight), out=share)
            np.multiply(under[rows], wide(FULL - weight), out=rest)
        share += rest
        share += FULL // 2
        np.right_shift(share, 8, out=mixed[rows], casting="unsafe")
    return mixed


def blended(
    photo: np.ndarray,
    restored: np.ndarray,
    strength: float,
    mask: np.ndarray | None = None,
    check: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """The whole picture as it is saved.

    Args:
        photo: uint8 or uint16 [h, w, 3], of any size.
        restored: uint8 [H, W, 3].
        strength: 0 to 1.
        mask: as `engine.images.mask` describes, or None where nothing is painted.
        check: may raise between strips.

    Returns:
        [H, W, 3] of the photo's type: what is seen of a 16-bit photo keeps its depth.
    """
    height, width = restored.shape[:2]
    table, steps = weights(strength), mask_steps(width, height)
    whole = np.empty((height, width, 3), photo.dtype)
    for top in range(0, height, TILE):
        check()
        bottom = min(height, top + TILE)
        row = (0, top, width, bottom)
        under, over = photo_part(photo, width, height, row), restored[top:bottom]
        if photo.dtype == np.uint16:
            over = over.astype(np.uint16) * 257
        weight = int(table[0]) if mask is None else table[mask_part(mask, steps, row)]
        whole[top:bottom] = mix(under, over, weight)
    return whole


def photo_part(photo: np.ndarray, width: int, height: int, part: Part) -> np.ndarray:
    """A part of `photo` [h, w, 3] at the size `width` x `height`; its edges lie on tiles or on the picture's edge."""
    left, top, right, bottom = part
    if photo.shape[:2] == (height, width):
        return photo[top:bottom, left:right]
    result = np.empty((bottom - top, right - left, 3), photo.dtype)
    for y in range(top, bottom, TILE):
        for x in range(left, right, TILE):
            tile = (x, y, min(x + TILE, right), min(y + TILE, bottom))
            result[y - top : tile[3] - top, x - left : tile[2] - left] = _resized(photo, width, height, tile)
    return result


def _resized(photo: np.ndarray, width: int, height: int, tile: Part) -> np.ndarray:
    from PIL import Image

    left, top, right, bottom = tile
    across, from_x, to_x = _source(photo.shape[1], width, left, right)
    down, from_y, to_y = _source(photo.shape[0], height, top, bottom)
    near = photo[down, across]
    size, box, lanczos = (right - left, bottom - top), (from_x, from_y, to_x, to_y), Image.Resampling.LANCZOS
    if photo.dtype == np.uint8:
        return np.asarray(Image.fromarray(np.ascontiguousarray(near)).resize(size, lanczos, box=box))
    result = np.empty((size[1], size[0], 3), np.uint16)
    for channel in range(3):  # Pillow knows no colour of 16 bits
        values = Image.fromarray(near[:, :, channel].astype(np.float32)).resize(size, lanczos, box=box)
        result[:, :, channel] = np.clip(np.round(np.asarray(values)), 0, 65_535)
    return result


def _source(length: int, target: int, first: int, last: int) -> tuple[slice, float, float]:
    """Which of `length` pixels the target's `first` to `last` come from, with those around; and where in these."""
    scale = length / target
    begin, end = first * scale, last * scale
    around = _SUPPORT * max(1.0, scale) + 2
    low, high = max(0, math.floor(begin - around)), min(length, math.ceil(end + around))
    return slice(low, high), begin - low, end - low


def _spread(weight: np.ndarray, target: np.ndarray) -> None:
    if target.ndim == 2:
        target[...] = weight
        return
    for channel in range(target.shape[2]):  # numpy's broadcast along the last axis takes seven times as long
        target[:, :, channel] = weight

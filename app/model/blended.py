"""A take as it is seen: the restored picture mixed with the photo, part by part and at any of its halvings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from app.model.mask import Mask
from app.model.pyramid import Pyramid
from engine.deferred import deferred
from engine.images.blend import FULL, TILE, Part, mix, photo_part, weights
from engine.images.invention import UNIT, VISIBLE

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

OVERLAY = (226, 58, 46)
"""Over what is painted over while the layer itself is looked at."""

INVENTED = (226, 40, 190)
"""Over what goes beyond the photo, while that is looked at."""

_VEIL = 140  # weight of that colour, of 256
_FAINT, _GLOW = 40, 200  # the same of what was invented, where it counts just so, and where it is `_STRONG` levels
_STRONG = 32.0
_SLOW = 6  # a pixel is resized in the time in which so many are drawn


class Backdrop:
    """The photo at the size of a result, and its halvings; each tile is made when it is first looked at."""

    def __init__(self, photo: Pyramid, restored: Pyramid) -> None:
        self._shapes = [level.shape[:2] for level in restored.levels]
        self._same = photo.levels[0].shape == restored.levels[0].shape
        self._photo = photo
        self._tiles: dict[tuple[int, int, int], np.ndarray] = {}  # by level, left and top

    def part(self, level: int, part: Part) -> np.ndarray:
        """A part of one halving, uint8 [h, w, 3]. Level 0 is exactly what is saved."""
        left, top, right, bottom = part
        if self._same:
            return self._photo.levels[level][top:bottom, left:right]
        whole = np.empty((bottom - top, right - left, 3), np.uint8)
        for y in range(top // TILE * TILE, bottom, TILE):
            for x in range(left // TILE * TILE, right, TILE):
                tile = self._tile(level, x, y)
                seen = tile[max(0, top - y) : bottom - y, max(0, left - x) : right - x]
                at_y, at_x = max(0, y - top), max(0, x - left)
                whole[at_y : at_y + seen.shape[0], at_x : at_x + seen.shape[1]] = seen
        return whole

    def _tile(self, level: int, x: int, y: int) -> np.ndarray:
        tile = self._tiles.get((level, x, y))
        if tile is None:
            height, width = self._shapes[level]
            edges = (x, y, min(width, x + TILE), min(height, y + TILE))
            tile = self._tiles[level, x, y] = photo_part(self._source(level), width, height, edges)
        return tile

    def missing(self, level: int, part: Part) -> int:
        """How many tiles would have to be made for this part."""
        if self._same:
            return 0
        left, top, right, bottom = (edge // TILE for edge in part)
        places = ((level, x * TILE, y * TILE) for y in range(top, bottom + 1) for x in range(left, right + 1))
        return sum(place not in self._tiles for place in places)

    def _source(self, level: int) -> np.ndarray:
        """The smallest halving of the photo that still has every detail; of the whole, the photo itself."""
        if level == 0:
            return self._photo.levels[0]
        height, width = self._shapes[level]
        fine = [pixels for pixels in self._photo.levels if pixels.shape[0] >= height and pixels.shape[1] >= width]
        return fine[-1] if fine else self._photo.levels[0]


class Blend:
    """What is seen of a take at this moment.

    Attributes:
        take: its id.
        percent: how much of the restored picture shows where the mask lets it, 0 to 100.
        mask: what is painted.
        overlay: the layer is shown in colour upon the picture.
        invented: what goes beyond the photo is shown in colour: `engine.images.invention.Invention.levels`, or None.
    """

    def __init__(self, take: int, backdrop: Backdrop, restored: Pyramid, mask: Mask, percent: int) -> None:
        self.take, self.mask = take, mask
        self.overlay = False
        self.invented: Mask | None = None
        self.restored = restored
        self._backdrop = backdrop
        self.percent = percent

    @property
    def percent(self) -> int:
        """How much of the restored picture shows where the mask lets it, 0 to 100."""
        return self._percent

    @percent.setter
    def percent(self, percent: int) -> None:
        self._percent, self._table = percent, weights(percent / 100)

    @property
    def plain(self) -> bool:
        """Whether the restored picture is seen as it is."""
        return self._percent == 100 and self.mask.blank and self.invented is None

    @property
    def cost(self) -> float:
        """How much longer a part takes than one of a plain picture."""
        return 1.0 if self.plain else 1.5 if self.mask.blank and self.invented is None else 3.0

    def lag(self, level: int, part: Part) -> float:
        """How many pixels of a plain picture could be drawn while what this part lacks is made."""
        return 0.0 if self.plain else self._backdrop.missing(level, part) * TILE**2 * _SLOW

    def part(self, level: int, part: Part) -> np.ndarray:
        """A part of one halving as it is seen, contiguous uint8 [h, w, 3]."""
        left, top, right, bottom = part
        over, under = self.restored.levels[level][top:bottom, left:right], self._backdrop.part(level, part)
        mask = None if self.mask.blank else self.mask.part(level, part)
        weight = int(self._table[0]) if mask is None else self._table[mask]
        seen = mix(under, over, weight)
        if self.invented is not None:  # as far as the restored picture is seen at all
            seen = _inked(seen, INVENTED, _glow()[self.invented.part(level, part)] * weight // FULL)
        if self.overlay and mask is not None:
            seen = _inked(seen, OVERLAY, _shades()[mask])
        return seen


def _inked(seen: np.ndarray, colour: tuple[int, int, int], weight: np.ndarray) -> np.ndarray:
    return mix(seen, np.broadcast_to(np.array(colour, np.uint8), seen.shape), weight)


@cache
def _shades() -> np.ndarray:
    return np.round(np.arange(256) * (_VEIL / 255)).astype(np.uint16)


@cache
def _glow() -> np.ndarray:
    """Weights of `INVENTED`, of 256, for each value of its map: what is coloured is what counts."""
    levels = np.arange(256) / UNIT
    strength = np.clip((levels - VISIBLE) / (_STRONG - VISIBLE), 0, 1)
    return np.where(levels > VISIBLE, np.round(_FAINT + strength * (_GLOW - _FAINT)), 0).astype(np.uint16)


def fraction_of(part: Part, size: Sequence[int]) -> tuple[float, float, float, float]:
    """`part` of a picture or mask of this width and height as fractions: left, top, right, bottom."""
    left, top, right, bottom = part
    return left / size[0], top / size[1], right / size[0], bottom / size[1]

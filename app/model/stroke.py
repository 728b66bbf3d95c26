"""One stroke of the brush on a mask: dabs along the pointer's way, each as strong as the strongest that touched it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from app.model.mask import TILE, Mask, Patch, joined
from engine.deferred import deferred
from engine.images.blend import FULL, Part, mix

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

_SPACING = 0.1  # of the radius, between two dabs
_FINE = 16.0  # below this radius a dab lies between pixels, on quarters of one

_Point = tuple[float, float, float]  # x, y, pressure


@dataclass(frozen=True)
class Tip:
    """What a dab looks like, in pixels of the mask.

    Attributes:
        radius: from the middle to where nothing is left.
        hardness: the share of the radius that is covered in full, 0 to 1; the rest falls off smoothly.
        opacity: the most that a stroke changes, 0 to 1.
        level: what is painted: 255 shows the photo, 0 the restored picture.
    """

    radius: float
    hardness: float = 0.5
    opacity: float = 1.0
    level: int = 255


class Stroke:
    """Begins with the first `to`. Within one stroke nothing is covered twice."""

    def __init__(self, mask: Mask, tip: Tip) -> None:
        self.part: Part | None = None  # what was touched so far
        self._mask, self._tip = mask, tip
        self._pixels = mask.ready()
        self._before = np.empty_like(self._pixels)  # as far as `_saved` says
        self._saved: set[tuple[int, int]] = set()
        self._cover = np.zeros_like(self._pixels)
        self._table = np.round(np.arange(256) * (tip.opacity * FULL / 255)).astype(np.uint16)
        self._points: list[_Point] = []
        self._rest = 0.0  # way to go to the next dab

    def to(self, x: float, y: float, pressure: float = 1.0) -> Part | None:
        """Go on to this point of the mask; what changed. Bends lie halfway between the points that were given."""
        self._points = [*self._points[-2:], (x, y, pressure)]
        if len(self._points) == 1:
            self._rest = 0.0
            return self._along([self._points[0], self._points[0]])
        if len(self._points) == 2:
            return self._along([self._points[0], _middle(*self._points)])
        first, bend, last = self._points
        return self._along(_curve(_middle(first, bend), bend, _middle(bend, last)))

    def end(self) -> Part | None:
        """Come to the last point itself; what changed."""
        if len(self._points) < 2:
            return None
        return self._along([_middle(*self._points[-2:]), self._points[-1]])

    def undo(self) -> Part | None:
        """Have the mask as it was before."""
        for x, y in self._saved:
            tile = slice(y, y + TILE), slice(x, x + TILE)
            self._pixels[tile] = self._before[tile]
        if self.part is not None:
            self._mask.refresh(self.part)
        return self.part

    def patch(self) -> Patch:
        """What it changed."""
        return Patch.between(self._before, self._pixels, self._saved)

    def _along(self, points: list[_Point]) -> Part | None:
        """Dabs at even distances along a line of points."""
        spacing = max(0.5, self._tip.radius * _SPACING)
        touched: list[Part | None] = []
        for (x, y, firm), (next_x, next_y, next_firm) in pairwise(points):
            length = math.hypot(next_x - x, next_y - y)
            while self._rest <= length:
                share = self._rest / length if length else 0.0
                pressure = firm + (next_firm - firm) * share
                touched.append(self._dab(x + (next_x - x) * share, y + (next_y - y) * share, pressure))
                self._rest += spacing
            self._rest -= length
        part = joined(touched)
        if part is not None:
            self._apply(part)
            self.part = joined((self.part, part))
        return part

    def _dab(self, x: float, y: float, pressure: float) -> Part | None:
        fine = 4 if self._tip.radius < _FINE else 1
        at_x, at_y = math.floor(x * fine + 0.5) / fine, math.floor(y * fine + 0.5) / fine
        column, row = math.floor(at_x), math.floor(at_y)
        make = _small_dab if fine > 1 else _large_dab
        dab = make(self._tip.radius, self._tip.hardness, at_x - column, at_y - row)
        reach = dab.shape[0] // 2
        width, height = self._mask.size
        left, top = column - reach, row - reach
        part = max(0, left), max(0, top), min(width, left + dab.shape[1]), min(height, top + dab.shape[0])
        if part[0] >= part[2] or part[1] >= part[3]:
            return None
        rows, columns = _slices(part)
        seen = dab[part[1] - top : part[3] - top, part[0] - left : part[2] - left]
        if pressure < 1.0:
            seen = (seen * np.float32(max(0.0, pressure))).astype(np.uint8)
        cover = self._cover[rows, columns]
        np.maximum(cover, seen, out=cover)
        return part

    def _save(self, part: Part) -> None:
        """Remember what is about to be painted over; a copy of the whole mask would be felt on a large picture."""
        left, top, right, bottom = part
        for y in range(top // TILE * TILE, bottom, TILE):
            for x in range(left // TILE * TILE, right, TILE):
                if (x, y) not in self._saved:
                    self._saved.add((x, y))
                    tile = slice(y, y + TILE), slice(x, x + TILE)
                    self._before[tile] = self._pixels[tile]

    def _apply(self, part: Part) -> None:
        self._save(part)
        rows, columns = _slices(part)
        before = self._before[rows, columns]
        painted = np.full(before.shape, self._tip.level, np.uint8)
        self._pixels[rows, columns] = mix(before, painted, self._table[self._cover[rows, columns]])
        self._mask.refresh(part)


def _dab(radius: float, hardness: float, x: float, y: float) -> np.ndarray:
    """How much a dab covers, uint8 [n, n], its middle at (n // 2 + x, n // 2 + y), in pixels from their corners."""
    reach = math.ceil(radius + 2)
    places = np.arange(-reach, reach, dtype=np.float32) + np.float32(0.5)
    if x or y:
        return _covered(places - np.float32(x), places - np.float32(y), radius, hardness)
    quarter = _covered(places[reach:], places[reach:], radius, hardness)
    half = np.concatenate([quarter[:, ::-1], quarter], axis=1)
    return np.concatenate([half[::-1], half])


def _covered(across: np.ndarray, down: np.ndarray, radius: float, hardness: float) -> np.ndarray:
    distance = np.hypot(across[None, :], down[:, None])
    # At full hardness the edge is one pixel wide, so that it is smooth.
    full = min(radius * hardness, radius - 0.5)
    fall = np.clip((distance - full) / max(radius - full, 1.0), 0, 1)
    return np.round(255 * (1 - fall * fall * (3 - 2 * fall))).astype(np.uint8)


_small_dab = lru_cache(maxsize=64)(_dab)
_large_dab = lru_cache(maxsize=2)(_dab)  # up to 16 MB each


def _middle(one: _Point, other: _Point) -> _Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2, (one[2] + other[2]) / 2


def _curve(begin: _Point, bend: _Point, end: _Point) -> list[_Point]:
    """Points on the parabola that leaves `begin` towards `bend` and comes to `end` from there."""
    length = math.dist(begin[:2], bend[:2]) + math.dist(bend[:2], end[:2])
    count = min(32, max(2, math.ceil(length / 4)))
    points = []
    for step in range(count + 1):
        share = step / count
        parts = zip(begin, bend, end, strict=True)
        x, y, firm = ((1 - share) ** 2 * b + 2 * share * (1 - share) * m + share**2 * e for b, m, e in parts)
        points.append((x, y, firm))
    return points


def _slices(part: Part) -> tuple[slice, slice]:
    left, top, right, bottom = part
    return slice(top, bottom), slice(left, right)

"""Sizes on paper and in pixels: plain arithmetic, in one place, so that both directions agree."""

from dataclasses import dataclass, field
from typing import Any

from engine.request import RestoreRequest

CM_PER_INCH = 2.54
UNITS = {"cm": CM_PER_INCH, "in": 1.0}  # of an inch
DECIMALS = 2


@dataclass(frozen=True)
class Print:
    """A size on paper as a person asked for it, and the pixels that it came to.

    Attributes:
        width, height: in inches.
        pixels: (width, height) of the picture.
    """

    width: float
    height: float
    pixels: tuple[int, int]

    @classmethod
    def of(cls, width: float, height: float, dpi: int) -> "Print":
        """What `width` x `height` inches come to at `dpi` pixels an inch: at least one pixel."""
        return cls(width, height, (pixels_of(width, dpi), pixels_of(height, dpi)))


def pixels_of(inches: float, dpi: int) -> int:
    """Whole pixels."""
    return max(1, round(inches * dpi))


def to_inches(value: float, unit: str) -> float:
    """From `unit`, one of `UNITS`."""
    return value / UNITS[unit]


def from_inches(inches: float, unit: str) -> float:
    """In `unit`, one of `UNITS`, not rounded."""
    return inches * UNITS[unit]


@dataclass
class Sizing:
    """A request's size for one photo, as a person sees it.

    Attributes:
        photo: (width, height) in pixels, or None when there is none.
        request: with the size.
        unit: "px", "cm" or "in".
        dpi: pixels of a printed inch.
        linked: whether the photo's proportions are kept.
        paper: the print that was asked for, None where a factor or pixels were.
    """

    unit: str = "px"
    dpi: int = 300
    linked: bool = True
    photo: tuple[int, int] | None = None
    request: RestoreRequest = field(default_factory=RestoreRequest)
    paper: Print | None = None

    @property
    def size(self) -> tuple[int, int] | None:
        """(width, height) of the result in pixels, None while that is open."""
        return self.request.output_size(*self.photo) if self.photo is not None else self.request.size

    @property
    def inches(self) -> tuple[float, float]:
        """(width, height) of the result on paper."""
        if self.paper is not None:
            return self.paper.width, self.paper.height
        width, height = self.size or (0, 0)
        return width / self.dpi, height / self.dpi

    def show(self, request: RestoreRequest, photo: tuple[int, int] | None) -> None:
        """The request or the photo may be another; what was asked for on paper holds only while it is so."""
        self.request, self.photo = request, photo
        if self.paper is not None and (request.size is None or self.paper.pixels != self.size):
            self.paper = None

    def shown(self, index: int) -> float:
        """The width (0) or height (1) in the unit; 0 where there is none."""
        if self.size is None:
            return 0.0
        if self.unit == "px":
            return float(self.size[index])
        return round(from_inches(self.inches[index], self.unit), DECIMALS)

    def asked(self, index: int, value: float) -> tuple[dict[str, Any], Print | None]:
        """The request's fields for `value` as the width (0) or height (1), and the print that is meant by it."""
        photo, size = self.photo or (1, 1), list(self.size or (1, 1))
        other = photo[1 - index] / photo[index]
        if self.unit == "px":
            size[index] = round(value)
            if self.linked:
                size[1 - index] = max(1, round(value * other))
            return {"size": tuple(size)}, None
        inches = list(self.inches)
        inches[index] = to_inches(value, self.unit)
        if self.linked:
            inches[1 - index] = inches[index] * other
        meant = Print.of(inches[0], inches[1], self.dpi)
        return {"size": meant.pixels}, meant

    def pixels(self, value: float) -> int:
        """So many pixels are a side of `value` in the unit; may be 0."""
        return round(value) if self.unit == "px" else round(to_inches(value, self.unit) * self.dpi)

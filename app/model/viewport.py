"""Where a picture lies in the view: plain numbers, in device pixels, so that 100 % is sharp on every screen."""

import math
from dataclasses import dataclass

LARGEST = 64.0
STEP = 1.25


@dataclass
class Viewport:
    """A view of a picture.

    Attributes:
        picture: width and height of the picture in its own pixels.
        area: width and height of the view in device pixels.
        scale: device pixels per picture pixel; 1 is "100 %".
        centre: the point of the picture in the middle of the view, as fractions of its width and height.
        fitted: whether the whole picture is kept in view when the view changes.
        margin: device pixels kept free around a fitted picture.
    """

    picture: tuple[int, int] = (1, 1)
    area: tuple[float, float] = (1.0, 1.0)
    scale: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)
    fitted: bool = True
    margin: float = 0.0

    def fit_scale(self) -> float:
        """The scale at which the whole picture is seen; tiny pictures are enlarged only so far."""
        wide, high = (max(1.0, side - 2 * self.margin) for side in self.area)
        limit = max(4.0, 64 / max(self.picture))
        return min(wide / self.picture[0], high / self.picture[1], limit)

    def fit(self) -> None:
        """Show the whole picture, and keep doing so."""
        self.fitted = True
        self.centre = (0.5, 0.5)
        self.scale = self.fit_scale()

    def set_picture(self, width: int, height: int) -> None:
        """Look at a picture of another size; what is seen stays where it was, as fractions."""
        old = self.picture[0]
        self.picture = (max(1, width), max(1, height))
        self.scale *= old / self.picture[0]
        self._settle()

    def set_area(self, width: float, height: float) -> None:
        """The view has another size, in device pixels."""
        self.area = (max(1.0, width), max(1.0, height))
        self._settle()

    def zoom_to(self, scale: float, x: float, y: float) -> None:
        """Change the scale, keeping the picture point under (x, y) where it is; (0, 0) is the view's top left."""
        scale = min(max(scale, min(self.fit_scale() / 4, 1.0)), LARGEST)
        left, top, wide, high = self.rect()
        fraction = ((x - left) / wide, (y - top) / high)
        self.fitted = False
        self.scale = scale
        wide, high = self.picture[0] * scale, self.picture[1] * scale
        self.centre = (
            fraction[0] + (self.area[0] / 2 - x) / wide,
            fraction[1] + (self.area[1] / 2 - y) / high,
        )
        self._clamp()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by device pixels; it cannot be pushed out of the view."""
        self.fitted = self.fitted and not self.can_pan()
        self.centre = (
            self.centre[0] - dx / (self.picture[0] * self.scale),
            self.centre[1] - dy / (self.picture[1] * self.scale),
        )
        self._clamp()

    def can_pan(self) -> bool:
        """Whether the picture is larger than the view."""
        wide, high = self.picture[0] * self.scale, self.picture[1] * self.scale
        return wide > self.area[0] + 0.5 or high > self.area[1] + 0.5

    def rect(self) -> tuple[float, float, float, float]:
        """(left, top, width, height) of the whole picture in the view; the corner lies on a whole device pixel."""
        wide, high = self.picture[0] * self.scale, self.picture[1] * self.scale
        left = self.area[0] / 2 - self.centre[0] * wide
        top = self.area[1] / 2 - self.centre[1] * high
        return math.floor(left + 0.5), math.floor(top + 0.5), wide, high

    def visible(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of the part of the picture that is in the view, in the view's device pixels."""
        left, top, wide, high = self.rect()
        return max(0.0, left), max(0.0, top), min(self.area[0], left + wide), min(self.area[1], top + high)

    def _settle(self) -> None:
        if self.fitted:
            self.fit()
        else:
            self._clamp()

    def _clamp(self) -> None:
        def held(centre: float, picture: float, area: float) -> float:
            if picture <= area:
                return 0.5
            half = area / 2 / picture
            return min(max(centre, half), 1 - half)

        wide, high = self.picture[0] * self.scale, self.picture[1] * self.scale
        self.centre = (held(self.centre[0], wide, self.area[0]), held(self.centre[1], high, self.area[1]))

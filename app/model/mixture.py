"""How a result is mixed with its photo when it is saved. Knows no Qt; runs on background lanes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.images.picture import Picture

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Mixture:
    """Strength and mask at one moment.

    Attributes:
        percent: how much of the restored picture shows where the mask lets it, 0 to 100.
        mask: as `engine.images.mask` describes, or None where nothing is painted.
    """

    percent: int = 100
    mask: np.ndarray | None = field(default=None, compare=False, repr=False)

    @property
    def plain(self) -> bool:
        """Whether the result is saved as it is."""
        return self.percent == 100 and self.mask is None

    def facts(self) -> dict[str, Any]:
        """What the saved file says of it."""
        return {"strength": self.percent / 100, "mask": self.mask is not None}

    def pixels(self, image: np.ndarray, photo: Picture, target: Path, check: Callable[[], None]) -> np.ndarray:
        """What is saved as `target`: uint8 [H, W, 3], or uint16 where photo and format have that depth.

        Args:
            image: the result, uint8 [H, W, 3].
        """
        if self.plain:
            return image
        from engine.images.blend import blended

        under = photo.pixels if _keeps_depth(photo, target) else photo.pixels8()
        return blended(under, image, self.percent / 100, self.mask, check)


def _keeps_depth(photo: Picture, target: Path) -> bool:
    """Whether the format of `target` holds the photo's 16 bits; what shows of the photo keeps them then."""
    kind = target.suffix.lower()
    deep = kind in (".tif", ".tiff") or (kind == ".png" and photo.grayscale)
    return photo.bits == 16 and photo.alpha is None and deep

"""One of the two pictures that are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.blended import Blend
from app.model.pyramid import Pyramid

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False)
class Side:
    """A picture and what it is called.

    Attributes:
        name: what people read on it, such as "Original" or "Take 2".
        pyramid: the picture with its halvings; any size is drawn quickly.
        blend: of a take, what is seen of its picture.
        pixels: instead of a pyramid, uint8 [H, W, 3] of a small picture, such as a preview.
    """

    name: str
    pyramid: Pyramid | None = None
    pixels: np.ndarray | None = None
    blend: Blend | None = None

    def __post_init__(self) -> None:
        if (self.pyramid is None) == (self.pixels is None):
            raise ValueError(f"{self.name}: either a pyramid or pixels, and not both")

    @property
    def levels(self) -> tuple[np.ndarray, ...]:
        """The picture and its halvings, uint8 [H, W, 3]; of mere pixels just these."""
        if self.pyramid is not None:
            return self.pyramid.levels
        return () if self.pixels is None else (self.pixels,)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.levels[0].shape[:2]
        return width, height

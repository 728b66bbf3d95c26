"""A picture as the rest of Heirloom sees it: upright sRGB pixels, and what is needed to write it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.deferred import deferred

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")


DEFAULT_MAX_PIXELS = 300_000_000
"""4 x of a 12 megapixel photo is 192 megapixels; what Heirloom writes it must be able to open."""

LEAST_DPI, MOST_DPI = 10.0, 30_000.0


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture.

    Attributes:
        pixels: uint8 or uint16 [H, W, 3], upright, sRGB; transparent parts are shown over white.
        path: the file it came from, or None.
        alpha: [H, W] of the same dtype as `pixels`, 0 transparent; None when everything is opaque.
        grayscale: the file was grey (its three channels here are equal).
        bits: 8 or 16, the depth of `pixels`. A deeper file that had to be reduced says so in `warnings`.
        icc: the file's colour profile, kept to write the result back in the same colours; `pixels` do not need it.
        exif: the EXIF block without its "Exif\\0\\0" prefix, as found: its orientation is already applied to `pixels`.
        xmp: the XMP packet, as found.
        format: Pillow's name of the format, such as "JPEG".
        warnings: what the person should know, a line each.
        iptc: the IPTC-NAA record (captions and credits of archives), as found.
        dpi: pixels of a printed inch, or None where the file says nothing of it, or nothing that can be.
    """

    pixels: np.ndarray = field(repr=False)
    path: Path | None = None
    alpha: np.ndarray | None = field(default=None, repr=False)
    grayscale: bool = False
    bits: int = 8
    icc: bytes | None = field(default=None, repr=False)
    exif: bytes | None = field(default=None, repr=False)
    xmp: bytes | None = field(default=None, repr=False)
    format: str = ""
    warnings: tuple[str, ...] = ()
    iptc: bytes | None = field(default=None, repr=False)
    dpi: float | None = None

    def dpi_at(self, width: int) -> float | None:
        """The same for a result of `width` pixels, so that its print is as large as the photo's."""
        return None if self.dpi is None else self.dpi * width / self.width

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.pixels.shape[1]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.pixels.shape[0]

    def pixels8(self) -> np.ndarray:
        """The pixels as uint8 [H, W, 3]; those of a 16-bit picture are rounded, not clipped."""
        return to_8_bit(self.pixels)


def to_8_bit(values: np.ndarray) -> np.ndarray:
    """uint8 or uint16 values of any shape as uint8: 0 stays 0 and full stays full, rounded to nearest."""
    if values.dtype == np.uint8:
        return values
    reduced = np.empty(values.shape, np.uint8)
    for start in range(0, len(values), 256):  # in bands: a 300 megapixel scan must not be widened all at once
        band = values[start : start + 256].astype(np.uint32)
        reduced[start : start + 256] = (band * 255 + 32_767) // 65_535
    return reduced


def over_white(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """`pixels` [H, W, 3] with `alpha` [H, W] of the same unsigned dtype, shown over white. A new array."""
    top = np.uint32(np.iinfo(pixels.dtype).max)
    shown = np.empty_like(pixels)
    for start in range(0, len(pixels), 256):
        band = slice(start, start + 256)
        weight = alpha[band, :, None].astype(np.uint32)
        mixed = pixels[band].astype(np.uint32) * weight + top * (top - weight)
        shown[band] = (mixed + top // 2) // top
    return shown


def from_over_white(shown: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The inverse of `over_white` for uint8: pixels that, with `alpha`, look like `shown` over white. A new array."""
    pixels = np.empty_like(shown)
    for start in range(0, len(shown), 256):
        band = slice(start, start + 256)
        weight = np.maximum(alpha[band, :, None].astype(np.int32), 1)
        excess = (shown[band].astype(np.int32) - 255) * 255
        pixels[band] = np.clip(255 + (excess + weight // 2) // weight, 0, 255)
    return pixels

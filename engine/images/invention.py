"""Where a restored picture shows what its photo does not hold.

The photo is enlarged to the size of the result, and both are taken apart into bands, an octave each (Laplacian pyramid,
Burt and Adelson 1983). Within a window the detail of a band counts as held by the photo

* as far as it is found there in its strength: the slope of photo on result, 1 for a noisy photo of what the result
  shows, however strong the noise is; or
* as far as it runs alike: their correlation, 1 for a blurred photo of what the result shows sharply.

What remains of the band's amplitude is invented. Below the bands any difference counts: tones and colours that changed,
wide scratches that went. Where other seeds were tried, what runs alike with the photo counts as far as they disagree.

It is a measure of evidence, not of truth: real detail that the photo has lost is invented, too, however well guessed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.deferred import deferred
from engine.images.blend import photo_part
from engine.images.mask import mask_size

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

VISIBLE = 8.0
"""Levels of 255: where more than this is invented, it counts towards `Invention.share`."""

UNIT = 4
"""The map holds quarters of a level, so that it reaches from 0 to 63.75."""

_BLOCK = 8  # pixels, across and down, of a window of the finest band; its neighbours count half and a quarter
_SAMPLES = 4  # the same for coarser bands, in their own samples: there is less noise to be averaged
_OCTAVES = 3  # that a photo can hold, from its finest on
_SPREAD = (6 / 16) ** 2  # sum of the squared weights of a window and its neighbours
_ROWS = 1024
_MARGIN = 4  # windows of the coarsest band: what pyramid, neighbours and interpolation reach
_TAPS = (1 / 16, 4 / 16, 6 / 16)
_FLAT = 0.25  # squared levels: rounding to 8 bits


@dataclass(frozen=True)
class Invention:
    """What `find_invention` found.

    Attributes:
        levels: uint8 [h, w] of the size of the result's mask (`engine.images.mask`), `UNIT` for each level of 255 by
            which the result goes beyond the photo, root mean square of a window.
        share: of the picture where that is more than `VISIBLE`, 0 to 1.
        seeds: how many results were compared, the first included.
    """

    levels: np.ndarray = field(repr=False, compare=False)
    share: float
    seeds: int = 1

    @property
    def picture(self) -> np.ndarray:
        """`levels` as a grey picture, uint8 [h, w, 3]: bright where much was invented."""
        return np.repeat(self.levels[:, :, None], 3, axis=2)


def find_invention(
    photo: np.ndarray,
    restored: np.ndarray,
    others: Sequence[np.ndarray] = (),
    check: Callable[[], None] = lambda: None,
) -> Invention:
    """How far `restored` goes beyond `photo`, window by window.

    Args:
        photo: uint8 [h, w, 3], of any size.
        restored: uint8 [H, W, 3].
        others: uint8 [H, W, 3] each, results that differ from it in nothing but the seed.
        check: may raise between strips.

    Raises:
        ValueError: one of `others` has another size.
    """
    from PIL import Image

    if any(other.shape != restored.shape for other in others):
        raise ValueError("results of other seeds have another size")
    height, width = restored.shape[:2]
    octaves = _OCTAVES + max(0, round(math.log2(max(height / photo.shape[0], width / photo.shape[1]))))
    coarse = max(_BLOCK, _SAMPLES << (octaves - 1))  # a window of the coarsest band, in pixels
    rows = math.ceil(_ROWS / coarse) * coarse
    strips = []
    for top in range(0, height, rows):
        check()
        above, below = max(0, top - _MARGIN * coarse), min(height, top + rows + _MARGIN * coarse)
        under = photo_part(photo, width, height, (0, above, width, below))
        energy = _energy(under, restored[above:below], [other[above:below] for other in others], octaves)
        first = (top - above) // _BLOCK
        strips.append(energy[first : first + math.ceil((min(height, top + rows) - top) / _BLOCK)])
    amplitude = np.sqrt(np.concatenate(strips))
    share = float(_covered(amplitude > VISIBLE, height, width))
    grid = np.clip(np.round(amplitude * UNIT), 0, 255).astype(np.uint8)
    # Blocks at the right and lower edge reach beyond the picture.
    box = (0.0, 0.0, width / _BLOCK, height / _BLOCK)
    size = mask_size(width, height)
    levels = np.asarray(Image.fromarray(grid).resize(size, Image.Resampling.BILINEAR, box))
    return Invention(levels, share, 1 + len(others))


def _covered(which: np.ndarray, height: int, width: int) -> float:
    """The share of a picture that these blocks cover; those at its edges are smaller."""
    down = np.diff(np.minimum(np.arange(which.shape[0] + 1) * _BLOCK, height))
    across = np.diff(np.minimum(np.arange(which.shape[1] + 1) * _BLOCK, width))
    return (which * down[:, None] * across[None, :]).sum() / (height * width)


def _energy(photo: np.ndarray, restored: np.ndarray, others: Sequence[np.ndarray], octaves: int) -> np.ndarray:
    """Squared levels for each block of the finest band, float32 [ceil(h / 8), ceil(w / 8)]."""
    shape = math.ceil(restored.shape[0] / _BLOCK), math.ceil(restored.shape[1] / _BLOCK)
    total = _enlarged(_changed(photo, restored, 1 << octaves), shape, 1 << octaves)
    pictures = [_luma(pixels) for pixels in (restored, photo, *others)]
    for octave in range(octaves):
        block = _SAMPLES if octave else _BLOCK
        halves = [_halved(picture) for picture in pictures]
        bands = [picture - _doubled(half, picture.shape) for picture, half in zip(pictures, halves, strict=True)]
        total = total + _enlarged(_unheld(*bands, block=block), shape, block << octave)
        pictures = halves
    return total


def _unheld(x: np.ndarray, y: np.ndarray, *others: np.ndarray, block: int) -> np.ndarray:
    """What of the band `x` of the result is not held by the band `y` of the photo: squared levels a window."""
    xx, yy, xy = (_windowed(product, block) for product in (x * x, y * y, x * y))
    both = np.maximum(xy, 0)
    correlation = both * both / ((xx + _FLAT) * (yy + _FLAT))
    # Under noise the slope is known only so well; in doubt the photo holds it.
    error = np.sqrt((1 - correlation) * (yy + _FLAT) / (xx + _FLAT) * (_SPREAD / block**2))
    slope = np.minimum(both / (xx + _FLAT) + error, 1)
    stronger = xx * (1 - slope * slope)  # than the photo shows it
    unheld = np.minimum(stronger, xx * (1 - correlation))
    if others:  # how much stronger was up to the seed
        unheld = np.maximum(unheld, np.minimum(stronger, _windowed(np.var([x, *others], axis=0, ddof=1), block)))
    return unheld


def _changed(photo: np.ndarray, restored: np.ndarray, factor: int) -> np.ndarray:
    """Squared difference of what lies below the bands, all three colours, `factor` times smaller."""
    from PIL import Image

    images = (Image.fromarray(np.ascontiguousarray(each)) for each in (photo, restored))
    small = [np.asarray(image.reduce(factor), np.float32) for image in images]
    return np.square(small[0] - small[1]).mean(axis=2)


def _luma(pixels: np.ndarray) -> np.ndarray:
    """Rec. 601, as most detail is there."""
    return pixels @ np.array((0.299, 0.587, 0.114), np.float32)


def _windowed(values: np.ndarray, block: int) -> np.ndarray:
    """Means of blocks, each with its neighbours."""
    height, width = (math.ceil(side / block) for side in values.shape)
    lacking = ((0, height * block - values.shape[0]), (0, width * block - values.shape[1]))
    if lacking != ((0, 0), (0, 0)):
        values = np.pad(values, lacking, mode="edge")
    blocks = values.reshape(height, block, width, block).mean(axis=(1, 3))
    padded = np.pad(blocks, 1, mode="edge")
    rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    return (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 16


def _enlarged(values: np.ndarray, shape: tuple[int, int], block: int) -> np.ndarray:
    """Values of blocks of so many pixels, for those of the finest band."""
    if block == _BLOCK:
        return values
    from PIL import Image

    box = (0.0, 0.0, shape[1] * _BLOCK / block, shape[0] * _BLOCK / block)  # the last one may reach beyond
    return np.asarray(Image.fromarray(values).resize((shape[1], shape[0]), Image.Resampling.BILINEAR, box))


def _halved(pixels: np.ndarray) -> np.ndarray:
    return _blurred(_blurred(pixels).T).T[::2, ::2]


def _doubled(pixels: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Between two pixels their mean, as many as `shape` has."""
    for side in shape:
        result = np.empty((2 * pixels.shape[0], pixels.shape[1]), np.float32)
        result[0::2] = pixels
        result[1:-1:2] = (pixels[:-1] + pixels[1:]) / 2
        result[-1] = pixels[-1]
        pixels = result[:side].T
    return pixels


def _blurred(rows: np.ndarray) -> np.ndarray:
    """A binomial of five taps down the columns; the edge pixel goes on beyond the edge."""
    padded = np.pad(rows, ((2, 2), (0, 0)), mode="edge")
    outer, inner, middle = _TAPS
    result = padded[2:-2] * np.float32(middle)
    result += (padded[1:-3] + padded[3:-1]) * np.float32(inner)
    result += (padded[:-4] + padded[4:]) * np.float32(outer)
    return result

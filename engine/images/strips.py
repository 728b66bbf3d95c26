"""Large pictures from Pillow to NumPy and back, a strip at a time.

At once, `numpy.array` of a Pillow image goes through a second copy, and taking a channel or `numpy.repeat` keep the
interpreter locked: a grey photo of 100 megapixels stopped every other thread, the window's too, for 0.8 s.
"""

import numpy as np
from PIL import Image

_ROWS = 256


def array_of(image: Image.Image, channel: str = "") -> np.ndarray:
    """The pixels of `image`, or of one channel of it, as a new array, [H, W] or [H, W, C], that may be written to."""

    def strip(top: int, bottom: int) -> np.ndarray:
        part = image.crop((0, top, image.width, bottom))
        return np.asarray(part.getchannel(channel) if channel else part)

    first = strip(0, 1)
    pixels = np.empty((image.height, *first.shape[1:]), first.dtype)
    for top in range(0, image.height, _ROWS):
        bottom = min(image.height, top + _ROWS)
        pixels[top:bottom] = strip(top, bottom)
    return pixels


def image_of(pixels: np.ndarray) -> Image.Image:
    """uint8 [H, W, 3] as an image."""
    height, width = pixels.shape[:2]
    image = Image.new("RGB", (width, height))
    for top in range(0, height, _ROWS):
        image.paste(Image.fromarray(np.ascontiguousarray(pixels[top : top + _ROWS])), (0, top))
    return image


def three_channels(levels: np.ndarray) -> np.ndarray:
    """Grey `levels`, [H, W] of any type, as [H, W, 3]."""
    pixels = np.empty((*levels.shape, 3), levels.dtype)
    pixels[...] = levels[:, :, None]
    return pixels

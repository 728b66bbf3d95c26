"""A photo's pixels, as they are trained on."""

from pathlib import Path

import numpy as np
from PIL import Image

from engine.errors import ImageError, TrainingError
from engine.images.read import read_picture


def load_pixels(path: Path, short_side: int, size: tuple[int, int] | None = None) -> np.ndarray:
    """The photo upright in sRGB, uint8 [H, W, 3], reduced so that its short side is at most `short_side` pixels.

    `size`: (width, height) to bring it to instead, larger or smaller.

    Raises:
        TrainingError: it can no longer be read.
    """
    try:
        picture = read_picture(path)
    except ImageError as error:
        raise TrainingError(error.what, path=path, advice="Remove it from the collection.") from error
    pixels = picture.pixels8()
    if size is None:
        factor = min(1.0, short_side / min(pixels.shape[:2]))
        size = (round(pixels.shape[1] * factor), round(pixels.shape[0] * factor))
    if size == (pixels.shape[1], pixels.shape[0]):
        return pixels
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))

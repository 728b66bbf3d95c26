"""A small picture of a file, quickly: JPEG files are decoded at a fraction of their size."""

from pathlib import Path

import numpy as np
from PIL import Image

from engine.errors import ImageError
from engine.images import profiles
from engine.images.metadata import read_metadata
from engine.images.opening import opened, pillow_faults
from engine.images.picture import DEFAULT_MAX_PIXELS
from engine.images.read import read_picture

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_thumbnail(path: Path, side: int) -> np.ndarray:
    """Upright sRGB pixels of a picture file, uint8 [h, w, 3], the longer side at most `side` pixels.

    Raises:
        ImageError: as `read_picture`.
    """
    if side < 1:
        raise ValueError(f"side is {side}, but must be at least 1")
    small = _drafted(path, side)
    if small is None:
        small = Image.fromarray(read_picture(path).pixels8())
    small.thumbnail((side, side), Image.Resampling.BOX, reducing_gap=2.0)
    return np.array(small)


def _drafted(path: Path, side: int) -> Image.Image | None:
    """Ordinary JPEG files at an eighth to a half of their size; None for all others, which need the whole reader."""
    with pillow_faults(path), opened(path, DEFAULT_MAX_PIXELS) as source:
        image = source.image
        if source.format not in ("JPEG", "MPO") or image.mode not in ("RGB", "L"):
            return None
        metadata = read_metadata(image, source.notes)
        image.draft(image.mode, (2 * side, 2 * side))
        image.load()
        colour: Image.Image = image
        if metadata.icc and image.mode == "RGB":
            try:
                colour = profiles.to_srgb(image, metadata.icc)
            except (profiles.ProfileError, ImageError):
                colour = image
        turn = _TURNS.get(metadata.orientation)
        upright = colour.transpose(turn) if turn is not None else colour
        return upright.convert("RGB")

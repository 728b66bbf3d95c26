"""Colour files of 16 bits per channel, which Pillow decodes to 8.

Pillow can unpack either byte of each sample: big-endian files read as little-endian give the low bytes. So such a file
is decoded twice, and the two halves joined. It also mistakes uncompressed TIFF with separate colour planes for 8 bits
per sample, and returns noise; naming each plane's true layout repairs that.
"""

import sys

import numpy as np
from PIL import ImageFile

from engine.errors import UnsupportedImage
from engine.images.opening import Opened, layout_of, quiet, tags_of
from engine.sentences import sentence

_NATIVE = "L" if sys.byteorder == "little" else "B"
_OTHER = {"L": "B", "B": "L"}
_BITS_PER_SAMPLE, _PLANAR = 258, 284


def read_deep(source: Opened) -> np.ndarray | None:
    """uint16 [H, W, C] of a 16-bit colour PNG or TIFF: C = 2 grey + alpha, 3 RGB, 4 RGBA. None for all other files.

    TIFF comes upright, as Pillow's decoder turns it.

    Raises:
        UnsupportedImage: 16-bit colour planes that are not RGB.
    """
    image = source.image
    tiles = layout_of(image)
    if source.format not in ("PNG", "TIFF") or not tiles or image.mode not in ("RGB", "RGBA", "CMYK"):
        return None
    if source.format == "PNG" and tiles[0].args == "LA;16B":
        # Four plain bytes a pixel: the high and low byte of grey, then of alpha.
        halves = _decoded(source, image, ["RGBA"]).astype(np.uint16)
        return halves[:, :, 0::2] << 8 | halves[:, :, 1::2]
    high_modes = [_true_mode(image, tile) for tile in tiles]
    low_modes = [_low_mode(mode) for mode in high_modes]
    if None in low_modes:
        return None
    second = source.again()
    high = _decoded(source, image, high_modes).astype(np.uint16)
    high <<= 8
    high |= _decoded(source, second, [mode for mode in low_modes if mode is not None])
    return high


def _true_mode(image: ImageFile.ImageFile, tile: ImageFile._Tile) -> str:
    """The raw mode of a strip, with the depth that Pillow leaves out for separate planes."""
    args = tile.args
    mode = str(args[0] if isinstance(args, tuple) else args)
    tags = tags_of(image)
    if tile.codec_name == "raw" and tags.get(_PLANAR) == 2 and max(tags.get(_BITS_PER_SAMPLE, (8,))) == 16:
        if image.mode not in ("RGB", "RGBA") or mode not in tuple("RGBA"):
            raise UnsupportedImage(
                sentence("16-bit colour planes other than RGB cannot be read"), advice=sentence("Save it with 8 bits.")
            )
        return f"{mode};16{'L' if getattr(tags, 'prefix', b'') == b'II' else 'B'}"
    return mode


def _low_mode(mode: str) -> str | None:
    name, _, depth = mode.partition(";16")
    if not depth or name not in ("RGB", "RGBX", "RGBA", "R", "G", "B", "A"):
        return None
    return f"{name};16{_OTHER[_NATIVE if depth == 'N' else depth]}"


def _decoded(source: Opened, image: ImageFile.ImageFile, raw_modes: list[str]) -> np.ndarray:
    tiles = layout_of(image)
    image.tile = [
        tile._replace(args=(mode, *tile.args[1:]) if isinstance(tile.args, tuple) else mode)
        for tile, mode in zip(tiles, raw_modes, strict=True)
    ]
    with quiet(source.notes):
        image.load()
    return np.asarray(image)

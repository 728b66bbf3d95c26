"""Photos that a collection holds twice: the same file, or nearly the same picture in another size or compression.

Two pictures count as one when their difference hashes (Krawetz 2013: signs of neighbouring differences, both ways)
and their 16x16 colours agree. The colours keep smooth pictures apart, whose signs are mostly noise; where they agree
closely, the signs of such pictures are not asked.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from engine.images.metadata import read_metadata
from engine.images.opening import opened, pillow_faults
from engine.images.picture import DEFAULT_MAX_PIXELS

_BITS = 8  # signs in a row of the hash
_COLOURS = 16  # side of the thumbnail
_MOST_SIGNS = 12  # of 128
_MOST_LEVELS = 8.0  # mean over the thumbnail, of 255
_SAME_LEVELS = 1.5  # under which signs need not agree; different photos have 15 and more
_REDUCED = 128  # pixels of the short side that are enough for both

_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What tells whether two files show one picture.

    Attributes:
        width, height: upright, in pixels.
        single: the file holds one picture; not an animation or a document of several pages.
        digest: SHA-256 of the file.
        signs: uint64 [2]: of differences across and down.
        colours: float32 [16 * 16 * 3] in 0..255.
    """

    width: int
    height: int
    single: bool
    digest: bytes
    signs: np.ndarray
    colours: np.ndarray

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height


def fingerprint(path: Path) -> Fingerprint:
    """Decodes the picture, JPEG at an eighth of its size where that is enough.

    Raises:
        ImageError: it cannot be read, whole.
    """
    with pillow_faults(path), opened(path, DEFAULT_MAX_PIXELS) as source:
        width, height = source.image.size
        single = source.format == "MPO" or not getattr(source.image, "is_animated", False)
        source.image.draft("RGB", (_REDUCED, _REDUCED))
        small = _flat(source.image)
        turn = read_metadata(source.image, source.notes).orientation
    small = small.resize((4 * _COLOURS, 4 * _COLOURS), Image.Resampling.BOX)
    if turn in _TURNED:
        small = small.transpose(_TURNED[turn])
    if turn > 4:
        width, height = height, width
    luma = small.convert("L")
    across = np.asarray(luma.resize((_BITS + 1, _BITS), Image.Resampling.BOX), np.int16)
    down = np.asarray(luma.resize((_BITS, _BITS + 1), Image.Resampling.BOX), np.int16)
    signs = [np.packbits(np.diff(values, axis=axis) > 0) for values, axis in ((across, 1), (down, 0))]
    colours = np.asarray(small.resize((_COLOURS, _COLOURS), Image.Resampling.BOX), np.float32)
    digest = hashlib.sha256(path.read_bytes()).digest()
    return Fingerprint(width, height, single, digest, np.stack(signs).view(np.uint64)[:, 0], colours.ravel())


def find_duplicates(found: dict[Path, Fingerprint]) -> dict[Path, tuple[Path, str]]:
    """Each photo that is to be left out -> the one that stays, and "the same file" or "nearly the same picture".

    Of several the largest stays, and of equally large ones the first by name.
    """
    order = sorted(found, key=lambda path: (-found[path].pixels, path))
    twice: dict[Path, tuple[Path, str]] = {}
    kept: list[Path] = []
    digests: dict[bytes, Path] = {}
    signs, colours = np.empty((len(order), 2), np.uint64), np.empty((len(order), 3 * _COLOURS**2), np.float32)
    for path in order:
        print_ = found[path]
        if print_.digest in digests:
            twice[path] = (digests[print_.digest], "the same file")
            continue
        count = len(kept)
        if count:
            apart = np.bitwise_count(signs[:count] ^ print_.signs).sum(axis=1)
            levels = np.abs(colours[:count] - print_.colours).mean(axis=1)
            same = np.flatnonzero((apart <= _MOST_SIGNS) & (levels <= _MOST_LEVELS) | (levels <= _SAME_LEVELS))
            if len(same):
                twice[path] = (kept[same[levels[same].argmin()]], "nearly the same picture")
                continue
        signs[count], colours[count] = print_.signs, print_.colours
        digests[print_.digest] = path
        kept.append(path)
    return twice


def _flat(image: Image.Image) -> Image.Image:
    """In RGB, over white where it is transparent; 16-bit greys by their upper half."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image, np.uint16) >> 8).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGB", "L", "CMYK", "YCbCr"):
        return image.convert("RGB")
    layered = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")

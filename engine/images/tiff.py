"""TIFF files, written by hand: Pillow's compressed TIFF cannot hold EXIF, and it has no 16-bit colour.

An EXIF block is a TIFF file without pixels. So the photo's block becomes the beginning of the file: all that it says
of date, place and camera keeps its position, with makers' notes intact, and a new main directory behind the pixels
points to it.
"""

import struct
import zlib

import numpy as np

from engine.images.exif import byte_order, directory, first_directory

DEFLATE_LEVEL = 4
"""Of zlib, in TIFF and PNG: three times as fast as the usual 6, and files of photos are 2 to 4 % larger."""

_BYTE, _SHORT, _LONG, _RATIONAL, _UNDEFINED = 1, 3, 4, 5, 7
_INCH = 2
_STRIP_BYTES = 1 << 20
_DEFLATE, _DIFFERENCES = 8, 2

# Description, maker, model, resolution, software, date, artist, computer, copyright, EXIF and GPS, and Windows' texts:
# what the main directory of an EXIF block says of the photo, not of how a thumbnail or raw file stores its pixels.
_PHOTO_TAGS = {270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 33432, 34665, 34853, *range(40091, 40096)}


def tiff_file(
    pixels: np.ndarray,
    exif: bytes | None,
    xmp: bytes | None,
    iptc: bytes | None,
    icc: bytes | None,
    dpi: float | None = None,
) -> bytearray:
    """The bytes of a deflated TIFF.

    Args:
        pixels: uint8 or uint16, [H, W] grey or [H, W, C]: 2 grey + alpha, 3 RGB, 4 RGBA (alpha not premultiplied).
        exif: an EXIF block whose offsets count from its start, or None.
        xmp, iptc, icc: as in `Picture`.
        dpi: pixels of a printed inch, or None: what the EXIF block says, if it says anything.

    Raises:
        ValueError: the EXIF block is damaged.
    """
    order = byte_order(exif) if exif else "<"
    file = bytearray(exif or b"II*\0" + bytes(4))
    tags: dict[int, tuple[int, int, bytes]] = {}
    if exif:
        for tag, kind, count, position in directory(exif, order, first_directory(exif, order))[0]:
            if tag in _PHOTO_TAGS:
                tags[tag] = (kind, count, exif[position : position + 4])  # the value, or where it is in this file

    def put(tag: int, kind: int, *values: int) -> None:
        put_bytes(tag, kind, struct.pack(f"{order}{len(values)}{'H' if kind == _SHORT else 'L'}", *values), len(values))

    def put_bytes(tag: int, kind: int, value: bytes, count: int) -> None:
        field = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(f"{order}L", _append(file, value))
        tags[tag] = (kind, count, field)

    samples = pixels if pixels.ndim == 3 else pixels[:, :, None]
    height, width, channels = samples.shape
    offsets, lengths, rows = _put_strips(file, samples, order)
    put(256, _LONG, width)
    put(257, _LONG, height)
    put(258, _SHORT, *[samples.dtype.itemsize * 8] * channels)
    put(259, _SHORT, _DEFLATE)
    put(262, _SHORT, 2 if channels >= 3 else 1)  # RGB, or grey with black as 0
    put(273, _LONG, *offsets)
    put(277, _SHORT, channels)
    put(278, _LONG, rows)
    put(279, _LONG, *lengths)
    put(284, _SHORT, 1)
    put(317, _SHORT, _DIFFERENCES)
    if channels in (2, 4):
        put(338, _SHORT, 2)
    if dpi is not None:
        for tag in (282, 283):
            put_bytes(tag, _RATIONAL, struct.pack(f"{order}LL", round(dpi * 100), 100), 1)
        put(296, _SHORT, _INCH)
    for tag, kind, value in ((700, _BYTE, xmp), (33723, _UNDEFINED, iptc), (34675, _UNDEFINED, icc)):
        if value:
            put_bytes(tag, kind, value, len(value))
    main = struct.pack(f"{order}H", len(tags))
    for tag, (kind, count, field) in sorted(tags.items()):
        main += struct.pack(f"{order}HHL", tag, kind, count) + field
    struct.pack_into(f"{order}L", file, 4, _append(file, main + bytes(4)))
    return file  # no copy: one of 200 MB would keep every other thread from running


def _put_strips(file: bytearray, samples: np.ndarray, order: str) -> tuple[list[int], list[int], int]:
    """Appends the pixels; their strips' offsets and lengths in bytes, and the rows of a strip."""
    height, width, channels = samples.shape
    rows = max(1, min(height, _STRIP_BYTES // (width * channels * samples.dtype.itemsize)))
    stored = samples.dtype.newbyteorder("<" if order == "<" else ">")
    offsets, lengths = [], []
    for start in range(0, height, rows):
        band = samples[start : start + rows]
        differences = band.copy()
        differences[:, 1:] -= band[:, :-1]  # wraps around, as TIFF's predictor does
        packed = zlib.compress(differences.astype(stored).tobytes(), DEFLATE_LEVEL)
        offsets.append(_append(file, packed))
        lengths.append(len(packed))
    return offsets, lengths, rows


def _append(file: bytearray, data: bytes) -> int:
    """Appends at an even offset, as TIFF wants; returns that offset."""
    file += b"\0" * (len(file) % 2)
    offset = len(file)
    file += data
    return offset

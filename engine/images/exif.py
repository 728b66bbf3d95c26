"""EXIF of a photo, made true for its restored copy.

The block is patched in place rather than parsed and rebuilt: makers' notes hold offsets into it, and a block that is
damaged somewhere keeps everything else.
"""

import struct
from typing import NamedTuple

_ORIENTATION, _EXIF_IFD = 0x0112, 0x8769
_WIDTH_TAGS, _HEIGHT_TAGS = (0x0100, 0xA002), (0x0101, 0xA003)
_RESOLUTION, _RESOLUTION_UNIT, _INCH = (0x011A, 0x011B), 0x0128, 2
_RATIONAL, _PARTS = 5, 100
_THUMBNAIL = _THUMBNAIL_OFFSET, _THUMBNAIL_BYTES = 0x0201, 0x0202
_NUMBERS = {1: "B", 3: "H", 4: "L"}
"""How whole numbers of EXIF's types byte, short and long are packed."""


class Entry(NamedTuple):
    """One tag of a directory; `position` is where its value, or the value's offset, is in the block."""

    tag: int
    kind: int
    values: int
    position: int


def orientation_of(exif: bytes) -> int | None:
    """The orientation in an EXIF block, 1 to 8; None where it says none, 1 for one that does not exist.

    Raises:
        ValueError: the block is damaged.
    """
    order = byte_order(exif)
    for tag, kind, _, position in directory(exif, order, first_directory(exif, order))[0]:
        if tag == _ORIENTATION:
            value = _number(exif, order, kind, position)
            return value if value in range(1, 9) else 1
    return None


def upright_exif(exif: bytes, width: int, height: int, dpi: float | None = None) -> bytes:
    """`exif` for an upright picture of `width` x `height` pixels: orientation 1, these sizes, no thumbnail.

    Where it names a resolution and `dpi` is given, it names that.

    Everything else stays byte for byte, places and makers' notes included.

    Raises:
        ValueError: the block is damaged.
    """
    data, order = bytearray(exif), byte_order(exif)
    entries, after = directory(data, order, first_directory(data, order))
    nested = [_number(data, order, kind, at) for tag, kind, _, at in entries if tag == _EXIF_IFD]
    for start in nested:
        try:
            entries = entries + directory(data, order, start)[0]
        except ValueError:
            continue  # only that part of the block is damaged
    for tag, kind, _, position in entries:
        if dpi is not None and tag in _RESOLUTION and kind == _RATIONAL:
            _set_rational(data, order, position, dpi)
        elif dpi is not None and tag == _RESOLUTION_UNIT:
            _set_number(data, order, kind, position, _INCH)
        elif tag == _ORIENTATION:
            _set_number(data, order, kind, position, 1)
        elif tag in _WIDTH_TAGS:
            _set_number(data, order, kind, position, width)
        elif tag in _HEIGHT_TAGS:
            _set_number(data, order, kind, position, height)
    _drop_thumbnail(data, order, after)
    orientation_of(bytes(data))  # a block that overlapped itself may be damaged now
    return bytes(data)


def _set_rational(data: bytearray, order: str, position: int, value: float) -> None:
    """The value of such a tag, which lies where the entry says."""
    (where,) = _unpack(f"{order}L", data, position)
    if 8 <= where <= len(data) - 8:
        struct.pack_into(f"{order}LL", data, where, round(value * _PARTS), _PARTS)


def _drop_thumbnail(data: bytearray, order: str, after: int) -> None:
    """Unlinks the directory of the thumbnail and blanks its picture: it shows the photo as it was."""
    if after + 4 > len(data):  # some writers leave the pointer out after the last directory
        return
    (second,) = _unpack(f"{order}L", data, after)
    if not second:
        return
    struct.pack_into(f"{order}L", data, after, 0)
    try:
        entries = directory(data, order, second)[0]
        where = {tag: _number(data, order, kind, at) for tag, kind, _, at in entries if tag in _THUMBNAIL}
    except ValueError:
        return
    start, length = where.get(_THUMBNAIL_OFFSET, 0), where.get(_THUMBNAIL_BYTES, 0)
    if after < start and start + length <= len(data) and data[start : start + 2] == b"\xff\xd8":
        data[start : start + length] = bytes(length)


def byte_order(exif: bytes | bytearray) -> str:
    """The byte order of an EXIF block, as `struct` writes it. Raises ValueError for what is no such block."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(bytes(exif[:4]))
    if order is None:
        raise ValueError("not an EXIF block")
    return order


def first_directory(exif: bytes | bytearray, order: str) -> int:
    """Where the main directory of an EXIF block is."""
    return _unpack(f"{order}L", exif, 4)[0]


def _unpack(layout: str, data: bytes | bytearray, position: int) -> tuple[int, ...]:
    try:
        return struct.unpack_from(layout, data, position)
    except struct.error as error:
        raise ValueError("the EXIF block is cut short") from error


def directory(data: bytes | bytearray, order: str, start: int) -> tuple[list[Entry], int]:
    """The entries of the directory at `start`, and the position at which the next directory is named.

    Raises:
        ValueError: it is cut short.
    """
    (count,) = _unpack(f"{order}H", data, start)
    entries = []
    for position in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind, values = _unpack(f"{order}HHL", data, position)
        entries.append(Entry(tag, kind, values, position + 8))
    return entries, start + 2 + 12 * count


def _number(data: bytes | bytearray, order: str, kind: int, position: int) -> int:
    return _unpack(order + _NUMBERS[kind], data, position)[0] if kind in _NUMBERS else 0


def _set_number(data: bytearray, order: str, kind: int, position: int, value: int) -> None:
    if kind in _NUMBERS and value < 256 ** struct.calcsize(order + _NUMBERS[kind]):
        struct.pack_into(order + _NUMBERS[kind], data, position, value)

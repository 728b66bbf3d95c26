"""What a picture file says beside its pixels."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image, TiffImagePlugin

from engine.images.exif import orientation_of
from engine.images.opening import quiet
from engine.images.xmp import xmp_orientation
from engine.sentences import sentence

_PREFIX = b"Exif\x00\x00"
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TIFF_IPTC = 33723
# Description, maker, model, resolution, software, date, artist, computer and copyright: what is about the photo,
# not about how its pixels are stored.
_PHOTO_TAGS = (270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 33432)

_BROKEN_EXIF = sentence("Damaged EXIF data was ignored.")


@dataclass(frozen=True)
class Metadata:
    """What a file says beside its pixels.

    Attributes:
        orientation: 1 to 8, what is still to be done to make the decoded pixels upright.
        icc, exif, xmp, iptc: as in `Picture`.
    """

    orientation: int = 1
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None


def read_metadata(image: Image.Image, notes: list[str]) -> Metadata:
    """The metadata of a decoded `image`. What is damaged is left out and said in `notes`; nothing is raised for it."""
    info = image.info
    xmp = _as_bytes(info.get("xmp") or info.get("XML:com.adobe.xmp") or _raw_profile(info.get("Raw profile type xmp")))
    icc = _as_bytes(info.get("icc_profile"))
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return Metadata(1, icc, _exif_of_tiff(image, notes), xmp, _as_bytes(image.tag_v2.get(_TIFF_IPTC)))
    exif, orientation = _exif_of_info(info), None
    if exif is not None:
        try:
            orientation = orientation_of(exif)
        except ValueError:
            notes.append(_BROKEN_EXIF)
            exif = None
    # HEIC is turned by its container, which overrules EXIF.
    if orientation is None and xmp and image.format != "HEIF":
        orientation = xmp_orientation(xmp)
    photoshop = info.get("photoshop")
    iptc = _as_bytes(photoshop.get(0x0404)) if isinstance(photoshop, dict) else None
    return Metadata(orientation or 1, icc, exif, xmp, iptc)


def _as_bytes(value: Any) -> bytes | None:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape") or None
    return value if isinstance(value, bytes) and value else None


def _exif_of_info(info: Mapping[Any, Any]) -> bytes | None:
    exif = info.get("exif") or _raw_profile(info.get("Raw profile type exif"))
    return exif.removeprefix(_PREFIX) or None if isinstance(exif, bytes) else None


def _raw_profile(text: object) -> bytes | None:
    """ImageMagick's way of putting metadata in a PNG: name, length and hexadecimal digits as text."""
    found = re.match(r"\s*\w+\s+(\d+)\s+([0-9a-fA-F\s]*)", text) if isinstance(text, str) else None
    if found is None:
        return None
    digits = "".join(found[2].split())[: 2 * int(found[1])]
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def _exif_of_tiff(image: Image.Image, notes: list[str]) -> bytes | None:
    """A TIFF file keeps these tags in its own directory: gathered into a block like that of a JPEG."""
    try:
        with quiet(notes):
            block = _about_the_photo(image.getexif())
            return block.tobytes().removeprefix(_PREFIX) if len(block) else None
    except Exception:  # Pillow raises anything on damaged tags, and a damaged tag must not lose the picture
        notes.append(_BROKEN_EXIF)
        return None


def _about_the_photo(found: Image.Exif) -> Image.Exif:
    """A copy of the tags that say something of the photo, not of how its pixels are stored."""
    copy = Image.Exif()
    for tag in _PHOTO_TAGS:
        if tag in found:
            copy[tag] = found[tag]
    for group in (_EXIF_IFD, _GPS_IFD):
        if group in found:
            copy[group] = dict(found.get_ifd(group))
    return copy

"""A photo without what its file says of it, or without where it was taken; the date and everything else stays.

What cannot be read for sure is left out whole: a place that slips through is worse than a lost camera name.
"""

import dataclasses
import re
import struct
from collections.abc import Callable
from xml.etree import ElementTree

from engine.images.exif import byte_order, directory, first_directory
from engine.images.picture import Picture

_GPS = 0x8825
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
# IPTC-NAA, record 2: content location code and name, city, sublocation, province, country code and name.
_IPTC_PLACES = frozenset({26, 27, 90, 92, 95, 100, 101})
_PLACE = (
    r"(?:exif:GPS\w+|photoshop:(?:City|State|Country)|Iptc4xmpCore:(?:Location|CountryCode)"
    r"|Iptc4xmpExt:Location(?:Created|Shown)|geo:(?:lat|long|alt))"
)
_ATTRIBUTE = re.compile(rf"""\s{_PLACE}\s*=\s*(?:"[^"]*"|'[^']*')""")
_ELEMENT = re.compile(rf"<({_PLACE})(?:\s[^<>]*)?(?:/>|(?<!/)>.*?</\1\s*>)", re.DOTALL)
_NAMES = re.compile(r"GPS\w+|City|State|Country|CountryName|CountryCode|Location(Created|Shown)?|Sublocation|lat|long")
_SPACES = (
    "http://ns.adobe.com/exif/1.0/",
    "http://ns.adobe.com/photoshop/1.0/",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
)


def without_metadata(picture: Picture) -> Picture:
    """The same pixels, profile and file, without EXIF, XMP and IPTC."""
    return dataclasses.replace(picture, exif=None, xmp=None, iptc=None)


def without_place(picture: Picture) -> Picture:
    """The same picture without where it was taken: GPS, and the names of places in XMP and IPTC."""
    return dataclasses.replace(
        picture,
        exif=_or_none(exif_without_place, picture.exif),
        xmp=_or_none(xmp_without_place, picture.xmp),
        iptc=_or_none(iptc_without_place, picture.iptc),
    )


def exif_without_place(exif: bytes) -> bytes:
    """An EXIF block without its GPS directory, whose values are blanked; the rest stays where it is.

    Raises:
        ValueError: the block is damaged.
    """
    data, order = bytearray(exif), byte_order(exif)
    start = first_directory(data, order)
    entries, after = directory(data, order, start)
    for index in reversed([index for index, entry in enumerate(entries) if entry.tag == _GPS]):
        (where,) = struct.unpack_from(f"{order}L", data, entries[index].position)
        _blank(data, order, where)
        entry = start + 2 + 12 * index
        following = data[entry + 12 : after + 4]
        data[entry : entry + len(following)] = following
        after -= 12
        struct.pack_into(f"{order}H", data, start, (after - start - 2) // 12)
    if any(entry.tag == _GPS for entry in directory(data, order, start)[0]):
        raise ValueError("the EXIF block overlaps itself")
    return bytes(data)


def xmp_without_place(xmp: bytes) -> bytes:
    """An XMP packet without coordinates and names of places.

    Raises:
        ValueError: the packet is damaged, or says a place in a way that is not known here.
    """
    text = xmp.rstrip(b"\x00").decode("utf-8")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("the packet declares entities")
    text = _ATTRIBUTE.sub("", _ELEMENT.sub("", text))
    try:
        root = ElementTree.fromstring(text.lstrip("\ufeff"))
    except ElementTree.ParseError as error:
        raise ValueError("the packet is not well-formed") from error
    for element in root.iter():
        for name in (element.tag, *element.attrib):
            space, _, local = name.removeprefix("{").partition("}")
            if space in _SPACES and _NAMES.fullmatch(local):
                raise ValueError("the packet has another prefix for a place")
    return text.encode("utf-8")


def iptc_without_place(iptc: bytes) -> bytes:
    """An IPTC-NAA record without the datasets that name places.

    Raises:
        ValueError: the record is damaged.
    """
    kept, place = bytearray(), 0
    while place < len(iptc):
        if iptc[place] == 0 and not any(iptc[place:]):  # padding
            break
        if len(iptc) < place + 5 or iptc[place] != 0x1C:
            raise ValueError("the IPTC record is damaged")
        record, dataset = iptc[place + 1], iptc[place + 2]
        (length,) = struct.unpack_from(">H", iptc, place + 3)
        end = place + 5 + length
        if length & 0x8000 or end > len(iptc):
            raise ValueError("the IPTC record is damaged")
        if record != 2 or dataset not in _IPTC_PLACES:
            kept += iptc[place:end]
        place = end
    return bytes(kept)


def _blank(data: bytearray, order: str, start: int) -> None:
    """The directory at `start` and its values as zeros."""
    entries, after = directory(data, order, start)
    for _, kind, values, position in entries:
        size = _TYPE_BYTES.get(kind, 1) * values
        if size > 4:
            (where,) = struct.unpack_from(f"{order}L", data, position)
            if where < 8 or where + size > len(data):
                raise ValueError("the EXIF block is cut short")
            data[where : where + size] = bytes(size)
    end = min(len(data), after + 4)
    data[start:end] = bytes(end - start)


def _or_none(remove: Callable[[bytes], bytes], block: bytes | None) -> bytes | None:
    try:
        return remove(block) or None if block else block
    except (ValueError, struct.error):
        return None

"""XMP packets: kept from the source, made true for an upright picture, and given the request that restored it."""

import html
import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

_NAMESPACE = "urn:heirloom:1.0#"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_EMPTY_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
_OURS = re.compile(
    rf'<rdf:Description [^>]*xmlns:heirloom="{re.escape(_NAMESPACE)}"[^>]*>'
    r"<heirloom:request>[^<]*</heirloom:request></rdf:Description>"
)
_THUMBNAILS = re.compile(r"<(xmp|xap):Thumbnails\b.*?</\1:Thumbnails>", re.DOTALL)
_WIDTHS = ("tiff:ImageWidth", "exif:PixelXDimension")
_HEIGHTS = ("tiff:ImageLength", "exif:PixelYDimension")


class XmpError(Exception):
    """The packet is not well-formed, or not in UTF-8."""


def xmp_orientation(xmp: bytes) -> int:
    """The orientation in a packet, 1 to 8; 1 where it has none."""
    found = re.search(rb"""tiff:Orientation\s*(?:=\s*["']|>)\s*([1-8])""", xmp)
    return int(found[1]) if found else 1


def upright_xmp(xmp: bytes, width: int, height: int, dpi: float | None = None) -> bytes:
    """`xmp` for an upright picture of `width` x `height` pixels: orientation 1, these sizes, no thumbnails.

    Where it names a resolution and `dpi` is given, it names that.

    Raises:
        XmpError: the packet is damaged.
    """
    text = _text(xmp)
    values = {"tiff:Orientation": 1, **dict.fromkeys(_WIDTHS, width), **dict.fromkeys(_HEIGHTS, height)}
    if dpi is not None:
        rational = f"{round(dpi * 100)}/100"
        values |= {"tiff:XResolution": rational, "tiff:YResolution": rational, "tiff:ResolutionUnit": 2}
    for name, value in values.items():
        text = re.sub(rf"""(\b{name}\s*=\s*["'])[^"'<>]*""", rf"\g<1>{value}", text)
        text = re.sub(rf"(<{name}>)[^<]*", rf"\g<1>{value}", text)
    return _checked(_THUMBNAILS.sub("", text))


def described_xmp(xmp: bytes | None, description: Mapping[str, Any]) -> bytes:
    """`xmp` (or a new packet) with `description` as JSON in a block of its own; an older such block is replaced.

    Raises:
        XmpError: the packet is damaged, or has no place for the block.
    """
    text = _OURS.sub("", _text(xmp) if xmp else _EMPTY_PACKET)
    end = text.rfind("</rdf:RDF>")
    if end < 0:
        raise XmpError("the packet has no rdf:RDF element")
    # All blocks of a packet must be about the same thing, which most packets name "".
    about = re.search(r'rdf:about="([^"<>]*)"', text)
    block = (
        f'<rdf:Description rdf:about="{about[1] if about else ""}" xmlns:heirloom="{_NAMESPACE}">'
        f"<heirloom:request>{html.escape(to_json(description), quote=False)}</heirloom:request></rdf:Description>"
    )
    return _checked(text[:end] + block + text[end:])


def to_json(description: Mapping[str, Any]) -> str:
    """`description` as one line of ASCII, whatever a caption holds."""
    return json.dumps(description, default=str)


def read_description(xmp: bytes | None) -> dict[str, Any] | None:
    """What `described_xmp` put into a packet, or None where there is nothing of ours that can be read."""
    try:
        root = _parsed(_text(xmp)) if xmp else None
    except XmpError:
        return None
    found = root.find(f".//{{{_NAMESPACE}}}request") if root is not None else None
    try:
        value = json.loads(found.text or "") if found is not None else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _text(xmp: bytes) -> str:
    try:
        return xmp.rstrip(b"\x00").decode("utf-8")
    except UnicodeDecodeError as error:
        raise XmpError("the packet is not UTF-8") from error


def _checked(text: str) -> bytes:
    _parsed(text)
    return text.encode("utf-8")


def _parsed(text: str) -> ElementTree.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise XmpError("the packet declares entities")  # never part of XMP; a small one can unfold to gigabytes
    try:
        return ElementTree.fromstring(text.lstrip("\ufeff"))
    except ElementTree.ParseError as error:
        raise XmpError("the packet is not well-formed") from error

"""EXIF and XMP blocks, patched in place."""

import struct

import pytest

from engine.images.exif import orientation_of, upright_exif
from engine.images.xmp import XmpError, described_xmp, read_description, upright_xmp, xmp_orientation
from tests.engine.images.samples import XMP, exif_block


@pytest.mark.parametrize("order", ["<", ">"])
def test_only_what_is_no_longer_true_changes(order: str) -> None:
    before = exif_block(orientation=8, order=order)
    after = upright_exif(before, 300, 200)
    assert orientation_of(before) == 8
    assert orientation_of(after) == 1
    assert len(after) == len(before)
    assert b"thumbnail" not in after
    assert b"Voigt & Sons" in after
    assert after.index(b"note at a fixed place") == before.index(b"note at a fixed place")
    assert sum(a != b for a, b in zip(before, after, strict=True)) <= 1 + 2 + 2 + 4 + len(b"\xff\xd8thumbnail\xff\xd9")


@pytest.mark.parametrize("cut", range(4, 120, 7))
def test_a_cut_block_is_refused_or_still_walkable(cut: int) -> None:
    block = exif_block()[:cut]
    try:
        after = upright_exif(block, 10, 10)
    except ValueError:
        return
    assert len(after) == len(block)


def test_a_lying_thumbnail_erases_nothing() -> None:
    block = bytearray(exif_block())
    at_length = block.rindex(struct.pack("<HHL", 0x0202, 4, 1)) + 8
    struct.pack_into("<L", block, at_length, 2**31)
    assert b"note at a fixed place" in upright_exif(bytes(block), 10, 10)


def test_a_block_without_orientation() -> None:
    assert orientation_of(b"II*\0\x08\0\0\0\0\0\0\0\0\0") is None
    assert orientation_of(exif_block(orientation=99)) == 1


def test_xmp_becomes_upright_and_keeps_the_rest() -> None:
    assert xmp_orientation(XMP) == 6
    after = upright_xmp(XMP, 300, 200)
    assert xmp_orientation(after) == 1
    assert b'tiff:ImageWidth="300"' in after
    assert b"Aunt Erna" in after
    element = XMP.replace(b' tiff:Orientation="6"', b"").replace(
        b"<dc:", b"<tiff:Orientation>6</tiff:Orientation><dc:", 1
    )
    assert xmp_orientation(element) == 6
    assert xmp_orientation(upright_xmp(element, 3, 2)) == 1


def test_thumbnails_in_xmp_go() -> None:
    thumbnails = b'<xmp:Thumbnails xmlns:xmp="http://ns.adobe.com/xap/1.0/">AAAA</xmp:Thumbnails>'
    assert b"AAAA" not in upright_xmp(XMP.replace(b"<dc:", thumbnails + b"<dc:", 1), 3, 2)


def test_the_description_is_added_once() -> None:
    once = described_xmp(XMP, {"seed": 1})
    twice = described_xmp(once, {"seed": 2})
    assert read_description(once) == {"seed": 1}
    assert read_description(twice) == {"seed": 2}
    assert twice.count(b"heirloom:request>") == 2  # one pair of tags
    assert b"Aunt Erna" in twice
    assert read_description(described_xmp(None, {"a": "<&>\"'"})) == {"a": "<&>\"'"}


@pytest.mark.parametrize("packet", [b"<a", "<a/>".encode("utf-16"), b"<a/>", b"<!DOCTYPE a><a/>"])
def test_a_packet_that_cannot_take_it_is_refused(packet: bytes) -> None:
    with pytest.raises(XmpError):
        described_xmp(packet, {"seed": 1})


@pytest.mark.parametrize("packet", [None, b"", b"<a", XMP])
def test_no_description_is_none(packet: bytes | None) -> None:
    assert read_description(packet) is None

"""Leaving out where a photo was taken, or all that its file says; the date and everything else stays."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.images.exif import orientation_of
from engine.images.picture import Picture
from engine.images.privacy import (
    exif_without_place,
    iptc_without_place,
    without_metadata,
    without_place,
    xmp_without_place,
)
from engine.images.read import read_picture
from engine.images.write import write_picture

_GPS = 0x8825
XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 exif:GPSLatitude="54,42.5N" photoshop:City='Konigsberg' photoshop:DateCreated="1931-07-02">
<exif:GPSLongitude>20,30.1E</exif:GPSLongitude>
<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Cranz</Iptc4xmpExt:City></rdf:li>
</rdf:Bag></Iptc4xmpExt:LocationShown><photoshop:State/><dc:title>Aunt Erna</dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def exif_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Voigt & Sons"
    exif[0x9003] = "1931:07:02 10:00:00"
    exif[_GPS] = {1: "N", 2: (54.0, 42.0, 30.25), 3: "E", 4: (20.0, 30.0, 6.0), 29: "1931:07:02"}
    return exif.tobytes().removeprefix(b"Exif\0\0")


def iptc(*sets: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value for number, value in sets)


def test_exif_keeps_all_but_the_place() -> None:
    before = exif_with_place()
    after = exif_without_place(before)
    assert len(after) == len(before)
    read = Image.Exif()
    read.load(after)
    assert _GPS not in read
    assert read[0x010F] == "Voigt & Sons"
    assert read[0x9003] == "1931:07:02 10:00:00"
    rationals = struct.pack("<LL", 54, 1)
    assert rationals in before
    assert rationals not in after, "the numbers themselves are gone"
    assert orientation_of(after) is None
    assert exif_without_place(after) == after


@pytest.mark.parametrize("cut", range(8, 150, 9))
def test_a_damaged_block_goes_as_a_whole(cut: int) -> None:
    picture = Picture(np.zeros((2, 2, 3), np.uint8), exif=exif_with_place()[:cut])
    kept = without_place(picture).exif
    assert kept is None or struct.pack("<LL", 54, 1) not in kept


def test_xmp_keeps_all_but_the_place() -> None:
    after = xmp_without_place(XMP)
    for word in (b"GPS", b"54,42", b"20,30", b"Konigsberg", b"Cranz", b"State", b"LocationShown>"):
        assert word not in after
    assert b"Aunt Erna" in after
    assert b"1931-07-02" in after


def test_a_place_under_another_prefix_takes_the_packet_with_it() -> None:
    odd = XMP.replace(b"photoshop", b"ps").replace(b"exif", b"e").replace(b"Iptc4xmpExt", b"i")
    with pytest.raises(ValueError, match="prefix"):
        xmp_without_place(odd.replace(b"ns.adobe.com/ps", b"ns.adobe.com/photoshop"))
    assert without_place(Picture(np.zeros((2, 2, 3), np.uint8), xmp=b"<not xml")).xmp is None


def test_iptc_keeps_all_but_the_place() -> None:
    before = iptc((90, b"Cranz"), (120, b"Aunt Erna"), (101, b"Germany"), (55, b"19310702"))
    assert iptc_without_place(before) == iptc((120, b"Aunt Erna"), (55, b"19310702"))
    assert without_place(Picture(np.zeros((2, 2, 3), np.uint8), iptc=before[:7])).iptc is None


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_no_place_in_any_byte_of_what_is_saved(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / "photo.jpg"
    Image.new("RGB", (8, 8), (9, 9, 9)).save(source, exif=b"Exif\0\0" + exif_with_place(), xmp=XMP)
    picture = read_picture(source)
    assert picture.exif is not None
    written = write_picture(picture.pixels8(), tmp_path / f"out{suffix}", source=without_place(picture))
    with Image.open(written) as image:
        assert _GPS not in image.getexif()
        assert image.getexif()[0x010F] == "Voigt & Sons"
    raw = written.read_bytes()
    assert b"Konigsberg" not in raw
    assert struct.pack("<LL", 54, 1) not in raw
    bare = write_picture(picture.pixels8(), tmp_path / f"bare{suffix}", source=without_metadata(picture))
    with Image.open(io.BytesIO(bare.read_bytes())) as image:
        assert 0x010F not in image.getexif()
    assert b"Aunt Erna" not in bare.read_bytes()

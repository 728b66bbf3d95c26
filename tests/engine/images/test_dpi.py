"""How large a picture is printed: read from any format, kept for the result, and said wherever a file says it."""

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.codec import POOL
from app.codec import write_picture as write_elsewhere
from engine.images.exif import upright_exif
from engine.images.picture import Picture
from engine.images.read import read_picture
from engine.images.write import write_picture
from engine.images.xmp import upright_xmp

FORMATS = ("png", "jpg", "tif", "bmp")
CM = 3


def exif_with(dpi: float, unit: int = 2, order: str = "<") -> bytes:
    """An EXIF block that names a resolution and nothing else."""
    entries = struct.pack(f"{order}HHLL", 0x011A, 5, 1, 50) + struct.pack(f"{order}HHLL", 0x011B, 5, 1, 58)
    entries += struct.pack(f"{order}HHLHH", 0x0128, 3, 1, unit, 0)
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}LH", 8, 3)
    values = struct.pack(f"{order}LLLL", round(dpi * 10), 10, round(dpi * 10), 10)
    return head + entries + bytes(4) + values


def said_by_exif(path: Path) -> tuple[float, int]:
    with Image.open(path) as image:
        exif = image.getexif()
        return float(exif[0x011A]), int(exif[0x0128])


def photo(tmp_path: Path, kind: str, dpi: float | tuple[float, float]) -> Path:
    path = tmp_path / f"photo.{kind}"
    both = dpi if isinstance(dpi, tuple) else (dpi, dpi)
    Image.new("RGB", (60, 40), (9, 99, 199)).save(path, dpi=both)
    return path


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("scale", [1, 2])
def test_a_print_keeps_its_size(tmp_path: Path, kind: str, scale: int) -> None:
    before = read_picture(photo(tmp_path, kind, 600))
    assert before.dpi == pytest.approx(600, abs=0.1)
    pixels = np.zeros((40 * scale, 60 * scale, 3), np.uint8)
    for target in FORMATS:
        written = write_picture(pixels, tmp_path / f"result.{target}", source=before)
        after = read_picture(written)
        assert after.dpi == pytest.approx(600 * scale, abs=0.1), target
        chosen = read_picture(write_picture(pixels, tmp_path / f"chosen.{target}", source=before, dpi=300))
        assert chosen.dpi == pytest.approx(300, abs=0.1), target


@pytest.mark.parametrize("kind", [*FORMATS, "webp"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_and_the_file_say_the_same(tmp_path: Path, kind: str, order: str) -> None:
    source = Picture(np.zeros((10, 20, 3), np.uint8), exif=exif_with(118.1, CM, order), dpi=300.0)
    path = write_picture(np.zeros((15, 30, 3), np.uint8), tmp_path / f"a.{kind}", source=source)
    if kind != "bmp":
        assert said_by_exif(path) == (450, 2)
    if kind != "webp":
        assert read_picture(path).dpi == pytest.approx(450, abs=0.1)


def test_deep_pictures_and_other_processes_too(tmp_path: Path) -> None:
    source = Picture(np.zeros((10, 20, 3), np.uint16), bits=16, dpi=1200.0)
    deep = write_picture(np.zeros((20, 40, 3), np.uint16), tmp_path / "deep.tif", source=source)
    assert (read_picture(deep).bits, read_picture(deep).dpi) == (16, 2400)
    before = read_picture(photo(tmp_path, "png", 600))
    try:
        for given, wanted in ((None, 1200), (72, 72)):
            pixels = np.zeros((80, 120, 3), np.uint8)
            written = write_elsewhere(pixels, tmp_path / "elsewhere.png", source=before, dpi=given)
            assert read_picture(written).dpi == pytest.approx(wanted, abs=0.1)
    finally:
        POOL.close(30)


@pytest.mark.parametrize("dpi", [(0, 0), (1, 1), (204, 98)])
def test_what_makes_no_sense_is_nothing(tmp_path: Path, dpi: tuple[float, float]) -> None:
    before = read_picture(photo(tmp_path, "jpg", dpi))
    assert before.dpi is None
    assert read_picture(write_picture(before.pixels, tmp_path / "after.jpg", source=before)).dpi is None


def test_a_block_without_a_resolution_gets_none_and_a_lying_one_is_left() -> None:
    bare = b"II*\0\x08\0\0\0\0\0\0\0\0\0"
    assert upright_exif(bare, 10, 10, 300.0) == bare
    lying = bytearray(exif_with(300))
    struct.pack_into("<L", lying, 18, 2**31)
    assert len(upright_exif(bytes(lying), 10, 10, 600.0)) == len(lying)


def test_xmp_says_it_where_it_did() -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:XResolution="118/1"'
        b' tiff:ResolutionUnit="3"><tiff:YResolution>118/1</tiff:YResolution></rdf:Description></rdf:RDF></x:xmpmeta>'
    )
    after = upright_xmp(packet, 10, 10, 300.0)
    assert b'tiff:XResolution="30000/100"' in after
    assert b"<tiff:YResolution>30000/100<" in after
    assert b'tiff:ResolutionUnit="2"' in after
    assert b'tiff:XResolution="118/1"' in upright_xmp(packet, 10, 10)


@pytest.mark.parametrize("dpi", [0, -1, float("nan"), 1e9])
def test_wrong_numbers_are_a_programmers_error(tmp_path: Path, dpi: float) -> None:
    with pytest.raises(ValueError, match="dpi"):
        write_picture(np.zeros((4, 4, 3), np.uint8), tmp_path / "a.png", dpi=dpi)

"""Writing: whole or not at all, never over an original, with what the photo said about itself."""

import hashlib
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import ImageTooLarge, ImageWriteError
from engine.images import naming
from engine.images.picture import Picture
from engine.images.profiles import srgb_profile
from engine.images.read import read_picture
from engine.images.tiff import tiff_file
from engine.images.write import default_target, free_name, write_picture
from engine.images.xmp import read_description
from tests.engine.images.samples import XMP, exif_block, icc_profile, ramp

ENDINGS = ["png", "jpg", "jpeg", "tif", "tiff", "webp", "bmp"]


def photo(tmp_path: Path) -> Picture:
    """A small upright photo with everything: EXIF, GPS, thumbnail, XMP."""
    path = tmp_path / "photo.jpg"
    exif = b"Exif\0\0" + exif_block(orientation=1)
    Image.fromarray(ramp()).save(path, exif=exif, xmp=XMP.replace(b'ation="6"', b'ation="1"'))
    return read_picture(path)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_shows_the_pixels_again(tmp_path: Path, ending: str) -> None:
    y, x = np.mgrid[0:48, 0:80]
    smooth = np.stack([x * 3, y * 5, 255 - x * 3], axis=-1).astype(np.uint8)
    written = write_picture(smooth, tmp_path / f"a.{ending.upper()}", quality=100)
    assert written == tmp_path / f"a.{ending.upper()}"
    difference = np.abs(read_picture(written).pixels.astype(int) - smooth)
    assert difference.max() <= {"jpg": 4, "jpeg": 4, "webp": 24}.get(ending, 0)
    assert only(tmp_path) == [written.name]


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_16_bit_gray_is_kept(tmp_path: Path, ending: str) -> None:
    levels = np.random.default_rng(2).integers(0, 65_536, (9, 14, 1)).astype(np.uint16)
    pixels = np.repeat(levels, 3, axis=2)
    written = write_picture(pixels, tmp_path / f"a.{ending}", source=Picture(pixels, grayscale=True, bits=16))
    again = read_picture(written)
    assert again.bits == 16
    assert (again.pixels == pixels).all()


def test_16_bit_colour_is_kept_in_tiff_and_elsewhere_rounded_and_said_so(tmp_path: Path) -> None:
    pixels = np.random.default_rng(2).integers(0, 65_536, (9, 14, 3)).astype(np.uint16)
    told: list[str] = []
    again = read_picture(write_picture(pixels, tmp_path / "a.tif", on_warning=told.append))
    assert (again.pixels == pixels).all()
    assert told == []
    again = read_picture(write_picture(pixels, tmp_path / "a.png", on_warning=told.append))
    assert np.abs(again.pixels - pixels / 257).max() <= 0.5
    assert "8 bits" in told[0]


def test_a_gray_photo_stays_a_gray_file(tmp_path: Path) -> None:
    pixels = np.repeat(ramp()[:, :, :1], 3, axis=2)
    written = write_picture(pixels, tmp_path / "a.png", source=Picture(pixels, grayscale=True))
    with Image.open(written) as image:
        assert image.mode == "L"
    written = write_picture(ramp(), tmp_path / "b.png", source=Picture(pixels, grayscale=True))
    assert (read_picture(written).pixels == ramp()).all()


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
def test_exif_and_xmp_are_kept_upright_and_without_the_old_thumbnail(tmp_path: Path, ending: str) -> None:
    source = photo(tmp_path)
    source = Picture(source.pixels, exif=exif_block(orientation=6), xmp=XMP)
    large = np.repeat(np.repeat(ramp(), 2, axis=0), 2, axis=1)
    written = write_picture(large, tmp_path / f"r.{ending}", source=source, description={"seed": 7})
    with Image.open(written) as image:
        exif = image.getexif()
        details, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    assert exif.get(0x0112, 1) == 1
    assert exif[0x010F] == "Voigt & Sons"
    assert (details[0xA002], details[0xA003]) == (80, 48)
    assert details[0x9003] == "1931:05:04 10:00:00"
    assert details[0x927C] == b"note at a fixed place"
    assert place[2] == (48.0, 51.0, 30.0)
    assert b"thumbnail" not in written.read_bytes()
    again = read_picture(written)
    assert (again.width, again.height) == (80, 48)
    assert again.xmp is not None
    assert b"Aunt Erna" in again.xmp
    assert b'tiff:Orientation="1"' in again.xmp
    assert b'tiff:ImageWidth="80"' in again.xmp
    assert read_description(again.xmp) == {"software": "Heirloom", "seed": 7}
    assert again.warnings == ()


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
def test_the_request_is_kept_without_a_source(tmp_path: Path, ending: str) -> None:
    request = {"caption": 'A <girl> & "dog"\n\ud83d\ude00é\ud800', "size": None, "guidance_scale": 5.0}
    written = write_picture(ramp(), tmp_path / f"r.{ending}", description=request)
    found = read_description(read_picture(written).xmp)
    assert found == {
        "software": "Heirloom",
        "caption": 'A <girl> & "dog"\n😀é\ud800',
        "size": None,
        "guidance_scale": 5.0,
    }


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("channels", "kind"),
    [(1, np.uint8), (2, np.uint8), (3, np.uint8), (4, np.uint8), (1, np.uint16), (3, np.uint16), (4, np.uint16)],
)
def test_tiff_of_every_kind(channels: int, kind: type, order: str) -> None:
    values = np.random.default_rng(8).integers(0, np.iinfo(kind).max, (700, 900, channels), endpoint=True).astype(kind)
    data = tiff_file(values, exif_block(order=order), None, None, None)
    with io.BytesIO(data) as stream, Image.open(stream) as image:
        assert image.getexif().get_ifd(0x8769)[0x927C] == b"note at a fixed place"
        if kind is np.uint8 or channels == 1:
            assert (np.asarray(image).reshape(values.shape) == values).all()


def test_png_says_it_in_plain_text_too(tmp_path: Path) -> None:
    with Image.open(write_picture(ramp(), tmp_path / "r.png", description={"seed": 3})) as image:
        image.load()
        assert image.info["Software"] == "Heirloom"
        assert '"seed": 3' in image.info["heirloom"]


@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_iptc_is_kept(tmp_path: Path, ending: str) -> None:
    record = b"\x1c\x02\x78\x00\x0bGrandmother"
    again = read_picture(write_picture(ramp(), tmp_path / f"i.{ending}", source=Picture(ramp(), iptc=record)))
    assert again.iptc == record


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
def test_an_rgb_profile_is_kept_and_the_colours_with_it(tmp_path: Path, ending: str) -> None:
    profile = icc_profile(b"RGB ")
    flat = np.full((32, 32, 3), (120, 140, 90), np.uint8)
    written = write_picture(flat, tmp_path / f"p.{ending}", source=Picture(flat, icc=profile), quality=100)
    with Image.open(written) as image:
        assert image.info["icc_profile"] == profile
        raw = np.asarray(image.convert("RGB"))[16, 16]
    assert np.abs(raw.astype(int) - flat[0, 0]).max() > 3  # other numbers,
    again = read_picture(written)
    assert np.abs(again.pixels[16, 16].astype(int) - flat[0, 0]).max() <= 3  # the same colour


@pytest.mark.parametrize("space", [b"GRAY", b"broken"])
def test_other_profiles_give_way_to_srgb(tmp_path: Path, space: bytes) -> None:
    profile = icc_profile(space) if space == b"GRAY" else b"broken"
    with Image.open(write_picture(ramp(), tmp_path / "p.png", source=Picture(ramp(), icc=profile))) as image:
        assert image.info["icc_profile"] == srgb_profile()
        assert (np.asarray(image) == ramp()).all()


@pytest.mark.parametrize("ending", ["png", "tif", "webp"])
def test_transparency_is_scaled_and_kept(tmp_path: Path, ending: str) -> None:
    alpha = np.zeros((24, 40), np.uint8)
    alpha[:, 20:] = 255
    shown = np.full((48, 80, 3), 255, np.uint8)
    shown[:, 40:] = (10, 20, 200)
    source = Picture(ramp(), alpha=alpha)
    again = read_picture(write_picture(shown, tmp_path / f"t.{ending}", source=source, quality=100))
    assert again.alpha is not None
    assert again.alpha[24, 10] == 0
    assert again.alpha[24, 70] == 255
    assert np.abs(again.pixels[24, [10, 70]].astype(int) - shown[24, [10, 70]]).max() <= 6


def test_what_a_format_cannot_hold_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    source = Picture(ramp(), alpha=np.zeros((24, 40), np.uint8), exif=exif_block())
    write_picture(ramp(), tmp_path / "t.jpg", source=source, on_warning=told.append)
    assert any("transparency" in line for line in told)
    told.clear()
    write_picture(ramp(), tmp_path / "t.bmp", source=source, on_warning=told.append)
    assert len(told) == 2


@pytest.mark.parametrize(
    "source",
    [
        Picture(ramp(), exif=b"II*\0\xff\xff\xff\xff"),
        Picture(ramp(), exif=exif_block()[:40]),
        Picture(ramp(), xmp=b"<not xml"),
        Picture(ramp(), xmp="<x/>".encode("utf-16")),
        Picture(ramp(), xmp=b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'),
        Picture(ramp(), exif=exif_block(thumbnail=b"x") + bytes(70_000)),
        Picture(ramp(), xmp=XMP.replace(b"Aunt", b"A" * 70_000)),
    ],
    ids=["exif offset", "exif cut", "xmp not xml", "xmp utf-16", "xmp entities", "exif long", "xmp long"],
)
def test_a_metadata_fault_is_a_warning(tmp_path: Path, source: Picture) -> None:
    told: list[str] = []
    written = write_picture(ramp(), tmp_path / "m.jpg", source=source, description={"seed": 1}, on_warning=told.append)
    assert read_picture(written).width == 40
    assert told


def test_an_existing_file_gets_a_neighbour(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("mine")
    assert write_picture(ramp(), tmp_path / "a.png") == tmp_path / "a-2.png"
    assert write_picture(ramp(), tmp_path / "a.png") == tmp_path / "a-3.png"
    assert (tmp_path / "a.png").read_text() == "mine"
    assert write_picture(ramp(), tmp_path / "a.png", overwrite=True) == tmp_path / "a.png"
    assert only(tmp_path) == ["a-2.png", "a-3.png", "a.png"]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("way", ["itself", "symbolic link", "hard link", "linked folder"])
def test_the_original_is_never_replaced(tmp_path: Path, way: str, overwrite: bool) -> None:
    source = photo(tmp_path)
    original = tmp_path / "photo.jpg"
    before, target = digest(original), original
    if way == "symbolic link":
        target = tmp_path / "link.jpg"
        target.symlink_to(original)
    elif way == "hard link":
        target = tmp_path / "hard.jpg"
        os.link(original, target)
    elif way == "linked folder":
        (tmp_path / "folder").symlink_to(tmp_path)
        target = tmp_path / "folder" / "photo.jpg"
    written = write_picture(ramp(), target, source=source, overwrite=overwrite)
    assert written == target.with_name(f"{target.stem}-2.jpg")
    assert digest(original) == before
    assert target.samefile(original)


def test_a_broken_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to(tmp_path / "elsewhere.png")
    assert write_picture(ramp(), tmp_path / "a.png") == tmp_path / "a-2.png"
    assert not (tmp_path / "elsewhere.png").exists()


def test_many_writers_of_one_name_lose_nothing(tmp_path: Path) -> None:
    written: list[Path] = []
    threads = [
        threading.Thread(target=lambda n=n: written.append(write_picture(ramp() // (n + 1), tmp_path / "a.png")))
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(written)) == 12
    assert len({digest(path) for path in written}) == 12
    assert sorted(path.name for path in written) == only(tmp_path)


def test_clear_refusals(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(ImageWriteError, match="png, jpg, jpeg, tif, tiff, webp, bmp"):
        write_picture(ramp(), tmp_path / "a.gif")
    with pytest.raises(ImageWriteError, match="does not exist"):
        write_picture(ramp(), tmp_path / "gone" / "a.png")
    with pytest.raises(ImageWriteError, match="folder"):
        write_picture(ramp(), tmp_path / "folder.png", overwrite=True)
    with pytest.raises(ImageWriteError, match="too long"):
        write_picture(ramp(), tmp_path / ("n" * 300 + ".png"))
    with pytest.raises(ValueError, match="uint8"):
        write_picture(ramp().astype(np.float32), tmp_path / "a.png")
    with pytest.raises(ValueError, match="quality"):
        write_picture(ramp(), tmp_path / "a.png", quality=0)
    assert only(tmp_path) == ["folder.png"]


@pytest.mark.parametrize(("ending", "width"), [("webp", 16_384), ("jpg", 65_501)])
def test_too_large_for_the_format_offers_another(tmp_path: Path, ending: str, width: int) -> None:
    with pytest.raises(ImageTooLarge, match="PNG or TIFF") as refusal:
        write_picture(np.zeros((1, width, 3), np.uint8), tmp_path / f"a.{ending}")
    assert refusal.value.path == tmp_path / f"a.{ending}"
    assert read_picture(write_picture(np.zeros((1, width, 3), np.uint8), tmp_path / "a.png")).width == width
    assert only(tmp_path) == ["a.png"]


FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from engine.errors import ImageWriteError
from engine.images.tiff import tiff_file
from engine.images.write import write_picture
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
try:
    write_picture(noise, Path(sys.argv[1]), overwrite=True)
except ImageWriteError as refusal:
    print(refusal)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as POSIX does")
@pytest.mark.parametrize("ending", ["png", "tif", "jpg"])
def test_a_full_disk_leaves_the_older_file_intact(tmp_path: Path, ending: str) -> None:
    """A limit on the size of files fails the write in the middle, as a full disk does."""
    target = tmp_path / f"a.{ending}"
    target.write_text("the older file")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(target)], env=environment, capture_output=True, text=True, check=True
    )
    assert f"{target}: the disk is full" in done.stdout
    assert "MB are free" in done.stdout
    assert target.read_text() == "the older file"
    assert only(tmp_path) == [target.name]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ImageWriteError, match="may not be written"):
        write_picture(ramp(), tmp_path / "a.png")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_the_result_has_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    written = write_picture(ramp(), tmp_path / "a.png")
    assert written.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_names_for_results(tmp_path: Path) -> None:
    assert default_target(tmp_path / "a.jpg") == tmp_path / "a_restored.jpg"
    assert default_target(tmp_path / "a.heic", tmp_path / "out") == tmp_path / "out" / "a_restored.png"
    assert default_target(tmp_path / "a.JPG", suffix=".tif") == tmp_path / "a_restored.tif"
    (tmp_path / "a_restored.jpg").touch()
    (tmp_path / "a_restored-2.jpg").symlink_to(tmp_path / "gone")
    assert default_target(tmp_path / "a.jpg") == tmp_path / "a_restored-3.jpg"
    assert free_name(tmp_path / "b.png") == tmp_path / "b.png"
    long = default_target(tmp_path / ("é" * 125 + ".jpg"))
    assert len(os.fsencode(long.name)) <= 255
    assert write_picture(ramp(), long).is_file()


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError])
def test_without_links_an_interrupted_move_leaves_no_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]
) -> None:
    def interrupted(*_: object) -> None:
        raise interruption

    finished = tmp_path / "finished"
    finished.write_bytes(b"whole")
    monkeypatch.setattr(naming.os, "replace", interrupted)
    with pytest.raises(interruption):
        naming._reserved_and_moved(finished, tmp_path / "target.png")
    assert [path.name for path in tmp_path.iterdir()] == ["finished"]

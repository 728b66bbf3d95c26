"""Reading: upright, sRGB, honest about depth, and one clear line for what is not a picture."""

import os
import struct
import sys
import threading
import zlib
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from engine.errors import ImageTooLarge, UnreadableImage, UnsupportedImage
from engine.images.picture import from_over_white, over_white, to_8_bit
from engine.images.read import read_picture
from tests.engine.images.samples import XMP, exif_block, icc_profile, ramp

TRANSPOSED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,  # undone by turning it back by 270 degrees
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def png(path: Path, header: bytes, raw: bytes, *chunks: tuple[bytes, bytes]) -> Path:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    body = b"".join(chunk(*each) for each in chunks)
    ending = chunk(b"IDAT", zlib.compress(raw, 1)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + ending)
    return path


def deep_png(path: Path, values: np.ndarray, *chunks: tuple[bytes, bytes]) -> Path:
    """A 16-bit PNG of uint16 [H, W, C]."""
    height, width, channels = values.shape
    rows = values.astype(">u2").reshape(height, -1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    return png(
        path, struct.pack(">LLBBBBB", width, height, 16, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0), raw, *chunks
    )


def tiff(path: Path, values: np.ndarray, *, planar: bool = False, order: Literal["<", ">"] = "<", **more: int) -> Path:
    """An uncompressed TIFF of one strip (or one a plane)."""
    height, width, channels = values.shape
    bits = values.dtype.itemsize * 8
    planes = [values[:, :, index] for index in range(channels)] if planar else [values]
    data = [plane.astype(values.dtype.newbyteorder(order)).tobytes() for plane in planes]
    tags = {256: (4, [width]), 257: (4, [height]), 258: (3, [bits] * channels), 259: (3, [1])}
    tags |= {262: (3, [more.get("photometric", 2 if channels == 3 else 1)]), 277: (3, [channels]), 278: (4, [height])}
    tags |= {279: (4, [len(each) for each in data]), 284: (3, [2 if planar else 1])}
    if "orientation" in more:
        tags[274] = (3, [more["orientation"]])
    if "sample_format" in more:
        tags[339] = (3, [more["sample_format"]] * channels)
    start = 8
    offsets = [start + sum(len(each) for each in data[:index]) for index in range(len(data))]
    tags[273] = (4, offsets)
    at = start + sum(len(each) for each in data)
    extra_at, table, extra = at + 2 + 12 * len(tags) + 4, b"", b""
    for tag, (kind, numbers) in sorted(tags.items()):
        packed = struct.pack(f"{order}{len(numbers)}{'H' if kind == 3 else 'L'}", *numbers)
        if len(packed) > 4:
            field, extra = struct.pack(f"{order}L", extra_at + len(extra)), extra + packed
        else:
            field = packed.ljust(4, b"\0")
        table += struct.pack(f"{order}HHL", tag, kind, len(numbers)) + field
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}L", at)
    path.write_bytes(mark + b"".join(data) + struct.pack(f"{order}H", len(tags)) + table + bytes(4) + extra)
    return path


def deep_ramp(channels: int) -> np.ndarray:
    """Every low byte matters: uint16 [12, 20, channels] without symmetry."""
    drawn = np.random.default_rng(7)
    return drawn.integers(0, 65_536, (12, 20, channels)).astype(np.uint16)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "tif"])
def test_every_orientation_comes_out_upright(tmp_path: Path, orientation: int, ending: str) -> None:
    upright = Image.fromarray(ramp())
    method = TRANSPOSED[orientation]
    stored = upright if method is None else upright.transpose(method)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, Any] = (
        {"quality": 100, "subsampling": 0} if ending == "jpg" else {"lossless": True} if ending == "webp" else {}
    )
    stored.save(tmp_path / f"turned.{ending}", exif=exif.tobytes(), **options)
    picture = read_picture(tmp_path / f"turned.{ending}")
    assert (picture.width, picture.height) == (40, 24)
    assert np.abs(picture.pixels.astype(int) - ramp()).max() <= (6 if ending == "jpg" else 0)


def test_an_orientation_only_in_xmp_is_honoured(tmp_path: Path) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    Image.fromarray(ramp()).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "x.png", pnginfo=texts)
    assert (read_picture(tmp_path / "x.png").pixels == ramp()).all()


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_gray_tiff_keeps_every_level(tmp_path: Path, order: Literal["<", ">"], orientation: int) -> None:
    values = deep_ramp(1)
    picture = read_picture(tiff(tmp_path / "scan.tif", values, order=order, orientation=orientation))
    assert picture.bits == 16
    assert picture.grayscale
    wanted = values if orientation == 1 else np.rot90(values, -1)
    assert (picture.pixels == wanted).all()


def test_16_bit_gray_png_is_not_white(tmp_path: Path) -> None:
    values = deep_ramp(1)
    picture = read_picture(deep_png(tmp_path / "scan.png", values))
    assert picture.pixels.dtype == np.uint16
    assert (picture.pixels == values).all()
    assert np.abs(picture.pixels8().astype(float) - values / 257).max() <= 0.5


def test_16_bit_tiff_where_zero_is_white_is_not_a_negative(tmp_path: Path) -> None:
    values = deep_ramp(1)
    picture = read_picture(tiff(tmp_path / "scan.tif", values, photometric=0))
    assert (picture.pixels == 65_535 - values).all()


@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_colour_tiff_keeps_both_bytes(tmp_path: Path, planar: bool, order: Literal["<", ">"]) -> None:
    values = deep_ramp(3)
    picture = read_picture(tiff(tmp_path / "scan.tif", values, planar=planar, order=order, orientation=1))
    assert picture.bits == 16
    assert (picture.pixels == values).all()


def test_16_bit_colour_png_keeps_both_bytes(tmp_path: Path) -> None:
    values = deep_ramp(3)
    picture = read_picture(deep_png(tmp_path / "scan.png", values))
    assert (picture.pixels == values).all()
    assert picture.alpha is None


@pytest.mark.parametrize("channels", [2, 4])
def test_16_bit_alpha_is_kept_apart_and_shown_over_white(tmp_path: Path, channels: int) -> None:
    values = deep_ramp(channels)
    picture = read_picture(deep_png(tmp_path / "scan.png", values))
    assert picture.alpha is not None
    assert (picture.alpha == values[:, :, -1]).all()
    share = values[:, :, -1:] / 65_535
    assert np.abs(picture.pixels - (values[:, :, :-1] * share + 65_535 * (1 - share))).max() <= 1


def test_a_transparent_16_bit_colour_is_compared_with_16_bits(tmp_path: Path) -> None:
    values = deep_ramp(3)
    values[0, 0], values[0, 1] = (256, 512, 768), (257, 512, 768)
    picture = read_picture(deep_png(tmp_path / "keyed.png", values, (b"tRNS", struct.pack(">HHH", 256, 512, 768))))
    assert picture.alpha is not None
    assert np.argwhere(picture.alpha == 0).tolist() == [[0, 0]]


def test_a_transparent_level_of_a_4_bit_png_is_found(tmp_path: Path) -> None:
    header = struct.pack(">LLBBBBB", 2, 1, 4, 0, 0, 0, 0)
    picture = read_picture(png(tmp_path / "g4.png", header, b"\0\x3a", (b"tRNS", b"\0\x03")))
    assert picture.alpha is not None
    assert picture.alpha.tolist() == [[0, 255]]
    assert picture.pixels[0, :, 0].tolist() == [255, 0xAA]


def test_deep_colour_under_a_wide_profile_is_reduced_and_said_so(tmp_path: Path) -> None:
    icc = (b"iCCP", b"wide\0\0" + zlib.compress(icc_profile(b"RGB ")))
    picture = read_picture(deep_png(tmp_path / "wide.png", deep_ramp(3), icc))
    assert picture.bits == 8
    assert "8 bits" in picture.warnings[0]


@pytest.mark.parametrize(
    ("name", "values", "more"),
    [
        ("float.tif", np.ones((4, 4, 1), np.float32), {"sample_format": 3}),
        ("signed.tif", np.ones((4, 4, 1), np.int16), {"sample_format": 2}),
        ("wide.tif", np.ones((4, 4, 1), np.uint32), {}),
        ("cmyk.tif", np.ones((4, 4, 4), np.uint16), {"planar": True, "photometric": 5}),
    ],
)
def test_pixels_without_a_clear_meaning_are_refused(
    tmp_path: Path, name: str, values: np.ndarray, more: dict[str, Any]
) -> None:
    with pytest.raises(UnsupportedImage) as refusal:
        read_picture(tiff(tmp_path / name, values, **more))
    assert refusal.value.path == tmp_path / name


def test_adobe_rgb_comes_out_as_srgb(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), (100, 180, 60)).save(tmp_path / "a.png", icc_profile=icc_profile(b"RGB "))
    picture = read_picture(tmp_path / "a.png")
    assert np.abs(picture.pixels[0, 0].astype(int) - (0, 181, 42)).max() <= 2  # by the two spaces' definitions
    assert picture.icc == icc_profile(b"RGB ")


@pytest.mark.parametrize("deep", [False, True])
def test_a_gray_profile_is_applied(tmp_path: Path, deep: bool) -> None:
    level = 128
    gray = np.full((4, 4), level * 257 if deep else level, np.uint16 if deep else np.uint8)
    Image.fromarray(gray).save(tmp_path / "g.png", icc_profile=icc_profile(b"GRAY", 1.0))
    picture = read_picture(tmp_path / "g.png")
    assert picture.grayscale
    assert abs(int(picture.pixels8()[0, 0, 0]) - 188) <= 2  # linear 0.5 in sRGB


@pytest.mark.parametrize("icc", [b"no profile", icc_profile(b"RGB ")[:200], icc_profile(b"GRAY")])
def test_a_profile_that_cannot_be_used_is_ignored(tmp_path: Path, icc: bytes) -> None:
    Image.fromarray(ramp()).save(tmp_path / "b.jpg", quality=100, subsampling=0, icc_profile=icc)
    picture = read_picture(tmp_path / "b.jpg")
    assert np.abs(picture.pixels.astype(int) - ramp()).max() <= 6
    assert picture.icc is None
    assert len(picture.warnings) == 1


@pytest.mark.parametrize("exif", [b"nonsense", b"II*\0", exif_block()[:30], b"II*\0" + b"\xff" * 20])
def test_broken_exif_does_not_lose_the_picture(tmp_path: Path, exif: bytes) -> None:
    Image.fromarray(ramp()).save(tmp_path / "b.png", exif=exif)
    picture = read_picture(tmp_path / "b.png")
    assert (picture.pixels == ramp()).all()
    assert picture.exif is None
    assert picture.warnings


def test_palette_and_one_bit_pictures(tmp_path: Path) -> None:
    Image.fromarray(ramp()).quantize(16).save(tmp_path / "p.png")
    Image.fromarray(ramp()).convert("1").save(tmp_path / "1.png")
    gray = Image.new("P", (8, 8), 1)
    gray.putpalette([0, 0, 0, 90, 90, 90])
    gray.save(tmp_path / "g.png")
    assert not read_picture(tmp_path / "p.png").grayscale
    assert set(np.unique(read_picture(tmp_path / "1.png").pixels)) == {0, 255}
    assert read_picture(tmp_path / "g.png").grayscale
    assert (read_picture(tmp_path / "g.png").pixels == 90).all()


def test_the_size_is_refused_before_anything_is_decoded(tmp_path: Path) -> None:
    header = struct.pack(">LLBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    path = png(tmp_path / "bomb.png", header, bytes(1000))
    with pytest.raises(ImageTooLarge, match="900 megapixels, the limit is 300"):
        read_picture(path)
    Image.new("RGB", (20, 10)).save(tmp_path / "small.png")
    with pytest.raises(ImageTooLarge):
        read_picture(tmp_path / "small.png", max_pixels=199)
    assert read_picture(tmp_path / "small.png", max_pixels=200).width == 20


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "bmp", "ppm", "jp2", "avif"])
def test_only_our_own_limit_counts(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """4 x of a 12 megapixel photo is 192 megapixels: Pillow would warn from 89 and refuse above 179. Here its limit is
    lowered instead, to keep the test small."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    Image.fromarray(ramp()).save(tmp_path / f"a.{ending}")
    assert read_picture(tmp_path / f"a.{ending}").width == 40


def test_pillows_limit_inside_a_webp_is_named_in_our_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.fromarray(ramp()).save(tmp_path / "a.webp")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(ImageTooLarge, match="megapixels, the limit is"):
        read_picture(tmp_path / "a.webp")


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
@pytest.mark.parametrize(("channels", "kind"), [(1, np.uint8), (1, np.uint16), (3, np.uint8), (3, np.uint16)])
def test_an_uncompressed_sideways_tiff_is_not_noise(
    tmp_path: Path, channels: int, kind: type, orientation: int
) -> None:
    """Pillow scrambles these when it maps the file into memory."""
    values = (deep_ramp(channels) >> (8 if kind is np.uint8 else 0)).astype(kind)
    picture = read_picture(tiff(tmp_path / "scan.tif", values, orientation=orientation))
    turned = {5: values.swapaxes(0, 1), 6: np.rot90(values, -1), 8: np.rot90(values)}
    wanted = turned[orientation] if orientation != 7 else np.rot90(values, 2).swapaxes(0, 1)
    assert (picture.pixels == wanted).all()
    assert picture.pixels.flags.writeable


def test_what_is_not_a_picture_file(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("not a picture at all, just some words")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    for path, reason in {
        tmp_path: "a folder",
        tmp_path / "missing.png": "no such file",
        tmp_path / "empty.png": "empty",
        tmp_path / "text.png": "not a picture",
        tmp_path / "loop.png": "link points to itself",
        Path("/dev/null"): "device",
        Path("/dev/zero"): "device",
        tmp_path / ("n" * 300): "name is too long",
        Path("nul\0.png"): "no such file",
    }.items():
        with pytest.raises(UnreadableImage, match=reason):
            read_picture(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    refused: list[BaseException] = []

    def read() -> None:
        try:
            read_picture(tmp_path / "pipe.jpg")
        except UnreadableImage as refusal:
            refused.append(refusal)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(timeout=5)
    assert not reader.is_alive()
    assert "pipe" in str(refused[0])


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp", "bmp", "gif"])
def test_a_truncated_picture_is_refused(tmp_path: Path, ending: str) -> None:
    whole = tmp_path / f"whole.{ending}"
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    Image.fromarray(noise).save(whole)
    cut = tmp_path / f"cut.{ending}"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(UnreadableImage):
        read_picture(cut)


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3)])
def test_thin_pictures(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size, (9, 8, 7)).save(tmp_path / "thin.png")
    picture = read_picture(tmp_path / "thin.png")
    assert (picture.width, picture.height) == size


def test_only_the_first_frame_is_used_and_said_so(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "film.gif", save_all=True, append_images=frames[1:])
    picture = read_picture(tmp_path / "film.gif")
    assert picture.pixels[0, 0].tolist() == [255, 0, 0]
    assert "first picture" in picture.warnings[0]


@pytest.mark.skipif(sys.platform == "win32", reason="such names do not exist there")
def test_odd_names_are_read(tmp_path: Path) -> None:
    for name in ("new\nline.png", "-rf.png", "50%s.png", "<b>.png", "é\u0301😀.png", "x" * 250 + ".png", "\udcff.png"):
        Image.new("RGB", (2, 2)).save(os.fsencode(tmp_path / name), "PNG")
        assert read_picture(tmp_path / name).width == 2


def test_reading_side_by_side_gives_the_same(tmp_path: Path) -> None:
    for index in range(4):
        tiff(tmp_path / f"{index}.tif", deep_ramp(3) + np.uint16(index))
    found: dict[int, np.ndarray] = {}
    threads = [
        threading.Thread(target=lambda i=index: found.__setitem__(i, read_picture(tmp_path / f"{i % 4}.tif").pixels))
        for index in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((found[index] == deep_ramp(3) + np.uint16(index % 4)).all() for index in range(16))


def test_rounding_and_compositing_are_exact_at_the_ends() -> None:
    levels = np.arange(65_536, dtype=np.uint16).reshape(256, 256)
    assert (to_8_bit(levels) == np.round(levels / 257).astype(np.uint8)).all()
    pixels, alpha = ramp(32, 32), np.arange(1024, dtype=np.uint16).reshape(32, 32).astype(np.uint8)
    assert (over_white(pixels, np.full_like(alpha, 255)) == pixels).all()
    assert (over_white(pixels, np.zeros_like(alpha)) == 255).all()
    shown = over_white(pixels, alpha)
    again = over_white(from_over_white(shown, alpha), alpha)
    assert np.abs(shown.astype(int) - again)[alpha > 0].max() <= 1

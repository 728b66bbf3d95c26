"""Opening picture files that may be anything: only regular files, only known formats, size before decoding.

Pillow's plugins are called directly instead of through `Image.open`, because that alone gives us our own pixel limit
(Pillow's is one process-wide variable, and warns from half of it) and the exact reason why a file was refused.
"""

import errno
import os
import re
import stat
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    IcoImagePlugin,
    Image,
    ImageFile,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TgaImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from engine.errors import ImageError, ImageTooLarge, UnreadableImage, UnsupportedImage
from engine.sentences import sentence

try:  # it may be missing where it cannot be built, and only HEIC files are refused then
    import pillow_heif
except ImportError:  # pragma: no cover
    pillow_heif = None

SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".avif"),
    *(".heic", ".heif", ".hif", ".ppm", ".pgm", ".pbm", ".pnm", ".ico", ".tga", ".jp2", ".j2k", ".jpf", ".jpx"),
)
"""Lower-case endings of the files that `read_picture` can read; for file dialogs and folders."""

_READABLE = sentence("Heirloom reads PNG, JPEG, TIFF, WebP, BMP, GIF, AVIF, HEIC, PPM, ICO, TGA and JPEG 2000.")

Factory = Callable[[IO[bytes], str], ImageFile.ImageFile]


class _TiffFile(TiffImagePlugin.TiffImageFile):
    """Pillow's TIFF reader without its own pixel limit: ours was checked when the file was opened."""

    def load_prepare(self) -> None:
        if self._im is None:
            self.im = Image.core.new(self.mode, self._tile_size)
        super().load_prepare()


_FACTORIES: dict[str, Factory] = {
    "JPEG": JpegImagePlugin.jpeg_factory,  # and MPO
    "PNG": PngImagePlugin.PngImageFile,
    "TIFF": _TiffFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "JPEG2000": Jpeg2KImagePlugin.Jpeg2KImageFile,
    "PPM": PpmImagePlugin.PpmImageFile,
    "ICO": IcoImagePlugin.IcoImageFile,
}

_OTHER_KINDS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"8BPS", "Photoshop"),
    (0, b"qoif", "QOI"),
    (0, b"%!PS", "PostScript"),
    (0, b"\xc5\xd0\xd3\xc6", "PostScript"),
    (0, b"%PDF", "PDF"),
    (0, b"\xff\x0a", "JPEG XL"),
    (4, b"JXL ", "JPEG XL"),
    (0, b"v/1\x01", "OpenEXR"),
    (0, b"DDS ", "DDS"),
    (0, b"BLP", "BLP"),
    (0, b"icns", sentence("Apple icon")),
    (0, b"\x01\xda", "SGI"),
    (0, b"#?RADIANCE", "Radiance HDR"),
    (0, b"FUJIFILMCCD-RAW", sentence("camera raw")),
    (0, b"<svg", "SVG"),
    (0, b"MM\x00\x2b", sentence("big-endian BigTIFF")),
)

_UNSUPPORTED = (
    "unsupported",
    "unknown pixel mode",
    "unknown data organization",
    "cannot handle",
    "not supported",
    "not yet supported",
    "not implemented",
    "not currently supported",
)
"""What Pillow's messages say when a file is sound but of a kind that it cannot decode."""


@dataclass
class Opened:
    """A picture file whose header was read and whose size is within the limit; its pixels are not decoded yet.

    Attributes:
        image: the Pillow image.
        format: Pillow's name of the format.
        notes: warnings gathered so far.
    """

    image: ImageFile.ImageFile
    format: str
    notes: list[str] = field(default_factory=list)
    again: Callable[[], ImageFile.ImageFile] = field(kw_only=True)
    """Opens the same file's header once more, for a second decode."""


@contextmanager
def pillow_faults(path: Path) -> Iterator[None]:
    """The one place where whatever a decoder raises becomes an `ImageError` that names the file.

    Pillow's plugins answer a malformed file with almost any exception (SyntaxError, ValueError, TypeError,
    struct.error, zlib.error, RuntimeError, ...), so everything but our own errors is translated here, on purpose.
    """
    try:
        yield
    except ImageError as error:
        error.path = error.path or path
        raise
    except Image.DecompressionBombError as error:
        raise _bomb(path, error) from error
    except MemoryError as error:
        raise ImageTooLarge(
            sentence("not enough memory to decode the picture"),
            path=path,
            advice=sentence("Close other programs or use a smaller copy."),
        ) from error
    except Exception as error:
        raise _named(path, error) from error


_pillow_warnings = threading.RLock()


@contextmanager
def quiet(notes: list[str], note: str = sentence("Damaged metadata was ignored.")) -> Iterator[None]:
    """Keeps Pillow's warnings about a broken file off the terminal and adds `note` to `notes` instead.

    `warnings.catch_warnings` swaps process-wide filters before Python 3.14, so a lock keeps our readers from undoing
    each other's; decoding of the common formats, which does not warn, runs outside it.
    """
    with _pillow_warnings, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    if caught and note not in notes:
        notes.append(note)


@contextmanager
def opened(path: Path, max_pixels: int) -> Iterator[Opened]:
    """The picture file at `path` with its header read. Use inside `pillow_faults`.

    Raises:
        UnreadableImage: missing, empty, not a regular file, not a picture, or damaged.
        UnsupportedImage: a picture of a kind that is not read.
        ImageTooLarge: more than `max_pixels` pixels are declared.
    """
    with _regular_file(path) as stream:
        name, factory = _recognise(path, stream.read(64))

        def header() -> ImageFile.ImageFile:
            stream.seek(0)
            # Without a name Pillow does not map the file into memory: that turns sideways TIFFs into noise, opens the
            # name a second time, and kills the process when the file shrinks meanwhile.
            return factory(stream, "")

        found: list[str] = []
        with quiet(found):
            image = header()
            if getattr(image, "is_animated", False) and image.format != "MPO":
                found.append("Only the first picture of the file is used.")
        _check_size(path, image, max_pixels, os.fstat(stream.fileno()).st_size)
        yield Opened(image, image.format or name, found, again=header)


@contextmanager
def _regular_file(path: Path) -> Iterator[IO[bytes]]:
    try:
        _refuse_special(path, os.stat(path))
        # Non-blocking: should the file have become a FIFO since, opening it must not wait for a writer.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise _named(path, error) from error
    with os.fdopen(handle, "rb") as stream:
        info = os.fstat(handle)
        _refuse_special(path, info)
        if info.st_size == 0:
            raise UnreadableImage(
                sentence("the file is empty"), path=path, advice=sentence("Copy it again from where it came from.")
            )
        yield stream


def _refuse_special(path: Path, info: os.stat_result) -> None:
    if stat.S_ISDIR(info.st_mode):
        raise UnreadableImage(
            sentence("this is a folder, not a picture"), path=path, advice=sentence("Choose a picture in it.")
        )
    if not stat.S_ISREG(info.st_mode):
        raise UnreadableImage(
            sentence("this is a device or a pipe, not a picture file"), path=path, advice=sentence("Choose a file.")
        )


def _recognise(path: Path, prefix: bytes) -> tuple[str, Factory]:
    if prefix[4:8] == b"ftyp":
        return _recognise_iso(path, prefix)
    for offset, magic, kind in _OTHER_KINDS:
        if prefix[offset:].startswith(magic):
            raise UnsupportedImage(sentence("{kind} files cannot be read", kind=kind), path=path, advice=_READABLE)
    for name, factory in _FACTORIES.items():
        accept = Image.OPEN[name][1]
        if accept is not None and accept(prefix) is True:
            return name, factory
    # A TGA file has no signature, so any file could be taken for one: its name has to say so.
    if path.suffix.lower() == ".tga":
        return "TGA", TgaImagePlugin.TgaImageFile
    raise UnreadableImage(sentence("this is not a picture"), path=path, advice=_READABLE)


def _recognise_iso(path: Path, prefix: bytes) -> tuple[str, Factory]:
    """AVIF and HEIF share a container; the brands in its first box tell them apart."""
    size = int.from_bytes(prefix[:4], "big")
    box = prefix[8 : min(size, len(prefix))]
    brands = {box[0:4], *(box[start : start + 4] for start in range(8, len(box), 4))}
    if brands & {b"avif", b"avis"}:
        if not AvifImagePlugin.SUPPORTED:
            raise UnsupportedImage(sentence("AVIF pictures cannot be read by this build of Pillow"), path=path)
        return "AVIF", AvifImagePlugin.AvifImageFile
    if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
        if pillow_heif is None:
            raise UnsupportedImage(
                sentence("HEIC pictures cannot be read"),
                path=path,
                advice=sentence("Install pillow-heif, or use JPEG."),
            )
        return "HEIF", pillow_heif.HeifImageFile
    raise UnsupportedImage(
        sentence("this is a film or another kind of container, not a picture"), path=path, advice=_READABLE
    )


def _check_size(path: Path, image: ImageFile.ImageFile, max_pixels: int, file_bytes: int) -> None:
    width, height = image.size
    pixels = width * height
    if width < 1 or height < 1:
        raise UnreadableImage(
            sentence("the file declares {width}x{height} pixels: it is damaged", width=width, height=height), path=path
        )
    if pixels > max_pixels:
        raise _too_large(path, pixels, max_pixels)
    # Even an empty JPEG block takes a bit, and a block covers at most 32x32 pixels. libjpeg would invent the rest.
    if image.format in ("JPEG", "MPO") and pixels > file_bytes * 8 * 1024:
        raise UnreadableImage(
            sentence(
                "the file is far too short for its {width}x{height} pixels: it is damaged", width=width, height=height
            ),
            path=path,
        )


def _too_large(path: Path, pixels: int, limit: int) -> ImageTooLarge:
    return ImageTooLarge(
        sentence(
            "{megapixels} megapixels, the limit is {most}",
            megapixels=_megapixels(pixels),
            most=_megapixels(limit),
        ),
        path=path,
        advice=sentence("Make a smaller copy with another program."),
    )


def _megapixels(pixels: int) -> str:
    return f"{round(pixels / 1e6)}" if pixels >= 10_000_000 else f"{pixels / 1e6:.3g}"


def _bomb(path: Path, error: Exception) -> ImageTooLarge:
    """Pillow's own limit, met before ours could be asked: inside WebP, icon and GIF files."""
    numbers = [int(found) for found in re.findall(r"\d+", str(error))]
    if len(numbers) < 2:
        return ImageTooLarge(sentence("the picture is too large"), path=path)
    return _too_large(path, numbers[0], numbers[1])


_CAUSES = {
    errno.ENOENT: (sentence("there is no such file"), sentence("Check the name; it may have been moved or deleted.")),
    errno.ENOTDIR: (sentence("there is no such file"), sentence("Check the name; it may have been moved or deleted.")),
    errno.EACCES: (sentence("the file may not be read"), sentence("Ask its owner for the right to read it.")),
    errno.EPERM: (sentence("the file may not be read"), sentence("Ask its owner for the right to read it.")),
    errno.ELOOP: (sentence("the link points to itself"), sentence("Choose the picture itself.")),
    errno.ENAMETOOLONG: (sentence("the name is too long"), sentence("Give the file a shorter name.")),
    errno.EIO: (sentence("the disk reported an error"), sentence("Copy the file to another disk.")),
}


def _named(path: Path, error: Exception) -> ImageError:
    if isinstance(error, OSError) and error.errno is not None:
        unknown = sentence("the file could not be opened ({reason})", reason=error.strerror)
        what, advice = _CAUSES.get(error.errno, (unknown, ""))
        return UnreadableImage(what, path=path, advice=advice)
    if isinstance(error, ValueError) and "null" in str(error):  # a name with a NUL in it
        return UnreadableImage(sentence("there is no such file"), path=path)
    reason = str(error).split("\n")[0][:120] or type(error).__name__
    if any(sign in reason.lower() for sign in _UNSUPPORTED):
        return UnsupportedImage(
            sentence("this kind of picture cannot be read ({reason})", reason=reason), path=path, advice=_READABLE
        )
    return UnreadableImage(
        sentence("the picture is damaged or cut short ({reason})", reason=reason),
        path=path,
        advice=sentence("Copy it again from where it came from."),
    )


def layout_of(image: Image.Image) -> list[ImageFile._Tile]:
    """How Pillow will decode the pixels: one entry a strip or tile, each with its raw mode in `args`."""
    return list(image.tile) if isinstance(image, ImageFile.ImageFile) else []


def tags_of(image: Image.Image) -> Mapping[int, Any]:
    """The tags of a TIFF file's own directory; nothing for other formats."""
    return image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else {}

"""Saving a picture: whole or not at all, and never over an original."""

import contextlib
import errno
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ImageError, ImageWriteError
from engine.images.encode import encode
from engine.images.formats import FORMATS, check_size
from engine.images.naming import WRITABLE_SUFFIXES, default_target, free_name, place
from engine.images.opening import opened, pillow_faults
from engine.images.picture import MOST_DPI, Picture
from engine.sentences import sentence

__all__ = ["WRITABLE_SUFFIXES", "default_target", "free_name", "write_picture"]

_log = logging.getLogger(__name__)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_picture(
    pixels: np.ndarray,
    target: Path | str,
    *,
    source: Picture | None = None,
    overwrite: bool = False,
    quality: int = 95,
    software: str = "Heirloom",
    description: Mapping[str, Any] | None = None,
    dpi: float | None = None,
    on_warning: Callable[[str], None] | None = None,
    check: Callable[[], None] = lambda: None,
) -> Path:
    """Saves an upright sRGB picture in one step: a temporary file beside the target, synced, reopened, then renamed.

    Args:
        pixels: uint8 or uint16 [H, W, 3], sRGB. 16 bits are kept in opaque TIFF and in grey PNG, else reduced to 8.
        target: its ending decides the format: png, jpg, jpeg, tif, tiff, webp or bmp.
        source: the photo it was made from. Its EXIF (upright, no thumbnail), XMP and IPTC are kept, its transparency
            is scaled and kept where the format can, and an RGB profile is kept with the colours converted back to it;
            other profiles give way to sRGB. Its file is never replaced.
        overwrite: replace an existing file. Otherwise, and where the target is the source's own file under whatever
            name, a number is added to the name.
        quality: of JPEG and WebP, 1 to 100.
        software: who wrote it.
        description: JSON-ready values that tell how the picture was made (the request, the model), kept in XMP and,
            in PNG, as the text "heirloom".
        dpi: pixels of a printed inch; None: as many more or fewer than the source's as makes a print of the same size.
        on_warning: told in one sentence each what could not be kept. A metadata fault never fails the save.
        check: called when all is written but the name; what it raises leaves nothing behind.

    Returns:
        The path really written.

    Raises:
        ImageWriteError: unknown ending, no such folder, no right to write, disk full. Nothing was changed.
        ImageTooLarge: more pixels than the format can hold.
        ValueError: `pixels` is not such an array, or `quality` or `dpi` not such a number.
    """
    target = Path(target)
    kind = FORMATS.get(target.suffix.lower())
    if kind is None:
        known = ", ".join(suffix[1:] for suffix in WRITABLE_SUFFIXES)
        raise ImageWriteError(
            sentence("unknown file ending {ending!r}", ending=target.suffix),
            path=target,
            advice=sentence("Use one of: {known}.", known=known),
        )
    _check(pixels, quality, dpi)
    _check_folder(target)

    def warn(message: str) -> None:
        _log.warning("%s: %s", target, message)
        if on_warning is not None:
            on_warning(message)

    height, width = pixels.shape[:2]
    if dpi is None and source is not None:
        dpi = source.dpi_at(width)
    try:
        check_size(kind, width, height)
        data = encode(pixels, kind, source, quality, description, software, warn, dpi)
    except ImageError as error:
        error.path = error.path or target
        raise
    # With the process in its name, so that what a killed one left can be told.
    temporary = target.with_name(f".heirloom-{os.getpid()}-{secrets.token_hex(6)}.part")
    try:
        _write_synced(temporary, data)
        _verify(temporary, target, width, height)
        check()
        written = place(temporary, target, overwrite=overwrite, original=source.path if source is not None else None)
    except OSError as error:
        raise _refused(target, error, len(data)) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    sync_folder(target.parent)
    return written


def _check(pixels: np.ndarray, quality: int, dpi: float | None) -> None:
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype not in (np.uint8, np.uint16) or pixels.size == 0:
        raise ValueError(f"uint8 or uint16 [H, W, 3] wanted, not {pixels.dtype} {pixels.shape}")
    if not 1 <= quality <= 100:
        raise ValueError(f"quality is {quality}, but must be from 1 to 100")
    if dpi is not None and not 0 < dpi < MOST_DPI * 100:
        raise ValueError(f"dpi is {dpi}, but must be a number of pixels")


def _check_folder(target: Path) -> None:
    try:
        if target.parent.is_dir():
            return
    except (OSError, ValueError) as error:
        raise ImageWriteError(
            sentence("the folder cannot be reached"), path=target, advice=sentence("Choose another folder.")
        ) from error
    raise ImageWriteError(
        sentence("the folder {folder} does not exist", folder=target.parent),
        path=target,
        advice=sentence("Create it or choose another folder."),
    )


def _write_synced(path: Path, data: bytearray | memoryview) -> None:
    # Not tempfile: its files are private (0600), and the umask cannot be asked for without changing it.
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _verify(temporary: Path, target: Path, width: int, height: int) -> None:
    """Reads the file back as any program will: what cannot be opened must not get a final name."""
    try:
        with pillow_faults(temporary), opened(temporary, max_pixels=width * height) as written:
            written.image.draft("RGB", (width // 8, height // 8))  # JPEG: all its data, an eighth of its memory
            declared = written.image.size
            written.image.load()
        if written.format != "JPEG" and declared != (width, height):
            raise ImageWriteError(sentence("the file came out with another size"), path=target)
    except ImageError as error:
        raise ImageWriteError(
            sentence("the saved file could not be read back ({what})", what=error.what),
            path=target,
            advice=sentence("Choose another disk."),
        ) from error


def _refused(target: Path, error: OSError, needed: int) -> ImageWriteError:
    if error.errno in _FULL:
        try:
            free = sentence("{free:.1f} MB are free", free=shutil.disk_usage(target.parent).free / 1e6)
        except OSError:
            free = sentence("the free space is unknown")
        return ImageWriteError(
            sentence("the disk is full: {needed:.1f} MB are needed, {free}", needed=needed / 1e6, free=free),
            path=target,
            advice=sentence("Make room or choose another folder."),
        )
    if error.errno in _NO_RIGHT:
        return ImageWriteError(
            sentence("the folder may not be written to"), path=target, advice=sentence("Choose another folder.")
        )
    if error.errno == errno.ENAMETOOLONG:
        return ImageWriteError(sentence("the name is too long"), path=target, advice=sentence("Use a shorter name."))
    return ImageWriteError(
        sentence("the file could not be written ({reason})", reason=error.strerror or error),
        path=target,
        advice=sentence("Choose another folder."),
    )


def sync_folder(folder: Path) -> None:
    """Makes a new name in `folder` itself survive a power cut, where the system can (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

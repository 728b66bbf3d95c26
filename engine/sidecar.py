"""Captions in text files beside photos: `photo.txt` for `photo.jpg`, as trainers and other programs keep them."""

import codecs
import contextlib
import errno
import os
import secrets
from pathlib import Path

from engine.caption_text import visible_line
from engine.errors import ImageWriteError, UnreadableImage
from engine.images.naming import moved_to_new
from engine.sentences import sentence

MAX_BYTES = 64 * 1024


def sidecar_path(photo: Path) -> Path:
    """Where the caption of `photo` lies. Photos that differ in their ending alone share it."""
    return photo.with_name(f"{photo.stem}.txt")


def read_sidecar(photo: Path) -> str | None:
    """The caption beside `photo` on one line, control and bidirectional characters left out; None without a file.

    Raises:
        UnreadableImage: the file is larger than 64 KiB, not text in UTF-8 or UTF-16, or cannot be read; names it.
    """
    path = sidecar_path(photo)
    if not path.is_file() or _is_same(path, photo):
        return None
    advice = sentence("Save the caption as plain text in UTF-8.")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except OSError as error:
        raise UnreadableImage(
            sentence("the caption cannot be read ({reason})", reason=error.strerror or error), path=path
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableImage(sentence("the caption is no text in UTF-8"), path=path, advice=advice) from error
    if len(raw) > MAX_BYTES:
        raise UnreadableImage(
            sentence("the caption is larger than {most} KiB", most=MAX_BYTES // 1024), path=path, advice=advice
        )
    return visible_line(text)


def check_sidecar(photo: Path, *, overwrite: bool = False) -> Path:
    """Where `write_sidecar` would write, asked before the work is done.

    Raises:
        ImageWriteError: there is a file of that name and `overwrite` is not set, it is the photo itself, or a folder.
    """
    target = sidecar_path(photo)
    if _is_same(target, photo):
        raise ImageWriteError(
            sentence("is the photo itself"), path=target, advice=sentence("Rename the photo: its ending says text.")
        )
    if target.is_dir():
        raise ImageWriteError(
            sentence("is a folder, so no caption can be written"), path=target, advice=sentence("Rename it.")
        )
    if not overwrite and os.path.lexists(target):
        raise _taken(target)
    return target


def write_sidecar(photo: Path, caption: str, *, overwrite: bool = False) -> Path:
    """Writes `caption` beside `photo` in one step, in UTF-8 with a line end; returns the file written.

    Raises:
        ImageWriteError: as `check_sidecar`, or it cannot be written. What was there before is untouched.
    """
    target = check_sidecar(photo, overwrite=overwrite)
    temporary = target.with_name(f".heirloom-{secrets.token_hex(6)}.part")
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(f"{caption}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            os.replace(temporary, target)
        elif not moved_to_new(temporary, target):
            raise _taken(target)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = (
            sentence("the disk is full")
            if full
            else sentence("the caption cannot be written ({reason})", reason=error.strerror or error)
        )
        advice = sentence("Make room.") if full else sentence("Check the folder.")
        raise ImageWriteError(what, path=target, advice=advice) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    return target


def _taken(target: Path) -> ImageWriteError:
    return ImageWriteError(
        sentence("exists already and was kept"), path=target, advice=sentence("Replace it with --overwrite.")
    )


def _is_same(path: Path, photo: Path) -> bool:
    """Whatever they are called: through links or another letter case too."""
    try:
        return os.path.samefile(path, photo)
    except OSError:
        return False

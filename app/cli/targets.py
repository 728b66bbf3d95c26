"""What goes in and where the result goes: everything that can be refused before a model is loaded."""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from app.model.target import check_target, target_of_size
from engine.errors import ImageWriteError, RequestError, UnreadableImage
from engine.images.write import WRITABLE_SUFFIXES


@dataclass(frozen=True)
class Destination:
    """Where results go: into one `file`, or into a `folder`, or (both None) beside each photo."""

    file: Path | None = None
    folder: Path | None = None


def destination(out: str | None, inputs: int) -> Destination:
    """What `--out` means for this many inputs: an existing folder, a name ending in a slash or without a suffix is
    a folder; anything else is one file, and then there must be one input.

    Raises:
        RequestError: one file for several inputs, a file of a kind that cannot be written, or no name at all.
    """
    if out is None:
        return Destination()
    path = Path(out)
    if not out.strip():
        raise RequestError("out is empty, but must be a file or a folder", field="out")
    if path.is_dir() or out.endswith(("/", os.sep)) or not path.suffix:
        return Destination(folder=path)
    if inputs > 1:
        what = f"out is the file {out!r}, but there are {inputs} photos"
        raise RequestError(what, field="out", advice="Give a folder, with a slash at its end.")
    if path.suffix.lower() not in WRITABLE_SUFFIXES:
        known = ", ".join(suffix[1:] for suffix in WRITABLE_SUFFIXES)
        what = f"out is {out!r}, but pictures are written as {known}"
        raise RequestError(what, field="out", advice="If it is a folder, put a slash at its end.")
    return Destination(file=path)


def check_source(path: Path) -> None:
    """Refuses what is not a file, without opening it: opening a pipe would wait for ever.

    Raises:
        UnreadableImage: missing, a folder, or a device.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        what = "is a link to a file that is not there" if path.is_symlink() else "there is no such file"
        raise UnreadableImage(what, path=path, advice="Check the name.") from None
    except OSError as error:
        raise UnreadableImage(f"cannot be opened ({error.strerror or error})", path=path) from error
    if stat.S_ISDIR(mode):
        raise UnreadableImage("is a folder", path=path, advice=f"Give the pictures in it, as in {path}{os.sep}*.jpg.")
    if not stat.S_ISREG(mode):
        raise UnreadableImage("is not a picture file but a device or a pipe", path=path)


def target_for(source: Path, where: Destination, width: int, height: int, stem: str | None = None) -> Path:
    """The file to write for `source`, restored to `width` x `height` pixels; `stem` is its name without the ending.

    Its folder is made and tried now, and its format asked: finding out after the work is too late.

    Raises:
        ImageTooLarge: the file named cannot hold that many pixels; without a name, PNG is taken then.
        ImageWriteError: the folder cannot be made or written, or is a file.
    """
    if where.file is not None:
        check_target(where.file, width, height)
    folder = where.file.parent if where.file is not None else where.folder or source.parent
    advice = "Choose another folder with --out."
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".heirloom-{secrets.token_hex(6)}.part"
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        probe.unlink()
    except (FileExistsError, NotADirectoryError) as error:
        raise ImageWriteError("is a file, so no result can be put into it", path=folder, advice=advice) from error
    except OSError as error:
        what = f"no result can be written into this folder ({error.strerror or error})"
        raise ImageWriteError(what, path=folder, advice=advice) from error
    return where.file if where.file is not None else target_of_size(source, width, height, where.folder, stem)

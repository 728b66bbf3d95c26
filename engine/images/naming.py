"""Names for results, and putting a finished file under one without ever touching an original."""

import contextlib
import errno
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from engine.errors import ImageWriteError
from engine.images.formats import FORMATS
from engine.sentences import sentence

WRITABLE_SUFFIXES = tuple(FORMATS)
"""Lower-case endings that `write_picture` can write."""

_NAME_BYTES = 255
_NO_LINKS = (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL)


def free_name(target: Path) -> Path:
    """`target`, or where that exists `name-2.ext`, `name-3.ext`, ...: the first that does not exist.

    A broken link counts as existing. Another program may take the name before it is used: `write_picture` asks again.
    """
    return next(candidate for candidate in _names(target) if not os.path.lexists(candidate))


def default_target(
    source: Path, folder: Path | None = None, suffix: str | None = None, stem: str | None = None
) -> Path:
    """A free name for the restored `source`: `<stem>_restored.<ext>`, numbered where that exists.

    Args:
        source: the photo.
        folder: where the result goes; beside the photo when None.
        suffix: such as ".png"; when None that of the photo, or ".png" where that cannot be written.
        stem: another name than `<stem>_restored`.
    """
    if suffix is None:
        suffix = source.suffix if source.suffix.lower() in WRITABLE_SUFFIXES else ".png"
    where = folder if folder is not None else source.parent
    name = _shortened(source.stem, f"_restored{suffix}") if stem is None else _shortened(stem, suffix)
    return free_name(where / name)


def place(finished: Path, target: Path, *, overwrite: bool, original: Path | None) -> Path:
    """Moves the `finished` file, in the target's folder, to its name in one step. Returns the name really used.

    Without `overwrite`, a name that exists is passed over for a numbered one, without a moment in which another
    program's file could be lost. `original` is never replaced, whatever it is called: through a symbolic link, a hard
    link or another letter case.

    Raises:
        OSError: the folder does not allow it.
        ImageWriteError: `target` is a folder.
    """
    if overwrite and not _is_same(target, original):
        if target.is_dir():
            raise ImageWriteError(
                sentence("this is a folder"), path=target, advice=sentence("Give the name of a file.")
            )
        os.replace(finished, target)
        return target
    for candidate in _names(target):
        if not os.path.lexists(candidate) and moved_to_new(finished, candidate):
            return candidate
    raise AssertionError  # _names never ends


def moved_to_new(finished: Path, candidate: Path) -> bool:
    """Moves to a name that must not exist; False if it does."""
    try:
        os.link(finished, candidate)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _reserved_and_moved(finished, candidate)
    os.unlink(finished)
    return True


def _reserved_and_moved(finished: Path, candidate: Path) -> bool:
    """For file systems without hard links (FAT, some network shares): the name is taken empty first."""
    try:
        os.close(os.open(candidate, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    try:
        os.replace(finished, candidate)
    except BaseException:  # Ctrl-C too leaves no empty file behind
        with contextlib.suppress(OSError):
            os.unlink(candidate)
        raise
    return True


def _is_same(target: Path, original: Path | None) -> bool:
    if original is None:
        return False
    try:
        return os.path.samefile(target, original)
    except OSError:  # one of them does not exist
        return False


def _names(target: Path) -> Iterator[Path]:
    yield target
    for number in itertools.count(2):
        yield target.with_name(_shortened(target.stem, f"-{number}{target.suffix}"))


def _shortened(stem: str, ending: str) -> str:
    """`stem + ending`, with the stem cut where the whole would be longer than file systems allow."""
    while stem and len(os.fsencode(stem + ending)) > _NAME_BYTES:
        stem = stem[:-1]
    return stem + ending

"""What a person means by the files and folders they drop: every photo in them, and what was left out and why."""

import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.language import translate

MOST = 20_000


@dataclass(frozen=True)
class Found:
    """Photos in the order in which people count, and (path, reason) of what was named but is none."""

    photos: tuple[Path, ...]
    skipped: tuple[tuple[Path, str], ...] = ()


def find_photos(paths: Iterable[Path], check: Callable[[], None] = lambda: None) -> Found:
    """Files as they are, folders recursively: there only files whose ending says picture, no hidden ones.

    Links to folders are not followed, so a link to a parent is no endless walk; pipes and devices are never opened.
    `check()` may raise between files.
    """
    from engine.images.opening import SUFFIXES

    photos: dict[Path, None] = {}
    skipped: list[tuple[Path, str]] = []
    for path in paths:
        check()
        reason = _problem(path)
        if reason:
            skipped.append((path, reason))
        elif path.is_dir():
            before = len(photos)
            _walk(path, SUFFIXES, photos, check)
            if len(photos) == before:
                skipped.append((path, translate("Finding", "there is no photo in it")))
        else:
            photos[path] = None
        if len(photos) >= MOST:
            told = translate("Finding", "only the first {most} photos are taken at once")
            skipped.append((path, told.format(most=MOST)))
            break
    return Found(tuple(photos)[:MOST], tuple(skipped))


def natural_key(name: str) -> list[tuple[int, int | str]]:
    """Sorts as people count: "photo 2" before "photo 10", letters of both cases alike."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts]


def _walk(folder: Path, suffixes: tuple[str, ...], photos: dict[Path, None], check: Callable[[], None]) -> None:
    for where, folders, files in os.walk(folder, followlinks=False):
        check()
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=natural_key)
        for name in sorted(files, key=natural_key):
            path = Path(where, name)
            if not name.startswith(".") and path.suffix.lower() in suffixes and not _problem(path):
                photos[path] = None
                if len(photos) >= MOST:
                    return


def _problem(path: Path) -> str:
    """Why `path` is neither a file nor a folder, or ""."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink():
            return translate("Finding", "a link to a file that is not there")
        return translate("Finding", "there is no such file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return translate("Finding", "cannot be opened ({reason})").format(reason=reason)
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return ""
    return translate("Finding", "a device or a pipe")

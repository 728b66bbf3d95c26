"""Small pictures of photos, made on a lane of their own and kept in the cache, the newest wish first."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import secrets
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.tasks import Lane, Task
from app.words import engine_text
from engine.deferred import deferred
from engine.errors import HeirloomError

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

log = logging.getLogger(__name__)

SIDE = 232
"""Pixels of the longer side: twice what the film strip shows, for sharp screens."""
KEPT = 500  # about 60 MB
MOST_FILES = 5000


class Thumbnails(QObject):
    """Ask `get`; where it has nothing yet, `ready` says when it has, or has learned why it never will.

    Signals:
        ready(Path): of this file there is a picture, or a problem.
    """

    ready = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """`folder` may be wiped at any time."""
        super().__init__(parent)
        # A lane of its own: three hundred thumbnails must not stand between a person and the next photo.
        self._lane = Lane("thumbnails", parent=self)
        self._folder = folder
        self._trimmed = False
        self._pixels: OrderedDict[Path, np.ndarray] = OrderedDict()
        self._problems: dict[Path, str] = {}
        self._wanted: OrderedDict[Path, None] = OrderedDict()
        self._busy: Path | None = None

    def get(self, path: Path) -> np.ndarray | None:
        """Contiguous uint8 [h, w, 3], or None for now. What is asked for last is made first: that is what is seen."""
        found = self._pixels.get(path)
        if found is not None:
            self._pixels.move_to_end(path)
        elif path not in self._problems and path != self._busy:
            self._wanted[path] = None
            self._wanted.move_to_end(path)
            self._next()
        return found

    @property
    def busy(self) -> bool:
        """Whether one is being made, or waited for."""
        return self._busy is not None or bool(self._wanted)

    def problem(self, path: Path) -> str:
        """Why there is no picture of this file, or ""."""
        return self._problems.get(path, "")

    def try_again(self, path: Path) -> None:
        """The file can be read after all."""
        self._problems.pop(path, None)

    def close(self, seconds: float) -> bool:
        """Make no more; whether the thread ended in time."""
        self._wanted.clear()
        return self._lane.close(seconds)

    def _next(self) -> None:
        if self._busy is not None or not self._wanted:
            return
        if not self._trimmed:
            self._trimmed = True
            self._lane.start(lambda _task: trim(self._folder))
        path, _ = self._wanted.popitem()
        self._busy = path
        self._lane.start(
            lambda task: thumbnail(task, path, self._folder),
            success=lambda pixels: self._made(path, pixels),
            failure=lambda error: self._failed(path, error),
            cancelled=lambda: None,
        )

    def _made(self, path: Path, pixels: np.ndarray) -> None:
        self._pixels[path] = pixels
        while len(self._pixels) > KEPT:
            self._pixels.popitem(last=False)
        self._end(path)

    def _failed(self, path: Path, error: BaseException) -> None:
        if not isinstance(error, HeirloomError):
            log.error("no thumbnail of %s", path, exc_info=error)
        reason = engine_text(error.what) if isinstance(error, HeirloomError) else type(error).__name__
        self._problems[path] = reason[:1].upper() + reason[1:]
        self._end(path)

    def _end(self, path: Path) -> None:
        self._busy = None
        self.ready.emit(path)
        self._next()


def thumbnail(task: Task, path: Path, folder: Path) -> np.ndarray:
    """From the cache in `folder`, or from the file, and into the cache.

    Raises:
        ImageError: the file cannot be read.
    """
    from app.codec import read_picture, read_thumbnail

    cached = _cached_name(path, folder)
    if cached is not None and cached.is_file():
        with contextlib.suppress(HeirloomError):  # half a file, say: it is made anew
            return np.ascontiguousarray(read_picture(cached, task.check).pixels8())
    task.check()
    pixels = np.ascontiguousarray(read_thumbnail(path, SIDE, task.check))
    if cached is not None:
        _store(pixels, cached)
    return pixels


def trim(folder: Path, most: int = MOST_FILES) -> None:
    """Remove the oldest pictures beyond `most` from the cache."""
    with contextlib.suppress(OSError):
        files = sorted(folder.glob("*.jpg"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[most:]:
            path.unlink(missing_ok=True)


def _cached_name(path: Path, folder: Path) -> Path | None:
    try:
        info = path.stat()
    except (OSError, ValueError):
        return None
    said = b"\0".join((os.fsencode(path.absolute()), f"{info.st_mtime_ns} {info.st_size} {SIDE}".encode()))
    return folder / f"{hashlib.sha256(said).hexdigest()[:40]}.jpg"


def _store(pixels: np.ndarray, target: Path) -> None:
    """The cache is a convenience: what cannot be written is made again. Not synced; a torn file is found out."""
    from PIL import Image

    part = target.with_name(f".{secrets.token_hex(6)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        Image.fromarray(pixels).save(part, "JPEG", quality=88)
        os.replace(part, target)
    except OSError as error:
        log.info("no thumbnail kept: %s", error)
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)

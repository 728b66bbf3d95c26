"""What a training wrote down of itself, and whether it is alive: files between `heirloom train` and the window.

The command line writes, the window reads; neither has to be there while the other is. Knows no Qt and no torch.

Lines are JSON objects: the events of `trainer.events`, each with `time` in seconds since 1970, and two of their own:
`began` (`pid`, `created`), first of each process, and `ended` (`code`, `message`), its last, unless it was killed.
"""

import json
import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    import psutil

log = logging.getLogger(__name__)

Line = dict[str, Any]

BEGAN, ENDED = "began", "ended"
_LOCK = ".lock"
_PATIENCE = 5.0  # seconds that a training waits for a lock that somebody only looks at
_SAME = 2.0  # seconds by which the start of one process may be told differently


class AlreadyRunning(Exception):
    """Another process writes this journal."""


class Journal:
    """Appends to a journal, and holds its lock meanwhile, which the system lets go of when the process is killed."""

    def __init__(self, path: Path) -> None:
        """
        Raises:
            AlreadyRunning: another process does.
            OSError: it cannot be written.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _lock_of(path)
        try:
            self._lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise AlreadyRunning from error
        self._waiting = b""
        try:
            self._file = path.open("ab", buffering=0)
            if self._file.tell() and not _ends_whole(path):
                self._file.write(b"\n")  # after a kill in the middle of a line
        except BaseException:
            self._lock.release()
            raise

    def write(self, values: Mapping[str, Any]) -> None:
        """Adds a line. Where the disk has no room for it, it is kept until there is some."""
        line = {**values, "time": round(time.time(), 3)}
        self._waiting += json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n"
        self.flush()

    def flush(self) -> None:
        """Writes what is waiting for room."""
        while self._waiting:
            try:
                written = self._file.write(self._waiting)
            except OSError as error:
                log.warning("the events cannot be written: %s", error)
                return
            self._waiting = self._waiting[written or 0 :]

    def close(self) -> None:
        """The last line is written."""
        self.flush()
        self._file.close()
        self._lock.release()


class JournalReader:
    """Reads a journal from its start, as far as it is written; half a line is left for the next time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""

    def read(self) -> list[Line]:
        """What has come since the last call.

        Raises:
            OSError: it cannot be read. That it is not there yet is no error.
        """
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                came = file.read()
        except FileNotFoundError:
            return []
        self._offset += len(came)
        *whole, self._rest = (self._rest + came).split(b"\n")
        return [line for line in map(_parsed, whole) if line is not None]


def is_running(path: Path) -> bool:
    """Whether a process writes the journal `path`."""
    lock = _lock_of(path)
    if not Path(lock.lock_file).exists():
        return False
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    except (OSError, NotImplementedError) as error:
        log.warning("%s: %s", path.name, error)
        return False
    lock.release()
    return False


def began() -> Line:
    """The first line of this process."""
    import psutil

    own = psutil.Process()
    return {"phase": BEGAN, "pid": own.pid, "created": own.create_time()}


def process_of(line: Mapping[str, Any]) -> "psutil.Process | None":
    """The process that wrote this `began` line, if it is alive, and not another one with its number."""
    import psutil

    try:
        process = psutil.Process(int(line["pid"]))
        same = abs(process.create_time() - float(line["created"])) <= _SAME
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.Error, KeyError, TypeError, ValueError):
        return None


def _lock_of(path: Path) -> FileLock:
    return FileLock(path.with_suffix(_LOCK), thread_local=False)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _parsed(line: bytes) -> Line | None:
    if not line.strip():
        return None
    try:
        values = json.loads(line)
    except ValueError:  # half of it, before a kill
        log.info("a line of a journal is damaged")
        return None
    return cast("Line", values) if isinstance(values, dict) and isinstance(values.get("phase"), str) else None

"""The library: one SQLite file in the data folder that knows every take, every queued photo and what is open.

Knows no Qt. Windows and command lines share it: WAL, a busy timeout, and one short transaction a change. Pictures are
files; the library only says where they are, so it can be rebuilt from them. Called on background threads only.
"""

import contextlib
import datetime
import logging
import os
import sqlite3
import threading
from collections.abc import Generator
from pathlib import Path

from app.model.library_schema import VERSION, migrate
from app.words import translate
from engine.errors import HeirloomError

log = logging.getLogger(__name__)

FILE = "library.sqlite3"
BUSY_SECONDS = 20.0


class LibraryError(HeirloomError):
    """The library cannot be read or written."""


class Library:
    """A connection that is opened when it is first used, and may be used from several threads, one at a time.

    Attributes:
        path: the file.
        problem: one sentence for the person where the file could not be used, "" otherwise. The library then lives in
            memory only: takes are files all the same, and are found again by the next start.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem = ""
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    @contextlib.contextmanager
    def read(self) -> Generator[sqlite3.Connection, None, None]:
        """The database as one transaction sees it.

        Raises:
            LibraryError: it cannot be read.
        """
        with self._transaction("BEGIN") as db:
            yield db

    @contextlib.contextmanager
    def write(self) -> Generator[sqlite3.Connection, None, None]:
        """One short transaction: all of it is on the disk afterwards, or none where an exception leaves the block.

        Raises:
            LibraryError: it cannot be written: disk full, or another program holds it for too long.
        """
        with self._transaction("BEGIN IMMEDIATE") as db:
            yield db

    def version(self) -> int:
        """A number that changes whenever another process has changed the library."""
        with self._lock:
            return self._opened().execute("PRAGMA data_version").fetchone()[0]

    def close(self) -> None:
        """Let go of the file; nothing may be asked afterwards."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Generator[sqlite3.Connection, None, None]:
        with self._lock:
            try:
                db = self._opened()
                db.execute(begin)
                try:
                    yield db
                except BaseException:
                    db.execute("ROLLBACK")
                    raise
                db.execute("COMMIT")
            except sqlite3.Error as error:
                with contextlib.suppress(sqlite3.Error):
                    if self._connection is not None and self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                raise LibraryError(
                    f"the list of takes cannot be used ({error})", path=self.path, advice="Check the disk's free space."
                ) from error

    def _opened(self) -> sqlite3.Connection:
        if self._closed:
            raise LibraryError("the library is closed")
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        from filelock import FileLock, Timeout

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Two first starts at once: one makes the tables, the other waits.
            with FileLock(self.path.with_name(f"{FILE}.opening"), timeout=BUSY_SECONDS):
                try:
                    return self._open_file()
                except sqlite3.DatabaseError as error:
                    if isinstance(error, sqlite3.OperationalError):
                        raise
                    self.problem = self._set_aside(error)
                    return self._open_file()
        except (sqlite3.Error, OSError, Timeout) as error:
            log.warning("library %s: %s", self.path, error)
            self.problem = translate(
                "Library", "The list of takes cannot be opened ({error}). Takes are kept as files all the same."
            ).format(error=error)
        except _TooNew as error:
            self.problem = self._back_up(error.version)
        return migrate(_connect(":memory:"))

    def _open_file(self) -> sqlite3.Connection:
        db = _connect(self.path)
        try:
            found = db.execute("PRAGMA user_version").fetchone()[0]
            if found > VERSION:
                raise _TooNew(found)
            mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                log.info("library %s: no WAL here, but %s", self.path, mode)
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("the file is damaged")
            return migrate(db)
        except BaseException:
            db.close()
            raise

    def _set_aside(self, error: Exception) -> str:
        """A damaged file is kept under another name; a new one is filled from the pictures."""
        log.warning("library %s: %s", self.path, error)
        backup = self.path.with_name(f"{self.path.stem}.damaged-{datetime.datetime.now():%Y%m%d-%H%M%S}.sqlite3")
        os.replace(self.path, backup)
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        told = translate(
            "Library", "The list of takes was damaged and is made anew from the kept pictures. The old one is {file}."
        )
        return told.format(file=backup.name)

    def _back_up(self, version: int) -> str:
        """The file of a newer Heirloom stays as it is; a copy is made all the same, before anybody is tempted."""
        backup = self.path.with_name(f"{self.path.stem}.version-{version}.backup")
        try:
            if not backup.exists():
                with (
                    contextlib.closing(_connect(self.path)) as source,
                    contextlib.closing(sqlite3.connect(backup)) as to,
                ):
                    source.backup(to)
        except (sqlite3.Error, OSError) as error:
            log.warning("library %s: no backup: %s", self.path, error)
        return translate(
            "Library",
            "The list of takes comes from a newer Heirloom and is left as it is. "
            "Takes made now are kept as files, and the newer one finds them.",
        )


class _TooNew(Exception):
    def __init__(self, version: int) -> None:
        super().__init__(f"version {version}")
        self.version = version


def now() -> str:
    """The time as it is stored: ISO 8601 with the zone, to the second."""
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


def stored_path(path: Path) -> bytes:
    """A path as it is stored: names may hold bytes that are no text."""
    return os.fsencode(path)


def loaded_path(stored: bytes) -> Path:
    """The other way round."""
    return Path(os.fsdecode(stored))


def _connect(path: Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    # Full: what is done stays done through a power cut too, not only through a kill. It costs a sync a change.
    db.execute("PRAGMA synchronous = FULL")
    return db

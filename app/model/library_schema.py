"""The library's tables, one named migration a version. A migration that was released is never changed."""

import sqlite3
from collections.abc import Callable


def create_takes_and_jobs(db: sqlite3.Connection) -> None:
    """Version 1: photos by content, their takes, the queue, the photos that are open.

    Photos are told apart by the SHA-256 of their file, so a photo that was moved or renamed keeps its takes; `place`
    says where each was seen last. A deleted take keeps its `number` while it may come back, so "take 2" stays take 2.
    """
    db.execute("CREATE TABLE place (path BLOB PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID")
    db.execute("CREATE INDEX place_digest ON place (digest)")
    db.execute(
        """CREATE TABLE take (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            file TEXT NOT NULL UNIQUE,
            digest TEXT NOT NULL,
            number INTEGER NOT NULL,
            path BLOB,
            request TEXT NOT NULL,
            model TEXT NOT NULL,
            seconds REAL NOT NULL,
            warnings TEXT NOT NULL DEFAULT '[]',
            name TEXT NOT NULL DEFAULT '',
            starred INTEGER NOT NULL DEFAULT 0,
            sheet TEXT NOT NULL DEFAULT '',
            created TEXT NOT NULL,
            deleted TEXT,
            UNIQUE (digest, number)
        )"""
    )
    db.execute(
        """CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            path BLOB NOT NULL,
            request TEXT NOT NULL,
            model TEXT NOT NULL,
            position REAL NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
            reason TEXT NOT NULL DEFAULT '',
            owner TEXT,
            urgent_for TEXT,
            stop INTEGER NOT NULL DEFAULT 0,
            sheet TEXT NOT NULL DEFAULT '',
            seconds REAL,
            take INTEGER REFERENCES take (id) ON DELETE SET NULL
        )"""
    )
    db.execute("CREATE INDEX job_state ON job (state, position)")
    db.execute("CREATE TABLE opened (path BLOB PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID")
    db.execute("CREATE TABLE flag (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")


def create_saved(db: sqlite3.Connection) -> None:
    """What was saved where and how, so that it is not saved twice; a path holds one result.

    A result is known by photo, settings and model, because the command line saves what is no take.
    """
    db.execute(
        """CREATE TABLE saved (
            path BLOB PRIMARY KEY,
            digest TEXT NOT NULL,
            request TEXT NOT NULL,
            model TEXT NOT NULL,
            manner TEXT NOT NULL,
            take INTEGER REFERENCES take (id) ON DELETE SET NULL,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            created TEXT NOT NULL
        )"""
    )
    db.execute("CREATE INDEX saved_digest ON saved (digest)")
    db.execute("CREATE INDEX saved_take ON saved (take)")


def add_blend(db: sqlite3.Connection) -> None:
    """How each take is mixed with its photo: strength in percent, and the file of the painted mask, "" for none."""
    db.execute("ALTER TABLE take ADD COLUMN blend INTEGER NOT NULL DEFAULT 100")
    db.execute("ALTER TABLE take ADD COLUMN mask TEXT NOT NULL DEFAULT ''")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (create_takes_and_jobs, create_saved, add_blend)
VERSION = len(MIGRATIONS)


def migrate(db: sqlite3.Connection) -> sqlite3.Connection:
    """Bring the tables to this version, one transaction a step; returns `db`.

    Raises:
        sqlite3.Error: a step failed; it left nothing behind.
    """
    for number in range(db.execute("PRAGMA user_version").fetchone()[0], VERSION):
        db.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[number](db)
            db.execute(f"PRAGMA user_version = {number + 1}")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
    return db

"""The queue in the library: photos to restore, shared by all windows. One photo runs at a time on this computer."""

import dataclasses
import json
import secrets
import sqlite3
from collections.abc import Callable, Sequence

from app.model.job import Job, JobState, Order
from app.model.library import Library, loaded_path, stored_path
from app.model.takes_store import loaded_request

_PAUSED, _GOING_ON = "paused", "going_on"


class QueueStore:
    """The table of jobs. `is_alive` tells whether the session of a name still runs."""

    def __init__(self, library: Library, owner: str, is_alive: Callable[[str | None], bool]) -> None:
        self._library = library
        self._owner = owner
        self._is_alive = is_alive

    def add(self, orders: Sequence[Order], *, urgent: bool = False) -> list[int]:
        """Put photos at the end; urgent ones run first in this session, also while the queue is paused."""
        ids = []
        with self._library.write() as db:
            last = db.execute("SELECT COALESCE(MAX(position), 0) FROM job").fetchone()[0]
            for number, order in enumerate(orders, 1):
                added = db.execute(
                    "INSERT INTO job (key, path, request, model, position, state, urgent_for, sheet) "
                    "VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?)",
                    (
                        secrets.token_hex(8),
                        stored_path(order.path),
                        json.dumps(order.request.to_dict()),
                        order.model,
                        last + number,
                        self._owner if urgent else None,
                        order.sheet,
                    ),
                )
                ids.append(added.lastrowid or 0)
        return ids

    def all(self) -> list[Job]:
        """Every row: the running ones, then those to come, then those that failed, then the rest, the last first."""
        with self._library.read() as db:
            rows = db.execute(
                """SELECT *, (SELECT path FROM saved WHERE take = job.take ORDER BY rowid DESC LIMIT 1) AS saved
                FROM job ORDER BY
                    CASE state WHEN 'running' THEN 0 WHEN 'waiting' THEN 1 WHEN 'failed' THEN 2 ELSE 3 END,
                    CASE WHEN state IN ('running', 'waiting') THEN position ELSE -id END"""
            )
            return [_job(row) for row in rows]

    def claim(self) -> Job | None:
        """Take the next photo to restore, or None: nothing waits, the queue is paused, or another session restores.

        What a session was doing that is no more waits again.
        """
        with self._library.write() as db:
            self._recover(db)
            if db.execute("SELECT 1 FROM job WHERE state = 'running'").fetchone() is not None:
                return None
            wanted = "AND urgent_for = ?1" if _flag(db, _PAUSED) else ""
            row = db.execute(
                f"SELECT * FROM job WHERE state = 'waiting' {wanted} "
                "ORDER BY (urgent_for IS NOT NULL AND urgent_for = ?1) DESC, position, id LIMIT 1",
                (self._owner,),
            ).fetchone()
            if row is None:
                return None
            db.execute("UPDATE job SET state = 'running', owner = ?, stop = 0 WHERE id = ?", (self._owner, row["id"]))
            return _job(db.execute("SELECT * FROM job WHERE id = ?", (row["id"],)).fetchone())

    def recover(self) -> int:
        """What a session was doing that is no more waits again; how many photos that are."""
        with self._library.write() as db:
            return self._recover(db)

    def release(self) -> None:
        """This session ends: what it does waits again."""
        with self._library.write() as db:
            db.execute("UPDATE job SET state = 'waiting', owner = NULL WHERE state = 'running' AND owner = ?", self._me)

    def fail(self, job: int, reason: str) -> None:
        """It cannot be restored, for this reason."""
        self._end(job, "failed", reason)

    def cancelled(self, job: int) -> None:
        """The running photo was stopped."""
        self._end(job, "cancelled", "")

    def done(self, job: int, take: int, seconds: float) -> None:
        """It needed no work: this take is what was asked for."""
        with self._library.write() as db:
            db.execute(
                "UPDATE job SET state = 'done', owner = NULL, take = ?, seconds = ? WHERE id = ?", (take, seconds, job)
            )

    def cancel(self, jobs: Sequence[int] | None = None) -> None:
        """Cancel these, or all: waiting ones at once, the running one when its session hears of it."""
        with self._library.write() as db:
            for where, values in _each(jobs):
                db.execute(f"UPDATE job SET state = 'cancelled' WHERE state = 'waiting' {where}", values)
                db.execute(f"UPDATE job SET stop = 1 WHERE state = 'running' {where}", values)

    def retry(self, jobs: Sequence[int] | None = None) -> int:
        """Have these wait again, at the end; by default all that failed. How many there were."""
        with self._library.write() as db:
            if jobs is None:
                jobs = [row[0] for row in db.execute("SELECT id FROM job WHERE state = 'failed' ORDER BY id")]
            last = db.execute("SELECT COALESCE(MAX(position), 0) FROM job").fetchone()[0]
            changed = 0
            for number, job in enumerate(jobs, 1):
                changed += db.execute(
                    "UPDATE job SET state = 'waiting', reason = '', owner = NULL, stop = 0, position = ? "
                    "WHERE id = ? AND state IN ('failed', 'cancelled')",
                    (last + number, job),
                ).rowcount
            return changed

    def move(self, jobs: Sequence[int], before: int | None) -> None:
        """Put waiting photos before the waiting photo `before`, or at the end, in the order in which they waited."""
        with self._library.write() as db:
            rows = db.execute("SELECT id, position FROM job WHERE state = 'waiting' ORDER BY position, id").fetchall()
            ids = [row["id"] for row in rows]
            moved = [job for job in ids if job in set(jobs)]
            rest = [job for job in ids if job not in moved]
            # put before one of themselves: before what comes after it
            after = ids[ids.index(before) :] if before in ids else []
            at = next((rest.index(job) for job in after if job in rest), len(rest))
            ordered = [*rest[:at], *moved, *rest[at:]]
            places = sorted(row["position"] for row in rows)
            db.executemany("UPDATE job SET position = ? WHERE id = ?", zip(places, ordered, strict=True))

    def clear(self, jobs: Sequence[int] | None = None) -> None:
        """Take rows that ended off the list, by default all; their takes stay."""
        with self._library.write() as db:
            for where, values in _each(jobs):
                db.execute(f"DELETE FROM job WHERE state IN ('done', 'failed', 'cancelled') {where}", values)

    def set_paused(self, paused: bool) -> None:
        """Take no further photo, in any window, or go on."""
        with self._library.write() as db:
            _set_flag(db, _PAUSED, paused)

    def is_paused(self) -> bool:
        """Whether the queue is paused."""
        with self._library.read() as db:
            return _flag(db, _PAUSED)

    def begin(self) -> tuple[int, bool]:
        """At the start of a session: what a session left behind waits again.

        The queue waits for the person, for what a crash interrupted may have been its cause. It goes on by itself
        where a person quit in the middle of it, who was told so.

        Returns:
            How many photos wait, or 0 where another session is at work on them; whether the queue goes on.
        """
        with self._library.write() as db:
            self._recover(db)
            going_on = _flag(db, _GOING_ON)
            _set_flag(db, _GOING_ON, False)
            if db.execute("SELECT 1 FROM job WHERE state = 'running'").fetchone() is not None:
                return 0, False
            waiting = db.execute("SELECT COUNT(*) FROM job WHERE state = 'waiting'").fetchone()[0]
            _set_flag(db, _PAUSED, waiting > 0 and not going_on)
            return waiting, going_on

    def leave(self, order: Order | None, *, going_on: bool) -> None:
        """A person quits: `order`, which ran outside the queue, waits at its top; the next start goes on if asked."""
        ids = self.add([order]) if order is not None else []
        with self._library.read() as db:
            first = db.execute("SELECT id FROM job WHERE state = 'waiting' ORDER BY position, id LIMIT 1").fetchone()
        if ids and first is not None:
            self.move(ids, first["id"])
        with self._library.write() as db:
            _set_flag(db, _GOING_ON, going_on)

    @property
    def _me(self) -> tuple[str]:
        return (self._owner,)

    def _end(self, job: int, state: JobState, reason: str) -> None:
        with self._library.write() as db:
            db.execute(
                "UPDATE job SET state = ?, reason = ?, owner = NULL, stop = 0 WHERE id = ? AND state = 'running'",
                (state, reason, job),
            )

    def _recover(self, db: sqlite3.Connection) -> int:
        owners = [row[0] for row in db.execute("SELECT DISTINCT owner FROM job WHERE state = 'running'")]
        gone = [owner for owner in owners if not self._is_alive(owner)]
        return sum(
            db.execute(
                "UPDATE job SET state = iif(stop, 'cancelled', 'waiting'), owner = NULL, stop = 0 "
                "WHERE state = 'running' AND owner IS ?",
                (owner,),
            ).rowcount
            for owner in gone
        )


def _each(jobs: Sequence[int] | None) -> list[tuple[str, tuple[int, ...]]]:
    return [("", ())] if jobs is None else [("AND id = ?", (job,)) for job in jobs]


def _flag(db: sqlite3.Connection, name: str) -> bool:
    row = db.execute("SELECT value FROM flag WHERE name = ?", (name,)).fetchone()
    return row is not None and row[0] == "1"


def _set_flag(db: sqlite3.Connection, name: str, value: bool) -> None:
    db.execute("INSERT OR REPLACE INTO flag (name, value) VALUES (?, ?)", (name, str(int(value))))


def _job(row: sqlite3.Row) -> Job:
    values = {name: row[name] for name in row.keys() if name in _FIELDS}  # noqa: SIM118 - a Row iterates over values
    values["path"] = loaded_path(row["path"])
    values["request"] = loaded_request(row["request"])
    values["stop"] = bool(row["stop"])
    values["saved"] = loaded_path(values["saved"]) if values.get("saved") is not None else None
    return Job(**values)


_FIELDS = {field.name for field in dataclasses.fields(Job)}

"""Takes in the library: every result of a photo, with its settings. The picture itself is a file in `results/`."""

import dataclasses
import functools
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.model.library import Library, loaded_path, now, stored_path
from app.words import translate
from engine.errors import RequestError
from engine.request import RestoreRequest


@dataclass(frozen=True)
class Take:
    """One result of a photo.

    Attributes:
        id: in the library.
        file: name of the lossless picture in the results folder.
        digest: SHA-256 of the photo's file.
        number: among the photo's takes, from 1.
        path: where the photo lay, or None.
        request: the settings that made it, or None where a newer Heirloom made it with settings unknown here.
        model: name and hash of the model.
        seconds: restoring took this long.
        warnings: of the restoration.
        name: the person's own, "" for none.
        starred: marked by the person.
        sheet: takes that were asked for together share it; "" for a single one.
        created: ISO 8601.
        blend: how much of the restored picture shows, in percent; the rest is the photo.
        mask: name of the file, in the results folder, of what is painted over it with the photo; "" for nothing.
    """

    id: int
    file: str
    digest: str
    number: int
    path: Path | None
    request: RestoreRequest | None
    model: str
    seconds: float
    warnings: tuple[str, ...] = ()
    name: str = ""
    starred: bool = False
    sheet: str = ""
    created: str = ""
    blend: int = 100
    mask: str = ""

    @property
    def blended(self) -> bool:
        """Whether something of the photo shows in it."""
        return self.blend < 100 or bool(self.mask)

    @property
    def layer(self) -> str:
        """Tells its blends apart, "" for the restored picture alone: a mask that changes gets a new name."""
        return f"{self.blend} {self.mask}" if self.blended else ""

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.name or translate("Takes", "Take {number}").format(number=self.number)


@dataclass(frozen=True)
class NewTake:
    """What is to be indexed: a picture that is on the disk already.

    Attributes:
        job: key of the queued photo that it answers, or "".
        mask: as of a `Take`.
    """

    file: str
    digest: str
    path: Path | None
    request: Mapping[str, Any]
    model: str
    seconds: float
    warnings: tuple[str, ...] = ()
    sheet: str = ""
    created: str = ""
    job: str = ""
    mask: str = ""


class TakesStore:
    """The table of takes."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def add(self, new: NewTake) -> Take:
        """Index a take and, in the same transaction, end the job it answers. One that is known is returned as it is."""
        with self._library.write() as db:
            return _add(db, new)

    def adopt(self, found: list[NewTake]) -> int:
        """Index those that are not yet known, oldest first; how many there were."""
        with self._library.write() as db:
            known = {row[0] for row in db.execute("SELECT file FROM take")}
            strangers = sorted((new for new in found if new.file not in known), key=lambda new: (new.created, new.file))
            for new in strangers:
                _add(db, new)
        return len(strangers)

    def known_files(self) -> set[str]:
        """Names of the pictures that are indexed, deleted ones too."""
        with self._library.read() as db:
            return {row[0] for row in db.execute("SELECT file FROM take")}

    def of_photo(self, digest: str) -> list[Take]:
        """Takes of a photo in the order of their numbers, without the deleted ones."""
        with self._library.read() as db:
            rows = db.execute("SELECT * FROM take WHERE digest = ? AND deleted IS NULL ORDER BY number", (digest,))
            return [_take(row) for row in rows]

    def by_id(self, take: int) -> Take | None:
        """The take of this id, or None where it is gone or deleted."""
        with self._library.read() as db:
            row = db.execute("SELECT * FROM take WHERE id = ? AND deleted IS NULL", (take,)).fetchone()
            return _take(row) if row is not None else None

    def same(self, digest: str, request: RestoreRequest, model: str) -> Take | None:
        """A take of the photo that was made with exactly these settings by exactly this model."""
        with self._library.read() as db:
            rows = db.execute(
                "SELECT * FROM take WHERE digest = ? AND model = ? AND deleted IS NULL ORDER BY number DESC",
                (digest, model),
            ).fetchall()
        return next((take for take in map(_take, rows) if take.request == request), None)

    def rename(self, take: int, name: str) -> None:
        """Give a take a name of the person's own; "" takes it back."""
        with self._library.write() as db:
            db.execute("UPDATE take SET name = ? WHERE id = ?", (name, take))

    def star(self, take: int, starred: bool) -> None:
        """Mark a take, or no more."""
        with self._library.write() as db:
            db.execute("UPDATE take SET starred = ? WHERE id = ?", (starred, take))

    def set_blend(self, take: int, percent: int | None = None, mask: str | None = None) -> str:
        """How a take is mixed with its photo, and the file that says where; None leaves it as it is.

        Returns:
            The file that said so before and is of no use any more, or "".
        """
        with self._library.write() as db:
            row = db.execute("SELECT mask FROM take WHERE id = ?", (take,)).fetchone()
            if row is None:
                return mask or ""  # gone for good, and its layer with it
            chosen = row["mask"] if mask is None else mask
            db.execute("UPDATE take SET blend = COALESCE(?, blend), mask = ? WHERE id = ?", (percent, chosen, take))
            return row["mask"] if row["mask"] != chosen else ""

    def mask_of(self, take: int) -> str:
        """Name of the file of a take's mask, deleted or not; "" where there is none."""
        with self._library.read() as db:
            row = db.execute("SELECT mask FROM take WHERE id = ?", (take,)).fetchone()
            return row[0] if row is not None else ""

    def masks(self) -> set[str] | None:
        """Names of the masks that are in use, of deleted takes too; None where this is not the library to ask."""
        with self._library.read() as db:
            used = {row[0] for row in db.execute("SELECT mask FROM take WHERE mask != ''")}
        return None if self._library.problem else used

    def set_deleted(self, take: int, deleted: bool) -> None:
        """Put a take away, or bring it back; its picture stays until `purge`."""
        with self._library.write() as db:
            db.execute("UPDATE take SET deleted = ? WHERE id = ?", (now() if deleted else None, take))

    def purge(self, before: str) -> list[str]:
        """Names of the pictures of takes deleted before the time `before`; call `forget` once their files are gone."""
        with self._library.read() as db:
            return [row[0] for row in db.execute("SELECT file FROM take WHERE deleted < ?", (before,))]

    def forget(self, files: list[str]) -> None:
        """Take deleted takes out of the table; what was brought back meanwhile stays."""
        with self._library.write() as db:
            db.executemany("DELETE FROM take WHERE file = ? AND deleted IS NOT NULL", [(file,) for file in files])

    def see(self, path: Path, digest: str) -> None:
        """The photo with this content lies here now."""
        with self._library.write() as db:
            _see(db, path, digest)

    def counts(self) -> dict[Path, int]:
        """How many takes there are of the photos at these paths, as far as their content was seen."""
        with self._library.read() as db:
            rows = db.execute(
                "SELECT place.path, COUNT(*) FROM place JOIN take USING (digest) "
                "WHERE take.deleted IS NULL GROUP BY place.path"
            )
            return {loaded_path(row[0]): row[1] for row in rows}


def _add(db: sqlite3.Connection, new: NewTake) -> Take:
    known = db.execute("SELECT * FROM take WHERE file = ?", (new.file,)).fetchone()
    if known is None:
        number = db.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM take WHERE digest = ?", (new.digest,))
        db.execute(
            "INSERT INTO take (file, digest, number, path, request, model, seconds, warnings, sheet, created, mask) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                new.file,
                new.digest,
                number.fetchone()[0],
                stored_path(new.path) if new.path is not None else None,
                json.dumps(dict(new.request)),
                new.model,
                new.seconds,
                json.dumps(list(new.warnings)),
                new.sheet,
                new.created or now(),
                new.mask,
            ),
        )
        known = db.execute("SELECT * FROM take WHERE file = ?", (new.file,)).fetchone()
        if new.path is not None:
            _see(db, new.path, new.digest)
    if new.job:
        db.execute(
            "UPDATE job SET state = 'done', take = ?, seconds = ?, owner = NULL, stop = 0, reason = '' WHERE key = ?",
            (known["id"], new.seconds, new.job),
        )
    return _take(known)


def _see(db: sqlite3.Connection, path: Path, digest: str) -> None:
    db.execute("INSERT OR REPLACE INTO place (path, digest) VALUES (?, ?)", (stored_path(path), digest))


def _take(row: sqlite3.Row) -> Take:
    values = {name: row[name] for name in row.keys() if name in _FIELDS}  # noqa: SIM118 - a Row iterates over values
    values["path"] = loaded_path(row["path"]) if row["path"] is not None else None
    values["request"] = loaded_request(row["request"])
    values["warnings"] = tuple(json.loads(row["warnings"]))
    values["starred"] = bool(row["starred"])
    return Take(**values)


@functools.lru_cache(maxsize=2048)  # the same few hundred are asked for after every change
def loaded_request(text: str) -> RestoreRequest | None:
    """A request from its JSON, or None where it holds what this version does not know."""
    try:
        return RestoreRequest.from_dict(json.loads(text))
    except (RequestError, ValueError, TypeError):
        return None


_FIELDS = {field.name for field in dataclasses.fields(Take)}

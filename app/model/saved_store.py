"""What was saved where: the table that keeps a result from being saved twice. Knows no Qt."""

import json
import logging
from pathlib import Path

from app.model.library import Library, LibraryError, loaded_path, now, stored_path
from app.model.takes_store import loaded_request
from engine.request import RestoreRequest

log = logging.getLogger(__name__)


class SavedStore:
    """Files that hold results, as long as nobody changed them.

    It only spares work: where the library cannot be asked, nothing counts as saved, and saving does not fail for it.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def find(self, digest: str, request: RestoreRequest, model: str, manner: str) -> Path | None:
        """The file that holds exactly this result, saved in this manner (`Manner.key`), if it is still as it was."""
        try:
            with self._library.read() as db:
                rows = db.execute(
                    "SELECT * FROM saved WHERE digest = ? AND model = ? AND manner = ? ORDER BY rowid DESC",
                    (digest, model, manner),
                ).fetchall()
        except LibraryError as error:
            log.warning("what was saved is not known: %s", error)
            return None
        for row in rows:
            path = loaded_path(row["path"])
            unchanged = _state(path) == (row["size"], row["modified"])
            if unchanged and loaded_request(row["request"]) == request:
                return path
        return None

    def note(
        self, path: Path, digest: str, request: RestoreRequest, model: str, manner: str, take: int | None = None
    ) -> None:
        """`path` was just written: the result of the photo `digest`, made by `model`; `take` is its id, if it is one.

        A file that is gone again is not noted.
        """
        state = _state(path)
        if state is None:
            return
        values = (
            stored_path(path.absolute()),
            digest,
            json.dumps(request.to_dict()),
            model,
            manner,
            take,
            *state,
            now(),
        )
        try:
            with self._library.write() as db:
                db.execute(
                    "INSERT OR REPLACE INTO saved (path, digest, request, model, manner, take, size, modified, created)"
                    " VALUES (?, ?, ?, ?, ?, (SELECT id FROM take WHERE id = ?), ?, ?, ?)",
                    values,
                )
        except LibraryError as error:
            log.warning("%s was saved, but that is not remembered: %s", path, error)


def _state(path: Path) -> tuple[int, int] | None:
    """Size and time of the last change, None where there is no such file."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns

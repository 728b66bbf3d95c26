"""The request being prepared: one frozen `RestoreRequest`, changed field by field, with undo."""

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.model.limits import Refusal
from app.notify import error_text
from engine.errors import RequestError
from engine.request import RestoreRequest

MERGE_SECONDS = 1.0
MOST_UNDO = 200


@dataclass(frozen=True)
class Along:
    """What an edit of the draft did beside it, to be taken back and brought back together with it."""

    undo: Callable[[], None]
    redo: Callable[[], None]


Check = Callable[[RestoreRequest], Sequence[Refusal]]


class RequestDraft(QObject):
    """What Restore would do.

    An edit that the engine would refuse changes nothing. Another photo or model may still make what was set before
    one that is refused; `refusals` says so then, and the person decides.

    Signals:
        changed(set): after every change, with the names of the fields that differ.
        edited(): an undoable step was added.
        replaced(): the steps were forgotten.
    """

    changed = Signal(object)
    edited = Signal()
    replaced = Signal()

    def __init__(self, request: RestoreRequest | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request = request if request is not None else RestoreRequest()
        self._past: list[tuple[RestoreRequest, Along | None]] = []
        self._future: list[tuple[RestoreRequest, Along | None]] = []
        self._last: tuple[frozenset[str], float] = (frozenset(), 0.0)
        self._check: Check = lambda _request: ()

    @property
    def request(self) -> RestoreRequest:
        """The request as it stands; each field is within its own range."""
        return self._request

    def limit(self, check: Check) -> None:
        """Have `check` say what would be refused for reasons that lie in the photo or the model."""
        self._check = check

    def refusals(self) -> Sequence[Refusal]:
        """Why the request as it stands cannot be carried out."""
        return self._check(self._request)

    def problem(self, **fields: Any) -> str:
        """Why `set` would refuse these values, or ""."""
        try:
            request = dataclasses.replace(self._request, **fields)
        except RequestError as error:
            return error_text(error)
        differing = _differing(self._request, request)
        return next((refusal.reason for refusal in self._check(request) if refusal.fields & differing), "")

    def set(self, along: Along | None = None, /, **fields: Any) -> bool:
        """Change fields as one undoable edit; quick edits of the same fields are one.

        With `along`, something else was done in the same edit, which is one of its own in any case.

        Returns:
            Whether the values were accepted; one out of its range, or that `problem` speaks of, changes nothing.
        """
        if self.problem(**fields):
            return False
        request = dataclasses.replace(self._request, **fields)
        if request == self._request and along is None:
            return True
        names, now = frozenset(fields), time.monotonic()
        merged = along is None and self._last[0] == names and now - self._last[1] < MERGE_SECONDS
        if not merged:
            self._past.append((self._request, along))
            del self._past[:-MOST_UNDO]
        self._last = (frozenset() if along is not None else names, now)
        self._future.clear()
        self._become(request)
        if not merged:
            self.edited.emit()
        return True

    def separate(self) -> None:
        """The next edit is one of its own, however soon it comes."""
        self._last = (frozenset(), 0.0)

    def adjust(self, **fields: Any) -> None:
        """Change fields for the person, as no edit of theirs: undo goes on to what they did before."""
        self._become(dataclasses.replace(self._request, **fields))

    def replace(self, request: RestoreRequest) -> None:
        """Become `request` without an undo step: another photo, another start."""
        self._past.clear()
        self._future.clear()
        self._last = (frozenset(), 0.0)
        self._become(request)
        self.replaced.emit()

    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._past)

    def can_redo(self) -> bool:
        """Whether there is an edit to bring back."""
        return bool(self._future)

    def undo(self) -> None:
        """Take the last edit back."""
        if self._past:
            request, along = self._past.pop()
            self._future.append((self._request, along))
            self._last = (frozenset(), 0.0)
            self._become(request)
            if along is not None:
                along.undo()

    def redo(self) -> None:
        """Bring back the edit last taken back."""
        if self._future:
            request, along = self._future.pop()
            self._past.append((self._request, along))
            self._last = (frozenset(), 0.0)
            self._become(request)
            if along is not None:
                along.redo()

    def _become(self, request: RestoreRequest) -> None:
        names = _differing(self._request, request)
        self._request = request
        self.changed.emit(names)


def _differing(one: RestoreRequest, other: RestoreRequest) -> set[str]:
    """Names of the fields that are not the same."""
    return {f.name for f in dataclasses.fields(one) if getattr(one, f.name) != getattr(other, f.name)}

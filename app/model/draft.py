"""The request being prepared: one frozen `RestoreRequest`, changed field by field, with undo."""

import dataclasses
import time
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.errors import RequestError
from engine.request import RestoreRequest

MERGE_SECONDS = 1.0
MOST_UNDO = 200


class RequestDraft(QObject):
    """What Restore would do.

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
        self._past: list[RestoreRequest] = []
        self._future: list[RestoreRequest] = []
        self._last: tuple[frozenset[str], float] = (frozenset(), 0.0)

    @property
    def request(self) -> RestoreRequest:
        """The request as it stands; always valid."""
        return self._request

    def set(self, **fields: Any) -> bool:
        """Change fields as one undoable edit; quick edits of the same fields are one.

        Returns:
            Whether the values were accepted; a value out of its range changes nothing.
        """
        try:
            request = dataclasses.replace(self._request, **fields)
        except RequestError:
            return False
        if request == self._request:
            return True
        names, now = frozenset(fields), time.monotonic()
        merged = bool(self._past) and self._last[0] == names and now - self._last[1] < MERGE_SECONDS
        if not merged:
            self._past.append(self._request)
            del self._past[:-MOST_UNDO]
        self._last = (names, now)
        self._future.clear()
        self._become(request)
        if not merged:
            self.edited.emit()
        return True

    def replace(self, request: RestoreRequest) -> None:
        """Become `request` without an undo step: another photo, another start."""
        self._past.clear()
        self._future.clear()
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
            self._future.append(self._request)
            self._last = (frozenset(), 0.0)
            self._become(self._past.pop())

    def redo(self) -> None:
        """Bring back the edit last taken back."""
        if self._future:
            self._past.append(self._request)
            self._last = (frozenset(), 0.0)
            self._become(self._future.pop())

    def _become(self, request: RestoreRequest) -> None:
        old, self._request = self._request, request
        names = {f.name for f in dataclasses.fields(request) if getattr(old, f.name) != getattr(request, f.name)}
        self.changed.emit(names)

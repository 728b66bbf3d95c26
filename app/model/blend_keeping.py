"""Writes how takes are mixed with their photo, a moment after it was changed, on the library's lane."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.model.mask import Mask
from app.model.mask_files import keep_blend
from app.model.takes_store import Take, TakesStore
from app.notify import Notices
from app.tasks import Lane

PAUSE = 400
"""Milliseconds from a change to its writing; what is changed meanwhile is written with it."""


@dataclass
class _Unsaved:
    """What of a take is newer here than in the library."""

    take: int
    percent: int | None = None
    mask: Mask | None = None
    changes: int = 0
    written: int = 0  # of these changes, as far as a write was begun
    writing: bool = False


class BlendKeeping(QObject):
    """One write of a take at a time; closing writes what is left."""

    def __init__(
        self, store: TakesStore, folder: Path, notices: Notices, library: Lane, parent: QObject | None = None
    ) -> None:
        """`folder` holds the masks."""
        super().__init__(parent)
        self.busy = False  # while a stroke is painted nothing is written
        self._store, self._folder, self._notices, self._library = store, folder, notices, library
        self._unsaved: dict[int, _Unsaved] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._write)

    @property
    def done(self) -> bool:
        """Whether every change is in the library."""
        return not self._unsaved

    def holds(self, take: int) -> bool:
        """Whether the take of this id was changed here, and that is not written yet."""
        return take in self._unsaved

    def note(self, take: int, *, percent: int | None = None, mask: Mask | None = None) -> None:
        """The take of this id is mixed in another way; what is not given is as it was."""
        unsaved = self._unsaved.setdefault(take, _Unsaved(take))
        unsaved.percent = unsaved.percent if percent is None else percent
        unsaved.mask = unsaved.mask if mask is None else mask
        unsaved.changes += 1
        if not self._pause.isActive():
            self._pause.start()

    def newest(self, take: Take) -> Take:
        """A take from the library as it is here."""
        unsaved = self._unsaved.get(take.id)
        if unsaved is None:
            return take
        percent = take.blend if unsaved.percent is None else unsaved.percent
        return dataclasses.replace(take, blend=percent, mask=take.mask if unsaved.mask is None else unsaved.mask.file)

    def flush(self) -> None:
        """Have all changes written now: the window closes, and nothing may be changed any more."""
        self._pause.stop()
        for unsaved in self._unsaved.values():
            if not unsaved.writing or unsaved.written < unsaved.changes:
                self._keep(unsaved)
        self._unsaved = {}

    def _write(self) -> None:
        if self.busy:
            self._pause.start()
            return
        for unsaved in self._unsaved.values():
            if not unsaved.writing:  # what comes meanwhile is written after it
                self._keep(unsaved)

    def _keep(self, unsaved: _Unsaved) -> None:
        changes, mask = unsaved.changes, unsaved.mask
        unsaved.written, unsaved.writing = changes, True
        take, percent, name = unsaved.take, unsaved.percent, mask.file if mask is not None else None
        # No copy, which would be felt on a large picture: what is painted meanwhile is written again right after.
        pixels = mask.levels[0] if mask is not None and not mask.blank else None

        def success(_none: object) -> None:
            unsaved.writing = False
            if unsaved.changes == changes:
                self._unsaved.pop(take, None)
            elif not self._pause.isActive():
                self._pause.start()

        def failure(error: BaseException) -> None:
            unsaved.writing = False  # it stays unsaved: the next change, or closing, tries again
            self._notices.failed(error)

        self._library.start(
            lambda _task: keep_blend(self._store, self._folder, take, percent, name, pixels),
            success=success,
            failure=failure,
        )

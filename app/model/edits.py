"""What can be undone: changes of settings and of takes, in the order in which they were made."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.model.draft import RequestDraft

MOST = 200
MOST_BYTES = 256_000_000


@dataclass(frozen=True, eq=False)
class Edit:
    """Something that was done and can be taken back. `size`: bytes it holds for that."""

    undo: Callable[[], None]
    redo: Callable[[], None]
    size: int = 0


class Edits(QObject):
    """One history for the window; the draft keeps what its own steps were.

    Signals:
        changed(): something else can be undone or redone.
    """

    changed = Signal()

    def __init__(self, draft: RequestDraft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._past: list[Edit | None] = []  # None: a step of the draft
        self._future: list[Edit | None] = []
        draft.edited.connect(self._on_draft)
        draft.replaced.connect(self._on_replaced)

    def done(self, edit: Edit) -> None:
        """`edit` was just made."""
        self._past.append(edit)
        del self._past[:-MOST]
        while len(self._past) > 1 and sum(each.size for each in self._past if each is not None) > MOST_BYTES:
            del self._past[0]
        self._future.clear()
        self.changed.emit()

    def is_last(self, edit: Edit) -> bool:
        """Whether nothing was done or taken back since this."""
        return bool(self._past) and self._past[-1] is edit and not self._future

    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._past)

    def can_redo(self) -> bool:
        """Whether there is something to bring back."""
        return bool(self._future)

    def undo(self) -> None:
        """Take the last edit back."""
        if self._past:
            edit = self._past.pop()
            self._future.append(edit)
            self._draft.undo() if edit is None else edit.undo()
            self.changed.emit()

    def take_back(self, edit: Edit) -> None:
        """Take this very edit back, wherever it stands in the history; once."""
        if edit in self._past:
            self._past.remove(edit)
            self._future.append(edit)
            edit.undo()
            self.changed.emit()

    def redo(self) -> None:
        """Bring back what was last taken back."""
        if self._future:
            edit = self._future.pop()
            self._past.append(edit)
            self._draft.redo() if edit is None else edit.redo()
            self.changed.emit()

    def _on_draft(self) -> None:
        self._past.append(None)
        del self._past[:-MOST]
        self._future.clear()
        self.changed.emit()

    def _on_replaced(self) -> None:
        # Another photo: its settings are no step of this history, but a take deleted before can still come back.
        self._past = [edit for edit in self._past if edit is not None]
        self._future = [edit for edit in self._future if edit is not None]
        self.changed.emit()

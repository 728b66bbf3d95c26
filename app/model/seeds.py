"""Which seed the next take has: the same again while it is locked, else one that was not used just now."""

import random

from PySide6.QtCore import QObject, Signal

from app.model.draft import RequestDraft
from app.settings import Settings

_MOST = 999_999  # of those that are rolled: short enough to be read out


class Seeds(QObject):
    """The dice and the lock.

    Unlocked, a seed that a take was just made with gives way to another when the next take is ordered, not when the
    first ends: so the seed that is shown is that of the newest take, and locking keeps it. One that the person typed,
    rolled or brought back from a take is used once in any case.

    Signals:
        changed(): `locked` is another.
    """

    changed = Signal()

    def __init__(self, draft: RequestDraft, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft, self._settings = draft, settings
        self._rolls = random.Random()
        self._used = draft.request.seed  # the last session's newest take had it

    @property
    def locked(self) -> bool:
        """Whether the seed stays from take to take."""
        return self._settings.seed_locked

    def lock(self, locked: bool) -> None:
        """Keep the seed, or have another for each take."""
        if locked != self._settings.seed_locked:
            self._settings.seed_locked = locked
            self.changed.emit()

    def roll(self) -> None:
        """The person wants another seed."""
        self._draft.set(seed=self._another())

    def order(self) -> None:
        """A take is about to be ordered with the draft's seed."""
        if not self.locked and self._draft.request.seed == self._used:
            self._draft.adjust(seed=self._another())
        self._used = self._draft.request.seed

    def _another(self) -> int:
        seed = self._rolls.randint(0, _MOST - 1)
        return seed if seed < self._draft.request.seed else seed + 1  # any but the one it is

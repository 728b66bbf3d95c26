"""What the restored picture on the right shows that the photo does not hold: found when somebody wants to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.model.blended import Blend
from app.model.blends import Blends
from app.model.contact_sheet import ContactSheet
from app.model.document import Document
from app.model.mask import Mask
from app.model.takes import Takes
from app.model.takes_store import Take
from app.tasks import Lane, Task
from engine.images.invention import Invention, find_invention

if TYPE_CHECKING:
    import numpy as np

MOST_SEEDS = 4
"""Results that are compared at most: each is read from its file."""

MOST_KNOWN = 4
"""What was found for the takes looked at last is remembered, up to 43 MB each."""

_Key = tuple[int, tuple[Path, ...]]  # a take, and the files of those with other seeds


class Inventions(QObject):
    """Looks at one take at a time, and remembers those that were looked at while the photo is open.

    Signals:
        changed(): it is wanted or not, is being looked for, or was found.
    """

    changed = Signal()

    def __init__(
        self,
        blends: Blends,
        document: Document,
        takes: Takes,
        sheet: ContactSheet,
        files: Lane,
        failed: Callable[[BaseException], object],
        parent: QObject | None = None,
    ) -> None:
        """`files` is the lane on which other takes are read and compared."""
        super().__init__(parent)
        self.wanted = False
        self.found: Invention | None = None
        self._blends, self._document, self._takes, self._sheet = blends, document, takes, sheet
        self._files, self._failed = files, failed
        self._known: dict[_Key, tuple[Invention, Mask]] = {}
        self._task: Task | None = None
        self._sought: _Key | None = None
        self._shown: Blend | None = None
        blends.right_changed.connect(self._follow)
        takes.changed.connect(self._follow)
        sheet.changed.connect(self._follow)
        document.photo_changed.connect(self._forget)

    @property
    def possible(self) -> bool:
        """Whether there is a take to be looked at."""
        return self._blends.right is not None

    @property
    def on(self) -> bool:
        """Whether the person wants to see it, and there is something to see it on."""
        return self.wanted and self.possible

    @property
    def busy(self) -> bool:
        """Whether it is being looked for."""
        return self._task is not None

    def show(self, wanted: bool) -> None:
        """See it from now on, or not; stays so for other takes and photos."""
        self.wanted = wanted and self.possible
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        """What stands on the right, and which takes there are."""
        right, take, photo = self._blends.right, self._blends.right_take, self._document.before
        if not self.on or self._sheet.open or right is None or take is None or photo is None:
            self._seek(None)
            self._lay(None, None)
            return
        others = self._siblings(take)
        key = take.id, tuple(others)
        known = self._known.pop(key, None)
        if known is not None:
            self._known[key] = known  # the newest that was looked at
            self._seek(None)
            self._lay(right, known)
        elif key != self._sought:
            self._lay(None, None)
            self._seek(key)
            restored = right.restored.levels[0]
            self._task = self._files.start(
                lambda task: _found(task, photo.levels[0], restored, others),
                success=lambda found: self._arrived(key, found),
                failure=lambda error: self._gave_up(key, error),
                cancelled=self.changed.emit,
            )
            self.changed.emit()

    def _siblings(self, take: Take) -> list[Path]:
        """Pictures that differ from this take in nothing but the seed, the newest first."""
        if take.request is None:
            return []
        alike = [
            other
            for other in self._takes.all
            if other.id != take.id
            and other.request is not None
            and other.model == take.model
            and other.request != take.request
            and replace(other.request, seed=take.request.seed) == take.request
        ]
        return [self._takes.path_of(other) for other in alike[:-MOST_SEEDS:-1]]

    def _seek(self, key: _Key | None) -> None:
        """Stop looking for anything but this."""
        if self._task is not None and key != self._sought:
            self._task.cancel()
            self._task = None
        self._sought = key

    def _arrived(self, key: _Key, found: tuple[Invention, Mask]) -> None:
        if key != self._sought:  # it was done just before it was cancelled
            return
        self._task = self._sought = None
        self._known[key] = found
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._follow()
        self.changed.emit()

    def _gave_up(self, key: _Key, error: BaseException) -> None:
        if key != self._sought:
            return
        self._task = self._sought = None
        self.wanted = False
        self._failed(error)
        self.changed.emit()

    def _lay(self, blend: Blend | None, known: tuple[Invention, Mask] | None) -> None:
        """Have this blend drawn with what was found, and no other."""
        before, self._shown = self._shown, blend
        was, self.found = self.found, known[0] if known is not None else None
        if before is not None and before is not blend:
            before.invented = None
            self._blends.changed.emit(before.take, None)
        mask = known[1] if known is not None else None
        if blend is not None and blend.invented is not mask:
            blend.invented = mask
            self._blends.changed.emit(blend.take, None)
        if self.found is not was:
            self.changed.emit()

    def _forget(self) -> None:
        self._known.clear()
        self._follow()


def _found(task: Task, photo: np.ndarray, restored: np.ndarray, others: list[Path]) -> tuple[Invention, Mask]:
    from app.model.keeping import read_take

    pictures = []
    for path in others:
        task.check()
        pixels = read_take(path)
        if pixels.shape == restored.shape:
            pictures.append(pixels)
    found = find_invention(photo, restored, pictures, task.check)
    height, width = restored.shape[:2]
    return found, Mask(width, height, found.levels)

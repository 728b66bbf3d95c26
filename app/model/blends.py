"""How takes are mixed with their photo: seen, changed, undone, and kept a moment later."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet, WeakValueDictionary

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.blend_keeping import BlendKeeping
from app.model.blended import Backdrop, Blend, fraction_of
from app.model.document import Document
from app.model.edits import Edit, Edits
from app.model.mask import Mask, Patch
from app.model.mask_files import load_mask, new_name
from app.model.mixture import Mixture
from app.model.pyramid import Pyramid
from app.model.takes import Takes
from app.model.takes_store import Take, TakesStore
from app.notify import Notices, one_line
from app.tasks import Lane
from engine.images.blend import Part

if TYPE_CHECKING:
    import numpy as np

MERGE_SECONDS = 1.0


@dataclass
class _Step:
    """The last change of a strength, which the next one may belong to."""

    take: Take
    before: int
    after: int
    edit: Edit
    gesture: int
    moment: float


class Blends(QObject):
    """Knows what is seen of each take.

    Signals:
        changed(int, object): what is seen of the take of this id: (left, top, right, bottom) as fractions of it, or
            None for all of it.
        edited(int): strength or mask of the take of this id is another.
        right_changed(): `right` is another.
    """

    changed = Signal(int, object)
    edited = Signal(int)
    right_changed = Signal()

    def __init__(
        self,
        takes: Takes,
        document: Document,
        store: TakesStore,
        folder: Path,
        edits: Edits,
        notices: Notices,
        *,
        library: Lane,
        parent: QObject | None = None,
    ) -> None:
        """`folder` holds pictures and masks; `library` is the lane on which both are written."""
        super().__init__(parent)
        self.right: Blend | None = None
        self.keeping = BlendKeeping(store, folder, notices, library, self)
        self._takes, self._document, self._store, self._folder = takes, document, store, folder
        self._edits, self._notices, self._library = edits, notices, library
        self._live: WeakValueDictionary[int, Blend] = WeakValueDictionary()
        self._backdrops: WeakValueDictionary[tuple[int, int], Backdrop] = WeakValueDictionary()
        self._held: WeakSet[Mask] = WeakSet()
        self._loading: set[int] = set()
        self._step: _Step | None = None
        takes.newest = self.keeping.newest
        takes.changed.connect(self._follow)
        document.result_changed.connect(self._follow)
        document.photo_changed.connect(self._on_photo)

    # Looking ------------------------------------------------------------------------------------------------------

    def blend(self, number: int | None, restored: Pyramid) -> Blend | None:
        """What is seen of a take of the open photo, its picture being `restored`; None for what is no take yet."""
        take, photo = self._takes.take(number), self._document.before
        if take is None or photo is None:
            return None
        known = self._live.get(take.id)
        if known is not None and known.restored is restored:
            return known
        size = restored.width, restored.height
        backdrop = self._backdrops.get(size)
        if backdrop is None:
            backdrop = self._backdrops[size] = Backdrop(photo, restored)
        made = Blend(take.id, backdrop, restored, self._takes.mask_of(take.id, *size), take.blend)
        self._live[take.id] = made
        self._check(take, made)
        return made

    @property
    def right_take(self) -> Take | None:
        """The take that `right` is of."""
        return self._takes.take(self.right.take) if self.right is not None else None

    def mixture(self) -> Mixture:
        """How the result that is shown is mixed now, to be saved so."""
        right = self.right
        if right is None or right.restored is not self._document.after:
            return Mixture()
        return Mixture(right.percent, None if right.mask.blank else right.mask.levels[0].copy())

    # Changing -----------------------------------------------------------------------------------------------------

    def set_percent(self, number: int, percent: int, gesture: int = 0) -> None:
        """How much of the restored picture shows. Changes of one gesture, or in quick succession, are one step."""
        take, now = self._takes.take(number), time.monotonic()
        if take is None or take.blend == percent:
            return
        last = self._step
        if last is not None and last.take.id == number and self._edits.is_last(last.edit):
            merged = gesture == last.gesture if gesture else now - last.moment < MERGE_SECONDS
            if merged:
                last.after, last.moment = percent, now
                self._set_percent(take, percent)
                return
        edit = Edit(undo=lambda: self._set_percent(take, step.before), redo=lambda: self._set_percent(take, step.after))
        step = self._step = _Step(take, take.blend, percent, edit, gesture, now)
        self._set_percent(take, percent)
        self._edits.done(edit)

    def painted(self, take: Take, mask: Mask, patch: Patch) -> None:
        """A stroke on the mask of a take has ended; `patch` is what it changed."""
        if not patch.tiles:
            mask.settle()
            return

        def apply(*, back: bool) -> None:
            self._painted(take, mask, patch.apply(mask, back=back))

        self._painted(take, mask, None)
        size = patch.nbytes
        if mask not in self._held:  # it lives as long as an edit may change it
            self._held.add(mask)
            size += mask.nbytes
        self._edits.done(Edit(undo=lambda: apply(back=True), redo=lambda: apply(back=False), size=size))

    def invert(self) -> None:
        """On the right, show what is hidden and hide what shows."""
        take = self.right_take
        if self.right is None or take is None:
            return
        mask = self.right.mask

        def turn() -> None:
            mask.invert()
            self._painted(take, mask, (0, 0, *mask.size))

        turn()
        self._edits.done(Edit(undo=turn, redo=turn))

    def clear(self) -> None:
        """On the right, show the restored picture everywhere."""
        take = self.right_take
        if self.right is None or take is None or self.right.mask.blank:
            return
        mask = self.right.mask
        before = mask.ready()
        mask.replace(None)
        self.painted(take, mask, Patch.of_all(before, mask.ready()))
        self.changed.emit(take.id, None)

    def _set_percent(self, take: Take, percent: int) -> None:
        self.keeping.note(take.id, percent=percent)
        self._tell(take)
        self._takes.amend(take.id, blend=percent)  # `_follow` does the rest
        self.edited.emit(take.id)

    def _painted(self, take: Take, mask: Mask, part: Part | None) -> None:
        """The mask of a take is another; `part` of it is to be drawn anew."""
        mask.settle()
        mask.file = "" if mask.blank else new_name(take.file)
        self.keeping.note(take.id, mask=mask)
        self._tell(take)
        self._takes.amend(take.id, mask=mask.file)
        self.edited.emit(take.id)
        if part is not None:
            self.changed.emit(take.id, fraction_of(part, mask.size))

    def _tell(self, take: Take) -> None:
        """Say what was undone where it is not seen."""
        if take.digest != self._document.digest and self._document.digest:
            name = one_line(take.path.name) if take.path is not None else ""
            told = (
                translate("Blend", "{take} of {photo} was changed.")
                if name
                else translate("Blend", "{take} was changed.")
            )
            self._notices.tell("info", told.format(take=one_line(take.title), photo=name))

    # Following ----------------------------------------------------------------------------------------------------

    def _on_photo(self) -> None:
        self._backdrops.clear()
        self._live.clear()
        self._follow()

    def _follow(self) -> None:
        """What the takes and the document say now."""
        restored, kept = self._document.after, self._document.kept
        number = next((take.id for take in self._takes.all if self._takes.path_of(take) == kept), None)
        right = self.right if self.right is not None and self.right.restored is restored else None
        if number is not None and restored is not None:
            right = self.blend(number, restored)
        for blend in list(self._live.values()):
            take = self._takes.take(blend.take)
            if take is not None and blend.percent != take.blend:
                blend.percent = take.blend
                self.changed.emit(blend.take, None)
            if take is not None:
                self._check(take, blend)
        if right is not self.right:
            self.right = right
            self.right_changed.emit()

    def _check(self, take: Take, blend: Blend) -> None:
        """Read the mask where another window has painted on it."""
        if take.mask == blend.mask.file or self.keeping.holds(take.id) or take.id in self._loading:
            return
        self._loading.add(take.id)
        mask, size = blend.mask, (blend.restored.width, blend.restored.height)

        def success(read: tuple[str, np.ndarray | None]) -> None:
            self._loading.discard(take.id)
            if not self.keeping.holds(take.id):
                mask.file = read[0]
                mask.replace(read[1])
                self._takes.amend(take.id, mask=mask.file)
                self.changed.emit(take.id, None)

        def failure(error: BaseException) -> None:
            self._loading.discard(take.id)
            mask.file = take.mask
            self._notices.failed(error)

        self._library.start(
            lambda _task: load_mask(self._store, self._folder, take.id, *size), success=success, failure=failure
        )

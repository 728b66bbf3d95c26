"""Several takes of a photo side by side: four seeds that are being made, or takes that are there."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.model.document import Document
from app.model.job import JobState, Order
from app.model.queue import Queue
from app.model.restoration import Restoration
from app.model.takes import Takes
from app.model.takes_store import Take
from engine.request import MAX_SEED, RestoreRequest

if TYPE_CHECKING:
    import numpy as np

SEEDS = 4
MOST = 9


@dataclass(frozen=True)
class Slot:
    """One place on the sheet.

    Attributes:
        seed: of the take.
        state: of its job; "done" once there is a take.
        take: id of the take, or None.
        reason: why there is none.
    """

    seed: int
    state: JobState
    take: int | None = None
    reason: str = ""


class ContactSheet(QObject):
    """Which takes lie on the sheet, and whether it is looked at.

    Signals:
        changed(): slots, or whether the sheet is open.
        preview_changed(): the running take is further.
    """

    changed = Signal()
    preview_changed = Signal()

    def __init__(
        self, document: Document, takes: Takes, queue: Queue, restoration: Restoration, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.open = False
        self._document, self._takes, self._queue, self._restoration = document, takes, queue, restoration
        self._sheet = ""
        self._digest = ""
        self._asked: tuple[int, ...] = ()
        document.photo_changed.connect(self._on_photo)
        takes.changed.connect(self._refresh)
        queue.changed.connect(self._refresh)
        restoration.progressed.connect(self._on_progress)

    @property
    def slots(self) -> list[Slot]:
        """In the order of the seeds that were asked for; or the newest takes of the photo."""
        if not self._sheet:
            return [_slot(take) for take in self._takes.all[-MOST:]]
        made = {
            take.request.seed: _slot(take) for take in self._takes.all if take.sheet == self._sheet and take.request
        }
        for job in self._queue.jobs:
            if job.sheet == self._sheet and job.request is not None and job.state != "done":
                made.setdefault(job.request.seed, Slot(job.request.seed, job.state, None, job.reason))
        return [made.get(seed, Slot(seed, "waiting")) for seed in self._asked]

    @property
    def making(self) -> bool:
        """Whether takes of this sheet are still to come."""
        return bool(self._sheet) and any(slot.state in ("waiting", "running") for slot in self.slots)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the photo, in pixels."""
        picture = self._document.picture
        return (picture.width, picture.height) if picture is not None else (1, 1)

    def preview(self) -> np.ndarray | None:
        """Of the running take, uint8 [h, w, 3]."""
        restoration = self._restoration
        if not self._sheet or not restoration.busy or restoration.source.sheet != self._sheet:
            return None
        return restoration.pace.progress.preview if restoration.pace.progress is not None else None

    def fraction(self) -> float:
        """How far the running take is."""
        return self._restoration.pace.fraction

    def make(self, request: RestoreRequest, model: str) -> None:
        """Four takes with four seeds, from the request's on, without those that were tried with its settings."""
        picture = self._document.picture
        if picture is None or picture.path is None:
            return
        plain = dataclasses.replace(request, seed=0)
        tried = {
            take.request.seed
            for take in self._takes.all
            if take.request is not None and dataclasses.replace(take.request, seed=0) == plain
        }
        seeds = next_seeds(request.seed, tried, SEEDS)
        self._sheet, self._asked, self._digest = secrets.token_hex(6), tuple(seeds), self._document.digest
        orders = [
            Order(picture.path, dataclasses.replace(request, seed=seed), model, self._sheet) for seed in self._asked
        ]
        self._queue.add(orders, urgent=True)
        self._set_open(True)

    def show_takes(self) -> None:
        """Lay out what there is: the sheet that is being made, or the newest takes."""
        if not self.making:
            self._sheet, self._asked = "", ()
        self._set_open(True)

    def close(self) -> None:
        """Back to the comparison; what is being made goes on."""
        self._set_open(False)

    def cancel(self) -> None:
        """Make no more takes of this sheet."""
        self._queue.cancel([job.id for job in self._queue.jobs if job.sheet == self._sheet and not job.ended])

    def _set_open(self, shown: bool) -> None:
        self.open = shown
        self.changed.emit()

    def _on_photo(self) -> None:
        if self._document.digest != self._digest:
            self._sheet, self._asked, self._digest = "", (), self._document.digest
        self._set_open(False)

    def _refresh(self) -> None:
        if self.open:
            self.changed.emit()

    def _on_progress(self) -> None:
        if self.open:
            self.preview_changed.emit()


def next_seeds(first: int, tried: set[int], count: int) -> Sequence[int]:
    """`count` seeds from `first` on that are not `tried`; after the last seed come the first."""
    seeds: list[int] = []
    seed = first
    while len(seeds) < count:
        if seed not in tried:
            seeds.append(seed)
        seed = seed + 1 if seed < MAX_SEED else 0
    return seeds


def _slot(take: Take) -> Slot:
    return Slot(take.request.seed if take.request is not None else 0, "done", take.id)

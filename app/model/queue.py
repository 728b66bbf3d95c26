"""The queue as the window sees it: its rows, how far it is, and what a person does with it. Knows no widget."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.model.job import Job, Order
from app.model.keeping import Source
from app.model.library_watch import LibraryWatch
from app.model.queue_store import QueueStore
from app.model.queue_summary import Summary
from app.model.queue_work import RECENT, QueueWork
from app.model.restoration import Restoration
from app.model.takes_store import TakesStore
from app.notify import Notices
from app.tasks import Lane
from engine.catalogue import ModelInfo


class Queue(QObject):
    """Rows and what happens to them.

    Signals:
        changed(): rows, states or the pause.
        progressed(): the running photo is further.
        ended(Summary): nothing waits or runs any more.
        stopped(object): the exception for which the queue was paused: the rest would fail like this one.
        finished(Job): this window is done with it; `jobs` will say so soon.
    """

    changed = Signal()
    progressed = Signal()
    ended = Signal(object)
    stopped = Signal(object)
    finished = Signal(object)

    def __init__(
        self,
        store: QueueStore,
        takes: TakesStore,
        watch: LibraryWatch,
        restoration: Restoration,
        notices: Notices,
        *,
        owner: str,
        models: Callable[[], Sequence[ModelInfo] | None],
        library: Lane,
        files: Lane,
        parent: QObject | None = None,
    ) -> None:
        """`models` are those known now, None while that is not known; stores are asked on the lane `library`."""
        super().__init__(parent)
        self.run: dict[int, None] = {}  # jobs since the queue last stood still, in order
        self._store, self._watch, self._restoration, self._owner = store, watch, restoration, owner
        watch.refreshed.connect(self._on_refreshed)
        self._work = QueueWork(
            store,
            takes,
            watch,
            restoration,
            notices,
            owner=owner,
            models=models,
            library=library,
            files=files,
            parent=self,
        )
        self._work.stopped.connect(self.stopped)
        self._work.finished.connect(self.finished)
        restoration.progressed.connect(self.progressed)

    # What is seen -------------------------------------------------------------------------------------------------

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Rows: the running one, those to come, those that ended."""
        return self._watch.snapshot.jobs

    @property
    def paused(self) -> bool:
        """Whether no further photo is taken."""
        return self._watch.snapshot.paused

    @property
    def active(self) -> bool:
        """Whether this window is at work on a queued photo, or about to be."""
        return self._work.active

    def fraction_of(self, job: Job) -> float | None:
        """How far a running photo is, 0 to 1; None where another window restores it."""
        if self._work.job is None or job.id != self._work.job.id:
            return None
        own = self._restoration.busy and self._restoration.source.job == job.key
        return self._restoration.pace.fraction if own else 0.0

    def progress(self) -> tuple[int, int, float]:
        """Photos of this run that ended, photos in all, and the whole as a fraction."""
        ended = sum(job.ended for job in self._of_run())
        running = sum(self.fraction_of(job) or 0.0 for job in self.jobs if job.state == "running")
        total = len(self.run)
        return ended, total, (ended + running) / total if total else 0.0

    def seconds_left(self) -> float | None:
        """Of the whole queue, from the last photos only; None while there is nothing to go by."""
        waiting = sum(job.state == "waiting" for job in self.jobs)
        running = [job for job in self.jobs if job.state == "running"]
        recent = list(self._work.recent)
        recent = recent or [job.seconds for job in self.jobs if job.state == "done" and job.seconds][:RECENT]
        pace = self._restoration.pace
        own = self._work.job is not None and self._restoration.busy
        if recent:
            each = sum(recent) / len(recent)
        elif own and pace.seconds_left is not None and pace.fraction > 0.05:
            each = (time.monotonic() - self._work.began) + pace.seconds_left
        else:
            return None
        left = pace.seconds_left if own and pace.seconds_left is not None else each * len(running)
        return each * waiting + left

    def is_waited_for(self, source: Source) -> bool:
        """Whether the person asked for this one alone, and looks for it; not one of many."""
        job = self._work.job
        mine = job is not None and job.key == source.job
        return not source.job or bool(mine and job and job.urgent_for and not job.sheet)

    def is_urgent(self, path: Path | None) -> bool:
        """Whether the person asked for this one alone, and it has not ended."""
        return any(
            job.path == path and job.urgent_for == self._owner and not job.sheet and not job.ended for job in self.jobs
        )

    # What a person does -------------------------------------------------------------------------------------------

    def add(self, orders: Sequence[Order], *, urgent: bool = False) -> None:
        """Put photos into the queue; urgent ones come first, also while it is paused."""
        orders = tuple(orders)
        self._work.write(lambda: self._store.add(orders, urgent=urgent))

    def set_paused(self, paused: bool) -> None:
        """Take no further photo after the running one, or go on."""
        self._work.write(lambda: self._store.set_paused(paused))

    def cancel(self, jobs: Sequence[int] | None = None) -> None:
        """Cancel these, or all; the running one stops at its next step."""
        self._work.cancel(jobs)
        self._work.write(lambda: self._store.cancel(jobs))

    def retry(self, jobs: Sequence[int] | None = None) -> None:
        """Have these wait again, or all that failed."""
        self._work.write(lambda: self._store.retry(jobs))

    def move(self, jobs: Sequence[int], before: int | None) -> None:
        """Have waiting photos come before another one, or last."""
        self._work.write(lambda: self._store.move(jobs, before))

    def clear(self, jobs: Sequence[int] | None = None) -> None:
        """Take these, or all that ended, off the list."""
        self._work.write(lambda: self._store.clear(jobs))

    def clear_failed(self, path: Path | None) -> None:
        """The photo was restored after all: that it once failed is of no interest any more."""
        failed = [job.id for job in self.jobs if job.state == "failed" and job.path == path]
        if failed:
            self.clear(failed)

    # What it is told ----------------------------------------------------------------------------------------------

    def take_next(self) -> None:
        """Claim the next photo, if one waits and nothing runs here."""
        self._work.take_next()

    def kept(self, source: Source) -> None:
        """The result of a queued photo is on the disk, and its row is done."""
        self._work.kept(source)

    def not_kept(self, source: Source, error: BaseException) -> None:
        """The result of a queued photo could not be kept."""
        self._work.not_kept(source, error)

    def hold(self, held: bool) -> None:
        """Take no further photo in this window after the running one, or go on; others are not concerned."""
        self._work.hold(held)

    def leave(self, order: Order | None, *, going_on: bool) -> None:
        """This session is about to end: `order`, which ran outside the queue, waits at its top.

        The next start goes on with the queue by itself if `going_on`.
        """
        self._work.hold(True)
        self._work.write(lambda: self._store.leave(order, going_on=going_on))

    def close(self) -> None:
        """Claim nothing more."""
        self._work.close()

    def _of_run(self) -> list[Job]:
        return [job for job in self.jobs if job.id in self.run]

    def _on_refreshed(self) -> None:
        for job in self.jobs:
            if not job.ended:
                self.run[job.id] = None
        stopped = [job.id for job in self.jobs if job.stop]
        if stopped:
            self._work.cancel(stopped)  # it may have been cancelled in another window
        over: list[Job] = []
        if self.run and all(job.ended for job in self.jobs):
            over, self.run = self._of_run(), {}
        self.changed.emit()
        if over:
            single = [job.id for job in over if job.state == "done" and job.urgent_for == self._owner]
            if single:
                self.clear(single)  # the person has seen them; they never were a row to look after
            states = ("done", "failed", "cancelled")
            self.ended.emit(Summary(*(tuple(job for job in over if job.state == state) for state in states)))
        self.take_next()

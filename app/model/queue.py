"""The queue at work in this window: claims one photo after another, reads, restores and keeps it. Knows no widget."""

import dataclasses
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.model.choices import identity_of
from app.model.keeping import Source, read_with_digest
from app.model.library_watch import LibraryWatch
from app.model.queue_store import Job, Order, QueueStore
from app.model.restoration import Restoration
from app.model.takes_store import Take, TakesStore
from app.notify import Notices, one_line
from app.tasks import Lane, Task
from engine.catalogue import ModelInfo
from engine.errors import DeviceError, HeirloomError, ImageWriteError, ModelError
from engine.images.picture import Picture
from engine.request import RestoreRequest
from engine.sidecar import read_sidecar

log = logging.getLogger(__name__)

RECENT = 8
"""The time left is reckoned from so many photos: what was quick an hour ago says nothing."""


@dataclass(frozen=True)
class Summary:
    """How a run of the queue went, once nothing waits any more."""

    done: tuple[Job, ...]
    failed: tuple[Job, ...]
    cancelled: tuple[Job, ...]

    @property
    def total(self) -> int:
        """Photos in the run."""
        return len(self.done) + len(self.failed) + len(self.cancelled)

    def words(self) -> str:
        """One sentence or two, or "" where a single photo or a contact sheet did well: the person sees that."""
        if not self.failed and (self.total < 2 or all(job.sheet for job in (*self.done, *self.cancelled))):
            return ""
        told = [f"{len(self.done)} of {self.total} photos restored." if self.total > 1 else ""]
        if self.failed:
            first = self.failed[0]
            named = f"{one_line(first.path.name)}: " if first.path.name not in first.reason else ""
            told.append(f"{named}{first.reason}" if len(self.failed) == 1 else f"{len(self.failed)} failed.")
        if self.cancelled:
            told.append(f"{len(self.cancelled)} cancelled.")
        return " ".join(part for part in told if part)


@dataclass(frozen=True)
class _Ready:
    """A claimed photo that was read."""

    job: Job
    picture: Picture
    digest: str
    request: RestoreRequest


class Queue(QObject):
    """Rows and what happens to them.

    Signals:
        changed(): rows, states or the pause.
        progressed(): the running photo is further.
        ended(Summary): nothing waits or runs any more.
        stopped(object): the exception for which the queue was paused: the rest would fail like this one.
    """

    changed = Signal()
    progressed = Signal()
    ended = Signal(object)
    stopped = Signal(object)

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
        self._store, self._takes, self._watch = store, takes, watch
        self._restoration, self._notices, self._owner, self._models = restoration, notices, owner, models
        self._library, self._files = library, files
        self._claiming = self._closing = self._cancelling = False
        self._job: Job | None = None
        self._ready: _Ready | None = None
        self._began = 0.0
        self._recent: deque[float] = deque(maxlen=RECENT)
        watch.refreshed.connect(self._on_refreshed)
        restoration.state_changed.connect(self._on_idle)
        restoration.progressed.connect(self.progressed)
        restoration.failed.connect(self._on_failed)
        restoration.cancelled.connect(self._on_cancelled)

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
        return self._job is not None or self._claiming

    def fraction_of(self, job: Job) -> float | None:
        """How far a running photo is, 0 to 1; None where another window restores it."""
        if self._job is None or job.id != self._job.id:
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
        recent = (
            list(self._recent) or [job.seconds for job in self.jobs if job.state == "done" and job.seconds][:RECENT]
        )
        pace = self._restoration.pace
        own = self._job is not None and self._restoration.busy
        if recent:
            each = sum(recent) / len(recent)
        elif own and pace.seconds_left is not None and pace.fraction > 0.05:
            each = (time.monotonic() - self._began) + pace.seconds_left
        else:
            return None
        left = pace.seconds_left if own and pace.seconds_left is not None else each * len(running)
        return each * waiting + left

    # What a person does -------------------------------------------------------------------------------------------

    def add(self, orders: Sequence[Order], *, urgent: bool = False) -> None:
        """Put photos into the queue; urgent ones come first, also while it is paused."""
        orders = tuple(orders)
        self._write(lambda: self._store.add(orders, urgent=urgent))

    def set_paused(self, paused: bool) -> None:
        """Take no further photo after the running one, or go on."""
        self._write(lambda: self._store.set_paused(paused))

    def cancel(self, jobs: Sequence[int] | None = None) -> None:
        """Cancel these, or all; the running one stops at its next step."""
        if self._job is not None and (jobs is None or self._job.id in jobs):
            self._stop_running()
        self._write(lambda: self._store.cancel(jobs))

    def retry(self, jobs: Sequence[int] | None = None) -> None:
        """Have these wait again, or all that failed."""
        self._write(lambda: self._store.retry(jobs))

    def move(self, jobs: Sequence[int], before: int | None) -> None:
        """Have waiting photos come before another one, or last."""
        self._write(lambda: self._store.move(jobs, before))

    def clear(self, jobs: Sequence[int] | None = None) -> None:
        """Take these, or all that ended, off the list."""
        self._write(lambda: self._store.clear(jobs))

    def close(self) -> None:
        """Claim nothing more."""
        self._closing = True

    def is_waited_for(self, source: Source) -> bool:
        """Whether the person asked for this one alone, and looks for it; not one of many."""
        mine = self._job is not None and self._job.key == source.job
        return not source.job or bool(mine and self._job and self._job.urgent_for and not self._job.sheet)

    def is_urgent(self, path: Path | None) -> bool:
        """Whether the person asked for this one alone, and it has not ended."""
        return any(
            job.path == path and job.urgent_for == self._owner and not job.sheet and not job.ended for job in self.jobs
        )

    def clear_failed(self, path: Path | None) -> None:
        """The photo was restored after all: that it once failed is of no interest any more."""
        failed = [job.id for job in self.jobs if job.state == "failed" and job.path == path]
        if failed:
            self.clear(failed)

    def kept(self, source: Source) -> None:
        """The result of a queued photo is on the disk, and its row is done."""
        if self._job is not None and source.job == self._job.key:
            self._recent.append(time.monotonic() - self._began)
            self._end()

    def not_kept(self, source: Source, error: BaseException) -> None:
        """The result of a queued photo could not be kept."""
        if self._job is not None and source.job == self._job.key:
            self._fail(error)

    # How it goes --------------------------------------------------------------------------------------------------

    def take_next(self) -> None:
        """Claim the next photo, if one waits and nothing runs here."""
        if self.active or self._closing or self._restoration.busy or self._models() is None:
            return
        waiting = [job for job in self.jobs if job.state == "waiting"]
        if not any(job.urgent_for == self._owner or not self.paused for job in waiting):
            return
        self._claiming = True
        self._library.start(lambda _task: self._store.claim(), success=self._claimed, failure=self._not_claimed)

    def _claimed(self, job: Job | None) -> None:
        self._claiming = False
        if job is None:
            return
        self._job, self._began, self._cancelling = job, time.monotonic(), False
        self._watch.refresh()
        known = {info.name: info for info in self._models() or ()}
        model = known.get(job.model)
        if job.request is None:
            self._fail(HeirloomError("its settings come from a newer Heirloom"))
        elif model is None or model.problem:
            self._fail(ModelError(model.problem if model else f"there is no model {job.model!r}"))
        else:
            self._files.start(lambda task: self._prepare(task, job, model), success=self._prepared, failure=self._fail)

    def _not_claimed(self, error: BaseException) -> None:
        self._claiming = False
        self._notices.failed(error)

    def _prepare(self, task: Task, job: Job, model: ModelInfo) -> _Ready | Take:
        """On the file lane: read the photo; a take that is what was asked for already makes the work needless."""
        picture, digest = read_with_digest(job.path, task.check)
        request = job.request or RestoreRequest()
        if job.urgent_for is None:
            if not request.caption:
                request = dataclasses.replace(request, caption=_sidecar_caption(job.path))
            known = self._takes.same(digest, request, identity_of(model))
            if known is not None:
                self._takes.see(job.path, digest)
                self._store.done(job.id, known.id, known.seconds)
                return known
        return _Ready(job, picture, digest, request)

    def _prepared(self, ready: _Ready | Take) -> None:
        if isinstance(ready, Take):
            self._end()
        elif self._cancelling:
            self._write(lambda: self._store.cancelled(ready.job.id))
            self._end()
        else:
            self._ready = ready
            self._start()

    def _start(self) -> None:
        ready = self._ready
        if ready is None or self._restoration.busy or self._closing:
            return
        self._ready = None
        source = Source(ready.digest, ready.job.path, ready.job.key, ready.job.sheet)
        self._restoration.start(ready.job.model, ready.picture, ready.request, source)

    def _on_idle(self) -> None:
        if not self._restoration.busy:
            self._start()
            self.take_next()

    def _stop_running(self) -> None:
        self._cancelling = True
        if self._restoration.busy and self._is_mine():
            self._restoration.cancel()

    def _is_mine(self) -> bool:
        return self._job is not None and self._restoration.source.job == self._job.key

    def _on_failed(self, error: BaseException) -> None:
        if self._is_mine():
            self._fail(error)

    def _on_cancelled(self) -> None:
        if self._is_mine() and self._job is not None:
            job = self._job.id
            self._write(lambda: self._store.cancelled(job))
            self._end()

    def _fail(self, error: BaseException) -> None:
        if self._job is None:
            return
        if not isinstance(error, HeirloomError):
            log.error("queued photo %s", self._job.path, exc_info=error)
        job, reason = self._job.id, self._notices.worded(error)
        everything = isinstance(error, ModelError | DeviceError | ImageWriteError)

        def work() -> None:
            self._store.fail(job, reason)
            if everything:
                self._store.set_paused(True)

        self._write(work)
        self._end()
        if everything:
            self.stopped.emit(error)

    def _end(self) -> None:
        self._job = None
        self._watch.refresh()

    def _write(self, change: Callable[[], object]) -> None:
        self._library.start(
            lambda _task: change(), success=lambda _none: self._watch.refresh(), failure=self._notices.failed
        )

    def _of_run(self) -> list[Job]:
        return [job for job in self.jobs if job.id in self.run]

    def _on_refreshed(self) -> None:
        for job in self.jobs:
            if not job.ended:
                self.run[job.id] = None
        if self._job is not None and any(job.id == self._job.id and job.stop for job in self.jobs):
            self._stop_running()  # it may have been cancelled in another window
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


def _sidecar_caption(photo: Path) -> str:
    try:
        return read_sidecar(photo) or ""
    except HeirloomError as error:
        log.warning("no caption: %s", error)  # a faulty text file is no reason not to restore the photo
        return ""

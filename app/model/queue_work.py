"""How the queue is worked through in this window: claim a photo, read it, restore it, end its row, take the next."""

import dataclasses
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.choices import identity_of
from app.model.job import Job
from app.model.keeping import Source, read_with_digest
from app.model.library_watch import LibraryWatch
from app.model.queue_store import QueueStore
from app.model.restoration import Restoration
from app.model.takes_store import Take, TakesStore
from app.notify import Notices
from app.tasks import Lane, Task
from engine.catalogue import ModelInfo
from engine.errors import DeviceError, HeirloomError, ImageWriteError, ModelError
from engine.images.picture import Picture
from engine.request import RestoreRequest

log = logging.getLogger(__name__)

RECENT = 8
"""The time left is reckoned from so many photos: what was quick an hour ago says nothing."""


@dataclass(frozen=True)
class _Ready:
    """A claimed photo that was read."""

    job: Job
    picture: Picture
    digest: str
    request: RestoreRequest


class QueueWork(QObject):
    """One photo at a time.

    Signals:
        stopped(object): the exception for which the queue was paused: the rest would fail like this one.
        finished(Job): it is done; its row will say so once the library was looked at.
    """

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
        self.job: Job | None = None
        self.began = 0.0
        self.recent: deque[float] = deque(maxlen=RECENT)  # seconds that the last photos took
        self._store, self._takes, self._watch = store, takes, watch
        self._restoration, self._notices, self._owner, self._models = restoration, notices, owner, models
        self._library, self._files = library, files
        self._claiming = self._closing = self._held = self._cancelling = False
        self._ready: _Ready | None = None
        restoration.state_changed.connect(self._on_idle)
        restoration.failed.connect(self._on_failed)
        restoration.cancelled.connect(self._on_cancelled)

    @property
    def active(self) -> bool:
        """Whether this window is at work on a queued photo, or about to be."""
        return self.job is not None or self._claiming

    def write(self, change: Callable[[], object]) -> None:
        """Change the library in the background, and look at it again."""
        self._library.start(
            lambda _task: change(), success=lambda _none: self._watch.refresh(), failure=self._notices.failed
        )

    def take_next(self) -> None:
        """Claim the next photo, if one waits and nothing runs here."""
        if self.active or self._closing or self._held or self._restoration.busy or self._models() is None:
            return
        seen = self._watch.snapshot
        waiting = [job for job in seen.jobs if job.state == "waiting"]
        if not any(job.urgent_for == self._owner or not seen.paused for job in waiting):
            return
        self._claiming = True
        self._library.start(lambda _task: self._store.claim(), success=self._claimed, failure=self._not_claimed)

    def cancel(self, jobs: Sequence[int] | None = None) -> None:
        """Stop the running photo at its next step, if it is among these or all are meant."""
        if self.job is not None and (jobs is None or self.job.id in jobs):
            self._cancelling = True
            if self._restoration.busy and self._is_mine():
                self._restoration.cancel()

    def hold(self, held: bool) -> None:
        """Claim nothing more for now, or go on."""
        self._held = held
        self.take_next()

    def close(self) -> None:
        """Claim nothing more, and start nothing."""
        self._closing = True

    def kept(self, source: Source) -> None:
        """The result of a queued photo is on the disk, and its row is done."""
        if self.job is not None and source.job == self.job.key:
            self.recent.append(time.monotonic() - self.began)
            self.finished.emit(self.job)
            self._end()

    def not_kept(self, source: Source, error: BaseException) -> None:
        """The result of a queued photo could not be kept."""
        if self.job is not None and source.job == self.job.key:
            self._fail(error)

    def _claimed(self, job: Job | None) -> None:
        self._claiming = False
        if job is None:
            return
        self.job, self.began, self._cancelling = job, time.monotonic(), False
        self._watch.refresh()
        known = {info.name: info for info in self._models() or ()}
        model = known.get(job.model)
        if job.request is None:
            self._fail(HeirloomError(translate("Queue", "its settings come from a newer Heirloom")))
        elif model is None or model.problem:
            missing = translate("Queue", "there is no model {name}").format(name=f"“{job.model}”")
            self._fail(ModelError(model.problem if model else missing))
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
            self.finished.emit(self.job)
            self._end()
        elif self._cancelling:
            self.write(lambda: self._store.cancelled(ready.job.id))
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

    def _is_mine(self) -> bool:
        return self.job is not None and self._restoration.source.job == self.job.key

    def _on_failed(self, error: BaseException) -> None:
        if self._is_mine():
            self._fail(error)

    def _on_cancelled(self) -> None:
        if self._is_mine() and self.job is not None:
            job = self.job.id
            self.write(lambda: self._store.cancelled(job))
            self._end()

    def _fail(self, error: BaseException) -> None:
        if self.job is None:
            return
        if not isinstance(error, HeirloomError):
            log.error("queued photo %s", self.job.path, exc_info=error)
        job, reason = self.job.id, self._notices.worded(error)
        everything = isinstance(error, ModelError | DeviceError | ImageWriteError)

        def work() -> None:
            self._store.fail(job, reason)
            if everything:
                self._store.set_paused(True)

        self.write(work)
        self._end()
        if everything:
            self.stopped.emit(error)

    def _end(self) -> None:
        self.job = None
        self._watch.refresh()


def _sidecar_caption(photo: Path) -> str:
    from engine.sidecar import read_sidecar

    try:
        return read_sidecar(photo) or ""
    except HeirloomError as error:
        log.warning("no caption: %s", error)  # a faulty text file is no reason not to restore the photo
        return ""

"""What the library holds, as the window sees it: read on its lane after every change, here or in another process."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.model.job import Job
from app.model.library import Library
from app.model.queue_store import QueueStore
from app.model.takes_store import TakesStore
from app.tasks import Lane, Task

log = logging.getLogger(__name__)

INTERVAL = 1500  # milliseconds between two looks for what other processes did


@dataclass(frozen=True)
class Snapshot:
    """The library at one moment.

    Attributes:
        jobs: the running ones, those to come, those that ended.
        counts: how many takes there are of the photo at a path.
        paused: whether the queue is.
    """

    jobs: tuple[Job, ...] = ()
    counts: dict[Path, int] = field(default_factory=dict)
    paused: bool = False


class LibraryWatch(QObject):
    """Keeps `snapshot` fresh.

    Signals:
        refreshed(): `snapshot` was read anew.
        elsewhere(): another process changed the library, or ended.
    """

    refreshed = Signal()
    elsewhere = Signal()

    def __init__(
        self,
        library: Library,
        takes: TakesStore,
        jobs: QueueStore,
        lane: Lane,
        failed: Callable[[BaseException], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.snapshot = Snapshot()
        self._library, self._takes, self._jobs, self._lane, self._failed = library, takes, jobs, lane, failed
        self._version: int | None = None
        self._reading = self._again = self._looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Read the library, and look for what others do from now on."""
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def refresh(self) -> None:
        """Read the library; several wishes at once are one."""
        if self._reading:
            self._again = True
            return
        self._reading = True

        def failure(error: BaseException) -> None:
            self._reading = self._again = False
            self._failed(error)

        self._lane.start(lambda _task: self._read(), success=self._take, failure=failure)

    def _read(self) -> tuple[Snapshot, int]:
        version = self._library.version()
        snapshot = Snapshot(tuple(self._jobs.all()), self._takes.counts(), self._jobs.is_paused())
        return snapshot, version

    def _take(self, read: tuple[Snapshot, int]) -> None:
        self.snapshot, self._version = read
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()
        self.refreshed.emit()

    def _look(self) -> None:
        if self._looking or self._reading:
            return
        self._looking = True

        def work(_task: Task) -> tuple[int, int]:
            running = any(job.state == "running" for job in self.snapshot.jobs)
            return self._library.version(), self._jobs.recover() if running else 0

        def success(seen: tuple[int, int]) -> None:
            self._looking = False
            if seen[0] != self._version or seen[1]:
                self.refresh()
                self.elsewhere.emit()

        def failure(error: BaseException) -> None:
            self._looking = False
            log.warning("the library could not be looked at: %s", error)  # said at the next change, not every second

        self._lane.start(work, success=success, failure=failure)

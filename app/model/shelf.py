"""The library as one session uses it: its lane, its tables, what the last session left behind, what others do."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.model.keeping import find_kept, purge
from app.model.library import FILE, Library, LibraryError
from app.model.library_watch import LibraryWatch
from app.model.owner import Owner
from app.model.queue_store import QueueStore
from app.model.saved_store import SavedStore
from app.model.takes_store import TakesStore
from app.tasks import Lane, Task

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What the start found.

    Attributes:
        problem: why the library could not be used as it is, or "".
        adopted: results on the disk that were in no library.
        waiting: photos that a session left in the queue.
        going_on: whether these are restored now, as the person was told who quit.
    """

    problem: str = ""
    adopted: int = 0
    waiting: int = 0
    going_on: bool = False


class Shelf(QObject):
    """Opened in the background by `begin`.

    Signals:
        opened(Found): the library can be asked.
    """

    opened = Signal(object)

    def __init__(
        self, home: Path, results: Path, failed: Callable[[BaseException], object], parent: QObject | None = None
    ) -> None:
        """`home` is the data folder, `results` where pictures are kept; `failed` is told what goes wrong."""
        super().__init__(parent)
        self.lane = Lane("library", parent=self)  # one thread: changes are made in the order in which they were asked
        self.library = Library(home / FILE)
        self.owner = Owner(home)
        self.takes = TakesStore(self.library)
        self.saved = SavedStore(self.library)
        self.jobs = QueueStore(self.library, self.owner.name, self.owner.is_alive)
        self.watch = LibraryWatch(self.library, self.takes, self.jobs, self.lane, failed, self)
        self._results, self._failed = results, failed
        self._closed = False

    def begin(self) -> None:
        """Open the library, index what a crash left unindexed, and look at what waits."""

        def success(found: Found) -> None:
            self.opened.emit(found)
            self.watch.begin()

        self.lane.start(self._begin, success=success, failure=self._failed)

    def _begin(self, task: Task) -> Found:
        self.owner.acquire()
        self.library.version()
        adopted = self.takes.adopt(find_kept(self._results, self.takes.known_files(), task.check))
        if adopted:
            log.warning("%d results were kept but not indexed, and are found again", adopted)
        waiting, going_on = self.jobs.begin()
        purge(self._results, self.takes)
        return Found(self.library.problem, adopted, waiting, going_on)

    def close(self, seconds: float) -> bool:
        """What runs here waits again; every change asked for is made. Whether the lane ended in time."""
        if self._closed:
            return True
        self._closed = True
        self.watch.stop()
        self.lane.start(lambda _task: self._release())
        ended = self.lane.close(seconds, cancel=False)
        if ended:
            self.library.close()
        self.owner.release()
        return ended

    def _release(self) -> None:
        try:
            self.jobs.release()
        except LibraryError as error:  # the next start sees that this session is gone
            log.warning("the queue was not handed back: %s", error)

"""The photos that are open in the film strip, and the state of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.document import Document
from app.model.job import Job
from app.model.library import Library, loaded_path, stored_path
from app.model.library_watch import LibraryWatch
from app.model.queue import Queue
from app.model.restoration import Restoration
from app.model.thumbnails import Thumbnails
from app.notify import one_line
from app.tasks import Lane

StateName = Literal["new", "waiting", "running", "done", "failed"]


@dataclass(frozen=True)
class PhotoState:
    """What a thumbnail says.

    Attributes:
        fraction: how far a running photo is, 0 to 1; None where another window restores it.
        takes: how many there are.
        reason: why it failed.
    """

    name: StateName = "new"
    fraction: float | None = None
    takes: int = 0
    reason: str = ""

    def words(self) -> str:
        """For the thumbnail and for screen readers: "43 %", "Failed", "3 takes"."""
        if self.name == "running":
            if self.fraction is None:
                return translate("Photos", "Running")
            return translate("Photos", "{percent} %").format(percent=round(self.fraction * 100))
        if self.name == "done":
            return translate("Photos", "Done") if self.takes <= 1 else translate("Photos", "%n takes", n=self.takes)
        words = {
            "new": translate("Photos", "New"),
            "waiting": translate("Photos", "Waiting"),
            "failed": translate("Photos", "Failed"),
        }
        return words[self.name]


class Photos(QObject):
    """A list of paths in the order in which they came; kept in the library, so that it is there at the next start.

    Signals:
        added(int): that many at the end.
        removed(int): the one at this place.
        reordered(): the whole list.
        states_changed(): any of the states may be another.
        current_changed(): another one is open, or about to be.
        wanted(Path): the open one was closed, and this is its neighbour.
    """

    added = Signal(int)
    removed = Signal(int)
    reordered = Signal()
    states_changed = Signal()
    current_changed = Signal()
    wanted = Signal(object)

    def __init__(
        self,
        document: Document,
        restoration: Restoration,
        queue: Queue,
        watch: LibraryWatch,
        cache: Path,
        *,
        library: Library,
        lane: Lane,
        failed: Callable[[BaseException], object],
        parent: QObject | None = None,
    ) -> None:
        """`lane` is the one on which the library is asked; thumbnails go into `cache`."""
        super().__init__(parent)
        self.paths: list[Path] = []
        self.thumbnails = Thumbnails(cache / "thumbnails", self)
        self._places: set[Path] = set()
        self._states: dict[Path, PhotoState] = {}
        self._document, self._restoration, self._queue, self._watch = document, restoration, queue, watch
        self._library, self._lane, self._failed = library, lane, failed
        document.photo_changed.connect(self._on_photo)
        document.opening_changed.connect(self.current_changed)
        watch.refreshed.connect(self._on_refreshed)
        restoration.state_changed.connect(self.states_changed)
        restoration.progressed.connect(self.states_changed)

    @property
    def current(self) -> Path | None:
        """The photo that is about to be open, or is."""
        if self._document.opening is not None:
            return self._document.opening
        return self._document.picture.path if self._document.picture is not None else None

    def name_of(self, path: Path) -> str:
        """For people."""
        return one_line(path.name)

    def state_of(self, path: Path) -> PhotoState:
        """What is known of it; quick."""
        restoration = self._restoration
        if restoration.busy and restoration.source.path == path:
            return PhotoState("running", restoration.pace.fraction, self._states.get(path, PhotoState()).takes)
        state = self._states.get(path, PhotoState())
        if state.name == "new" and (problem := self.thumbnails.problem(path)):
            return PhotoState("failed", reason=problem)
        return state

    def add(self, paths: Iterable[Path]) -> None:
        """Open more photos; those that are open already stay where they are."""
        new = [path for path in dict.fromkeys(paths) if path not in self._places]
        if not new:
            return
        self.paths.extend(new)
        self._places.update(new)
        self.added.emit(len(new))
        stored = [stored_path(path) for path in new]

        def work() -> None:
            with self._library.write() as db:
                last = db.execute("SELECT COALESCE(MAX(position), 0) FROM opened").fetchone()[0]
                rows = [(path, last + number) for number, path in enumerate(stored, 1)]
                db.executemany("INSERT OR IGNORE INTO opened VALUES (?, ?)", rows)

        self._lane.start(lambda _task: work(), failure=self._failed)

    def remove(self, paths: Iterable[Path]) -> None:
        """Close photos: files, takes and queue stay. Where the open one is among them, its neighbour opens."""
        gone = [path for path in dict.fromkeys(paths) if path in self._places]
        current = self.current
        at = self.paths.index(current) if current in self._places and current is not None else 0
        for path in gone:
            place = self.paths.index(path)
            del self.paths[place]
            self._places.discard(path)
            self.removed.emit(place)
            at -= place < at
        stored = [(stored_path(path),) for path in gone]

        def work() -> None:
            with self._library.write() as db:
                db.executemany("DELETE FROM opened WHERE path = ?", stored)

        self._lane.start(lambda _task: work(), failure=self._failed)
        if current in gone:
            if self.paths:
                self.wanted.emit(self.paths[min(at, len(self.paths) - 1)])
            else:
                self._document.close()

    def load(self) -> None:
        """Bring back what was open at the end of the last session."""

        def work() -> list[Path]:
            with self._library.read() as db:
                return [loaded_path(row[0]) for row in db.execute("SELECT path FROM opened ORDER BY position, path")]

        def success(loaded: list[Path]) -> None:
            newer = [path for path in self.paths if path not in set(loaded)]
            self.paths = [*loaded, *newer]
            self._places = set(self.paths)
            self.reordered.emit()

        self._lane.start(lambda _task: work(), success=success, failure=self._failed)

    def neighbour(self, way: int) -> Path | None:
        """The photo after (1) or before (-1) the current one, or None."""
        current = self.current
        if current not in self._places or current is None:
            return self.paths[0] if self.paths else None
        at = self.paths.index(current) + way
        return self.paths[at] if 0 <= at < len(self.paths) else None

    def _on_photo(self) -> None:
        picture = self._document.picture
        if picture is not None and picture.path is not None:
            self.thumbnails.try_again(picture.path)
            self.add([picture.path])
        self.current_changed.emit()

    def _on_refreshed(self) -> None:
        snapshot = self._watch.snapshot
        states = {path: PhotoState("done", takes=count) for path, count in snapshot.counts.items()}
        order = {"running": 2, "waiting": 1}
        newest: dict[Path, Job] = {}
        for job in snapshot.jobs:  # what is under way counts, else what happened last
            known = newest.get(job.path)
            if known is None or (order.get(job.state, 0), job.id) > (order.get(known.state, 0), known.id):
                newest[job.path] = job
        for path, job in newest.items():
            takes = snapshot.counts.get(path, 0)
            if job.state == "running":
                states[path] = PhotoState("running", self._queue.fraction_of(job), takes)
            elif job.state == "waiting":
                states[path] = PhotoState("waiting", takes=takes)
            elif job.state == "failed":
                states[path] = PhotoState("failed", takes=takes, reason=job.reason)
        self._states = states
        self.states_changed.emit()

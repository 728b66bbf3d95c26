"""Saving the finished photos of the queue, one after another, beside their originals or in the chosen folder."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.job import Job
from app.model.library_watch import LibraryWatch
from app.model.manner import Manner
from app.model.saved_store import SavedStore
from app.model.saving_take import SavedTake, save_take
from app.model.takes_store import TakesStore
from app.notify import Notices, one_line
from app.settings import Settings
from app.tasks import Lane, Task
from app.words import engine_text
from engine.errors import HeirloomError, ImageWriteError, UnreadableImage

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SaveSummary:
    """How saving went.

    Attributes:
        saved: the files that were written.
        known: how many were saved before, and are still as they were.
        failed: photos and why their results were not saved.
        left: how many were not tried any more.
        warnings: photos and what could not be kept of them.
        automatic: nobody asked for it just now: each result is saved when it is finished.
    """

    saved: tuple[Path, ...] = ()
    known: int = 0
    failed: tuple[tuple[Path, str], ...] = ()
    left: int = 0
    warnings: tuple[tuple[Path, str], ...] = ()
    automatic: bool = False

    def __add__(self, other: "SaveSummary") -> "SaveSummary":
        return SaveSummary(
            self.saved + other.saved,
            self.known + other.known,
            self.failed + other.failed,
            self.left + other.left,
            self.warnings + other.warnings,
            self.automatic and other.automatic,
        )

    @property
    def reasons(self) -> tuple[tuple[Path, str], ...]:
        """What the person should know of single photos."""
        return (*self.failed, *self.warnings)

    def words(self) -> str:
        """One line; a single reason is told in it, of several how many there are."""
        told = [translate("SaveAll", "%n results saved.", n=len(self.saved))] if self.saved else []
        if self.known:
            told.append(translate("SaveAll", "%n were saved before.", n=self.known))
        if len(self.failed) == 1:
            told.append(_reason(*self.failed[0]))
        elif self.failed:
            told.append(translate("SaveAll", "%n could not be saved.", n=len(self.failed)))
        if self.left:
            told.append(translate("SaveAll", "%n were not saved any more.", n=self.left))
        if len(self.reasons) == 1 and not self.failed:
            told.append(_reason(*self.warnings[0]))
        elif self.warnings:
            told.append(translate("SaveAll", "Of %n photos something could not be kept.", n=len(self.warnings)))
        return " ".join(told) or translate("SaveAll", "There was nothing to save.")

    def lines(self) -> list[str]:
        """Every reason on a line of its own."""
        return [_reason(*reason) for reason in self.reasons]


class SavingMany(QObject):
    """One at a time on the file lane, so that opening and looking at photos goes on between two of them.

    Signals:
        changed(): another photo is saved, or none any more.
        ended(SaveSummary): all that was asked for was tried, or the person stopped it.
        saved(int, Path): the take of this id was written there.
    """

    changed = Signal()
    ended = Signal(object)
    saved = Signal(int, object)

    def __init__(
        self,
        takes: TakesStore,
        saved: SavedStore,
        watch: LibraryWatch,
        settings: Settings,
        notices: Notices,
        *,
        results: Path,
        files: Lane,
        has_folder: Callable[[Path], bool],
        parent: QObject | None = None,
    ) -> None:
        """The choices for saving are those in `settings` at that time.

        Args:
            results: the folder of kept pictures.
            has_folder: whether a photo lies in a folder of the person's, so that its result can go beside it.
        """
        super().__init__(parent)
        self.total = 0
        self.current: Path | None = None
        self._takes, self._saved, self._watch = takes, saved, watch
        self._settings, self._notices, self._results, self._files = settings, notices, results, files
        self._has_folder = has_folder
        self._pending: deque[Job] = deque()
        self._task: Task | None = None
        self._stopping = False
        self._begin()

    @property
    def busy(self) -> bool:
        """Whether something is saved."""
        return self._task is not None

    @property
    def done(self) -> int:
        """How many of `total` were tried."""
        return self.total - len(self._pending) - self.busy

    def start(self, jobs: Sequence[Job], *, automatic: bool = False) -> None:
        """Save the results of those of `jobs` that have one, after those that are being saved."""
        self.automatic = automatic and (self.automatic or not self.busy)
        waiting = {job.take for job in self._pending}
        for job in sorted(jobs, key=lambda job: job.id):  # as they were asked for
            if job.state == "done" and job.take is not None and job.take not in waiting:
                waiting.add(job.take)
                self._pending.append(job)
                self.total += 1
        if not self.busy and self._pending:
            self._next()
        elif not self.busy and not automatic:
            self._end()  # says that there was nothing to do

    def cancel(self) -> None:
        """Save no more; what was saved stays."""
        if self._task is not None:
            self._stopping = True
            self._task.cancel()

    def _begin(self) -> None:
        self.total, self.current, self.automatic, self._stopping = 0, None, False, False
        self._written: list[Path] = []
        self._known = 0
        self._failed: list[tuple[Path, str]] = []
        self._warned: list[tuple[Path, str]] = []

    def _next(self) -> None:
        if not self._pending or self._stopping:
            self._end()
            return
        job = self._pending.popleft()
        self.current = job.path
        manner = Manner.of(self._settings)
        self._task = self._files.start(
            lambda task: self._save(task, job, manner),
            success=partial(self._on_saved, job),
            failure=partial(self._on_failed, job, manner),
            cancelled=partial(self._on_cancelled, job),
        )
        self.changed.emit()

    def _save(self, task: Task, job: Job, manner: Manner) -> SavedTake:
        """On the file lane."""
        if manner.folder is None and not self._has_folder(job.path):
            what = translate("SaveAll", "this picture has no folder of its own to save its result into")
            advice = translate("SaveAll", "Save it alone, or choose a folder for results in the settings.")
            raise ImageWriteError(what, path=job.path, advice=advice)
        take = self._takes.by_id(job.take or 0)
        if take is None:
            gone = translate("SaveAll", "its take was deleted")
            raise UnreadableImage(gone, path=job.path)
        return save_take(take, job.path, self._results, manner, self._saved, task.check)

    def _on_saved(self, job: Job, result: SavedTake) -> None:
        if result.new:
            self._written.append(result.path)
            self.saved.emit(job.take, result.path)
        else:
            self._known += 1
        self._warned.extend((job.path, engine_text(warning)) for warning in result.warnings)
        self._next()

    def _on_failed(self, job: Job, manner: Manner, error: BaseException) -> None:
        if not isinstance(error, HeirloomError):
            log.error("saving the result of %s", job.path, exc_info=error)
        self._failed.append((job.path, self._notices.worded(error)))
        if isinstance(error, ImageWriteError) and manner.folder is not None:
            self._stopping = True  # the others go into the same folder, and would fail like this one
        self._next()

    def _on_cancelled(self, job: Job) -> None:
        self._pending.appendleft(job)
        self._next()

    def _end(self) -> None:
        summary = SaveSummary(
            tuple(self._written),
            self._known,
            tuple(self._failed),
            len(self._pending),
            tuple(self._warned),
            self.automatic,
        )
        self._pending.clear()
        self._task = None
        self._begin()
        self._watch.refresh()  # rows say where their results are
        self.changed.emit()
        self.ended.emit(summary)


def _reason(photo: Path, why: str) -> str:
    name = one_line(photo.name)
    return why if name in why else f"{name}: {why}"

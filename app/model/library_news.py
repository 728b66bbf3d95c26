"""What is told of the library and the queue: what a start found, how a run and its saving went, why it stopped."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.queue import Queue
from app.model.queue_summary import Summary
from app.model.saving_each import SavingEach
from app.model.saving_many import SaveSummary, SavingMany
from app.model.shelf import Found, Shelf
from app.model.takes import Takes
from app.notify import Notices


class LibraryNews(QObject):
    """One line each, with the one thing that can be done about it.

    Signals:
        reasons_wanted(str, list): the person wants to read these lines under this title.
        folder_wanted(Path): the person wants to see this folder.
    """

    reasons_wanted = Signal(str, list)
    folder_wanted = Signal(object)

    def __init__(
        self,
        shelf: Shelf,
        takes: Takes,
        queue: Queue,
        saving: SavingMany,
        each: SavingEach,
        notices: Notices,
        show_queue: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """`show_queue` shows the queue, whose rows have the reasons."""
        super().__init__(parent)
        self._takes, self._queue, self._saving, self._each = takes, queue, saving, each
        self._notices, self._show_queue = notices, show_queue
        self._run: Summary | None = None
        self._kept: SaveSummary | None = None  # what was saved by itself since the queue began
        shelf.opened.connect(self._on_library)
        queue.ended.connect(self._on_queue_ended)
        queue.stopped.connect(self._on_queue_stopped)
        saving.ended.connect(self._on_saving_ended)

    def _on_library(self, found: Found) -> None:
        if found.problem:
            self._notices.tell("warning", found.problem)
        self._takes.reload()
        if not found.waiting:
            return
        if found.going_on:
            told = translate("Queue", "%n photos of the queue go on.", n=found.waiting)
            self._notices.tell("info", told, translate("Queue", "Pause"), partial(self._queue.set_paused, True))
        else:
            told = translate("Queue", "%n photos are unfinished in the queue.", n=found.waiting)
            self._notices.tell("info", told, translate("Queue", "Continue"), partial(self._queue.set_paused, False))

    def _on_queue_stopped(self, error: BaseException) -> None:
        told = translate("Queue", "The queue is paused. {reason}").format(reason=self._notices.worded(error))
        self._notices.tell("error", told, translate("Queue", "Continue"), partial(self._queue.set_paused, False))

    def _on_queue_ended(self, summary: Summary) -> None:
        self._run = summary
        self._tell_of_run()

    def _on_saving_ended(self, summary: SaveSummary) -> None:
        if summary.automatic:
            first = self._kept is None or not self._kept.failed
            self._kept = summary if self._kept is None else self._kept + summary
            if summary.failed and first:  # the rest is told at the end
                self._tell_of_saving(summary)
            self._tell_of_run()
        else:
            self._tell_of_saving(summary)

    def _tell_of_run(self) -> None:
        """In one line, once there is nothing more to come."""
        if self._run is None or self._each.pending or self._saving.busy:
            return
        run, kept = self._run, self._kept
        self._run = self._kept = None
        line = run.words()
        if kept is not None:
            line = f"{line} {kept.words()}".strip()
        bad = bool(run.failed or (kept is not None and kept.reasons))
        if line:
            self._notices.tell("warning" if bad else "info", line, translate("Queue", "Show"), self._show_queue)

    def _tell_of_saving(self, summary: SaveSummary) -> None:
        level = "warning" if summary.reasons else "info"
        if len(summary.reasons) > 1:
            title = translate("Queue", "What could not be saved")
            show = partial(self.reasons_wanted.emit, title, summary.lines())
            self._notices.tell(level, summary.words(), translate("Queue", "Reasons…"), show)
        elif summary.saved:
            folder: Path = summary.saved[-1].parent
            show = partial(self.folder_wanted.emit, folder)
            self._notices.tell(level, summary.words(), translate("Queue", "Show in folder"), show)
        else:
            self._notices.tell(level, summary.words())

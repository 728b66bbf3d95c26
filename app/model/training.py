"""One training on the disk: started, followed, steered. A Heirloom that is closed by now may have started it."""

import contextlib
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.model.training_journal import JournalReader, Line, is_running, process_of
from app.model.training_process import launch
from app.model.training_progress import Progress
from app.model.training_record import Record, save
from app.tasks import Lane
from trainer.control import Command, leave_command

log = logging.getLogger(__name__)

_LOOK = 400  # milliseconds between two looks into the journal of a training that runs
_ANSWERS: dict[Command, tuple[str, ...]] = {
    "pause": ("paused",),
    "resume": ("resumed", "checkpoint", "train", "step"),
    "checkpoint": ("checkpoint",),
    "finish": ("finishing",),
    "stop": ("stopped", "ended"),
}


class Training(QObject):
    """Follows the journal of a training while a process writes it, with a timer and a lane; nothing polls afterwards.

    Signals:
        changed(): `progress`, `asked` or the record is another.
        ended(): the process that was followed has come to its end.
        failed(object): something could not be started, written or read.
    """

    changed = Signal()
    ended = Signal()
    failed = Signal(object)

    def __init__(self, record: Record, home: Path, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.record = record
        self.progress = Progress()
        self.asked: Command | None = None
        self.starting = False
        self._home, self._lane = home, lane
        self._reader = JournalReader(record.journal)
        self._looking = self._followed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)

    @property
    def active(self) -> bool:
        """Whether its process runs, or is about to."""
        return self.starting or self.progress.state in ("running", "paused", "disk_full")

    @property
    def can_continue(self) -> bool:
        """Whether it could go on where it stopped."""
        return not self.active and self.progress.state in ("stopped", "failed", "lost")

    def follow(self) -> None:
        """Read what was written so far, and go on while a process writes."""
        self._look()

    def start(self) -> None:
        """Start its process, for the first time or again: it goes on from its last checkpoint by itself."""
        if self.active:
            return
        self.starting, self.asked, self._followed = True, None, True
        self.changed.emit()

        def work() -> dict[str, Any]:
            process = launch(self.record, self._home)
            self.record.process = process
            save(self.record)
            return process

        def failure(error: BaseException) -> None:
            self.starting = False
            self.failed.emit(error)
            self.changed.emit()

        self._lane.start(lambda _task: work(), success=lambda _process: self._look(), failure=failure)

    def ask(self, command: Command) -> None:
        """Ask it to do something after its present update."""
        if not self.active:
            return
        self.asked = command
        self.changed.emit()
        work = partial(leave_command, self.record.commands, command)
        self._lane.start(lambda _task: work(), failure=self.failed.emit)

    def kill(self) -> None:
        """End its process at once; what it learned since the last checkpoint is lost."""
        known = (self.progress.began, self.record.process)

        def work() -> None:
            import psutil

            for line in known:
                process = process_of(line)
                if process is None:
                    continue
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
                    process.wait(10)

        self._lane.start(lambda _task: work(), failure=self.failed.emit)

    def keep(self, keep: bool) -> None:
        """Whether it goes on when Heirloom is closed."""
        self.record.keep = keep
        self.write()

    def write(self) -> None:
        """Write its record."""
        record = self.record
        self._lane.start(lambda _task: save(record), failure=self.failed.emit)

    def leave(self) -> Callable[[], None] | None:
        """Heirloom is closed: look no more. What is still to be done for that, where it shall not go on alone."""
        self._timer.stop()
        if not self.active or self.record.keep:
            return None
        return lambda: _stop(self.record)

    # The journal --------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._looking:
            return
        self._looking = True
        self._lane.start(lambda _task: self._read(), success=self._on_read, failure=self._on_unreadable)

    def _read(self) -> tuple[list[Line], bool]:
        """What is new, and whether there may be more; asked first, so that the last lines of one that ends are read."""
        runs = is_running(self.record.journal) or process_of(self.record.process) is not None
        return self._reader.read(), runs

    def _on_read(self, read: tuple[list[Line], bool]) -> None:
        lines, runs = read
        self._looking = False
        before = (self.progress.state, self.starting, self.asked)
        came = self.progress.take(lines)
        if self.asked is not None and any(line["phase"] in _ANSWERS[self.asked] for line in lines):
            self.asked = None
        if self.starting and (self.progress.state in ("running", "paused", "disk_full") or not runs):
            self.starting = False
        if not runs and not self.progress.ended:
            self.progress.state = "lost"
        if not runs:
            self.asked = None
        if came or before != (self.progress.state, self.starting, self.asked):
            self.changed.emit()
        if runs:
            self._followed = True
            self._timer.start()
        elif self._followed:
            self._followed = False
            self.ended.emit()

    def _on_unreadable(self, error: BaseException) -> None:
        self._looking = False
        log.warning("the journal of %s cannot be read: %s", self.record.name, error)
        self._timer.start()  # a disk that is away may come back


def _stop(record: Record) -> None:
    try:
        leave_command(record.commands, "stop")
    except OSError as error:
        log.warning("%s could not be asked to stop: %s", record.name, error)

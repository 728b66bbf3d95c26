"""The restoration that runs, or ran last: a small state machine that emits signals and knows no widget."""

import logging
import time
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.model.keeping import Source
from app.model.local_engine import Engine
from app.model.pace import Pace
from app.tasks import Lane, Task
from engine.images.picture import Picture
from engine.request import Progress, RestoreRequest, RestoreResult

log = logging.getLogger(__name__)

State = Literal["idle", "waiting", "running", "cancelling"]


class Restoration(QObject):
    """Drives the engine on the device lane.

    Signals:
        state_changed(): `state` is another.
        progressed(): `pace` has news.
        finished(Picture, RestoreResult): done.
        failed(object): the exception that ended it.
        cancelled(): the person's Cancel took effect; nothing remains.
        memory_known(DeviceMemory | None): of the device that restores, after each work there.
    """

    state_changed = Signal()
    progressed = Signal()
    finished = Signal(object, object)
    failed = Signal(object)
    cancelled = Signal()
    memory_known = Signal(object)

    def __init__(self, lane: Lane, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State = "idle"
        self.pace = Pace()
        self.picture: Picture | None = None
        self.source = Source("", None)  # of what runs or ran last
        self._lane = lane
        self._engine = engine
        self._task: Task | None = None
        self._warming: Task | None = None
        self._ticker = QTimer(self)
        self._ticker.setInterval(1000)
        self._ticker.timeout.connect(self._tick)

    @property
    def busy(self) -> bool:
        """Whether something runs or is about to end."""
        return self.state != "idle"

    def warm_up(self, model: str) -> None:
        """Import the engine and load `model` while nothing is asked for; failing is told when it matters."""

        def failed(error: BaseException) -> None:
            log.info("loading %s ahead of time: %s", model, error)

        self._warming = self._lane.start(lambda task: task.drive(self._engine.load(model)), failure=failed)
        self._look_at_memory()

    def start(self, model: str, picture: Picture, request: RestoreRequest, source: Source | None = None) -> None:
        """Restore `picture`, which was read from `source`; does nothing while something runs."""
        if self.busy:
            return
        self.pace = Pace()
        self.source = source or Source("", picture.path)
        self.picture = picture
        self._task = self._lane.start(
            lambda task: task.drive(self._engine.restore(model, picture, request)),
            success=lambda result: self._finish(picture, result),
            failure=self._fail,
            progress=self._progress,
            cancelled=self._cancel_done,
        )
        self._become("waiting")
        self._ticker.start()
        self._look_at_memory()

    def _look_at_memory(self) -> None:
        """Once what is queued on the lane is done."""

        def failed(error: BaseException) -> None:
            log.info("the device's memory is not known: %s", error)

        self._lane.start(lambda _task: self._engine.memory(), success=self.memory_known.emit, failure=failed)

    def cancel(self) -> None:
        """Stop at the next step."""
        if self._task is not None and self.state in ("waiting", "running"):
            self._task.cancel()
            self._become("cancelling")

    def _progress(self, progress: Progress) -> None:
        if self.state == "cancelling":
            return
        self.pace.update(progress, time.monotonic())
        if progress.stage != "load" and self.state == "waiting":
            self._become("running")
        self.progressed.emit()

    def _tick(self) -> None:
        # Between two steps the time left goes on falling, one second a second.
        if self.state == "running" and self.pace.seconds_left is not None:
            self.pace.seconds_left = max(1.0, self.pace.seconds_left - 1.0)
            self.progressed.emit()

    def _finish(self, picture: Picture, result: RestoreResult) -> None:
        self._end()
        self.finished.emit(picture, result)

    def _fail(self, error: BaseException) -> None:
        self._end()
        self.failed.emit(error)

    def _cancel_done(self) -> None:
        self._end()
        self.cancelled.emit()

    def _end(self) -> None:
        self._task = None
        self.picture = None
        self._ticker.stop()
        self._become("idle")

    def _become(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

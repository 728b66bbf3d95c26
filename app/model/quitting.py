"""Quitting while photos are being restored or saved: what the person can choose, and how nothing is lost by it."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.language import translate
from app.model.job import Order
from app.model.queue import Queue
from app.model.restoration import Restoration
from app.model.results import Results
from app.model.saving_many import SavingMany

State = Literal["staying", "asking", "finishing", "going"]


class Quitting(QObject):
    """Asks once, in a bar; a second wish to quit is obeyed.

    Signals:
        changed(): `state` or what the bar says is another.
        granted(): what was waited for is done, and the window is to close.
    """

    changed = Signal()
    granted = Signal()

    def __init__(
        self,
        restoration: Restoration,
        queue: Queue,
        saving: SavingMany,
        results: Results,
        unfinished: Callable[[], Order | None],
        parent: QObject | None = None,
    ) -> None:
        """`unfinished` is what is being restored outside the queue, or None."""
        super().__init__(parent)
        self.state: State = "staying"
        self._restoration, self._queue, self._saving = restoration, queue, saving
        self._results, self._unfinished = results, unfinished
        for signal in (restoration.state_changed, queue.changed, saving.changed):
            signal.connect(self._look)
        restoration.failed.connect(self._on_failed)
        results.settled.connect(self._on_settled)

    @property
    def busy(self) -> bool:
        """Whether this window is at work on something that quitting would interrupt."""
        return self._restoration.busy or self._queue.active or self._saving.busy

    def ask(self) -> bool:
        """The person wants to quit; whether the window may close now. If not, `state` says what is asked."""
        if self.state == "staying" and self.busy:
            self._become("asking")
            return False
        self.now()
        return True

    def stay(self) -> None:
        """Go on as if nothing had been asked."""
        if self.state in ("asking", "finishing"):
            self._queue.hold(False)
            self._become("staying")

    def when_done(self) -> None:
        """Quit once the photo that is being restored is kept, and what is being saved is saved."""
        if self.state in ("staying", "asking"):
            self._queue.hold(True)
            self._become("finishing")
            self._look()

    def now(self) -> None:
        """Quit: what runs goes back into the queue, at its top, and the queue goes on at the next start."""
        if self.state != "going":
            if self.busy or self.state == "finishing":
                self._queue.leave(self._unfinished(), going_on=self._goes_on())
            self._become("going")

    def end(self) -> None:
        """The session ends whatever is asked; nothing is written any more."""
        self.state = "going"

    def left(self) -> int:
        """How many photos stay in the queue if the person quits now."""
        waiting = sum(not job.ended for job in self._queue.jobs) if self._goes_on() else 0
        return waiting + (self._unfinished() is not None)

    def choice(self) -> str:
        """What `when_done` is called."""
        if self._restoration.busy or self._queue.active:
            return translate("Quit", "Quit when this photo is done")
        return translate("Quit", "Quit when they are saved")

    def words(self) -> str:
        """What the bar says."""
        if self.state == "finishing":
            said = [translate("Quit", "Heirloom quits when this photo is done.")]
            if not self._restoration.busy and not self._queue.active:
                said = [translate("Quit", "Heirloom quits when the results are saved.")]
            waiting = sum(job.state == "waiting" for job in self._queue.jobs) if self._goes_on() else 0
            if waiting:
                said.append(translate("Quit", "%n photos stay in the queue and go on at the next start.", n=waiting))
            return " ".join(said)
        left, said = self.left(), []
        if left and self._goes_on():
            said.append(
                translate("Quit", "If you quit now, %n photos stay in the queue and go on at the next start.", n=left)
            )
        elif left:
            said.append(translate("Quit", "If you quit now, the photo that is being restored stays in the queue."))
        if self._saving.busy:
            unsaved = self._saving.total - self._saving.done
            said.append(translate("Quit", "%n results are not saved yet; they are kept all the same.", n=unsaved))
        return " ".join(said) or translate("Quit", "If you quit now, what is being done is stopped.")

    def _goes_on(self) -> bool:
        """Whether the queue is at work, so that it is to go on by itself at the next start."""
        return not self._queue.paused

    def _look(self) -> None:
        if self.state == "asking" and not self.busy:
            self._become("staying")  # there is nothing to ask any more
        elif self._finished():
            QTimer.singleShot(0, self, self._go)  # after all who hear of the end now
        elif self.state in ("asking", "finishing"):
            self.changed.emit()

    def _finished(self) -> bool:
        return self.state == "finishing" and not self.busy and not self._results.keeping

    def _go(self) -> None:
        if self._finished():
            self.now()
            self.granted.emit()

    def _on_failed(self, _error: BaseException) -> None:
        """What runs outside the queue has no row that says why: the person is to read it."""
        if not self._restoration.source.job:
            self.stay()

    def _on_settled(self, error: BaseException | None) -> None:
        if error is not None:
            self.stay()  # the result is here, and nowhere else
        else:
            self._look()

    def _become(self, state: State) -> None:
        self.state = state
        self.changed.emit()

"""All trainings of this person, the one that is being planned, and what becomes of those that end. Knows no widget."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.model.model_files import make_of
from app.model.model_store import ModelStore
from app.model.training import Training
from app.model.training_draft import Draft
from app.model.training_record import Record, create, list_records, remove, size_of
from app.notify import Notices
from app.tasks import Lane
from app.words import translate


class Trainings(QObject):
    """A list, and a draft.

    Signals:
        changed(): the list, the state of one of them, or the draft is another.
        begun(Training): the draft has become this one.
        finished(Training): one that was followed has ended.
        installed(Training): what it made is among the models.
        removed(str): that one is gone.
    """

    changed = Signal()
    begun = Signal(object)
    finished = Signal(object)
    installed = Signal(object)
    removed = Signal(str)

    def __init__(
        self,
        home: Path,
        store: ModelStore,
        notices: Notices,
        *,
        free_device: Callable[[], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`home` is the data folder; `free_device` lets go of what the window holds on the graphics card."""
        super().__init__(parent)
        self.items: list[Training] = []
        self._home, self._store, self._notices = home, store, notices
        self._free_device = free_device
        self._lane = Lane("trainings", parent=self)
        self._looks = Lane("training-looks", threads=2, parent=self)
        self.draft = Draft(home, self._looks, free_device, self)
        self.draft.changed.connect(self.changed)
        self._installing: set[str] = set()
        self._creating = False

    # Starting one -------------------------------------------------------------------------------------------------

    def obstacle(self) -> str:
        """Why what is planned cannot be started, in a sentence, or ""."""
        if self.running is not None:
            return translate("Training", "Another training is running. One at a time.")
        if self._creating:
            return translate("Training", "It is being started.")
        return self.draft.obstacle()

    def start(self) -> None:
        """Make a training of the plan, and start it."""
        if self.obstacle():
            return
        self._creating = True
        draft = self.draft
        plan, learn, held_out, keep = draft.plan, draft.usable, draft.held_out, draft.keep
        if self._free_device is not None:
            self._free_device()

        def success(record: Record) -> None:
            self._creating = False
            training = self._add(record, 0)
            self.changed.emit()
            training.start()
            self.begun.emit(training)

        def failure(error: BaseException) -> None:
            self._creating = False
            self._notices.failed(error)
            self.changed.emit()

        self._lane.start(
            lambda _task: create(self._home, plan, learn, held_out, keep=keep), success=success, failure=failure
        )

    # Those that there are -----------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read in the background which there are, and follow what runs."""

        def success(records: list[Record]) -> None:
            known = {training.record.name for training in self.items}
            for record in records:
                if record.name not in known:
                    self._add(record, len(self.items)).follow()
            self.changed.emit()

        self._lane.start(lambda _task: list_records(self._home), success=success, failure=self._notices.failed)

    @property
    def running(self) -> Training | None:
        """The one that is at work."""
        return next((training for training in self.items if training.active), None)

    def training(self, name: str) -> Training | None:
        """The one of this name."""
        return next((training for training in self.items if training.record.name == name), None)

    def go_on(self, training: Training) -> None:
        """Start one again, from its last checkpoint."""
        if self.running is None:
            training.start()
        else:
            self._notices.tell("info", translate("Training", "Another training is running. One at a time."))

    def remove(self, training: Training) -> None:
        """Delete one that does not run, and all that it wrote but what was installed."""
        if training.active:
            return

        def work() -> int:
            size = size_of(training.record.folder)
            remove(training.record)
            return size

        def success(_freed: int) -> None:
            self.items = [item for item in self.items if item is not training]
            self.removed.emit(training.record.name)
            self.changed.emit()
            training.deleteLater()

        self._lane.start(lambda _task: work(), success=success, failure=self._notices.failed)

    def measure(self, training: Training, told: Callable[[int], None]) -> None:
        """Have `told` called with the bytes that it takes on the disk."""
        folder = training.record.folder
        self._lane.start(lambda _task: size_of(folder), success=told, failure=lambda _error: told(0))

    def install(self, training: Training) -> None:
        """Put what it made among the models."""
        record, exported = training.record, training.progress.exported
        if not exported or record.installed or record.name in self._installing:
            return
        self._installing.add(record.name)
        path = Path(exported["path"])

        def success(what: tuple[str, str]) -> None:
            self._installing.discard(record.name)
            record.installed = f"{what[0]}:{what[1]}"
            training.write()
            self._store.installed.emit(*what)
            self._store.look()
            training.changed.emit()
            self.installed.emit(training)

        def failure(error: BaseException) -> None:
            self._installing.discard(record.name)
            self._notices.failed(error)
            training.changed.emit()

        models = self._store.folder
        self._looks.start(lambda task: make_of((path,), models, task), success=success, failure=failure)
        training.changed.emit()

    def installing(self, training: Training) -> bool:
        """Whether what it made is on its way to the models."""
        return training.record.name in self._installing

    def close(self, seconds: float) -> bool:
        """Heirloom is closed: those that shall not go on alone are asked to stop. Whether the threads ended in time."""
        self.draft.close()
        last = [work for training in self.items if (work := training.leave()) is not None]
        ended = self._looks.close(seconds)
        ended = self._lane.close(seconds, cancel=False) and ended
        for work in last:
            work()
        return ended

    def _add(self, record: Record, index: int) -> Training:
        training = Training(record, self._home, self._lane, self)
        self.items.insert(index, training)
        training.changed.connect(self.changed)
        training.failed.connect(self._notices.failed)
        training.ended.connect(lambda: self._on_ended(training))
        return training

    def _on_ended(self, training: Training) -> None:
        progress = training.progress
        form = progress.exported.get("form")
        if progress.state == "done" and form == "adapter" and progress.verdict.get("kind") != "worse":
            self.install(training)
        self.changed.emit()
        self.finished.emit(training)

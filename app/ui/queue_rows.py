"""The rows of the queue as a model that Qt's views understand."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from app.language import translate
from app.model.job import Job
from app.model.pace import duration
from app.model.queue import Queue
from app.notify import one_line

JOB = Qt.ItemDataRole.UserRole
_MIME = "application/x-heirloom-jobs"

Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """Jobs in the order of the queue. Waiting rows can be dragged among themselves."""

    def __init__(self, queue: Queue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._jobs: tuple[Job, ...] = queue.jobs
        queue.changed.connect(self._on_changed)
        queue.progressed.connect(self._on_progressed)

    def rowCount(self, parent: Index | None = None) -> int:
        """A flat list."""
        return len(self._jobs) if parent is None or not parent.isValid() else 0

    def job_at(self, row: int) -> Job | None:
        """The job in this row."""
        return self._jobs[row] if 0 <= row < len(self._jobs) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The job, and its words."""
        job = self.job_at(index.row()) if index.isValid() else None
        if job is None:
            return None
        if role == JOB:
            return job
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(job.path.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{one_line(job.path.name)}, {self.words(job)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            plain = f"{job.path}\n{self.words(job)}".replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
            return f"<span>{plain}</span>"
        return None

    def words(self, job: Job) -> str:
        """Its state, for the row and for screen readers."""
        if job.state == "running":
            fraction = self.fraction(job)
            if fraction is None:
                return translate("Queue", "Restoring in another window")
            return translate("Queue", "Restoring, {percent} %").format(percent=round(fraction * 100))
        if job.state == "done":
            return _done_words(job)
        words = {
            "waiting": translate("Queue", "Waiting"),
            "failed": _reason(job) or translate("Queue", "Failed"),
            "cancelled": translate("Queue", "Cancelled"),
        }
        return words[job.state]

    def fraction(self, job: Job) -> float | None:
        """How far a running one is; None where another window restores it."""
        return self._queue.fraction_of(job)

    # Dragging -----------------------------------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only what waits can be moved; it is dropped between rows."""
        job = self.job_at(index.row()) if index.isValid() else None
        if job is None:
            return Qt.ItemFlag.ItemIsDropEnabled
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return plain | Qt.ItemFlag.ItemIsDragEnabled if job.state == "waiting" else plain

    def supportedDropActions(self) -> Qt.DropAction:
        """Rows move."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Rows of this list."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The ids of the rows that are dragged."""
        jobs = [job for job in (self.job_at(index.row()) for index in indexes) if job is not None]
        data = QMimeData()
        data.setData(_MIME, QByteArray(",".join(str(job.id) for job in jobs).encode()))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Have them come before the row they were dropped at."""
        if not data.hasFormat(_MIME):
            return False
        jobs = [int(part) for part in bytes(data.data(_MIME).data()).decode().split(",") if part.isdecimal()]
        at = row if row >= 0 else parent.row() if parent.isValid() else len(self._jobs)
        before = next((job for job in self._jobs[max(0, at) :] if job.state == "waiting" and job.id not in jobs), None)
        self._queue.move(jobs, before.id if before is not None else None)
        return False  # the queue says itself where they are; the view must not remove any row

    def _on_changed(self) -> None:
        new = self._queue.jobs
        old, ids = [job.id for job in self._jobs], [job.id for job in new]
        if ids == old:
            self._jobs = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1), [JOB])
        elif ids[: len(old)] == old:
            self.beginInsertRows(QModelIndex(), len(old), len(ids) - 1)
            self._jobs = new
            self.endInsertRows()
        else:
            # Rows change places: what is selected goes with them.
            self.layoutAboutToBeChanged.emit()
            held = self.persistentIndexList()
            places = {job: row for row, job in enumerate(ids)}
            moved = [self.index(places[old[i.row()]]) if old[i.row()] in places else QModelIndex() for i in held]
            self._jobs = new
            moved = [self.index(i.row()) if i.isValid() else i for i in moved]
            self.changePersistentIndexList(held, moved)
            self.layoutChanged.emit()

    def _on_progressed(self) -> None:
        running = sum(job.state == "running" for job in self._jobs)  # they stand at the top
        if running:
            self.dataChanged.emit(self.index(0), self.index(running - 1), [JOB])


def _done_words(job: Job) -> str:
    if job.saved is not None:
        return translate("Queue", "Saved as {name}").format(name=one_line(job.saved.name))
    if job.seconds:
        return translate("Queue", "Done in {time}").format(time=duration(job.seconds))
    return translate("Queue", "Done")


def _reason(job: Job) -> str:
    """Why it failed; the row names the photo already."""
    reason = job.reason.removeprefix(f"{job.path.name}: ")
    return reason[:1].upper() + reason[1:]


def jobs_of(model: QueueModel, rows: Sequence[int]) -> list[Job]:
    """The jobs in these rows."""
    return [job for job in (model.job_at(row) for row in rows) if job is not None]

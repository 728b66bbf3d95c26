"""Saves each result of the queue when it is finished, where the person chose that."""

from PySide6.QtCore import QObject

from app.model.job import Job
from app.model.queue import Queue
from app.model.saving_many import SavingMany
from app.settings import Settings


class SavingEach(QObject):
    """Only of many photos: what the person waits for, and takes that are to be compared, are saved by hand."""

    def __init__(self, queue: Queue, saving: SavingMany, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue, self._saving, self._settings = queue, saving, settings
        self._finished: set[int] = set()
        queue.finished.connect(self._on_finished)
        queue.changed.connect(self._look)

    @property
    def pending(self) -> bool:
        """Whether a result is about to be saved."""
        return bool(self._finished)

    def _on_finished(self, job: Job) -> None:
        if self._settings.save_each and job.urgent_for is None and not job.sheet:
            self._finished.add(job.id)

    def _look(self) -> None:
        """Once the rows say which take it is."""
        known = {job.id: job for job in self._queue.jobs if job.id in self._finished}
        ready = [job for job in known.values() if job.ended]
        self._finished -= {job.id for job in ready} | (self._finished - known.keys())
        if ready:
            self._saving.start(ready, automatic=True)

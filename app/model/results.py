"""What becomes of a finished restoration: shown where the person waits for it, kept on the disk, indexed as a take."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.document import Document
from app.model.keeping import keep_take
from app.model.library_watch import LibraryWatch
from app.model.queue import Queue
from app.model.restoration import Restoration
from app.model.takes import Takes
from app.model.takes_store import Take, TakesStore
from app.notify import Notices, one_line
from app.tasks import Lane
from app.words import engine_text
from engine.images.picture import Picture
from engine.request import RestoreResult


class Results(QObject):
    """Connects the restoration with the document, the takes and the queue.

    Signals:
        settled(object): a result was kept (None), or could not be: the exception.
    """

    settled = Signal(object)

    def __init__(
        self,
        restoration: Restoration,
        document: Document,
        takes: Takes,
        queue: Queue,
        watch: LibraryWatch,
        notices: Notices,
        *,
        store: TakesStore,
        folder: Path,
        files: Lane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._restoration, self._document, self._takes = restoration, document, takes
        self._queue, self._watch, self._notices = queue, watch, notices
        self._store, self._folder, self._files = store, folder, files
        self.keeping = 0  # results that are being written
        restoration.finished.connect(self._on_finished)

    def _on_finished(self, picture: Picture, result: RestoreResult) -> None:
        source = self._restoration.source
        waited_for = self._queue.is_waited_for(source)
        open_now = self._document.picture is picture or bool(source.digest and source.digest == self._document.digest)

        def success(take: Take) -> None:
            self.keeping -= 1
            self._document.note_kept(result, self._folder / take.file)
            self._takes.arrived(take, result)
            if not source.job:
                self._queue.clear_failed(source.path)
            self._queue.kept(source)
            self._watch.refresh()
            self.settled.emit(None)

        def failure(error: BaseException) -> None:
            self.keeping -= 1
            if source.job:
                self._queue.not_kept(source, error)
            self._notices.failed(error)
            self.settled.emit(error)

        self.keeping += 1
        # One piece of work: closing the window right now still lets it end, and no callback is needed for that.
        self._files.start(
            lambda _task: keep_take(result, picture, source, self._folder, self._store),
            success=success,
            failure=failure,
        )
        for warning in result.warnings if waited_for else ():
            self._notices.tell("warning", engine_text(warning))
        if open_now and (waited_for or self._document.untouched):
            self._document.show_result(result)
        elif waited_for and not open_now:
            earlier = translate("Results", "The earlier photo")
            name = one_line(picture.path.name) if picture.path is not None else earlier
            show = partial(self._document.open, picture.path) if picture.path is not None else None
            told = translate("Results", "{photo} was restored too. The result is kept.").format(photo=name)
            self._notices.tell("info", told, translate("Results", "Show") if show else "", show)

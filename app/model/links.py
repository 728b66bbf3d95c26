"""What the parts of a session hear of each other, where no part is the natural place to say so."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.model.library_news import LibraryNews
from app.model.saving import Saving
from engine.images.picture import Picture
from engine.request import RestoreResult

if TYPE_CHECKING:
    from app.model.session import Session


class Links(QObject):
    """Signals of the parts to slots of others, and to the session's own signals."""

    def __init__(self, session: "Session", saving: Saving, news: LibraryNews) -> None:
        super().__init__(session)
        self._session = session
        watch = session.shelf.watch
        session.document.failed.connect(session.notices.failed)
        session.choice.changed.connect(session.models_changed)
        saving.saved.connect(session.saved)
        saving.saved.connect(lambda _path: watch.refresh())  # rows say where their results are
        saving.changed.connect(session.saving_changed)
        saving.folder_wanted.connect(session.folder_wanted)
        session.restoration.finished.connect(self._on_finished)
        session.restoration.memory_known.connect(session.outlook.set_memory)
        session.models_changed.connect(lambda: session.outlook.look_at(session.model))
        session.models_changed.connect(session.limits.look)
        session.models_changed.connect(session.queue.take_next)
        session.photos.wanted.connect(session.show_photo)
        session.photos.reordered.connect(self._on_photos_loaded)
        watch.elsewhere.connect(session.takes.reload)
        session.takes.edited.connect(watch.refresh)
        session.store.installed.connect(self._on_installed)
        session.saving_many.saved.connect(self._on_take_saved)
        news.folder_wanted.connect(session.folder_wanted)
        news.reasons_wanted.connect(session.reasons_wanted)

    def _on_finished(self, _picture: Picture, result: RestoreResult) -> None:
        if self._session.model is not None:
            self._session.outlook.learn(self._session.model, result)

    def _on_photos_loaded(self) -> None:
        """After a crash it is not known which photo was open; one of those that were is better than none."""
        document, photos = self._session.document, self._session.photos
        if document.picture is None and document.opening is None and photos.paths:
            self._session.show_photo(photos.paths[0])

    def _on_take_saved(self, take: int, written: Path) -> None:
        """One of many, and perhaps the one that is looked at."""
        if self._session.takes.right == take and self._session.document.result is not None:
            self._session.document.saved = written
            self._session.saving_changed.emit()

    def _on_installed(self, kind: str, _name: str) -> None:
        if kind == "captioner":
            self._session.captioning.look()
        else:
            self._session.look_for_models()

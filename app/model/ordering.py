"""What a person asks to be restored: the open photo, four takes of it, or many photos; each with its own caption."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from app.language import translate
from app.model.contact_sheet import ContactSheet
from app.model.document import Document
from app.model.draft import RequestDraft
from app.model.job import Order
from app.model.keeping import Source
from app.model.photos import Photos
from app.model.queue import Queue
from app.model.restoration import Restoration
from app.model.samples import Sample
from app.model.seeds import Seeds
from app.model.takes_store import Take
from app.notify import Notices
from app.words import engine_text
from engine.catalogue import ModelInfo


class Ordering(QObject):
    """Turns the draft into work, here and now or in the queue.

    Caption and exact pixels belong to one photo: they are kept for each, and come back with it.
    """

    def __init__(
        self,
        document: Document,
        draft: RequestDraft,
        restoration: Restoration,
        queue: Queue,
        sheet: ContactSheet,
        photos: Photos,
        samples: Sequence[Sample],
        notices: Notices,
        *,
        seeds: Seeds,
        model: Callable[[], ModelInfo | None],
        parent: QObject | None = None,
    ) -> None:
        """`model` is the chosen one, or None."""
        super().__init__(parent)
        self._document, self._draft, self._restoration = document, draft, restoration
        self._queue, self._sheet, self._photos, self._notices = queue, sheet, photos, notices
        self._model, self._seeds = model, seeds
        self._captions = {sample.path: sample.caption for sample in samples}
        self._own: dict[Path, tuple[str, tuple[int, int] | None]] = {}
        self._drafted: Path | None = None
        self._alone: Order | None = None  # what was started last outside the queue
        document.photo_changed.connect(self._on_photo)

    def possible(self) -> bool:
        """Whether there is a photo and a sound model, and no other is waited for; the queue lets it go first."""
        model = self._model()
        free = self._queue.active or not self._restoration.busy
        # the person asked for the open photo already, and it has not ended
        waited_for = self._queue.is_urgent(self._photos.current)
        sound = bool(model and not model.problem) and not self._draft.refusals()
        return self._document.picture is not None and free and sound and not waited_for

    def restore(self) -> None:
        """Start what the draft says; while the queue is at work, as its next photo."""
        picture, model = self._document.picture, self._model()
        if not self.possible() or picture is None or model is None:
            return
        self._seeds.order()
        if self._queue.active and picture.path is not None:
            self._queue.add([Order(picture.path, self._draft.request, model.name)], urgent=True)
        else:
            source = Source(self._document.digest, picture.path)
            self._alone = Order(picture.path, self._draft.request, model.name) if picture.path is not None else None
            self._restoration.start(model.name, picture, self._draft.request, source)

    def unfinished(self) -> Order | None:
        """What is being restored outside the queue, as it would be asked for once more; None: nothing is."""
        alone = self._restoration.state in ("waiting", "running") and not self._restoration.source.job
        return self._alone if alone else None

    def make_sheet(self) -> None:
        """Four takes of the open photo."""
        model = self._model()
        if self.possible() and model is not None and not self._sheet.making:
            self._seeds.order()
            self._sheet.make(self._draft.request, model.name)

    def cancel(self) -> None:
        """Stop what runs: one photo of the queue, or all of four takes."""
        if self._restoration.source.sheet and self._restoration.busy:
            self._sheet.cancel()
        else:
            self._restoration.cancel()

    def enqueue(self, paths: Sequence[Path]) -> None:
        """Restore photos one after another with the settings as they are."""
        model = self._model()
        if model is None or model.problem:
            self._notices.tell("warning", translate("Ordering", "There is no model to restore with."))
            return
        self._photos.add(paths)
        orders = []
        for path in paths:
            caption, size = self._own_fields(path)
            request = dataclasses.replace(self._draft.request, caption=caption, size=size)
            orders.append(Order(path, request, model.name))
        self._queue.add(orders)

    def use_settings(
        self, take: Take, known: Sequence[str], choose: Callable[[str, Mapping[str, Any]], object]
    ) -> None:
        """Have the draft say what made this take; undo takes it back.

        Args:
            known: names of the models that are installed.
            choose: uses one of them with such fields of the request.
        """
        if take.request is None:
            self._notices.tell(
                "info", translate("Ordering", "This take was made by a newer Heirloom, with settings unknown here.")
            )
            return
        name = take.model.rpartition("+")[2].partition("@")[0]  # an adapter's name stands last
        fields = {f.name: getattr(take.request, f.name) for f in dataclasses.fields(take.request)}
        if name in known:
            choose(name, fields)
        else:
            told = translate("Ordering", "This take was made with {model}, which is not installed here.")
            self._notices.tell("info", told.format(model=name))
            self._draft.set(**fields)

    def _own_fields(self, path: Path | None) -> tuple[str, tuple[int, int] | None]:
        if path is not None and path == self._drafted:
            return self._draft.request.caption, self._draft.request.size
        return self._own.get(path, (self._captions.get(path, ""), None)) if path is not None else ("", None)

    def _on_photo(self) -> None:
        picture = self._document.picture
        if self._drafted is not None:
            self._own[self._drafted] = (self._draft.request.caption, self._draft.request.size)
        self._drafted = None
        path = picture.path if picture is not None else None
        caption, size = self._own_fields(path)
        self._drafted = path
        self._draft.replace(dataclasses.replace(self._draft.request, caption=caption, size=size))
        if picture is not None and picture.warnings:
            self._notices.tell("info", f"{self._document.name}: {' '.join(map(engine_text, picture.warnings))}")

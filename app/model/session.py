"""Everything behind one window: lanes, settings, photos, request, restoration, takes, queue. No widgets."""

import dataclasses
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.model.captioning import Captioning, Describer, LocalDescriber
from app.model.choices import adapter_of, list_choices
from app.model.contact_sheet import ContactSheet
from app.model.document import Document, Origin
from app.model.draft import RequestDraft
from app.model.edits import Edits
from app.model.local_engine import Engine, LocalEngine
from app.model.model_store import ModelStore
from app.model.model_use import SessionUse
from app.model.opening import Opening
from app.model.ordering import Ordering
from app.model.outlook import Outlook
from app.model.photos import Photos
from app.model.preferences import Preferences
from app.model.queue import Queue, Summary
from app.model.restoration import Restoration
from app.model.results import Results
from app.model.samples import Sample, list_samples
from app.model.saving import Saving
from app.model.shelf import Found as FoundAtStart
from app.model.shelf import Shelf
from app.model.takes import Takes
from app.model.takes_store import Take
from app.notify import Notices
from app.settings import load_settings, save_settings
from app.tasks import Lane
from engine.catalogue import AdapterInfo, ModelInfo
from engine.images.picture import Picture
from engine.request import RestoreRequest, RestoreResult

log = logging.getLogger(__name__)

_PERSONAL = ("caption", "negative_prompt", "seed", "scale", "size")


class Session(QObject):
    """The state of the window.

    Signals:
        models_changed(): `models` is known, or another model is chosen.
        saved(Path): the result was saved there.
        saving_changed(): a save began or ended.
        folder_wanted(Path): the person wants to see this folder.
        queue_wanted(): the person wants to see the queue.
    """

    models_changed = Signal()
    saved = Signal(object)
    saving_changed = Signal()
    folder_wanted = Signal(object)
    queue_wanted = Signal()

    def __init__(
        self,
        home: Path,
        *,
        engine: Engine | None = None,
        describer: Describer | None = None,
        log_file: Path | None = None,
        cache: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`home` is the data folder, `cache` may be wiped; `engine` and `describer` replace the ones here."""
        super().__init__(parent)
        self.home = home
        self.notices = Notices(log_file)
        self.settings, self.settings_notice = load_settings(home / "settings.json")
        self.device = Lane("device", parent=self)
        self.files = Lane("files", threads=2, parent=self)
        self.document = Document(self.files, self)
        self.draft = RequestDraft(RestoreRequest.from_dict(self.settings.request), self)
        self.edits = Edits(self.draft, self)
        folders = (home / "models",)
        engine = engine or LocalEngine(folders)
        self.restoration = Restoration(self.device, engine, self)
        self.captioning = Captioning(
            self.device,
            self.files,
            home / "models" / "captioners",
            self.document,
            self.draft,
            self.notices,
            describer=describer or LocalDescriber(engine.release if isinstance(engine, LocalEngine) else None),
            parent=self,
        )
        self.outlook = Outlook(self.files, home, self)
        self.preferences = Preferences(
            self.settings,
            home / "settings.json",
            engine,
            self.captioning,
            self.outlook,
            self.notices,
            parent=self,
        )
        self.samples: list[Sample] = list_samples()
        self.models: list[ModelInfo] | None = None
        self._folders = folders
        self.store = ModelStore(home, self.files, self.device, SessionUse(self), self.notices, parent=self)
        self.shelf = Shelf(home, self.results_folder, self._tell, self)
        library = self.shelf.lane
        self.takes = Takes(
            self.shelf.takes,
            self.document,
            self.results_folder,
            self.edits,
            self.notices,
            library=library,
            files=self.files,
            parent=self,
        )
        self.queue = Queue(
            self.shelf.jobs,
            self.shelf.takes,
            self.shelf.watch,
            self.restoration,
            self.notices,
            owner=self.shelf.owner.name,
            models=lambda: self.models,
            library=library,
            files=self.files,
            parent=self,
        )
        self.sheet = ContactSheet(self.document, self.takes, self.queue, self.restoration, self)
        self.photos = Photos(
            self.document,
            self.restoration,
            self.queue,
            self.shelf.watch,
            cache or home / "cache",
            library=self.shelf.library,
            lane=library,
            failed=self._tell,
            parent=self,
        )
        self._results = Results(
            self.restoration,
            self.document,
            self.takes,
            self.queue,
            self.shelf.watch,
            self.notices,
            store=self.shelf.takes,
            folder=self.results_folder,
            files=self.files,
            parent=self,
        )
        self._saving = Saving(self.document, self.settings, self.notices, self.files, self)
        self._opening = Opening(
            self.document,
            self.photos,
            self.settings,
            self.samples,
            self.notices,
            home=home,
            files=self.files,
            enqueue=self.enqueue,
            parent=self,
        )
        self._ordering = Ordering(
            self.document,
            self.draft,
            self.restoration,
            self.queue,
            self.sheet,
            self.photos,
            self.samples,
            self.notices,
            model=lambda: self.model,
            parent=self,
        )
        self._connect()

    def _connect(self) -> None:
        self._saving.saved.connect(self.saved)
        self._saving.changed.connect(self.saving_changed)
        self._saving.folder_wanted.connect(self.folder_wanted)
        self.restoration.finished.connect(self._on_finished)
        self.restoration.memory_known.connect(self.outlook.set_memory)
        self.models_changed.connect(lambda: self.outlook.look_at(self.model))
        self.models_changed.connect(self.queue.take_next)
        self.photos.wanted.connect(self.show_photo)
        self.shelf.watch.elsewhere.connect(self.takes.reload)
        self.takes.edited.connect(self.shelf.watch.refresh)
        self.shelf.opened.connect(self._on_library)
        self.store.installed.connect(self._on_installed)
        self.queue.ended.connect(self._on_queue_ended)
        self.queue.stopped.connect(self._on_queue_stopped)

    @property
    def results_folder(self) -> Path:
        """Where results are kept."""
        return self.home / "results"

    @property
    def model(self) -> ModelInfo | None:
        """The chosen model, or None while none is known."""
        for info in self.models or ():
            if info.name == self.settings.model:
                return info
        return self.models[0] if self.models else None

    @property
    def adapters(self) -> dict[str, AdapterInfo]:
        """Those that can be chosen, by their names."""
        found = ((info.name, adapter_of(info)) for info in self.models or ())
        return {name: adapter for name, adapter in found if adapter is not None}

    def sample_at(self, path: Path | None) -> Sample | None:
        """The sample that `path` is, or None."""
        return next((sample for sample in self.samples if sample.path == path), None)

    def begin(self, files: list[Path]) -> None:
        """Open the first of `files`, else the last photo, else at the first start a sample; look for models."""
        if self.settings_notice:
            self.notices.tell("warning", self.settings_notice)
        last = Path(self.settings.last_photo) if self.settings.last_photo else None
        if files:
            self.open_files(files)
        elif last is not None and last.is_file():
            self.document.open(last, "sample" if self.sample_at(last) else "file")
        elif self.settings.first_start and self.samples:
            self.document.open(self.samples[0].path, "sample")
        self.shelf.begin()
        self.photos.load()
        self.look_for_models()
        self.captioning.look()
        self.store.look()

    def look_for_models(self) -> None:
        """List models and adapters in the background, then load the chosen one ahead of time."""

        def success(models: list[ModelInfo]) -> None:
            first = self.models is None
            self.models = models
            self.models_changed.emit()
            if self.model is not None and not self.model.problem:
                if first and self.settings.first_start:
                    caption = self.draft.request.caption
                    self.draft.replace(dataclasses.replace(self.model.recommended, caption=caption))
                self.restoration.warm_up(self.model.name)

        self.files.start(lambda _task: list_choices(self._folders), success=success, failure=self._tell)

    def choose_model(self, name: str) -> None:
        """Use another model from now on, and what it recommends: settings for one model suit no other.

        What belongs to the photo or the person stays: caption, negative prompt, seed and size. Undo takes it back.
        """
        if name != self.settings.model:
            self.settings.model = name
            if self.model is not None and not self.model.problem:
                recommended = self.model.recommended
                fields = {f.name: getattr(recommended, f.name) for f in dataclasses.fields(recommended)}
                self.draft.set(**{field: value for field, value in fields.items() if field not in _PERSONAL})
            self.models_changed.emit()
            if self.model is not None and not self.restoration.busy:
                self.restoration.warm_up(self.model.name)

    def open_files(self, paths: list[Path], origin: Origin = "file") -> None:
        """Open photos, and all those in folders; the first is shown, the others wait in the film strip."""
        self._opening.open_files(paths, origin)

    def open_pixels(self, pixels: np.ndarray) -> None:
        """Open a picture from the clipboard, uint8 [H, W, 3]."""
        self._opening.open_pixels(pixels)

    def show_photo(self, path: Path) -> None:
        """Look at a photo of the film strip."""
        self._opening.show(path)

    def enqueue_files(self, paths: list[Path]) -> None:
        """Put files, and all photos in folders, into the queue."""
        self._opening.find(paths, lambda found: self.enqueue(found.photos))

    def can_restore(self) -> bool:
        """Whether there is a photo and a sound model, and no other is waited for; the queue lets it go first."""
        return self._ordering.possible()

    def restore(self) -> None:
        """Start what the draft says; while the queue is at work, as its next photo."""
        self._ordering.restore()

    def cancel(self) -> None:
        """Stop what runs: one photo of the queue, or all of four takes."""
        self._ordering.cancel()

    def make_sheet(self) -> None:
        """Four takes of the open photo."""
        self._ordering.make_sheet()

    def enqueue(self, paths: Sequence[Path]) -> None:
        """Restore photos one after another with the settings as they are; each has its own caption."""
        self._ordering.enqueue(paths)

    def use_settings(self, take: Take) -> None:
        """Have the inspector say what made this take; undo takes it back."""
        self._ordering.use_settings(take, [info.name for info in self.models or ()], self.choose_model)

    @property
    def saving(self) -> bool:
        """Whether a save is under way."""
        return self._saving.busy

    def can_save(self) -> bool:
        """Whether there is a result and no save under way."""
        return self._saving.possible()

    def save(self, target: Path | None = None, *, overwrite: bool = False) -> None:
        """Save the result to `target`, or beside the original under its default name."""
        self._saving.start(target, overwrite=overwrite)

    def close(self, seconds: float = 20.0) -> bool:
        """Remember the settings, stop what runs, finish what is being written; whether all threads ended in time."""
        picture = self.document.picture
        request = dataclasses.replace(self.draft.request, caption="", size=None)
        self.settings.request = request.to_dict()
        self.settings.last_photo = ""
        if picture is not None and picture.path is not None and self.document.origin != "pasted":
            self.settings.last_photo = str(picture.path)
        try:
            save_settings(self.settings, self.home / "settings.json")
        except (OSError, ValueError) as error:
            log.warning("the settings were not saved: %s", error)
        self.queue.close()
        stopped = self.device.close(seconds)
        stopped = self.store.close(seconds) and stopped
        # What was restored is kept and indexed before the library goes.
        stopped = self.files.close(seconds, cancel=False) and stopped
        stopped = self.photos.thumbnails.close(seconds) and stopped
        return self.shelf.close(seconds) and stopped

    def _on_finished(self, _picture: Picture, result: RestoreResult) -> None:
        if self.model is not None:
            self.outlook.learn(self.model, result)

    def _on_library(self, found: FoundAtStart) -> None:
        if found.problem:
            self.notices.tell("warning", found.problem)
        self.takes.reload()
        if found.waiting:
            waiting = "1 photo is" if found.waiting == 1 else f"{found.waiting} photos are"
            go_on = partial(self.queue.set_paused, False)
            self.notices.tell("info", f"{waiting} unfinished in the queue.", "Continue", go_on)

    def _on_installed(self, kind: str, _name: str) -> None:
        if kind == "captioner":
            self.captioning.look()
        else:
            self.look_for_models()

    def _on_queue_ended(self, summary: Summary) -> None:
        line = summary.words()
        if line:
            self.notices.tell("warning" if summary.failed else "info", line, "Show", self.queue_wanted.emit)

    def _on_queue_stopped(self, error: BaseException) -> None:
        told = f"The queue is paused. {self.notices.worded(error)}"
        self.notices.tell("error", told, "Continue", partial(self.queue.set_paused, False))

    def _tell(self, error: BaseException) -> None:
        self.notices.failed(error)

"""Everything behind one window: lanes, settings, photos, request, restoration, takes, queue. No widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.model import leaving
from app.model.brush import Brush
from app.model.captioning import Describer
from app.model.contact_sheet import ContactSheet
from app.model.document import Document, Origin
from app.model.draft import RequestDraft
from app.model.edits import Edits
from app.model.job import Job
from app.model.limits import Limits
from app.model.links import Links
from app.model.local_engine import Engine, LocalEngine
from app.model.model_choice import ModelChoice
from app.model.model_store import ModelStore
from app.model.model_use import SessionUse
from app.model.outlook import Outlook
from app.model.restoration import Restoration
from app.model.samples import Sample, list_samples
from app.model.saving_each import SavingEach
from app.model.seeds import Seeds
from app.model.shelf import Shelf
from app.model.takes_store import Take
from app.model.wiring import (
    make_blends,
    make_captioning,
    make_inventions,
    make_news,
    make_opening,
    make_ordering,
    make_photos,
    make_preferences,
    make_presets,
    make_queue,
    make_quitting,
    make_results,
    make_saving,
    make_saving_many,
    make_takes,
    make_trainings,
)
from app.notify import Notices
from app.settings import load_settings
from app.tasks import Lane
from engine.catalogue import AdapterInfo, ModelInfo
from engine.request import RestoreRequest

if TYPE_CHECKING:
    import numpy as np


class Session(QObject):
    """The state of the window.

    Signals:
        models_changed(): `models` is known, or another model is chosen.
        saved(Path): the result was saved there.
        saving_changed(): a save began or ended.
        folder_wanted(Path): the person wants to see this folder.
        queue_wanted(): the person wants to see the queue.
        reasons_wanted(str, list): the person wants to read these lines under this title.
    """

    models_changed = Signal()
    saved = Signal(object)
    saving_changed = Signal()
    folder_wanted = Signal(object)
    queue_wanted = Signal()
    reasons_wanted = Signal(str, list)

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
        self.settings, self.settings_trouble = load_settings(home / "settings.json")
        self.device = Lane("device", parent=self)
        self.files = Lane("files", threads=2, parent=self)
        self.document = Document(self.files, self)
        self.draft = RequestDraft(RestoreRequest.from_dict(self.settings.request), self)
        self.edits = Edits(self.draft, self)
        folders = (home / "models",)
        engine = engine or LocalEngine(folders)
        self.restoration = Restoration(self.device, engine, self)
        self.captioning = make_captioning(self, describer, engine)
        self.outlook = Outlook(self.files, home, self)
        self.preferences = make_preferences(self, engine)
        self.samples: list[Sample] = list_samples()
        self.choice = ModelChoice(self.settings, self.draft, self.restoration, self.files, folders, self._tell, self)
        self.limits = Limits(self.document, self.files, lambda: self.model, self)
        self.draft.limit(self.limits.refusals)
        self.seeds = Seeds(self.draft, self.settings, self)
        self.store = ModelStore(home, self.files, self.device, SessionUse(self), self.notices, parent=self)
        self.trainings = make_trainings(self, engine)
        self.shelf = Shelf(home, self.results_folder, self._tell, self)
        self.presets = make_presets(self)
        self.takes = make_takes(self)
        self.blends = make_blends(self)
        self.brush = Brush(self.blends, self.settings, self)
        self.queue = make_queue(self)
        self.sheet = ContactSheet(self.document, self.takes, self.queue, self.restoration, self)
        self.inventions = make_inventions(self)
        self.photos = make_photos(self, cache or home / "cache")
        self._results = make_results(self)
        self._saving = make_saving(self)
        self._opening = make_opening(self)
        self._ordering = make_ordering(self)
        self.saving_many = make_saving_many(self)
        self._saving_each = SavingEach(self.queue, self.saving_many, self.settings, self)
        self.quitting = make_quitting(self, self._results, self._ordering)
        self._news = make_news(self, self._saving_each)
        Links(self, self._saving, self._news)

    @property
    def results_folder(self) -> Path:
        """Where results are kept."""
        return self.home / "results"

    @property
    def models(self) -> list[ModelInfo] | None:
        """Models and adapters that can be chosen, None while that is not known."""
        return self.choice.models

    @property
    def model(self) -> ModelInfo | None:
        """The chosen model, or None while none is known."""
        return self.choice.model

    @property
    def adapters(self) -> dict[str, AdapterInfo]:
        """Those that can be chosen, by their names."""
        return self.choice.adapters

    def sample_at(self, path: Path | None) -> Sample | None:
        """The sample that `path` is, or None."""
        return next((sample for sample in self.samples if sample.path == path), None)

    def begin(self, files: list[Path]) -> None:
        """Open the first of `files`, else the last photo, else at the first start a sample; look for models."""
        if self.settings_trouble:
            self.notices.tell("warning", self.settings_trouble.words())
        last = Path(self.settings.last_photo) if self.settings.last_photo else None
        if files:
            self.open_files(files)
        elif last is not None and last.is_file():
            self.document.open(last, "sample" if self.sample_at(last) else "file")
        elif self.settings.first_start and self.samples:
            self.document.open(self.samples[0].path, "sample")
        self.shelf.begin()
        self.photos.load()
        self.presets.look()
        self.look_for_models()
        self.captioning.look()
        self.store.look()
        self.trainings.load()

    def look_for_models(self) -> None:
        """List models and adapters in the background, then load the chosen one ahead of time."""
        self.choice.look()

    def choose_model(self, name: str, fields: Mapping[str, Any] | None = None) -> bool:
        """Use another model from now on, with what it recommends and `fields` of the request. Undo takes that back."""
        return self.choice.choose(name, fields)

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

    def can_save_map(self) -> bool:
        """Whether it was found where the result on the right goes beyond its photo, and nothing is being saved."""
        return self.inventions.found is not None and not self.saving

    def save_map(self, target: Path) -> None:
        """Save that as a grey picture."""
        if self.inventions.found is not None:
            self._saving.start_map(self.inventions.found, target)

    def save_all(self, jobs: Sequence[Job] | None = None) -> None:
        """Save the results of these rows of the queue, or of all that are done, as the settings say."""
        self.saving_many.start(self.queue.jobs if jobs is None else jobs)

    def leave(self) -> None:
        """Nobody can be asked: the desktop's session ends. What runs goes on at the next start."""
        self.quitting.now()
        leaving.remember(self)

    def close(self, seconds: float = 20.0) -> bool:
        """Remember the settings, stop what runs, finish what is being written; whether all threads ended in time."""
        return leaving.close(self, seconds)

    def _tell(self, error: BaseException) -> None:
        self.notices.failed(error)

"""Everything behind one window: lanes, settings, photo, request, restoration. No widgets."""

import dataclasses
import logging
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.model.captioning import Captioning, Describer, LocalDescriber
from app.model.document import Document, Origin
from app.model.draft import RequestDraft
from app.model.local_engine import Engine, LocalEngine
from app.model.outlook import Outlook
from app.model.restoration import Restoration
from app.model.samples import Sample, list_samples
from app.model.storing import keep_result, paste_picture, save_result
from app.model.target import format_problem, target_of_size
from app.notify import Notices
from app.settings import load_settings, save_settings
from app.tasks import Lane
from engine.catalogue import ModelInfo, list_models
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
    """

    models_changed = Signal()
    saved = Signal(object)
    saving_changed = Signal()
    folder_wanted = Signal(object)

    def __init__(
        self,
        home: Path,
        *,
        engine: Engine | None = None,
        describer: Describer | None = None,
        log_file: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`home` is the data folder; `engine` and `describer` replace the ones on this computer."""
        super().__init__(parent)
        self.home = home
        self.notices = Notices(log_file)
        self.settings, self.settings_notice = load_settings(home / "settings.json")
        self.device = Lane("device", parent=self)
        self.files = Lane("files", threads=2, parent=self)
        self.document = Document(self.files, self)
        self.draft = RequestDraft(RestoreRequest.from_dict(self.settings.request), self)
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
        self.samples: list[Sample] = list_samples()
        self.models: list[ModelInfo] | None = None
        self.saving = False
        self._folders = folders
        self.restoration.finished.connect(self._on_finished)
        self.restoration.memory_known.connect(self.outlook.set_memory)
        self.models_changed.connect(lambda: self.outlook.look_at(self.model))
        self.document.photo_changed.connect(self._on_photo)

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
        self.look_for_models()
        self.captioning.look()

    def look_for_models(self) -> None:
        """List the models in the background, then load the chosen one ahead of time."""

        def success(models: list[ModelInfo]) -> None:
            self.models = models
            self.models_changed.emit()
            if self.model is not None and not self.model.problem:
                if self.settings.first_start:
                    caption = self.draft.request.caption
                    self.draft.replace(dataclasses.replace(self.model.recommended, caption=caption))
                self.restoration.warm_up(self.model.name)

        self.files.start(lambda _task: list_models(self._folders), success=success, failure=self._tell)

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
        """Open the first of `paths`."""
        if not paths:
            return
        if len(paths) > 1:
            left = f"{len(paths) - 1} more were left out" if len(paths) > 2 else f"{paths[1].name} was left out"
            self.notices.tell("info", f"One photo at a time for now: opening {paths[0].name}, {left}.")
        if origin == "file" and self.sample_at(paths[0]):
            origin = "sample"
        if origin == "file":
            self.settings.last_folder = str(paths[0].parent)
        self.document.open(paths[0], origin)

    def open_pixels(self, pixels: np.ndarray) -> None:
        """Open a picture from the clipboard, uint8 [H, W, 3]."""
        self.files.start(
            lambda _task: paste_picture(pixels, self.home / "pasted"),
            success=lambda path: self.document.open(path, "pasted"),
            failure=self._tell,
        )

    def can_restore(self) -> bool:
        """Whether there is a photo and a sound model, and nothing runs."""
        model = self.model
        return self.document.picture is not None and not self.restoration.busy and bool(model and not model.problem)

    def restore(self) -> None:
        """Start what the draft says."""
        if self.can_restore() and self.document.picture is not None and self.model is not None:
            self.restoration.start(self.model.name, self.document.picture, self.draft.request)

    def can_save(self) -> bool:
        """Whether there is a result and no save under way."""
        return self.document.result is not None and not self.saving

    def save(self, target: Path | None = None, *, overwrite: bool = False) -> None:
        """Save the result to `target`, or beside the original under its default name."""
        picture, result = self.document.picture, self.document.result
        if picture is None or result is None or self.saving:
            return

        lost: list[str] = []

        def work(_task: object) -> Path:
            chosen = target
            if chosen is None:
                if picture.path is None:
                    raise RuntimeError("no place to save to")
                height, width = result.image.shape[:2]
                chosen = target_of_size(picture.path, width, height)
                if problem := format_problem(picture.path, width, height):
                    lost.append(problem)
            return save_result(result, picture, chosen, overwrite=overwrite, on_warning=lost.append)

        def success(written: Path) -> None:
            self._set_saving(False)
            if self.document.result is result:
                self.document.saved = written
            self.saved.emit(written)
            told = [f"Saved as {written.name}."]
            if overwrite and target is not None and written != target:
                told.append("The original is never replaced.")
            show = partial(self.folder_wanted.emit, written.parent)
            self.notices.tell("warning" if lost else "info", " ".join([*told, *lost]), "Show in folder", show)

        def failure(error: BaseException) -> None:
            self._set_saving(False)
            self.notices.failed(error)

        self._set_saving(True)
        self.files.start(work, success=success, failure=failure)

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
        stopped = self.device.close(seconds)
        return self.files.close(seconds, cancel=False) and stopped

    def _on_photo(self) -> None:
        # Caption and exact pixels belong to one photo; on another they would mislead or distort it.
        sample = self.sample_at(self.document.picture.path) if self.document.picture is not None else None
        caption = sample.caption if sample is not None else ""
        self.draft.replace(dataclasses.replace(self.draft.request, caption=caption, size=None))
        picture = self.document.picture
        if picture is not None and picture.warnings:
            self.notices.tell("info", f"{self.document.name}: {' '.join(picture.warnings)}")

    def _on_finished(self, picture: Picture, result: RestoreResult) -> None:
        def kept(path: Path) -> None:
            self.document.note_kept(result, path)

        self.files.start(
            lambda _task: keep_result(result, picture, self.results_folder), success=kept, failure=self._tell
        )
        if self.model is not None:
            self.outlook.learn(self.model, result)
        for warning in result.warnings:
            self.notices.tell("warning", warning)
        if self.document.picture is picture:
            self.document.show_result(result)
        else:
            name = picture.path.name if picture.path is not None else "The earlier photo"
            show = partial(self.folder_wanted.emit, self.results_folder)
            self.notices.tell("info", f"{name} was restored too. The result is kept.", "Show in folder", show)

    def _tell(self, error: BaseException) -> None:
        self.notices.failed(error)

    def _set_saving(self, saving: bool) -> None:
        self.saving = saving
        self.saving_changed.emit()

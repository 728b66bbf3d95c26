"""Saving the result that is shown, beside the photo or where the person says."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.blends import Blends
from app.model.document import Document
from app.model.manner import Manner
from app.model.saved_store import SavedStore
from app.model.storing import save_result
from app.model.target import format_problem, target_of_size
from app.naming import Facts, stem_of
from app.notify import Notices, one_line
from app.settings import Settings
from app.tasks import Lane, Task
from app.words import engine_text
from engine.images.invention import Invention
from engine.images.picture import Picture
from engine.request import RestoreResult


class Saving(QObject):
    """One save at a time, on the file lane.

    Signals:
        saved(Path): the result was saved there.
        changed(): a save began or ended.
        folder_wanted(Path): the person wants to see this folder.
    """

    saved = Signal(object)
    changed = Signal()
    folder_wanted = Signal(object)

    def __init__(
        self,
        document: Document,
        blends: Blends,
        settings: Settings,
        notices: Notices,
        files: Lane,
        saved: SavedStore,
        parent: QObject | None = None,
    ) -> None:
        """`saved` remembers what was saved where the settings say, so that saving many passes it over."""
        super().__init__(parent)
        self.busy = False
        self._saved = saved
        self._looks = 0  # how often what is seen was changed
        self._document, self._blends, self._settings = document, blends, settings
        self._notices, self._files = notices, files
        blends.edited.connect(self._on_blend)

    def possible(self) -> bool:
        """Whether there is a result and no save under way."""
        return self._document.result is not None and not self.busy

    def start(self, target: Path | None = None, *, overwrite: bool = False) -> None:
        """Save the result to `target`, or where and under the name that the settings say."""
        picture, result = self._document.picture, self._document.result
        if picture is None or result is None or self.busy:
            return

        lost: list[str] = []
        folder, stem = chosen_folder(self._settings), chosen_stem(self._settings, picture, result)
        metadata, place = self._settings.metadata, self._settings.place
        mixture, looks = self._blends.mixture(), self._looks
        digest, manner = self._document.digest, Manner.of(self._settings)
        take = self._blends.right_take
        number, layer = (take.id, take.layer) if take is not None else (None, "")

        def work(task: Task) -> Path:
            chosen = target
            if chosen is None:
                if picture.path is None:
                    raise RuntimeError("no place to save to")
                height, width = result.image.shape[:2]
                chosen = target_of_size(picture.path, width, height, folder, stem)
                if problem := format_problem(picture.path, width, height):
                    lost.append(problem)
            written = save_result(
                result,
                picture,
                chosen,
                overwrite=overwrite,
                metadata=metadata,
                place=place,
                dpi=manner.dpi,
                mixture=mixture,
                check=task.check,
                on_warning=lost.append,
            )
            if target is None and picture.path is not None:
                key = manner.key(picture.path, layer)
                self._saved.note(written, digest, result.request, result.model, key, number)
            return written

        def success(written: Path) -> None:
            self._set_busy(False)
            if self._document.result is result and looks == self._looks:
                self._document.saved = written
            self.saved.emit(written)
            told = [translate("Saving", "Saved as {file}.").format(file=one_line(written.name))]
            if overwrite and target is not None and written != target:
                told.append(translate("Saving", "The original is never replaced."))
            show = partial(self.folder_wanted.emit, written.parent)
            self._notices.tell(
                "warning" if lost else "info",
                " ".join([*told, *map(engine_text, lost)]),
                translate("Saving", "Show in folder"),
                show,
            )

        self._set_busy(True)
        self._files.start(work, success=success, failure=self._failed)

    def start_map(self, found: Invention, target: Path) -> None:
        """Save where the result goes beyond its photo as a grey picture; numbered where the name exists."""
        if self.busy:
            return

        def work(_task: Task) -> Path:
            from app.codec import write_picture

            return write_picture(found.picture, target)

        def success(written: Path) -> None:
            self._set_busy(False)
            show = partial(self.folder_wanted.emit, written.parent)
            told = translate("Saving", "Saved as {file}.").format(file=one_line(written.name))
            self._notices.tell("info", told, translate("Saving", "Show in folder"), show)

        self._set_busy(True)
        self._files.start(work, success=success, failure=self._failed)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self._notices.failed(error)

    def _on_blend(self, take: int) -> None:
        """What was saved is not what is seen any more."""
        if self._blends.right is not None and self._blends.right.take == take:
            self._looks += 1
            if self._document.saved is not None:
                self._document.saved = None
                self.changed.emit()

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.changed.emit()


def chosen_folder(settings: Settings) -> Path | None:
    """Where results go; None: beside the photo."""
    return Path(settings.save_folder) if settings.save_folder else None


def chosen_stem(settings: Settings, picture: Picture, result: RestoreResult) -> str:
    """What the result is called, without its ending."""
    height, width = result.image.shape[:2]
    name = picture.path.stem if picture.path is not None else "photo"
    model = result.model.rpartition("+")[2].partition("@")[0]
    return stem_of(settings.name_pattern, Facts(name, model, result.request.seed, width, height))

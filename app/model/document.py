"""The photo that is open and the result that is shown of it."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.keeping import read_with_digest
from app.model.pyramid import Pyramid, build_pyramid
from app.notify import one_line
from app.tasks import Lane, Task
from engine.images.picture import Picture
from engine.request import RestoreResult

Origin = Literal["file", "sample", "pasted"]


def read_photo(task: Task, path: Path) -> tuple[Picture, Pyramid, str]:
    """On the file lane: read `path`, halve it for showing, and digest the file.

    Raises:
        ImageError: it cannot be read; names the file.
        Cancelled: another photo was asked for meanwhile.
    """
    picture, digest = read_with_digest(path, task.check)
    task.check()
    return picture, build_pyramid(picture.pixels8(), task.check), digest


class Document(QObject):
    """What the canvas shows.

    Signals:
        opening_changed(): `opening` is another.
        photo_changed(): another photo, or none; its result is gone.
        result_changed(): the photo has another result.
        failed(object): the exception for which a photo could not be opened; the open one stays.
    """

    opening_changed = Signal()
    photo_changed = Signal()
    result_changed = Signal()
    failed = Signal(object)

    def __init__(self, files: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: Picture | None = None
        self.digest = ""  # SHA-256 of the photo's file
        self.before: Pyramid | None = None
        self.after: Pyramid | None = None
        self.result: RestoreResult | None = None
        self.origin: Origin = "file"
        self.saved: Path | None = None
        self.kept: Path | None = None  # of the newest result, which may not be shown yet
        self.opening: Path | None = None
        self._files = files
        self._task: Task | None = None
        self._newest: RestoreResult | None = None  # `result`, once it is halved for showing

    @property
    def name(self) -> str:
        """The photo's name for people, "" when none is open."""
        if self.picture is None or self.picture.path is None:
            return ""
        if self.origin == "pasted":
            return translate("Document", "Pasted picture")
        return one_line(self.picture.path.name)

    def open(self, path: Path, origin: Origin = "file") -> None:
        """Read `path` in the background; the open photo stays until it is there. A newer call replaces an older."""
        if self._task is not None:
            self._task.cancel()
        self._set_opening(path)

        def success(read: tuple[Picture, Pyramid, str]) -> None:
            if task is self._task:
                self._task = None
                self._set_opening(None)
                self._show(read, origin)

        def failure(error: BaseException) -> None:
            if task is self._task:
                self._task = None
                self._set_opening(None)
                self.failed.emit(error)

        task = self._task = self._files.start(lambda task: read_photo(task, path), success=success, failure=failure)

    def close(self) -> None:
        """No photo is open any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._set_opening(None)
        self.picture = self.before = None
        self.digest = ""
        self._forget_result()
        self.photo_changed.emit()

    def show_result(self, result: RestoreResult) -> None:
        """The photo has been restored; the picture is halved for showing in the background."""
        self._newest, self.kept = result, None

        def success(after: Pyramid) -> None:
            if self._newest is result:
                self.result, self.after, self.saved = result, after, None
                self.result_changed.emit()

        self._files.start(
            lambda task: build_pyramid(result.image, task.check), success=success, failure=self.failed.emit
        )

    def show_made(self, result: RestoreResult, after: Pyramid, kept: Path) -> None:
        """Show a result of the photo that is kept already."""
        self._newest, self.result, self.after, self.kept, self.saved = result, result, after, kept, None
        self.result_changed.emit()

    def is_newest(self, result: RestoreResult) -> bool:
        """Whether `result` is shown, or about to be."""
        return self._newest is result

    @property
    def untouched(self) -> bool:
        """Whether no result is shown, nor about to be."""
        return self._newest is None

    def hide_result(self) -> None:
        """Show the original alone."""
        self._forget_result()
        self.result_changed.emit()

    def note_kept(self, result: RestoreResult, path: Path) -> None:
        """`result` is kept at `path`; keeping it may end before it is shown, or after another photo was opened."""
        if self._newest is result:
            self.kept = path

    def _show(self, read: tuple[Picture, Pyramid, str], origin: Origin) -> None:
        self.picture, self.before, self.digest = read
        self.origin = origin
        self._forget_result()
        self.photo_changed.emit()

    def _forget_result(self) -> None:
        self.result = self.after = self.saved = self.kept = self._newest = None

    def _set_opening(self, path: Path | None) -> None:
        self.opening = path
        self.opening_changed.emit()

"""The caption that is being written: which captioner there is, and one task on the device lane. Knows no widget."""

import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.document import Document
from app.model.draft import RequestDraft
from app.model.importing import collector_paused, import_module
from app.notify import Notices
from app.tasks import Lane, Task
from engine.caption_files import check_captioner, default_captioner, list_captioners
from engine.errors import HeirloomError, OutOfMemory
from engine.images.picture import Picture

if TYPE_CHECKING:
    from engine.captions import CaptionProgress

State = Literal["idle", "waiting", "running", "cancelling"]

# Imported one by one, so that Cancel is honoured in between.
_PIECES = ("torch", "transformers", "engine.captions")

Stage = Literal["load", "look", "write"]


def get_one() -> str:
    """What to do without a captioner."""
    return translate(
        "Captioning",
        "No captioner is installed. Get one in the Models window, from the menu at the top right. "
        "Or write the caption yourself.",
    )


def stage_words(stage: Stage) -> str:
    """What a captioner is doing."""
    return {
        "load": translate("Captioning", "Loading the captioner…"),
        "look": translate("Captioning", "Looking at the photo…"),
        "write": translate("Captioning", "Writing a caption…"),
    }[stage]


class Describer(Protocol):
    """What captioning needs of an engine; tests script another one."""

    def describe(self, folder: Path, picture: Picture) -> "Generator[CaptionProgress | None, None, str]":
        """Load the captioner in `folder`, describe `picture`, unload it."""
        ...


class LocalDescriber:
    """The captioner on this computer. All calls come from the device lane's thread."""

    def __init__(self, make_room: Callable[[], None] | None = None, device: str = "auto") -> None:
        """`make_room` lets go of what else is on the device; `device` as `app.devices.resolve_device`."""
        self._make_room = make_room
        self._device = device

    def describe(self, folder: Path, picture: Picture) -> "Generator[CaptionProgress | None, None, str]":
        """As `engine.captions.write_caption`; where memory is short, once more after `make_room`.

        Raises:
            HeirloomError: whatever the engine raises.
        """
        for name in _PIECES:
            if name not in sys.modules:
                yield None
                with collector_paused():
                    import_module(name)
        from app.devices import resolve_device
        from engine.captions import write_caption

        device = resolve_device(self._device)
        try:
            return (yield from write_caption(folder, picture, device=device))
        except OutOfMemory:
            if self._make_room is None:
                raise
        # outside of `except`, whose traceback would hold on to the memory
        self._make_room()
        return (yield from write_caption(folder, picture, device=device))


class Captioning(QObject):
    """Writes captions into the draft.

    Signals:
        changed(): `state`, `words` or `captioner` is another.
    """

    changed = Signal()

    def __init__(
        self,
        device: Lane,
        files: Lane,
        folder: Path,
        document: Document,
        draft: RequestDraft,
        notices: Notices,
        *,
        describer: Describer,
        parent: QObject | None = None,
    ) -> None:
        """`folder` holds the captioners."""
        super().__init__(parent)
        self.state: State = "idle"
        self.words = ""
        self.captioner: Path | None = None
        self.preferred = ""  # by name; "" or one that is gone: the default
        self._problem = ""
        self._device, self._files, self._folder = device, files, folder
        self._document, self._draft, self._notices = document, draft, notices
        self._describer = describer
        self._task: Task | None = None
        self._looking = False
        document.photo_changed.connect(self._on_photo)

    @property
    def busy(self) -> bool:
        """Whether a caption is being written or about to end."""
        return self.state != "idle"

    def can_write(self) -> bool:
        """Whether there is a photo and a sound captioner, and none is at work."""
        return self.captioner is not None and self._document.picture is not None and not self.busy

    def hint(self) -> str:
        """What the button does, or why it cannot."""
        if self.captioner is None:
            return self._problem or get_one()
        if self._document.picture is None:
            return translate("Captioning", "Open a photo to have its caption written")
        words = translate("Captioning", "Let {captioner} describe the photo; you can change its words")
        return words.format(captioner=self.captioner.name)

    def look(self) -> None:
        """See in the background which captioner there is."""
        if self._looking:
            return
        self._looking = True

        def success(found: tuple[Path | None, str]) -> None:
            self._looking = False
            if found != (self.captioner, self._problem):
                self.captioner, self._problem = found
                self.changed.emit()

        def failure(error: BaseException) -> None:
            self._looking = False
            self._notices.failed(error)

        self._files.start(lambda _task: self._look(), success=success, failure=failure)

    def write(self) -> None:
        """Describe the open photo; does nothing while that is not possible."""
        picture, captioner = self._document.picture, self.captioner
        if picture is None or captioner is None or self.busy:
            return
        before = self._draft.request.caption
        self._task = self._device.start(
            lambda task: task.drive(self._describer.describe(captioner, picture)),
            success=lambda text: self._finish(picture, before, text),
            failure=self._fail,
            progress=self._progress,
            cancelled=self._end,
        )
        self._become("waiting", stage_words("load"))

    def cancel(self) -> None:
        """Stop at the next word."""
        if self._task is not None and self.state in ("waiting", "running"):
            self._task.cancel()
            self._become("cancelling", translate("Captioning", "Stopping…"))

    def _look(self) -> tuple[Path | None, str]:
        if not list_captioners(self._folder):
            return None, ""
        known = list_captioners(self._folder)
        folder = self._folder / (self.preferred if self.preferred in known else default_captioner(self._folder))
        try:
            check_captioner(folder)
        except HeirloomError as error:
            return None, self._notices.worded(error)
        return folder, ""

    def _progress(self, progress: "CaptionProgress | None") -> None:
        if self.state != "cancelling":
            self._become("running", stage_words(progress.stage if progress is not None else "load"))

    def _finish(self, picture: Picture, before: str, text: str) -> None:
        self._end()
        if self._document.picture is not picture:
            return
        if not text:
            told = translate(
                "Captioning", "The captioner found no words for this photo. It can be restored without a caption."
            )
            self._notices.tell("info", told)
        elif self._draft.request.caption == before:
            self._draft.set(caption=text)
        else:
            told = translate("Captioning", "Your own words were kept. The captioner's are: {words}").format(words=text)
            use = translate("Captioning", "Use them", "the captioner's words")
            self._notices.tell("info", told, use, lambda: self._use(picture, text))

    def _use(self, picture: Picture, text: str) -> None:
        if self._document.picture is picture:
            self._draft.set(caption=text)

    def _fail(self, error: BaseException) -> None:
        self._end()
        self._notices.failed(error, translate("Captioning", "Try again"), self.write)
        self.look()  # it may be gone, or damaged

    def _end(self) -> None:
        self._task = None
        self._become("idle", "")

    def _on_photo(self) -> None:
        self.cancel()  # the caption of another photo is of no use
        self.changed.emit()

    def _become(self, state: State, words: str) -> None:
        if (state, words) != (self.state, self.words):
            self.state, self.words = state, words
            self.changed.emit()

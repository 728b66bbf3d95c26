"""The takes of the open photo: which there are, which two are compared, and what a person does with them."""

import dataclasses
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.document import Document
from app.model.edits import Edit, Edits
from app.model.mask import Mask
from app.model.pyramid import Pyramid
from app.model.take_pictures import TakePicture, TakePictures
from app.model.takes_store import Take, TakesStore
from app.notify import Notices, one_line
from app.tasks import Lane, Task
from engine.request import RestoreResult

log = logging.getLogger(__name__)

LONGEST_NAME = 60


class Takes(QObject):
    """Beside the original on the left, or a take there in its place, stands a take on the right.

    Signals:
        changed(): the takes, their names and stars, or which are chosen.
        left_changed(): another picture stands on the left; the right one is the document's result.
        edited(): the library was changed here.
    """

    changed = Signal()
    left_changed = Signal()
    edited = Signal()

    def __init__(
        self,
        store: TakesStore,
        document: Document,
        folder: Path,
        edits: Edits,
        notices: Notices,
        *,
        library: Lane,
        files: Lane,
        parent: QObject | None = None,
    ) -> None:
        """`folder` holds the pictures; `library` is the lane on which the store is asked."""
        super().__init__(parent)
        self.all: tuple[Take, ...] = ()
        self.right: int | None = None
        self.left: int | None = None
        self.left_picture: Pyramid | None = None
        self.left_shown: int | None = None  # whose picture that is; `left` may be still to come
        self.newest: Callable[[Take], Take] = _as_it_is  # what was changed here and is not in the library yet
        self.unseen: set[int] = set()
        self._store, self._document, self._folder = store, document, folder
        self._edits, self._notices = edits, notices
        self._library, self._files = library, files
        self._pictures = TakePictures(store, folder, files, notices)
        self._digest = ""
        document.photo_changed.connect(self._on_photo)

    # Looking ------------------------------------------------------------------------------------------------------

    def take(self, number: int | None) -> Take | None:
        """The take with this id, or None."""
        return next((take for take in self.all if take.id == number), None)

    def name_of(self, number: int | None) -> str:
        """What a side is called: a take's title, or the original."""
        take = self.take(number)
        return one_line(take.title) if take is not None else translate("Takes", "Original")

    def path_of(self, take: Take) -> Path:
        """Where its picture is kept."""
        return self._folder / take.file

    def with_picture(self, number: int, call: Callable[[TakePicture], None]) -> None:
        """`call` with the result and its halvings, once they are read; not at all where that fails."""
        take = self.take(number)
        if take is not None:
            self._pictures.ask(take, call)

    def mask_of(self, number: int, width: int, height: int) -> Mask:
        """What is painted on a take whose picture is shown and has this size."""
        return self._pictures.masks.setdefault(number, Mask(width, height))

    # Choosing -----------------------------------------------------------------------------------------------------

    def choose(self, number: int | None) -> None:
        """Compare the original with this take; None shows the original alone."""
        self._show_left(None)
        self._show_right(number)

    def compare(self, number: int | None) -> None:
        """Put this take on the left, to compare it with the one on the right; None puts the original back."""
        if number is not None and number == self.right:
            # two sides of the same are no comparison: the other one of the pair gives way
            other = next((take.id for take in reversed(self.all) if take.id != number), None)
            self._show_right(other)
        elif number is not None and self.right is None:
            self._show_left(None)
            self._show_right(number)
            return
        self._show_left(number)

    def step(self, way: int) -> None:
        """Choose the next take (1) or the one before (-1), the original being the first."""
        row: list[int | None] = [None, *(take.id for take in self.all)]
        at = row.index(self.right) if self.right in row else 0
        self.choose(row[min(len(row) - 1, max(0, at + way))])

    def _show_right(self, number: int | None) -> None:
        take = self.take(number)
        self.right = take.id if take is not None else None
        if take is None:
            self._document.hide_result()
        else:
            self.unseen.discard(take.id)
            if self.left == take.id:
                self._show_left(None)
            shown = self._document.after is not None and self._document.kept == self.path_of(take)
            if not shown:  # read again it would be another result, and not known as saved
                self.with_picture(take.id, partial(self._right_read, take))
        self.changed.emit()

    def _right_read(self, take: Take, picture: TakePicture) -> None:
        if self.right == take.id:
            self._document.show_made(picture.result, picture.pyramid, self._folder / take.file)

    def _show_left(self, number: int | None) -> None:
        take = self.take(number)
        self.left = take.id if take is not None else None
        if take is None:
            if self.left_picture is not None:
                self.left_picture = None
                self.left_changed.emit()
        else:
            self.unseen.discard(take.id)
            self.with_picture(take.id, partial(self._left_read, take.id))
        self.changed.emit()

    def _left_read(self, number: int, picture: TakePicture) -> None:
        if self.left == number:
            self.left_picture, self.left_shown = picture.pyramid, number
            self.left_changed.emit()

    # What comes in ------------------------------------------------------------------------------------------------

    def arrived(self, take: Take, result: RestoreResult) -> None:
        """A result of some photo was kept; it is chosen where the document shows it, or is about to."""
        if take.digest != self._digest:
            return
        if self.take(take.id) is None:
            self.all = tuple(sorted((*self.all, take), key=lambda each: each.number))
        if self._document.is_newest(result):
            self.right = take.id
        else:
            self.unseen.add(take.id)
        self.changed.emit()

    def reload(self) -> None:
        """Ask the library again."""
        digest, path = self._digest, self._document.picture.path if self._document.picture is not None else None
        if not digest:
            return

        def work(_task: Task) -> list[Take]:
            if path is not None:
                self._store.see(path, digest)
            return self._store.of_photo(digest)

        self._library.start(work, success=lambda found: self._loaded(digest, found), failure=self._notices.failed)

    def _loaded(self, digest: str, found: list[Take]) -> None:
        if digest != self._digest:
            return
        first, known = not self.all, {take.id for take in self.all}
        self.all = tuple(self.newest(take) for take in found)
        if not first:
            self.unseen.update(take.id for take in found if take.id not in known)
        if self.left is not None and self.take(self.left) is None:
            self._show_left(None)
        if self.right is not None and self.take(self.right) is None:
            self._show_right(None)
        elif first and found and self._document.untouched:
            starred = [take for take in found if take.starred]
            self._show_right((starred or found)[-1].id)
        self.changed.emit()

    def _on_photo(self) -> None:
        self.all, self.right, self.left = (), None, None
        self.unseen.clear()
        self._digest = self._document.digest
        if self.left_picture is not None:
            self.left_picture = None
            self.left_changed.emit()
        self.changed.emit()
        self.reload()

    # Changing -----------------------------------------------------------------------------------------------------

    def rename(self, number: int, name: str) -> None:
        """Give a take a name; "" takes it back."""
        take, name = self.take(number), one_line(name)[:LONGEST_NAME]
        if take is not None and name != take.name:
            self._edit(number, {"name": name}, {"name": take.name})

    def star(self, number: int) -> None:
        """Mark a take, or no more."""
        take = self.take(number)
        if take is not None:
            self._edit(number, {"starred": not take.starred}, {"starred": take.starred})

    def delete(self, number: int) -> None:
        """Put a take away; undo brings it back."""
        take = self.take(number)
        if take is None:
            return
        edit = Edit(undo=lambda: self._bring_back(take), redo=lambda: self._put_away(take))
        self._put_away(take)
        self._edits.done(edit)
        told = translate("Takes", "{take} was deleted.").format(take=one_line(take.title))
        self._notices.tell("info", told, translate("Takes", "Undo"), lambda: self._edits.take_back(edit))

    def _put_away(self, take: Take) -> None:
        self._write(lambda: self._store.set_deleted(take.id, True))
        if self.take(take.id) is None:
            return
        row = [each.id for each in self.all]
        at = row.index(take.id)
        near = row[at + 1] if at + 1 < len(row) else row[at - 1] if at else None
        self.all = tuple(each for each in self.all if each.id != take.id)
        if self.left == take.id:
            self._show_left(None)
        if self.right == take.id:
            self._show_right(near)
        self.changed.emit()

    def _bring_back(self, take: Take) -> None:
        self._write(lambda: self._store.set_deleted(take.id, False))
        if take.digest == self._digest:
            self.all = tuple(sorted((*self.all, take), key=lambda each: each.number))
            self._show_right(take.id)
        else:
            photo = one_line(take.path.name) if take.path is not None else translate("Takes", "another photo")
            told = translate("Takes", "{take} of {photo} is back.")
            self._notices.tell("info", told.format(take=one_line(take.title), photo=photo))

    def amend(self, number: int, *, blend: int | None = None, mask: str | None = None) -> None:
        """The take is mixed with its photo in another way; who says so keeps it."""
        self.all = tuple(
            dataclasses.replace(
                take, blend=take.blend if blend is None else blend, mask=take.mask if mask is None else mask
            )
            if take.id == number
            else take
            for take in self.all
        )
        self.changed.emit()

    def _edit(self, number: int, after: dict[str, object], before: dict[str, object]) -> None:
        self._set(number, after)
        self._edits.done(Edit(undo=lambda: self._set(number, before), redo=lambda: self._set(number, after)))

    def _set(self, number: int, fields: dict[str, object]) -> None:
        def write() -> None:
            if "name" in fields:
                self._store.rename(number, str(fields["name"]))
            if "starred" in fields:
                self._store.star(number, bool(fields["starred"]))

        self._write(write)
        self.all = tuple(
            dataclasses.replace(take, **fields) if take.id == number else take  # pyright: ignore[reportArgumentType]
            for take in self.all
        )
        self.changed.emit()

    def _write(self, change: Callable[[], None]) -> None:
        def failure(error: BaseException) -> None:
            self._notices.failed(error)
            self.reload()

        self._library.start(lambda _task: change(), success=lambda _none: self.edited.emit(), failure=failure)


def _as_it_is(take: Take) -> Take:
    return take

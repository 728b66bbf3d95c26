"""The pictures of takes: read in the background, kept while there is room, with what is painted on them."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from weakref import WeakValueDictionary

from app.model.keeping import read_take
from app.model.mask import Mask
from app.model.mask_files import load_mask
from app.model.pyramid import Pyramid, build_pyramid
from app.model.takes_store import Take, TakesStore
from app.notify import Notices
from app.tasks import Lane, Task
from engine.errors import ImageError
from engine.request import RestoreRequest, RestoreResult

CACHED_BYTES = 400_000_000


class TakePicture(NamedTuple):
    """A take that was read: its result, the halvings of that, and what was painted on it."""

    result: RestoreResult
    pyramid: Pyramid
    mask: Mask


class TakePictures:
    """Asked by the window's thread.

    Attributes:
        masks: of all takes that anybody holds, by their ids; newer than their files.
    """

    def __init__(self, store: TakesStore, folder: Path, files: Lane, notices: Notices) -> None:
        """`folder` holds pictures and masks, `store` says which mask counts."""
        self.masks: WeakValueDictionary[int, Mask] = WeakValueDictionary()
        self._store, self._folder, self._files, self._notices = store, folder, files, notices
        self._pictures: OrderedDict[int, TakePicture] = OrderedDict()
        self._loading: dict[int, list[Callable[[TakePicture], None]]] = {}

    def ask(self, take: Take, call: Callable[[TakePicture], None]) -> None:
        """`call` with the result and its halvings, once they are read; not at all where that fails."""
        number = take.id
        if number in self._pictures:
            self._pictures.move_to_end(number)
            call(self._pictures[number])
            return
        waiting = self._loading.setdefault(number, [])
        waiting.append(call)
        if len(waiting) > 1:
            return

        painted = number not in self.masks  # what is in memory is newer than what is on the disk

        def work(task: Task) -> tuple[TakePicture, ImageError | None]:
            pixels = read_take(self._folder / take.file)
            request = take.request or RestoreRequest()
            result = RestoreResult(pixels, request, take.model, take.seconds, take.warnings)
            height, width = pixels.shape[:2]
            mask, problem = Mask(width, height), None
            if painted:
                try:
                    name, levels = load_mask(self._store, self._folder, number, width, height)
                    mask = Mask(width, height, levels, name)
                except ImageError as error:
                    mask.file, problem = take.mask, error
            return TakePicture(result, build_pyramid(pixels, task.check), mask), problem

        def success(read: tuple[TakePicture, ImageError | None]) -> None:
            picture, problem = read
            if problem is not None:
                self._notices.failed(problem)
            picture = picture._replace(mask=self.masks.setdefault(number, picture.mask))
            self._remember(number, picture)
            for told in self._loading.pop(number, []):
                told(picture)

        def failure(error: BaseException) -> None:
            self._loading.pop(number, None)
            self._notices.failed(error)

        self._files.start(work, success=success, failure=failure)

    def _remember(self, number: int, picture: TakePicture) -> None:
        self._pictures[number] = picture
        size = sum(_size(kept) for kept in self._pictures.values())
        while size > CACHED_BYTES and len(self._pictures) > 2:
            _, dropped = self._pictures.popitem(last=False)
            size -= _size(dropped)


def _size(picture: TakePicture) -> int:
    return sum(level.nbytes for level in picture.pyramid.levels) + picture.mask.nbytes

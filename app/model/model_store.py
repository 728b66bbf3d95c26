"""Getting, adding, checking and removing models: state for the window, work on a lane of its own. Knows no widget."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app import licences
from app.language import translate
from app.model.model_files import Incomplete, discard_item, get_item, make_of, remove_item, verify_item
from app.model.model_items import Item, ItemKind, read_items
from app.model.transfer import Transfer, worded
from app.notify import Notices, one_line
from app.tasks import Lane, Task
from engine.download import TransferProgress
from engine.errors import HeirloomError

log = logging.getLogger(__name__)

IMPORT = "import:"
_REDRAW = 100  # milliseconds between two reports of progress


class ModelUse(Protocol):
    """What the rest of the window does with a model; the session says it."""

    def in_use(self, item: Item) -> bool:
        """Whether it is the chosen one, or at work."""
        ...

    def let_go(self, item: Item) -> None:
        """Use another one from now on."""
        ...

    def needed_by(self, item: Item) -> str:
        """What would miss it, in a sentence, or ""."""
        ...


class ModelStore(QObject):
    """What is installed, what can be had, and what is on its way.

    Signals:
        changed(): `items` or the state of a transfer is another.
        progressed(str): the transfer of this key came further.
        installed(ItemKind, str): this one is ready, or gone: other lists are to be read again.
        ready(ItemKind, str, str): this one, by name and title, came and can be used.
        failed(str): why a transfer failed, in words.
        licence_wanted(Item): its licences are to be shown; `accept` starts it.
    """

    changed = Signal()
    progressed = Signal(str)
    installed = Signal(str, str)
    ready = Signal(str, str, str)
    failed = Signal(str)
    licence_wanted = Signal(object)

    def __init__(
        self,
        home: Path,
        files: Lane,
        device: Lane,
        use: ModelUse,
        notices: Notices,
        *,
        catalogue: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`home` is the data folder; `catalogue` another list of what can be downloaded."""
        super().__init__(parent)
        self.items: list[Item] | None = None
        self.problem = ""
        self.folder = home / "models"
        self.catalogue = catalogue
        self._home = home
        self._files, self._device, self._use, self._notices = files, device, use, notices
        # Two threads: files that are here need not wait for a download. Neither is the device's, which stays free.
        self._lane = Lane("downloads", threads=2, parent=self)
        self._transfers: dict[str, Transfer] = {}
        self._tasks: dict[str, Task] = {}
        self._late: set[str] = set()
        self._imports = 0
        self._looks = 0
        self._ticker = QTimer(self)
        self._ticker.setSingleShot(True)
        self._ticker.setInterval(_REDRAW)
        self._ticker.timeout.connect(self._report_late)

    # What there is ------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read in the background what is there; the newest look counts."""
        self._looks += 1
        number = self._looks

        def success(items: list[Item]) -> None:
            if number == self._looks:
                self.items, self.problem = items, ""
                self.changed.emit()

        def failure(error: BaseException) -> None:
            if number == self._looks:
                self.items, self.problem = self.items or [], self._notices.worded(error)
                self.changed.emit()

        self._files.start(lambda _task: read_items(self.folder, self.catalogue), success=success, failure=failure)

    def item(self, key: str) -> Item | None:
        """The one of this key."""
        return next((item for item in self.items or () if item.key == key), None)

    def transfer(self, key: str) -> Transfer | None:
        """What is going on with the one of this key, or None."""
        return self._transfers.get(key)

    def imports(self) -> list[Transfer]:
        """Imports under way or failed, the oldest first."""
        return [transfer for transfer in self._transfers.values() if transfer.way == "import"]

    def needed_by(self, item: Item) -> str:
        """What would miss it, in a sentence, or ""."""
        return self._use.needed_by(item)

    def helpers(self, transfer: Transfer) -> list[Item]:
        """Installed models that could give what an import lacks."""
        wanted = [item for item in self.items or () if item.kind == "model" and item.usable and not item.built_in]
        return wanted if transfer.missing else []

    # Downloads ----------------------------------------------------------------------------------------------------

    def get(self, key: str) -> None:
        """Download it, or go on with that; its licences are shown first where they were not accepted."""
        item, transfer = self.item(key), self.transfer(key)
        if item is None or item.entry is None or (transfer is not None and transfer.busy):
            return
        if not licences.is_accepted(item.entry, self._home):
            self.licence_wanted.emit(item)
            return
        self._start(Transfer(key), lambda task: get_item(item, self.folder, task))

    def accept(self, item: Item) -> None:
        """The person accepted its licences: write that down, and download it."""
        if item.entry is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            licences.accept(item.entry, self._home)
        except OSError as error:
            text = translate("ModelStore", "Nothing was downloaded: {folder} cannot be written ({reason}).")
            self._notices.tell("error", text.format(folder=self._home, reason=error.strerror or error))
            return
        self.get(item.key)

    def pause(self, key: str) -> None:
        """Stop after the next piece; what has come stays, and `get` goes on from there."""
        transfer, task = self.transfer(key), self._tasks.get(key)
        if transfer is None or task is None or transfer.state not in ("waiting", "running"):
            return
        task.cancel()
        if transfer.state == "waiting":  # it need not come to its turn for that
            del self._tasks[key]
            self._paused(transfer)
        else:
            self._become(transfer, "pausing")

    def discard(self, key: str) -> None:
        """Delete what has come of a download."""
        item, transfer = self.item(key), self.transfer(key)
        if item is None or (transfer is not None and transfer.busy):
            return

        transfer = Transfer(key, state="removing")
        self._transfers[key] = transfer
        work = partial(discard_item, item, self.folder)
        self._files.start(
            lambda _task: work(), success=lambda _freed: self._forget(key), failure=partial(self._fail, transfer)
        )
        self.changed.emit()

    # Files that are here ------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Make a model, captioner or adapter of files and folders."""
        if paths:
            self._imports += 1
            self._import(Transfer(f"{IMPORT}{self._imports}", "import", paths=tuple(paths)))

    def complete(self, key: str, base: str) -> None:
        """Try a failed import again, with what it lacks from the installed model `base`."""
        transfer = self.transfer(key)
        if transfer is not None and transfer.state == "failed":
            self._import(Transfer(key, "import", paths=transfer.paths), base)

    def fetch(self, key: str) -> None:
        """Try a failed import again, with the few MB that it lacks downloaded from where it says."""
        transfer = self.transfer(key)
        if transfer is not None and transfer.state == "failed" and transfer.source:
            self._import(Transfer(key, "import", paths=transfer.paths, fetch=True))

    def again(self, key: str) -> None:
        """Try a failed import again, as it was."""
        transfer = self.transfer(key)
        if transfer is not None and transfer.state == "failed":
            self._import(Transfer(key, "import", paths=transfer.paths, fetch=transfer.fetch))

    def stop(self, key: str) -> None:
        """Stop an import; nothing of it stays."""
        self.pause(key)

    def dismiss(self, key: str) -> None:
        """Take a failed transfer off the list; what has come of a download stays."""
        transfer = self.transfer(key)
        if transfer is not None and not transfer.busy:
            self._forget(key)

    # What is installed --------------------------------------------------------------------------------------------

    def check(self, key: str) -> None:
        """Compare every file with its hash."""
        item = self.item(key)
        if item is None or not item.installed or self.transfer(key) is not None:
            return
        transfer = Transfer(key, state="checking")
        self._transfers[key] = transfer

        def success(_whole: object) -> None:
            self._forget(key)
            text = translate("ModelStore", "{title} is whole: every file is as it came.")
            self._notices.tell("info", text.format(title=item.title))

        self._lane.start(lambda _task: verify_item(item), success=success, failure=partial(self._fail, transfer))
        self.changed.emit()

    def remove(self, key: str) -> None:
        """Delete it from the disk; one that is in use is let go of first."""
        item, transfer = self.item(key), self.transfer(key)
        if item is None or not item.installed or item.built_in or (transfer is not None and transfer.busy):
            return
        transfer = Transfer(key, state="removing")
        self._transfers[key] = transfer
        lane = self._files
        if self._use.in_use(item):
            self._use.let_go(item)
            lane = self._device  # after what is at work there with it
        lane.start(
            lambda _task: remove_item(item, self.folder),
            success=lambda _freed: self._gone(item),
            failure=partial(self._fail, transfer),
        )
        self.changed.emit()

    def close(self, seconds: float) -> bool:
        """Stop; downloads go on when the person says so. Whether the threads ended in time."""
        return self._lane.close(seconds)

    # The work -----------------------------------------------------------------------------------------------------

    def _import(self, transfer: Transfer, base: str = "") -> None:
        paths, models, catalogue, fetch = transfer.paths, self.folder, self.catalogue, transfer.fetch
        self._start(transfer, lambda task: make_of(paths, models, task, base=base, catalogue=catalogue, fetch=fetch))

    def _start(self, transfer: Transfer, work: Callable[[Task], tuple[ItemKind, str]]) -> None:
        key = transfer.key
        transfer.state = "waiting"
        self._transfers[key] = transfer

        def progress(item: TransferProgress) -> None:
            if transfer.state == "waiting":
                self._become(transfer, "running")
            stage = transfer.progress.stage if transfer.progress is not None else ""
            transfer.update(item, time.monotonic())
            self._report(key, now=stage != item.stage)

        def current(call: Callable[..., None], *values: object) -> None:
            if self._transfers.get(key) is transfer:
                self._tasks.pop(key, None)
                call(transfer, *values)

        self._tasks[key] = self._lane.start(
            work,
            success=partial(current, self._ready),
            failure=partial(current, self._fail),
            progress=progress,
            cancelled=partial(current, self._paused),
        )
        self.changed.emit()

    # What came of it ----------------------------------------------------------------------------------------------

    def _ready(self, transfer: Transfer, what: tuple[ItemKind, str]) -> None:
        kind, name = what
        del self._transfers[transfer.key]
        item = self.item(transfer.key)
        self.installed.emit(kind, name)
        self.ready.emit(kind, name, item.title if item is not None else name)
        self.look()

    def _paused(self, transfer: Transfer) -> None:
        if transfer.way == "import":
            self._forget(transfer.key)
            return
        transfer.progress = None  # what is on the disk says how far it is
        self._become(transfer, "paused")
        self.look()

    def _fail(self, transfer: Transfer, error: BaseException) -> None:
        if isinstance(error, HeirloomError):
            log.info("%s: %s", transfer.key, error)
            transfer.problem = one_line(worded(error))
        else:
            log.error("unexpected failure", exc_info=error)
            transfer.problem = self._notices.worded(error)
        if isinstance(error, Incomplete):
            transfer.missing, transfer.source, transfer.licence = True, error.source, error.licence
            if not transfer.source:
                add = translate("ModelStore", "Add it together with the folder of its base.")
                transfer.problem = f"{transfer.problem.rstrip('. ')}. {add}"
        self._become(transfer, "failed")
        self.failed.emit(transfer.problem)
        self.look()

    def _gone(self, item: Item) -> None:
        self._transfers.pop(item.key, None)
        self._notices.tell("info", translate("ModelStore", "{title} was removed.").format(title=item.title))
        self.installed.emit(item.kind, item.name)
        self.look()

    def _forget(self, key: str) -> None:
        self._transfers.pop(key, None)
        self.changed.emit()
        self.look()

    def _become(self, transfer: Transfer, state: str) -> None:
        transfer.state = state  # pyright: ignore[reportAttributeAccessIssue]
        self.changed.emit()

    def _report(self, key: str, *, now: bool) -> None:
        """Not for every piece that comes: a fast network sends a thousand a second."""
        if now or not self._ticker.isActive():
            self._late.discard(key)
            self.progressed.emit(key)
            self._ticker.start()
        else:
            self._late.add(key)

    def _report_late(self) -> None:
        keys, self._late = self._late, set()
        for key in keys:
            self.progressed.emit(key)

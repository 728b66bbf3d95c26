"""How photos come in: files and folders that were chosen, dropped or pasted, and pictures from the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.language import translate
from app.model.document import Document, Origin
from app.model.finding import Found, find_photos
from app.model.photos import Photos
from app.model.recalling import Recalling
from app.model.samples import Sample
from app.model.storing import paste_picture
from app.notify import Notices, one_line
from app.settings import Settings
from app.tasks import Lane

if TYPE_CHECKING:
    import numpy as np


class Opening(QObject):
    """Finds photos in the background and hands them to the document and the film strip."""

    def __init__(
        self,
        document: Document,
        photos: Photos,
        settings: Settings,
        samples: Sequence[Sample],
        notices: Notices,
        *,
        home: Path,
        files: Lane,
        enqueue: Callable[[Sequence[Path]], None],
        recalling: Recalling,
        parent: QObject | None = None,
    ) -> None:
        """`enqueue` puts photos into the queue; `home` is the data folder."""
        super().__init__(parent)
        self._document, self._photos, self._settings = document, photos, settings
        self._samples = {sample.path for sample in samples}
        self._notices, self._files, self._enqueue = notices, files, enqueue
        self._pasted = home / "pasted"
        self._recalling = recalling

    def open_files(self, paths: Sequence[Path], origin: Origin = "file") -> None:
        """Open photos, and all those in folders; the first is shown, the others wait in the film strip."""
        if not paths:
            return
        if len(paths) > 1 or paths[0].is_dir():
            self.find(paths, self._open_found)
            return
        self._recalling.expect(paths[0])
        self._open_one(paths[0], origin)

    def open_pixels(self, pixels: np.ndarray) -> None:
        """Open a picture from the clipboard, uint8 [H, W, 3]."""
        self._files.start(
            lambda _task: paste_picture(pixels, self._pasted),
            success=lambda path: self._document.open(path, "pasted"),
            failure=self._notices.failed,
        )

    def show(self, path: Path) -> None:
        """Look at a photo that is open already."""
        if path != self._photos.current:
            self._recalling.expect(None)
            kind: Origin = "sample" if path in self._samples else "file"
            self._document.open(path, "pasted" if path.parent == self._pasted else kind)

    def find(self, paths: Sequence[Path], success: Callable[[Found], None]) -> None:
        """Look in the background for the photos that `paths` mean; says what was left out."""

        def found(result: Found) -> None:
            if result.skipped:
                path, reason = result.skipped[0]
                told = translate("Opening", "{name}: {reason}, so it was left out.")
                told = told.format(name=one_line(path.name), reason=reason)
                if len(result.skipped) > 1:
                    more = translate("Opening", "%n more were left out too.", n=len(result.skipped) - 1)
                    told = f"{told} {more}"
                self._notices.tell("warning" if result.photos else "error", told)
            if result.photos:
                success(result)

        chosen = list(paths)
        self._files.start(lambda task: find_photos(chosen, task.check), success=found, failure=self._notices.failed)

    def _open_one(self, path: Path, origin: Origin) -> None:
        if origin == "file" and path in self._samples:
            origin = "sample"
        if origin == "file":
            self._settings.last_folder = str(path.parent)
        self._document.open(path, origin)

    def _open_found(self, found: Found) -> None:
        photos = list(found.photos)
        self._photos.add(photos)
        self._recalling.expect(None)
        self._open_one(photos[0], "file")
        if len(photos) > 1:
            restore = partial(self._enqueue, photos)
            told = translate("Opening", "%n photos are open.", n=len(photos))
            self._notices.tell("info", told, translate("Opening", "Restore all"), restore)

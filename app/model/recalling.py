"""A saved picture says how it was made: opening one brings its settings back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from app.language import translate
from app.model.document import Document
from app.model.edits import Edits
from app.model.manner import model_name
from app.notify import Notices
from app.tasks import Lane
from engine.errors import RequestError
from engine.images.picture import Picture
from engine.request import RestoreRequest


class Recalling(QObject):
    """Only of the picture that the person opens alone; looking at others in the film strip changes no settings."""

    def __init__(
        self,
        document: Document,
        edits: Edits,
        notices: Notices,
        files: Lane,
        *,
        models: Callable[[], Sequence[str] | None],
        use: Callable[[str | None, Mapping[str, Any]], bool],
        parent: QObject | None = None,
    ) -> None:
        """`models` are the names of those installed, None while that is not known.

        `use` takes a model (None: as it is) and fields of the request, and says whether it could.
        """
        super().__init__(parent)
        self._document, self._edits, self._notices, self._files = document, edits, notices, files
        self._models, self._use = models, use
        self._expected: Path | None = None
        document.photo_changed.connect(self._on_photo)

    def expect(self, path: Path | None) -> None:
        """The person opens this picture, and its settings are wanted; None: whatever opens next, they are not."""
        self._expected = path

    def _on_photo(self) -> None:
        picture = self._document.picture
        if picture is None or picture.path is None or picture.path != self._expected:
            return
        self._expected = None

        def work(_task: object) -> dict[str, Any] | None:
            from engine.images.xmp import read_description

            return read_description(picture.xmp)

        self._files.start(work, success=lambda found: self._recall(picture, found), failure=self._notices.failed)

    def _recall(self, picture: Picture, found: Mapping[str, Any] | None) -> None:
        if found is None or "request" not in found or self._document.picture is not picture:
            return
        try:
            request = RestoreRequest.from_dict(found["request"])
        except (RequestError, TypeError, AttributeError):
            told = translate("Recalling", "This picture was restored by another Heirloom, with settings unknown here.")
            self._notices.tell("info", told)
            return
        name = model_name(str(found.get("model", "")))
        known = self._models()
        installed = known is not None and name in known
        wanted = {field.name: getattr(request, field.name) for field in fields(request)}
        if not self._use(name if installed else None, wanted):
            told = translate("Recalling", "This picture was restored with settings that cannot be used for it now.")
            self._notices.tell("info", told)
            return
        told = translate("Recalling", "This picture was restored with Heirloom, and its settings are in the panel.")
        if known is not None and not installed and name:
            other = translate("Recalling", "It was restored with {model}, which is not installed here.")
            told = f"{told} {other.format(model=name)}"
        self._notices.tell("info", told, translate("Recalling", "Undo"), self._edits.undo)

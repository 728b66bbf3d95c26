"""What was restored before, here or in a window: nothing is computed twice, and nothing saved twice."""

import logging
from pathlib import Path

from app.model.keeping import digest_of
from app.model.library import FILE, Library, LibraryError
from app.model.saved_store import SavedStore
from app.model.takes_store import TakesStore
from engine.errors import ImageError
from engine.images.read import read_picture
from engine.request import RestoreRequest, RestoreResult

logger = logging.getLogger(__name__)


class Earlier:
    """Asks the library that windows use. Where it cannot be asked, everything is new."""

    def __init__(self, home: Path, request: RestoreRequest, model: str) -> None:
        """`home` is the data folder; `model` the identity of what restores, with its adapter."""
        self._results, self._request, self._model = home / "results", request, model
        self._library = Library(home / FILE)
        self._saved, self._takes = SavedStore(self._library), TakesStore(self._library)

    def saved(self, digest: str, manner: str) -> Path | None:
        """The file that holds this photo's result already, saved in this manner, and unchanged since."""
        return self._saved.find(digest, self._request, self._model, manner)

    def result(self, digest: str) -> RestoreResult | None:
        """What a window made of this photo with the same settings, as it kept it; None where it made nothing."""
        try:
            take = self._takes.same(digest, self._request, self._model)
            if take is None:
                return None
            pixels = read_picture(self._results / take.file).pixels8()
        except (LibraryError, ImageError) as error:
            logger.warning("not used: %s", error)
            return None
        return RestoreResult(pixels, self._request, take.model, take.seconds, take.warnings)

    def note(self, path: Path, digest: str, manner: str) -> None:
        """The photo's result was saved here."""
        self._saved.note(path, digest, self._request, self._model, manner)

    def close(self) -> None:
        """Let go of the library."""
        self._library.close()


def digest_or_none(photo: Path) -> str:
    """SHA-256 of the photo's file, or "" where it cannot be read; it was read just before."""
    try:
        return digest_of(photo)
    except OSError as error:
        logger.warning("%s: %s", photo, error)
        return ""

"""One tree of errors. The engine raises; the app words and shows them.

Every error says what happened (`what`), to which file (`path`, if one is concerned) and what to do
(`advice`). `str(error)` is one line with all three. `Cancelled` stands apart: a person's Cancel is not an error.
"""

from pathlib import Path

from engine.sentences import sentence


class Cancelled(Exception):
    """The person cancelled. Nothing was written."""


class HeirloomError(Exception):
    """Base of everything Heirloom raises on purpose."""

    def __init__(self, what: str, *, path: Path | str | None = None, advice: str = "") -> None:
        self.what = what
        self.path = Path(path) if path is not None else None
        self.advice = advice
        super().__init__(what)

    def __str__(self) -> str:
        return " ".join(self.line().split())

    def line(self, file: str | None = None) -> str:
        """All three as one sentence that can be translated; `file` is what the path is called, by default itself."""
        what, advice = self.what, self.advice
        if advice and what.endswith("."):
            what = what.rstrip(".")
        if self.path is None:
            return sentence("{what}. {advice}", what=what, advice=advice) if advice else what
        file = file or str(self.path)
        if advice:
            return sentence("{file}: {what}. {advice}", file=file, what=what, advice=advice)
        return sentence("{file}: {what}", file=file, what=what)


class ImageError(HeirloomError):
    """A picture file could not be read or written."""


class UnreadableImage(ImageError):
    """Missing, truncated, damaged, or not a picture."""


class UnsupportedImage(ImageError):
    """A picture of a kind that Heirloom cannot read."""


class ImageTooLarge(ImageError):
    """More pixels than the limit, or than the target format can hold."""


class ImageWriteError(ImageError):
    """The target could not be written. Whatever was there before is untouched."""


class RequestError(HeirloomError):
    """A field of a request has a value that cannot be used; `field` names it."""

    def __init__(self, what: str, *, field: str = "", advice: str = "") -> None:
        self.field = field
        super().__init__(what, advice=advice)


class ModelError(HeirloomError):
    """A model could not be loaded."""


class ModelMissing(ModelError):
    """No such model, or a file of it is missing."""


class ModelDamaged(ModelError):
    """A file of the model is not what its manifest says."""


class ModelMismatch(ModelError):
    """Keys or shapes of the weights do not fit the model."""


class UnsafeFormat(ModelDamaged):
    """A file that could run code when opened, or pretends to be another kind. It was not opened."""


class DiskFull(ModelError):
    """There is not enough room for a model. What has come so far is kept."""


class CatalogueError(ModelError):
    """The list of models that can be downloaded cannot be used; the message names the field."""


class DownloadError(ModelError):
    """A model could not be downloaded. What has come so far is kept, and the same command goes on."""


class Offline(DownloadError):
    """The hub cannot be reached, or the connection broke again and again."""


class AccessDenied(DownloadError):
    """The hub wants a person to sign in, or to accept the model's conditions there (401, 403)."""


class RateLimited(DownloadError):
    """The hub asks to come back later (429); `seconds` says when, if the hub does."""

    def __init__(self, what: str, *, seconds: int | None = None, advice: str = "") -> None:
        self.seconds = seconds
        super().__init__(what, advice=advice)


class RemoteMissing(DownloadError):
    """The hub has no such repository, revision or file (404)."""


class TransferDamaged(DownloadError):
    """What came is not what was announced: another size, or another hash."""


class RestoreError(HeirloomError):
    """A restoration could not be finished."""


class InvalidResult(RestoreError):
    """The model produced NaN, infinities or an empty picture. Nothing was saved."""


class OutOfMemory(RestoreError):
    """The device has not enough memory."""


class DeviceError(HeirloomError):
    """The device asked for is not there."""


class TrainingError(HeirloomError):
    """Training could not start or go on."""


class ConfigError(TrainingError):
    """A field of a run file is unknown, mistyped, out of bounds or contradictory; the message names it."""

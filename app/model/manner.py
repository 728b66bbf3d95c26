"""How results are saved: where, under which names, and with what of the photo's own words. Knows no Qt."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from app.model.target import target_of_size
from app.naming import DEFAULT_PATTERN, Facts, stem_of
from app.settings import Settings
from engine.images.picture import Picture
from engine.request import RestoreResult


@dataclass(frozen=True)
class Manner:
    """A person's choices for saving.

    Attributes:
        folder: where results go; None: beside each photo.
        pattern: of their names, as `app.naming` takes it.
        metadata: "keep", or "none" of what the photo's file says of it.
        place: "keep", or "remove" where it was taken.
        dpi: pixels of a printed inch; None: prints are as large as the photos'.
    """

    folder: Path | None = None
    pattern: str = DEFAULT_PATTERN
    metadata: str = "keep"
    place: str = "keep"
    dpi: int | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Manner":
        """The choices in the settings."""
        folder = Path(settings.save_folder) if settings.save_folder else None
        dpi = None if settings.size_unit == "px" else settings.dpi  # who thinks in pixels has not chosen one
        return cls(folder, settings.name_pattern, settings.metadata, settings.place, dpi)

    def key(self, photo: Path, layer: str = "") -> str:
        """Tells manners of saving a photo's result apart; `layer` is what was changed in it after the restoration."""
        folder = self.folder if self.folder is not None else photo.parent
        where = [os.fsencode(part).hex() for part in (folder.absolute(), photo.stem)]  # two copies are two names
        printed = [] if self.dpi is None else [self.dpi]
        return json.dumps([*where, self.pattern, self.metadata, self.place, layer, *printed])

    def allowed(self, picture: Picture) -> Picture:
        """The photo with no more of its own words than the person chose."""
        from engine.images.privacy import without_metadata, without_place

        if self.metadata == "none":
            return without_metadata(picture)
        return without_place(picture) if self.place == "remove" else picture

    def target(self, photo: Path, result: RestoreResult) -> Path:
        """A free name for the result of `photo`; asked twice, it may say two."""
        height, width = result.image.shape[:2]
        model = model_name(result.model)
        stem = stem_of(self.pattern, Facts(photo.stem, model, result.request.seed, width, height))
        return target_of_size(photo, width, height, self.folder, stem)


def model_name(identity: str) -> str:
    """The name in a model's identity; of a model with an adapter the adapter's, which stands last."""
    return identity.rpartition("+")[2].partition("@")[0]

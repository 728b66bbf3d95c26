"""Saving one kept result with what its photo says of itself. Knows no Qt; runs on background lanes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.model.keeping import read_take, read_with_digest
from app.model.manner import Manner
from app.model.mixture import Mixture
from app.model.saved_store import SavedStore
from app.model.storing import save_result
from app.model.takes_store import Take
from app.words import translate
from engine.deferred import deferred
from engine.errors import ImageError, UnreadableImage
from engine.images.picture import Picture
from engine.request import RestoreResult
from engine.sentences import sentence

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")


@dataclass(frozen=True)
class SavedTake:
    """What became of it.

    Attributes:
        path: the file that holds the result.
        new: it was written now, and not found saved already.
        warnings: what could not be kept, one sentence each.
    """

    path: Path
    new: bool = True
    warnings: tuple[str, ...] = ()


def save_take(
    take: Take,
    photo: Path,
    results: Path,
    manner: Manner,
    saved: SavedStore,
    check: Callable[[], None] = lambda: None,
) -> SavedTake:
    """Save `take` of `photo` as `manner` says, unless that was done before and the file is still as it was.

    The photo itself is only read, and never written, whatever the name comes out as. Where it is gone or was
    changed since, what its file said cannot be kept.

    Args:
        results: the folder that holds the take's picture.
        check: may raise between two steps.

    Raises:
        ImageError: the kept picture is gone, or the photo that shows in it, or the result cannot be written there.
    """
    request = take.request
    if request is None:
        raise UnreadableImage(
            sentence("was made by a newer Heirloom, with settings unknown here"), path=results / take.file
        )
    key = manner.key(photo, take.layer)
    known = saved.find(take.digest, request, take.model, key)
    if known is not None:
        return SavedTake(known, new=False)
    pixels = read_take(results / take.file)
    check()
    warnings: list[str] = []
    picture = _source(take, photo, check, warnings)
    mixture = _mixture(take, results, pixels)
    if not mixture.plain and warnings:
        raise UnreadableImage(
            translate("Saving", "the photo was changed or is gone, so it cannot be blended with the result"), path=photo
        )
    result = RestoreResult(pixels, request, take.model, take.seconds)
    written = save_result(
        result,
        picture,
        manner.target(photo, result),
        metadata=manner.metadata,
        place=manner.place,
        dpi=manner.dpi,
        mixture=mixture,
        check=check,
        on_warning=warnings.append,
    )
    saved.note(written, take.digest, request, take.model, key, take.id)
    return SavedTake(written, warnings=tuple(warnings))


def _mixture(take: Take, results: Path, pixels: np.ndarray) -> Mixture:
    """How much of the photo shows in the take, and where."""
    if not take.mask:
        return Mixture(take.blend)
    from engine.images.mask import read_mask

    height, width = pixels.shape[:2]
    return Mixture(take.blend, read_mask(results / take.mask, width, height))


def _source(take: Take, photo: Path, check: Callable[[], None], warnings: list[str]) -> Picture:
    """The photo, for its profile, transparency and metadata; without them where it is another one now."""
    try:
        picture, digest = read_with_digest(photo, check)
    except ImageError:
        picture, digest = Picture(np.zeros((1, 1, 3), np.uint8), photo), ""
    if digest == take.digest:
        return picture
    warnings.append(translate("Saving", "The photo was changed or is gone, so what its file said could not be kept."))
    return replace(picture, alpha=None, icc=None, exif=None, xmp=None, iptc=None, dpi=None)

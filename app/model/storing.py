"""Saving a result where the person wants it, and keeping what was pasted. Runs on the file lane."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.model.mixture import Mixture
from engine.errors import ImageWriteError
from engine.images.picture import Picture
from engine.request import RestoreResult
from engine.sentences import sentence

if TYPE_CHECKING:
    import numpy as np

PLAIN = Mixture()


def save_result(
    result: RestoreResult,
    picture: Picture,
    target: Path,
    *,
    overwrite: bool = False,
    metadata: str = "keep",
    place: str = "keep",
    dpi: int | None = None,
    mixture: Mixture = PLAIN,
    check: Callable[[], None] = lambda: None,
    on_warning: Callable[[str], None] | None = None,
) -> Path:
    """Write `result` to `target` with what belongs to the photo (profile, EXIF) and how it was made.

    Args:
        overwrite: the person chose to replace a file of this name; the original is never replaced.
        metadata: "keep", or "none" of what the photo's file says of it.
        place: "keep", or "remove" where it was taken.
        dpi: pixels of a printed inch; None: the print is as large as the photo's.
        mixture: how much of the photo shows in it, and where.
        check: may raise before anything is written.
        on_warning: told what could not be kept.

    Returns:
        The path really written: where the name exists, or is the original's, a number is added.

    Raises:
        ImageWriteError: it cannot be written there; nothing was changed.
    """
    from app.codec import write_picture
    from engine.images.privacy import without_metadata, without_place

    if metadata == "none":
        picture = without_metadata(picture)
    elif place == "remove":
        picture = without_place(picture)
    description: dict[str, Any] = {"request": result.request.to_dict(), "model": result.model}
    if not mixture.plain:
        description["blend"] = mixture.facts()
    pixels = mixture.pixels(result.image, picture, target, check)
    return write_picture(
        pixels, target, source=picture, overwrite=overwrite, description=description, dpi=dpi, on_warning=on_warning
    )


def paste_picture(pixels: np.ndarray, folder: Path) -> Path:
    """Keep a picture from the clipboard, uint8 [H, W, 3], in `folder`; returns its path.

    Raises:
        ImageWriteError: the folder cannot be written.
    """
    from app.codec import write_picture
    from engine.images.naming import free_name

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImageWriteError(
            sentence("cannot be made ({reason})", reason=error.strerror),
            path=folder,
            advice=sentence("Check the disk."),
        ) from error
    return write_picture(pixels, free_name(folder / f"pasted-{datetime.datetime.now():%Y%m%d-%H%M%S}.png"))

"""Saving a result where the person wants it, and keeping what was pasted. Runs on the file lane."""

import datetime
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.errors import ImageWriteError
from engine.images.picture import Picture
from engine.request import RestoreResult


def save_result(
    result: RestoreResult,
    picture: Picture,
    target: Path,
    *,
    overwrite: bool = False,
    metadata: str = "keep",
    place: str = "keep",
    on_warning: Callable[[str], None] | None = None,
) -> Path:
    """Write `result` to `target` with what belongs to the photo (profile, EXIF) and how it was made.

    Args:
        overwrite: the person chose to replace a file of this name; the original is never replaced.
        metadata: "keep", or "none" of what the photo's file says of it.
        place: "keep", or "remove" where it was taken.
        on_warning: told what could not be kept.

    Returns:
        The path really written: where the name exists, or is the original's, a number is added.

    Raises:
        ImageWriteError: it cannot be written there; nothing was changed.
    """
    from engine.images.privacy import without_metadata, without_place
    from engine.images.write import write_picture

    if metadata == "none":
        picture = without_metadata(picture)
    elif place == "remove":
        picture = without_place(picture)
    description = {"request": result.request.to_dict(), "model": result.model}
    return write_picture(
        result.image, target, source=picture, overwrite=overwrite, description=description, on_warning=on_warning
    )


def paste_picture(pixels: np.ndarray, folder: Path) -> Path:
    """Keep a picture from the clipboard, uint8 [H, W, 3], in `folder`; returns its path.

    Raises:
        ImageWriteError: the folder cannot be written.
    """
    from engine.images.write import free_name, write_picture

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImageWriteError(f"cannot be made ({error.strerror})", path=folder, advice="Check the disk.") from error
    return write_picture(pixels, free_name(folder / f"pasted-{datetime.datetime.now():%Y%m%d-%H%M%S}.png"))

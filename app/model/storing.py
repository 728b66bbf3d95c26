"""Where results go: kept at once in the data folder, saved where the person wants them. Runs on the file lane."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.settings import write_json
from engine.errors import ImageWriteError
from engine.images.picture import Picture
from engine.request import RestoreResult

RECORD_FORMAT = 1


def keep_result(result: RestoreResult, picture: Picture, folder: Path) -> Path:
    """Write `result` losslessly into `folder` and, once that is done, its record (request, model, source) beside it.

    A picture without a record is one whose keeping was interrupted.

    Returns:
        The picture's path.

    Raises:
        ImageWriteError: the folder cannot be written or is full.
    """
    from engine.images.write import free_name, write_picture

    now = datetime.datetime.now().astimezone()
    source = picture.path
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", source.stem if source else "").strip("-")[:40] or "photo"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = free_name(folder / f"{now:%Y%m%d-%H%M%S}_{stem}_{result.request.seed}.png")
        written = write_picture(result.image, target)
        record = {
            "format": RECORD_FORMAT,
            "picture": written.name,
            "source": str(source) if source else None,
            "created": now.isoformat(timespec="seconds"),
            "model": result.model,
            "seconds": round(result.seconds, 3),
            "warnings": list(result.warnings),
            "request": result.request.to_dict(),
        }
        write_json(record, written.with_suffix(".json"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ImageWriteError(
            f"the result could not be kept here ({reason})", path=folder, advice="Save it now, or free some space."
        ) from error
    return written


def save_result(
    result: RestoreResult,
    picture: Picture,
    target: Path,
    *,
    overwrite: bool = False,
    on_warning: Callable[[str], None] | None = None,
) -> Path:
    """Write `result` to `target` with what belongs to the photo (profile, EXIF) and how it was made.

    Args:
        overwrite: the person chose to replace a file of this name; the original is never replaced.
        on_warning: told what could not be kept.

    Returns:
        The path really written: where the name exists, or is the original's, a number is added.

    Raises:
        ImageWriteError: it cannot be written there; nothing was changed.
    """
    from engine.images.write import write_picture

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

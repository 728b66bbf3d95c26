"""Painted masks as files beside the pictures of their takes. Runs on background lanes.

A mask that changes gets a new name: the picture `a.png` has its mask in `a.mask-1f2e3d.png`, and the library says which
one counts. The old file goes only when the new one is in the library, so a kill between two steps costs nothing.
"""

from __future__ import annotations

import contextlib
import glob
import logging
import re
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.model.takes_store import TakesStore
from engine.errors import ImageError

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)

_MASK = re.compile(r"\.mask-[0-9a-f]{12}\.png$")
_DAY = 86_400


def new_name(picture: str) -> str:
    """A name for a mask of the take whose picture has this name."""
    return f"{Path(picture).stem}.mask-{secrets.token_hex(6)}.png"


def is_mask(name: str) -> bool:
    """Whether a file of this name is a mask, and no picture."""
    return _MASK.search(name) is not None


def newest_mask(picture: Path) -> str:
    """The mask that was written last for this picture, or "": for a library that has to be made anew."""
    found = _masks_of(picture)
    return max(found, key=lambda path: path.stat().st_mtime_ns).name if found else ""


def remove_masks(picture: Path) -> None:
    """The take is gone for good.

    Raises:
        OSError: one could not be removed.
    """
    for path in _masks_of(picture):
        path.unlink(missing_ok=True)


def sweep_masks(folder: Path, takes: TakesStore) -> None:
    """Remove masks that no take uses: what a kill left. None of today's, which another window may be writing."""
    used = takes.masks()
    for path in folder.glob("*.mask-*.png") if used is not None else ():
        if is_mask(path.name) and path.name not in (used or ()):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < time.time() - _DAY:
                    path.unlink()


def load_mask(takes: TakesStore, folder: Path, take: int, width: int, height: int) -> tuple[str, np.ndarray | None]:
    """The name and the mask of a take whose picture is `width` x `height`; ("", None) where nothing is painted.

    Raises:
        ImageError: its file is gone, damaged or of another picture.
    """
    from engine.images.mask import read_mask

    name = takes.mask_of(take)
    while name:
        try:
            return name, read_mask(folder / name, width, height)
        except ImageError:
            before, name = name, takes.mask_of(take)
            if name == before:  # else another window has just painted, and the old file is gone
                raise
    return "", None


def keep_blend(
    takes: TakesStore, folder: Path, take: int, percent: int | None, name: str | None, mask: np.ndarray | None
) -> None:
    """Keep how a take is mixed with its photo.

    Args:
        percent: as of a `Take`; None where it is as it was.
        name: of the mask's new file, "" where nothing is painted, None where the mask is as it was.
        mask: uint8 [h, w], what is written into a new file.

    Raises:
        ImageWriteError: the folder cannot be written or is full.
        LibraryError: the library cannot be written; what counted before still does.
    """
    from engine.images.mask import write_mask

    if name and mask is not None:
        write_mask(mask, folder / name)
    old = takes.set_blend(take, percent, name)
    if old:
        try:
            (folder / old).unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s was not removed: %s", folder / old, error)


def _masks_of(picture: Path) -> list[Path]:
    found = picture.parent.glob(f"{glob.escape(picture.stem)}.mask-*.png")
    return [path for path in found if is_mask(path.name)]

"""Results as files: kept losslessly the moment they exist, indexed at once, and found again after a crash.

A picture in `results/` carries how it was made in itself, and a record beside it says the same for programs. So
whatever is killed in between, the picture alone is enough to index it. Runs on background lanes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import json
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.model.mask_files import is_mask, newest_mask, remove_masks, sweep_masks
from app.model.takes_store import NewTake, Take, TakesStore
from app.settings import write_json
from engine.errors import ImageError, ImageWriteError
from engine.images.picture import Picture
from engine.request import RestoreResult
from engine.sentences import sentence

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)

RECORD_FORMAT = 2
KEPT_DAYS = 30
"""A deleted take can be brought back for so long."""

_PIECE = 1 << 20


@dataclass(frozen=True)
class Source:
    """What a result was made from.

    Attributes:
        digest: SHA-256 of the photo's file.
        path: the photo, or None.
        job: key of the queued photo that it answers, or "".
        sheet: of takes asked for together, or "".
    """

    digest: str
    path: Path | None
    job: str = ""
    sheet: str = ""


def digest_of(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """SHA-256 of a file; `check()` may raise between pieces. Only for regular files: a pipe would wait for ever.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            check()
            digest.update(piece)
    return digest.hexdigest()


def read_with_digest(path: Path, check: Callable[[], None] = lambda: None) -> tuple[Picture, str]:
    """The picture in a file and the digest of exactly the bytes it was read from.

    Raises:
        ImageError: it cannot be read, or changes all the time.
    """
    from app.codec import read_picture
    from engine.errors import UnreadableImage

    for _ in range(3):
        picture = read_picture(path, check)  # refuses what is no regular file
        check()
        try:
            before = path.stat()
            digest = digest_of(path, check)
            after = path.stat()
        except OSError as error:
            raise UnreadableImage(
                sentence("cannot be read ({reason})", reason=error.strerror or error), path=path
            ) from error
        if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size):
            return picture, digest
        check()
    raise UnreadableImage(
        sentence("is being written by another program"), path=path, advice=sentence("Try again when it is done.")
    )


def keep_take(result: RestoreResult, picture: Picture, source: Source, folder: Path, takes: TakesStore) -> Take:
    """Write `result` losslessly into `folder`, then its record beside it, then index it.

    Raises:
        ImageWriteError: the folder cannot be written or is full.
        LibraryError: it is kept, but could not be indexed; the next start does.
    """
    from app.codec import write_picture
    from engine.images.naming import free_name

    now = datetime.datetime.now().astimezone()
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", source.path.stem if source.path else "").strip("-")[:40] or "photo"
    facts = {
        "request": result.request.to_dict(),
        "model": result.model,
        "created": now.isoformat(timespec="seconds"),
        "seconds": round(result.seconds, 3),
        "warnings": list(result.warnings),
        "digest": source.digest,
        "job": source.job,
        "sheet": source.sheet,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = free_name(folder / f"{now:%Y%m%d-%H%M%S}_{stem}_{result.request.seed}.png")
        written = write_picture(result.image, target, description=facts)
        where = str(source.path) if source.path else None
        record = {"format": RECORD_FORMAT, "picture": written.name, "source": where, **facts}
        write_json(record, written.with_suffix(".json"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ImageWriteError(
            sentence("the result could not be kept here ({reason})", reason=reason),
            path=folder,
            advice=sentence("Save it now, or free some space."),
        ) from error
    return takes.add(_new_take(written.name, facts, source.path))


def find_kept(folder: Path, known: set[str], check: Callable[[], None] = lambda: None) -> list[NewTake]:
    """Takes of the pictures in `folder` that are not `known`: from their records, or from the pictures themselves."""
    found = []
    for path in sorted(folder.glob("*.png")):
        check()
        if path.name not in known and not is_mask(path.name):
            new = _from_record(path) or _from_picture(path)
            if new is None:
                log.warning("%s says nothing of how it was made and is no take", path)
            else:
                found.append(dataclasses.replace(new, mask=newest_mask(path)))
    return found


def read_take(path: Path) -> np.ndarray:
    """The pixels of a kept picture, uint8 [H, W, 3].

    Raises:
        ImageError: it is gone or damaged.
    """
    from app.codec import read_picture

    return read_picture(path).pixels8()


def purge(folder: Path, takes: TakesStore, days: float = KEPT_DAYS) -> int:
    """Remove the pictures of takes that were deleted more than `days` ago, and what a kill left half written.

    Returns:
        How many takes are gone for good.
    """
    before = datetime.datetime.now().astimezone() - datetime.timedelta(days=days)
    files = takes.purge(before.isoformat(timespec="seconds"))
    gone = []
    for name in files:
        try:
            for path in (folder / name, (folder / name).with_suffix(".json")):
                path.unlink(missing_ok=True)
            remove_masks(folder / name)
            gone.append(name)
        except OSError as error:
            log.warning("%s was not removed: %s", folder / name, error)
    if gone:
        takes.forget(gone)
    sweep_masks(folder, takes)
    for part in folder.glob(".heirloom-*.part"):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < time.time() - 86_400:  # none that another window writes right now
                part.unlink()
    return len(gone)


def _from_record(picture: Path) -> NewTake | None:
    path = picture.with_suffix(".json")
    try:
        values = json.loads(path.read_bytes())
        source = values.get("source")
        return _new_take(picture.name, values, Path(source) if source else None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        log.warning("record %s: %s", path, error)
        return None


def _from_picture(picture: Path) -> NewTake | None:
    from engine.images.metadata import read_metadata
    from engine.images.opening import opened, pillow_faults
    from engine.images.picture import DEFAULT_MAX_PIXELS
    from engine.images.xmp import read_description

    try:
        with pillow_faults(picture), opened(picture, DEFAULT_MAX_PIXELS) as header:
            values = read_description(read_metadata(header.image, []).xmp)
        return _new_take(picture.name, values, None) if values is not None else None
    except (ImageError, KeyError, TypeError, ValueError) as error:
        log.warning("picture %s: %s", picture, error)
        return None


def _new_take(file: str, facts: dict[str, Any], path: Path | None) -> NewTake:
    digest = facts.get("digest") or ""
    if not digest and path is not None:  # a record of the first format named the photo by its place alone
        with contextlib.suppress(OSError):
            digest = digest_of(path) if path.is_file() else ""
    return NewTake(
        file=file,
        digest=str(digest) or f"unknown:{path}",
        path=path,
        request=dict(facts["request"]),
        model=str(facts["model"]),
        seconds=float(facts.get("seconds", 0.0)),
        warnings=tuple(str(line) for line in facts.get("warnings", ())),
        sheet=str(facts.get("sheet", "")),
        created=str(facts.get("created", "")),
        job=str(facts.get("job", "")),
    )

"""Captions for photos that have none, by a captioner; kept by the photo's content, so that none is written twice."""

import dataclasses
import hashlib
import json
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.caption_files import CaptionerFolder, check_captioner
from engine.caption_kinds import Detail
from engine.captions import Captioner, caption, loaded_captioner
from engine.errors import HeirloomError, OutOfMemory, TrainingError
from engine.images.read import read_picture
from trainer.collection import Collection, Photo

VERSION = 1
DETAIL: Detail = "detailed"


@dataclass(frozen=True)
class Captioned:
    """What came of it.

    Attributes:
        collection: the same photos, with the captions that there are now.
        written: captions that the captioner wrote this time; others were known or the photo's own.
        failed: photos that it could not describe, and why; they are trained on without a caption.
    """

    collection: Collection
    written: int
    failed: tuple[tuple[Path, str], ...]


def with_captions(
    collection: Collection, captioner: Path, known: Path, device: str | torch.device = "cpu"
) -> Generator[tuple[int, int], None, Captioned]:
    """Describes each photo that has no caption, and yields (done, of how many) after each.

    Every caption is added to the file `known` when it is there, so a training that was interrupted goes on from there.
    The captioner is loaded when the first one is wanted, and unloaded at the end.

    Args:
        collection: photos with captions of their own keep them.
        captioner: its folder.
        known: JSON lines of captions written before; need not exist.
        device: where it runs.

    Raises:
        ModelError: the captioner is not there, or cannot be loaded.
        OutOfMemory: the device has not enough memory.
        TrainingError: a caption cannot be written down.
    """
    found = check_captioner(captioner)
    before = _read(known)
    photos = list(collection.photos)
    wanted = [index for index, photo in enumerate(photos) if not photo.caption]
    keys = {index: _key(photos[index], found) for index in wanted}
    missing = [index for index in wanted if keys[index] not in before]
    failed: list[tuple[Path, str]] = []
    done = len(wanted) - len(missing)
    yield done, len(wanted)
    if missing:
        with loaded_captioner(captioner, device) as model:
            for index in missing:
                try:
                    text = _described(model, photos[index])
                except OutOfMemory:
                    raise
                except HeirloomError as error:
                    failed.append((photos[index].path, error.what))
                else:
                    before[keys[index]] = text
                    _append(known, keys[index], text)
                done += 1
                yield done, len(wanted)
    for index in wanted:
        photos[index] = dataclasses.replace(photos[index], caption=before.get(keys[index], ""))
    written = len(missing) - len(failed)
    return Captioned(dataclasses.replace(collection, photos=tuple(photos)), written, tuple(failed))


def _described(model: Captioner, photo: Photo) -> str:
    work = caption(model, read_picture(photo.path), detail=DETAIL, every=1000)
    while True:
        try:
            next(work)
        except StopIteration as finished:
            return finished.value


def _key(photo: Photo, found: CaptionerFolder) -> str:
    """All that a caption depends on: the photo's content, the captioner, how it is asked."""
    parts = (VERSION, found.name, found.model_type, found.size_bytes, DETAIL, photo.digest)
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def _read(path: Path) -> dict[str, str]:
    """Captions by key; a line that was cut off, by a full disk say, is passed over and its caption written anew."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise TrainingError(f"cannot be read ({error.strerror or error})", path=path) from error
    captions: dict[str, str] = {}
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and isinstance(entry.get("key"), str) and isinstance(entry.get("caption"), str):
            captions[entry["key"]] = entry["caption"]
    return captions


def _append(path: Path, key: str, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            if file.tell():  # after a line that was cut off a new one must not go on in it
                file.write("\n")
            file.write(json.dumps({"key": key, "caption": text}, ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        advice = "Free some space and start again: the captions written so far are kept."
        what = f"a caption cannot be written down ({error.strerror or error})"
        raise TrainingError(what, path=path, advice=advice) from error

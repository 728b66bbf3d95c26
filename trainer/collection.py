"""What a folder of photos holds: readable, large enough, with captions; each reject with its reason."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from engine.errors import ConfigError, ImageError, TrainingError
from engine.images.opening import SUFFIXES
from engine.images.read import read_picture
from trainer.duplicates import Fingerprint, find_duplicates, fingerprint


@dataclass(frozen=True)
class Photo:
    """A photo that can be trained on; `caption` is "" where there is none."""

    path: Path
    caption: str


@dataclass(frozen=True)
class Collection:
    """Photos found, and what was left out and why."""

    photos: tuple[Photo, ...]
    rejected: tuple[tuple[Path, str], ...]


def scan(folders: tuple[Path, ...], smallest: int) -> Collection:
    """Photos in `folders` and below, in the order of their names, with captions from `captions.json` or `<stem>.txt`.

    Every file is decoded once, so that none breaks a training later; of a photo that is there twice the largest stays.

    Args:
        folders: where to look.
        smallest: shortest side allowed, in pixels.

    Raises:
        TrainingError: a folder does not exist, or no usable photo was found.
        ConfigError: a captions file is damaged.
    """
    rejected: list[tuple[Path, str]] = []
    found: dict[Path, Fingerprint] = {}
    captions: dict[Path, str] = {}
    for folder in folders:
        if not folder.is_dir():
            raise TrainingError("is not a folder", path=folder, advice="Correct `photos` in the run file.")
        named = _captions(folder)
        for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()):
            try:
                print_ = fingerprint(path)
            except ImageError as error:
                rejected.append((path, f"cannot be read: {error.what}"))
                continue
            short = min(print_.width, print_.height)
            if not print_.single:
                rejected.append((path, "holds several pictures: an animation, or a document of several pages"))
            elif short < smallest:
                rejected.append((path, f"too small: {short} pixels on the short side, {smallest} needed"))
            else:
                found[path] = print_
                captions[path] = named.get(path.name) or _sidecar(path)
    twice = find_duplicates(found)
    rejected += [(path, f"{how} as {stays.name}") for path, (stays, how) in sorted(twice.items())]
    photos = [Photo(path, captions[path]) for path in found if path not in twice]
    if not photos:
        advice = f"{len(rejected)} files were left out; the first: {rejected[0][1]}." if rejected else ""
        raise TrainingError("no usable photo was found", path=folders[0], advice=advice)
    return Collection(tuple(photos), tuple(rejected))


def split(photos: tuple[Photo, ...], share: float, seed: int) -> tuple[tuple[Photo, ...], tuple[Photo, ...]]:
    """(training, held-out) photos; the same seed and photos give the same split. At least one photo trains."""
    order = torch.randperm(len(photos), generator=torch.Generator().manual_seed(seed)).tolist()
    count = min(round(len(photos) * share), len(photos) - 1)
    aside = set(order[:count])
    return (
        tuple(p for i, p in enumerate(photos) if i not in aside),
        tuple(p for i, p in enumerate(photos) if i in aside),
    )


def load_pixels(path: Path, short_side: int) -> np.ndarray:
    """The photo upright in sRGB, uint8 [H, W, 3], reduced so that its short side is at most `short_side` pixels.

    Raises:
        TrainingError: it can no longer be read.
    """
    try:
        picture = read_picture(path)
    except ImageError as error:
        raise TrainingError(error.what, path=path, advice="Remove it from the collection.") from error
    pixels = picture.pixels8()
    factor = short_side / min(pixels.shape[:2])
    if factor >= 1:
        return pixels
    size = (round(pixels.shape[1] * factor), round(pixels.shape[0] * factor))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def _captions(folder: Path) -> dict[str, str]:
    path = folder / "captions.json"
    if not path.is_file():
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"is not valid JSON ({error})", path=path) from error
    if not isinstance(values, dict):
        raise ConfigError("is not a JSON object of file names and captions", path=path)
    return {str(name): str(caption) for name, caption in values.items()}


def _sidecar(path: Path) -> str:
    text = path.with_suffix(".txt")
    return text.read_text(encoding="utf-8", errors="replace").strip() if text.is_file() else ""

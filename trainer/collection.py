"""What a folder of photos holds: readable, large enough, with captions; each reject with its reason."""

import dataclasses
import json
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.errors import ConfigError, ImageError, TrainingError
from engine.images.opening import SUFFIXES
from trainer.duplicates import Fingerprint, find_duplicates, fingerprint
from trainer.pairs import find_pairs

FEWEST_HELD_OUT, MOST_HELD_OUT = 10, 40  # for a proof


@dataclass(frozen=True)
class Photo:
    """A photo that can be trained on.

    Attributes:
        path: its file.
        caption: "" where there is none.
        digest: SHA-256 of the file, in hexadecimal.
        lq: a damaged version of it, aligned, or None.
    """

    path: Path
    caption: str
    digest: str = ""
    lq: Path | None = None


@dataclass(frozen=True)
class Collection:
    """Photos found, and what was left out and why."""

    photos: tuple[Photo, ...]
    rejected: tuple[tuple[Path, str], ...]

    @property
    def captioned(self) -> int:
        """Photos with a caption."""
        return sum(bool(photo.caption) for photo in self.photos)

    @property
    def paired(self) -> int:
        """Photos with a damaged version."""
        return sum(photo.lq is not None for photo in self.photos)


def scan(folders: tuple[Path, ...], smallest: int, pairs: Path | None = None) -> Collection:
    """Photos in `folders` and below, in the order of their names, with captions from `captions.json` or `<stem>.txt`.

    Every file is decoded once, so that none breaks a training later; of a photo that is there twice the largest stays.

    Args:
        folders: where to look.
        smallest: shortest side allowed, in pixels.
        pairs: damaged versions of the photos, matched by stem (`trainer.pairs`); never taken for photos themselves,
            also where the folder lies within `folders`. Photos without one stay.

    Raises:
        TrainingError: a folder does not exist, or no usable photo was found; or not one damaged version fits.
        ConfigError: a captions file is damaged.
    """
    work = scanning(folders, smallest, pairs)
    while True:
        try:
            next(work)
        except StopIteration as finished:
            found: Collection = finished.value
            return found


def scanning(
    folders: tuple[Path, ...], smallest: int, pairs: Path | None = None, *, needed: bool = True
) -> Generator[tuple[int, int], None, Collection]:
    """As `scan`, file by file: yields (files looked at, of all in this folder).

    `needed`: where nothing usable is found, that is an error; else the collection is empty but for its rejects.
    """
    rejected: list[tuple[Path, str]] = []
    found: dict[Path, Fingerprint] = {}
    captions: dict[Path, str] = {}
    others = 0
    for folder in folders:
        if not folder.is_dir():
            raise TrainingError("is not a folder", path=folder, advice="Correct `photos` in the run file.")
        named = _captions(folder)
        inside = [path for path in sorted(folder.rglob("*")) if pairs is None or not _lies_in(path, pairs)]
        others += sum(path.suffix.lower() not in SUFFIXES and path.is_file() for path in inside)
        for number, path in enumerate(inside):
            yield number, len(inside)
            if path.suffix.lower() not in SUFFIXES or path.is_dir() or path in found:
                continue
            print_ = _usable(path, smallest)
            if isinstance(print_, str):
                rejected.append((path, print_))
            else:
                found[path] = print_
                captions[path] = named.get(path.name) or _sidecar(path)
    twice = find_duplicates(found)
    rejected += [(path, f"{how} as {stays.name}") for path, (stays, how) in sorted(twice.items())]
    photos = [Photo(path, captions[path], print_.digest.hex()) for path, print_ in found.items() if path not in twice]
    if not photos and needed:
        raise TrainingError("no usable photo was found", path=folders[0], advice=_nothing(rejected, others))
    if pairs is not None and photos:
        photos, mismatched = _paired(photos, pairs)
        rejected += mismatched
    return Collection(tuple(photos), tuple(rejected))


def held_out_count(photos: int, share: float, *, proof: bool = False) -> int:
    """How many of so many photos are kept aside; at least one always trains.

    For a proof 10 to 40, so that it can tell; but where 10 would be more than half, only the share: it could not tell
    anyway, and the training needs them more.
    """
    count = round(photos * share)
    if proof and share > 0:
        wanted = min(max(count, FEWEST_HELD_OUT), MOST_HELD_OUT)
        count = wanted if 2 * wanted <= photos else max(1, count)
    return max(0, min(count, photos - 1))


def split(
    photos: tuple[Photo, ...], share: float, seed: int, *, proof: bool = False
) -> tuple[tuple[Photo, ...], tuple[Photo, ...]]:
    """(training, held-out) photos; the same seed and photos give the same split. At least one photo trains.

    Args:
        photos: of a collection, without duplicates: a photo is on one side only.
        share: of them, held out.
        seed: of the run.
        proof: as many as `held_out_count` says for a proof.
    """
    order = torch.randperm(len(photos), generator=torch.Generator().manual_seed(seed)).tolist()
    aside = set(order[: held_out_count(len(photos), share, proof=proof)])
    return (
        tuple(p for i, p in enumerate(photos) if i not in aside),
        tuple(p for i, p in enumerate(photos) if i in aside),
    )


def _lies_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _usable(path: Path, smallest: int) -> Fingerprint | str:
    """What tells the photo from others, or why it cannot be trained on."""
    if not path.is_file():
        return "is a link to nowhere" if path.is_symlink() else "is not a file"
    try:
        print_ = fingerprint(path)
    except ImageError as error:
        return f"cannot be read: {error.what}"
    short = min(print_.width, print_.height)
    if not print_.single:
        return "holds several pictures: an animation, or a document of several pages"
    if short < smallest:
        return f"too small: {short} pixels on the short side, {smallest} needed"
    return print_


def _nothing(rejected: list[tuple[Path, str]], others: int) -> str:
    """What to say where nothing is left."""
    if not rejected:
        there = f"{others} files, none of them a picture" if others else "no files"
        return f"The folder holds {there}. Put photos into it, or correct `photos` in the run file."
    kinds = Counter(reason.partition(":")[0] for _, reason in rejected)
    counted = ", ".join(f"{count} × {kind}" for kind, count in kinds.items())
    return f"Left out: {counted}. The first: {rejected[0][0].name}, {rejected[0][1]}."


def _paired(photos: list[Photo], folder: Path) -> tuple[list[Photo], list[tuple[Path, str]]]:
    pairs = find_pairs(folder, tuple(photo.path for photo in photos))
    if not pairs.lq:
        path, reason = pairs.rejected[0]
        advice = f"Of {len(pairs.rejected)} pictures the first: {path.name} {reason}."
        raise TrainingError("holds no damaged version that fits a photo", path=folder, advice=advice)
    return [dataclasses.replace(photo, lq=pairs.lq.get(photo.path)) for photo in photos], list(pairs.rejected)


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

"""Damaged versions of the photos, matched by stem: same proportions, same picture, aligned; each mismatch by name.

Alignment is measured by correlating the two over all shifts, with amplitudes half whitened: between plain correlation,
whose peak is broad, and phase correlation (Kuglin and Hines 1975), which noise and blur mislead.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import ImageError, TrainingError
from engine.images.opening import SUFFIXES
from trainer.duplicates import fingerprint
from trainer.pixels import load_pixels

_SIDE = 768  # short side that alignment is measured at, in pixels
_BAND = 0.06  # deviation of the frequencies that count, in cycles a pixel
_SAME = 0.4  # height of the peak from which two pictures are one; the same picture has 0.6 and more, others up to 0.2
_SURE = 0.6  # of a quarter's peak, from which its shift is believed
_MOST_SHIFT = 2.0  # pixels at `_SIDE`
_MOST_QUARTER_SHIFT = 4.0
_PROPORTIONS = 0.01


@dataclass(frozen=True)
class Pairs:
    """What a folder of damaged versions holds.

    Attributes:
        lq: photo -> its damaged version.
        rejected: damaged versions that cannot be used, and why.
    """

    lq: dict[Path, Path]
    rejected: tuple[tuple[Path, str], ...]


def find_pairs(folder: Path, photos: tuple[Path, ...]) -> Pairs:
    """Matches the pictures in `folder` and below with `photos` by stem, without regard to letter case, and checks each.

    Raises:
        TrainingError: there is no such folder, or it holds no picture.
    """
    if not folder.is_dir():
        raise TrainingError("is not a folder", path=folder, advice="Correct `pairs` in the run file.")
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not found:
        raise TrainingError("holds no pictures", path=folder, advice="Correct `pairs` in the run file.")
    by_stem: dict[str, list[Path]] = {}
    for photo in photos:
        by_stem.setdefault(photo.stem.casefold(), []).append(photo)
    damaged: dict[str, list[Path]] = {}
    for path in found:
        damaged.setdefault(path.stem.casefold(), []).append(path)
    lq: dict[Path, Path] = {}
    rejected: list[tuple[Path, str]] = []
    for stem, versions in damaged.items():
        targets = by_stem.get(stem, [])
        for path in versions:
            if not targets:
                reason = f"no photo to train on is called {path.stem}"
            elif len(targets) > 1:
                reason = f"{len(targets)} photos are called {path.stem}: {targets[0].name} and {targets[1].name}"
            elif len(versions) > 1:
                reason = f"{len(versions)} damaged pictures are called {path.stem}; one is needed"
            else:
                reason = mismatch(path, targets[0])
            if reason:
                rejected.append((path, reason))
            else:
                lq[targets[0]] = path
    return Pairs(lq, tuple(rejected))


def mismatch(damaged: Path, photo: Path) -> str:
    """Why the two are no pair, or ""."""
    try:
        lq, hq = fingerprint(damaged), fingerprint(photo)
    except ImageError as error:
        return f"cannot be read: {error.what}"
    if not lq.single:
        return "holds several pictures: an animation, or a document of several pages"
    if lq.digest == hq.digest:
        return f"is the same file as {photo.name}"
    if abs(lq.width * hq.height / (lq.height * hq.width) - 1) > _PROPORTIONS:
        sizes = f"{lq.width} x {lq.height} pixels", f"{hq.width} x {hq.height}"
        return f"has {sizes[0]}, so other proportions than {photo.name} with {sizes[1]}"
    try:
        target = load_pixels(photo, _SIDE)
        source = damaged_pixels(damaged, target)
    except TrainingError as error:
        return f"cannot be read: {error.what}"
    return _misaligned(source, target, photo.name, min(hq.width, hq.height) / min(target.shape[:2]))


def damaged_pixels(path: Path, photo: np.ndarray) -> np.ndarray:
    """The damaged version at the size of the photo as it was loaded, uint8 [H, W, 3].

    Raises:
        TrainingError: it can no longer be read.
    """
    return load_pixels(path, min(photo.shape[:2]), size=(photo.shape[1], photo.shape[0]))


def shift_between(one: np.ndarray, other: np.ndarray) -> tuple[int, int, float]:
    """How far `other` lies below and to the right of `one`, in pixels, and the height of the peak, 0..1.

    Both float [H, W]. Whole pictures of 500 pixels are found exactly, also under heavy degradations.
    """
    height, width = one.shape
    window = np.hanning(height)[:, None] * np.hanning(width)
    first, second = (np.fft.rfft2((picture - picture.mean()) * window) for picture in (one, other))
    cross = second * np.conj(first)
    rows, columns = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)
    cross = cross / np.sqrt(np.abs(cross).clip(1e-9)) * np.exp(-0.5 * (rows**2 + columns**2) / _BAND**2)
    highest = np.fft.irfft2(np.abs(cross), s=(height, width))[0, 0]
    peaks = np.fft.irfft2(cross, s=(height, width))
    down, right = (int(place) for place in np.unravel_index(peaks.argmax(), peaks.shape))
    peak = float(peaks[down, right] / max(highest, 1e-9))
    return down - height * (down > height // 2), right - width * (right > width // 2), peak


def _misaligned(source: np.ndarray, target: np.ndarray, name: str, scale: float) -> str:
    """`scale`: pixels of the photo in one of these."""
    one, other = (picture.astype(np.float64) @ (0.299, 0.587, 0.114) for picture in (target, source))
    down, right, peak = shift_between(one, other)
    if peak < _SAME:
        return f"does not show the same picture as {name}"
    if max(abs(down), abs(right)) > _MOST_SHIFT:
        return f"lies {_way(down, right, scale)} of {name}: align the two"
    height, width = one.shape[0] // 2, one.shape[1] // 2
    for top in (0, one.shape[0] - height):
        for left in (0, one.shape[1] - width):
            part = np.s_[top : top + height, left : left + width]
            down, right, peak = shift_between(one[part], other[part])
            if peak > _SURE and max(abs(down), abs(right)) > _MOST_QUARTER_SHIFT:
                return f"is turned, stretched or warped against {name}: a corner lies {_way(down, right, scale)}"
    return ""


def _way(down: int, right: int, scale: float) -> str:
    steps = [
        f"{round(abs(count) * scale)} pixels {before if count < 0 else after}"
        for count, before, after in ((down, "above", "below"), (right, "left", "right"))
        if count
    ]
    return " and ".join(steps)

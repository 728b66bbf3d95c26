"""What the proof is made on: fixed crops of photos, degraded in fixed ways.

A sample is a pure function of the run's seed, the photo's content and its number among the photo's four: not of the
photo's name, of its neighbours, or of how often it was drawn before.
"""

import dataclasses
import hashlib
from dataclasses import dataclass

import numpy as np
import torch

from trainer.collection import Photo
from trainer.config import Mix, RunConfig
from trainer.dataset import CropBox, Sample, Samples

PER_PHOTO = 4
LARGEST = 512  # side of a crop, in pixels
GENERIC = (Mix("old_photo", 0.6), Mix("pasd", 0.3, factor=0), Mix("clean", 0.1))
_PLACES = 3  # that a crop is chosen from
_NOISE = PER_PHOTO  # stream of the noise of the fixed-timestep losses, after those of the samples


@dataclass(frozen=True, eq=False)
class ProofPhoto:
    """A photo's samples.

    Attributes:
        key: start of the hash of its content.
        samples: one for each number.
        seeds: of the restorations.
        noise_seed: of the noise for the losses.
    """

    key: str
    samples: tuple[Sample, ...]
    seeds: tuple[int, ...]
    noise_seed: int


class ProofPhotos:
    """Samples of photos, made when they are needed."""

    def __init__(self, photos: tuple[Photo, ...], config: RunConfig, mixes: tuple[Mix, ...], side: int) -> None:
        self._samples = Samples(photos, dataclasses.replace(config, caption_dropout=0.0))
        self._mixes = mixes
        self._seed = config.seed
        self._side = side

    def __len__(self) -> int:
        return len(self._samples.photos)

    def __getitem__(self, index: int) -> ProofPhoto:
        photo = self._samples.photos[index]
        chosen = mixes_for(self._mixes, _uniform(self._seed, photo.digest))
        generators = [_generator(self._seed, photo.digest, number) for number in range(PER_PHOTO + 1)]
        side = min(self._side, self._samples.shortest(index))
        samples = tuple(
            self._samples.draw(side, generator, index, mix, self._box(index, side, generator))
            for generator, mix in zip(generators, chosen, strict=False)
        )
        return ProofPhoto(
            photo.digest[:12],
            samples,
            tuple(generator.initial_seed() % 2**31 for generator in generators[:PER_PHOTO]),
            generators[_NOISE].initial_seed(),
        )

    def _box(self, index: int, side: int, generator: torch.Generator) -> CropBox:
        """Of a few places the one with most to see: of a plain sky nothing can be told."""
        boxes = [self._samples.box(index, side, generator, mirror=False) for _ in range(_PLACES)]
        return max(boxes, key=lambda box: _detail(self._samples.original(box)))


def mixes_for(mixes: tuple[Mix, ...], offset: float) -> list[Mix]:
    """The four degradations of one photo: evenly spaced over the shares, `offset` in 0..1 further.

    So each comes as often as its share says over many photos, and one with 60 % twice or three times in every photo.
    """
    whole = sum(mix.share for mix in mixes)
    bounds = np.cumsum([mix.share / whole for mix in mixes])
    marks = [(number + offset) / PER_PHOTO for number in range(PER_PHOTO)]
    return [mixes[min(int(np.searchsorted(bounds, mark, side="right")), len(mixes) - 1)] for mark in marks]


def proof_side(config: RunConfig) -> int:
    """Side of the crops in pixels: the largest that is trained on, up to 512."""
    fitting = [crop.size for crop in config.crops if crop.size <= LARGEST]
    return max(fitting) if fitting else min(crop.size for crop in config.crops)


def _detail(pixels: np.ndarray) -> float:
    """Mean step between neighbouring pixels."""
    values = pixels.astype(np.int16)
    return float(np.abs(np.diff(values, axis=0)).mean() + np.abs(np.diff(values, axis=1)).mean())


def _mixed(seed: int, digest: str, purpose: int) -> int:
    text = f"{seed}/{digest}/{purpose}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")


def _generator(seed: int, digest: str, number: int) -> torch.Generator:
    return torch.Generator().manual_seed(_mixed(seed, digest, number) % 2**63)


def _uniform(seed: int, digest: str) -> float:
    return _mixed(seed, digest, PER_PHOTO + 1) / 2**64

"""Training samples, made on the fly: crop, mirror, degrade. Sample = pure function of (seed, update, index)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from trainer.collection import Photo, load_pixels
from trainer.config import Crop, Mix, RunConfig
from trainer.degradation import Parameters, degrade

CACHE_BYTES = 4 * 2**30
_Choice = TypeVar("_Choice", Crop, Mix)
_STREAMS = {"batch": 1, "noise": 2, "held_out": 3, "sheet": 4}


@dataclass(frozen=True)
class Sample:
    """A crop, what a restoration of it should be, and its degraded version.

    Attributes:
        original, target, lq: uint8 [size, size, 3]; the target is the original unless the degradation changes it too.
        caption: "" where dropped or absent.
        parameters: of the degradation.
    """

    original: np.ndarray
    target: np.ndarray
    lq: np.ndarray
    caption: str
    parameters: Parameters


@dataclass(frozen=True)
class Batch:
    """One update's samples.

    Attributes:
        hq, lq: [B, 3, size, size] in -1..1.
        captions: "" where dropped or absent.
    """

    hq: Tensor
    lq: Tensor
    captions: tuple[str, ...]

    def rows(self, chosen: slice) -> "Batch":
        """Some of the samples."""
        return Batch(self.hq[chosen], self.lq[chosen], self.captions[chosen])

    def to(self, device: torch.device) -> "Batch":
        """The same on `device`."""
        return Batch(self.hq.to(device), self.lq.to(device), self.captions)


def generator_for(seed: int, stream: str, number: int) -> torch.Generator:
    """A CPU generator of its own for each (seed, stream, number), so that resuming needs no generator's state."""
    mixed = np.random.SeedSequence([seed, _STREAMS[stream], number]).generate_state(2, np.uint32)
    return torch.Generator().manual_seed(int(mixed[0]) << 32 | int(mixed[1]))


class Samples:
    """Batches of a collection. Decoded photos stay in memory, up to `CACHE_BYTES`; the others are read each time."""

    def __init__(self, photos: tuple[Photo, ...], config: RunConfig) -> None:
        self.photos = photos
        self.config = config
        self._pixels: dict[int, np.ndarray] = {}
        self._room = CACHE_BYTES

    def batch(self, number: int) -> Batch:
        """Batch `number` (from 0) of the run."""
        generator = generator_for(self.config.seed, "batch", number)
        crop = _pick(self.config.crops, generator)
        return self._collate([self.draw(crop.size, generator) for _ in range(crop.batch)])

    def fixed(self, count: int, size: int) -> Batch:
        """`count` held-out samples that are the same at every evaluation: photos in turn, presets in turn."""
        generator = generator_for(self.config.seed, "held_out", 0)
        mixes = self.config.degradation
        return self._collate(
            [self.draw(size, generator, index % len(self.photos), mixes[index % len(mixes)]) for index in range(count)]
        )

    def prefetched(self, first: int, end: int, workers: int = 1) -> Iterator[Batch]:
        """Batches `first` to `end - 1`, made in threads ahead of their use; equal to calling `batch` in turn."""
        ahead = workers + 1
        with ThreadPoolExecutor(workers, thread_name_prefix="samples") as pool:
            waiting = [pool.submit(self.batch, n) for n in range(first, min(first + ahead, end))]
            try:
                for number in range(first, end):
                    ready = waiting.pop(0).result()
                    if number + ahead < end:
                        waiting.append(pool.submit(self.batch, number + ahead))
                    yield ready
            finally:
                for future in waiting:
                    future.cancel()

    def draw(self, size: int, generator: torch.Generator, index: int | None = None, mix: Mix | None = None) -> Sample:
        """One sample of `size` pixels; photo `index` and degradation `mix` are drawn where they are not given."""
        index = _integer(0, len(self.photos), generator) if index is None else index
        hq = self._crop(index, size, generator)
        if _uniform(generator) < 0.5:
            hq = hq[:, ::-1]
        hq = np.ascontiguousarray(hq)
        mix = _pick(self.config.degradation, generator) if mix is None else mix
        factor = None if mix.factor == -1 else "random" if mix.factor == 0 else mix.factor
        made = degrade(hq, mix.preset, generator, factor=factor, colour=mix.colour)
        dropped = _uniform(generator) < self.config.caption_dropout
        caption = "" if dropped else self.photos[index].caption
        return Sample(hq, made.target, made.lq, caption, made.parameters)

    def shortest(self, index: int) -> int:
        """Short side of photo `index` as it is cropped from, in pixels."""
        return min(self._load(index).shape[:2])

    def _crop(self, index: int, size: int, generator: torch.Generator) -> np.ndarray:
        """A square of `size` pixels out of photo `index`, the photo reduced at random down to `zoom`."""
        pixels = self._load(index)
        height, width = pixels.shape[:2]
        shortest = max(size / min(height, width), self.config.zoom)
        factor = min(1.0, shortest + (1 - shortest) * _uniform(generator))
        side = min(round(size / factor), height, width)
        top, left = _integer(0, height - side + 1, generator), _integer(0, width - side + 1, generator)
        square = pixels[top : top + side, left : left + side]
        if side == size:
            return square
        return np.asarray(Image.fromarray(square).resize((size, size), Image.Resampling.BICUBIC, reducing_gap=3.0))

    def _load(self, index: int) -> np.ndarray:
        kept = self._pixels.get(index)
        if kept is not None:
            return kept
        pixels = load_pixels(self.photos[index].path, self.config.short_side)
        if pixels.nbytes <= self._room:
            self._room -= pixels.nbytes
            self._pixels[index] = pixels
        return pixels

    @staticmethod
    def _collate(samples: list[Sample]) -> Batch:
        hq, lq = (_to_model([getattr(sample, name) for sample in samples]) for name in ("target", "lq"))
        return Batch(hq, lq, tuple(sample.caption for sample in samples))


def _to_model(pictures: list[np.ndarray]) -> Tensor:
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def _uniform(generator: torch.Generator) -> float:
    return float(torch.rand((), generator=generator))


def _integer(low: int, high: int, generator: torch.Generator) -> int:
    return int(torch.randint(low, high, (), generator=generator))


def _pick(choices: tuple[_Choice, ...], generator: torch.Generator) -> _Choice:
    weights = torch.tensor([choice.share for choice in choices])
    return choices[int(torch.multinomial(weights, 1, generator=generator))]

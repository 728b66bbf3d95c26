"""Training samples, made on the fly: crop, mirror, degrade. Sample = pure function of (seed, update, index).

So what was done to any sample of a run can be asked for afterwards: `Samples.made` of its batch says it.
"""

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from trainer.collection import Photo
from trainer.config import Crop, Mix, RunConfig
from trainer.degradation import RELEASED_UPSAMPLING, UPSAMPLING, Parameters, degrade
from trainer.pairs import damaged_pixels
from trainer.pixels import load_pixels
from trainer.sample_log import SampleLog

CACHE_BYTES = 4 * 2**30
_Choice = TypeVar("_Choice", Crop, Mix)
_STREAMS = {"batch": 1, "noise": 2, "held_out": 3, "sheet": 4}
PAIR = "pair"
"""Preset of samples whose photo has a damaged version of its own."""


@dataclass(frozen=True)
class CropBox:
    """A square out of a photo as it was loaded, brought to `size` pixels; sides in pixels of the photo.

    Attributes:
        photo: its number among the photos.
        top, left, side: of the square.
        size: of the sample.
        mirrored: left and right are swapped.
    """

    photo: int
    top: int
    left: int
    side: int
    size: int
    mirrored: bool

    def cut(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 [H, W, 3] -> [size, size, 3]."""
        square = pixels[self.top : self.top + self.side, self.left : self.left + self.side]
        if self.side != self.size:
            size = (self.size, self.size)
            square = np.asarray(Image.fromarray(square).resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0))
        return np.ascontiguousarray(square[:, ::-1] if self.mirrored else square)


@dataclass(frozen=True)
class Sample:
    """A crop, what a restoration of it should be, and its degraded version.

    Attributes:
        original, target, lq: uint8 [size, size, 3]; the target is the original unless the degradation changes it too.
        hidden: float32 [size, size] in 0..1, how far damage hides each pixel; 0 where the photo has a damaged version.
        caption: "" where dropped or absent.
        parameters: of the degradation; no stage where the photo has a damaged version of its own.
        crop: where the sample is in the photo.
        texture: how much it counts in the loss on local contrast.
    """

    original: np.ndarray
    target: np.ndarray
    lq: np.ndarray
    hidden: np.ndarray
    caption: str
    parameters: Parameters
    crop: "CropBox"
    texture: float = 1.0

    @property
    def kind(self) -> str:
        """Preset of the degradation, or `PAIR`."""
        return self.parameters.preset

    def batch(self) -> "Batch":
        """The sample alone."""
        return _collate([self])


@dataclass(frozen=True)
class Batch:
    """One update's samples.

    Attributes:
        hq, lq: [B, 3, size, size] in -1..1.
        captions: "" where dropped or absent.
        hidden: [B, 1, size, size] in 0..1, how far damage hides each pixel; None where nothing is known of damage.
        texture: [B], how much each sample counts in the loss on local contrast; None: all the same.
    """

    hq: Tensor
    lq: Tensor
    captions: tuple[str, ...]
    hidden: Tensor | None = None
    texture: Tensor | None = None

    def rows(self, chosen: slice) -> "Batch":
        """Some of the samples."""
        hidden = None if self.hidden is None else self.hidden[chosen]
        texture = None if self.texture is None else self.texture[chosen]
        return Batch(self.hq[chosen], self.lq[chosen], self.captions[chosen], hidden, texture)

    def to(self, device: torch.device) -> "Batch":
        """The same on `device`."""
        hidden = None if self.hidden is None else self.hidden.to(device)
        texture = None if self.texture is None else self.texture.to(device)
        return Batch(self.hq.to(device), self.lq.to(device), self.captions, hidden, texture)


def generator_for(seed: int, stream: str, number: int) -> torch.Generator:
    """A CPU generator of its own for each (seed, stream, number), so that resuming needs no generator's state."""
    mixed = np.random.SeedSequence([seed, _STREAMS[stream], number]).generate_state(2, np.uint32)
    return torch.Generator().manual_seed(int(mixed[0]) << 32 | int(mixed[1]))


class Samples:
    """Batches of a collection. Decoded photos stay in memory, up to `CACHE_BYTES`; the others are read each time.

    Args:
        photos: to draw from.
        config: of the run.
        log: takes a line for each sample of each batch.
    """

    def __init__(self, photos: tuple[Photo, ...], config: RunConfig, log: SampleLog | None = None) -> None:
        self.photos = photos
        self.log = log
        self.config = config
        self._pixels: dict[tuple[int, bool], np.ndarray] = {}
        self._room = CACHE_BYTES

    def batch(self, number: int) -> Batch:
        """Batch `number` (from 0) of the run."""
        samples = self.samples(number)
        if self.log is not None:
            self.log.add(number, [self._made(sample) for sample in samples])
        return _collate(samples)

    def samples(self, number: int) -> list[Sample]:
        """The samples of batch `number`."""
        generator = generator_for(self.config.seed, "batch", number)
        crop = _pick(self.config.crops, generator)
        return [self.draw(crop.size, generator) for _ in range(crop.batch)]

    def fixed(self, count: int, size: int) -> Batch:
        """`count` held-out samples that are the same at every evaluation: photos in turn, presets in turn."""
        generator = generator_for(self.config.seed, "held_out", 0)
        mixes = self.config.degradation
        return _collate(
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

    def draw(
        self,
        size: int,
        generator: torch.Generator,
        index: int | None = None,
        mix: Mix | None = None,
        box: CropBox | None = None,
    ) -> Sample:
        """One sample of `size` pixels; photo `index`, degradation `mix` and `box` are drawn where not given."""
        index = _integer(0, len(self.photos), generator) if index is None else index
        box = self.box(index, size, generator) if box is None else box
        hq = self.original(box)
        mix = _pick(self.config.degradation, generator) if mix is None else mix
        if self.photos[index].lq is None:
            factor = None if mix.factor == -1 else "random" if mix.factor == 0 else mix.factor
            ways = RELEASED_UPSAMPLING if self.config.upsampling == "random" else UPSAMPLING
            made = degrade(hq, mix.preset, generator, factor=factor, colour=mix.colour, upsampling=ways)
            lq, target, hidden, parameters = made.lq, made.target, made.hidden, made.parameters
            texture = mix.texture
        else:
            lq, target = box.cut(self._load(index, damaged=True)), hq
            hidden = np.zeros((size, size), np.float32)
            parameters = Parameters(PAIR, size, size, 1.0, "lanczos", ())
            texture = 1.0
        dropped = _uniform(generator) < self.config.caption_dropout
        caption = "" if dropped else self.photos[index].caption
        return Sample(hq, target, lq, hidden, caption, parameters, box, texture)

    def made(self, number: int) -> list[dict[str, Any]]:
        """How each sample of batch `number` was made: photo, crop, whether it has its caption, and all that was drawn
        for its degradation. Ready for JSON; no path and no caption."""
        return [self._made(sample) for sample in self.samples(number)]

    def _made(self, sample: Sample) -> dict[str, Any]:
        return {
            "photo": self.photos[sample.crop.photo].digest[:12],
            "crop": dataclasses.asdict(sample.crop),
            "captioned": bool(sample.caption),
            "degradation": sample.parameters.to_dict(),
        }

    def original(self, box: CropBox) -> np.ndarray:
        """What is in the box, uint8 [size, size, 3]."""
        return box.cut(self._load(box.photo))

    def shortest(self, index: int) -> int:
        """Short side of photo `index` as it is cropped from, in pixels."""
        return min(self._load(index).shape[:2])

    def box(self, index: int, size: int, generator: torch.Generator, *, mirror: bool = True) -> CropBox:
        """A square for `size` pixels out of photo `index`, the photo reduced at random down to `zoom`.

        `mirror`: every other one is mirrored.
        """
        height, width = self._load(index).shape[:2]
        shortest = max(size / min(height, width), self.config.zoom)
        factor = min(1.0, shortest + (1 - shortest) * _uniform(generator))
        side = min(round(size / factor), height, width)
        top, left = _integer(0, height - side + 1, generator), _integer(0, width - side + 1, generator)
        return CropBox(index, top, left, side, size, mirror and _uniform(generator) < 0.5)

    def _load(self, index: int, *, damaged: bool = False) -> np.ndarray:
        """Photo `index` or its damaged version, which has the photo's size then."""
        kept = self._pixels.get((index, damaged))
        if kept is not None:
            return kept
        photo = self.photos[index]
        if damaged:
            assert photo.lq is not None
            pixels = damaged_pixels(photo.lq, self._load(index))
        else:
            pixels = load_pixels(photo.path, self.config.short_side)
        if pixels.nbytes <= self._room:
            self._room -= pixels.nbytes
            self._pixels[index, damaged] = pixels
        return pixels


def _collate(samples: list[Sample]) -> Batch:
    hq, lq = (_to_model([getattr(sample, name) for sample in samples]) for name in ("target", "lq"))
    hidden = torch.from_numpy(np.stack([sample.hidden for sample in samples])).unsqueeze(1)
    texture = torch.tensor([sample.texture for sample in samples])
    return Batch(hq, lq, tuple(sample.caption for sample in samples), hidden, texture)


def _to_model(pictures: list[np.ndarray]) -> Tensor:
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def _uniform(generator: torch.Generator) -> float:
    return float(torch.rand((), generator=generator))


def _integer(low: int, high: int, generator: torch.Generator) -> int:
    return int(torch.randint(low, high, (), generator=generator))


def _pick(choices: tuple[_Choice, ...], generator: torch.Generator) -> _Choice:
    weights = torch.tensor([choice.share for choice in choices])
    return choices[int(torch.multinomial(weights, 1, generator=generator))]

"""The pictures of the report: a few samples, chosen before any training, and what each model made of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from engine.errors import TrainingError
from trainer.dataset import Sample
from trainer.proof.samples import PER_PHOTO, ProofPhotos

MOST = 8


@dataclass(frozen=True, eq=False)
class Strip:
    """One sample: uint8 [H, W, 3] each; None where a model has not been shown it."""

    degradation: str
    degraded: np.ndarray
    stock: np.ndarray | None
    trained: np.ndarray | None
    original: np.ndarray


class Strips:
    """Keeps results in `folder/<model>/<number>.png`, so that a training that was interrupted still has them."""

    def __init__(self, folder: Path, photos: ProofPhotos) -> None:
        self._folder = folder
        self._photos = photos

    def samples(self) -> Iterator[tuple[int, Sample, int]]:
        """Number, sample and seed: one of each photo, of its degradations in turn, the first photos in their order."""
        for number in range(min(MOST, len(self._photos))):
            photo = self._photos[number]
            turn = number % PER_PHOTO
            yield number, photo.samples[turn], photo.seeds[turn]

    def keep(self, model: str, number: int, picture: np.ndarray) -> None:
        """Writes one result.

        Raises:
            TrainingError: it cannot be written.
        """
        path = self._path(model, number)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            Image.fromarray(picture).save(beside, "PNG")
            beside.replace(path)
        except OSError as error:
            advice = "Free some space and start again: it goes on from the last checkpoint."
            what = f"a picture of the proof cannot be written ({error.strerror or error})"
            raise TrainingError(what, path=path, advice=advice) from error

    def strips(self) -> list[Strip]:
        """All of them."""
        return [
            Strip(
                sample.kind,
                sample.lq,
                self._kept("stock", number, sample.lq.shape),
                self._kept("trained", number, sample.lq.shape),
                sample.target,
            )
            for number, sample, _ in self.samples()
        ]

    def _kept(self, model: str, number: int, shape: tuple[int, ...]) -> np.ndarray | None:
        """None too for a file that is damaged or from a run with other crops."""
        try:
            with Image.open(self._path(model, number), formats=("PNG",)) as image:
                pixels = np.asarray(image.convert("RGB"))
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError):
            return None
        return pixels if pixels.shape == shape else None

    def _path(self, model: str, number: int) -> Path:
        return self._folder / model / f"{number}.png"

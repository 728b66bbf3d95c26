"""The proof: held-out photos, degraded in fixed ways, restored by the model as it is, and compared with the truth."""

from collections.abc import Callable, Generator
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from engine.errors import TrainingError
from engine.request import RestoreRequest
from engine.resources import resource
from trainer.collection import Photo, scan
from trainer.config import RunConfig
from trainer.dataset import Batch
from trainer.modules import TrainingModules
from trainer.proof.measures import agreement, psnr, ssim, tones
from trainer.proof.perceptual import Perceptual, perceptual_measures
from trainer.proof.restoring import Restoring, request_for, restoring
from trainer.proof.samples import GENERIC, ProofPhoto, ProofPhotos, proof_side
from trainer.proof.scores import PhotoScores, Scores
from trainer.proof.strips import Strip, Strips
from trainer.step import Denoised

Predict = Callable[[Batch, Tensor, Tensor, Tensor], Denoised]
"""The loop's forward: a batch of one, latents and noise [1, C, h, w], timesteps [1], all on the device."""
Steps = Generator[tuple[int, int], None, Scores]
Result = TypeVar("Result")

FIXED_TIMES = tuple(step / 10 for step in range(1, 10))  # of the noise schedule: t = 100 ... 900
MOST_CANARIES = 10
_MEASURES = {"agreement": agreement, "tones": tones, "psnr": psnr, "ssim": ssim}


class Proof:
    """Scores a model on fixed samples of held-out photos, and of a canary: photos of another kind.

    Everything drawn is a function of the run's seed and the photos, so that models differ by their weights alone.

    Args:
        held_out: photos that are never trained on.
        config: of the run; crops as large as its largest up to 512 pixels, degradations as in its mix.
        recommended: the request that a person would start from.

    Raises:
        TrainingError: there is no photo to hold out, or no usable one in the canary's folder.
    """

    def __init__(self, held_out: tuple[Photo, ...], config: RunConfig, recommended: RestoreRequest) -> None:
        if not held_out:
            advice = "Add photos (two at least, and fifty to be sure to tell), or set `proof = false`."
            raise TrainingError("no photo is held out, so nothing can be proved", advice=advice)
        side = proof_side(config)
        self.recommended = recommended
        self._photos = ProofPhotos(held_out, config, config.degradation, side)
        self._canary = ProofPhotos(canary_photos(config, side), config, GENERIC, side)
        self._strips = Strips(config.output / "proof", self._photos)

    def measure(self, modules: TrainingModules, predict: Predict, request: RestoreRequest | None = None) -> Scores:
        """Scores of the weights that `modules` hold: averaged ones, inside `lora.plain`. They are unchanged afterwards.

        Args:
            modules: on their device.
            predict: Eq. 3's prediction and target, in the run's arithmetic.
            request: to restore with; None: the recommended one. The stock model is measured with its own.

        Raises:
            OutOfMemory: the device has not enough memory.
        """
        return _finished(self.steps(modules, predict, request))

    def steps(self, modules: TrainingModules, predict: Predict, request: RestoreRequest | None = None) -> Steps:
        """As `measure`, photo by photo: yields (photos done, of all); leave the modules alone between two yields."""
        request = request or self.recommended
        perceptual = perceptual_measures(next(modules.parameters()).device)
        total = len(self._photos) + len(self._canary)
        held_out: list[PhotoScores] = []
        canary: list[PhotoScores] = []
        with restoring(modules, request) as model:
            for index in range(len(self._photos)):
                photo = self._photos[index]
                losses = self._losses(photo, modules, predict)
                held_out.append(self._restored(photo, model, modules, request, perceptual, losses))
                yield len(held_out), total
            for index in range(len(self._canary)):
                canary.append(self._restored(self._canary[index], model, modules, request, perceptual, {}))
                yield len(held_out) + len(canary), total
        return Scores(tuple(held_out), tuple(canary), dict(perceptual.absent))

    def show(self, modules: TrainingModules, name: str, request: RestoreRequest | None = None) -> None:
        """Restores the few samples that the report shows, and keeps them in `output/proof/<name>`.

        `name`: `stock` before the first update, `trained` for what is exported. Which samples these are was settled
        before any training. With the stock model's go `damaged` and `original`, so that all can be looked at.

        Raises:
            TrainingError: they cannot be written.
        """
        request = request or self.recommended
        dtype = next(modules.model.unet.parameters()).dtype
        with restoring(modules, request) as model:
            for number, sample, seed in self._strips.samples():
                picture = model.restored(sample.lq, request_for(request, sample.caption, seed, dtype))
                self._strips.keep(name, number, np.zeros_like(sample.lq) if picture is None else picture)
                if name == "stock":
                    self._strips.keep("damaged", number, sample.lq)
                    self._strips.keep("original", number, sample.target)

    def strips(self) -> list[Strip]:
        """Degraded, stock, trained and original pictures for the report; those not yet shown are None."""
        return self._strips.strips()

    def _restored(
        self,
        photo: ProofPhoto,
        model: Restoring,
        modules: TrainingModules,
        request: RestoreRequest,
        perceptual: Perceptual,
        losses: dict[str, float],
    ) -> PhotoScores:
        dtype = next(modules.model.unet.parameters()).dtype
        measures = _MEASURES | perceptual.measures
        values: dict[str, list[float]] = {name: [] for name in measures}
        failed = 0
        for sample, seed in zip(photo.samples, photo.seeds, strict=True):
            picture = model.restored(sample.lq, request_for(request, sample.caption, seed, dtype))
            if picture is None:
                failed += 1
                picture = np.zeros_like(sample.target)
            for name, measure in measures.items():
                values[name].append(round(measure(picture, sample.target), 6))
        kinds = tuple(sample.kind for sample in photo.samples)
        return PhotoScores(photo.key, kinds, {k: tuple(v) for k, v in values.items()}, losses, failed)

    @torch.no_grad()
    def _losses(self, photo: ProofPhoto, modules: TrainingModules, predict: Predict) -> dict[str, float]:
        """Eq. 3 at each fixed timestep, the photo's degradations in turn."""
        device = next(modules.model.unet.parameters()).device
        steps = int(modules.scheduler.config["num_train_timesteps"])
        generator = torch.Generator().manual_seed(photo.noise_seed)
        multiple = modules.multiple
        losses: dict[str, float] = {}
        batches = [_cut(sample.batch(), multiple).to(device) for sample in photo.samples]
        latents = [modules.to_latents(b.hq, generator) - modules.start_latents(b.lq) for b in batches]
        for number, share in enumerate(FIXED_TIMES):
            turn = number % len(batches)
            noise = torch.randn(latents[turn].shape, generator=generator).to(latents[turn])
            t = round(share * steps)
            timesteps = torch.full((1,), t, device=device)
            losses[str(t)] = round(float(predict(batches[turn], latents[turn], noise, timesteps).loss), 6)
        return losses


def canary_photos(config: RunConfig, side: int) -> tuple[Photo, ...]:
    """Up to ten photos of `config.canary`, or those that come with Heirloom, which may be smaller than `side`.

    Raises:
        TrainingError: the folder holds none that can be used.
    """
    if config.canary is not None:
        photos = scan((config.canary,), smallest=side).photos
        return photos[:: max(1, len(photos) // MOST_CANARIES)][:MOST_CANARIES]
    return scan((resource("canary"),), smallest=1).photos


def _cut(batch: Batch, multiple: int) -> Batch:
    """The upper left part whose sides the model can take."""
    side = batch.hq.shape[2] // multiple * multiple
    return Batch(batch.hq[:, :, :side, :side], batch.lq[:, :, :side, :side], batch.captions)


def _finished(work: Generator[object, None, Result]) -> Result:
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value

"""What is minimised, as one module whose `forward` is the loss: accelerate's wrappers see all that is computed."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import torch
from torch import Tensor, nn

from engine.encode_decode import draw_latents, encode_moments
from engine.text import Conditioning
from trainer.config import RunConfig, Stage
from trainer.dataset import Batch
from trainer.distributed import Rows
from trainer.modules import TrainingModules
from trainer.step import Denoised, draw_noise, picture_loss, predict


class Texts(Protocol):
    """Where the context of captions comes from: the text encoders, or what they said before."""

    def conditioning(self, captions: tuple[str, ...]) -> Conditioning:
        """The context (and pooled embedding) of the captions, on the device that trains."""
        ...


class Encoded:
    """Texts straight from the encoders, which may learn."""

    def __init__(self, modules: TrainingModules) -> None:
        self._encode = modules.encode_text

    def conditioning(self, captions: tuple[str, ...]) -> Conditioning:
        """Encodes them."""
        return self._encode(captions)


class Objective(nn.Module):
    """The loss of a stage: Eq. 3, and losses on decoded pictures where the stage has them."""

    def __init__(self, modules: TrainingModules, stage: Stage, config: RunConfig, texts: Texts) -> None:
        super().__init__()
        self.modules_in_training = modules
        self.stage = stage
        self.config = config
        self.texts = texts

    def forward(self, batch: Batch, generator: torch.Generator, rows: Rows) -> Tensor:
        """The loss of this process's rows, weighted so that the mean over processes is that of the whole batch.

        Args:
            batch: own rows, on the device.
            generator: on the CPU; draws for the whole batch, and is left alike in every process.
            rows: which ones they are.
        """
        modules, stage = self.modules_in_training, self.stage
        with torch.autocast(batch.hq.device.type, enabled=False):  # the autoencoder's latents are exact
            start = modules.start_latents(batch.lq)
            pictures = self._latents(batch.hq, generator, rows)
        latents = pictures - start
        whole = torch.Size((rows.total, *latents.shape[1:]))
        noise, timesteps = draw_noise(
            whole, generator, self.timesteps, self.config.noise_offset, self.config.late_timesteps
        )
        denoised = self.predict(batch, latents, noise[rows.own].to(latents), timesteps[rows.own].to(latents.device))
        loss = denoised.loss * rows.weight
        few = rows.among(math.ceil(rows.total / 4))  # undamaged latents are easy to decode: a quarter is enough
        restored = denoised.prediction + start
        weights, texture = None, stage.texture_loss
        if stage.damage_weight and batch.hidden is not None:
            weights = 1 + stage.damage_weight * batch.hidden
        if stage.texture_loss and batch.texture is not None:
            texture = stage.texture_loss * batch.texture
        for share, made, of, contrast, weight in (
            (stage.pixel_loss, restored, rows, texture, weights),
            (stage.reconstruction_loss, pictures, few, stage.texture_loss, None),
        ):
            if share:
                made = made[: max(1, of.end - of.first)]
                with self.arithmetic():
                    decoded = modules.decoded(made)
                hq = batch.hq[: len(made)]
                loss = loss + share * of.weight * picture_loss(decoded, hq, stage.gradient_loss, contrast, weight)
        return loss

    def predict(self, batch: Batch, latents: Tensor, noise: Tensor, timesteps: Tensor) -> Denoised:
        """The UNet's prediction and its target, in the run's arithmetic; all tensors on the device, as in `predict`."""
        modules = self.modules_in_training
        with self.arithmetic():
            text = self.texts.conditioning(batch.captions)
            added = modules.micro_conditioning(text, (batch.hq.shape[2], batch.hq.shape[3]))
            return predict(modules.model, modules.scheduler, latents, batch.lq, noise, timesteps, text.context, added)

    @contextmanager
    def arithmetic(self) -> Iterator[None]:
        """Autocast as the run file says. Weights rounded for one part are not kept for the next, so that gradients of
        a weight that is used in both add up in float32."""
        device = next(self.modules_in_training.parameters()).device.type
        with torch.autocast(device, torch.bfloat16, enabled=self.config.precision == "bf16"):
            yield
        torch.clear_autocast_cache()

    @property
    def timesteps(self) -> int:
        """Steps of the noise schedule."""
        return int(self.modules_in_training.scheduler.config["num_train_timesteps"])

    @torch.no_grad()
    def _latents(self, hq: Tensor, generator: torch.Generator, rows: Rows) -> Tensor:
        """Latents of own rows, sampled as in the whole batch."""
        modules = self.modules_in_training
        if rows.processes == 1:
            return modules.to_latents(hq, generator)
        autoencoder = modules.autoencoder
        made = _result(encode_moments(autoencoder, hq.to(autoencoder.dtype)))
        whole = made.new_zeros((rows.total, *made.shape[1:]))
        whole[rows.own] = made
        return draw_latents(autoencoder, whole, generator)[rows.own]


def _result(work: Iterator[None]) -> Tensor:
    """What a generator returns."""
    while True:
        try:
            next(work)
        except StopIteration as finished:
            return finished.value

"""One training step: Algorithm 1 and Eq. 3 of the paper."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from diffusers import DDPMScheduler
from torch import Tensor

from engine.errors import ConfigError
from engine.model.faithdiff import FaithDiff

LUMA = (0.299, 0.587, 0.114)
TEXTURE_WINDOW = 8


def prediction_target(scheduler: DDPMScheduler, latents: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
    """What the UNet should say, by the scheduler's prediction type: noise (paper), velocity or clean latents.

    Args:
        latents, noise: [B, C, h, w].
        timesteps: [B].

    Raises:
        ConfigError: the scheduler predicts something else.
    """
    kind = scheduler.config.prediction_type  # pyright: ignore[reportAttributeAccessIssue]
    if kind == "epsilon":
        return noise
    if kind == "v_prediction":
        return scheduler.get_velocity(latents, noise, timesteps)  # pyright: ignore[reportArgumentType]
    if kind == "sample":
        return latents
    raise ConfigError(f"the model's scheduler predicts {kind!r}; training knows epsilon, v_prediction and sample")


def l1_loss(prediction: Tensor, target: Tensor) -> Tensor:
    """Mean absolute difference over everything (Eq. 3), in float32."""
    return (prediction.float() - target.float()).abs().mean()


@dataclass(frozen=True)
class Denoised:
    """One batch through the model.

    Attributes:
        prediction: of the UNet, [B, C, h, w].
        target: what it should have been, [B, C, h, w].
    """

    prediction: Tensor
    target: Tensor

    @property
    def loss(self) -> Tensor:
        """Eq. 3, a scalar."""
        return l1_loss(self.prediction, self.target)


def predict(
    model: FaithDiff,
    scheduler: DDPMScheduler,
    latents: Tensor,
    lq: Tensor,
    noise: Tensor,
    timesteps: Tensor,
    context: Tensor,
    added: dict[str, Tensor] | None,
) -> Denoised:
    """The prediction for one batch, and its target; pictures do not see each other.

    Args:
        latents: clean HQ latents [B, C, h, w], scaled.
        lq: LQ pictures [B, 3, H, W] in -1..1.
        noise: [B, C, h, w] standard normal.
        timesteps: [B] in 0..999.
        context: text embeddings [B, tokens, width].
        added: SDXL's micro-conditioning, or None.
    """
    noisy = scheduler.add_noise(latents, noise, timesteps)  # pyright: ignore[reportArgumentType]
    features = model.encode_lq(lq)
    if torch.is_grad_enabled() and not features.requires_grad:
        # torch 2.13 crashes in GroupNorm's backward on channels_last CPU tensors that need no gradient themselves
        features.requires_grad_()
    condition = model.embed_condition(features)
    return Denoised(
        model(noisy, timesteps, context, condition, added), prediction_target(scheduler, latents, noise, timesteps)
    )


def clean_latents(scheduler: DDPMScheduler, denoised: Tensor, noisy: Tensor, timesteps: Tensor) -> Tensor:
    """The clean latents that a prediction stands for, by the scheduler's prediction type.

    Args:
        denoised: the prediction, [B, C, h, w].
        noisy: what it was made from, [B, C, h, w].
        timesteps: [B].
    """
    kind = scheduler.config.prediction_type  # pyright: ignore[reportAttributeAccessIssue]
    if kind == "sample":
        return denoised
    kept = scheduler.alphas_cumprod.to(noisy)[timesteps].view(-1, 1, 1, 1)
    if kind == "v_prediction":
        return kept.sqrt() * noisy - (1 - kept).sqrt() * denoised
    return (noisy - (1 - kept).sqrt() * denoised) / kept.sqrt()


def picture_loss(
    decoded: Tensor, pictures: Tensor, gradients: float, texture: float | Tensor = 0.0, weights: Tensor | None = None
) -> Tensor:
    """Mean absolute difference of pictures [B, 3, H, W] and, times `gradients`, of their steps between neighbours.

    The second term sees steps between patches where the picture has none, and edges that are too soft. Times `texture`
    comes the difference of local contrast, the mean absolute step of the luma in squares of `TEXTURE_WINDOW` pixels;
    `texture` may be a number for each picture, [B].
    `weights` [B, 1, H, W] say how much each pixel counts in the first two terms.
    """
    decoded = decoded.float()
    difference = decoded - pictures
    if weights is not None:
        difference = difference * weights
    loss = difference.abs().mean()
    if gradients:
        loss = loss + gradients * sum(difference.diff(dim=dim).abs().mean() for dim in (2, 3))
    if isinstance(texture, Tensor) or texture:
        lost = [(_contrast(decoded, dim) - _contrast(pictures, dim)).abs().mean(dim=(1, 2, 3)) for dim in (2, 3)]
        loss = loss + (texture * (lost[0] + lost[1])).mean()
    return loss


def _contrast(pictures: Tensor, dim: int) -> Tensor:
    """Mean absolute step of the luma (Rec. 601) along `dim` in overlapping squares: [B, 3, H, W] -> [B, 1, h, w]."""
    luma = (pictures * pictures.new_tensor(LUMA).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)
    return F.avg_pool2d(luma.diff(dim=dim).abs(), TEXTURE_WINDOW, TEXTURE_WINDOW // 2)


def draw_noise(
    shape: torch.Size, generator: torch.Generator, timesteps: int = 1000, offset: float = 0.0, late: float = 1.0
) -> tuple[Tensor, Tensor]:
    """Noise of `shape` [B, C, h, w] and one timestep a picture, drawn on the CPU; uniform (paper) where `late` is 1,
    else T u^(1/late) with u uniform.

    `offset` times a normal value for each picture and channel is added to all of it. It belongs to the noise, and so
    to the target too (released scripts: 0.02).
    """
    noise = torch.randn(shape, generator=generator)
    if late == 1:
        drawn = torch.randint(0, timesteps, (shape[0],), generator=generator)
    else:
        drawn = (timesteps * torch.rand(shape[0], generator=generator) ** (1 / late)).long().clamp_(max=timesteps - 1)
    if offset:
        noise = noise + offset * torch.randn((*shape[:2], 1, 1), generator=generator)
    return noise, drawn

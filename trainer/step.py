"""One training step: Algorithm 1 and Eq. 3 of the paper."""

import torch
from diffusers import DDPMScheduler
from torch import Tensor

from engine.errors import ConfigError
from engine.model.faithdiff import FaithDiff


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


def denoising_loss(
    model: FaithDiff,
    scheduler: DDPMScheduler,
    latents: Tensor,
    lq: Tensor,
    noise: Tensor,
    timesteps: Tensor,
    context: Tensor,
    added: dict[str, Tensor] | None,
) -> Tensor:
    """Eq. 3 for one batch; pictures do not see each other.

    Args:
        latents: clean HQ latents [B, C, h, w], scaled.
        lq: LQ pictures [B, 3, H, W] in -1..1.
        noise: [B, C, h, w] standard normal.
        timesteps: [B] in 0..999.
        context: text embeddings [B, tokens, width].
        added: SDXL's micro-conditioning, or None.

    Returns:
        The loss, a scalar.
    """
    noisy = scheduler.add_noise(latents, noise, timesteps)  # pyright: ignore[reportArgumentType]
    features = model.encode_lq(lq)
    if torch.is_grad_enabled() and not features.requires_grad:
        # torch 2.13 crashes in GroupNorm's backward on channels_last CPU tensors that need no gradient themselves
        features.requires_grad_()
    condition = model.embed_condition(features)
    return l1_loss(
        model(noisy, timesteps, context, condition, added), prediction_target(scheduler, latents, noise, timesteps)
    )


def draw_noise(shape: torch.Size, generator: torch.Generator, timesteps: int = 1000) -> tuple[Tensor, Tensor]:
    """Noise of `shape` and one uniform timestep a picture, drawn on the CPU."""
    noise = torch.randn(shape, generator=generator)
    return noise, torch.randint(0, timesteps, (shape[0],), generator=generator)

"""What training needs out of a bundle: the modules that may learn, and what stays as it is."""

import torch
from diffusers import DDPMScheduler
from torch import Tensor, nn

from engine.encode_decode import encode_latents, unscaled
from engine.errors import ConfigError, TrainingError
from engine.model.autoencoder import Autoencoder, spatial_factor
from engine.model.faithdiff import FaithDiff
from engine.precision import resolve_device
from engine.request import RestoreRequest
from engine.sampling import RESIDUAL
from engine.text import Conditioning, TextEncoder
from trainer.bases import load_base
from trainer.config import RunConfig
from trainer.parameters import LORA, part_of


class TrainingModules(nn.Module):
    """FaithDiff, its text encoders and its autoencoder as one module: every tensor that may learn has one name."""

    def __init__(
        self, model: FaithDiff, text: TextEncoder, autoencoder: Autoencoder, scheduler_config: dict[str, object]
    ) -> None:
        super().__init__()
        self.model = model
        self.text_encoders = nn.ModuleList(text.encoders)
        scheduler = DDPMScheduler.from_config({k: v for k, v in scheduler_config.items() if k != RESIDUAL})
        assert isinstance(scheduler, DDPMScheduler)
        self.autoencoder = autoencoder
        self.text = text
        self.scheduler = scheduler
        self.scheduler_config = scheduler_config
        autoencoder.requires_grad_(False)

    @property
    def multiple(self) -> int:
        """Sides of a crop must be multiples of this, in pixels."""
        levels = len(self.model.unet.config["down_block_types"])
        return spatial_factor(self.autoencoder) * 2 ** (levels - 1)

    def encode_text(self, captions: tuple[str, ...]) -> Conditioning:
        """Context (and pooled embedding) of the captions, with gradients where a text encoder learns."""
        learns = any(parameter.requires_grad for parameter in self.text_encoders.parameters())
        with torch.set_grad_enabled(learns and torch.is_grad_enabled()):
            return self.text.encode(captions)

    @property
    def residual(self) -> bool:
        """Whether the clean latents are the HQ picture's minus the LQ picture's."""
        return bool(self.scheduler_config.get(RESIDUAL, False))

    def start_latents(self, lq: Tensor) -> Tensor | float:
        """What a model of residuals adds its latents to: those of LQ pictures [B, 3, H, W]; 0 for other models."""
        return self.to_latents(lq, None) if self.residual else 0.0

    @torch.no_grad()
    def to_latents(self, hq: Tensor, generator: torch.Generator | None) -> Tensor:
        """Pictures [B, 3, H, W] in -1..1 -> a sample of their latents [B, C, H/f, W/f], scaled; without one the mode.

        `generator` is on the CPU wherever the pictures are, so that a seed means the same sample everywhere.
        """
        return encode_latents(self.autoencoder, hq, generator)

    def decoded(self, latents: Tensor) -> Tensor:
        """Scaled latents [B, C, h, w] -> pictures [B, 3, H, W], about -1..1, with gradients."""
        picture = self.autoencoder.decode(unscaled(self.autoencoder, latents), return_dict=False)[0]  # pyright: ignore[reportArgumentType]
        assert isinstance(picture, Tensor)
        return picture

    def micro_conditioning(self, text: Conditioning, size: tuple[int, int]) -> dict[str, Tensor] | None:
        """SDXL's added conditioning for uncropped pictures of `size` (height, width); None where the UNet has none."""
        if self.model.unet.config["addition_embed_type"] != "text_time":
            return None
        assert text.pooled is not None
        time_ids = torch.tensor([[*size, 0, 0, *size]], dtype=text.pooled.dtype, device=text.pooled.device)
        return {"text_embeds": text.pooled, "time_ids": time_ids.expand(len(text.pooled), -1)}


def load_modules(config: RunConfig) -> tuple[TrainingModules, RestoreRequest, str]:
    """The base of a run on its device, ready to train, its recommended request, and its fingerprint.

    The number formats are those of `kept_as`. With `lora_rank` the UNet has low-rank updates.

    Returns:
        modules, recommended request, sha256 of the base bundle's manifest ("" for a diffusers folder).

    Raises:
        ConfigError: a field does not go with the base.
        ModelError: the base cannot be loaded.
        DeviceError: no such device.
        TrainingError: the device is too small for the weights.
    """
    device = resolve_device(config.device)
    base = load_base(config)
    if config.form == "adapter" and not base.fingerprint:
        raise ConfigError("form is adapter, but the base is no bundle", path=config.base, advice="Set form to bundle.")
    modules = TrainingModules(base.model, base.text, base.autoencoder, base.scheduler_config)
    if config.lora_rank:
        from trainer.lora import add_lora

        add_lora(modules, config.lora_rank, config.lora_alpha, torch.Generator().manual_seed(config.seed))
    place(modules, config, device)
    return modules, base.recommended, base.fingerprint


@torch.no_grad()
def place(modules: TrainingModules, config: RunConfig, device: torch.device) -> None:
    """Moves every tensor to the device, in the number format that it is kept in. One at a time: none is held twice.

    Raises:
        TrainingError: the device is too small.
    """
    try:
        for name, parameter in modules.named_parameters():
            moved = parameter.data.to(device, kept_as(name, parameter, config))
            # the backward pass is slower in channels_last on processors
            parameter.data = moved.contiguous() if device.type == "cpu" else moved
        for module in modules.modules():
            for name, buffer in module.named_buffers(recurse=False):
                setattr(module, name, buffer.to(device))
    except torch.OutOfMemoryError as error:
        advice = "Close other programs, or use a card with more memory."
        raise TrainingError(f"{device} is too small for the weights", path=config.base, advice=advice) from error


def kept_as(name: str, parameter: Tensor, config: RunConfig) -> torch.dtype:
    """The number format of a parameter while it is trained, or used in training.

    Norms, biases, low-rank updates and the autoencoder are float32. Of the rest, what learns is in the format that
    `config.weights` names; what does not is float16, as in its file, where products are computed in bfloat16 anyhow.
    """
    part = part_of(name)
    if parameter.ndim < 2 or LORA in name or part in ("decoder", "autoencoder"):
        return torch.float32
    learns = part in config.trained and not (part == "unet" and config.lora_rank)
    if learns:
        return torch.bfloat16 if config.weights == "bf16" else torch.float32
    return torch.float16 if config.precision == "bf16" else torch.float32

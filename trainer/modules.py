"""What training needs out of a bundle: the modules that may learn, and what stays as it is."""

from pathlib import Path

import torch
from diffusers import DDPMScheduler
from torch import Tensor, nn

from engine.bundle import load_bundle
from engine.encode_decode import encode_latents, unscaled
from engine.model.autoencoder import Autoencoder, spatial_factor
from engine.model.faithdiff import FaithDiff
from engine.request import RestoreRequest
from engine.sampling import RESIDUAL
from engine.text import Conditioning, TextEncoder


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


def load_modules(folder: Path, device: str = "cpu") -> tuple[TrainingModules, RestoreRequest]:
    """The bundle in `folder` in float32 on `device`, ready to train, and its recommended request.

    Raises:
        ModelError: it cannot be loaded.
        DeviceError: no such device.
    """
    restorer = load_bundle(folder, device=device, dtype=torch.float32)
    modules = TrainingModules(restorer.model, restorer.text, restorer.autoencoder, dict(restorer.scheduler_config))
    if restorer.device.type == "cpu":
        for parameter in modules.parameters():
            parameter.data = parameter.data.contiguous()  # the backward pass is slower in channels_last there
    return modules, restorer.recommended

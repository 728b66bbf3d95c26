"""The released FaithDiff from a folder, made to run here: on any device, with today's diffusers, its loop alone.

Nothing of it is copied: its modules are imported, and what they take for granted is put around them from outside.
"""

import contextlib
import importlib
import importlib.util
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import diffusers.utils
import torch
from diffusers import AutoencoderKL, DDPMScheduler, EulerDiscreteScheduler
from torch import Tensor, nn

from engine.checkpoint import to_released
from engine.model.faithdiff import FaithDiff

_UNET = "FaithDiff.models.unet_2d_condition_vae_extension"
_PIPELINE = "FaithDiff.pipelines.pipeline_FaithDiff_tlc"


class _Here:
    """The torch module, but that its device called cuda is another one."""

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)

    def device(self, name: Any) -> torch.device:
        return self._device if str(name) == "cuda" else torch.device(name)


class _Known(nn.Module):
    """In the place of the LQ encoder: features that are there already."""

    def __init__(self, features: Tensor) -> None:
        super().__init__()
        self.features = features

    def forward(self, picture: Tensor) -> Tensor:
        return self.features


@contextlib.contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Until it is left, the released modules can be imported.

    They ask for cv2, which the loop does not use, and for what diffusers had once.
    """
    before = dict(sys.modules)
    gone = {name: lambda: False for name in ("is_flax_available",) if not hasattr(diffusers.utils, name)}
    sys.path.insert(0, str(folder))
    try:
        if importlib.util.find_spec("cv2") is None:
            sys.modules["cv2"] = types.ModuleType("cv2")
        for name, stand_in in gone.items():
            setattr(diffusers.utils, name, stand_in)
        yield
    finally:
        sys.path.remove(str(folder))
        for name in gone:
            delattr(diffusers.utils, name)
        for name in sys.modules.keys() - before.keys():
            if name == "cv2" or name.split(".")[0] == "FaithDiff":
                del sys.modules[name]


class Released:
    """The released pipeline around the weights of one of our models, in whose memory they stay.

    Args:
        folder: a checkout of the released code.
        model: its alignment has the sizes that the released code knows alone (512, 320).
        unet_config: of its UNet.
        scheduler_config: of the Euler scheduler.
    """

    def __init__(
        self, folder: Path, model: FaithDiff, unet_config: dict[str, Any], scheduler_config: dict[str, Any]
    ) -> None:
        with importable(folder):
            networks, pipelines = importlib.import_module(_UNET), importlib.import_module(_PIPELINE)
        example = next(model.parameters())
        pipelines.torch = _Here(example.device)  # pyright: ignore[reportAttributeAccessIssue]
        with torch.device("meta"):
            unet = networks.UNet2DConditionModel.from_config(unet_config)
            unet.load_additional_layers(dtype=None)
        unet.denoise_encoder = None
        state = {key: t for key, t in to_released(model.parts()).items() if not key.startswith("denoise_encoder.")}
        # its own load_state_dict copies, and not strictly
        nn.Module.load_state_dict(unet, state, strict=True, assign=True)
        autoencoder = _autoencoder(example.dtype)
        self.pipe: Any = pipelines.FaithDiffStableDiffusionXLPipeline(
            vae=autoencoder,
            denoise_encoder=None,
            text_encoder=None,
            text_encoder_2=None,
            tokenizer=None,
            tokenizer_2=None,
            unet=unet.eval().requires_grad_(False),
            scheduler=EulerDiscreteScheduler(**scheduler_config),
            DDPM_scheduler=DDPMScheduler(**scheduler_config_of_ddpm(scheduler_config)),
            add_watermarker=False,
        )
        self.pipe.set_progress_bar_config(disable=True)

    def latents(
        self,
        features: Tensor,
        context: Tensor,
        pooled: Tensor,
        noise: Tensor,
        *,
        steps: int,
        guidance_scale: float,
        tile_pixels: int,
    ) -> Tensor:
        """The final latents, from the features of the whole picture and noise, both in the number format to compute in.

        Args:
            features: [1, 512, h, w].
            context, pooled: a negative and a positive row.
            noise: [1, 4, h, w], N(0, 1).
            steps, guidance_scale, tile_pixels: as in a request.
        """
        pipe = self.pipe
        height, width = (8 * side for side in noise.shape[2:])
        picture = torch.zeros(1, 3, 8, 8, dtype=noise.dtype, device=noise.device)
        pipe.denoise_encoder = _Known(features)
        pipe.image_processor.preprocess = lambda *_args, **_kwargs: picture
        pipe.encode_prompt = lambda *_args, **_kwargs: (context[1:], context[:1], pooled[1:], pooled[:1])
        pipe.check_inputs = lambda *_args, **_kwargs: None
        return pipe(
            lr_img=picture,
            prompt="",
            height=height,
            width=width,
            num_inference_steps=steps,
            guidance_scale=guidance_scale,
            start_point="noise",
            latents=noise,
            target_size=(tile_pixels, tile_pixels),
            output_type="latent",
            return_dict=False,
        )[0]


def scheduler_config_of_ddpm(config: dict[str, Any]) -> dict[str, Any]:
    """What a DDPM scheduler takes of an Euler scheduler's settings."""
    return {key: config[key] for key in ("beta_start", "beta_end", "beta_schedule", "num_train_timesteps")}


def _autoencoder(dtype: torch.dtype) -> nn.Module:
    """Of the VAE the loop asks the number format and the factor 8 alone."""
    config: dict[str, Any] = {
        "block_out_channels": (8, 8, 8, 8),
        "norm_num_groups": 4,
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
    }
    return nn.Module.to(AutoencoderKL(**config), dtype)  # diffusers' own is badly annotated

"""Tiny models of the real classes, with random weights: a bundle of about a megabyte in about a second."""

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from tokenizers.pre_tokenizers import ByteLevel
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from engine.bundle import save_bundle
from engine.images.picture import Picture
from engine.model.autoencoder import Autoencoder, autoencoder_from_config, spatial_factor
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.faithdiff import FaithDiff, build_faithdiff
from engine.request import RestoreRequest
from engine.text import ClipEncoder, TextEncoder

Kind = Literal["kl", "linear"]
TextKind = Literal["projection", "plain", "two"]


@dataclass(frozen=True)
class TinyModel:
    """The parts of a tiny model, before they are written."""

    model: FaithDiff
    autoencoder: Autoencoder
    text: TextEncoder
    scheduler_config: dict[str, Any] = field(default_factory=dict)


def tiny_model(
    *,
    autoencoder: Kind = "linear",
    text: TextKind = "projection",
    prediction_type: str = "v_prediction",
    attention: Literal["per_position", "spatial"] = "per_position",
    scheduler: dict[str, Any] | None = None,
    window: int = 24,
    seed: int = 0,
) -> TinyModel:
    """A tiny model with random weights.

    Args:
        autoencoder: `linear` has 12 latent channels at 1/4 of the size, `kl` 4 at 1/8.
        text: one encoder with a projection, one without (and a UNet without micro-conditioning), or two as SDXL.
        prediction_type: of the scheduler.
        attention: of the alignment.
        scheduler: settings to change in the scheduler's configuration.
        window: tokens of a text encoder, with the marks of start and end; about a letter a token.
        seed: of the weights.
    """
    generator = torch.Generator().manual_seed(seed)
    vae = tiny_autoencoder(autoencoder, generator)
    encoders = tiny_text(text, window, generator)
    model = build_faithdiff(
        tiny_unet_config(vae, encoders),
        LQEncoderConfig(
            block_out_channels=(8,) * (int(math.log2(spatial_factor(vae))) + 1), layers_per_block=1, norm_num_groups=4
        ),
        AlignmentConfig(feature_channels=8, hidden_channels=16, attention=attention, heads=2, norm_num_groups=4),
    )
    randomise(model, generator)
    config = {
        "_class_name": "EulerDiscreteScheduler",
        "beta_start": 0.00085,
        "beta_end": 0.012,
        "beta_schedule": "scaled_linear",
        "num_train_timesteps": 1000,
        "timestep_spacing": "leading",
        "steps_offset": 1,
        "prediction_type": prediction_type,
    }
    return TinyModel(model, vae, encoders, config | (scheduler or {}))


def tiny_bundle(
    folder: Path,
    *,
    name: str = "tiny",
    recommended: RestoreRequest | None = None,
    dtype: torch.dtype = torch.float32,
    max_file_bytes: int | None = None,
    **options: Any,
) -> Path:
    """Writes a tiny model's bundle to `folder` and returns it; `options` are those of `tiny_model`."""
    parts = tiny_model(**options)
    save_bundle(
        folder,
        name=name,
        title="A tiny model for tests",
        licence="Apache-2.0",
        model=parts.model,
        autoencoder=parts.autoencoder,
        text=parts.text,
        scheduler_config=parts.scheduler_config,
        recommended=recommended or RestoreRequest(guidance_scale=1.0, steps=3, scale=1.0, tile=64, precision="fp32"),
        dtype=dtype,
        max_file_bytes=max_file_bytes,
    )
    return folder


def tiny_unet_config(autoencoder: Autoencoder, text: TextEncoder) -> dict[str, Any]:
    """A stock UNet's configuration with two levels, for these neighbours."""
    channels = int(autoencoder.config["latent_channels"])
    config: dict[str, Any] = {
        "sample_size": 16,
        "in_channels": channels,
        "out_channels": channels,
        "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"],
        "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"],
        "block_out_channels": [16, 32],
        "layers_per_block": 1,
        "attention_head_dim": [2, 4],
        "cross_attention_dim": text.width,
        "use_linear_projection": True,
        "norm_num_groups": 8,
    }
    if text.has_pooled:
        projection = text.encoders[-1].config.projection_dim
        assert projection is not None
        config |= {
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 8,
            "projection_class_embeddings_input_dim": 6 * 8 + projection,
        }
    return config


def tiny_autoencoder(kind: Kind, generator: torch.Generator) -> Autoencoder:
    """A fitted patch autoencoder without refinement, or an AutoencoderKL with random weights."""
    if kind == "linear":
        autoencoder = autoencoder_from_config(
            {"_class_name": "PatchAutoencoder", "latent_channels": 12, "patch_size": 4}
        )
        coarse = torch.rand(4096, 3, 2, 2, generator=generator) * 2 - 1
        fine = torch.nn.functional.interpolate(coarse, size=(4, 4), mode="bilinear")
        fine += 0.05 * torch.randn(fine.shape, generator=generator)
        autoencoder.fit(fine.flatten(1))  # pyright: ignore[reportAttributeAccessIssue, reportCallIssue]
        return autoencoder
    autoencoder = autoencoder_from_config(
        {
            "_class_name": "AutoencoderKL",
            "down_block_types": ["DownEncoderBlock2D"] * 4,
            "up_block_types": ["UpDecoderBlock2D"] * 4,
            "block_out_channels": [8, 8, 8, 8],
            "layers_per_block": 1,
            "latent_channels": 4,
            "norm_num_groups": 4,
            "scaling_factor": 0.5,
        }
    )
    randomise(autoencoder, generator)
    return autoencoder


def tiny_text(kind: TextKind, window: int, generator: torch.Generator) -> TextEncoder:
    """One or two CLIP text encoders with random weights, and byte tokenizers."""
    classes: dict[TextKind, list[type[CLIPTextModel] | type[CLIPTextModelWithProjection]]] = {
        "projection": [CLIPTextModelWithProjection],
        "plain": [CLIPTextModel],
        "two": [CLIPTextModel, CLIPTextModelWithProjection],
    }
    tokenizers: list[CLIPTokenizer] = []
    encoders: list[ClipEncoder] = []
    for kind_of_encoder in classes[kind]:
        tokenizer = tiny_tokenizer(window)
        tokenizers.append(tokenizer)
        marks: Any = {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("bos", "eos", "pad")}
        config = CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            intermediate_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=window,
            projection_dim=16,
            **marks,
        )
        encoder = kind_of_encoder(config)
        randomise(encoder, generator)
        encoders.append(encoder.eval())
    return TextEncoder(tokenizers, encoders)


def tiny_tokenizer(window: int) -> CLIPTokenizer:
    """CLIP's byte-level tokenizer without merges: a token a byte. Start and end have the highest ids, as in CLIP."""
    letters = sorted(ByteLevel.alphabet())
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={token: index for index, token in enumerate(tokens)}, merges=[], model_max_length=window)


@torch.no_grad()
def randomise(network: nn.Module, generator: torch.Generator) -> None:
    """Sets every parameter by `generator`: kernels N(0, 1/fan in), scales about 1, offsets about 0; no zeros."""
    for name, parameter in network.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if parameter.ndim >= 2:
            parameter.copy_(noise / math.sqrt(parameter[0].numel()))
        else:
            parameter.copy_(1 + 0.1 * noise if name.endswith("weight") else 0.05 * noise)


def tiny_picture(height: int = 40, width: int = 52, *, bits: int = 8, seed: int = 1) -> Picture:
    """A noisy gradient."""
    generator = np.random.default_rng(seed)
    down, across = np.mgrid[0:height, 0:width]
    base = np.stack([down / max(height, 2), across / max(width, 2), (down + across) / (height + width)], axis=2)
    values = np.clip(base + generator.normal(0, 0.05, base.shape), 0, 1)
    top = 255 if bits == 8 else 65_535
    pixels = (values * top).round().astype(np.uint8 if bits == 8 else np.uint16)
    return Picture(pixels=pixels, bits=bits, format="PNG")

"""Diffusers folders of tiny stock models, laid out as SDXL and SD 2.1 are published: a base for a new FaithDiff."""

from pathlib import Path
from typing import Literal

import torch
from diffusers import DDIMScheduler, EulerDiscreteScheduler, UNet2DConditionModel

from tests.engine.tiny import randomise, tiny_autoencoder, tiny_text, tiny_unet_config


def stock_folder(folder: Path, kind: Literal["sdxl", "sd21"] = "sdxl") -> Path:
    """Writes a stock model and returns its folder: two text encoders and added conditioning, or one and velocity."""
    generator = torch.Generator().manual_seed(7)
    vae = tiny_autoencoder("kl", generator)
    text = tiny_text("two" if kind == "sdxl" else "plain", 24, generator)
    unet = UNet2DConditionModel.from_config(tiny_unet_config(vae, text))
    assert isinstance(unet, UNet2DConditionModel)
    randomise(unet, generator)
    betas = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    scheduler = (
        EulerDiscreteScheduler(**betas, steps_offset=1)
        if kind == "sdxl"
        else DDIMScheduler(**betas, prediction_type="v_prediction", set_alpha_to_one=False, clip_sample=False)
    )
    for name, part in (("unet", unet), ("vae", vae), ("scheduler", scheduler)):
        part.save_pretrained(folder / name)
    for suffix, tokenizer, encoder in zip(("", "_2"), text.tokenizers, text.encoders, strict=False):
        encoder.save_pretrained(folder / f"text_encoder{suffix}")
        tokenizer.save_pretrained(folder / f"tokenizer{suffix}")
    return folder

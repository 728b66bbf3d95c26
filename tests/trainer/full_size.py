"""Training modules of SDXL's and SD 2.1's published sizes; on the meta device, shapes without values.

Sizes: the `config.json` files of stabilityai/stable-diffusion-xl-base-1.0 and stabilityai/stable-diffusion-2-1.
"""

from typing import Any

import torch
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from engine.model.autoencoder import autoencoder_from_config
from engine.model.config import AlignmentConfig, Attention, LQEncoderConfig
from engine.model.faithdiff import build_faithdiff
from engine.text import TextEncoder
from tests.engine.tiny import tiny_tokenizer
from trainer.modules import TrainingModules

SDXL: dict[str, Any] = {
    "sample_size": 128,
    "in_channels": 4,
    "out_channels": 4,
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    "block_out_channels": [320, 640, 1280],
    "layers_per_block": 2,
    "transformer_layers_per_block": [1, 2, 10],
    "attention_head_dim": [5, 10, 20],
    "cross_attention_dim": 2048,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 1280 + 6 * 256,
}
SD21: dict[str, Any] = {
    "sample_size": 96,
    "in_channels": 4,
    "out_channels": 4,
    "down_block_types": ["CrossAttnDownBlock2D"] * 3 + ["DownBlock2D"],
    "up_block_types": ["UpBlock2D"] + ["CrossAttnUpBlock2D"] * 3,
    "block_out_channels": [320, 640, 1280, 1280],
    "layers_per_block": 2,
    "attention_head_dim": [5, 10, 20, 20],
    "cross_attention_dim": 1024,
    "use_linear_projection": True,
}
VAE: dict[str, Any] = {
    "_class_name": "AutoencoderKL",
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "block_out_channels": [128, 256, 512, 512],
    "layers_per_block": 2,
    "latent_channels": 4,
    "scaling_factor": 0.13025,
}
CLIP_L: dict[str, Any] = {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12}
CLIP_L |= {"num_attention_heads": 12, "hidden_act": "quick_gelu", "projection_dim": 768, "vocab_size": 49408}
BIG_G: dict[str, Any] = {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32}
BIG_G |= {"num_attention_heads": 20, "hidden_act": "gelu", "projection_dim": 1280, "vocab_size": 49408}
CLIP_H: dict[str, Any] = {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 23}
CLIP_H |= {"num_attention_heads": 16, "hidden_act": "gelu", "projection_dim": 512, "vocab_size": 49408}


def sdxl(attention: Attention = "per_position", device: str = "meta") -> TrainingModules:
    """FaithDiff on SDXL with fresh weights, its autoencoder, and its text encoders, which are on the meta device."""
    with torch.device("meta"):
        encoders = [CLIPTextModel(CLIPTextConfig(**CLIP_L)), CLIPTextModelWithProjection(CLIPTextConfig(**BIG_G))]
    text = TextEncoder([tiny_tokenizer(77)] * 2, encoders)
    return _modules(SDXL, VAE, text, attention, "epsilon", device)


def sd21(attention: Attention = "per_position", device: str = "meta") -> TrainingModules:
    """FaithDiff on Stable Diffusion 2.1: narrower text, no added conditioning, velocity prediction."""
    with torch.device("meta"):
        encoder = CLIPTextModel(CLIPTextConfig(**CLIP_H))
    text = TextEncoder([tiny_tokenizer(77)], [encoder])
    return _modules(SD21, VAE | {"scaling_factor": 0.18215}, text, attention, "v_prediction", device)


def _modules(
    unet: dict[str, Any],
    vae: dict[str, Any],
    text: TextEncoder,
    attention: Attention,
    prediction_type: str,
    device: str,
) -> TrainingModules:
    with torch.device(device):
        model = build_faithdiff(unet, LQEncoderConfig(), AlignmentConfig(attention=attention))
        autoencoder = autoencoder_from_config(vae)
    scheduler: dict[str, object] = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    return TrainingModules(model, text, autoencoder, scheduler | {"prediction_type": prediction_type})

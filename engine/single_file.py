"""A single-file SDXL checkpoint as base: its two text encoders and its VAE, under the names diffusers gives them.

The UNet in it is not used: FaithDiff brings its own. Tokenizers and the scheduler are not in such a file.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from engine.errors import ModelMismatch

_UNET = "model.diffusion_model."
_CLIP = "conditioner.embedders.0.transformer."
_OPEN_CLIP = "conditioner.embedders.1.model."
_VAE = "first_stage_model."
# of no use for text: how sharply CLIP's training compared texts with pictures, and training's own books
_UNUSED = frozenset({_OPEN_CLIP + "logit_scale", "denoiser.sigmas"})
_UNUSED_PREFIXES = (_UNET, "model_ema.")

_BLOCK_NAMES = {
    "ln_1": "layer_norm1",
    "ln_2": "layer_norm2",
    "mlp.c_fc": "mlp.fc1",
    "mlp.c_proj": "mlp.fc2",
    "attn.out_proj": "self_attn.out_proj",
}
_OUTER_NAMES = {
    "positional_embedding": "text_model.embeddings.position_embedding.weight",
    "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
    "ln_final.weight": "text_model.final_layer_norm.weight",
    "ln_final.bias": "text_model.final_layer_norm.bias",
}


def split_single_file(state: Mapping[str, Tensor], path: Path) -> dict[str, dict[str, Tensor]]:
    """The state dicts `text_encoder`, `text_encoder_2` and `vae` out of an SDXL checkpoint; every key accounted for.

    Raises:
        ModelMismatch: a key is unknown; names it.
    """
    parts: dict[str, dict[str, Tensor]] = {"text_encoder": {}, "text_encoder_2": {}, "vae": {}}
    vae: dict[str, Tensor] = {}
    for key, tensor in state.items():
        if key in _UNUSED or key.startswith(_UNUSED_PREFIXES):
            continue
        if key.startswith(_CLIP):
            parts["text_encoder"][key.removeprefix(_CLIP)] = tensor
        elif key.startswith(_OPEN_CLIP):
            parts["text_encoder_2"] |= _from_open_clip(key.removeprefix(_OPEN_CLIP), tensor, path)
        elif key.startswith(_VAE):
            vae[key.removeprefix(_VAE)] = tensor
        else:
            raise ModelMismatch(f"its key {key!r:.80} is unknown", path=path, advice="Give another base.")
    parts["vae"] = _from_ldm_vae(vae, path)
    return parts


def text_config(state: Mapping[str, Tensor], *, projected: bool) -> dict[str, Any]:
    """The configuration of one of SDXL's text encoders, whose sizes are those of the tensors (heads of 64 channels)."""
    tokens = state["text_model.embeddings.token_embedding.weight"]
    layers = [int(key.split(".")[3]) for key in state if key.startswith("text_model.encoder.layers.")]
    width = int(tokens.shape[1])
    return {
        "architectures": ["CLIPTextModelWithProjection" if projected else "CLIPTextModel"],
        "vocab_size": int(tokens.shape[0]),
        "hidden_size": width,
        "intermediate_size": int(state["text_model.encoder.layers.0.mlp.fc1.weight"].shape[0]),
        "num_hidden_layers": max(layers) + 1,
        "num_attention_heads": max(1, width // 64),
        "max_position_embeddings": int(state["text_model.embeddings.position_embedding.weight"].shape[0]),
        "projection_dim": int(state["text_projection.weight"].shape[0]) if projected else width,
        "hidden_act": "gelu" if projected else "quick_gelu",
        "bos_token_id": int(tokens.shape[0]) - 2,
        "eos_token_id": int(tokens.shape[0]) - 1,
        "pad_token_id": 0 if projected else int(tokens.shape[0]) - 1,
    }


def vae_config(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """The configuration of SDXL's VAE, with as many levels and channels as the tensors say.

    `force_upcast` is set: the VAE that SDXL came with overflows in float16.
    """
    levels = 1 + max(int(key.split(".")[2]) for key in state if key.startswith("encoder.down_blocks."))
    widths = [int(state[f"encoder.down_blocks.{level}.resnets.0.conv1.weight"].shape[0]) for level in range(levels)]
    resnets = {key.split(".")[4] for key in state if key.startswith("encoder.down_blocks.0.resnets.")}
    return {
        "_class_name": "AutoencoderKL",
        "in_channels": 3,
        "out_channels": 3,
        "down_block_types": ["DownEncoderBlock2D"] * levels,
        "up_block_types": ["UpDecoderBlock2D"] * levels,
        "block_out_channels": widths,
        "layers_per_block": len(resnets),
        "latent_channels": int(state["post_quant_conv.weight"].shape[0]),
        "norm_num_groups": min(32, *(width // 2 for width in widths)),
        "scaling_factor": 0.13025,
        "force_upcast": True,
    }


def _from_open_clip(key: str, tensor: Tensor, path: Path) -> dict[str, Tensor]:
    """OpenCLIP's names -> transformers'; packed query, key and value are taken apart."""
    if key in _OUTER_NAMES:
        return {_OUTER_NAMES[key]: tensor}
    if key == "text_projection":
        return {"text_projection.weight": tensor.T}
    _, block, rest = key.partition("transformer.resblocks.")
    number, _, inner = rest.partition(".")
    target = f"text_model.encoder.layers.{number}."
    if block and inner in ("attn.in_proj_weight", "attn.in_proj_bias"):
        kind = inner.removeprefix("attn.in_proj_")
        return {
            f"{target}self_attn.{name}_proj.{kind}": piece
            for name, piece in zip("qkv", tensor.chunk(3, dim=0), strict=True)
        }
    name, _, kind = inner.rpartition(".")
    if not block or name not in _BLOCK_NAMES:
        raise ModelMismatch(f"its key {_OPEN_CLIP + key!r:.80} is unknown", path=path, advice="Give another base.")
    return {f"{target}{_BLOCK_NAMES[name]}.{kind}": tensor}


def _from_ldm_vae(state: dict[str, Tensor], path: Path) -> dict[str, Tensor]:
    """The names of latent diffusion -> diffusers', by diffusers' own mapping, which is asked about every key."""
    from diffusers.loaders.single_file_utils import convert_ldm_vae_checkpoint

    levels = [int(key.split(".")[2]) for key in state if key.startswith("encoder.down.")]
    if not levels:
        raise ModelMismatch("has no VAE in it", path=path, advice="Give another base.")
    converted = convert_ldm_vae_checkpoint(
        {_VAE + key: tensor for key, tensor in state.items()},
        {"down_block_types": [""] * (max(levels) + 1), "up_block_types": [""] * (max(levels) + 1)},
    )
    if len(converted) != len(state):
        known = {tensor.data_ptr() for tensor in converted.values()}
        lost = sorted(key for key, tensor in state.items() if tensor.data_ptr() not in known)
        named = f" ({_VAE}{lost[0]})" if lost else ""
        raise ModelMismatch(f"its VAE has keys that are unknown{named}", path=path, advice="Give another base.")
    return converted

"""One batch of tiles for a tiny model in float64, the plain way to compute it, and what a model looks like inside."""

from typing import Any

import torch
from torch import Tensor

from engine.cuda_graph import Function
from engine.model.faithdiff import FaithDiff
from engine.precision import Arithmetic
from engine.text import Conditioning
from engine.unet_call import Prepared, Tensors, prepare
from tests.engine.tiny import tiny_model

DOUBLE = Arithmetic("cpu", torch.float64)
GUIDANCE = 3.0
TILES = 3


def double_model(**options: Any) -> FaithDiff:
    """A tiny model in float64."""
    return tiny_model(**options).model.double().eval().requires_grad_(False)


def batch_for(model: FaithDiff, tiles: int = TILES, seed: int = 0, side: int = 8) -> Tensors:
    """Inputs of `engine.unet_call.predict`, each tile another."""
    generator = torch.Generator().manual_seed(seed)

    def drawn(channels: int) -> Tensor:
        return torch.randn(tiles, channels, side, side, generator=generator, dtype=torch.float64)

    batch = {
        "latents": drawn(model.stem.conv.in_channels),
        "timestep": torch.tensor(321),
        "condition": drawn(model.alignment.config.hidden_channels),
    }
    if model.unet.config["addition_embed_type"] == "text_time":
        batch["time_ids"] = torch.tensor([[64.0, 64.0, 8 * i, i, 32.0, 32.0] for i in range(tiles)]).double()
    return batch


def text_for(model: FaithDiff, rows: int = 2, seed: int = 5) -> Conditioning:
    """Random text embeddings."""
    generator = torch.Generator().manual_seed(seed)
    width = model.unet.config["cross_attention_dim"]
    context = torch.randn(rows, 7, width, generator=generator, dtype=torch.float64)
    if model.unet.config["addition_embed_type"] != "text_time":
        return Conditioning(context, None)
    pooled = model.unet.config["projection_class_embeddings_input_dim"] - 6 * 8
    return Conditioning(context, torch.randn(rows, pooled, generator=generator, dtype=torch.float64))


def added_for(text: Conditioning, batch: Tensors) -> dict[str, Tensor] | None:
    """Micro-conditioning for all rows of all tiles."""
    if text.pooled is None:
        return None
    tiles, rows = len(batch["latents"]), len(text.context)
    return {
        "text_embeds": text.pooled.repeat_interleave(tiles, dim=0),
        "time_ids": batch["time_ids"].repeat(rows, 1),
    }


@torch.inference_mode()
def plain(model: FaithDiff, batch: Tensors, text: Conditioning) -> Tensor:
    """The guided prediction without any saving: every row of every tile on its own, each through the whole stem."""
    rows, tiles = len(text.context), len(batch["latents"])
    added = added_for(text, batch)
    predictions = [
        model(
            batch["latents"][tile : tile + 1],
            batch["timestep"],
            text.context[row : row + 1],
            batch["condition"][tile : tile + 1],
            None if added is None else {name: t[row * tiles + tile][None] for name, t in added.items()},
        )
        for row in range(rows)
        for tile in range(tiles)
    ]
    if rows == 1:
        return torch.cat(predictions)
    negative, positive = torch.cat(predictions).chunk(2)
    return negative + GUIDANCE * (positive - negative)


def prepared_for(model: FaithDiff, text: Conditioning, **options: Any) -> Prepared:
    """`prepare` in float64, without copied weights unless `channels_last` asks for them."""
    return prepare(model, text, GUIDANCE, DOUBLE, **({"channels_last": False} | options))


def inside(model: FaithDiff) -> dict[str, Any]:
    """What must be as before: each module's attributes, processor, hooks, forward and weights."""
    found: dict[str, Any] = {}
    for name, module in model.named_modules():
        found[name] = (
            sorted(module.__dict__),
            id(getattr(module, "processor", None)),
            len(module._forward_hooks),
            len(module._forward_pre_hooks),
            id(module.__dict__.get("forward")),
            [(key, t.data_ptr(), t.dtype, t.stride(), t._version) for key, t in module.named_parameters(recurse=False)],
        )
    return found


def again(function: Function, inputs: Tensors) -> tuple[Any, Tensors]:
    """A recorder for the CPU: replaying computes anew from the recorded inputs into the recorded outputs."""
    outputs = {name: tensor.clone() for name, tensor in function(inputs).items()}

    def replay() -> None:
        for name, tensor in function(inputs).items():
            outputs[name].copy_(tensor)

    return replay, outputs

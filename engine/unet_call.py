"""The UNet's call of one denoising, with everything that stays the same from step to step computed before.

Nothing here stays in the model: folded weights, cached keys and values and compiled blocks are put in for each call
and taken out after it, so between two calls the model is as it was, whatever happens.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from engine.fast_mode import StepPlan, recorded, reused
from engine.model.alignment import FoldedBlock
from engine.model.faithdiff import FaithDiff
from engine.precision import Arithmetic
from engine.text import Conditioning
from engine.text_cache import TextCache, cache_text, cached_layers

Tensors = dict[str, Tensor]

# On the CPU, weights are kept in the layout and number format of their products as long as the copy is no larger.
_COPIED_BYTES = 256 * 2**20
_COMPILED = ("BasicTransformerBlock", "ResnetBlock2D")


@dataclass(frozen=True, eq=False)
class Prepared:
    """What calls of one denoising share. Attributes:

    context, pooled: of the text, a row or a negative and a positive one.
    guidance_scale: float32 scalar.
    folded: the alignment's blocks.
    text: keys and values for all rows.
    positive: keys and values for the positive row alone.
    weights: what stands for parameters of the model, by name.
    blocks: blocks of the UNet and what is called in their place.
    channels_last: layout of the activations.
    """

    context: Tensor
    pooled: Tensor | None
    guidance_scale: Tensor
    folded: list[FoldedBlock]
    text: TextCache
    positive: TextCache
    weights: dict[str, Tensor]
    blocks: dict[nn.Module, Callable[..., Any]]
    channels_last: bool

    def tensors(self) -> list[Tensor]:
        """All that a recorded call reads and that is not the model's."""
        own = [self.context, self.guidance_scale, *self.text.tensors()]
        own += [self.pooled] if self.pooled is not None else []
        return own + [tensor for block in self.folded for tensor in block.tensors()] + list(self.weights.values())


def prepare(
    model: FaithDiff,
    text: Conditioning,
    guidance_scale: float,
    arithmetic: Arithmetic,
    *,
    drop: bool = False,
    compiled: bool = False,
    channels_last: bool | None = None,
) -> Prepared:
    """Computes what the calls share, on the device of `text`.

    Args:
        model: in evaluation mode; unchanged, but for `drop`.
        text: a row, or a negative and a positive one.
        guidance_scale: used with two rows.
        arithmetic: of the UNet.
        drop: leave `to_k` and `to_v` of the cross-attention on the CPU.
        compiled: compile the UNet's blocks at the first call of each shape.
        channels_last: layout of the activations; None: on the CPU only.
    """
    device = text.context.device
    channels_last = device.type == "cpu" if channels_last is None else channels_last
    with arithmetic.context():
        cache = cache_text(model.unet, text.context, drop=drop)
    blocks = [module for module in model.unet.modules() if type(module).__name__ in _COMPILED] if compiled else []
    return Prepared(
        context=text.context,
        pooled=text.pooled,
        guidance_scale=torch.tensor(guidance_scale, dtype=torch.float64).to(device, torch.float32),
        folded=model.alignment.fold(arithmetic.products),
        text=cache,
        positive=cache.last_row(),
        weights=_copied_weights(model, arithmetic) if device.type == "cpu" and channels_last else {},
        blocks={block: torch.compile(block._call_impl, fullgraph=True, dynamic=False) for block in blocks},
        channels_last=channels_last,
    )


def predict(model: FaithDiff, prepared: Prepared, arithmetic: Arithmetic, inputs: Tensors, plan: StepPlan) -> Tensors:
    """One UNet call for a batch of tiles.

    Args:
        model: unchanged afterwards.
        prepared: for this model, by `prepare`.
        arithmetic: of the UNet.
        inputs: `latents` [tiles, C, h, w] scaled as the scheduler wants, `timestep` scalar,
            `condition` [tiles, hidden, h, w]; with SDXL's micro-conditioning `time_ids` [tiles, 6]; to reuse deep
            features, `deep` as an earlier call gave them.
        plan: of this step.

    Returns:
        `prediction` [tiles, C, h, w] in the number format of `latents`, guidance applied; with `plan.record`, `deep`.
    """
    cut = inputs["latents"]
    rows = len(prepared.context) if plan.guided else 1
    context = prepared.context[-rows:].repeat_interleave(len(cut), dim=0)
    added = None
    if prepared.pooled is not None and "time_ids" in inputs:
        pooled = prepared.pooled[-rows:].repeat_interleave(len(cut), dim=0)
        added = {"text_embeds": pooled, "time_ids": inputs["time_ids"].repeat(rows, 1)}
    layout = torch.channels_last if prepared.channels_last else torch.contiguous_format
    latents, condition = (
        inputs[name].to(arithmetic.weights).contiguous(memory_format=layout) for name in ("latents", "condition")
    )
    arguments = (latents, inputs["timestep"], context, condition, added)
    outputs: Tensors = {}
    with contextlib.ExitStack() as stack:
        stack.enter_context(arithmetic.context())
        stack.enter_context(_applied(model, prepared, prepared.text if rows > 1 else prepared.positive))
        features = stack.enter_context(recorded(model.unet)) if plan.record else None
        if plan.reuse:
            stack.enter_context(reused(model.unet, inputs["deep"]))
        if prepared.weights:
            prediction = torch.func.functional_call(model, prepared.weights, arguments)
        else:
            prediction = model(*arguments)
        if features is not None:
            (outputs["deep"],) = features
    prediction = prediction.to(cut.dtype)
    if rows > 1:
        negative, positive = prediction.chunk(2)
        prediction = negative + prepared.guidance_scale.to(cut.dtype) * (positive - negative)
    return outputs | {"prediction": prediction}


@contextlib.contextmanager
def _applied(model: FaithDiff, prepared: Prepared, text: TextCache) -> Iterator[None]:
    """Until it is left, the model computes with what is prepared."""
    # blocks of one class share their code, and each of their shapes counts
    limits = torch._dynamo.config.patch(recompile_limit=64) if prepared.blocks else contextlib.nullcontext()
    with model.alignment.folded(prepared.folded), text.applied(), limits:
        try:
            for block, call in prepared.blocks.items():
                block._compiled_call_impl = call
            yield
        finally:
            for block in prepared.blocks:
                block.__dict__.pop("_compiled_call_impl", None)


def _copied_weights(model: FaithDiff, arithmetic: Arithmetic) -> dict[str, Tensor]:
    """Weights of the calls' convolutions and linear layers, cast as autocast would each time, in the layout of use."""
    unread: list[nn.Module | None] = [model.alignment.condition_embedding, model.alignment.blocks]
    unread += [layer for attn in cached_layers(model.unet) for layer in (attn.to_k, attn.to_v)]
    skipped = {id(module) for part in unread if part is not None for module in part.modules()}
    wanted = {
        f"unet.{name}.{kind}": tensor
        for name, layer in model.unet.named_modules()
        if isinstance(layer, nn.Conv2d | nn.Linear) and id(layer) not in skipped
        for kind, tensor in layer.named_parameters(recurse=False)
    }
    width = arithmetic.products.itemsize
    if sum(tensor.numel() for tensor in wanted.values()) * width > _COPIED_BYTES:
        return {}
    return {
        name: tensor.detach().to(
            arithmetic.products, memory_format=torch.channels_last if tensor.ndim == 4 else torch.preserve_format
        )
        for name, tensor in wanted.items()
    }

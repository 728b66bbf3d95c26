"""Keys and values of the cross-attention, computed once per prompt: the text is the same at every step and tile.

They are what diffusers' stock processor computes at each call, so the result is the same. The layers that made them
(`to_k`, `to_v`) need not be on the device for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from diffusers.models.attention_processor import Attention, AttnProcessor2_0
from torch import Tensor, nn


class CachedCrossAttention:
    """An attention processor whose keys and values are already there, [rows, heads, tokens, head width]."""

    def __init__(self, key: Tensor, value: Tensor) -> None:
        self.key = key
        self.value = value

    def last_row(self) -> "CachedCrossAttention":
        """The positive prompt's part, in the same memory."""
        return CachedCrossAttention(self.key[-1:], self.value[-1:])

    def __call__(
        self, attn: Attention, hidden_states: Tensor, encoder_hidden_states: Tensor | None = None, **_: Any
    ) -> Tensor:
        """[rows * tiles, positions, width] -> the same shape; `encoder_hidden_states` are not looked at."""
        rows, heads, _tokens, width = self.key.shape
        query = attn.to_q(hidden_states)
        # the tiles of a row share its keys, so that their positions are one sequence
        query = query.view(rows, -1, heads, width).transpose(1, 2)
        if attn.norm_q is not None:
            query = attn.norm_q(query)
        mixed = F.scaled_dot_product_attention(query, self.key, self.value)
        mixed = mixed.transpose(1, 2).reshape(*hidden_states.shape[:2], heads * width)
        return attn.to_out[0](mixed)  # pyright: ignore[reportOptionalSubscript]


@dataclass(frozen=True, eq=False)
class TextCache:
    """Keys and values of all layers that can have them cached, for one prompt (or a negative and a positive one)."""

    processors: dict[Attention, CachedCrossAttention]

    def last_row(self) -> "TextCache":
        """The positive prompt's part, in the same memory."""
        return TextCache({attn: processor.last_row() for attn, processor in self.processors.items()})

    def tensors(self) -> list[Tensor]:
        """All keys and values."""
        return [tensor for processor in self.processors.values() for tensor in (processor.key, processor.value)]

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Until it is left, these layers use the cache."""
        stock = {attn: attn.processor for attn in self.processors}
        try:
            for attn, processor in self.processors.items():
                attn.processor = processor  # pyright: ignore[reportAttributeAccessIssue]
            yield
        finally:
            for attn, processor in stock.items():
                attn.processor = processor


def cached_layers(unet: nn.Module) -> list[Attention]:
    """The cross-attention layers whose keys and values depend on the text alone, and which nobody has changed."""
    return [
        attn
        for attn in unet.modules()
        if isinstance(attn, Attention)
        and attn.is_cross_attention
        and attn.to_k is not None
        and attn.to_v is not None
        and type(attn.processor) is AttnProcessor2_0
        and not attn.residual_connection
        and attn.rescale_output_factor == 1
        and attn.spatial_norm is None
        and attn.group_norm is None
    ]


@torch.inference_mode()
def cache_text(unet: nn.Module, context: Tensor, *, drop: bool = False) -> TextCache:
    """Keys and values of `context`, [rows, tokens, width], to be called as the UNet is (in its autocast, say).

    Weights that are elsewhere come to the device of `context` one layer at a time.

    Args:
        unet: a stock diffusers UNet.
        context: on the device that computes.
        drop: leave `to_k` and `to_v` of these layers on the CPU.
    """
    processors: dict[Attention, CachedCrossAttention] = {}
    for attn in cached_layers(unet):
        text = attn.norm_encoder_hidden_states(context) if attn.norm_cross else context
        layers = [layer for layer in (attn.to_k, attn.to_v) if layer is not None]
        key, value = (_there(layer, text) for layer in layers)
        key, value = (t.unflatten(-1, (attn.heads, -1)).transpose(1, 2) for t in (key, value))
        if attn.norm_k is not None:
            key = attn.norm_k(key)
        processors[attn] = CachedCrossAttention(key.contiguous(), value.contiguous())
        if drop:
            with torch.inference_mode(False):  # else the weights could not be trained any more
                for layer in layers:
                    layer.to("cpu")
    return TextCache(processors)


def _there(layer: nn.Module, text: Tensor) -> Tensor:
    """`layer(text)` on the device of `text`; the layer's own weights stay where they are."""
    elsewhere = {
        name: tensor.to(text.device)
        for name, tensor in (*layer.named_parameters(), *layer.named_buffers())
        if tensor.device != text.device
    }
    return torch.func.functional_call(layer, elsewhere, (text,)) if elsewhere else layer(text)

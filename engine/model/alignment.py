"""Condition embedding, alignment module, and the stem that joins them to a stock UNet (paper section 3.3, Eq. 1).

The released code computes `f_x + Linear(Trans([f_x, f_c]))`, where the paper writes
`Linear(Trans(f_c) + f_x)`; the released weights are for the code, which is followed here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.model.config import AlignmentConfig


class ConditionEmbedding(nn.Module):
    """LQ features -> condition in the UNet's first width (released `condition_embedding`). Zero at the start."""

    def __init__(self, config: AlignmentConfig) -> None:
        super().__init__()
        channels = config.feature_channels
        self.norm_in = nn.GroupNorm(config.norm_num_groups, channels, eps=1e-6)
        self.conv_in = nn.Conv2d(channels, channels, kernel_size=3, padding=1)
        self.conv_out = nn.Conv2d(channels, config.hidden_channels, kernel_size=3, padding=1)
        _zero(self.conv_out)

    def forward(self, features: Tensor) -> Tensor:
        """[B, feature_channels, h, w] -> [B, hidden_channels, h, w]. Its GroupNorm sees the tile, so: per tile."""
        return self.conv_out(F.silu(self.conv_in(self.norm_in(features))))


class AlignmentAttention(nn.Module):
    """Multi-head attention with torch's packed parameters, so that released weights load by name.

    As released the attention runs over the batch at each position. For one picture that is
    `out_proj(v_proj(x))` at each position; `per_position` computes exactly that for any batch, so that
    pictures and tiles sharing a call never see each other. `spatial` attends across positions.
    """

    def __init__(self, config: AlignmentConfig) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.per_position = config.attention == "per_position"
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.zeros_(self.out_proj.bias)

    def forward(self, x: Tensor) -> Tensor:
        """[B, positions, width] -> the same shape."""
        width = x.shape[-1]
        if self.per_position:
            return self.out_proj(F.linear(x, self.in_proj_weight[2 * width :], self.in_proj_bias[2 * width :]))
        q, k, v = F.linear(x, self.in_proj_weight, self.in_proj_bias).chunk(3, dim=-1)
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2) for t in (q, k, v))
        return self.out_proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))

    def folded(self) -> tuple[Tensor, Tensor]:
        """`per_position` only: weight [width, width] and bias [width] of `out_proj . v_proj` as one linear map.

        In float32 at least, whatever the weights are in.
        """
        width = self.out_proj.in_features
        out, out_bias = _wide(self.out_proj.weight), _wide(self.out_proj.bias)
        v_weight, v_bias = _wide(self.in_proj_weight[2 * width :]), _wide(self.in_proj_bias[2 * width :])
        return out @ v_weight, out @ v_bias + out_bias


_QUICK = 1.702  # QuickGELU's slope


class AlignmentMLP(nn.Module):
    """Two linear layers around QuickGELU, `x * sigmoid(1.702 x)`."""

    def __init__(self, config: AlignmentConfig) -> None:
        super().__init__()
        self.c_fc = nn.Linear(config.width, config.width * config.mlp_ratio)
        self.c_proj = nn.Linear(config.width * config.mlp_ratio, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """[B, positions, width] -> the same shape."""
        hidden = self.c_fc(x)
        return self.c_proj(hidden * torch.sigmoid(_QUICK * hidden))


@dataclass(frozen=True, eq=False)
class FoldedBlock:
    """An alignment block's linear maps, joined for inference.

    Attributes:
        attention: weight and bias of `out_proj . v_proj`; None where positions attend to each other.
        expand, contract: weights and biases of the MLP with QuickGELU's slope in them, so that SiLU stands for it:
            x * sigmoid(1.702 x) = silu(1.702 x) / 1.702.
    """

    attention: tuple[Tensor, Tensor] | None
    expand: tuple[Tensor, Tensor]
    contract: tuple[Tensor, Tensor]

    def tensors(self) -> list[Tensor]:
        """All of them."""
        return [*(self.attention or ()), *self.expand, *self.contract]


class AlignmentBlock(nn.Module):
    """Pre-norm transformer block (released `ResidualAttentionBlock`)."""

    _folded: FoldedBlock | None = None  # set by `Alignment.folded` only

    def __init__(self, config: AlignmentConfig) -> None:
        super().__init__()
        self.attn = AlignmentAttention(config)
        self.ln_1 = nn.LayerNorm(config.width)
        self.mlp = AlignmentMLP(config)
        self.ln_2 = nn.LayerNorm(config.width)

    def forward(self, x: Tensor) -> Tensor:
        """[B, positions, width] -> the same shape."""
        folded = self._folded
        if folded is None:
            x = x + self.attn(self.ln_1(x))
            return x + self.mlp(self.ln_2(x))
        normed = self.ln_1(x)
        x = x + (self.attn(normed) if folded.attention is None else F.linear(normed, *folded.attention))
        return x + F.linear(F.silu(F.linear(self.ln_2(x), *folded.expand)), *folded.contract)

    def fold(self, dtype: torch.dtype) -> FoldedBlock:
        """The joined maps, rounded once to `dtype`."""
        fc, proj = self.mlp.c_fc, self.mlp.c_proj
        attention = self.attn.folded() if self.attn.per_position else None
        return FoldedBlock(
            attention and (attention[0].to(dtype), attention[1].to(dtype)),
            ((_wide(fc.weight) * _QUICK).to(dtype), (_wide(fc.bias) * _QUICK).to(dtype)),
            ((_wide(proj.weight) / _QUICK).to(dtype), proj.bias.to(dtype, copy=True)),
        )


class Alignment(nn.Module):
    """Condition embedding, transformer blocks and projection: all that stage 1 trains.

    With `attention="addition"` the condition embedding alone, which is added to the latent features (paper Table 5).
    """

    def __init__(self, config: AlignmentConfig) -> None:
        super().__init__()
        self.config = config
        self.condition_embedding = ConditionEmbedding(config)
        self.blocks = nn.ModuleList(AlignmentBlock(config) for _ in range(config.layers if config.transforms else 0))
        if config.transforms:
            self.projection = nn.Linear(config.width, config.hidden_channels)
            _zero(self.projection)

    @torch.no_grad()
    def initialise(self, generator: torch.Generator) -> None:
        """Fresh weights by torch's own rules, drawn on the CPU by `generator`; what is added comes out as zero."""
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Conv2d):
                bound = module.weight[0].numel() ** -0.5
                for tensor in module.parameters(recurse=False):
                    tensor.copy_(torch.empty(tensor.shape).uniform_(-bound, bound, generator=generator))
            elif isinstance(module, nn.GroupNorm | nn.LayerNorm):
                module.reset_parameters()
            elif isinstance(module, AlignmentAttention):
                drawn = torch.empty(module.in_proj_weight.shape)
                module.in_proj_weight.copy_(nn.init.xavier_uniform_(drawn, generator=generator))
                module.in_proj_bias.zero_()
        for block in self._each_block():
            assert block.attn.out_proj.bias is not None
            block.attn.out_proj.bias.zero_()
        _zero(self.condition_embedding.conv_out)
        if self.config.transforms:
            _zero(self.projection)

    def transform(self, latent_features: Tensor, condition: Tensor) -> Tensor:
        """Both [B, hidden_channels, h, w] -> aligned tokens [B, h*w, width]."""
        tokens = torch.cat([latent_features, condition], dim=1).flatten(2).transpose(1, 2)
        for block in self.blocks:
            tokens = block(tokens)
        return tokens

    def fold(self, dtype: torch.dtype) -> list[FoldedBlock]:
        """What `folded` takes: each block's joined maps, rounded to `dtype`."""
        return [block.fold(dtype) for block in self._each_block()]

    @contextmanager
    def folded(self, folds: Sequence[FoldedBlock]) -> Iterator[None]:
        """Until it is left, the blocks compute with `folds`, from `fold`; parameters and state dict do not change."""
        blocks = self._each_block()
        try:
            for block, fold in zip(blocks, folds, strict=True):
                block._folded = fold
            yield
        finally:
            for block in blocks:
                block.__dict__.pop("_folded", None)

    def _each_block(self) -> list[AlignmentBlock]:
        return [block for block in self.blocks if isinstance(block, AlignmentBlock)]

    def forward(self, latent_features: Tensor, condition: Tensor) -> Tensor:
        """Both [B, hidden_channels, h, w] -> `latent_features` plus the projected, aligned tokens; same shape."""
        if not self.config.transforms:
            return latent_features + condition
        projected = self.projection(self.transform(latent_features, condition))
        return latent_features + projected.transpose(1, 2).unflatten(2, latent_features.shape[2:])


class Stem(nn.Module):
    """Takes the place of a UNet's `conv_in`: splits latents and condition, convolves the first, aligns, adds.

    diffusers' forward does nothing with its sample before `conv_in`, so the condition travels with the
    noisy latents as extra channels and the forward stays diffusers' own.
    """

    _rows: int = 1  # set by `shared_by` only

    def __init__(self, conv: nn.Conv2d, alignment: Alignment) -> None:
        super().__init__()
        self.conv = conv
        self.alignment = alignment

    @contextmanager
    def shared_by(self, rows: int) -> Iterator[None]:
        """Until it is left, the batch is taken to be `rows` times the same samples, which are computed once.

        `FaithDiff.forward` is the one to enter it: it makes that batch.
        """
        self._rows = rows
        try:
            yield
        finally:
            self.__dict__.pop("_rows", None)

    def forward(self, sample: Tensor) -> Tensor:
        """[B, latent_channels + hidden_channels, h, w] -> [B, hidden_channels, h, w]."""
        channels = self.conv.in_channels
        once = sample[: len(sample) // self._rows]
        aligned = self.alignment(self.conv(once[:, :channels]), once[:, channels:])
        return aligned if self._rows == 1 else torch.cat([aligned] * self._rows)


def _zero(layer: nn.Conv2d | nn.Linear) -> None:
    nn.init.zeros_(layer.weight)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)


def _wide(tensor: Tensor) -> Tensor:
    return tensor.to(torch.promote_types(tensor.dtype, torch.float32))

"""Condition embedding, alignment module, and the stem that joins them to a stock UNet (paper section 3.3, Eq. 1).

The released code computes `f_x + Linear(Trans([f_x, f_c]))`, where the paper writes
`Linear(Trans(f_c) + f_x)`; the released weights are for the code, which is followed here.
"""

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
        """`per_position` only: weight [width, width] and bias [width] of `out_proj . v_proj` as one linear map."""
        width = self.out_proj.in_features
        v_weight, v_bias = self.in_proj_weight[2 * width :], self.in_proj_bias[2 * width :]
        return self.out_proj.weight @ v_weight, self.out_proj.weight @ v_bias + self.out_proj.bias


class AlignmentMLP(nn.Module):
    """Two linear layers around QuickGELU, `x * sigmoid(1.702 x)`."""

    def __init__(self, config: AlignmentConfig) -> None:
        super().__init__()
        self.c_fc = nn.Linear(config.width, config.width * config.mlp_ratio)
        self.c_proj = nn.Linear(config.width * config.mlp_ratio, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """[B, positions, width] -> the same shape."""
        hidden = self.c_fc(x)
        return self.c_proj(hidden * torch.sigmoid(1.702 * hidden))


class AlignmentBlock(nn.Module):
    """Pre-norm transformer block (released `ResidualAttentionBlock`)."""

    def __init__(self, config: AlignmentConfig) -> None:
        super().__init__()
        self.attn = AlignmentAttention(config)
        self.ln_1 = nn.LayerNorm(config.width)
        self.mlp = AlignmentMLP(config)
        self.ln_2 = nn.LayerNorm(config.width)

    def forward(self, x: Tensor) -> Tensor:
        """[B, positions, width] -> the same shape."""
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Alignment(nn.Module):
    """Condition embedding, transformer blocks and projection: all that stage 1 trains."""

    def __init__(self, config: AlignmentConfig) -> None:
        super().__init__()
        self.config = config
        self.condition_embedding = ConditionEmbedding(config)
        self.blocks = nn.ModuleList(AlignmentBlock(config) for _ in range(config.layers))
        self.projection = nn.Linear(config.width, config.hidden_channels)
        _zero(self.projection)

    def transform(self, latent_features: Tensor, condition: Tensor) -> Tensor:
        """Both [B, hidden_channels, h, w] -> aligned tokens [B, h*w, width]."""
        tokens = torch.cat([latent_features, condition], dim=1).flatten(2).transpose(1, 2)
        for block in self.blocks:
            tokens = block(tokens)
        return tokens

    def forward(self, latent_features: Tensor, condition: Tensor) -> Tensor:
        """Both [B, hidden_channels, h, w] -> `latent_features` plus the projected, aligned tokens; same shape."""
        projected = self.projection(self.transform(latent_features, condition))
        return latent_features + projected.transpose(1, 2).unflatten(2, latent_features.shape[2:])


class Stem(nn.Module):
    """Takes the place of a UNet's `conv_in`: splits latents and condition, convolves the first, aligns, adds.

    diffusers' forward does nothing with its sample before `conv_in`, so the condition travels with the
    noisy latents as extra channels and the forward stays diffusers' own.
    """

    def __init__(self, conv: nn.Conv2d, alignment: Alignment) -> None:
        super().__init__()
        self.conv = conv
        self.alignment = alignment

    def forward(self, sample: Tensor) -> Tensor:
        """[B, latent_channels + hidden_channels, h, w] -> [B, hidden_channels, h, w]."""
        channels = self.conv.in_channels
        return self.alignment(self.conv(sample[:, :channels]), sample[:, channels:])


def _zero(layer: nn.Conv2d | nn.Linear) -> None:
    nn.init.zeros_(layer.weight)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)

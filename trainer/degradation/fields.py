"""Noise fields that are functions of a seed. All float32 [1, C, H, W]; none of them wraps around."""

import math

import torch
import torch.nn.functional as F


def white(height: int, width: int, channels: int, seed: int) -> torch.Tensor:
    """Independent normal numbers, mean 0 and deviation 1."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(1, channels, height, width, generator=generator)


def correlated(height: int, width: int, channels: int, sigma: float, seed: int) -> torch.Tensor:
    """Normal numbers blurred by a Gaussian of `sigma` pixels, brought back to deviation 1 (exactly, not per field)."""
    if sigma < 0.2:
        return white(height, width, channels, seed)
    radius = max(1, math.ceil(2.5 * sigma))
    taps = torch.exp(-0.5 * (torch.arange(-radius, radius + 1) / sigma) ** 2)
    taps = taps / taps.square().sum().sqrt()
    noise = white(height + 2 * radius, width + 2 * radius, channels, seed).transpose(0, 1)
    rows = F.conv2d(noise, taps.view(1, 1, 1, -1))
    return F.conv2d(rows, taps.view(1, 1, -1, 1)).transpose(0, 1)


def smooth(height: int, width: int, cell: float, seed: int) -> torch.Tensor:
    """A slowly varying field [1, 1, H, W], deviation about 0.7, whose features are `cell` pixels wide."""
    rows, columns = math.ceil(height / cell) + 4, math.ceil(width / cell) + 4
    coarse = white(rows, columns, 1, seed)
    size = (math.ceil(rows * cell), math.ceil(columns * cell))
    field = F.interpolate(coarse, size=size, mode="bicubic", align_corners=False)
    margin = int(1.5 * cell)
    return field[..., margin : margin + height, margin : margin + width]


def axes(height: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Pixel coordinates: rows [H, 1] and columns [1, W], float32."""
    rows = torch.arange(height, dtype=torch.float32).view(-1, 1)
    columns = torch.arange(width, dtype=torch.float32).view(1, -1)
    return rows, columns

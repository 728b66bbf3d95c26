"""Blur kernels of Real-ESRGAN, PASD and DASR: Gaussian, generalized Gaussian, plateau and sinc."""

import math

import torch

SHAPES = ("gaussian", "generalized", "plateau", "sinc")


def blur_kernel(
    shape: str, size: int, sigma_x: float, sigma_y: float, rotation: float = 0.0, beta: float = 1.0
) -> torch.Tensor:
    """A kernel that sums to 1, float32 [size, size].

    `size` is odd. `sigma_x` and `sigma_y` are in pixels along axes turned by `rotation` (radians). With the squared
    distance q in units of sigma: gaussian exp(-q/2), generalized exp(-q^beta/2), plateau 1/(q^beta + 1)
    (Real-ESRGAN, section 3.2). Raises ValueError for another shape.
    """
    rows, columns = _offsets(size)
    along = columns * math.cos(rotation) + rows * math.sin(rotation)
    across = rows * math.cos(rotation) - columns * math.sin(rotation)
    squared = (along / sigma_x) ** 2 + (across / sigma_y) ** 2
    if shape == "gaussian":
        kernel = torch.exp(-0.5 * squared)
    elif shape == "generalized":
        kernel = torch.exp(-0.5 * squared**beta)
    elif shape == "plateau":
        kernel = 1 / (squared**beta + 1)
    else:
        raise ValueError(f"Unknown kernel shape {shape!r}; one of gaussian, generalized, plateau.")
    return (kernel / kernel.sum()).float()


def sinc_kernel(size: int, cutoff: float) -> torch.Tensor:
    """A circular low-pass that rings, sums to 1, float32 [size, size].

    `cutoff` is in radians per pixel, at most pi; J1 is the Bessel function (Real-ESRGAN, equation 6).
    """
    rows, columns = _offsets(size)
    radius = torch.sqrt(rows**2 + columns**2)
    middle = size // 2
    radius[middle, middle] = 1.0
    kernel = cutoff * torch.special.bessel_j1(cutoff * radius) / (2 * math.pi * radius)
    kernel[middle, middle] = cutoff**2 / (4 * math.pi)
    return (kernel / kernel.sum()).float()


def _offsets(size: int) -> tuple[torch.Tensor, torch.Tensor]:
    if size < 1 or size % 2 == 0:
        raise ValueError(f"A blur kernel has an odd size, not {size}.")
    line = torch.arange(size, dtype=torch.float64) - size // 2
    return line.view(-1, 1).expand(size, size).clone(), line.view(1, -1).expand(size, size).clone()

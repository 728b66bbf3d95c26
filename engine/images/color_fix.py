"""Colour correction of a restored picture towards the photo it came from, as released with FaithDiff.

Both work on every picture of a batch alone, in the dtype they are given (use float32).
"""

import torch
from torch import Tensor
from torch.nn import functional

_LEVELS = 5
_EPSILON = 1e-5


def adain(content: Tensor, style: Tensor) -> Tensor:
    """`content` with the mean and deviation of each channel of `style` (released `adaptive_instance_normalization`).

    Args:
        content: the restored picture, [B, 3, H, W] in 0..1.
        style: the photo, [B, 3, h, w] in 0..1; its size may differ.

    Returns:
        [B, 3, H, W], clamped to 0..1 as released.

    Raises:
        ValueError: not two batches of equally many pictures with equally many channels.
    """
    _check(content, style)
    style_mean, style_deviation = _mean_and_deviation(style)
    mean, deviation = _mean_and_deviation(content)
    # in place: a large picture is held as few times as can be
    return (content - mean).div_(deviation).mul_(style_deviation).add_(style_mean).clamp_(0, 1)


def wavelet(content: Tensor, style: Tensor) -> Tensor:
    """The detail of `content` over the colours of `style` (released `wavelet_reconstruction`, five levels).

    Args:
        content: the restored picture, [B, C, H, W] in 0..1.
        style: the photo at the same size, [B, C, H, W] in 0..1.

    Returns:
        [B, C, H, W], clamped to 0..1 as released.

    Raises:
        ValueError: the two differ in shape, or are not [B, C, H, W].
    """
    _check(content, style)
    if content.shape != style.shape:
        raise ValueError(f"content {tuple(content.shape)} and style {tuple(style.shape)} must have one size")
    # The sum of all levels' detail is what the last blur took away.
    detail = content - _low_frequencies(content)
    return detail.add_(_low_frequencies(style)).clamp_(0, 1)


def _mean_and_deviation(picture: Tensor) -> tuple[Tensor, Tensor]:
    flat = picture.flatten(2)
    # One pixel has no unbiased variance; it is 0, not NaN.
    variance = flat.var(dim=2, correction=1) if flat.shape[2] > 1 else torch.zeros_like(flat[:, :, 0])
    return flat.mean(dim=2)[:, :, None, None], (variance + _EPSILON).sqrt()[:, :, None, None]


def _low_frequencies(picture: Tensor) -> Tensor:
    channels = picture.shape[1]
    weights = picture.new_tensor([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]) / 16
    kernel = weights.expand(channels, 1, 3, 3)
    for level in range(_LEVELS):
        radius = 2**level
        padded = functional.pad(picture, (radius, radius, radius, radius), mode="replicate")
        picture = functional.conv2d(padded, kernel, groups=channels, dilation=radius)
    return picture


def _check(content: Tensor, style: Tensor) -> None:
    if content.ndim != 4 or style.ndim != 4 or content.shape[:2] != style.shape[:2]:
        raise ValueError(f"[B, C, H, W] batches wanted, not {tuple(content.shape)} and {tuple(style.shape)}")

"""Degradation as a function: the same picture and parameters give the same bytes."""

from dataclasses import dataclass
from typing import Literal, overload

import numpy as np
import torch
from PIL import Image

from trainer.degradation.camera import to_bytes, to_pixels
from trainer.degradation.damage import Dust, Fold, Scratches
from trainer.degradation.parameters import Operation, Parameters

RESAMPLING = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


@dataclass(frozen=True)
class Degraded:
    """A training pair and how it was made: both pictures uint8 [H, W, 3], of the same size.

    `hidden` is a float32 [H, W] in 0..1: how far dust, scratches and folds hide each pixel.
    """

    lq: np.ndarray
    target: np.ndarray
    parameters: Parameters
    hidden: np.ndarray


@overload
def apply(
    hq: np.ndarray, parameters: Parameters, *, with_mask: Literal[False] = False
) -> tuple[np.ndarray, np.ndarray]: ...
@overload
def apply(
    hq: np.ndarray, parameters: Parameters, *, with_mask: Literal[True]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]: ...
def apply(
    hq: np.ndarray, parameters: Parameters, *, with_mask: bool = False
) -> tuple[np.ndarray, np.ndarray] | tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Degrade uint8 [H, W, 3] -> (lq, target), both uint8 [H, W, 3]; lq is brought back to the original's size.
    Where the target is the original, it is the same array, not a copy.

    With `with_mask` also a float32 [H, W] in 0..1: how far dust, scratches and folds hide each pixel. Raises ValueError
    for another type of array, or for another size than the parameters were drawn for.
    """
    if hq.dtype != np.uint8 or hq.ndim != 3 or hq.shape[2] != 3:
        raise ValueError(f"Degradation needs uint8 [H, W, 3], not {hq.dtype} {list(hq.shape)}.")
    height, width = hq.shape[:2]
    if (height, width) != (parameters.height, parameters.width):
        drawn = f"{parameters.height}x{parameters.width}"
        raise ValueError(f"These parameters were drawn for {drawn} pixels, the picture has {height}x{width}.")
    with torch.inference_mode():
        source = to_pixels(hq)
        pixels, mask = _run(source, parameters.stages)
        target = to_bytes(_run(source, parameters.target)[0]) if parameters.target else hq
        stored = to_bytes(pixels)
        hidden = mask.squeeze(0).squeeze(0).numpy()
    lq = upsampled(stored, height, width, parameters.upsampling)
    return (lq, target, hidden) if with_mask else (lq, target)


def upsampled(picture: np.ndarray, height: int, width: int, mode: str) -> np.ndarray:
    """A stored picture at the original's size, uint8 [H, W, 3]; `mode` as in Parameters.upsampling."""
    if picture.shape[:2] == (height, width):
        return picture
    return np.array(Image.fromarray(picture).resize((width, height), RESAMPLING[mode]))


def _run(pixels: torch.Tensor, stages: tuple[Operation, ...]) -> tuple[torch.Tensor, torch.Tensor]:
    """Pixels after the stages, and where marks hide them [1, 1, H, W], at the size before any resize."""
    mask = pixels.new_zeros(1, 1, *pixels.shape[-2:])
    for stage in stages:
        if isinstance(stage, Dust | Scratches | Fold):
            pixels, marks = stage.paint(pixels)
            mask = torch.maximum(mask, marks)
        else:
            pixels = stage(pixels)
    return pixels, mask

"""From a photo's pixels to what the model takes in: the output size, and padding that no one sees."""

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from engine.images.strips import array_of, image_of


def resized(pixels: np.ndarray, width: int, height: int) -> Tensor:
    """Lanczos as released.

    Args:
        pixels: uint8 or uint16 [H, W, 3].
        width, height: in pixels.

    Returns:
        Float32 [1, 3, height, width] in 0..1. 8-bit pictures are resized in 8 bits as released, deeper ones in float.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"uint8 or uint16 [H, W, 3] wanted, not {pixels.dtype} {pixels.shape}")
    size = (width, height)
    if pixels.dtype == np.uint8:
        # Pillow would copy a picture of that very size, with the interpreter locked.
        same = pixels.shape[:2] == (height, width)
        levels = pixels if same else array_of(image_of(pixels).resize(size, Image.Resampling.LANCZOS))
        values = np.divide(levels, 255, dtype=np.float32)
    else:
        channels = [Image.fromarray(pixels[:, :, index].astype(np.float32)) for index in range(3)]
        values = np.stack([np.asarray(c.resize(size, Image.Resampling.LANCZOS)) for c in channels], axis=2)
        values = (values / 65_535).clip(0, 1)
    return torch.from_numpy(np.ascontiguousarray(values.transpose(2, 0, 1))).unsqueeze(0)


def padded(picture: Tensor, multiple: int) -> Tensor:
    """[1, 3, H, W], its last row and column repeated until both sides are multiples of `multiple`."""
    height, width = picture.shape[2:]
    return F.pad(picture, (0, -width % multiple, 0, -height % multiple), mode="replicate")


def to_pixels(picture: Tensor) -> np.ndarray:
    """[1, 3, H, W] in 0..1 -> uint8 [H, W, 3], rounded."""
    return picture[0].mul(255).round_().clamp_(0, 255).to(torch.uint8).movedim(0, -1).contiguous().cpu().numpy()

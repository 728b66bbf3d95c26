"""What lenses, sensors and files do: blur, resize, noise, JPEG. Pixels are float32 [1, 3, H, W] in 0..1."""

import io
import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from trainer.degradation.fields import white
from trainer.degradation.kernels import blur_kernel, sinc_kernel


@dataclass(frozen=True)
class Blur:
    """Blur by a kernel of `kernels.blur_kernel`; `size` odd, sigmas in pixels, `rotation` in radians."""

    shape: str
    size: int
    sigma_x: float
    sigma_y: float
    rotation: float = 0.0
    beta: float = 1.0

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        if self.shape == "gaussian" and self.sigma_x == self.sigma_y:
            return _round_blur(pixels, self.size, self.sigma_x)
        kernel = blur_kernel(self.shape, self.size, self.sigma_x, self.sigma_y, self.rotation, self.beta)
        return filtered(pixels, kernel)


@dataclass(frozen=True)
class Sinc:
    """Ringing of over-sharpened and over-compressed pictures; `cutoff` in radians per pixel."""

    size: int
    cutoff: float

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        return filtered(pixels, sinc_kernel(self.size, self.cutoff))


@dataclass(frozen=True)
class Resize:
    """Resize to exactly `height` x `width`; `mode` is area, bilinear or bicubic; `antialias` for scanners."""

    height: int
    width: int
    mode: str
    antialias: bool = False

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        size = (self.height, self.width)
        if pixels.shape[-2:] == size:
            return pixels
        if self.mode == "area":
            return F.interpolate(pixels, size=size, mode="area")
        resized = F.interpolate(pixels, size=size, mode=self.mode, align_corners=False, antialias=self.antialias)
        return resized.clamp(0, 1)


@dataclass(frozen=True)
class GaussianNoise:
    """Noise of deviation `sigma` (in 255ths), the same in the three channels if `grey`."""

    sigma: float
    grey: bool
    seed: int

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        height, width = pixels.shape[-2:]
        noise = white(height, width, 1 if self.grey else 3, self.seed)
        return (pixels + noise * (self.sigma / 255)).clamp(0, 1)


@dataclass(frozen=True)
class PoissonNoise:
    """Shot noise of 255 levels, times `scale` (Real-ESRGAN).

    The counts are (sqrt(n) + z/2)^2 - 1/4 with z normal: mean n, variance n + 1/8 and the right skew, at a tenth
    of the price of true Poisson counts.
    """

    scale: float
    grey: bool
    seed: int
    levels: int = 256

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        height, width = pixels.shape[-2:]
        source = luma(pixels) if self.grey else pixels
        means = source * self.levels
        counts = (means.sqrt() + 0.5 * white(height, width, source.shape[1], self.seed)).square() - 0.25
        return (pixels + (counts - means) * (self.scale / self.levels)).clamp(0, 1)


@dataclass(frozen=True)
class Jpeg:
    """Through libjpeg at `quality`; `full_colour` keeps the chroma resolution (4:4:4 instead of 4:2:0).

    `shift_y`, `shift_x` (0..15) move the grid of blocks, as the rest of the photo around a crop would.
    """

    quality: int
    full_colour: bool = False
    shift_y: int = 0
    shift_x: int = 0

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        padded = F.pad(pixels, (self.shift_x, 0, self.shift_y, 0), mode="replicate")
        file = io.BytesIO()
        picture = Image.fromarray(to_bytes(padded))
        picture.save(file, "JPEG", quality=self.quality, subsampling=0 if self.full_colour else 2)
        with Image.open(file) as decoded:
            stored = to_pixels(np.asarray(decoded.convert("RGB")))
        return stored[..., self.shift_y :, self.shift_x :]


def filtered(pixels: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """Pixels under an odd square kernel, edges reflected (repeated where the picture is smaller than the kernel).

    By FFT over the padded picture, so nothing wraps around: as fast for 21x21 as for 7x7.
    """
    pad = kernel.shape[-1] // 2
    height, width = pixels.shape[-2:]
    padded = _padded(pixels, pad)
    size = (_even_size(height + 2 * pad), _even_size(width + 2 * pad))
    spectrum = torch.fft.rfft2(padded, s=size) * torch.fft.rfft2(kernel.flip(0, 1), s=size)
    blurred = torch.fft.irfft2(spectrum, s=size)
    return blurred[..., 2 * pad : 2 * pad + height, 2 * pad : 2 * pad + width].clamp(0, 1)


def _round_blur(pixels: torch.Tensor, size: int, sigma: float) -> torch.Tensor:
    """The round Gaussian of `blur_kernel`, rows then columns: half the price of the FFT on small crops."""
    taps = torch.exp(-0.5 * ((torch.arange(size, dtype=torch.float64) - size // 2) / sigma) ** 2)
    taps = (taps / taps.sum()).float()
    padded = _padded(pixels, size // 2).transpose(0, 1)
    rows = F.conv2d(padded, taps.view(1, 1, 1, -1))
    return F.conv2d(rows, taps.view(1, 1, -1, 1)).transpose(0, 1).clamp(0, 1)


def _padded(pixels: torch.Tensor, pad: int) -> torch.Tensor:
    mode = "reflect" if min(pixels.shape[-2:]) > pad else "replicate"
    return F.pad(pixels, (pad, pad, pad, pad), mode=mode)


def luma(pixels: torch.Tensor) -> torch.Tensor:
    """Rec. 601 luma, [1, 1, H, W]."""
    weights = pixels.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    return (pixels * weights).sum(1, keepdim=True)


def to_pixels(picture: np.ndarray) -> torch.Tensor:
    """uint8 [H, W, 3] -> float32 [1, 3, H, W] in 0..1."""
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))).unsqueeze(0).float().div_(255)


def to_bytes(pixels: torch.Tensor) -> np.ndarray:
    """float32 [1, 3, H, W] in 0..1 -> uint8 [H, W, 3], rounded."""
    rounded = pixels.squeeze(0).mul(255).add_(0.5).clamp_(0, 255).to(torch.uint8)
    return np.ascontiguousarray(rounded.permute(1, 2, 0).numpy())


def _even_size(length: int) -> int:
    """The next length whose only factors are 2, 3 and 5: those transform fast."""
    while True:
        rest = length
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1


def scaled(length: int, scale: float) -> int:
    """A length in pixels after resizing, at least 1."""
    return max(1, math.floor(length * scale + 0.5))

"""What time and the darkroom do to tones and colours. Pixels are float32 [1, 3, H, W] in 0..1."""

from dataclasses import dataclass

import torch

from trainer.degradation.camera import luma
from trainer.degradation.fields import axes


@dataclass(frozen=True)
class Grey:
    """A black-and-white picture, still in three channels."""

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        return luma(pixels).expand(-1, 3, -1, -1)


@dataclass(frozen=True)
class Fade:
    """Faded dyes, flat contrast, lifted blacks.

    `cyan`, `magenta`, `yellow` are the shares of each dye that are left: a dye's density is the logarithm of what
    it lets through, so the red, green and blue channels are raised to these powers.
    """

    contrast: float
    lift: float
    cyan: float = 1.0
    magenta: float = 1.0
    yellow: float = 1.0

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        dyes = pixels.new_tensor([self.cyan, self.magenta, self.yellow]).view(1, 3, 1, 1)
        flat = 0.5 + self.contrast * (pixels.clamp_min(1e-3).pow(dyes) - 0.5)
        return (flat + self.lift * (1 - flat)).clamp(0, 1)


@dataclass(frozen=True)
class Yellowing:
    """Paper that turned yellow to brown: `amount` of a stain whose colour goes from lemon (0) to tan (1)."""

    amount: float
    tan: float

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        lemon = pixels.new_tensor([1.0, 0.92, 0.48])
        brown = pixels.new_tensor([0.92, 0.76, 0.50])
        stain = lemon + self.tan * (brown - lemon)
        return pixels * (1 - self.amount * (1 - stain)).view(1, 3, 1, 1)


@dataclass(frozen=True)
class Vignette:
    """Dark corners: `amount` is lost one `radius` away from the centre. Units: half the long side, from the middle."""

    amount: float
    centre_y: float
    centre_x: float
    radius: float

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        rows, columns = _from_middle(pixels)
        squared = ((rows - self.centre_y) ** 2 + (columns - self.centre_x) ** 2) / self.radius**2
        return pixels * (1 - self.amount * (squared / (1 + 0.3 * squared)).clamp(0, 1))


@dataclass(frozen=True)
class Glare:
    """Light of the scanner or a window on glossy paper: a soft bright spot, units as in Vignette."""

    amount: float
    centre_y: float
    centre_x: float
    radius: float

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        rows, columns = _from_middle(pixels)
        squared = ((rows - self.centre_y) ** 2 + (columns - self.centre_x) ** 2) / self.radius**2
        light = self.amount * torch.exp(-squared)
        return pixels + light * (1 - pixels)


def _from_middle(pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    height, width = pixels.shape[-2:]
    rows, columns = axes(height, width)
    half = max(height, width) / 2
    return (rows + 0.5 - height / 2) / half, (columns + 0.5 - width / 2) / half

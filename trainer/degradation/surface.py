"""What film and paper add: grain, paper texture, printing screens. Pixels are float32 [1, 3, H, W] in 0..1."""

import functools
import math
from dataclasses import dataclass

import torch

from trainer.degradation.camera import luma
from trainer.degradation.fields import axes, correlated, smooth

SCREEN_ANGLES = {"cyan": 15.0, "magenta": 75.0, "yellow": 0.0, "black": 45.0}


@dataclass(frozen=True)
class Grain:
    """Film grain: deviation `sigma` (255ths) in the mid-tones, a third of it in black and white.

    `size` (pixels, 1..3) is how far it is correlated; `colour` (0..1) is the share that differs between channels.
    """

    sigma: float
    size: float
    colour: float
    seed: int

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        height, width = pixels.shape[-2:]
        # A clump `size` pixels wide is white noise under a Gaussian of under half of that.
        fields = correlated(height, width, 4 if self.colour > 0 else 1, self.size / 2.4, self.seed)
        grain = fields[:, :1]
        if self.colour > 0:
            grain = math.sqrt(1 - self.colour) * grain + math.sqrt(self.colour) * fields[:, 1:]
        strength = 1 / 3 + (2 / 3) * 4 * pixels * (1 - pixels)
        return (pixels + strength * grain * (self.sigma / 255)).clamp(0, 1)


@dataclass(frozen=True)
class PaperTexture:
    """Relief of the paper under the scanner's lamp: `kind` is matte (irregular) or silk (a hexagonal pattern).

    `amount` is the depth of the relief as a share of the tone (its deviation is about half of that), `pitch` the size
    of a bump in pixels, `angle` the lamp's (radians).
    """

    kind: str
    amount: float
    pitch: float
    angle: float
    seed: int

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        height, width = pixels.shape[-2:]
        relief = self._silk(height, width) if self.kind == "silk" else self._matte(height, width)
        return (pixels * (1 + self.amount * relief)).clamp(0, 1)

    def _matte(self, height: int, width: int) -> torch.Tensor:
        sigma = self.pitch / 4
        bumps = correlated(height + 2, width + 2, 1, sigma, self.seed)
        slope_x = bumps[..., 1:-1, 2:] - bumps[..., 1:-1, :-2]
        slope_y = bumps[..., 2:, 1:-1] - bumps[..., :-2, 1:-1]
        lit = slope_x * math.cos(self.angle) + slope_y * math.sin(self.angle)
        # The slope over two pixels has variance 2 (1 - exp(-1/sigma^2)); the relief's deviation is 0.45.
        return 0.45 * lit / math.sqrt(2 * (1 - math.exp(-1 / sigma**2)))

    def _silk(self, height: int, width: int) -> torch.Tensor:
        rows, columns = axes(height, width)
        warp = smooth(height, width, 12 * self.pitch, self.seed) * 0.4
        frequency = 2 * math.pi / self.pitch
        lit = torch.zeros(1, 1, height, width)
        for turn in range(3):
            direction = self.angle + turn * math.pi / 3
            phase = frequency * (columns * math.cos(direction) + rows * math.sin(direction)) + warp
            # The lamp sees the slope of a bump, so facets along its direction count most.
            lit = lit + torch.sin(phase) * math.cos(turn * math.pi / 3 - 0.4)
        return 0.5 * lit


@dataclass(frozen=True)
class Halftone:
    """A printing screen: dots `pitch` pixels apart at 15/75/0/45 degrees for cyan, magenta, yellow and black.

    `grey` prints with black alone; `amount` (0..1) is how much of the screen the scanner resolved; `turn` in degrees.
    """

    pitch: float
    amount: float
    grey: bool
    turn: float = 0.0

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        if self.grey:
            printed = (1 - self._ink(1 - luma(pixels), "black")).expand(-1, 3, -1, -1)
        else:
            coverage = 1 - pixels
            # Part of what the three inks share is printed in black.
            black = 0.7 * coverage.amin(1, keepdim=True)
            left = ((coverage - black) / (1 - black).clamp_min(1e-3)).clamp(0, 1)
            inks = [self._ink(left[:, i : i + 1], name) for i, name in enumerate(("cyan", "magenta", "yellow"))]
            printed = (1 - torch.cat(inks, 1)) * (1 - self._ink(black, "black"))
        return pixels + self.amount * (printed - pixels)

    def _ink(self, coverage: torch.Tensor, name: str) -> torch.Tensor:
        """Ink in 0..1 where the screen asks for it, edges one pixel soft."""
        angle = math.radians(SCREEN_ANGLES[name] + self.turn)
        rows, columns = axes(coverage.shape[-2], coverage.shape[-1])
        frequency = 2 * math.pi / self.pitch
        along = frequency * (columns * math.cos(angle) + rows * math.sin(angle))
        across = frequency * (rows * math.cos(angle) - columns * math.sin(angle))
        screen = (2 + torch.cos(along) + torch.cos(across)) / 4
        threshold = _screen_quantiles()[(coverage * 256).round().long().clamp(0, 256)]
        return ((threshold - screen) * (self.pitch / 1.5) + 0.5).clamp(0, 1)


@functools.cache
def _screen_quantiles() -> torch.Tensor:
    """Which level of the screen covers 0/256 .. 256/256 of the paper; the ends lie outside it: no ink, all ink."""
    phase = torch.arange(256) * (2 * math.pi / 256)
    levels = ((2 + torch.cos(phase).view(-1, 1) + torch.cos(phase)) / 4).flatten().sort().values
    inner = levels[torch.linspace(0, levels.numel() - 1, 257).long()].clone()
    inner[0], inner[-1] = -1.0, 2.0
    return inner

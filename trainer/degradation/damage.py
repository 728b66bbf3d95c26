"""What hands and years do to a print: dust, scratches, folds, stains. Pixels are float32 [1, 3, H, W] in 0..1.

Dust, scratches and folds hide what the photo showed; `paint` also says where, as a mask float32 [1, 1, H, W] in 0..1.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageDraw

from trainer.degradation.fields import axes, smooth

SUPERSAMPLING = 4
SCRATCH_MARGIN = 64


@dataclass(frozen=True)
class Dust:
    """`count` specks and fibres; `size` scales them (1: specks of 1 to 4 pixels), `dark` is the share of dark ones."""

    count: int
    size: float
    dark: float
    seed: int

    def paint(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        height, width = pixels.shape[-2:]
        rng = np.random.default_rng(self.seed)
        light, shade = _Canvas(height, width), _Canvas(height, width)
        for _ in range(self.count):
            canvas = shade if rng.random() < self.dark else light
            centre = rng.random(2) * (width, height)
            opacity = rng.uniform(0.45, 1.0)
            if rng.random() < 0.08:
                canvas.line(_fibre(rng, centre, self.size), rng.uniform(0.5, 1.0) * self.size, opacity)
            else:
                canvas.polygon(_speck(rng, centre, self.size), opacity)
        tone = float(rng.uniform(0.86, 1.0))
        pixels, covered = _cover(pixels, light, (tone, tone * 0.99, tone * 0.96))
        pixels, darkened = _cover(pixels, shade, (0.10, 0.09, 0.08))
        return pixels, torch.maximum(covered, darkened)


@dataclass(frozen=True)
class Scratches:
    """`count` scratches `min_width`..`max_width` pixels wide; the share `parallel` of them follows `angle` (radians).

    Their middles lie in the picture or up to 64 pixels outside it, as in a crop of a larger photo.
    """

    count: int
    min_width: float
    max_width: float
    angle: float
    parallel: float
    dark: float
    seed: int

    def paint(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        height, width = pixels.shape[-2:]
        rng = np.random.default_rng(self.seed)
        light, shade = _Canvas(height, width), _Canvas(height, width)
        for _ in range(self.count):
            canvas = shade if rng.random() < self.dark else light
            self._scratch(canvas, rng, height, width)
        tint = rng.uniform(0.85, 1.0, size=3)
        # Scratches skip: the stylus that made them bounced, the emulsion tore in places.
        whole = smooth(height, width, 30.0, self.seed) + 0.35 * smooth(height, width, 4.0, self.seed + 1)
        whole = (0.8 + 0.6 * whole).clamp(0.08, 1)
        pixels, covered = _cover(pixels, light, (float(tint.max()), float(tint[1]), float(tint.min())), whole)
        pixels, darkened = _cover(pixels, shade, (0.12, 0.10, 0.09), whole)
        return pixels, torch.maximum(covered, darkened)

    def _scratch(self, canvas: "_Canvas", rng: np.random.Generator, height: int, width: int) -> None:
        length = float(np.exp(rng.uniform(math.log(24), math.log(420))))
        turned = rng.uniform(-0.12, 0.12) if rng.random() < self.parallel else rng.uniform(-1.6, 1.6)
        direction = self.angle + turned
        middle = (rng.random(2) * (width + 2 * SCRATCH_MARGIN, height + 2 * SCRATCH_MARGIN)) - SCRATCH_MARGIN
        steps = max(4, int(length / 6))
        position = np.linspace(-0.5, 0.5, steps + 1)
        bend = rng.uniform(-0.07, 0.07) * length * (4 * position**2 - 1)
        wobble = np.cumsum(rng.normal(0, 0.18, steps + 1))
        along, across = position * length, bend + wobble - wobble.mean()
        xs = middle[0] + along * math.cos(direction) - across * math.sin(direction)
        ys = middle[1] + along * math.sin(direction) + across * math.cos(direction)
        thickness = rng.uniform(self.min_width, self.max_width)
        taper = np.clip((0.5 - np.abs(position)) * rng.uniform(4, 12), 0.25, 1)
        opacity = rng.uniform(0.45, 1.0)
        pressure = np.clip(1 + np.cumsum(rng.normal(0, 0.1, steps + 1)), 0.4, 1)
        for i in range(steps):
            points = np.array([[xs[i], ys[i]], [xs[i + 1], ys[i + 1]]])
            canvas.line(points, float(thickness * taper[i] * (0.6 + 0.4 * pressure[i])), float(opacity * pressure[i]))


@dataclass(frozen=True)
class Fold:
    """A crease across the picture: `angle` of its line (radians), where it crosses (0..1 of height and width).

    `width` (pixels, 2..10) is the reach of the bent paper; `cracked` (0..1) is how much of the emulsion broke off along
    it, `shade` (0..1) how strongly the bend catches the light.
    """

    angle: float
    centre_y: float
    centre_x: float
    width: float
    cracked: float
    shade: float
    seed: int

    def paint(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        height, width = pixels.shape[-2:]
        rows, columns = axes(height, width)
        away_y, away_x = rows - self.centre_y * height, columns - self.centre_x * width
        wander = 1.2 * smooth(height, width, 40.0, self.seed) + 0.35 * smooth(height, width, 4.0, self.seed + 1)
        distance = away_y * math.cos(self.angle) - away_x * math.sin(self.angle) + wander
        reach = self.width / 2
        bend = torch.exp(-((distance / reach) ** 2))
        ridge = self.shade * (0.8 * distance / reach - 0.35) * bend
        lit = (pixels * (1 + ridge.clamp(max=0)) + ridge.clamp(min=0) * (1 - pixels)).clamp(0, 1)
        torn = smooth(height, width, 18.0, self.seed + 2) + 0.5 * smooth(height, width, 3.5, self.seed + 3)
        half = reach * (0.12 + 0.45 * self.cracked) * (1 + 0.9 * torn)
        crack = (half - distance.abs() + 0.5).clamp(0, 1) * min(1.0, self.cracked + 0.35)
        paper = pixels.new_tensor([0.95, 0.93, 0.88]).view(1, 3, 1, 1)
        mask = torch.maximum(crack, (2 * ridge.abs()).clamp(0, 1))
        return lit + crack * (paper - lit), mask


@dataclass(frozen=True)
class Stain:
    """A dried drop: a tinted blob with a darker rim; centre in 0..1 of height and width, `radius` in pixels."""

    centre_y: float
    centre_x: float
    radius: float
    amount: float
    rim: float
    seed: int

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        height, width = pixels.shape[-2:]
        rows, columns = axes(height, width)
        away_y, away_x = rows - self.centre_y * height, columns - self.centre_x * width
        ragged = 0.2 * smooth(height, width, max(4.0, self.radius), self.seed)
        ragged = ragged + 0.04 * smooth(height, width, max(2.0, self.radius / 8), self.seed + 1)
        relative = torch.sqrt(away_y**2 + away_x**2) / self.radius + ragged
        soft = max(0.02, 1.5 / self.radius)
        inside = torch.sigmoid((1 - relative) / soft)
        edge = torch.exp(-(((relative - 0.97) / (2 * soft + 0.02)) ** 2))
        uneven = 1 + 0.25 * smooth(height, width, max(3.0, self.radius / 3), self.seed + 2)
        strength = (self.amount * (inside * uneven + self.rim * edge)).clamp(0, 1)
        tint = pixels.new_tensor([0.82, 0.66, 0.42]).view(1, 3, 1, 1)
        return pixels * (1 - strength * (1 - tint))


class _Canvas:
    """Opacity drawn at four times the size, so that thin marks come out antialiased."""

    def __init__(self, height: int, width: int) -> None:
        self._size = (width * SUPERSAMPLING, height * SUPERSAMPLING)
        self._image: Image.Image | None = None
        self._draw: ImageDraw.ImageDraw | None = None

    def polygon(self, points: np.ndarray, opacity: float) -> None:
        self._pen().polygon([(x, y) for x, y in (points * SUPERSAMPLING).tolist()], fill=int(255 * opacity))

    def line(self, points: np.ndarray, width: float, opacity: float) -> None:
        thickness = max(1, round(width * SUPERSAMPLING))
        flat = [(x, y) for x, y in (points * SUPERSAMPLING).tolist()]
        self._pen().line(flat, fill=int(255 * opacity), width=thickness, joint="curve")

    def opacity(self) -> torch.Tensor | None:
        """[1, 1, H, W] in 0..1, or None where nothing was drawn."""
        if self._image is None:
            return None
        small = np.asarray(self._image.reduce(SUPERSAMPLING), dtype=np.float32) / 255
        return torch.from_numpy(small)[None, None]

    def _pen(self) -> ImageDraw.ImageDraw:
        if self._draw is None:
            self._image = Image.new("L", self._size)
            self._draw = ImageDraw.Draw(self._image)
        return self._draw


def _cover(
    pixels: torch.Tensor, canvas: _Canvas, colour: tuple[float, float, float], share: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pixels under the canvas's marks in one colour, and the marks' opacity."""
    opacity = canvas.opacity()
    if opacity is None:
        return pixels, pixels.new_zeros(1, 1, *pixels.shape[-2:])
    if share is not None:
        opacity = opacity * share
    paint = pixels.new_tensor(colour).view(1, 3, 1, 1)
    return pixels + opacity * (paint - pixels), opacity


def _speck(rng: np.random.Generator, centre: np.ndarray, size: float) -> np.ndarray:
    """A ragged, slightly long polygon, most of them small."""
    corners = int(rng.integers(6, 11))
    radius = size * 0.5 * math.exp(rng.normal(0.55, 0.45))
    turn = np.sort(rng.uniform(0, 2 * math.pi, corners))
    radii = radius * rng.uniform(0.6, 1.25, corners)
    flat, tilt = rng.uniform(0.5, 1.0), rng.uniform(0, math.pi)
    xs, ys = radii * np.cos(turn), flat * radii * np.sin(turn)
    return centre + np.stack([xs * math.cos(tilt) - ys * math.sin(tilt), xs * math.sin(tilt) + ys * math.cos(tilt)], 1)


def _fibre(rng: np.random.Generator, centre: np.ndarray, size: float) -> np.ndarray:
    """A curled hair: a walk whose direction drifts."""
    steps = int(rng.integers(8, 24))
    bends = rng.normal(0, 0.06) + np.cumsum(rng.normal(0, 0.03, steps))
    headings = rng.uniform(0, 2 * math.pi) + np.cumsum(bends)
    path = np.cumsum(np.stack([np.cos(headings), np.sin(headings)], 1) * rng.uniform(1.0, 2.0) * size, 0)
    return centre + path - path.mean(0)

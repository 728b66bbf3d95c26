"""Ranges and drawing of the classical degradations: PASD (= FaithDiff), Real-ESRGAN, and the DASR levels.

Order and ranges: PASD and Real-ESRGAN training configurations, DASR (Efficient and Degradation-Adaptive Network,
section 4.1) evaluation levels I to III.
"""

import math
from dataclasses import dataclass

from trainer.degradation.camera import Blur, GaussianNoise, Jpeg, PoissonNoise, Resize, Sinc, scaled
from trainer.degradation.draws import Draws
from trainer.degradation.parameters import Operation

Range = tuple[float, float]
RESIZE_MODES = ("area", "bilinear", "bicubic")
SIX_KERNELS = {
    "iso": 0.45,
    "aniso": 0.25,
    "generalized_iso": 0.12,
    "generalized_aniso": 0.03,
    "plateau_iso": 0.12,
    "plateau_aniso": 0.03,
}
TWO_KERNELS = {"iso": 0.65, "aniso": 0.35}


@dataclass(frozen=True)
class Pass:
    """One round of blur, resize, noise and JPEG. Sigmas of blur in pixels, of noise in 255ths, shares in 0..1."""

    blur_chance: float
    blur_sigma: Range
    kernels: dict[str, float]
    sinc_chance: float
    resize: tuple[float, float, float]  # up, down, keep
    scale: Range
    gaussian: Range
    poisson: Range
    quality: tuple[int, int]
    gaussian_chance: float = 0.5
    grey_chance: float = 0.4


@dataclass(frozen=True)
class Recipe:
    """One or two passes; `final_sinc` is a chance, `either_order` lets JPEG come before the last resize."""

    passes: tuple[Pass, ...]
    final_sinc: float
    either_order: bool
    factor: float


PASD = Recipe(
    passes=(
        Pass(1.0, (0.2, 3.0), SIX_KERNELS, 0.1, (0.2, 0.7, 0.1), (0.3, 1.5), (1, 15), (0.05, 2.0), (60, 95)),
        Pass(0.5, (0.2, 1.5), SIX_KERNELS, 0.1, (0.3, 0.4, 0.3), (0.6, 1.2), (1, 12), (0.05, 1.0), (60, 100)),
    ),
    final_sinc=0.8,
    either_order=True,
    factor=4.0,
)
REAL_ESRGAN = Recipe(
    passes=(
        Pass(1.0, (0.2, 3.0), SIX_KERNELS, 0.1, (0.2, 0.7, 0.1), (0.15, 1.5), (1, 30), (0.05, 3.0), (30, 95)),
        Pass(0.8, (0.2, 1.5), SIX_KERNELS, 0.1, (0.3, 0.4, 0.3), (0.3, 1.2), (1, 25), (0.05, 2.5), (30, 95)),
    ),
    final_sinc=0.8,
    either_order=True,
    factor=4.0,
)
LEVEL_1 = Recipe(
    passes=(Pass(1.0, (0.2, 0.8), TWO_KERNELS, 0.0, (0.1, 0.2, 0.7), (0.85, 1.2), (1, 10), (0.05, 0.5), (90, 95)),),
    final_sinc=0.0,
    either_order=False,
    factor=4.0,
)
LEVEL_2 = Recipe(
    passes=(Pass(1.0, (0.2, 1.5), TWO_KERNELS, 0.0, (0.3, 0.4, 0.3), (0.5, 1.2), (1, 20), (0.05, 1.5), (50, 95)),),
    final_sinc=0.0,
    either_order=False,
    factor=4.0,
)
LEVEL_3 = Recipe(
    passes=(
        Pass(1.0, (0.2, 3.0), TWO_KERNELS, 0.1, (0.2, 0.7, 0.1), (0.15, 1.5), (1, 30), (0.05, 3.0), (30, 95)),
        Pass(0.8, (0.2, 1.5), TWO_KERNELS, 0.1, (0.3, 0.4, 0.3), (0.3, 1.2), (1, 25), (0.05, 2.5), (30, 95)),
    ),
    final_sinc=0.8,
    either_order=True,
    factor=4.0,
)
RECIPES = {"pasd": PASD, "realesrgan": REAL_ESRGAN, "level1": LEVEL_1, "level2": LEVEL_2, "level3": LEVEL_3}


def draw_recipe(recipe: Recipe, height: int, width: int, factor: float, draws: Draws) -> tuple[Operation, ...]:
    """The stages that bring a picture of `height` x `width` down to 1/`factor` of it, worse with each one.

    The first pass works at the original's resolution, the second at the small one, both times a drawn scale.
    """
    stages: list[Operation] = []
    last = len(recipe.passes) - 1
    for number, one in enumerate(recipe.passes):
        base = 1.0 if number == 0 else 1 / factor
        stages += _blur(one, draws)
        scale = base * _scale(one, draws)
        stages.append(Resize(scaled(height, scale), scaled(width, scale), draws.pick(RESIZE_MODES)))
        stages.append(_noise(one, draws))
        if number < last:
            stages.append(draw_jpeg(one.quality, draws))
    small = Resize(scaled(height, 1 / factor), scaled(width, 1 / factor), draws.pick(RESIZE_MODES))
    ending: list[Operation] = [small]
    if draws.chance(recipe.final_sinc):
        ending.append(draw_sinc(draws))
    jpeg = draw_jpeg(recipe.passes[last].quality, draws)
    if recipe.either_order and draws.chance(0.5):
        return (*stages, jpeg, *ending)
    return (*stages, *ending, jpeg)


def draw_kernel(kernels: dict[str, float], sigma: Range, draws: Draws) -> Blur:
    """A kernel of odd size 7..21; anisotropic ones have two sigmas and any direction."""
    name = draws.pick(tuple(kernels), tuple(kernels.values()))
    size = 2 * draws.integer(3, 10) + 1
    sigma_x = draws.uniform(*sigma)
    sigma_y, rotation, beta = sigma_x, 0.0, 1.0
    if name.endswith("aniso"):
        sigma_y = draws.uniform(*sigma)
        rotation = draws.uniform(-math.pi, math.pi)
    shape = name.split("_")[0] if "_" in name else "gaussian"
    if shape != "gaussian":
        highest = 4.0 if shape == "generalized" else 2.0
        lowest = 0.5 if shape == "generalized" else 1.0
        # Half of the generalized ones are pointed (beta under 1), half are flat.
        pointed = lowest < 1 and draws.chance(0.5)
        beta = draws.uniform(lowest, 1.0) if pointed else draws.uniform(1.0, highest)
    return Blur(shape, size, sigma_x, sigma_y, rotation, beta)


def draw_sinc(draws: Draws) -> Sinc:
    """A sinc kernel of odd size 7..21; small ones do not cut as low, they could not hold the ripple."""
    size = 2 * draws.integer(3, 10) + 1
    lowest = math.pi / 3 if size < 13 else math.pi / 5
    return Sinc(size, draws.uniform(lowest, math.pi))


def draw_jpeg(quality: tuple[int, int], draws: Draws, full_colour: bool = False) -> Jpeg:
    """JPEG of a quality in the range (both ends included), its blocks anywhere."""
    return Jpeg(draws.integer(*quality), full_colour, draws.integer(0, 15), draws.integer(0, 15))


def _blur(one: Pass, draws: Draws) -> list[Operation]:
    if not draws.chance(one.blur_chance):
        return []
    if draws.chance(one.sinc_chance):
        return [draw_sinc(draws)]
    return [draw_kernel(one.kernels, one.blur_sigma, draws)]


def _scale(one: Pass, draws: Draws) -> float:
    direction = draws.pick(("up", "down", "keep"), one.resize)
    if direction == "up":
        return draws.uniform(1.0, one.scale[1])
    return draws.uniform(one.scale[0], 1.0) if direction == "down" else 1.0


def _noise(one: Pass, draws: Draws) -> Operation:
    grey = draws.chance(one.grey_chance)
    if draws.chance(one.gaussian_chance):
        return GaussianNoise(draws.uniform(*one.gaussian), grey, draws.seed())
    return PoissonNoise(draws.uniform(*one.poisson), grey, draws.seed())

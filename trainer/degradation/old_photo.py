"""Ranges and drawing of an old photo: a print is made, ages, is damaged, and is scanned."""

import math
from typing import Literal

from trainer.degradation.camera import Blur, GaussianNoise, Resize, scaled
from trainer.degradation.damage import SCRATCH_MARGIN, Dust, Fold, Scratches, Stain
from trainer.degradation.draws import Draws
from trainer.degradation.parameters import Operation
from trainer.degradation.second_order import draw_jpeg
from trainer.degradation.surface import Grain, Halftone, PaperTexture
from trainer.degradation.tones import Fade, Glare, Grey, Vignette, Yellowing

Colour = Literal["keep_colour", "correct_colour"]
REFERENCE_SIDE = 512
Stages = list[Operation]


def draw_old_photo(
    height: int, width: int, factor: float, colour: Colour, draws: Draws
) -> tuple[tuple[Operation, ...], tuple[Operation, ...]]:
    """Stages for the low-quality picture and for the target.

    With keep_colour the target carries the same fading and yellowing as the print; with correct_colour it is clean.
    A black-and-white print has a black-and-white target in both.
    """
    grey = draws.chance(0.35)
    tones = _tones(grey, draws)
    toning: Stages = [Grey()] if grey else []
    stages: Stages = [*_lens(draws), *toning, *tones, *_print(grey, draws)]
    stages += _damage(height, width, draws)
    stages += _rescan(height, width, factor, draws)
    target = [*toning, *tones] if colour == "keep_colour" else toning
    return tuple(stages), tuple(target)


def draw_clean_scan(
    height: int, width: int, factor: float, colour: Colour, draws: Draws
) -> tuple[tuple[Operation, ...], tuple[Operation, ...]]:
    """Stages as of `draw_old_photo`, of a sharp print without grain and a scan almost without noise: what is wrong
    with it are its colours and its damage. (A model that sees damage under noise alone leaves it in a clean scan.)
    """
    grey = draws.chance(0.35)
    tones = _tones(grey, draws)
    toning: Stages = [Grey()] if grey else []
    stages: Stages = [*_lens(draws, (0.2, 0.7)), *toning, *tones, *_damage(height, width, draws)]
    stages += _rescan(height, width, factor, draws, noise=(0.0, 1.0), quality=(88, 99))
    target = [*toning, *tones] if colour == "keep_colour" else toning
    return tuple(stages), tuple(target)


def draw_rescan_factor(preset: str, draws: Draws) -> float:
    """By how much the scan is smaller than the print's detail: scale .4 (clean_scan: .7) to 1."""
    return round(1 / draws.uniform(SMALLEST_SCAN[preset], 1.0), 6)


PRINTS = {"old_photo": draw_old_photo, "clean_scan": draw_clean_scan}
SMALLEST_SCAN = {"old_photo": 0.4, "clean_scan": 0.7}


def _lens(draws: Draws, sigmas: tuple[float, float] = (0.3, 2.0)) -> Stages:
    sigma = draws.uniform(*sigmas)
    size = 2 * math.ceil(3 * sigma) + 1
    return [Blur("gaussian", size, sigma, sigma)]


def _tones(grey: bool, draws: Draws) -> Stages:
    stages: Stages = []
    if draws.chance(0.5):
        contrast, lift = draws.uniform(0.55, 0.95), draws.uniform(0.0, 0.15)
        # Silver fades as one; three dyes each at their own pace.
        dyes = [draws.uniform(0.7, 1.0)] * 3 if grey else [draws.uniform(0.7, 1.0) for _ in range(3)]
        stages.append(Fade(contrast, lift, *dyes))
    if draws.chance(0.4):
        stages.append(Yellowing(draws.uniform(0.1, 0.5), draws.uniform(0.0, 1.0)))
    return stages


def _print(grey: bool, draws: Draws) -> Stages:
    stages: Stages = []
    if draws.chance(0.6):
        colour = 0.0 if grey else draws.uniform(0.0, 0.6)
        stages.append(Grain(draws.uniform(2, 14), draws.uniform(1, 3), colour, draws.seed()))
    if draws.chance(0.35):
        kind = draws.pick(("matte", "silk"), (0.75, 0.25))
        amount, pitch = draws.uniform(0.02, 0.12), draws.uniform(3, 7)
        stages.append(PaperTexture(kind, amount, pitch, draws.uniform(0, 2 * math.pi), draws.seed()))
    if draws.chance(0.08):
        stages.append(Halftone(draws.uniform(3, 8), draws.uniform(0.5, 1.0), grey, draws.uniform(-8, 8)))
    return stages


def _damage(height: int, width: int, draws: Draws) -> Stages:
    stages: Stages = []
    if draws.chance(0.6):
        count = draws.poisson(draws.uniform(0, 150) * height * width / REFERENCE_SIDE**2)
        stages.append(Dust(count, draws.uniform(0.7, 1.6), draws.uniform(0.0, 0.5), draws.seed()))
    if draws.chance(0.5):
        stages.append(_scratches(height, width, draws))
    if draws.chance(0.2):
        stages += _folds(height, width, draws)
    if draws.chance(0.15):
        stages += _stains(height, width, draws)
    if draws.chance(0.2):
        light = Vignette if draws.chance(0.6) else Glare
        amount, radius = draws.uniform(0.1, 0.45), draws.uniform(0.9, 2.0)
        stages.append(light(amount, draws.uniform(-1, 1), draws.uniform(-1, 1), radius))
    return stages


def _scratches(height: int, width: int, draws: Draws) -> Scratches:
    # Middles may lie outside the picture, so the density counts over that larger area.
    margin = SCRATCH_MARGIN
    area = (height + 2 * margin) * (width + 2 * margin) / (REFERENCE_SIDE + 2 * margin) ** 2
    one, other = draws.uniform(1, 3), draws.uniform(1, 3)
    angle = draws.pick((0.0, math.pi / 2), (0.4, 0.6)) + draws.uniform(-0.3, 0.3)
    count = draws.poisson(draws.uniform(0, 12) * area)
    parallel, dark = draws.uniform(0.2, 0.9), draws.uniform(0, 0.4)
    return Scratches(count, min(one, other), max(one, other), angle, parallel, dark, draws.seed())


def _folds(height: int, width: int, draws: Draws) -> Stages:
    stages: Stages = []
    share = min(1.0, math.sqrt(height * width) / REFERENCE_SIDE)
    for _ in range(draws.integer(1, 2)):
        square = draws.pick((0.0, math.pi / 2)) + draws.uniform(-0.1, 0.1)
        angle = square if draws.chance(0.7) else draws.uniform(0, math.pi)
        fold = Fold(
            angle,
            draws.uniform(0.05, 0.95),
            draws.uniform(0.05, 0.95),
            draws.uniform(2, 10),
            draws.uniform(0, 1),
            draws.uniform(0.2, 0.7),
            draws.seed(),
        )
        # A line crosses a crop as often as the crop is wide, not as it is large.
        if draws.chance(share):
            stages.append(fold)
    return stages


def _stains(height: int, width: int, draws: Draws) -> Stages:
    stages: Stages = []
    share = min(1.0, math.sqrt(height * width) / REFERENCE_SIDE + 0.25)
    for _ in range(draws.integer(1, 3)):
        radius = draws.log_uniform(10, 130)
        centre = draws.uniform(-0.1, 1.1), draws.uniform(-0.1, 1.1)
        stain = Stain(*centre, radius, draws.uniform(0.15, 0.6), draws.uniform(0.2, 1.0), draws.seed())
        if draws.chance(share):
            stages.append(stain)
    return stages


def _rescan(
    height: int,
    width: int,
    factor: float,
    draws: Draws,
    noise: tuple[float, float] = (1, 8),
    quality: tuple[int, int] = (40, 95),
) -> Stages:
    mode = draws.pick(("bilinear", "bicubic"))
    small = Resize(scaled(height, 1 / factor), scaled(width, 1 / factor), mode, antialias=True)
    stages: Stages = [small, GaussianNoise(draws.uniform(*noise), draws.chance(0.4), draws.seed())]
    if draws.chance(0.9):
        stages.append(draw_jpeg(quality, draws, full_colour=draws.chance(0.25)))
    return stages

"""Degradation: good photos made bad, on the fly, so that a model can learn the way back.

`draw` decides what happens (plain numbers, fit for a log), `apply` does it (a pure function), `degrade` is both.
"""

from typing import Literal

import numpy as np
import torch

from trainer.degradation.apply import Degraded, apply
from trainer.degradation.camera import Blur, GaussianNoise
from trainer.degradation.draws import Draws
from trainer.degradation.old_photo import PRINTS, Colour, draw_rescan_factor
from trainer.degradation.parameters import Operation, Parameters
from trainer.degradation.second_order import RECIPES, draw_jpeg, draw_recipe

PRESETS = (*RECIPES, *PRINTS, "clean")
Factor = float | Literal["random"] | None
UPSAMPLING = {"bicubic": 0.7, "bilinear": 0.15, "lanczos": 0.15}
RELEASED_UPSAMPLING = {"nearest": 1.0, "bilinear": 1.0, "bicubic": 1.0}

__all__ = [
    "PRESETS",
    "PRINTS",
    "RELEASED_UPSAMPLING",
    "UPSAMPLING",
    "Colour",
    "Degraded",
    "Factor",
    "Parameters",
    "apply",
    "degrade",
    "draw",
]


def draw(
    preset: str,
    size: tuple[int, int],
    generator: torch.Generator,
    *,
    factor: Factor = None,
    colour: Colour = "keep_colour",
    upsampling: dict[str, float] = UPSAMPLING,
) -> Parameters:
    """Draw the degradation of one picture; equal generators give equal parameters.

    `preset`: one of PRESETS. `size`: (height, width) in pixels; the numbers of specks and scratches follow the area.
    `factor`: how much smaller the stored picture is, 1 or more; "random" is 1..4, None is the preset's own (4 for pasd,
    realesrgan and the levels; 1..2.5 for old_photo, from its rescan at .4 to 1; 1..1.43 for clean_scan; 1 for
    clean). `colour` matters for old_photo and clean_scan alone: keep_colour leaves fading and yellowing in the target.
    `upsampling`: weights of the ways back to full size.

    Raises ValueError for an unknown preset, an empty size or a factor under 1.
    """
    if preset not in PRESETS:
        raise ValueError(f"Unknown degradation preset {preset!r}; one of {', '.join(PRESETS)}.")
    height, width = size
    if height < 1 or width < 1:
        raise ValueError(f"A picture of {height}x{width} pixels cannot be degraded.")
    draws = Draws(generator)
    chosen = _factor(preset, factor, draws)
    mode = draws.pick(tuple(upsampling), tuple(upsampling.values()))
    target: tuple[Operation, ...] = ()
    if preset in PRINTS:
        stages, target = PRINTS[preset](height, width, chosen, colour, draws)
    elif preset == "clean":
        stages = _nearly_clean(draws)
    else:
        stages = draw_recipe(RECIPES[preset], height, width, chosen, draws)
    return Parameters(preset, height, width, chosen, mode, stages, target)


def degrade(
    hq: np.ndarray,
    preset: str,
    generator: torch.Generator,
    *,
    factor: Factor = None,
    colour: Colour = "keep_colour",
    upsampling: dict[str, float] = UPSAMPLING,
) -> Degraded:
    """Draw and apply: uint8 [H, W, 3] -> pair of the same size, with the parameters that made it."""
    height, width = hq.shape[:2]
    parameters = draw(preset, (height, width), generator, factor=factor, colour=colour, upsampling=upsampling)
    lq, target, hidden = apply(hq, parameters, with_mask=True)
    return Degraded(lq, target, parameters, hidden)


def _factor(preset: str, factor: Factor, draws: Draws) -> float:
    if factor == "random":
        return draws.log_uniform(1.0, 4.0)
    if factor is None:
        if preset in PRINTS:
            return draw_rescan_factor(preset, draws)
        return RECIPES[preset].factor if preset in RECIPES else 1.0
    if factor < 1:
        raise ValueError(f"The degradation factor is 1 or more, not {factor}.")
    return float(factor)


def _nearly_clean(draws: Draws) -> tuple[Operation, ...]:
    """What a good camera leaves: a model must learn to do nothing here."""
    sigma = draws.uniform(0.2, 0.45)
    noise = GaussianNoise(draws.uniform(0.0, 1.5), draws.chance(0.4), draws.seed())
    return (Blur("gaussian", 5, sigma, sigma), noise, draw_jpeg((85, 98), draws, full_colour=draws.chance(0.5)))

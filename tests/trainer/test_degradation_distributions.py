"""How what is drawn is distributed: every range of TRAINING.md is drawn from evenly, and choices are independent."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from trainer.degradation import Parameters, degrade, draw
from trainer.degradation.camera import Blur, GaussianNoise, Jpeg, PoissonNoise, Resize, Sinc
from trainer.degradation.damage import Dust, Fold, Scratches, Stain
from trainer.degradation.surface import Grain, Halftone, PaperTexture
from trainer.degradation.tones import Fade, Glare, Vignette, Yellowing

COUNT = 3000
Select = Callable[[Parameters], Sequence[float]]


def drawn(preset: str) -> list[Parameters]:
    generator = torch.Generator().manual_seed(11)
    return [draw(preset, (512, 512), generator) for _ in range(COUNT)]


@pytest.fixture(scope="module")
def many() -> dict[str, list[Parameters]]:
    return {
        preset: drawn(preset) for preset in ("pasd", "realesrgan", "level1", "level2", "level3", "old_photo", "clean")
    }


def values(of: list[Parameters], kind: type, name: str, place: int | None = None) -> list[float]:
    """A field of every stage of a kind; `place`: only of the first (0) or last (-1) stage of that kind."""
    found: list[float] = []
    for parameters in of:
        stages: list[Any] = [stage for stage in parameters.stages if isinstance(stage, kind)]
        found += [getattr(stage, name) for stage in (stages if place is None else stages[place : place + 1 or None])]
    return found


def assert_uniform(sample: Sequence[float], low: float, high: float, step: float = 0.0) -> None:
    """Kolmogorov and Smirnov's test against the even distribution, at one in a thousand; `step`: values are rounded."""
    ordered = (np.sort(np.asarray(sample, float)) - low) / (high - low)
    steps = np.arange(len(ordered) + 1) / len(ordered)
    distance = max(np.abs(ordered - steps[:-1]).max(), np.abs(ordered - steps[1:]).max())
    assert len(ordered) > 100
    assert ordered.min() >= 0
    assert ordered.max() <= 1
    assert distance < 1.95 / math.sqrt(len(ordered)) + step / (high - low)


def assert_share(hits: int, of: int, share: float) -> None:
    """Within 3.3 standard errors."""
    assert abs(hits / of - share) <= 3.3 * math.sqrt(share * (1 - share) / of)


def half_open(qualities: Sequence[float]) -> list[float]:
    """Whole numbers spread over their steps, so that they can be compared with an even distribution."""
    rng = np.random.default_rng(0)
    return [quality + rng.random() for quality in qualities]


@pytest.mark.parametrize(
    ("preset", "gaussian", "poisson", "quality"),
    [
        ("pasd", [(1, 15), (1, 12)], [(0.05, 2.0), (0.05, 1.0)], [(60, 95), (60, 100)]),
        ("realesrgan", [(1, 30), (1, 25)], [(0.05, 3.0), (0.05, 2.5)], [(30, 95), (30, 95)]),
        ("level1", [(1, 10)], [(0.05, 0.5)], [(90, 95)]),
        ("level2", [(1, 20)], [(0.05, 1.5)], [(50, 95)]),
        ("level3", [(1, 30), (1, 25)], [(0.05, 3.0), (0.05, 2.5)], [(30, 95), (30, 95)]),
    ],
)
def test_noise_and_files_are_drawn_evenly(
    many: dict[str, list[Parameters]],
    preset: str,
    gaussian: list[tuple[float, float]],
    poisson: list[tuple[float, float]],
    quality: list[tuple[float, float]],
) -> None:
    of = many[preset]
    noises = [[s for s in p.stages if isinstance(s, GaussianNoise | PoissonNoise)] for p in of]
    files = [[s for s in p.stages if isinstance(s, Jpeg)] for p in of]
    assert {len(found) for found in noises} == {len(found) for found in files} == {len(gaussian)}
    for place in range(len(gaussian)):
        here = [found[place] for found in noises]
        assert_uniform([s.sigma for s in here if isinstance(s, GaussianNoise)], *gaussian[place])
        assert_uniform([s.scale for s in here if isinstance(s, PoissonNoise)], *poisson[place])
        assert_share(sum(isinstance(s, GaussianNoise) for s in here), COUNT, 0.5)
        assert_share(sum(s.grey for s in here), COUNT, 0.4)
        low, high = quality[place]
        assert_uniform(half_open([found[place].quality for found in files]), low, high + 1)


@pytest.mark.parametrize(
    ("preset", "sigma", "shares"),
    [
        ("pasd", (0.2, 3.0), (0.45, 0.25, 0.12, 0.03, 0.12, 0.03)),
        ("realesrgan", (0.2, 3.0), (0.45, 0.25, 0.12, 0.03, 0.12, 0.03)),
        ("level1", (0.2, 0.8), (0.65, 0.35, 0, 0, 0, 0)),
        ("level2", (0.2, 1.5), (0.65, 0.35, 0, 0, 0, 0)),
        ("level3", (0.2, 3.0), (0.65, 0.35, 0, 0, 0, 0)),
    ],
)
def test_first_blurs_have_the_kernels_they_should(
    many: dict[str, list[Parameters]], preset: str, sigma: tuple[float, float], shares: tuple[float, ...]
) -> None:
    blurs = [p.stages[0] for p in many[preset]]
    kernels = [blur for blur in blurs if isinstance(blur, Blur)]
    assert_share(COUNT - len(kernels), COUNT, 0.0 if preset in ("level1", "level2") else 0.1)
    names = [(shape, turned) for shape in ("gaussian", "generalized", "plateau") for turned in (False, True)]
    for (shape, turned), share in zip(names, shares, strict=True):
        hits = sum(k.shape == shape and (k.sigma_x != k.sigma_y) == turned for k in kernels)
        assert_share(hits, len(kernels), share)
    assert_uniform([k.sigma_x for k in kernels], *sigma)
    turned_ones = [k for k in kernels if k.sigma_x != k.sigma_y]
    assert_uniform([k.sigma_y for k in turned_ones], *sigma)
    assert_uniform([k.rotation for k in turned_ones], -math.pi, math.pi)
    for size in range(7, 22, 2):
        assert_share(sum(k.size == size for k in kernels), len(kernels), 1 / 8)
    flat = [k.beta for k in kernels if k.shape == "plateau"]
    if flat:
        assert_uniform(flat, 1.0, 2.0)
        general = [k.beta for k in kernels if k.shape == "generalized"]
        assert_share(sum(beta < 1 for beta in general), len(general), 0.5)
        assert_uniform([beta for beta in general if beta < 1], 0.5, 1.0)
        assert_uniform([beta for beta in general if beta >= 1], 1.0, 4.0)


@pytest.mark.parametrize(
    ("preset", "place", "shares", "scale"),
    [
        ("pasd", 0, (0.2, 0.7, 0.1), (0.3, 1.5)),
        ("pasd", 1, (0.3, 0.4, 0.3), (0.6, 1.2)),
        ("realesrgan", 0, (0.2, 0.7, 0.1), (0.15, 1.5)),
        ("realesrgan", 1, (0.3, 0.4, 0.3), (0.3, 1.2)),
        ("level1", 0, (0.1, 0.2, 0.7), (0.85, 1.2)),
        ("level2", 0, (0.3, 0.4, 0.3), (0.5, 1.2)),
        ("level3", 0, (0.2, 0.7, 0.1), (0.15, 1.5)),
        ("level3", 1, (0.3, 0.4, 0.3), (0.3, 1.2)),
    ],
)
def test_resizes_go_up_down_and_nowhere_as_often_as_they_should(
    many: dict[str, list[Parameters]], preset: str, place: int, shares: tuple[float, ...], scale: tuple[float, float]
) -> None:
    base = 512 if place == 0 else 128
    resizes = [[s for s in p.stages if isinstance(s, Resize)][place] for p in many[preset]]
    scales = np.array([resize.height / base for resize in resizes])
    up, down = scales[scales > 1], scales[scales < 1]
    blurred = 1 / base  # a scale within half a pixel of 1 looks like none
    for hits, share in ((len(up), shares[0]), (len(down), shares[1])):
        assert abs(hits / COUNT - share) < 3.3 * math.sqrt(share * (1 - share) / COUNT) + 2 * blurred
    # whole pixels: a little room at both ends
    assert_uniform(np.clip(up, 1, scale[1]).tolist(), 1.0, scale[1], 1 / base)
    assert_uniform(np.clip(down, scale[0], 1).tolist(), scale[0], 1.0, 1 / base)
    for mode in ("area", "bilinear", "bicubic"):
        assert_share(sum(resize.mode == mode for resize in resizes), COUNT, 1 / 3)


def test_second_passes_blur_as_often_and_as_much_as_they_should(many: dict[str, list[Parameters]]) -> None:
    for preset, chance in (("pasd", 0.5), ("realesrgan", 0.8), ("level3", 0.8)):
        second = []
        for parameters in many[preset]:
            first_file = next(i for i, s in enumerate(parameters.stages) if isinstance(s, Jpeg))
            following = parameters.stages[first_file + 1]
            second.append(following if isinstance(following, Blur | Sinc) else None)
        assert_share(sum(stage is not None for stage in second), COUNT, chance)
        kernels = [stage for stage in second if isinstance(stage, Blur)]
        assert_share(sum(isinstance(stage, Sinc) for stage in second), COUNT, 0.1 * chance)
        assert_uniform([kernel.sigma_x for kernel in kernels], 0.2, 1.5)


def test_endings_are_as_they_should_be(many: dict[str, list[Parameters]]) -> None:
    for preset in ("pasd", "realesrgan", "level3"):
        last_file = [isinstance(p.stages[-1], Jpeg) for p in many[preset]]
        assert_share(sum(last_file), COUNT, 0.5)
        rings = [any(isinstance(s, Sinc) for s in p.stages[-2:]) for p in many[preset]]
        assert_share(sum(rings), COUNT, 0.8)
        # the order and the ring are drawn apart
        assert abs(np.corrcoef(last_file, rings)[0, 1]) < 0.06
    for preset in ("level1", "level2"):
        assert all(isinstance(p.stages[-1], Jpeg) for p in many[preset])
        assert not any(isinstance(s, Sinc) for p in many[preset] for s in p.stages)


@pytest.mark.parametrize(
    ("kind", "name", "low", "high"),
    [
        (Blur, "sigma_x", 0.3, 2.0),
        (Fade, "contrast", 0.55, 0.95),
        (Fade, "lift", 0.0, 0.15),
        (Fade, "cyan", 0.7, 1.0),
        (Fade, "magenta", 0.7, 1.0),
        (Fade, "yellow", 0.7, 1.0),
        (Yellowing, "amount", 0.1, 0.5),
        (Grain, "sigma", 2, 14),
        (Grain, "size", 1, 3),
        (PaperTexture, "amount", 0.02, 0.12),
        (Halftone, "pitch", 3, 8),
        (Fold, "width", 2, 10),
        (GaussianNoise, "sigma", 1, 8),
    ],
)
def test_an_old_photo_is_drawn_evenly_from_its_ranges(
    many: dict[str, list[Parameters]], kind: type, name: str, low: float, high: float
) -> None:
    assert_uniform(values(many["old_photo"], kind, name), low, high)


def test_an_old_photos_faults_come_as_often_as_written_and_independently(many: dict[str, list[Parameters]]) -> None:
    of = many["old_photo"]
    shares = {Fade: 0.5, Yellowing: 0.4, Grain: 0.6, PaperTexture: 0.35, Halftone: 0.08, Dust: 0.6, Scratches: 0.5}
    shares |= {Fold: 0.2, Stain: 0.15, Jpeg: 0.9}
    there = {kind: [any(isinstance(s, kind) for s in p.stages) for p in of] for kind in shares}
    for kind, share in shares.items():
        assert_share(sum(there[kind]), COUNT, share)
    assert_share(sum(any(isinstance(s, Vignette | Glare) for s in p.stages) for p in of), COUNT, 0.2)
    kinds = list(shares)
    for one in range(len(kinds)):
        for other in range(one):
            assert abs(np.corrcoef(there[kinds[one]], there[kinds[other]])[0, 1]) < 0.075
    assert_uniform([1 / p.factor for p in of], 0.4, 1.0)
    assert_uniform(half_open(values(of, Jpeg, "quality")), 40, 96)
    # counts are Poisson about an even rate: mean 75 and variance 75 + 150^2 / 12 for dust, 6 and 6 + 12 for scratches
    for kind, most in ((Dust, 150), (Scratches, 12)):
        counts = np.array(values(of, kind, "count"))
        deviation = math.sqrt(most / 2 + most**2 / 12)
        assert counts.mean() == pytest.approx(most / 2, abs=3.5 * deviation / math.sqrt(len(counts)))
        assert counts.std() == pytest.approx(deviation, rel=0.08)
    widths = values(of, Scratches, "min_width") + values(of, Scratches, "max_width")
    assert_uniform(widths, 1, 3)
    folds = [sum(isinstance(s, Fold) for s in p.stages) for p in of]
    assert set(folds) == {0, 1, 2}


def test_what_is_drawn_is_what_happens_to_the_pixels() -> None:
    """Over many pictures: the error grows with every parameter that should make it grow."""
    rows, columns = np.mgrid[0:128, 0:128]
    waves = 127 + 60 * np.sin(columns / 3) * np.cos(rows / 5) + 40 * np.sin(rows / 17)
    hq = np.stack([waves, 255 - waves, waves[::-1]], 2).clip(0, 255).astype(np.uint8)
    generator = torch.Generator().manual_seed(2)
    made = [degrade(hq, "level2", generator, factor=1.0) for _ in range(250)]
    errors = np.array([np.abs(m.lq.astype(float) - hq).mean() for m in made])
    asked = ((Blur, "sigma_x"), (GaussianNoise, "sigma"), (PoissonNoise, "scale"))
    causes = np.array([[(values([m.parameters], *of, 0) or [0.0])[0] for of in asked] for m in made])
    causes = (causes - causes.mean(0)) / causes.std(0)
    effects, *_ = np.linalg.lstsq(causes, errors - errors.mean(), rcond=None)
    rest = (errors - errors.mean() - causes @ effects).std() / math.sqrt(len(errors))
    assert (effects > 3 * rest).all()

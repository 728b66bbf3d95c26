"""What is drawn: ranges and frequencies of TRAINING.md, reproducibly, as plain data."""

import json
from collections.abc import Callable
from typing import TypeVar

import pytest
import torch

from trainer.degradation import PRESETS, PRINTS, RELEASED_UPSAMPLING, Colour, Parameters, draw
from trainer.degradation.camera import Blur, GaussianNoise, Jpeg, PoissonNoise, Resize, Sinc
from trainer.degradation.damage import Dust, Fold, Scratches, Stain
from trainer.degradation.surface import Grain, Halftone, PaperTexture
from trainer.degradation.tones import Fade, Glare, Grey, Vignette, Yellowing

Kind = TypeVar("Kind")
DRAWS = 600


def drawn(preset: str, side: int = 512, count: int = DRAWS) -> list[Parameters]:
    generator = torch.Generator().manual_seed(7)
    return [draw(preset, (side, side), generator) for _ in range(count)]


def of_kind(many: list[Parameters], kind: type[Kind]) -> list[Kind]:
    return [stage for parameters in many for stage in parameters.stages if isinstance(stage, kind)]


def share(many: list[Parameters], holds: Callable[[Parameters], bool]) -> float:
    return sum(holds(parameters) for parameters in many) / len(many)


def has(kind: type) -> Callable[[Parameters], bool]:
    return lambda parameters: any(isinstance(stage, kind) for stage in parameters.stages)


def spread(values: list[float], low: float, high: float) -> None:
    """All in the range, and both ends of it reached within a tenth."""
    assert low <= min(values) <= low + 0.1 * (high - low)
    assert high - 0.1 * (high - low) <= max(values) <= high


@pytest.fixture(scope="module")
def pasd() -> list[Parameters]:
    return drawn("pasd")


@pytest.fixture(scope="module")
def old() -> list[Parameters]:
    return drawn("old_photo")


def test_pasd_blurs_have_the_kernels_and_sigmas_of_the_paper(pasd: list[Parameters]) -> None:
    first = [p.stages[0] for p in pasd]
    blurs = [stage for stage in first if isinstance(stage, Blur)]
    assert len(first) - len(blurs) == pytest.approx(0.1 * DRAWS, abs=0.04 * DRAWS)
    assert {blur.size for blur in blurs} == set(range(7, 22, 2))
    spread([blur.sigma_x for blur in blurs], 0.2, 3.0)
    shapes = {"gaussian": 0.70, "generalized": 0.15, "plateau": 0.15}
    for shape, expected in shapes.items():
        assert sum(b.shape == shape for b in blurs) / len(blurs) == pytest.approx(expected, abs=0.06)
    assert sum(b.sigma_x != b.sigma_y for b in blurs) / len(blurs) == pytest.approx(0.31, abs=0.06)
    spread([b.beta for b in blurs if b.shape == "generalized"], 0.5, 4.0)
    spread([b.beta for b in blurs if b.shape == "plateau"], 1.0, 2.0)


def test_pasd_resizes_first_by_thirds_then_to_a_quarter(pasd: list[Parameters]) -> None:
    first = [next(s for s in p.stages if isinstance(s, Resize)).height / 512 for p in pasd]
    assert min(first) >= 0.3 - 0.01
    assert max(first) <= 1.5 + 0.01
    assert sum(scale < 1 for scale in first) / DRAWS == pytest.approx(0.7, abs=0.06)
    assert sum(scale > 1 for scale in first) / DRAWS == pytest.approx(0.2, abs=0.05)
    second = [[s for s in p.stages if isinstance(s, Resize)][1].height / 128 for p in pasd]
    spread(second, 0.6, 1.2)
    last = [[s for s in p.stages if isinstance(s, Resize)][-1] for p in pasd]
    assert {(resize.height, resize.width) for resize in last} == {(128, 128)}


def test_pasd_noise_and_jpeg_stay_in_their_ranges(pasd: list[Parameters]) -> None:
    noises = [[s for s in p.stages if isinstance(s, GaussianNoise | PoissonNoise)] for p in pasd]
    assert {len(pair) for pair in noises} == {2}
    first, second = [pair[0] for pair in noises], [pair[1] for pair in noises]
    spread([n.sigma for n in first if isinstance(n, GaussianNoise)], 1, 15)
    spread([n.scale for n in first if isinstance(n, PoissonNoise)], 0.05, 2.0)
    spread([n.sigma for n in second if isinstance(n, GaussianNoise)], 1, 12)
    spread([n.scale for n in second if isinstance(n, PoissonNoise)], 0.05, 1.0)
    assert sum(isinstance(n, GaussianNoise) for n in first) / DRAWS == pytest.approx(0.5, abs=0.06)
    assert sum(n.grey for n in first) / DRAWS == pytest.approx(0.4, abs=0.06)
    files = [[s for s in p.stages if isinstance(s, Jpeg)] for p in pasd]
    assert {len(pair) for pair in files} == {2}
    spread([pair[0].quality for pair in files], 60, 95)
    spread([pair[1].quality for pair in files], 60, 100)


def test_pasd_ends_with_sinc_and_jpeg_in_either_order(pasd: list[Parameters]) -> None:
    def final_sinc(parameters: Parameters) -> bool:
        after = max(i for i, stage in enumerate(parameters.stages) if isinstance(stage, Resize))
        return any(isinstance(stage, Sinc) for stage in parameters.stages[after:])

    assert share(pasd, final_sinc) == pytest.approx(0.8, abs=0.05)
    assert share(pasd, lambda p: isinstance(p.stages[-1], Jpeg)) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize(
    ("preset", "ranges"),
    [
        ("realesrgan", [(0.2, 3.0), (1, 30), (0.05, 3.0), (30, 95), (0.15, 1.5)]),
        ("level1", [(0.2, 0.8), (1, 10), (0.05, 0.5), (90, 95), (0.85, 1.2)]),
        ("level2", [(0.2, 1.5), (1, 20), (0.05, 1.5), (50, 95), (0.5, 1.2)]),
        ("level3", [(0.2, 3.0), (1, 30), (0.05, 3.0), (30, 95), (0.15, 1.5)]),
    ],
)
def test_other_presets_stay_in_their_ranges(preset: str, ranges: list[tuple[float, float]]) -> None:
    sigma, gaussian, poisson, quality, scale = ranges
    many = drawn(preset)
    spread([blur.sigma_x for blur in of_kind(many, Blur)], *sigma)
    spread([noise.sigma for noise in of_kind(many, GaussianNoise)], *gaussian)
    spread([noise.scale for noise in of_kind(many, PoissonNoise)], *poisson)
    spread([jpeg.quality for jpeg in of_kind(many, Jpeg)], *quality)
    spread([next(s for s in p.stages if isinstance(s, Resize)).height / 512 for p in many], scale[0] - 0.001, scale[1])
    assert {p.factor for p in many} == {4.0}


def test_old_photo_stages_come_as_often_as_written(old: list[Parameters]) -> None:
    expected = {Grey: 0.35, Fade: 0.5, Yellowing: 0.4, Grain: 0.6, PaperTexture: 0.35, Halftone: 0.08, Dust: 0.6}
    expected |= {Scratches: 0.5, Fold: 0.2, Stain: 0.15, Jpeg: 0.9, Blur: 1.0}
    for kind, probability in expected.items():
        assert share(old, has(kind)) == pytest.approx(probability, abs=0.06), kind.__name__
    assert share(old, lambda p: has(Vignette)(p) or has(Glare)(p)) == pytest.approx(0.2, abs=0.05)


def test_old_photo_numbers_stay_in_their_ranges(old: list[Parameters]) -> None:
    spread([s.sigma_x for s in of_kind(old, Blur)], 0.3, 2.0)
    spread([s.contrast for s in of_kind(old, Fade)], 0.55, 0.95)
    spread([s.lift for s in of_kind(old, Fade)], 0.0, 0.15)
    spread([dye for s in of_kind(old, Fade) for dye in (s.cyan, s.magenta, s.yellow)], 0.7, 1.0)
    spread([s.amount for s in of_kind(old, Yellowing)], 0.1, 0.5)
    spread([s.sigma for s in of_kind(old, Grain)], 2, 14)
    spread([s.size for s in of_kind(old, Grain)], 1, 3)
    spread([s.amount for s in of_kind(old, PaperTexture)], 0.02, 0.12)
    spread([w for s in of_kind(old, Scratches) for w in (s.min_width, s.max_width)], 1, 3)
    spread([s.width for s in of_kind(old, Fold)], 2, 10)
    spread([s.sigma for s in of_kind(old, GaussianNoise)], 1, 8)
    spread([s.quality for s in of_kind(old, Jpeg)], 40, 95)
    spread([p.factor for p in old], 1.0, 2.5)
    assert all(3 <= s.pitch <= 8 for s in of_kind(old, Halftone))
    counts = [s.count for s in of_kind(old, Dust)]
    assert sum(counts) / len(counts) == pytest.approx(75, abs=10)
    counts = [s.count for s in of_kind(old, Scratches)]
    assert sum(counts) / len(counts) == pytest.approx(6, abs=1)


def test_old_photo_is_printed_then_damaged_then_scanned(old: list[Parameters]) -> None:
    printing = (Blur, Grey, Fade, Yellowing, Grain, PaperTexture, Halftone)
    damage = (Dust, Scratches, Fold, Stain, Vignette, Glare)
    for parameters in old:
        steps = [0 if isinstance(s, printing) else 1 if isinstance(s, damage) else 2 for s in parameters.stages]
        assert steps == sorted(steps)


def test_a_clean_scan_is_a_damaged_print_without_grain_or_screen_and_nearly_without_noise(
    old: list[Parameters],
) -> None:
    many = drawn("clean_scan")
    for kind in (Grain, PaperTexture, Halftone):
        assert share(many, has(kind)) == 0
    for kind in (Grey, Fade, Yellowing, Dust, Scratches, Fold, Stain, Jpeg):
        assert share(many, has(kind)) == pytest.approx(share(old, has(kind)), abs=0.08), kind.__name__
    spread([noise.sigma for noise in of_kind(many, GaussianNoise)], 0, 1)
    spread([blur.sigma_x for blur in of_kind(many, Blur)], 0.2, 0.7)
    spread([float(jpeg.quality) for jpeg in of_kind(many, Jpeg)], 88, 99)
    spread([1 / parameters.factor for parameters in many], 0.7, 1.0)


def test_marks_follow_the_size_of_the_crop() -> None:
    small, large = drawn("old_photo", 128), drawn("old_photo", 512)

    def mean_count(many: list[Parameters], kind: type[Dust] | type[Scratches]) -> float:
        counts = [stage.count for stage in of_kind(many, kind)]
        return sum(counts) / len(counts)

    assert mean_count(small, Dust) == pytest.approx(mean_count(large, Dust) / 16, rel=0.25)
    assert mean_count(small, Scratches) < 0.3 * mean_count(large, Scratches)
    assert share(small, has(Fold)) == pytest.approx(0.25 * 1.5 * 0.2, abs=0.04)


def test_grey_prints_fade_evenly(old: list[Parameters]) -> None:
    grey = [p for p in old if has(Grey)(p)]
    assert all(fade.cyan == fade.magenta == fade.yellow for fade in of_kind(grey, Fade))
    assert all(halftone.grey for halftone in of_kind(grey, Halftone))


@pytest.mark.parametrize("preset", PRINTS)
@pytest.mark.parametrize("colour", ["keep_colour", "correct_colour"])
def test_the_target_keeps_what_its_variant_says(colour: Colour, preset: str) -> None:
    generator = torch.Generator().manual_seed(3)
    allowed = {"Grey", "Fade", "Yellowing"} if colour == "keep_colour" else {"Grey"}
    many = [draw(preset, (256, 256), generator, colour=colour) for _ in range(200)]
    kinds = {type(stage).__name__ for parameters in many for stage in parameters.target}
    assert kinds == allowed
    for parameters in many:
        assert list(parameters.target) == [s for s in parameters.stages if type(s).__name__ in allowed]


@pytest.mark.parametrize("preset", PRESETS)
def test_parameters_survive_json(preset: str) -> None:
    for parameters in drawn(preset, side=200, count=20):
        assert Parameters.from_dict(json.loads(json.dumps(parameters.to_dict()))) == parameters


@pytest.mark.parametrize("preset", PRESETS)
def test_equal_generators_draw_equally_and_no_other_chance_is_used(preset: str) -> None:
    state = torch.get_rng_state()
    one = [draw(preset, (96, 128), g) for g in [torch.Generator().manual_seed(5)] for _ in range(10)]
    two = [draw(preset, (96, 128), g) for g in [torch.Generator().manual_seed(5)] for _ in range(10)]
    assert one == two
    assert len({json.dumps(p.to_dict()) for p in one}) == 10
    assert torch.equal(state, torch.get_rng_state())


@pytest.mark.parametrize("preset", PRESETS)
def test_the_factor_can_be_chosen_or_drawn(preset: str) -> None:
    generator = torch.Generator().manual_seed(2)
    assert draw(preset, (64, 64), generator, factor=3).factor == 3.0
    factors = [draw(preset, (64, 64), generator, factor="random").factor for _ in range(200)]
    spread(factors, 1.0, 4.0)


def test_the_way_back_to_full_size_follows_its_weights() -> None:
    generator = torch.Generator().manual_seed(2)
    usual = [draw("pasd", (64, 64), generator).upsampling for _ in range(300)]
    assert usual.count("bicubic") / 300 == pytest.approx(0.7, abs=0.08)
    assert set(usual) == {"bicubic", "bilinear", "lanczos"}
    released = {draw("pasd", (64, 64), generator, upsampling=RELEASED_UPSAMPLING).upsampling for _ in range(60)}
    assert released == {"nearest", "bilinear", "bicubic"}


def test_wrong_choices_are_refused() -> None:
    generator = torch.Generator()
    with pytest.raises(ValueError, match="Unknown degradation preset 'new_photo'"):
        draw("new_photo", (64, 64), generator)
    with pytest.raises(ValueError, match="0x64"):
        draw("pasd", (0, 64), generator)
    with pytest.raises(ValueError, match="1 or more"):
        draw("pasd", (64, 64), generator, factor=0.5)
    with pytest.raises(ValueError, match="Unknown degradation 'Melt'"):
        Parameters.from_dict(
            {"preset": "x", "height": 1, "width": 1, "factor": 1, "upsampling": "bicubic", "target": []}
            | {"stages": [{"operation": "Melt"}]}
        )

"""What degradation does to pixels."""

import numpy as np
import pytest
import torch

from trainer.degradation import PRESETS, PRINTS, Parameters, apply, degrade, draw
from trainer.degradation.camera import GaussianNoise, Jpeg, PoissonNoise, Resize
from trainer.degradation.damage import Dust, Fold, Scratches, Stain
from trainer.degradation.parameters import Operation
from trainer.degradation.surface import Grain, Halftone, PaperTexture
from trainer.degradation.tones import Fade, Glare, Grey, Vignette, Yellowing


def picture(height: int = 96, width: int = 120) -> np.ndarray:
    """Colourful, with slopes, edges and texture."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
    red = 128 + 90 * np.sin(columns / 9) * np.cos(rows / 13)
    green = 255 * columns / max(1, width - 1)
    blue = np.where((rows // 16 + columns // 16) % 2 == 0, 210.0, 40.0)
    return np.stack([red, green, blue], -1).clip(0, 255).astype(np.uint8)


def flat(tone: int, side: int = 256) -> np.ndarray:
    return np.full((side, side, 3), tone, np.uint8)


def made(hq: np.ndarray, *stages: Operation, target: tuple[Operation, ...] = ()) -> tuple[np.ndarray, np.ndarray]:
    lq, mask_target, _ = with_mask(hq, *stages, target=target)
    return lq, mask_target


def with_mask(
    hq: np.ndarray, *stages: Operation, target: tuple[Operation, ...] = ()
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    parameters = Parameters("by_hand", hq.shape[0], hq.shape[1], 1.0, "bicubic", stages, target)
    return apply(hq, parameters, with_mask=True)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_same_parameters_give_the_same_bytes_and_leave_the_input_alone(preset: str) -> None:
    hq = picture()
    before = hq.copy()
    generator = torch.Generator().manual_seed(1)
    for _ in range(8):
        parameters = draw(preset, (96, 120), generator)
        state, legacy = torch.get_rng_state(), repr(np.random.get_state())
        first, target, mask = apply(hq, parameters, with_mask=True)
        again, target_again = apply(hq, Parameters.from_dict(parameters.to_dict()))
        assert np.array_equal(first, again)
        assert np.array_equal(target, target_again)
        assert torch.equal(state, torch.get_rng_state())
        assert legacy == repr(np.random.get_state())
        assert first.dtype == target.dtype == np.uint8
        assert first.shape == target.shape == hq.shape
        assert mask.dtype == np.float32
        assert mask.shape == hq.shape[:2]
        assert 0 <= mask.min() <= mask.max() <= 1
        assert not np.array_equal(first, hq)
    assert np.array_equal(hq, before)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3), (17, 31), (65, 127)])
def test_any_size_works(preset: str, size: tuple[int, int]) -> None:
    generator = torch.Generator().manual_seed(4)
    hq = picture(*size)
    for _ in range(12):
        result = degrade(hq, preset, generator)
        assert result.lq.shape == result.target.shape == hq.shape


@pytest.mark.parametrize("preset", [name for name in PRESETS if name not in PRINTS])
def test_the_target_is_the_original_except_for_old_photos(preset: str) -> None:
    generator = torch.Generator().manual_seed(4)
    hq = picture()
    for _ in range(10):
        assert np.array_equal(degrade(hq, preset, generator).target, hq)


def test_presets_are_as_bad_as_their_names() -> None:
    hq = picture(128, 128)

    def error(preset: str, factor: float | None = None) -> float:
        generator = torch.Generator().manual_seed(8)
        results = [degrade(hq, preset, generator, factor=factor) for _ in range(30)]
        return float(np.mean([np.abs(r.lq.astype(float) - r.target).mean() for r in results]))

    assert error("clean") < 4
    assert error("clean") < error("old_photo") < error("realesrgan")
    assert error("clean_scan") < error("old_photo")
    assert error("level1") < error("level2") < error("level3")
    assert error("pasd", 1.0) < error("pasd", 2.0) < error("pasd", 4.0)


def test_colour_is_kept_or_corrected() -> None:
    hq = picture()
    generator = torch.Generator().manual_seed(12)
    seen = set()
    for _ in range(60):
        kept = draw("old_photo", (96, 120), generator)
        grey = any(isinstance(stage, Grey) for stage in kept.stages)
        toned = any(isinstance(stage, Fade | Yellowing) for stage in kept.stages)
        seen.add((grey, toned))
        target = apply(hq, kept)[1]
        clean = tuple(stage for stage in kept.target if isinstance(stage, Grey))
        corrected = made(hq, target=clean)[1]
        assert np.array_equal(corrected, hq) == (not grey)
        assert np.array_equal(target, corrected) == (not toned)
        assert (np.ptp(corrected.astype(int), axis=2).max() == 0) == grey
    assert len(seen) == 4


def test_another_size_or_type_is_refused() -> None:
    parameters = draw("pasd", (32, 32), torch.Generator())
    with pytest.raises(ValueError, match="drawn for 32x32 pixels, the picture has 96x120"):
        apply(picture(), parameters)
    with pytest.raises(ValueError, match="uint8"):
        apply(picture(32, 32).astype(np.float32), parameters)


@pytest.mark.parametrize(
    "marks",
    [
        Dust(60, 1.0, 0.4, seed=3),
        Scratches(10, 1.0, 3.0, angle=1.2, parallel=0.5, dark=0.4, seed=5),
        Fold(0.1, 0.5, 0.5, width=8, cracked=0.6, shade=0.6, seed=6),
    ],
)
def test_the_mask_covers_what_marks_changed_and_no_more(marks: Operation) -> None:
    for tone in (0, 110, 255):
        hq = flat(tone)
        lq, _, mask = with_mask(hq, marks)
        changed = np.abs(lq.astype(int) - hq).max(2) > 2
        assert changed.any() or tone != 110
        assert (mask[changed] > 0.005).all()
    assert 0.0005 < (mask > 0.1).mean() < 0.12


def test_dust_is_small_and_scratches_are_thin_and_long() -> None:
    dust = with_mask(flat(110), Dust(100, 1.0, 0.0, seed=3))[2]
    assert 0.0005 < float(dust.mean()) < 0.02
    scratches = with_mask(flat(110), Scratches(1, 2.0, 2.0, angle=np.pi / 2, parallel=1.0, dark=0.0, seed=1))[2]
    per_row = (scratches > 0.05).sum(1)
    assert (per_row > 0).sum() > 60
    assert per_row[per_row > 0].mean() < 5


def test_marks_are_antialiased() -> None:
    mask = with_mask(flat(110), Scratches(6, 1.0, 3.0, angle=0.3, parallel=0.5, dark=0.0, seed=2))[2]
    assert len(np.unique(mask.round(2))) > 15


def test_a_fold_crosses_the_whole_picture_where_it_was_put() -> None:
    mask = with_mask(flat(110), Fold(0.0, 0.25, 0.5, width=6, cracked=0.5, shade=0.6, seed=9))[2]
    assert (mask[52:76].max(0) > 0.1).mean() > 0.95
    assert mask[100:].max() < 0.01


def test_fading_flattens_and_lifts_and_dyes_shift_colour() -> None:
    ramp = picture()
    faded = made(ramp, Fade(0.6, 0.12))[0]
    assert np.ptp(faded.astype(int)) < 0.65 * np.ptp(ramp.astype(int))
    assert faded.min() > 60
    red_cast = made(flat(100), Fade(1.0, 0.0, cyan=0.7))[0][0, 0].astype(int)
    assert red_cast[0] > 120
    assert abs(red_cast[1] - 100) <= 1


def test_yellowing_takes_blue_first_and_leaves_black_black() -> None:
    red, green, blue = made(flat(240), Yellowing(0.4, 0.5))[0][0, 0].astype(int)
    assert red > green > blue
    assert blue > 150
    assert made(flat(0), Yellowing(0.5, 1.0))[0].max() == 0


def test_grain_is_strongest_in_mid_tones_and_has_its_size() -> None:
    def deviation(tone: int) -> float:
        return float((made(flat(tone), Grain(10, 2.0, 0.0, seed=5))[0].astype(float) - tone).std())

    assert deviation(127) == pytest.approx(10, rel=0.06)
    assert deviation(30) < 0.75 * deviation(127)
    fine, coarse = (made(flat(127), Grain(10, size, 0.0, seed=5))[0][..., 0].astype(float) - 127 for size in (1.0, 3.0))
    assert (coarse[:, 1:] * coarse[:, :-1]).mean() > 0.7 * coarse.var()
    assert (fine[:, 1:] * fine[:, :-1]).mean() < 0.4 * fine.var()


@pytest.mark.parametrize("kind", ["matte", "silk"])
@pytest.mark.parametrize("pitch", [3.0, 7.0])
def test_paper_texture_has_the_depth_asked_for_and_keeps_the_mean(kind: str, pitch: float) -> None:
    lit = made(flat(150), PaperTexture(kind, 0.1, pitch, 0.7, seed=2))[0].astype(float)
    assert lit.mean() == pytest.approx(150, abs=1)
    assert 0.03 < lit.std() / 150 < 0.07


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("tone", [0, 60, 128, 200, 255])
def test_a_printing_screen_keeps_the_tone(grey: bool, tone: int) -> None:
    printed = made(flat(tone), Halftone(5.3, 1.0, grey))[0].astype(float)
    assert printed.mean() == pytest.approx(tone, abs=14)
    assert (printed.std() > 20) == (0 < tone < 255)


def test_light_falls_off_and_glare_adds() -> None:
    dark = made(flat(200), Vignette(0.4, 0.0, 0.0, 1.0))[0].astype(int)
    assert dark[128, 128, 0] >= 198
    assert dark[0, 0, 0] < 130
    lit = made(flat(100), Glare(0.4, 0.0, 0.0, 0.5))[0].astype(int)
    assert lit[128, 128, 0] == pytest.approx(100 + 0.4 * 155, abs=2)
    assert lit[0, 0, 0] < 103


def test_a_stain_has_an_inside_a_rim_and_an_outside() -> None:
    stained = made(flat(220), Stain(0.5, 0.5, 60, 0.4, 0.8, seed=1))[0].astype(int)
    assert stained[128, 128, 2] < 200
    assert stained[:20].min() >= 218
    assert stained[..., 2].min() < stained[118:138, 118:138, 2].min() - 5


def test_noise_has_the_deviation_asked_for() -> None:
    noisy = made(flat(128), GaussianNoise(12, False, seed=3))[0].astype(float)
    assert noisy.std() == pytest.approx(12, rel=0.03)
    grey = made(flat(128), GaussianNoise(12, True, seed=3))[0]
    assert np.ptp(grey.astype(int), axis=2).max() == 0
    for tone in (20, 100, 200):
        shot = made(flat(tone), PoissonNoise(1.0, False, seed=3))[0].astype(float)
        assert shot.mean() == pytest.approx(tone, abs=0.3)
        assert shot.std() == pytest.approx(255 / 256 * np.sqrt(256 / 255 * tone), rel=0.05)


def test_jpeg_blocks_follow_the_shift() -> None:
    noisy = made(flat(128, 64), GaussianNoise(30, True, seed=3))[0]

    def seams(shift: int) -> list[float]:
        stored = made(noisy, Jpeg(5, False, 0, shift))[0][..., 0].astype(float)
        steps = np.abs(np.diff(stored, axis=1)).mean(0)
        return [float(steps[phase::8].mean()) for phase in range(8)]

    assert int(np.argmax(seams(0))) == 7
    assert int(np.argmax(seams(3))) == 4


def test_resizing_comes_back_in_place() -> None:
    hq = picture()
    for stage in (Resize(48, 60, "area"), Resize(41, 53, "bilinear"), Resize(37, 67, "bicubic", antialias=True)):
        # Green rises by two a column: a shift of a tenth of a pixel would show.
        error = (made(hq, stage)[0].astype(float) - hq)[:, 8:-8, 1]
        assert abs(error.mean()) < 0.2
        assert np.abs(error).mean() < 1

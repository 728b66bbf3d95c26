"""What the measures of a proof reward, and what they do not."""

import itertools
from typing import Any

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageFilter
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from trainer.proof.measures import agreement, psnr, sharpness, ssim, tones

SIDE = 128
# square crops with detail, of real pictures
PHOTOS = [
    np.ascontiguousarray(picture[top : top + SIDE, left : left + SIDE])
    for picture, top, left in (
        (skimage.data.astronaut(), 60, 150),
        (skimage.data.astronaut(), 330, 250),
        (skimage.data.chelsea(), 60, 100),
        (skimage.data.chelsea(), 110, 250),
        (skimage.data.coffee(), 150, 200),
        (skimage.data.rocket(), 250, 250),
    )
]


def blurred(picture: np.ndarray, sigma: float) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(sigma)))


def to_bytes(values: np.ndarray) -> np.ndarray:
    return values.round().clip(0, 255).astype(np.uint8)


def detail_of(picture: np.ndarray, sigma: float = 1.5) -> np.ndarray:
    return picture.astype(float) - blurred(picture, sigma)


def reduced(picture: np.ndarray) -> np.ndarray:
    """What is left of it at a quarter of its size."""
    small = Image.fromarray(picture).resize((SIDE // 4, SIDE // 4), Image.Resampling.LANCZOS)
    return np.asarray(small.resize((SIDE, SIDE), Image.Resampling.BICUBIC))


@pytest.mark.parametrize("index", range(len(PHOTOS)))
def test_psnr_and_ssim_are_those_of_the_field(index: int) -> None:
    target = PHOTOS[index]
    noise = np.random.default_rng(index).normal(0, 12, target.shape)
    for restored in (blurred(target, 1.3), to_bytes(target + noise), target[:, ::-1].copy(), 255 - target):
        assert psnr(restored, target) == pytest.approx(peak_signal_noise_ratio(target, restored), abs=1e-9)
        theirs: Any = structural_similarity(
            restored,
            target,
            channel_axis=2,
            data_range=255,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
        assert ssim(restored, target) == pytest.approx(float(theirs), abs=1e-9)


def test_the_picture_itself_is_perfect() -> None:
    for target in (*PHOTOS, np.full((64, 64, 3), 90, np.uint8)):
        assert agreement(target, target) == pytest.approx(1)
        assert ssim(target, target) == pytest.approx(1)
        assert psnr(target, target) == pytest.approx(100)
        assert sharpness(target, target) == pytest.approx(1)


def test_every_step_away_from_the_picture_costs_agreement() -> None:
    for target in PHOTOS:
        blurs = [agreement(blurred(target, sigma), target) for sigma in (0.5, 1, 2, 4)]
        draws = np.random.default_rng(1).normal(size=target.shape)
        noises = [agreement(to_bytes(target + sigma * draws), target) for sigma in (4, 12, 36)]
        shifts = [agreement(np.roll(target, by, 1), target) for by in (1, 2, 4)]
        casts = [agreement(to_bytes(target * 0.8 + by), target) for by in (20, 50, 80)]
        for scores in (blurs, noises, shifts):
            assert all(a > b for a, b in zip([1.0, *scores], scores, strict=False))
        assert casts[0] > casts[1] > casts[2]


@pytest.mark.parametrize("right", [0.45, 0.6, 0.75])
def test_sharp_and_mostly_right_beats_washed_out_though_psnr_says_the_reverse(right: float) -> None:
    """`right`: correlation of the restored detail with the true one; what is washed out has the least squared error."""
    for target in PHOTOS:
        base, true = reduced(target).astype(float), target.astype(float) - reduced(target)
        estimate = right * true + np.sqrt(1 - right**2) * true[::-1, ::-1]
        sharp, washed = to_bytes(base + estimate), to_bytes(base + right * estimate)
        assert psnr(washed, target) > psnr(sharp, target) - 0.05
        assert agreement(sharp, target) > agreement(washed, target) + 0.01


def test_invented_detail_costs_more_than_missing_detail() -> None:
    for target in PHOTOS:
        soft = reduced(target)
        detail = target.astype(float) - soft
        invented = to_bytes(soft + detail[::-1, ::-1])
        assert sharpness(soft, target) < 0.6
        assert 0.75 < sharpness(invented, target) < 1.25  # it looks as sharp as the original
        assert agreement(invented, target) < agreement(soft, target)
        assert psnr(invented, target) < psnr(soft, target)


def test_tones_are_apart_from_detail() -> None:
    for target in PHOTOS:
        assert tones(blurred(target, 1.0), target) < 1.5
        assert tones(to_bytes(0.6 * target.astype(float) + 50), target) > 8
        assert tones(np.minimum(target, 245) + np.uint8(10), target) == pytest.approx(10, abs=0.6)


def test_overdone_sharpening_costs_too() -> None:
    for target in PHOTOS:
        scores = [agreement(to_bytes(target + amount * detail_of(target)), target) for amount in (0, 0.5, 1, 2)]
        assert all(a > b for a, b in itertools.pairwise(scores))


@pytest.mark.parametrize("side", [11, 16, 48, 200])
def test_small_and_odd_pictures_can_be_measured(side: int) -> None:
    target = np.random.default_rng(0).integers(0, 256, (side, side, 3), dtype=np.uint8)
    for measure in (agreement, tones, ssim, psnr, sharpness):
        assert np.isfinite(measure(255 - target, target))

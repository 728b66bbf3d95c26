"""Kernels, noise fields and the filter that carries them."""

import math

import pytest
import torch
import torch.nn.functional as F

from trainer.degradation.camera import Blur, filtered
from trainer.degradation.fields import correlated, smooth
from trainer.degradation.kernels import blur_kernel, sinc_kernel


@pytest.mark.parametrize("shape", ["gaussian", "generalized", "plateau"])
@pytest.mark.parametrize("size", [7, 13, 21])
def test_blur_kernels_sum_to_one_and_are_symmetric_about_the_middle(shape: str, size: int) -> None:
    kernel = blur_kernel(shape, size, 2.0, 0.7, rotation=0.6, beta=1.5)
    assert kernel.shape == (size, size)
    assert float(kernel.sum()) == pytest.approx(1, abs=1e-5)
    assert float(kernel.min()) >= 0
    torch.testing.assert_close(kernel, kernel.flip(0, 1))
    assert int(kernel.argmax()) == size * size // 2


def test_rotation_turns_the_long_axis_of_a_kernel() -> None:
    flat = blur_kernel("gaussian", 21, 3.0, 0.5)
    upright = blur_kernel("gaussian", 21, 3.0, 0.5, rotation=math.pi / 2)
    torch.testing.assert_close(upright, flat.T, atol=1e-6, rtol=0)
    assert float(flat[10].sum()) > 5 * float(flat[:, 10].sum())


def test_generalized_kernels_with_beta_one_are_gaussian_and_flat_ones_have_short_tails() -> None:
    gaussian = blur_kernel("gaussian", 15, 1.5, 1.5)
    torch.testing.assert_close(blur_kernel("generalized", 15, 1.5, 1.5, beta=1.0), gaussian)
    flat = blur_kernel("generalized", 15, 1.5, 1.5, beta=4.0)
    assert float(flat[7, 12]) < 0.01 * float(gaussian[7, 12])


def test_sinc_kernels_sum_to_one_ring_and_cut_high_frequencies() -> None:
    kernel = sinc_kernel(21, math.pi / 3)
    assert float(kernel.sum()) == pytest.approx(1, abs=1e-5)
    assert float(kernel.min()) < -1e-3
    response = torch.fft.fft2(kernel, s=(64, 64)).abs()
    assert float(response[0, 4]) > 0.85  # pi / 8: passes
    assert float(response[0, 24]) < 0.1  # 3 pi / 4: stopped


@pytest.mark.parametrize(("size", "shape"), [(8, "gaussian"), (7, "triangle")])
def test_wrong_kernels_are_refused(size: int, shape: str) -> None:
    with pytest.raises(ValueError, match="kernel"):
        blur_kernel(shape, size, 1.0, 1.0)


def test_filtering_is_the_convolution_with_reflected_edges() -> None:
    pixels = torch.rand(1, 3, 37, 50, generator=torch.Generator().manual_seed(1))
    kernel = blur_kernel("gaussian", 9, 2.5, 1.0, rotation=0.4)
    padded = F.pad(pixels, (4, 4, 4, 4), mode="reflect").transpose(0, 1)
    expected = F.conv2d(padded, kernel[None, None]).transpose(0, 1)
    torch.testing.assert_close(filtered(pixels, kernel), expected, atol=1e-5, rtol=0)


def test_round_blurs_take_a_shorter_way_to_the_same_pixels() -> None:
    for size in ((1, 1), (3, 40), (33, 20)):
        pixels = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(1))
        expected = filtered(pixels, blur_kernel("gaussian", 9, 1.7, 1.7))
        torch.testing.assert_close(Blur("gaussian", 9, 1.7, 1.7)(pixels), expected, atol=1e-5, rtol=0)


def test_filtering_does_not_wrap_around() -> None:
    pixels = torch.zeros(1, 3, 40, 40)
    pixels[..., :, :3] = 1
    blurred = filtered(pixels, blur_kernel("gaussian", 21, 3.0, 3.0))
    assert float(blurred[..., :, -10:].max()) < 1e-5


def test_correlated_fields_have_deviation_one_and_the_correlation_asked_for() -> None:
    field = correlated(256, 256, 1, 1.2, seed=4)
    assert float(field.std()) == pytest.approx(1, abs=0.03)
    assert float(field.mean()) == pytest.approx(0, abs=0.05)
    beside = float((field[..., 1:] * field[..., :-1]).mean())
    assert beside == pytest.approx(math.exp(-1 / (4 * 1.2**2)), abs=0.04)
    opposite = float((field[..., 0] * field[..., -1]).mean())
    assert abs(opposite) < 0.25


def test_smooth_fields_fill_any_size_and_vary_slowly() -> None:
    for height, width in ((1, 1), (3, 200), (130, 77)):
        assert smooth(height, width, 8.0, seed=2).shape == (1, 1, height, width)
    field = smooth(128, 128, 16.0, seed=2)
    assert float(field.std()) > 0.4
    assert float((field[..., 1:] - field[..., :-1]).abs().max()) < 0.4

"""Colour corrections against the released code's numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from engine.images.color_fix import adain, wavelet


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, torch.Tensor]:
    return load_file(shared / "reference" / "colour_fix.safetensors")


Correction = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def relative_error(found: torch.Tensor, wanted: torch.Tensor) -> float:
    return float((found - wanted).norm() / wanted.norm())


@pytest.mark.parametrize(("correct", "key"), [(adain, "adain"), (wavelet, "wavelet")])
def test_it_matches_the_released_code(correct: Correction, key: str, vectors: dict[str, torch.Tensor]) -> None:
    assert relative_error(correct(vectors["content"], vectors["style"]), vectors[key]) <= 1e-5


@pytest.mark.parametrize("correct", [adain, wavelet])
def test_a_picture_does_not_see_its_batch_mates(correct: Correction) -> None:
    drawn = torch.Generator().manual_seed(3)
    content, style = torch.rand(3, 3, 40, 56, generator=drawn), torch.rand(3, 3, 40, 56, generator=drawn)
    together = correct(content, style)
    for index in range(3):
        alone = correct(content[index : index + 1], style[index : index + 1])
        assert relative_error(together[index : index + 1], alone) <= 1e-6


@pytest.mark.parametrize("correct", [adain, wavelet])
@pytest.mark.parametrize("size", [(1, 1), (1, 2), (3, 2000), (2000, 3)])
def test_tiny_and_thin_pictures_stay_finite(correct: Correction, size: tuple[int, int]) -> None:
    drawn = torch.Generator().manual_seed(4)
    corrected = correct(torch.rand(1, 3, *size, generator=drawn), torch.rand(1, 3, *size, generator=drawn))
    assert corrected.shape == (1, 3, *size)
    assert corrected.isfinite().all()


def test_adain_takes_mean_and_deviation_of_the_style() -> None:
    drawn = torch.Generator().manual_seed(5)
    content = torch.rand(1, 3, 32, 32, generator=drawn)
    style = 0.4 + torch.rand(1, 3, 20, 24, generator=drawn) * 0.2
    corrected = adain(content, style)
    torch.testing.assert_close(corrected.mean(dim=(2, 3)), style.mean(dim=(2, 3)), atol=1e-5, rtol=0)
    torch.testing.assert_close(corrected.std(dim=(2, 3)), style.std(dim=(2, 3)), atol=1e-3, rtol=0)


def test_a_picture_corrected_to_itself_stays_as_it_is() -> None:
    content = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(6))
    torch.testing.assert_close(adain(content, content), content)
    torch.testing.assert_close(wavelet(content, content), content)


@pytest.mark.parametrize("correct", [adain, wavelet])
def test_the_result_stays_within_range(correct: Correction) -> None:
    drawn = torch.Generator().manual_seed(7)
    content, style = torch.rand(1, 3, 32, 32, generator=drawn), torch.rand(1, 3, 32, 32, generator=drawn).round()
    corrected = correct(content, style)
    assert corrected.min() >= 0
    assert corrected.max() <= 1


def test_wrong_shapes_are_refused() -> None:
    picture = torch.zeros(1, 3, 8, 8)
    with pytest.raises(ValueError, match="one size"):
        wavelet(picture, torch.zeros(1, 3, 8, 9))
    with pytest.raises(ValueError, match="batches wanted"):
        adain(picture, picture[0])

"""Models whose clean latents are the difference between the restored picture and the photo."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.bundle import load_bundle
from engine.encode_decode import decode_latents, encode_latents
from engine.images.picture import Picture
from engine.prepare import resized, to_pixels
from engine.request import RestoreRequest, RestoreResult
from engine.restorer import Restorer, restore
from engine.sampling import RESIDUAL
from tests.engine.exhaust import exhausted, with_yields
from tests.engine.tiny import tiny_bundle, tiny_picture


@pytest.fixture
def silent(tmp_path: Path) -> Restorer:
    """A model of residuals that has nothing to say: its prediction is 0 everywhere."""
    folder = tiny_bundle(tmp_path / "tiny", prediction_type="sample", scheduler={RESIDUAL: True})
    restorer = load_bundle(folder)
    for tensor in (restorer.model.unet.conv_out.weight, restorer.model.unet.conv_out.bias):
        assert tensor is not None
        torch.nn.init.zeros_(tensor)
    return restorer


def run(restorer: Restorer, picture: Picture, **changes: Any) -> RestoreResult:
    request = RestoreRequest.from_dict(
        {"scale": 1.0, "color": "none", "steps": 3, **changes}, base=restorer.recommended
    )
    return exhausted(restore(restorer, picture, request))


@torch.no_grad()
def through_the_autoencoder(restorer: Restorer, picture: Picture) -> np.ndarray:
    lq = resized(picture.pixels, picture.width, picture.height) * 2 - 1
    latents = encode_latents(restorer.autoencoder, lq, None)
    return to_pixels(exhausted(decode_latents(restorer.autoencoder, latents)).div(2).add(0.5).clamp(0, 1))


@pytest.mark.parametrize("start", ["lq", "noise"])
@pytest.mark.parametrize("sampler", ["euler", "dpmpp-2m", "unipc"])
def test_nothing_to_say_gives_the_photo_back(silent: Restorer, start: str, sampler: str) -> None:
    picture = tiny_picture(48, 64)
    result = run(silent, picture, start=start, sampler=sampler)
    expected = through_the_autoencoder(silent, picture)
    assert np.abs(result.image.astype(int) - expected).max() <= 1


def test_what_it_says_is_added(silent: Restorer) -> None:
    picture = tiny_picture(48, 64)
    before = run(silent, picture).image.astype(int)
    bias = silent.model.unet.conv_out.bias
    assert bias is not None
    bias.data[0] = 0.5  # the first principal component: brightness
    after = run(silent, picture).image.astype(int)
    assert np.abs((after - before).mean((0, 1))).min() > 2


def test_previews_show_the_sum(silent: Restorer) -> None:
    picture = tiny_picture(64, 64)
    request = RestoreRequest.from_dict({"scale": 1.0, "color": "none", "steps": 2}, base=silent.recommended)
    steps, result = with_yields(restore(silent, picture, request))
    previews = [step.preview for step in steps if step.preview is not None]
    assert previews
    assert np.abs(previews[-1].mean((0, 1)) - result.image.mean((0, 1))).max() < 12

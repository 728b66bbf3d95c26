"""Encoders and decoders in bands of rows give what whole calls give, and hold less."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
import torch
from diffusers import AutoencoderKL
from torch import Tensor

from engine import bands
from engine.activations import decoder_call, encoder_call
from engine.band_calls import decoder_in_bands, encoder_in_bands
from engine.bands import decode_in_bands, encode_in_bands
from engine.model.config import LQEncoderConfig
from engine.model.lq_encoder import LQEncoder
from tests.engine.live_bytes import PretendedCard


def autoencoder(*widths: int, **changes: Any) -> AutoencoderKL:
    levels = len(widths)
    torch.manual_seed(levels)
    config: dict[str, Any] = {
        "block_out_channels": widths,
        "down_block_types": ("DownEncoderBlock2D",) * levels,
        "up_block_types": ("UpDecoderBlock2D",) * levels,
        "layers_per_block": 2,
        "norm_num_groups": 8,
        "latent_channels": 4,
    }
    return AutoencoderKL(**config | changes).eval()


@pytest.fixture(params=[2**22, 2**13, 1], ids=["one band", "some bands", "row by row"])
def band_values(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "BAND_VALUES", request.param)


def random(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(3), dtype=dtype)


@pytest.mark.usefixtures("band_values")
@pytest.mark.parametrize("order", [torch.contiguous_format, torch.channels_last])
@torch.inference_mode()
def test_the_same_numbers(order: torch.memory_format) -> None:
    vae = autoencoder(16, 32, 32).double()
    for parameter in vae.parameters():
        parameter.data = parameter.data.contiguous(memory_format=order) if parameter.ndim == 4 else parameter.data
    picture, latents = random(2, 3, 36, 52), random(2, 4, 9, 13)
    given = picture.clone(), latents.clone()
    for made, expected in (
        (encode_in_bands(vae.encoder, picture), vae.encoder(picture)),
        (decode_in_bands(vae.decoder, latents), vae.decoder(latents)),
    ):
        assert (made - expected).abs().max() < 1e-12 * expected.abs().max()
    assert torch.equal(picture, given[0])
    assert torch.equal(latents, given[1])


@pytest.mark.usefixtures("band_values")
@torch.inference_mode()
@pytest.mark.parametrize("features", ["penultimate", "latent"])
def test_the_lq_encoder_too(features: Literal["penultimate", "latent"]) -> None:
    torch.manual_seed(5)
    config = LQEncoderConfig(block_out_channels=(16, 32), norm_num_groups=8, layers_per_block=1, features=features)
    encoder = LQEncoder(config).double().eval()
    picture = random(1, 3, 20, 34)
    expected = encoder(picture)
    assert (encode_in_bands(encoder, picture) - expected).abs().max() < 1e-12 * expected.abs().max()


@torch.inference_mode()
def test_half_precision_has_no_more_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "BAND_VALUES", 2**12)
    exact = autoencoder(16, 32, 32).double()
    half = autoencoder(16, 32, 32).bfloat16()
    half.load_state_dict(exact.state_dict())
    exact.load_state_dict(half.state_dict())  # the rounded weights
    latents = random(1, 4, 12, 12).bfloat16()
    expected = exact.decoder(latents.double())
    errors = [
        (made.double() - expected).abs().mean()
        for made in (half.decoder(latents), decode_in_bands(half.decoder, latents))
    ]
    assert errors[1] < 1.1 * errors[0]


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
@pytest.mark.parametrize("size", [(1024, 1024), (1024, 640), (512, 512)])
@pytest.mark.parametrize("widths", [(128, 256, 512, 512), (32, 64, 64)])
@torch.inference_mode()
def test_what_is_held_is_counted_and_less_than_of_a_whole_call(
    widths: tuple[int, ...], size: tuple[int, int], dtype: torch.dtype
) -> None:
    with torch.device("meta"):
        vae = autoencoder(*widths, norm_num_groups=32)
        vae.to(dtype)  # pyright: ignore[reportArgumentType]
        picture = torch.empty(1, 3, *size, dtype=dtype)
        latents = torch.empty(1, 4, *(side >> (len(widths) - 1) for side in size), dtype=dtype)

    def peak(work: Callable[[], Tensor]) -> float:
        with PretendedCard() as card:
            work()
        return card.peak / dtype.itemsize

    bands_up, whole_up = peak(lambda: encode_in_bands(vae.encoder, picture)), peak(lambda: vae.encoder(picture))
    bands_down, whole_down = peak(lambda: decode_in_bands(vae.decoder, latents)), peak(lambda: vae.decoder(latents))
    counted_up = encoder_in_bands(vae.config, *size, to_latents=True)
    counted_down = decoder_in_bands(vae.config, *latents.shape[2:])
    assert bands_up < 0.7 * whole_up
    assert bands_down < 0.7 * whole_down
    assert bands_up < 1.05 * (counted_up.values - picture.numel()) < 1.4 * bands_up
    assert bands_down < 1.05 * counted_down.values < 1.45 * bands_down
    assert counted_up.flops == encoder_call(vae.config, *size, to_latents=True).flops
    assert 1 <= counted_down.flops / decoder_call(vae.config, *latents.shape[2:]).flops < 1.55

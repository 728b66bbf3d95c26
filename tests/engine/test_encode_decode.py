from typing import Any

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from PIL import Image

from engine import encode_decode
from engine.encode_decode import (
    BlendedTiles,
    _blend,
    _Joined,
    decode_latents,
    draw_latents,
    encode_features,
    encode_latents,
    encode_moments,
    feature_tiles,
)
from engine.precision import Arithmetic
from engine.prepare import padded, resized, to_pixels
from engine.preview import LatentPreview
from tests.engine.exhaust import exhausted, with_yields
from tests.engine.tiny import tiny_autoencoder, tiny_model, tiny_picture

SIZES = [(136, 200), (64, 72), (72, 8)]


@pytest.fixture
def vae() -> AutoencoderKL:
    vae = tiny_autoencoder("kl", torch.Generator().manual_seed(0))
    assert isinstance(vae, AutoencoderKL)
    return vae


@pytest.fixture
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode_decode, "TILE_PIXELS", 64)


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("height", "width"), SIZES)
@pytest.mark.usefixtures("small_tiles")
@torch.inference_mode()
def test_tiles_of_the_autoencoder_are_those_of_diffusers(vae: AutoencoderKL, height: int, width: int) -> None:
    vae.enable_tiling()
    vae.tile_sample_min_size, vae.tile_latent_min_size, vae.tile_overlap_factor = 64, 8, 0.25
    picture, latents = drawn(1, 3, height, width), drawn(1, 4, height // 8, width // 8)
    distribution: Any = vae.encode(picture).latent_dist  # pyright: ignore[reportAttributeAccessIssue]
    decoded: Any = vae.decode(latents / vae.config["scaling_factor"]).sample  # pyright: ignore[reportAttributeAccessIssue]
    vae.disable_tiling()
    torch.testing.assert_close(exhausted(encode_moments(vae, picture)), distribution.parameters)
    yielded, ours = with_yields(decode_latents(vae, latents))
    torch.testing.assert_close(ours, decoded)
    assert len(yielded) > 1


@pytest.mark.usefixtures("small_tiles")
@torch.inference_mode()
def test_a_picture_within_a_tile_goes_in_whole(vae: AutoencoderKL) -> None:
    picture = drawn(1, 3, 64, 56)
    yielded, moments = with_yields(encode_moments(vae, picture))
    assert len(yielded) == 1
    torch.testing.assert_close(moments, vae.encode(picture).latent_dist.parameters)  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.usefixtures("small_tiles")
@torch.inference_mode()
def test_features_of_a_large_picture_are_made_tile_by_tile() -> None:
    model = tiny_model().model
    picture = drawn(1, 3, 144, 200)
    yielded, tiled = with_yields(encode_features(model, picture, Arithmetic("cpu", torch.float32)))
    assert len(yielded) == len(feature_tiles(model, picture).boxes) == 3 * 5
    assert tiled.shape == (1, 8, 36, 50)
    # what of the first tile is kept (three quarters) is not blended with anything
    first = model.encode_lq(picture[:, :, :64, :64])
    torch.testing.assert_close(tiled[:, :, :12, :12], first[:, :, :12, :12])


@torch.inference_mode()
def test_latents_of_a_generator_and_without(vae: AutoencoderKL) -> None:
    moments = exhausted(encode_moments(vae, drawn(1, 3, 32, 32)))
    mean, logvar = moments.chunk(2, dim=1)
    noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(5))
    expected = (mean + logvar.clamp(-30, 20).mul(0.5).exp() * noise) * vae.config["scaling_factor"]
    torch.testing.assert_close(draw_latents(vae, moments, torch.Generator().manual_seed(5)), expected)
    torch.testing.assert_close(draw_latents(vae, moments, None), mean * vae.config["scaling_factor"])


@torch.inference_mode()
def test_linear_patches_give_the_picture_back() -> None:
    autoencoder = tiny_autoencoder("linear", torch.Generator().manual_seed(0))
    picture = torch.nn.functional.interpolate(drawn(1, 3, 8, 8), size=(64, 96), mode="bilinear").clamp(-1, 1)
    again = exhausted(decode_latents(autoencoder, encode_latents(autoencoder, picture, None)))
    assert float((again - picture).square().mean().sqrt()) < 0.1


@torch.inference_mode()
def test_the_preview_looks_like_the_picture() -> None:
    autoencoder = tiny_autoencoder("linear", torch.Generator().manual_seed(0))
    preview = LatentPreview.fit(autoencoder)
    photo = tiny_picture(64, 96)
    latents = encode_latents(autoencoder, resized(photo.pixels, 96, 64) * 2 - 1, None)
    shown = preview.picture(latents)
    small = photo.pixels.reshape(16, 4, 24, 4, 3).mean(axis=(1, 3))
    assert shown.shape == (16, 24, 3)
    assert np.abs(shown - small).mean() < 6
    assert preview.picture(latents * torch.nan).shape == shown.shape
    assert preview.picture(drawn(1, 12, 600, 1200)).shape == (256, 512, 3)


def test_the_preview_is_always_the_same(vae: AutoencoderKL) -> None:
    one, other = LatentPreview.fit(vae), LatentPreview.fit(vae)
    assert torch.equal(one.matrix, other.matrix)
    assert one.matrix.isfinite().all()


def test_padding_repeats_the_edge() -> None:
    picture = drawn(1, 3, 5, 9)
    wide = padded(picture, 8)
    assert wide.shape == (1, 3, 8, 16)
    assert torch.equal(wide[:, :, :5, :9], picture)
    assert torch.equal(wide[:, :, 7, :9], picture[:, :, 4])
    assert torch.equal(padded(wide, 8), wide)


def test_resizing_keeps_depth_and_range() -> None:
    deep = tiny_picture(40, 52, bits=16)
    for size in ((52, 40), (104, 80), (20, 11)):
        one, other = resized(deep.pixels, *size), resized(deep.pixels8(), *size)
        assert one.shape == other.shape == (1, 3, size[1], size[0])
        assert 0 <= float(one.min()) <= float(one.max()) <= 1
        assert float((one - other).abs().mean()) < 1 / 255  # Pillow rounds and clips between its two passes
        assert float((one - other).abs().max()) < 12 / 255
    unchanged = resized(deep.pixels, 52, 40)
    assert np.array_equal(unchanged[0].movedim(0, -1).mul(65_535).round().numpy(), deep.pixels)
    assert np.array_equal(to_pixels(resized(deep.pixels8(), 52, 40)), deep.pixels8())
    with pytest.raises(ValueError, match="uint8 or uint16"):
        resized(deep.pixels.astype(np.float32), 4, 4)


@pytest.mark.parametrize(("height", "width"), [(200, 300), (48, 130), (130, 65), (65, 64), (150, 50)])
@torch.inference_mode()
def test_joining_as_tiles_come_is_joining_them_all(height: int, width: int) -> None:
    """Bit for bit what diffusers' way of keeping every tile gives."""
    plan = BlendedTiles(height, width, 64, 32)
    made = [drawn(1, 3, (r.stop - r.start) // 2, (c.stop - c.start) // 2) + i for i, (r, c) in enumerate(plan.boxes)]
    joined = _Joined(plan, torch.float32)
    for index, tile in enumerate(made):
        joined.add(index, tile.clone())
    tiles = [tile.clone() for tile in made]
    for index, tile in enumerate(tiles):
        if index >= plan.columns:
            _blend(tiles[index - plan.columns], tile, 8, dim=2)
        if index % plan.columns:
            _blend(tiles[index - 1], tile, 8, dim=3)
    rows = [
        torch.cat([tile[:, :, :24, :24] for tile in tiles[first : first + plan.columns]], dim=3)
        for first in range(0, len(tiles), plan.columns)
    ]
    assert joined.area is not None
    assert torch.equal(joined.area, torch.cat(rows, dim=2))


@pytest.mark.usefixtures("small_tiles")
@torch.inference_mode()
def test_features_have_the_number_format_of_the_products() -> None:
    model = tiny_model().model
    for picture in (drawn(1, 3, 64, 64), drawn(1, 3, 72, 64)):
        full = exhausted(encode_features(model, picture, Arithmetic("cpu", torch.float32)))
        half = exhausted(encode_features(model, picture, Arithmetic("cpu", torch.float32, torch.bfloat16)))
        assert (full.dtype, half.dtype) == (torch.float32, torch.bfloat16)
        assert float((full - half.float()).norm() / full.norm()) < 0.02


@pytest.mark.parametrize("size", [(40, 300), (61, 523), (20, 90)])
def test_resizing_is_pillows_to_the_bit(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (300, 40, 3), np.uint8)
    wanted = np.array(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS), np.float32) / 255
    assert np.array_equal(resized(pixels, *size)[0].movedim(0, -1).numpy(), wanted)

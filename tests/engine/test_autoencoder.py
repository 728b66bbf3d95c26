"""The linear patch autoencoder: closed-form fits, any size, and the face it shares with AutoencoderKL."""

import pytest
import torch
from torch import Tensor

from engine.errors import ModelMismatch
from engine.model.autoencoder import LinearPatchAutoencoder, autoencoder_from_config, spatial_factor


def pictures(count: int, side: int = 64, seed: int = 0) -> Tensor:
    """Smooth random pictures in -1..1 with a little fine detail."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(count, 3, side // 8, side // 8, generator=generator) * 2 - 1
    smooth = torch.nn.functional.interpolate(coarse, size=(side, side), mode="bicubic")
    return (smooth + 0.02 * torch.randn(smooth.shape, generator=generator)).clamp(-1, 1)


def fitted(channels: int = 12, whitening: float = 1.0) -> LinearPatchAutoencoder:
    autoencoder = LinearPatchAutoencoder(latent_channels=channels, patch_size=4)
    patches = pictures(64).unfold(2, 4, 4).unfold(3, 4, 4).permute(0, 2, 3, 1, 4, 5).reshape(-1, 48)
    autoencoder.fit(patches, whitening=whitening)
    return autoencoder


def latents_of(autoencoder: LinearPatchAutoencoder, x: Tensor) -> Tensor:
    return autoencoder.encode(x).latent_dist.mode()  # pyright: ignore[reportAttributeAccessIssue]


def decoded(autoencoder: LinearPatchAutoencoder, z: Tensor) -> Tensor:
    sample = autoencoder.decode(z)
    assert not isinstance(sample, tuple)
    return sample.sample


@torch.no_grad()
def test_all_components_give_the_picture_back() -> None:
    autoencoder, x = fitted(48), pictures(2, seed=5)
    assert torch.allclose(decoded(autoencoder, latents_of(autoencoder, x)), x, atol=2e-2)


@torch.no_grad()
@pytest.mark.parametrize("whitening", [0.0, 0.5, 1.0])
def test_variances(whitening: float) -> None:
    z = latents_of(fitted(whitening=whitening), pictures(64))
    variances = z.var(dim=(0, 2, 3))
    assert float(variances.mean()) == pytest.approx(1, rel=0.05)
    assert (float(variances.max() / variances.min()) < 1.1) == (whitening == 1.0)


@torch.no_grad()
def test_a_decoder_with_reach_is_least_squares() -> None:
    """On the pairs it was fitted on it is at least as good as the plain one, and on noisy latents much better."""
    plain, wide, x = fitted(), fitted(), pictures(24, seed=2)
    noise = 0.3 * torch.randn(latents_of(plain, x).shape, generator=torch.Generator().manual_seed(1))
    z = latents_of(plain, x) + noise
    wide.fit_decoder([(z, x)], reach=1)
    errors = [float((decoded(autoencoder, z) - x).square().mean()) for autoencoder in (plain, wide)]
    assert errors[1] < 0.7 * errors[0]
    assert wide.config["decoder_reach"] == 1


@torch.no_grad()
def test_a_decoder_with_reach_puts_every_neighbour_in_its_place() -> None:
    """Fitted on exact latents that hold everything, it is the plain decoder."""
    plain, wide, x = fitted(48), fitted(48), pictures(40, seed=3)
    wide.fit_decoder([(latents_of(plain, x), x)], reach=1, ridge=1e-9)
    other = pictures(2, side=40, seed=9)
    z = latents_of(plain, other)
    assert torch.allclose(decoded(wide, z), other, atol=0.05)
    assert decoded(wide, z[:, :, :3, :7]).shape == (2, 3, 12, 28)


def test_the_class_is_named_in_the_config() -> None:
    autoencoder = autoencoder_from_config(
        {"_class_name": "LinearPatchAutoencoder", "latent_channels": 6, "patch_size": 8}
    )
    assert spatial_factor(autoencoder) == 8
    with pytest.raises(ModelMismatch, match="Mystery"):
        autoencoder_from_config({"_class_name": "Mystery"})
    with pytest.raises(ModelMismatch, match="do not fit"):
        LinearPatchAutoencoder(latent_channels=49, patch_size=4)

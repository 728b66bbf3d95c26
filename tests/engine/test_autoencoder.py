"""The patch autoencoder: closed-form fit, refinement, tiles, and the face it shares with AutoencoderKL."""

import pytest
import torch
from torch import Tensor

from engine.encode_decode import decode_latents, picture_tiles
from engine.errors import ModelMismatch
from engine.model.autoencoder import PatchAutoencoder, autoencoder_from_config, spatial_factor
from tests.engine.exhaust import exhausted


def pictures(count: int, side: int = 64, seed: int = 0) -> Tensor:
    """Smooth random pictures in -1..1 with a little fine detail."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(count, 3, side // 8, side // 8, generator=generator) * 2 - 1
    smooth = torch.nn.functional.interpolate(coarse, size=(side, side), mode="bicubic")
    return (smooth + 0.02 * torch.randn(smooth.shape, generator=generator)).clamp(-1, 1)


def fitted(channels: int = 12, whitening: float = 1.0) -> PatchAutoencoder:
    autoencoder = PatchAutoencoder(latent_channels=channels, patch_size=4)
    patches = pictures(64).unfold(2, 4, 4).unfold(3, 4, 4).permute(0, 2, 3, 1, 4, 5).reshape(-1, 48)
    autoencoder.fit(patches, whitening=whitening)
    return autoencoder


def latents_of(autoencoder: PatchAutoencoder, x: Tensor) -> Tensor:
    return autoencoder.encode(x).latent_dist.mode()  # pyright: ignore[reportAttributeAccessIssue]


def decoded(autoencoder: PatchAutoencoder, z: Tensor) -> Tensor:
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


def refined(seed: int = 0) -> PatchAutoencoder:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return PatchAutoencoder(latent_channels=12, patch_size=4, refine_channels=8, refine_blocks=2)


@torch.no_grad()
def test_a_refinement_does_nothing_before_it_is_trained() -> None:
    plain, wide, x = fitted(), refined(), pictures(2, seed=5)
    state = wide.state_dict() | plain.state_dict()
    wide.load_state_dict(state)
    z = latents_of(plain, x)
    assert torch.equal(decoded(wide, z), decoded(plain, z))
    assert wide.refinement is not None
    torch.nn.init.constant_(wide.refinement.conv_out.weight, 0.1)
    assert not torch.allclose(decoded(wide, z), decoded(plain, z), atol=1e-2)


def test_a_trained_refinement_takes_steps_between_patches_away() -> None:
    """Latents that lost their finer half leave steps; the network learns what is smooth from the patches around."""
    wide, x = refined(), pictures(16, seed=7)
    wide.load_state_dict(wide.state_dict() | fitted().state_dict())
    z = latents_of(wide, x).detach()
    z[:, 3:] = 0
    optimizer = torch.optim.Adam(wide.parameters(), lr=3e-3)
    errors: list[float] = []
    for _ in range(60):
        loss = (decoded(wide, z) - x).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        errors.append(float(loss.detach()))
    assert errors[-1] < 0.8 * errors[0], (errors[0], errors[-1])


@torch.no_grad()
def test_large_latents_are_decoded_in_tiles_that_do_not_show() -> None:
    wide = refined(1)
    wide.load_state_dict(wide.state_dict() | fitted().state_dict())
    assert wide.refinement is not None
    generator = torch.Generator().manual_seed(3)
    torch.nn.init.normal_(wide.refinement.conv_out.weight, std=0.2, generator=generator)
    z = torch.randn(1, 12, 20, 300, generator=generator)
    assert len(picture_tiles(wide, z).boxes) > 1
    assert len(picture_tiles(fitted(), z).boxes) == 1
    whole, tiled = decoded(wide, z), exhausted(decode_latents(wide, z))
    assert tiled.shape == whole.shape
    assert float((tiled - whole).abs().mean()) < 1e-3
    assert float((tiled - whole).abs().max()) < 0.05


def test_a_refinement_needs_an_even_patch() -> None:
    with pytest.raises(ModelMismatch, match="even"):
        PatchAutoencoder(latent_channels=6, patch_size=5, refine_blocks=1)


def test_the_class_is_named_in_the_config() -> None:
    autoencoder = autoencoder_from_config({"_class_name": "PatchAutoencoder", "latent_channels": 6, "patch_size": 8})
    assert spatial_factor(autoencoder) == 8
    with pytest.raises(ModelMismatch, match="Mystery"):
        autoencoder_from_config({"_class_name": "Mystery"})
    with pytest.raises(ModelMismatch, match="do not fit"):
        PatchAutoencoder(latent_channels=49, patch_size=4)

"""Autoencoders behind one face: `encode(x).latent_dist`, `decode(z).sample`, `config.scaling_factor`.

`AutoencoderKL` is diffusers'. `PatchAutoencoder` is Heirloom's small one: a principal component analysis of square
patches, scaled, linear both ways and fitted in closed form, with a small network that refines what is decoded.
"""

from typing import Any

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.autoencoders.vae import DecoderOutput
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from engine.errors import ModelMismatch


class PointDistribution:
    """A latent distribution without variance, with the face of diffusers' `DiagonalGaussianDistribution`."""

    def __init__(self, latents: Tensor) -> None:
        self.latents = latents

    def sample(self, generator: torch.Generator | None = None) -> Tensor:
        """The latents; nothing is drawn."""
        return self.latents

    def mode(self) -> Tensor:
        """The latents."""
        return self.latents


class ResidualBlock(nn.Module):
    """x + conv(SiLU(conv(SiLU(x)))), without normalisation: a picture's level and contrast pass through."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """[B, C, h, w] -> the same shape."""
        return x + self.conv2(F.silu(self.conv1(F.silu(x))))


class DecoderRefinement(nn.Module):
    """Latents [B, C, h, w] -> a correction of the decoded picture, [B, 3, h*p, w*p]; 0 before it is trained.

    Residual blocks at the latents' resolution, one more at twice that, then sub-pixel convolution (Shi et al. 2016).
    """

    def __init__(self, latent_channels: int, channels: int, blocks: int, out_channels: int, patch_size: int) -> None:
        super().__init__()
        self.conv_in = nn.Conv2d(latent_channels, channels, 3, padding=1)
        self.blocks = nn.Sequential(*(ResidualBlock(channels) for _ in range(blocks)))
        self.up = nn.Conv2d(channels, 2 * channels, 3, padding=1)  # half the channels at twice the resolution
        self.fine = ResidualBlock(channels // 2)
        self.conv_out = nn.Conv2d(channels // 2, out_channels * (patch_size // 2) ** 2, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)
        assert self.conv_out.bias is not None
        nn.init.zeros_(self.conv_out.bias)
        self.patch_size = patch_size

    def forward(self, z: Tensor) -> Tensor:
        """The correction."""
        x = self.blocks(self.conv_in(z))
        x = self.fine(F.pixel_shuffle(self.up(x), 2))
        return F.pixel_shuffle(self.conv_out(F.silu(x)), self.patch_size // 2)


class PatchAutoencoder(ModelMixin, ConfigMixin):
    """Patches of `patch_size` x `patch_size` pixels <-> their first principal components, scaled.

    Latents have mean 0, and mean variance 1, on the pictures it was fitted on, so `scaling_factor` is 1.
    A decoder with `refine_blocks` adds what a small network makes of the latents around; nothing before it is trained.
    """

    @register_to_config
    def __init__(
        self,
        in_channels: int = 3,
        latent_channels: int = 16,
        patch_size: int = 4,
        refine_channels: int = 64,
        refine_blocks: int = 0,
        scaling_factor: float = 1.0,
        force_upcast: bool = False,
    ) -> None:
        super().__init__()
        dimensions = in_channels * patch_size**2
        if latent_channels > dimensions:
            raise ModelMismatch(f"{latent_channels} latent channels do not fit into patches of {dimensions} values")
        if refine_blocks and patch_size % 2:
            raise ModelMismatch(f"a refined decoder needs an even patch size, not {patch_size}")
        self.encoder = nn.Conv2d(in_channels, latent_channels, patch_size, stride=patch_size)
        self.decoder = nn.ConvTranspose2d(latent_channels, in_channels, patch_size, stride=patch_size)
        self.refinement = (
            DecoderRefinement(latent_channels, refine_channels, refine_blocks, in_channels, patch_size)
            if refine_blocks
            else None
        )

    def encode(self, x: Tensor) -> AutoencoderKLOutput:
        """Pictures [B, 3, H, W] in -1..1, sides in multiples of the patch -> latents [B, C, H/p, W/p]."""
        return AutoencoderKLOutput(latent_dist=PointDistribution(self.encoder(x)))  # pyright: ignore[reportArgumentType]

    def decode(self, z: Tensor, return_dict: bool = True) -> DecoderOutput | tuple[Tensor]:
        """Latents [B, C, h, w] -> pictures [B, 3, h*p, w*p], about -1..1."""
        sample = self.decoder(z)
        if self.refinement is not None:
            sample = sample + self.refinement(z)
        return DecoderOutput(sample=sample) if return_dict else (sample,)

    @torch.no_grad()
    def fit(self, patches: Tensor, whitening: float = 1.0) -> None:
        """Sets the weights by principal component analysis.

        Component i is divided by its deviation to the power `whitening`, then all by one number so that their mean
        variance is 1. At 1 every latent channel has variance 1; lower, coarse components stay larger than fine ones,
        so that a loss on latents weighs what the eye sees first, and noise hides it last.

        Args:
            patches: [N, in_channels * patch_size**2], each flattened from [3, p, p] in -1..1; N of tens of thousands.
            whitening: 0 (orthonormal) to 1 (white).
        """
        config = self.config
        patches = patches.double()
        mean = patches.mean(dim=0)
        values, vectors = torch.linalg.eigh(torch.cov((patches - mean).T))
        order = values.argsort(descending=True)[: config["latent_channels"]]
        variances = values[order].clamp_min(1e-12)
        scales = variances.pow(whitening / 2)
        scales = scales * (variances / scales.square()).mean().sqrt()
        components = vectors[:, order].T
        components = components * components.sum(dim=1, keepdim=True).sign()  # eigenvectors have no sign of their own
        shape = (config["latent_channels"], config["in_channels"], config["patch_size"], config["patch_size"])
        to_latents = components / scales[:, None]
        self.encoder.weight.copy_(to_latents.reshape(shape))
        self.encoder.bias.copy_(-to_latents @ mean)  # pyright: ignore[reportOptionalMemberAccess]
        self.decoder.weight.copy_((components * scales[:, None]).reshape(shape))
        # the decoder's bias is one value a colour; the mean patch is flat but for rounding
        self.decoder.bias.copy_(mean.reshape(config["in_channels"], -1).mean(dim=1))  # pyright: ignore[reportOptionalMemberAccess]


Autoencoder = AutoencoderKL | PatchAutoencoder

_CLASSES: dict[str, type[AutoencoderKL] | type[PatchAutoencoder]] = {
    "AutoencoderKL": AutoencoderKL,
    "PatchAutoencoder": PatchAutoencoder,
}


def autoencoder_from_config(config: dict[str, Any]) -> Autoencoder:
    """A fresh autoencoder of the class that `config["_class_name"]` names; `AutoencoderKL` if it names none.

    Raises:
        ModelMismatch: the class is none of those Heirloom knows.
    """
    name = config.get("_class_name", "AutoencoderKL")
    if name not in _CLASSES:
        raise ModelMismatch(f"unknown autoencoder class {name!r}", advice=f"Known: {', '.join(sorted(_CLASSES))}.")
    model = _CLASSES[name].from_config(config)
    assert isinstance(model, AutoencoderKL | PatchAutoencoder)
    return model


def sees_whole_patches_only(autoencoder: Autoencoder) -> bool:
    """Whether a latent position and its patch depend on each other alone, so that tiles would change nothing."""
    return isinstance(autoencoder, PatchAutoencoder) and autoencoder.refinement is None


def spatial_factor(autoencoder: Autoencoder) -> int:
    """Pixels that one latent position spans, in each direction."""
    if isinstance(autoencoder, PatchAutoencoder):
        return autoencoder.config["patch_size"]
    return 2 ** (len(autoencoder.config["block_out_channels"]) - 1)

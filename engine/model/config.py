"""Sizes of Heirloom's own modules. SDXL, SD 2.1 and the built-in model differ only here and in diffusers' configs."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

from engine.errors import ModelMismatch

Attention = Literal["per_position", "spatial", "addition"]
Features = Literal["penultimate", "latent"]


class _Config:
    _later: tuple[str, ...] = ()  # settings that came after the first version: written only where they are not default

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """A config from a part's `config.json`; keys that start with `_` are notes and ignored.

        Raises:
            ModelMismatch: an unknown or missing key, named.
        """
        given = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items() if not name.startswith("_")}
        fields = dataclasses.fields(cls)  # pyright: ignore[reportArgumentType]
        if unknown := sorted(given.keys() - {f.name for f in fields}):
            raise ModelMismatch(f"{cls.__name__} has no setting {', '.join(unknown)}")
        return cls(**given)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        defaults = {f.name: f.default for f in dataclasses.fields(self)}  # pyright: ignore[reportArgumentType]
        return {
            name: list(v) if isinstance(v, tuple) else v
            for name, v in dataclasses.asdict(self).items()  # pyright: ignore[reportArgumentType]
            if name not in self._later or v != defaults[name]
        }

    @classmethod
    def _one_of(cls, name: str, value: str, kind: Any) -> None:
        if value not in get_args(kind):
            raise ModelMismatch(f"{cls.__name__}.{name} is {value!r}, but must be one of {', '.join(get_args(kind))}")


@dataclass(frozen=True)
class LQEncoderConfig(_Config):
    """The VAE encoder up to its penultimate layer, or all of it. Defaults: SDXL's (MODEL.md; paper section 3.2).

    Attributes:
        in_channels: of the LQ picture.
        block_out_channels: width of each level; every level but the last halves the picture.
        layers_per_block: residual blocks a level.
        norm_num_groups: groups of every GroupNorm.
        mid_block_add_attention: one self-attention over all positions in the middle.
        features: `penultimate` features, or the last layer's `latent` ones (paper Table 6): mean and log variance of
            the VAE's latents, before its 1x1 convolution.
        latent_channels: of the latents, where those are the features.
    """

    _later = ("features", "latent_channels")

    in_channels: int = 3
    block_out_channels: tuple[int, ...] = (128, 256, 512, 512)
    layers_per_block: int = 2
    norm_num_groups: int = 32
    mid_block_add_attention: bool = True
    features: Features = "penultimate"
    latent_channels: int = 4

    def __post_init__(self) -> None:
        self._one_of("features", self.features, Features)

    @property
    def feature_channels(self) -> int:
        """Channels of the features."""
        return 2 * self.latent_channels if self.features == "latent" else self.block_out_channels[-1]

    @property
    def factor(self) -> int:
        """Pixels a feature position spans, in each direction."""
        return 2 ** (len(self.block_out_channels) - 1)


@dataclass(frozen=True)
class AlignmentConfig(_Config):
    """Condition embedding and alignment module. Defaults: SDXL's, as released.

    Attributes:
        feature_channels: of the LQ encoder's features.
        hidden_channels: of the UNet's first feature map (`block_out_channels[0]`).
        attention: `per_position` is what the released weights mean (no exchange between positions);
            `spatial` lets positions attend to each other, as the paper draws it; with `addition` there are no blocks
            and no projection: the condition embedding's two convolutions are added as they are (paper Table 5).
        layers: pre-norm transformer blocks.
        heads: attention heads of a block.
        mlp_ratio: width of a block's MLP as a multiple of the block's.
        norm_num_groups: groups of the condition embedding's GroupNorm.
    """

    feature_channels: int = 512
    hidden_channels: int = 320
    attention: Attention = "per_position"
    layers: int = 2
    heads: int = 8
    mlp_ratio: int = 2
    norm_num_groups: int = 32

    def __post_init__(self) -> None:
        self._one_of("attention", self.attention, Attention)

    @property
    def transforms(self) -> bool:
        """Whether there are transformer blocks and a projection."""
        return self.attention != "addition"

    @property
    def width(self) -> int:
        """Channels of the transformer blocks: latent features and condition, concatenated."""
        return 2 * self.hidden_channels

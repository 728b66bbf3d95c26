"""Pictures into features and latents, and back, in tiles where they are large.

Tiles as released (and in diffusers' `AutoencoderKL`): 1024 px, a quarter of overlap, blended linearly.
Tiling is approximate, since normalisation and attention see one tile; so pictures within a tile go in whole.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

import torch
from diffusers import AutoencoderKL
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from torch import Tensor

from engine.bands import decode_in_bands, encode_in_bands
from engine.model.autoencoder import Autoencoder, PatchAutoencoder, sees_whole_patches_only, spatial_factor
from engine.model.faithdiff import FaithDiff
from engine.precision import Arithmetic

TILE_PIXELS = 1024
OVERLAP = 0.25


@dataclass(frozen=True)
class BlendedTiles:
    """Overlapping tiles of an input area [B, C, height, width] that another area is made from.

    Attributes:
        height, width: of the input.
        tile: side of an input tile; those at the right and bottom edges are smaller.
        out_tile: side of what a whole tile becomes.
    """

    height: int
    width: int
    tile: int
    out_tile: int

    @property
    def boxes(self) -> list[tuple[slice, slice]]:
        """The input rows and columns of each tile, row by row; one box if the area fits into a tile."""
        return [(rows, columns) for rows in self._spans(self.height) for columns in self._spans(self.width)]

    def _spans(self, length: int) -> list[slice]:
        if max(self.height, self.width) <= self.tile:
            return [slice(0, length)]
        stride = int(self.tile * (1 - OVERLAP))
        return [slice(start, min(start + self.tile, length)) for start in range(0, length, stride)]

    @property
    def columns(self) -> int:
        """Tiles in a row."""
        return len(self._spans(self.width))


class _Joined:
    """The area that tiles are blended into as they come, row by row; of earlier tiles only the edges are kept."""

    def __init__(self, plan: BlendedTiles, dtype: torch.dtype) -> None:
        self._plan = plan
        self._dtype = dtype
        self._blend = int(plan.out_tile * OVERLAP)
        self._kept = plan.out_tile - self._blend
        self._lower: list[Tensor] = []  # lowest lines of the latest tile of each column
        self._right: Tensor | None = None
        self.area: Tensor | None = None

    def add(self, index: int, tile: Tensor) -> None:
        """Takes what became of box `index`, [B, C, h, w]; changes it."""
        plan, blend, kept = self._plan, self._blend, self._kept
        row, column = divmod(index, plan.columns)
        if self.area is None:
            height, width = (side * plan.out_tile // plan.tile for side in (plan.height, plan.width))
            self.area = tile.new_empty(*tile.shape[:2], height, width, dtype=self._dtype)
        if row:
            _blend(self._lower[column], tile, blend, dim=2)
        if column and self._right is not None:
            _blend(self._right, tile, blend, dim=3)
        lower = tile[:, :, -blend:].clone()
        if row:
            self._lower[column] = lower
        else:
            self._lower.append(lower)
        self._right = tile[:, :, :, -blend:].clone()
        part = tile[:, :, :kept, :kept]
        down, across = row * kept, column * kept
        self.area[:, :, down : down + part.shape[2], across : across + part.shape[3]] = part


def _blend(before: Tensor, tile: Tensor, extent: int, dim: int) -> None:
    """Fades the end of `before` into the start of `tile`, along `dim`."""
    extent = min(before.shape[dim], tile.shape[dim], extent)
    ramp = torch.arange(extent, device=tile.device, dtype=torch.float32).div(extent).to(tile.dtype)
    ramp = ramp.view([-1 if axis == dim else 1 for axis in range(4)])
    start = tile.narrow(dim, 0, extent)
    start.copy_(before.narrow(dim, before.shape[dim] - extent, extent) * (1 - ramp) + start * ramp)


def _run(
    plan: BlendedTiles, area: Tensor, compute: Callable[[Tensor], Tensor], dtype: torch.dtype
) -> Generator[None, None, Tensor]:
    """Computes tile after tile, yields after each, returns them joined, in `dtype`."""
    boxes = plan.boxes
    if len(boxes) == 1:
        whole = compute(area).to(dtype)
        yield
        return whole
    joined = _Joined(plan, dtype)
    for index, (rows, columns) in enumerate(boxes):
        joined.add(index, compute(area[:, :, rows, columns]))
        yield
    assert joined.area is not None
    return joined.area


def feature_tiles(model: FaithDiff, picture: Tensor) -> BlendedTiles:
    """How `encode_features` will cut a picture [1, 3, H, W]."""
    return BlendedTiles(picture.shape[2], picture.shape[3], TILE_PIXELS, TILE_PIXELS // model.lq_encoder.config.factor)


def latent_tiles(autoencoder: Autoencoder, picture: Tensor) -> BlendedTiles:
    """How `encode_moments` will cut a picture [1, 3, H, W]; a patch autoencoder sees patches anyway."""
    height, width = picture.shape[2:]
    tile = max(height, width) if isinstance(autoencoder, PatchAutoencoder) else TILE_PIXELS
    return BlendedTiles(height, width, tile, tile // spatial_factor(autoencoder))


def picture_tiles(autoencoder: Autoencoder, latents: Tensor) -> BlendedTiles:
    """How `decode_latents` will cut latents [1, C, h, w]."""
    height, width = latents.shape[2:]
    factor = spatial_factor(autoencoder)
    tile = max(height, width) if sees_whole_patches_only(autoencoder) else TILE_PIXELS // factor
    return BlendedTiles(height, width, tile, tile * factor)


def encode_features(
    model: FaithDiff, picture: Tensor, arithmetic: Arithmetic, *, bands: bool = False
) -> Generator[None, None, Tensor]:
    """LQ picture [1, 3, H, W] in -1..1 -> features [1, F, H/f, W/f]; yields after each tile.

    They have the number format of the matrix products, the one that the next layer rounds them to anyway. With `bands`
    less memory is held (`engine.bands`); so too below.
    """

    def features(tile: Tensor) -> Tensor:
        with arithmetic.context():
            made = encode_in_bands(model.lq_encoder, tile) if bands else model.encode_lq(tile)
            return made.to(arithmetic.weights)

    plan = feature_tiles(model, picture)
    return (yield from _run(plan, picture.to(arithmetic.weights), features, arithmetic.products))


def encode_moments(autoencoder: Autoencoder, picture: Tensor, *, bands: bool = False) -> Generator[None, None, Tensor]:
    """Picture [1, 3, H, W] in -1..1 -> parameters of its latent distribution; yields after each tile."""

    def moments(tile: Tensor) -> Tensor:
        if bands and isinstance(autoencoder, AutoencoderKL):
            made = encode_in_bands(autoencoder.encoder, tile)
            return made if autoencoder.quant_conv is None else autoencoder.quant_conv(made)
        distribution = autoencoder.encode(tile).latent_dist  # pyright: ignore[reportAttributeAccessIssue]
        gaussian = isinstance(distribution, DiagonalGaussianDistribution)
        return distribution.parameters if gaussian else distribution.mode()

    return (yield from _run(latent_tiles(autoencoder, picture), picture, moments, autoencoder.dtype))


def draw_latents(autoencoder: Autoencoder, moments: Tensor, generator: torch.Generator | None) -> Tensor:
    """Scaled float32 latents [1, C, h, w] from `encode_moments`' result; the most likely ones without a generator."""
    moments = moments.float()
    if isinstance(autoencoder, PatchAutoencoder):
        return _scaled(autoencoder, moments)
    distribution = DiagonalGaussianDistribution(moments)
    return _scaled(autoencoder, distribution.mode() if generator is None else distribution.sample(generator))


def encode_latents(autoencoder: Autoencoder, picture: Tensor, generator: torch.Generator | None) -> Tensor:
    """`encode_moments` and `draw_latents` without the yields."""
    moments = encode_moments(autoencoder, picture.to(autoencoder.dtype))
    while True:
        try:
            next(moments)
        except StopIteration as finished:
            return draw_latents(autoencoder, finished.value, generator)


def decode_latents(autoencoder: Autoencoder, latents: Tensor, *, bands: bool = False) -> Generator[None, None, Tensor]:
    """Scaled latents [1, C, h, w] -> float32 picture [1, 3, h*f, w*f], about -1..1; yields after each tile."""

    def decoded(tile: Tensor) -> Tensor:
        if bands and isinstance(autoencoder, AutoencoderKL):
            ready = tile if autoencoder.post_quant_conv is None else autoencoder.post_quant_conv(tile)
            return decode_in_bands(autoencoder.decoder, ready).float()
        return autoencoder.decode(tile, return_dict=False)[0].float()  # pyright: ignore[reportArgumentType]

    ready = unscaled(autoencoder, latents).to(autoencoder.dtype)
    return (yield from _run(picture_tiles(autoencoder, latents), ready, decoded, torch.float32))


def _scaled(autoencoder: Autoencoder, latents: Tensor) -> Tensor:
    return (latents - _shift(autoencoder)) * autoencoder.config["scaling_factor"]


def unscaled(autoencoder: Autoencoder, latents: Tensor) -> Tensor:
    """Latents as the UNet sees them -> as the autoencoder decodes them."""
    return latents / autoencoder.config["scaling_factor"] + _shift(autoencoder)


def _shift(autoencoder: Autoencoder) -> float:
    return autoencoder.config.get("shift_factor") or 0.0

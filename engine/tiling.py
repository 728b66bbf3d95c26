"""Where the denoising tiles lie and how they blend: the released grid and Gaussian weights, exactly.

Source: `LocalAttention` in FaithDiff's released pipeline. All lengths are in latent positions.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

VARIANCE = 0.01


@dataclass(frozen=True)
class TileGrid:
    """Equal tiles that cover a [height, width] area.

    Attributes:
        height, width: of the area.
        tile_height, tile_width: of every tile, never larger than the area.
        origins: (top, left) of each tile, row by row.
    """

    height: int
    width: int
    tile_height: int
    tile_width: int
    origins: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.origins)


def tile_grid(height: int, width: int, tile: int, stride_share: float) -> TileGrid:
    """The released grid.

    Args:
        height, width: of the latents, at least 1.
        tile: side of a tile; an area smaller than it gives smaller tiles.
        stride_share: stride as a share of the tile (the release calls it "overlap"), in (0, 1].
    """
    tile_height, tile_width = min(tile, height), min(tile, width)
    tops = _starts(height, tile_height, stride_share)
    lefts = _starts(width, tile_width, stride_share)
    return TileGrid(height, width, tile_height, tile_width, tuple((top, left) for top in tops for left in lefts))


def _starts(length: int, tile: int, stride_share: float) -> list[int]:
    stride = math.ceil(tile * stride_share)
    # every stride until a tile reaches the end; that one is moved back to end there
    return [*range(0, length - tile, stride), length - tile]


def gaussian_weights(height: int, width: int) -> Tensor:
    """Blend weights of a tile, float64 [height, width].

    The midpoints differ as in the release: (width - 1) / 2 across, height / 2 down.
    """
    across = _gaussian(width, (width - 1) / 2)
    down = _gaussian(height, height / 2)
    return torch.outer(down, across)


def _gaussian(length: int, midpoint: float) -> Tensor:
    offset = (torch.arange(length, dtype=torch.float64) - midpoint) / length
    return torch.exp(-offset.square() / (2 * VARIANCE)) / math.sqrt(2 * math.pi * VARIANCE)


def blend_weights(grid: TileGrid) -> Tensor:
    """Float32 [tiles, 1, tile_height, tile_width], normalised: where tiles overlap, they sum to 1."""
    weights = gaussian_weights(grid.tile_height, grid.tile_width)
    total = torch.zeros(grid.height, grid.width, dtype=torch.float64)
    for top, left in grid.origins:
        total[top : top + grid.tile_height, left : left + grid.tile_width] += weights
    shares = [
        weights / total[top : top + grid.tile_height, left : left + grid.tile_width] for top, left in grid.origins
    ]
    return torch.stack(shares).unsqueeze(1).float()


def cut(area: Tensor, grid: TileGrid) -> Tensor:
    """[1, C, height, width] -> its tiles [tiles, C, tile_height, tile_width], copied."""
    if area.ndim != 4 or area.shape[0] != 1 or area.shape[2:] != (grid.height, grid.width):
        raise ValueError(f"expected [1, C, {grid.height}, {grid.width}], not {tuple(area.shape)}")
    return torch.cat([tile_of(area, grid, index) for index in range(len(grid))])


def tile_of(area: Tensor, grid: TileGrid, index: int) -> Tensor:
    """The view [1, C, tile_height, tile_width] of one tile of `area` [1, C, height, width]."""
    top, left = grid.origins[index]
    return area[:, :, top : top + grid.tile_height, left : left + grid.tile_width]


def merge(tiles: Tensor, grid: TileGrid, weights: Tensor) -> Tensor:
    """Tiles [tiles, C, tile_height, tile_width], blended by `blend_weights(grid)` -> [1, C, height, width]."""
    if tiles.ndim != 4 or len(tiles) != len(grid):
        raise ValueError(f"expected {len(grid)} tiles of rank 4 in all, not {tuple(tiles.shape)}")
    if len(grid) == 1:
        return tiles
    area = tiles.new_zeros(1, tiles.shape[1], grid.height, grid.width)
    merge_into(area, tiles, 0, grid, weights)
    return area


def merge_into(area: Tensor, tiles: Tensor, first: int, grid: TileGrid, weights: Tensor) -> None:
    """Adds the tiles from number `first` on, [tiles, C, tile_height, tile_width], to an `area` that began as zeros.

    After all tiles, in any batches, it is what `merge` gives.
    """
    for index, tile in enumerate(tiles, start=first):
        tile_of(area, grid, index).add_(tile * weights[index])

import pytest
import torch

from engine.tiling import blend_weights, cut, gaussian_weights, merge, tile_grid

GRIDS = [
    (20, 28, 12, 0.5),
    (129, 128, 128, 0.5),
    (64, 300, 96, 0.25),
    (1, 250, 16, 1.0),
    (7, 5, 16, 0.5),
    (40, 40, 16, 0.1),
]


def test_the_last_tile_is_moved_back_to_the_edge() -> None:
    assert tile_grid(129, 128, 128, 0.5).origins == ((0, 0), (1, 0))
    assert tile_grid(160, 96, 128, 0.5).origins == ((0, 0), (32, 0))


def test_an_area_within_a_tile_is_one_tile_of_its_own_size() -> None:
    grid = tile_grid(64, 100, 128, 0.5)
    assert grid.origins == ((0, 0),)
    assert (grid.tile_height, grid.tile_width) == (64, 100)


@pytest.mark.parametrize("shape", GRIDS)
def test_tiles_cover_everything_and_their_shares_sum_to_one(shape: tuple[int, int, int, float]) -> None:
    grid = tile_grid(*shape)
    ones = torch.ones(len(grid), 2, grid.tile_height, grid.tile_width)
    merged = merge(ones, grid, blend_weights(grid))
    assert merged.shape == (1, 2, *shape[:2])
    torch.testing.assert_close(merged, torch.ones_like(merged), rtol=0, atol=1e-6)


@pytest.mark.parametrize("shape", GRIDS)
def test_cut_and_merged_again_it_is_the_same(shape: tuple[int, int, int, float]) -> None:
    grid = tile_grid(*shape)
    area = torch.randn(1, 3, *shape[:2], generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(merge(cut(area, grid), grid, blend_weights(grid)), area, rtol=1e-5, atol=1e-6)


def test_weights_have_the_released_midpoints() -> None:
    weights = gaussian_weights(8, 8)
    assert weights.dtype == torch.float64
    assert torch.equal(weights, weights.flip(1))  # across: the middle of the pixels
    assert int(weights[:, 0].argmax()) == 4  # down: half the height
    assert not torch.equal(weights, weights.flip(0))


def test_wrong_shapes_are_refused() -> None:
    grid = tile_grid(20, 28, 12, 0.5)
    with pytest.raises(ValueError, match="expected"):
        cut(torch.zeros(2, 3, 20, 28), grid)
    with pytest.raises(ValueError, match="12 tiles"):
        merge(torch.zeros(3, 3, 12, 12), grid, blend_weights(grid))

"""Restored pictures mixed with their photo, in numbers."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import ImageError, ImageWriteError
from engine.images import mask as masks
from engine.images.blend import FULL, TILE, blended, mix, photo_part, weights
from engine.images.mask import mask_part, mask_size, mask_steps, read_mask, write_mask


def noise(*shape: int, dtype: type = np.uint8, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max + 1, shape, dtype)


def formula(photo: np.ndarray, restored: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """The definition, in floating point."""
    return photo.astype(float) * (1 - share) + restored.astype(float) * share


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_mixing_is_the_definition_and_exact_at_both_ends(dtype: type) -> None:
    photo, restored = noise(70, 90, 3, dtype=dtype), noise(70, 90, 3, dtype=dtype, seed=1)
    mask = noise(70, 90, seed=2)
    mask[:10], mask[10:20] = 255, 0
    for strength in (0.0, 0.01, 0.37, 0.5, 0.99, 1.0):
        mixed = mix(photo, restored, weights(strength)[mask])
        wanted = formula(photo, restored, strength * (1 - mask[:, :, None] / 255))
        # a weight of 1/256 is rounded by half of that at most
        assert np.abs(mixed - wanted).max() <= np.iinfo(dtype).max / (2 * FULL) + 0.501
    ends = mix(photo, restored, weights(1.0)[mask])
    assert np.array_equal(ends[:10], photo[:10])
    assert np.array_equal(ends[10:20], restored[10:20])
    assert np.array_equal(mix(photo, restored, 0), photo)
    assert np.array_equal(mix(photo, restored, FULL), restored)


def test_one_number_for_all_pixels_is_the_same_as_a_mask_of_it() -> None:
    photo, restored = noise(70, 90, 3), noise(70, 90, 3, seed=1)
    for percent in range(0, 101, 7):
        table = weights(percent / 100)
        whole = np.full((70, 90), table[0])
        assert np.array_equal(mix(photo, restored, int(table[0])), mix(photo, restored, whole))


def test_only_like_pictures_are_mixed() -> None:
    with pytest.raises(ValueError, match="cannot be mixed"):
        mix(noise(4, 4, 3), noise(4, 5, 3), 1)
    with pytest.raises(ValueError, match="cannot be mixed"):
        mix(noise(4, 4, 3), noise(4, 4, 3, dtype=np.uint16), 1)
    with pytest.raises(ValueError, match="from 0 to 1"):
        weights(1.1)


@pytest.mark.parametrize("size", [(640, 900), (1280, 1800), (1500, 1111), (400, 300), (640, 901)])
def test_tiles_of_a_resized_photo_are_those_of_the_whole(size: tuple[int, int]) -> None:
    photo = noise(900, 640, 3)
    width, height = size
    whole = np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS))
    part = photo_part(photo, width, height, (0, 0, width, height))
    # Pillow takes the tile's place in single precision: at odd factors a value may be rounded the other way.
    assert np.abs(part.astype(int) - whole).max() <= (0 if max(size) % 100 == 0 and size != (1500, 1111) else 1)
    assert (part != whole).mean() < 0.01
    if width > TILE and height > TILE:
        corner = photo_part(photo, width, height, (TILE, TILE, width, height))
        assert np.array_equal(corner, part[TILE:, TILE:]), "a part is that of the whole, bit for bit"


def test_a_deep_photo_is_resized_in_its_depth() -> None:
    deep = np.linspace(0, 65_535, 64 * 48 * 3).reshape(48, 64, 3).astype(np.uint16)
    large = photo_part(deep, 128, 96, (0, 0, 128, 96))
    assert large.dtype == np.uint16
    shallow = photo_part((deep // 257).astype(np.uint8), 128, 96, (0, 0, 128, 96))
    assert np.abs(large / 257 - shallow).max() < 2
    assert len(np.unique(large)) > 10_000


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_whole_picture(dtype: type) -> None:
    photo, restored = noise(300, 200, 3, dtype=dtype), noise(600, 400, 3, seed=1)
    large, deep = photo_part(photo, 400, 600, (0, 0, 400, 600)), restored.astype(dtype)
    if dtype is np.uint16:
        deep *= 257
    mask = noise(600, 400, seed=2)
    assert np.array_equal(blended(photo, restored, 1.0), deep), "bit for bit the result"
    assert np.array_equal(blended(photo, restored, 0.0), large), "bit for bit the photo at its size"
    assert np.array_equal(blended(photo, restored, 1.0, np.full_like(mask, 255)), large)
    seen = blended(photo, restored, 0.6, mask)
    wanted = formula(large, deep, 0.6 * (1 - mask[:, :, None] / 255))
    assert np.abs(seen - wanted).max() <= np.iinfo(dtype).max / (2 * FULL) + 0.501


def test_blending_can_be_stopped() -> None:
    class Stop(Exception):
        pass

    def check() -> None:
        raise Stop

    with pytest.raises(Stop):
        blended(noise(4, 4, 3), noise(4, 4, 3), 0.5, check=check)


# Masks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "steps", "masked"),
    [
        ((6000, 5333), 0, (6000, 5333)),
        ((11_547, 8660), 1, (5774, 4330)),
        ((20_001, 15_000), 2, (5001, 3750)),
        ((1, 1), 0, (1, 1)),
    ],
)
def test_masks_are_bounded(size: tuple[int, int], steps: int, masked: tuple[int, int]) -> None:
    assert mask_steps(*size) == steps
    assert mask_size(*size) == masked
    assert masked[0] * masked[1] <= masks.MOST


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_part_of_an_enlarged_mask_is_that_of_the_whole(steps: int) -> None:
    mask = noise(23, 31)
    wide, high = 31 << steps, 23 << steps
    whole = mask_part(mask, steps, (0, 0, wide, high))
    assert whole.shape == (high, wide)
    for part in ((0, 0, 5, 7), (13, 9, 14, 10), (30, 20, wide, high), (6, 5, 29, 22)):
        left, top, right, bottom = part
        assert np.array_equal(mask_part(mask, steps, part), whole[top:bottom, left:right])


def test_an_enlarged_mask_is_smooth_and_keeps_its_ends() -> None:
    mask = np.zeros((8, 16), np.uint8)
    mask[:, 8:] = 255
    row = mask_part(mask, 2, (0, 0, 64, 32))[16].astype(int)
    assert row[0] == 0
    assert row[-1] == 255
    assert (np.diff(row) >= 0).all()
    assert np.diff(row).max() <= 64, "no steps of four pixels"
    assert row[31] + row[32] == pytest.approx(255, abs=2), "the edge stays where it was"


def test_masks_are_kept_without_loss(tmp_path: Path) -> None:
    mask = noise(40, 60)
    write_mask(mask, tmp_path / "m.png")
    with Image.open(tmp_path / "m.png") as image:
        assert (image.mode, image.size) == ("L", (60, 40))
    assert np.array_equal(read_mask(tmp_path / "m.png", 60, 40), mask)
    assert [path.name for path in tmp_path.iterdir()] == ["m.png"]


@pytest.mark.parametrize("fault", ["gone", "half", "size", "colour"])
def test_what_is_no_mask_of_the_picture_is_refused(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "m.png"
    if fault in ("half", "size"):
        write_mask(noise(40, 60), path)
    if fault == "half":
        path.write_bytes(path.read_bytes()[:900])
    if fault == "colour":
        Image.new("RGB", (60, 40)).save(path)
    with pytest.raises(ImageError, match=r"m\.png"):
        read_mask(path, 61 if fault == "size" else 60, 40)


def test_a_folder_that_cannot_hold_a_mask_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageWriteError, match="could not be kept"):
        write_mask(noise(4, 4), tmp_path / "nowhere" / "m.png")

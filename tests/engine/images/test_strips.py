"""Pixels survive the way from Pillow, whatever the mode and size."""

import numpy as np
import pytest
from PIL import Image

from engine.images.strips import array_of, image_of, three_channels


@pytest.mark.parametrize("size", [(1, 1), (5, 256), (33, 257), (300, 700)])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_the_array_equals_numpys(mode: str, size: tuple[int, int]) -> None:
    kind = np.uint16 if mode == "I;16" else np.uint8
    bands = len(Image.new(mode, (1, 1)).getbands())
    shape = (size[1], size[0]) if bands == 1 else (size[1], size[0], bands)
    values = np.random.default_rng(0).integers(0, np.iinfo(kind).max, shape, kind, endpoint=True)
    image = Image.frombytes(mode, size, values.tobytes())
    found = array_of(image)
    assert found.dtype == kind
    assert np.array_equal(found, values)
    assert found.flags.writeable
    assert found.flags.c_contiguous


@pytest.mark.parametrize("size", [(1, 1), (5, 256), (33, 257), (300, 700)])
def test_the_way_back_is_exact(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (size[1], size[0] * 2, 3), np.uint8)[:, ::2]
    image = image_of(pixels)
    assert (image.mode, image.size) == ("RGB", size)
    assert np.array_equal(array_of(image), pixels)


def test_one_channel() -> None:
    values = np.random.default_rng(0).integers(0, 256, (300, 20, 4), np.uint8)
    found = array_of(Image.fromarray(values), "A")
    assert np.array_equal(found, values[:, :, 3])
    found[0, 0] = 1  # may be written to


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_grey_becomes_three_equal_channels(kind: type) -> None:
    levels = np.random.default_rng(0).integers(0, 200, (31, 17)).astype(kind)
    found = three_channels(levels)
    assert found.dtype == kind
    assert np.array_equal(found, np.repeat(levels[:, :, None], 3, axis=2))

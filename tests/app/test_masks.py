"""Masks and strokes in numbers: halvings, edits that can be taken back, what a stroke covers."""

import numpy as np
import pytest

from app.model.mask import Mask, Patch
from app.model.stroke import Stroke, Tip
from engine.images import mask as masks


def noise(width: int, height: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)


@pytest.mark.parametrize("size", [(600, 400), (1301, 777), (1, 700), (2049, 1)])
def test_halvings_of_a_part_are_those_of_the_whole(size: tuple[int, int]) -> None:
    width, height = size
    mask = Mask(width, height, noise(width, height))
    part = (width // 3, height // 4, width // 3 + max(1, width // 5), height // 4 + max(1, height // 3))
    left, top, right, bottom = part
    mask.levels[0][top:bottom, left:right] = noise(right - left, bottom - top, 1)
    mask.refresh(part)
    fresh = Mask(width, height, mask.levels[0].copy())
    assert len(mask.levels) == len(fresh.levels)
    for one, other in zip(mask.levels, fresh.levels, strict=True):
        assert np.array_equal(one, other)


def test_a_blank_mask_takes_no_memory_and_becomes_blank_again() -> None:
    mask = Mask(3000, 2000)
    assert mask.blank
    assert mask.nbytes == 0
    mask.ready()
    assert [level.max() for level in mask.levels] == [0] * len(mask.levels)
    mask.settle()
    assert mask.blank
    mask.ready()[5, 5] = 1
    mask.settle()
    assert not mask.blank


def test_inverting_twice_is_nothing() -> None:
    pixels = noise(700, 500)
    mask = Mask(700, 500, pixels.copy())
    before = [level.copy() for level in mask.levels]
    mask.invert()
    assert np.array_equal(mask.levels[0], 255 - pixels)
    mask.invert()
    assert all(np.array_equal(one, other) for one, other in zip(mask.levels, before, strict=True))


def test_a_patch_goes_back_and_forth() -> None:
    mask = Mask(1000, 700)
    before = mask.ready().copy()
    stroke = Stroke(mask, Tip(30, 0.3))
    for place in ((100, 100), (600, 300), (990, 690)):
        stroke.to(*place)
    stroke.end()
    after = mask.levels[0].copy()
    patch = stroke.patch()
    assert 0 < patch.nbytes < 2 * before.nbytes / 2
    part = patch.apply(mask, back=True)
    assert np.array_equal(mask.levels[0], before)
    assert (mask.levels[-1] == 0).all()
    assert part == patch.part
    patch.apply(mask, back=False)
    assert np.array_equal(mask.levels[0], after)
    assert np.array_equal(Mask(1000, 700, after.copy()).levels[-1], mask.levels[-1])


def test_plain_tiles_of_a_patch_are_kept_as_numbers() -> None:
    before, after = np.full((1024, 1024), 255, np.uint8), np.zeros((1024, 1024), np.uint8)
    patch = Patch.of_all(before, after)
    assert patch.nbytes == 0
    assert len(patch.tiles) == 16


def test_giving_a_stroke_up_leaves_the_mask_as_it_was() -> None:
    mask = Mask(500, 400, noise(500, 400))
    before = [level.copy() for level in mask.levels]
    stroke = Stroke(mask, Tip(40, 0.0))
    for x in range(50, 450, 37):
        stroke.to(x, 200)
    assert not np.array_equal(mask.levels[0], before[0])
    stroke.undo()
    assert all(np.array_equal(one, other) for one, other in zip(mask.levels, before, strict=True))


@pytest.mark.parametrize("step", [1, 7, 60])
def test_a_line_is_even_however_often_the_pointer_was_seen(step: int) -> None:
    mask = Mask(500, 200)
    stroke = Stroke(mask, Tip(20, 1.0))
    for x in [*range(50, 450, step), 450]:
        stroke.to(x, 100)
    stroke.end()
    rows = (mask.levels[0] > 128).sum(axis=0)
    assert (np.abs(rows[60:440].astype(int) - 40) <= 1).all()
    assert (rows[:29] == 0).all()
    assert (rows[472:] == 0).all()


@pytest.mark.parametrize("radius", [0.5, 1.3, 4.0])
def test_small_brushes_lie_between_pixels(radius: float) -> None:
    covered = []
    for x in (100.0, 100.25, 100.5, 100.75):
        mask = Mask(200, 200)
        Stroke(mask, Tip(radius, 1.0)).to(x, 100.5)
        weight = mask.ready().astype(float)
        ys, xs = np.mgrid[0:200, 0:200] + 0.5
        assert (weight * xs).sum() / weight.sum() == pytest.approx(x, abs=0.1)
        assert (weight * ys).sum() / weight.sum() == pytest.approx(100.5, abs=0.1)
        covered.append(weight.sum())
    assert max(covered) < 1.25 * min(covered)


def test_a_stroke_beyond_the_edge_paints_what_is_within() -> None:
    mask = Mask(100, 80)
    stroke = Stroke(mask, Tip(30, 1.0))
    assert stroke.to(-100, -100) is None
    part = stroke.to(-200, 40)
    assert part is None
    stroke = Stroke(mask, Tip(30, 1.0))
    left, top, right, bottom = stroke.to(-10, 40) or (0, 0, 0, 0)
    assert left == 0
    assert 20 <= right <= 24
    assert 7 <= top <= 10
    assert 70 <= bottom <= 74
    assert (mask.levels[0] > 0).any()
    assert (mask.levels[0][:, 25:] == 0).all()


def test_pressure_is_a_share_of_what_is_covered() -> None:
    mask = Mask(200, 100)
    stroke = Stroke(mask, Tip(10, 1.0))
    stroke.to(50, 50, 0.25)
    assert mask.levels[0][50, 50] == pytest.approx(255 * 0.25, abs=2)


def test_large_pictures_have_coarser_masks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masks, "MOST", 100_000)
    mask = Mask(1001, 701)
    assert mask.steps == 2
    assert mask.size == (251, 176)
    mask.ready()[:, 125:] = 255
    mask.refresh((0, 0, 251, 176))
    fine = mask.part(0, (0, 300, 1001, 310))
    assert fine.shape == (10, 1001)
    row = fine[5].astype(int)
    assert row[480] == 0
    assert row[520] == 255
    assert (np.diff(row) >= 0).all()
    assert mask.part(2, (0, 0, 251, 176)) is not None
    assert np.array_equal(mask.part(2, (100, 0, 150, 176)), mask.levels[0][:, 100:150])

"""What a result shows beyond its photo: found where it was put, and nowhere else."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from engine.errors import Cancelled
from engine.images import invention
from engine.images.invention import UNIT, VISIBLE, find_invention
from engine.images.mask import mask_size

WIDE, HIGH = 360, 264


def scene(seed: int = 0, wide: int = WIDE, high: int = HIGH) -> np.ndarray:
    """Something like a photo: noise with an amplitude that falls with frequency, and edges."""
    rng = np.random.default_rng(seed)
    down, across = np.fft.fftfreq(high)[:, None], np.fft.fftfreq(wide)[None]
    falling = 1 / np.maximum(np.hypot(down, across), 1 / wide)
    layers = [np.fft.ifft2(np.fft.fft2(rng.standard_normal((high, wide))) * falling).real for _ in range(3)]
    picture = np.stack(layers, axis=2)
    picture = 128 + 45 * (picture - picture.mean()) / picture.std()
    picture[high // 3 : high // 2, wide // 4 : wide // 2] += 60
    return np.clip(picture, 0, 255).astype(np.uint8)


def noisy(picture: np.ndarray, sigma: float) -> np.ndarray:
    noise = np.random.default_rng(9).normal(0, sigma, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def resized(picture: np.ndarray, wide: int, high: int) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize((wide, high), Image.Resampling.LANCZOS))


def blurred(picture: np.ndarray, radius: float) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius)))


def detail(seed: int) -> np.ndarray:
    """What another scene has beside its coarse tones."""
    return scene(seed).astype(np.float64) - blurred(scene(seed), 4)


def levels_of(photo: np.ndarray, restored: np.ndarray, *others: np.ndarray) -> np.ndarray:
    return find_invention(photo, restored, others).levels / UNIT


def test_a_photo_holds_itself_and_what_is_less() -> None:
    photo = scene()
    for restored in (photo, blurred(photo, 1.5)):
        assert find_invention(photo, restored).share == 0
        assert levels_of(photo, restored).mean() < VISIBLE / 3
    large = resized(photo, 2 * WIDE, 2 * HIGH)
    assert find_invention(photo, large).share < 0.001, "what is only enlarged is held"


@pytest.mark.parametrize(("sigma", "share"), [(8.0, 0.001), (20.0, 0.02), (35.0, 0.08)])
def test_a_noisy_photo_holds_what_lies_under_its_noise(sigma: float, share: float) -> None:
    true = scene()
    found = find_invention(noisy(true, sigma), true)
    assert found.share <= share
    # A plain difference would find all of the noise.
    assert found.levels.mean() / UNIT < sigma / 2


def test_detail_that_was_put_somewhere_is_found_there() -> None:
    true = scene()
    put = np.zeros((HIGH, WIDE), bool)
    put[96:192, 120:280] = True
    strange = true + np.where(put[:, :, None], detail(5), 0)
    restored = np.clip(strange, 0, 255).astype(np.uint8)
    amplitude = math.sqrt(np.square(restored[put].astype(float) - true[put]).mean())
    for photo in (true, noisy(true, 15)):
        levels = levels_of(photo, restored)
        near = np.asarray(Image.fromarray(put).filter(ImageFilter.MaxFilter(49)))
        assert levels[put].mean() > 0.6 * amplitude
        assert levels[~near].mean() < VISIBLE / 2
        assert (levels[put] > VISIBLE).mean() > 0.95
        assert (levels[~near] > VISIBLE).mean() < 0.02
        share = find_invention(photo, restored).share
        assert put.mean() * 0.95 < share < near.mean()


def test_what_the_photo_has_lost_is_beyond_it_however_true() -> None:
    true = scene()
    small = resized(true, WIDE // 2, HIGH // 2)
    found = find_invention(small, true)
    # What the large picture has and its own reduction has not is noise of the finest octave.
    lost = true.astype(np.float64) - resized(small, WIDE, HIGH)
    assert found.levels.mean() / UNIT == pytest.approx(math.sqrt(np.square(lost).mean()), rel=0.5)


def test_other_tones_and_mended_damage_count() -> None:
    photo = scene()
    photo[:, 176:184] = 255
    mended = scene()
    levels = levels_of(photo, mended)
    assert (levels[:, 172:188] > VISIBLE).mean() > 0.95
    assert (levels[:, :120] > VISIBLE).mean() == 0
    redder = np.clip(scene() + np.array([24, 0, 0]), 0, 255).astype(np.uint8)
    assert find_invention(scene(), redder).share > 0.9


def test_what_seeds_disagree_about_counts() -> None:
    photo = blurred(scene(), 1)
    left = np.zeros((HIGH, WIDE, 1))
    left[:, : WIDE // 2] = 1
    # Each sharpens the left half by as much as it likes, which runs alike with the photo.
    sharper = left * (photo - blurred(photo, 2).astype(float))
    takes = [np.clip(photo + much * sharper, 0, 255).astype(np.uint8) for much in (1.5, 0.3, 0)]
    one, three = find_invention(photo, takes[0]), find_invention(photo, takes[0], takes[1:])
    assert (one.seeds, three.seeds) == (1, 3)
    assert (three.levels >= one.levels).all()
    more = (three.levels.astype(float) - one.levels) / UNIT
    assert more[:, : WIDE // 2 - 24].mean() > 0.5
    assert more[:, WIDE // 2 + 24 :].max() == 0
    calm = find_invention(photo, takes[0], [takes[0], takes[0]])
    assert np.array_equal(calm.levels, one.levels), "where they agree they add nothing"
    assert find_invention(photo, takes[2], takes[:2]).share == 0, "what is the photo's own is, whatever others do"


def test_the_map_does_not_know_of_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, restored = noisy(scene(1, 200, 700), 12), scene(2, 200, 700)
    whole = find_invention(photo, restored)
    monkeypatch.setattr(invention, "_ROWS", 96)
    checks: list[int] = []
    parts = find_invention(photo, restored, check=lambda: checks.append(1))
    assert len(checks) == 8
    assert np.abs(parts.levels.astype(int) - whole.levels).max() <= 1
    assert parts.share == pytest.approx(whole.share, abs=0.002)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 70), st.integers(1, 70))
def test_any_sizes(wide: int, high: int, of_wide: int, of_high: int) -> None:
    restored = scene(3, 80, 80)[:high, :wide]
    photo = scene(4, 80, 80)[:of_high, :of_wide]
    found = find_invention(photo, restored)
    assert found.levels.shape == mask_size(wide, high)[::-1]
    assert found.levels.dtype == np.uint8
    assert 0 <= found.share <= 1


def test_it_can_be_cancelled_and_refuses_other_sizes() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        find_invention(scene(), scene(), check=stop)
    with pytest.raises(ValueError, match="another size"):
        find_invention(scene(), scene(), [scene()[:-1]])


def test_a_large_result_has_a_map_of_its_masks_size(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.images import mask

    monkeypatch.setattr(mask, "MOST", 30_000)
    photo = scene()
    restored = photo.copy()
    restored[100:164, 100:164] = scene(6)[100:164, 100:164]
    levels = find_invention(photo, restored).levels
    assert levels.shape == (HIGH // 2, WIDE // 2)
    assert levels[56:76, 56:76].min() > VISIBLE * UNIT
    assert levels[100:].max() < VISIBLE * UNIT

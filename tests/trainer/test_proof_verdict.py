"""The verdict: what is called better, worse, no clear difference, and too few to tell."""

import dataclasses
import json

import numpy as np
import pytest
import skimage.data
import torch
from PIL import Image, ImageFilter

from engine.errors import TrainingError
from trainer.proof import Scores, Verdict, judge
from trainer.proof.measures import agreement, psnr, ssim, tones
from trainer.proof.scores import PhotoScores
from trainer.proof.verdict import paired_bootstrap

PICTURES = (skimage.data.astronaut(), skimage.data.chelsea(), skimage.data.coffee(), skimage.data.rocket())


def scores(agreements: np.ndarray, off: np.ndarray | None = None, canary: np.ndarray | None = None) -> Scores:
    """Scores of photos with these values, [photos, 4]."""
    levels = np.full(agreements.shape, 4.0) if off is None else off

    def photo(name: str, one: np.ndarray, other: np.ndarray) -> PhotoScores:
        values = {"agreement": tuple(one.tolist()), "tones": tuple(other.tolist())}
        return PhotoScores(name, ("old_photo",) * len(one), values, {"100": 0.2})

    photos = tuple(photo(f"p{i}", a, b) for i, (a, b) in enumerate(zip(agreements, levels, strict=True)))
    others = () if canary is None else tuple(photo(f"c{i}", row, row + 3) for i, row in enumerate(canary))
    return Scores(photos, others)


def drawn(photos: int, seed: int = 0) -> np.ndarray:
    """Photos differ much more than models do."""
    rng = np.random.default_rng(seed)
    return rng.uniform(0.4, 0.9, (photos, 1)) + rng.normal(0, 0.03, (photos, 4))


def test_the_same_model_is_no_clear_difference() -> None:
    first = scores(drawn(12))
    verdict = judge(first, first)
    assert verdict.kind == "no clear difference"
    assert {(change.difference, change.low, change.high) for change in verdict.changes} == {(0, 0, 0)}


def test_a_small_gain_on_most_photos_is_better_and_its_reverse_worse() -> None:
    base = drawn(12)
    gain = np.random.default_rng(1).normal(0.012, 0.012, (12, 1))
    better = judge(scores(base), scores(base + gain))
    worse = judge(scores(base + gain), scores(base))
    assert (better.kind, worse.kind) == ("better", "worse")
    main = better.changes[0]
    assert main.measure == "agreement"
    assert 0 < main.low < main.difference < main.high
    assert f"{main.improved} of 12" in better.sentence


def test_gains_and_losses_that_balance_are_no_clear_difference() -> None:
    base = drawn(12)
    change = np.random.default_rng(3).normal(0, 0.03, (12, 1))
    assert judge(scores(base), scores(base + change - change.mean())).kind == "no clear difference"


def test_a_certain_gain_that_nobody_sees_is_no_clear_difference() -> None:
    base = drawn(40)
    gain = np.random.default_rng(1).normal(0.0005, 0.0002, (40, 1))
    verdict = judge(scores(base), scores(base + gain))
    assert verdict.changes[0].low > 0
    assert verdict.kind == "no clear difference"


@pytest.mark.parametrize("photos", [0, 1, 9])
def test_fewer_than_ten_photos_are_too_few_however_large_the_gain(photos: int) -> None:
    base = drawn(photos) if photos else np.zeros((0, 4))
    verdict = judge(scores(base), scores(base + 0.1))
    assert verdict.kind == "too few to tell"
    assert "10 are needed" in verdict.sentence
    assert judge(scores(drawn(10)), scores(drawn(10) + 0.1)).kind == "better"


def test_more_detail_in_wrong_tones_is_not_better() -> None:
    base, near = drawn(12), np.full((12, 4), 4.0)
    cast = near + np.random.default_rng(0).uniform(2, 4, (12, 1))
    assert judge(scores(base, near), scores(base + 0.02, cast)).kind == "no clear difference"
    assert judge(scores(base, near), scores(base, cast)).kind == "worse"
    assert judge(scores(base, near), scores(base + 0.02, near + 0.5)).kind == "better"


def test_blurring_every_result_is_worse_though_psnr_rises() -> None:
    """Results with half of the detail right, and the same results blurred."""
    kept: list[list[PhotoScores]] = [[], []]
    for index in range(12):
        picture = PICTURES[index % 4]
        top, left = 40 + 13 * index, 60 + 17 * index
        target = np.ascontiguousarray(picture[top : top + 96, left : left + 96])
        image = Image.fromarray(target)
        coarse = np.asarray(image.resize((16, 16), Image.Resampling.LANCZOS).resize((96, 96)))
        detail = target.astype(float) - coarse
        sharp = (coarse + 0.5 * detail + 0.87 * detail[::-1, ::-1]).round().clip(0, 255).astype(np.uint8)
        soft = np.asarray(Image.fromarray(sharp).filter(ImageFilter.GaussianBlur(1.2)))
        for results, restored in zip(kept, (sharp, soft), strict=True):
            values = {m.__name__: (m(restored, target),) for m in (agreement, tones, psnr, ssim)}
            results.append(PhotoScores(str(index), ("clean",), values))
    sharp, soft = (Scores(tuple(results)) for results in kept)
    verdict = judge(sharp, soft)
    by_name = {change.measure: change for change in verdict.changes}
    assert by_name["psnr"].low > 0
    assert by_name["agreement"].high < 0
    assert verdict.kind == "worse"


def test_photos_are_compared_with_themselves() -> None:
    """Unpaired, a gain of 0.01 would drown in the differences between photos."""
    base = drawn(20)
    first, last = scores(base), scores(base + 0.01)
    assert judge(first, last).kind == "better"
    shuffled = dataclasses.replace(last, photos=last.photos[::-1])
    with pytest.raises(TrainingError, match="different photos"):
        judge(first, shuffled)
    with pytest.raises(TrainingError, match="different photos"):
        judge(first, dataclasses.replace(last, photos=last.photos[1:]))


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Ten photos, differences that are skewed; plain percentiles hold it in 88 % of such cases."""
    rng = np.random.default_rng(5)
    generator = torch.Generator().manual_seed(5)
    held = 0
    for _ in range(200):
        low, high = paired_bootstrap((rng.gamma(4.0, 1.0, 10) - 4.0).tolist(), generator)
        held += low <= 0 <= high
    assert 0.9 < held / 200 <= 0.99


def test_a_canary_that_got_worse_is_said() -> None:
    base, canary = drawn(12), drawn(5, seed=9)
    fall = 0.02 + np.random.default_rng(2).uniform(0, 0.01, (5, 1))
    verdict = judge(scores(base, canary=canary), scores(base + 0.02, canary=canary - fall))
    assert verdict.kind == "better"
    assert "other kinds come out worse" in verdict.warnings[0]
    assert not judge(scores(base, canary=canary), scores(base + 0.02, canary=canary + 0.01)).warnings


def test_restorations_that_gave_no_picture_are_said() -> None:
    first = scores(drawn(12))
    broken = dataclasses.replace(first.photos[0], failed=4)
    verdict = judge(first, dataclasses.replace(first, photos=(broken, *first.photos[1:])))
    assert verdict.warnings == ("4 restorations with the trained model gave no picture; they count as black.",)


def test_scores_and_verdicts_survive_json_and_verdicts_are_always_the_same() -> None:
    first, last = scores(drawn(12), canary=drawn(5)), scores(drawn(12) + 0.01, canary=drawn(5))
    assert Scores.from_dict(json.loads(json.dumps(first.to_dict()))) == first
    verdict = judge(first, last)
    assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict
    assert judge(first, last) == verdict


def test_a_measure_that_one_side_lacks_is_not_compared() -> None:
    first = scores(drawn(12))
    more = tuple(dataclasses.replace(p, values=p.values | {"lpips": (0.2,) * 4}) for p in first.photos)
    assert "lpips" not in {change.measure for change in judge(first, dataclasses.replace(first, photos=more)).changes}
    both = judge(dataclasses.replace(first, photos=more), dataclasses.replace(first, photos=more))
    assert "lpips" in {change.measure for change in both.changes}


def test_lower_is_better_where_it_is() -> None:
    first = scores(drawn(12))
    rng = np.random.default_rng(0)
    less = tuple(dataclasses.replace(p, by_timestep={"100": 0.2 - rng.uniform(0.01, 0.02)}) for p in first.photos)
    change = next(c for c in judge(first, dataclasses.replace(first, photos=less)).changes if c.measure == "l1")
    assert change.difference < 0
    assert change.gain[0] > 0
    assert change.improved == 12

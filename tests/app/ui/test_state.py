"""The state behind the window: view, pyramid, draft, pace, caption."""

import numpy as np
import pytest

from app.model.caption import count_tokens
from app.model.draft import RequestDraft
from app.model.pace import Pace, duration
from app.model.pyramid import build_pyramid, halved
from app.model.viewport import LARGEST, Viewport
from engine.request import Progress, RestoreRequest


def test_fit_keeps_the_whole_picture_in_view_with_its_margin() -> None:
    view = Viewport(margin=10)
    view.set_area(420, 220)
    view.set_picture(1000, 400)
    view.fit()
    assert view.scale == pytest.approx(0.4)
    assert view.rect() == (10, 30, 400, 160)
    view.set_area(220, 220)
    assert view.scale == pytest.approx(0.2), "fitted stays fitted"


def test_the_picture_cannot_be_pushed_out_of_view() -> None:
    view = Viewport(picture=(1000, 1000), area=(200.0, 200.0))
    view.zoom_to(1.0, 100, 100)
    view.pan(1e6, -1e6)
    assert view.visible() == (0, 0, 200, 200)
    view.zoom_to(view.fit_scale() / 2, 0, 0)
    assert view.centre == (0.5, 0.5), "smaller than the view: in the middle"


def test_zoom_has_ends() -> None:
    view = Viewport(picture=(100, 100), area=(200.0, 200.0))
    view.zoom_to(1e9, 0, 0)
    assert view.scale == LARGEST
    view.zoom_to(0, 0, 0)
    assert view.scale == pytest.approx(view.fit_scale() / 4)


@pytest.mark.parametrize("size", [(7, 5), (512, 512), (513, 700), (1, 3000), (2049, 1)])
def test_pyramids_halve_until_small(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    pyramid = build_pyramid(pixels)
    assert np.shares_memory(pyramid.levels[0], pixels)
    assert max(pyramid.levels[-1].shape[:2]) <= 512
    for large, small in zip(pyramid.levels, pyramid.levels[1:], strict=False):
        assert small.shape[:2] == ((large.shape[0] + 1) // 2, (large.shape[1] + 1) // 2)
        assert small.mean() == pytest.approx(large.mean(), abs=2)


def test_halving_is_the_mean_of_four() -> None:
    pixels = np.arange(2 * 4 * 3, dtype=np.uint8).reshape(2, 4, 3)
    assert halved(pixels).tolist() == [[[8, 9, 10], [14, 15, 16]]]


def test_the_level_drawn_has_a_pixel_for_every_device_pixel() -> None:
    pyramid = build_pyramid(np.zeros((4096, 4096, 3), np.uint8))
    assert [pyramid.level_for(scale) for scale in (2.0, 1.0, 0.51, 0.5, 0.26, 0.25, 0.01)] == [0, 0, 0, 1, 1, 2, 3]


def test_a_draft_undoes_edits_and_merges_quick_ones() -> None:
    draft = RequestDraft()
    changes: list[set[str]] = []
    draft.changed.connect(changes.append)
    for steps in (21, 22, 23):
        draft.set(steps=steps)
    draft.set(seed=1)
    assert changes == [{"steps"}, {"steps"}, {"steps"}, {"seed"}]
    draft.undo()
    assert draft.request == RestoreRequest(steps=23)
    draft.undo()
    assert draft.request == RestoreRequest()
    assert not draft.can_undo()
    draft.redo()
    draft.redo()
    assert draft.request == RestoreRequest(steps=23, seed=1)


def test_a_draft_refuses_what_a_request_refuses() -> None:
    draft = RequestDraft()
    assert not draft.set(steps=0)
    assert draft.request == RestoreRequest()
    assert not draft.can_undo()


def test_pace_says_stage_step_tile_and_time() -> None:
    pace = Pace()
    pace.update(Progress("load", 1, 4), 0.0)
    assert (pace.stage(), pace.detail()) == ("Loading the model", "")
    pace.update(Progress("denoise", 0, 10, 1, 4), 10.0)
    pace.update(Progress("denoise", 5, 10, 0, 0), 15.0)
    assert pace.stage() == "Restoring"
    assert pace.seconds_left == pytest.approx(5.6, abs=0.5)
    pace.update(Progress("denoise", 6, 10, 3, 4), 16.7)
    assert pace.detail().startswith("step 7 of 10, tile 3 of 4, ")
    fraction = pace.fraction
    pace.update(Progress("decode", 1, 1), 20.0)
    assert fraction < pace.fraction < 1
    pace.update(Progress("color", 1, 1), 20.0)
    assert pace.fraction == 1


def test_progress_never_goes_back() -> None:
    pace, seen = Pace(), []
    for step in range(4):
        for tile in (1, 2, 3):
            pace.update(Progress("denoise", step + (tile == 3), 4, tile, 3), float(step * 3 + tile))
            seen.append(pace.fraction)
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (59, "59 s"), (134, "2 min 10 s"), (601, "10 min"), (3700, "1 h 1 min")],
)
def test_durations_are_rounded(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_tokens_are_counted_about_right() -> None:
    assert count_tokens("") == 2
    assert count_tokens("a photo of a cat, sitting.") == 10
    assert count_tokens("Donaudampfschifffahrt 1908") > 7

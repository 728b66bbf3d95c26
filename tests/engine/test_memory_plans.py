"""Restoring under every memory plan, with tiny models and a pretended card, on the processor."""

import dataclasses
import gc
import itertools
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from torch import Tensor

from engine import stages
from engine.bundle import load_bundle
from engine.errors import OutOfMemory
from engine.footprint import predict
from engine.placement import Placement, WaitingNames, is_text_projection
from engine.plans import (
    CARD_PLANS,
    CPU,
    CPU_SMALL,
    EIGHT_GB,
    FOUR_GB,
    PLANS,
    RESIDENT,
    SIX_GB,
    MemoryPlan,
    smaller_plan,
    streamed_indices,
)
from engine.quantized import Int8Linear
from engine.request import Progress, RestoreRequest, RestoreResult
from engine.restorer import Restorer, restore
from tests.engine.exhaust import exhausted, with_yields
from tests.engine.live_bytes import PretendedCard
from tests.engine.tiny import tiny_bundle, tiny_picture

ALIKE: dict[str, Any] = {"tiles_per_call": 2}  # else batches differ, and with them the last bits


@pytest.fixture(scope="module", params=["kl", "linear"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bundle(tmp_path_factory.mktemp("plans") / "tiny", autoencoder=request.param, text="two")


@pytest.fixture
def restorer(folder: Path) -> Restorer:
    return load_bundle(folder)


def ask(restorer: Restorer, **changes: Any) -> RestoreRequest:
    base = {"guidance_scale": 3.0, "caption": "a house", "steps": 2, "tile": 64, "scale": 1.0}
    return dataclasses.replace(restorer.recommended, **(base | changes))


def run(restorer: Restorer, plan: MemoryPlan | None, **changes: Any) -> RestoreResult:
    return exhausted(restore(restorer, tiny_picture(60, 84), ask(restorer, **changes), plan))


def alike(image: np.ndarray, expected: np.ndarray, *, bands: bool) -> bool:
    """Equal; encoded and decoded in bands, equal but for sums in another order, which may turn a rounding."""
    if not bands:
        return np.array_equal(image, expected)
    difference = np.abs(image.astype(int) - expected)
    return difference.max() <= 1 and difference.mean() < 0.002


def snapshot(restorer: Restorer) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in restorer.model.state_dict().items()}


@pytest.mark.parametrize("plan", CARD_PLANS, ids=lambda plan: plan.name)
def test_every_plan_for_cards_gives_the_same_picture(folder: Path, plan: MemoryPlan) -> None:
    whole = load_bundle(folder)
    expected = run(whole, dataclasses.replace(RESIDENT, **ALIKE))
    before = snapshot(whole)
    for restorer in (whole, load_bundle(folder, plan=plan)):  # arranged later, and read straight to its places
        result = run(restorer, dataclasses.replace(plan, **ALIKE))
        assert alike(result.image, expected.image, bands=plan.bands)
        assert result.plan == plan.name
        assert result.warnings == ()
        assert np.abs(run(restorer, plan).image.astype(int) - expected.image).max() <= 1
    after = snapshot(whole)
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_the_plans_for_the_processor_give_the_same_picture(restorer: Restorer) -> None:
    expected = run(restorer, CPU).image
    assert np.array_equal(run(restorer, None).image, expected)
    assert np.abs(run(restorer, CPU_SMALL).image.astype(int) - expected).max() <= 1


def test_plans_follow_each_other_in_any_order(restorer: Restorer) -> None:
    expected = run(restorer, CPU).image
    for name in ("4gb", "resident", "6gb", "4gb", "8gb", "cpu", "6gb"):
        assert np.abs(run(restorer, PLANS[name]).image.astype(int) - expected).max() <= 1
    assert np.array_equal(run(restorer, CPU).image, expected)


@pytest.mark.parametrize("speed", ["fast"])
@pytest.mark.parametrize("plan", [SIX_GB, FOUR_GB], ids=lambda plan: plan.name)
def test_fast_mode_streams_too(restorer: Restorer, plan: MemoryPlan, speed: str) -> None:
    expected = run(restorer, dataclasses.replace(RESIDENT, **ALIKE), steps=4, speed=speed)
    assert alike(
        run(restorer, dataclasses.replace(plan, **ALIKE), steps=4, speed=speed).image, expected.image, bands=True
    )


def test_pictures_of_several_tiles_are_the_same_under_small_plans(folder: Path) -> None:
    restorer, photo = load_bundle(folder), tiny_picture(36, 1300)
    request = ask(restorer, steps=1, tile=256)
    whole, small = (
        exhausted(restore(restorer, photo, request, dataclasses.replace(plan, **ALIKE)))
        for plan in (RESIDENT, EIGHT_GB)
    )
    assert whole.warnings == small.warnings == ()
    assert alike(small.image, whole.image, bands=True)


def test_int8_weights_are_near_and_said_and_exact_ones_come_back(restorer: Restorer) -> None:
    expected, before = run(restorer, CPU).image, snapshot(restorer)
    for plan in (CPU, SIX_GB, FOUR_GB):
        result = run(restorer, plan, precision="int8")
        assert "8 bits" in result.warnings[0]
        layers = [name for name, module in restorer.model.named_modules() if isinstance(module, Int8Linear)]
        assert layers
        assert not any(is_text_projection(name) for name in layers)
        assert 0 < np.abs(result.image.astype(int) - expected).mean() < 4
    assert np.array_equal(run(restorer, CPU).image, expected)
    after = snapshot(restorer)
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_half_precision_weights_compute_in_full_under_every_plan(folder: Path) -> None:
    half = load_bundle(folder, dtype=torch.bfloat16)
    expected = run(half, dataclasses.replace(RESIDENT, **ALIKE), precision="fp32").image
    for plan in (FOUR_GB, SIX_GB):
        image = run(half, dataclasses.replace(plan, **ALIKE), precision="fp32").image
        assert alike(image, expected, bands=True)
        assert {p.dtype for p in half.model.parameters()} == {torch.bfloat16}


def test_int8_weights_can_be_what_is_loaded(folder: Path) -> None:
    expected = run(load_bundle(folder), SIX_GB, precision="int8").image
    loaded = load_bundle(folder, plan=SIX_GB, int8=True)
    assert any(isinstance(module, Int8Linear) for module in loaded.model.modules())
    assert np.array_equal(run(loaded, SIX_GB, precision="int8").image, expected)


class Card(PretendedCard):
    """A pretended card that also counts the weights that a plan keeps there."""

    def __init__(self, restorer: Restorer, monkeypatch: pytest.MonkeyPatch, limit: int | None = None) -> None:
        super().__init__(limit)
        arrange = Placement.arrange

        def counted(placement: Placement, plan: MemoryPlan | None, *rest: Any, **options: Any) -> None:
            arrange(placement, plan, *rest, **options)
            self.held = resident_bytes(restorer, plan)

        monkeypatch.setattr(Placement, "arrange", counted)


def resident_bytes(restorer: Restorer, plan: MemoryPlan | None) -> int:
    """Of the weights that stay on the card, by name."""
    waiting = WaitingNames(restorer.model, plan)
    total = sum(tensor.nbytes for name, tensor in restorer.model.named_parameters() if name not in waiting)
    if plan is None or not plan.parts_leave:
        total += sum(tensor.nbytes for tensor in restorer.autoencoder.parameters())
    if plan is None or not plan.text_leaves:
        total += sum(tensor.nbytes for encoder in restorer.text.encoders for tensor in encoder.parameters())
    return total


def peak(restorer: Restorer, plan: MemoryPlan, monkeypatch: pytest.MonkeyPatch) -> int:
    with Card(restorer, monkeypatch) as card:
        run(restorer, plan)
    return card.peak


def test_each_plan_keeps_fewer_weights_on_the_card(restorer: Restorer, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    for plan in CARD_PLANS:
        with Card(restorer, monkeypatch) as card:
            restorer.placement.arrange(plan, restorer.dtype)
            gc.collect()
            host = card.live - card.held  # flat copies of what waits, made just now
            with restorer.placement.lend("unet"):
                kept.append(card.live - host)
    resident, eight, six, four = kept
    assert resident > eight > four
    assert eight + 2**12 > six > four  # of four blocks one is streamed, which is no saving yet


@pytest.mark.parametrize("plan", [EIGHT_GB, SIX_GB, FOUR_GB], ids=lambda plan: plan.name)
def test_a_card_that_is_just_large_enough_gives_the_same_picture(
    restorer: Restorer, plan: MemoryPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, needed = run(restorer, plan).image, peak(restorer, plan, monkeypatch)
    with Card(restorer, monkeypatch, needed):
        result = run(restorer, plan)
    assert result.plan == plan.name
    assert np.array_equal(result.image, expected)


@pytest.mark.parametrize("stage", ["encode", "denoise", "decode"])
def test_out_of_memory_in_the_middle_takes_the_next_plan_once_and_says_so(restorer: Restorer, stage: str) -> None:
    expected = run(restorer, dataclasses.replace(SIX_GB, **ALIKE)).image
    failing = Failing(restorer, stage, times=1)
    request = ask(restorer)
    yielded, result = with_yields(restore(restorer, tiny_picture(60, 84), request, EIGHT_GB))
    assert failing.failed == 1
    assert result.plan == "6gb"
    assert len(result.warnings) == 1
    assert "plan 8gb" in result.warnings[0]
    assert "plan 6gb" in result.warnings[0]
    assert [p.note for p in yielded if p.note] == [result.warnings[0]]
    assert np.abs(result.image.astype(int) - expected).max() <= 1
    order = [p.stage for p in yielded]
    assert order == sorted(order, key=["encode", "denoise", "decode", "color"].index)  # no finished stage again
    again = run(restorer, SIX_GB)
    assert again.warnings == ()


@pytest.mark.parametrize("color", ["adain", "wavelet"])
def test_out_of_memory_while_colours_are_matched(
    restorer: Restorer, monkeypatch: pytest.MonkeyPatch, color: str
) -> None:
    expected = run(restorer, EIGHT_GB, color=color).image
    matched, calls = stages._COLOR_FIXES[color], itertools.count()

    def failing(content: Tensor, style: Tensor) -> Tensor:
        if not next(calls):
            raise torch.OutOfMemoryError("CUDA out of memory")
        return matched(content, style)

    monkeypatch.setitem(stages._COLOR_FIXES, color, failing)
    result = run(restorer, EIGHT_GB, color=color)
    assert result.plan == "6gb"
    assert "plan 6gb" in result.warnings[0]
    assert np.array_equal(result.image, expected)


@pytest.mark.parametrize("stage", ["encode", "denoise", "decode"])
@pytest.mark.parametrize(("plan", "times"), [(EIGHT_GB, 2), (FOUR_GB, 1), (CPU_SMALL, 1)])
def test_out_of_memory_again_is_an_error_that_leaves_nothing_behind(
    restorer: Restorer, stage: str, plan: MemoryPlan, times: int
) -> None:
    expected = run(restorer, plan).image
    failing = Failing(restorer, stage, times)
    with PretendedCard() as card:
        with pytest.raises(OutOfMemory, match="smaller"):
            run(restorer, plan)
        gc.collect()
        left = card.live
    assert failing.failed == times
    # int8 or streamed weights may have been rearranged meanwhile: host memory, and no more than the model has
    assert left <= sum(p.nbytes for p in restorer.model.parameters()) * 1.5
    assert not any(module._forward_pre_hooks for module in restorer.model.unet.modules())
    assert np.array_equal(run(restorer, plan).image, expected)


class Failing:
    """Runs out of memory in a stage, so many times."""

    def __init__(self, restorer: Restorer, stage: str, times: int) -> None:
        self.failed = 0
        self._left = times
        modules: dict[str, Any] = {
            "encode": restorer.model.lq_encoder.mid_block,
            "denoise": restorer.model.unet.mid_block,
        }
        if isinstance(restorer.autoencoder, AutoencoderKL):
            modules["decode"] = restorer.autoencoder.decoder.mid_block
        if stage not in modules:
            decode = restorer.autoencoder.decode

            def failing(*arguments: Any, **options: Any) -> Any:
                self._fail()
                return decode(*arguments, **options)

            restorer.autoencoder.decode = failing  # pyright: ignore[reportAttributeAccessIssue]
        else:
            self.hook = modules[stage].register_forward_pre_hook(lambda *_: self._fail())

    def _fail(self) -> None:
        if self._left:
            self._left -= 1
            self.failed += 1
            if not self._left and hasattr(self, "hook"):
                self.hook.remove()
            raise torch.OutOfMemoryError("CUDA out of memory")


def test_other_errors_are_not_taken_for_too_little_memory(restorer: Restorer) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    hook = restorer.model.unet.mid_block.register_forward_pre_hook(broken)  # pyright: ignore[reportOptionalMemberAccess]
    with pytest.raises(RuntimeError, match="shapes"):
        run(restorer, EIGHT_GB)
    hook.remove()
    assert run(restorer, EIGHT_GB).warnings == ()


def test_cancelling_gives_everything_back(restorer: Restorer) -> None:
    run(restorer, FOUR_GB)  # what comes once, comes now
    with PretendedCard() as card:
        for stop in ("encode", "denoise", "decode"):
            work: Generator[Progress, None, RestoreResult] = restore(
                restorer, tiny_picture(60, 84), ask(restorer), FOUR_GB
            )
            while not ((progress := next(work)).stage == stop and progress.done):
                pass
            assert card.live > 0
            work.close()
            del work, progress  # its preview is one of them
            gc.collect()
            assert card.live == 0, stop


def test_text_encoders_are_on_the_card_only_to_encode(restorer: Restorer) -> None:
    """Their layers one by one: when one runs, its weights are copies, and at most one more layer is there."""
    run(restorer, FOUR_GB)
    encoders = list(restorer.text.encoders)

    def places() -> list[int]:
        return [p.data_ptr() for encoder in encoders for p in encoder.parameters()]

    waiting, seen = places(), list[int]()
    layers: list[Any] = [m for encoder in encoders for m in encoder.modules() if type(m).__name__ == "CLIPEncoderLayer"]
    others = len(waiting) - sum(len(list(layer.parameters())) for layer in layers)
    hooks = [
        layer.mlp.register_forward_hook(lambda *_: seen.append(sum(a != b for a, b in zip(waiting, places()))))  # noqa: B905
        for layer in layers
    ]
    run(restorer, FOUR_GB, steps=1)
    assert seen == [others + len(list(layer.parameters())) for layer in layers]
    assert places() == waiting
    for hook in hooks:
        hook.remove()


def test_streamed_blocks_are_spread() -> None:
    assert streamed_indices(10, 0) == []
    assert streamed_indices(10, 1) == list(range(10))
    some = streamed_indices(70, 0.45)
    assert len(some) == 31
    assert max(b - a for a, b in itertools.pairwise(some)) <= 3


def test_smaller_plans_end() -> None:
    assert [smaller_plan(plan) for plan in (RESIDENT, EIGHT_GB, SIX_GB, FOUR_GB)] == [EIGHT_GB, SIX_GB, FOUR_GB, None]
    assert smaller_plan(dataclasses.replace(FOUR_GB, tiles_per_call=4)) == FOUR_GB
    assert smaller_plan(CPU) == CPU_SMALL
    assert smaller_plan(CPU_SMALL) is None


@pytest.mark.parametrize("size", [(140, 100), (700, 500)])
def test_the_prediction_bounds_what_is_used(restorer: Restorer, size: tuple[int, int]) -> None:
    """By what tensors hold: never less is predicted, and with what libraries use besides not twice as much."""
    request = ask(restorer, steps=1, tile=256, size=size)
    restorer.placement.arrange(CPU, restorer.dtype)
    with PretendedCard() as card:
        card.held = sum(p.nbytes for network in networks(restorer) for p in network.parameters())
        exhausted(restore(restorer, tiny_picture(size[1], size[0]), request, CPU))
    predicted = predict(restorer.sizes, CPU, request, size)
    assert card.peak <= predicted.peak_bytes <= 1.9 * card.peak


def networks(restorer: Restorer) -> list[Any]:
    return [restorer.model, restorer.autoencoder, *restorer.text.encoders]

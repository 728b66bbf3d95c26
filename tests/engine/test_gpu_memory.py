"""Memory plans on a CUDA device: `python -m pytest -m gpu`. They build a model of a few hundred megabytes."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.bundle import load_bundle
from engine.errors import OutOfMemory
from engine.footprint import predict
from engine.plans import CARD_PLANS, EIGHT_GB, FOUR_GB, RESIDENT, SIX_GB, MemoryPlan
from engine.request import RestoreRequest, RestoreResult
from engine.restorer import Restorer, restore
from engine.streaming import BlockStream
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_bundle, tiny_picture

pytestmark = pytest.mark.gpu

REQUEST = RestoreRequest(guidance_scale=3.0, steps=4, scale=2.0, tile=128, caption="a house")
MIB = 2**20


@pytest.fixture(autouse=True)
def _card() -> Iterator[None]:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    yield
    torch.cuda.set_per_process_memory_fraction(1.0)
    torch.cuda.empty_cache()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_bundle(tmp_path / "tiny", autoencoder="kl", text="two")


def run(restorer: Restorer, plan: MemoryPlan | None, request: RestoreRequest = REQUEST) -> RestoreResult:
    return exhausted(restore(restorer, tiny_picture(100, 140), request, plan))


def blocks(count: int, width: int = 1024) -> torch.nn.Sequential:
    layers = [torch.nn.Sequential(torch.nn.Linear(width, width), torch.nn.Tanh()) for _ in range(count)]
    return torch.nn.Sequential(*layers).half().eval().requires_grad_(False)


@torch.inference_mode()
def test_streamed_blocks_compute_the_same_bits_whatever_the_timing() -> None:
    """Many passes without waiting: a block that ran before its copy, or was written over too early, would show."""
    network = blocks(13)
    x = torch.randn(64, 1024, device="cuda", dtype=torch.half)
    resident = blocks(13).to("cuda")
    resident.load_state_dict(network.state_dict())
    expected = x
    for _ in range(30):
        expected = resident(expected)
    stream = BlockStream(list(network), torch.device("cuda", 0))
    assert not stream.slow
    before = torch.cuda.memory_allocated()
    stream.attach()
    assert torch.cuda.memory_allocated() - before == stream.device_bytes
    found = x
    for _ in range(30):
        found = network(found)
    stream.detach()
    assert torch.equal(found, expected)
    del found
    assert torch.cuda.memory_allocated() <= before + MIB


def test_streaming_is_refused_nothing_by_the_allocator_of_pinned_memory() -> None:
    stream = BlockStream(list(blocks(40)), torch.device("cuda", 0))
    assert stream.host_bytes >= 40 * 2 * 1024 * 1024
    assert not stream.slow


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_every_plan_gives_the_same_picture(folder: Path, precision: Any) -> None:
    request = dataclasses.replace(REQUEST, precision=precision)
    dtype = torch.float32 if precision == "fp32" else torch.float16
    expected = run(load_bundle(folder, "cuda", dtype), RESIDENT, request).image.astype(int)
    for plan in CARD_PLANS:
        restorer = load_bundle(folder, "cuda", dtype, plan)
        result = run(restorer, plan, request)
        assert result.plan == plan.name
        assert result.warnings == ()
        difference = np.abs(result.image - expected)
        assert difference.max() <= (1 if precision == "fp32" else 6), plan.name
        assert difference.mean() < 0.2, plan.name


def test_plans_follow_each_other_on_one_model_and_leave_nothing(folder: Path) -> None:
    restorer = load_bundle(folder, "cuda")
    expected = run(restorer, RESIDENT).image.astype(int)
    run(restorer, FOUR_GB)
    least = torch.cuda.memory_allocated()
    for plan in (EIGHT_GB, SIX_GB, RESIDENT, FOUR_GB, RESIDENT, SIX_GB, FOUR_GB):
        assert np.abs(run(restorer, plan).image - expected).max() <= 6
    assert torch.cuda.memory_allocated() <= least + MIB


def test_fewer_weights_are_on_the_card(folder: Path) -> None:
    allocated: list[int] = []
    for plan in CARD_PLANS:
        torch.cuda.empty_cache()
        before = torch.cuda.memory_allocated()
        restorer = load_bundle(folder, "cuda", plan=plan)
        allocated.append(torch.cuda.memory_allocated() - before)
        del restorer
    assert allocated == sorted(allocated, reverse=True)
    assert allocated[-1] < allocated[0] / 2


@pytest.mark.parametrize("plan", CARD_PLANS, ids=lambda plan: plan.name)
def test_the_prediction_bounds_the_peak(built_in: Path, plan: MemoryPlan) -> None:
    restorer = load_bundle(built_in, "cuda", plan=plan)
    request = dataclasses.replace(restorer.recommended, size=(1024, 768), steps=3, guidance_scale=3.0)
    base = torch.cuda.memory_allocated()
    for _ in range(2):  # the second one with what the first one recorded
        torch.cuda.reset_peak_memory_stats()
        exhausted(restore(restorer, tiny_picture(768, 1024), request, plan))
    predicted = predict(restorer.sizes, plan, request, (1024, 768)).peak_bytes
    peak = torch.cuda.max_memory_allocated()
    told = f"{plan.name}: peak {peak / MIB:.0f} MiB, predicted {predicted / MIB:.0f} MiB, before {base / MIB:.0f} MiB"
    assert peak <= predicted * 1.1 + 64 * MIB, told  # libraries' workspaces
    assert predicted <= 2 * peak + 64 * MIB, told


def test_a_card_that_is_too_small_for_one_plan_takes_the_next_and_says_so(built_in: Path) -> None:
    restorer = load_bundle(built_in, "cuda")
    request = dataclasses.replace(restorer.recommended, size=(1536, 1536), steps=2, guidance_scale=3.0)
    picture = tiny_picture(768, 768)
    expected = exhausted(restore(restorer, picture, request, RESIDENT)).image.astype(int)
    torch.cuda.reset_peak_memory_stats()
    restorer = load_bundle(built_in, "cuda")
    needs: dict[str, int] = {}
    for plan in (EIGHT_GB, RESIDENT):
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        exhausted(restore(restorer, picture, request, plan))
        needs[plan.name] = torch.cuda.max_memory_reserved()
    if needs["8gb"] >= needs["resident"]:
        pytest.skip("the plans need as much of this card")
    restorer.placement.arrange(EIGHT_GB, restorer.dtype)
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction((needs["8gb"] + (needs["resident"] - needs["8gb"]) // 2) / total)
    result = exhausted(restore(restorer, picture, request, RESIDENT))
    assert result.plan == "8gb"
    assert "Memory ran out with the plan resident" in " ".join(result.warnings)
    assert np.abs(result.image - expected).mean() < 2


def test_with_hardly_any_memory_it_is_an_error_and_the_next_picture_works(folder: Path) -> None:
    restorer = load_bundle(folder, "cuda", plan=FOUR_GB)
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction((torch.cuda.memory_reserved() + 48 * MIB) / total)
    large = dataclasses.replace(REQUEST, size=(4096, 4096), tile=2048)
    for plan in (None, FOUR_GB):  # foreseen, and found out
        with pytest.raises(OutOfMemory):
            run(restorer, plan, large)
    assert run(restorer, FOUR_GB, dataclasses.replace(REQUEST, scale=0.5, tile=64)).image.shape == (50, 70, 3)


def test_int8_weights(folder: Path) -> None:
    expected = run(load_bundle(folder, "cuda"), RESIDENT).image.astype(int)
    request = dataclasses.replace(REQUEST, precision="int8")
    for plan in (EIGHT_GB, FOUR_GB):
        result = run(load_bundle(folder, "cuda", plan=plan, int8=True), plan, request)
        assert 0 < np.abs(result.image - expected).mean() < 8

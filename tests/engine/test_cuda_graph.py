"""What surrounds a recording: inputs that are copied, texts that are exchanged, weights that move, refusals.

The recorder here is one for the CPU; `test_gpu_speed.py` has the real one.
"""

import dataclasses
import gc
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engine import cuda_graph, sampling
from engine.bundle import load_bundle
from engine.cuda_graph import Function, GraphedCalls, forget_graphs, obstacle
from engine.restorer import restore
from engine.sampling import Denoising, Execution, build_scheduler, denoise
from engine.unet_call import Tensors
from tests.engine.calls import again
from tests.engine.exhaust import exhausted
from tests.engine.test_sampling import CONFIG, drawn, job_for
from tests.engine.tiny import TinyModel, tiny_bundle, tiny_model, tiny_picture


@pytest.fixture
def tiny() -> TinyModel:
    parts = tiny_model(prediction_type="epsilon")
    parts.model.eval().requires_grad_(False)
    return parts


class Counting:
    """A recorder that counts recordings and replays."""

    def __init__(self) -> None:
        self.recorded = 0
        self.replayed = 0

    def __call__(self, function: Function, inputs: Tensors) -> tuple[Any, Tensors]:
        self.recorded += 1
        replay, outputs = again(function, inputs)

        def counted() -> None:
            self.replayed += 1
            replay()

        return counted, outputs


def restored(job: Denoising, steps: int = 4, seed: int = 0) -> Tensor:
    start = drawn(1, 12, job.grid.height, job.grid.width, seed=seed)
    return exhausted(denoise(job, build_scheduler(CONFIG, "euler", steps), start))


def with_caption(job: Denoising, tiny: TinyModel, caption: str) -> Denoising:
    return dataclasses.replace(job, text=tiny.text.encode(["blurred", caption]))


def test_each_shape_is_recorded_at_its_second_call() -> None:
    recorder = Counting()
    calls = GraphedCalls(recorder)

    def double(inputs: Tensors) -> Tensors:
        return {"y": inputs["x"] * 2}

    for index in range(5):
        for width in (3, 4):
            x = torch.full((width,), float(index))
            assert torch.equal(calls("double", double, {"x": x})["y"], x * 2)
    assert (recorder.recorded, recorder.replayed) == (2, 8)
    first = calls("double", double, {"x": torch.ones(3)})["y"]
    calls("double", double, {"x": torch.zeros(3)})
    assert torch.equal(first, torch.full((3,), 2.0))  # a later replay does not change what was given


@pytest.mark.parametrize("speed", ["exact", "fast"])
def test_recorded_calls_give_the_same_picture(tiny: TinyModel, speed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job = dataclasses.replace(job_for(tiny), speed=speed, execution=Execution(tiles_per_call=5))
    expected = restored(job, steps=8)
    recorder = Counting()
    monkeypatch.setattr(sampling, "_recorder", lambda _job: recorder)
    assert torch.equal(restored(job, steps=8), expected)
    kinds = 1 if speed == "exact" else 4  # full or reusing, guided or not
    assert recorder.recorded == 2 * kinds  # batches of 5, 5 and 2 tiles
    assert recorder.replayed == 8 * 3 - 2 * kinds


def test_another_picture_and_caption_replay_the_same_recording(
    tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = job_for(tiny)
    other = dataclasses.replace(
        with_caption(job_for(tiny), tiny, "a cat"), conditions=house.conditions.flip(0), guidance_scale=2.0
    )
    expected = restored(house), restored(other, seed=1)
    assert not torch.equal(*expected)
    recorder = Counting()
    monkeypatch.setattr(sampling, "_recorder", lambda _job: recorder)
    assert torch.equal(restored(house), expected[0])
    assert recorder.recorded == 1
    assert torch.equal(restored(other, seed=1), expected[1])
    assert torch.equal(restored(house), expected[0])
    assert recorder.recorded == 1
    assert torch.equal(house.text.context, job_for(tiny).text.context)
    forget_graphs(tiny.model)
    assert torch.equal(restored(house), expected[0])
    assert recorder.recorded == 2


def test_weights_that_moved_are_recorded_anew(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    job, recorder = job_for(tiny), Counting()
    monkeypatch.setattr(sampling, "_recorder", lambda _job: recorder)
    before = restored(job)
    tiny.model.unet.conv_out.weight = torch.nn.Parameter(tiny.model.unet.conv_out.weight * 0.5, requires_grad=False)
    after = restored(job)
    assert recorder.recorded == 2
    assert not torch.equal(before, after)
    monkeypatch.setattr(sampling, "_recorder", lambda _job: None)
    assert torch.equal(restored(job), after)


def test_two_denoisings_at_once_do_not_mix_their_texts(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = job_for(tiny), with_caption(job_for(tiny), tiny, "a cat")
    expected = restored(one), restored(two)
    monkeypatch.setattr(sampling, "_recorder", lambda _job: again)
    first = denoise(one, build_scheduler(CONFIG, "euler", 4), drawn(1, 12, 20, 28))
    next(first)
    next(first)
    assert torch.equal(restored(two), expected[1])
    assert torch.equal(exhausted(first), expected[0])


def test_what_cannot_be_recorded_is_computed_and_said(
    tiny: TinyModel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[int] = []

    def refuse(function: Function, inputs: Tensors) -> tuple[Any, Tensors]:
        tried.append(1)
        raise RuntimeError("operation not permitted when stream is capturing\nmore")

    job = job_for(tiny)
    expected = restored(job)
    monkeypatch.setattr(sampling, "_recorder", lambda _job: refuse)
    with caplog.at_level(logging.WARNING):
        assert torch.equal(restored(job), expected)
    assert [record.message for record in caplog.records] == [
        "The UNet's calls are not recorded as a CUDA graph: operation not permitted when stream is capturing"
    ]
    assert len(tried) == 1
    assert job.notes == [
        "The model's calls could not be recorded as a CUDA graph (operation not permitted when stream is capturing): "
        "slower, with the same picture."
    ]
    caplog.clear()


def test_a_refused_recording_is_among_the_warnings_of_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(function: Function, inputs: Tensors) -> tuple[Any, Tensors]:
        raise RuntimeError("no")

    restorer = load_bundle(tiny_bundle(tmp_path / "tiny"))
    plain = exhausted(restore(restorer, tiny_picture(), restorer.recommended))
    monkeypatch.setattr(sampling, "_recorder", lambda _job: refuse)
    result = exhausted(restore(restorer, tiny_picture(), restorer.recommended))
    caplog.clear()
    assert np.array_equal(result.image, plain.image)
    assert not any("CUDA graph" in warning for warning in plain.warnings)
    assert any("CUDA graph (no)" in warning for warning in result.warnings)


def test_obstacles(tiny: TinyModel) -> None:
    assert "cpu" in obstacle(tiny.model, torch.device("cpu"))
    assert "weights are not on the graphics card" in obstacle(tiny.model, torch.device("cuda", 0))
    assert restored(job_for(tiny)).isfinite().all()  # asks for a graph by default, and goes without on the CPU


def test_recordings_end_with_their_model(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = tiny_model(prediction_type="epsilon")

    def once(function: Function, inputs: Tensors) -> tuple[Any, Tensors]:
        return (lambda: None), function(inputs)  # as with CUDA, what was recorded does not hold the function

    monkeypatch.setattr(sampling, "_recorder", lambda _job: once)
    restored(job_for(parts), steps=2)
    assert parts.model in cuda_graph._KEPT
    before = len(cuda_graph._KEPT)
    del parts
    gc.collect()
    assert len(cuda_graph._KEPT) == before - 1

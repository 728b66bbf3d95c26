"""Speed on a CUDA device: `python -m pytest -m gpu`. Recordings, compiled blocks, dropped projections, no waiting."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor

from engine import sampling
from engine.cuda_graph import CudaRecorder, GraphedCalls, forget_graphs, obstacle
from engine.precision import Arithmetic
from engine.sampling import Denoising, Execution, build_scheduler, denoise, embed_conditions
from engine.text_cache import cached_layers
from engine.tiling import tile_grid
from tests.engine.calls import inside
from tests.engine.exhaust import exhausted
from tests.engine.reference import relative_error
from tests.engine.test_sampling import CONFIG, drawn
from tests.engine.tiny import TinyModel, tiny_model

pytestmark = pytest.mark.gpu

EAGER = Execution(cuda_graph=False, tiles_per_call=5)
GRAPH = Execution(tiles_per_call=5)
CLOSE = 2e-2  # float16 through a few steps


@pytest.fixture
def tiny() -> Iterator[TinyModel]:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    parts = tiny_model(prediction_type="epsilon", autoencoder="kl", text="two")
    parts.model.eval().requires_grad_(False).to("cuda", torch.float16)
    yield parts
    forget_graphs(parts.model)


@torch.no_grad()
def job_for(tiny: TinyModel, execution: Execution, caption: str = "a house", **changes: Any) -> Denoising:
    arithmetic, grid = Arithmetic("cuda", torch.float16), tile_grid(20, 28, 12, 0.5)
    text = tiny.text.encode(["blurred", caption])
    assert text.pooled is not None
    features = drawn(1, 8, 20, 28, seed=1).to("cuda", torch.float16)
    job = Denoising(
        model=tiny.model,
        grid=grid,
        conditions=embed_conditions(tiny.model, features, grid, arithmetic),
        text=dataclasses.replace(
            text, context=text.context.to("cuda", torch.float16), pooled=text.pooled.to("cuda", torch.float16)
        ),
        guidance_scale=3.0,
        picture_size=(160, 224),
        tile_pixels=96,
        arithmetic=arithmetic,
        execution=execution,
    )
    return dataclasses.replace(job, **changes)


def restored(job: Denoising, steps: int = 6) -> Tensor:
    scheduler = build_scheduler(CONFIG, "euler", steps, device="cuda")
    return exhausted(denoise(job, scheduler, drawn(1, 4, 20, 28).to("cuda")))


@pytest.mark.parametrize("speed", ["exact", "fast"])
def test_recorded_calls_are_the_eager_ones(tiny: TinyModel, speed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[CudaRecorder] = []
    monkeypatch.setattr(sampling, "CudaRecorder", lambda device: made.append(CudaRecorder(device)) or made[-1])
    eager = restored(job_for(tiny, EAGER, speed=speed))
    assert not made
    graph = restored(job_for(tiny, GRAPH, speed=speed))
    assert made
    assert relative_error(graph, eager) <= 1e-3
    # the same request again, from recordings of the first time
    assert torch.equal(restored(job_for(tiny, GRAPH, speed=speed)), graph)


def test_another_caption_is_seen_by_the_recording(tiny: TinyModel) -> None:
    restored(job_for(tiny, GRAPH))
    other = restored(job_for(tiny, GRAPH, "a cat on a mat", guidance_scale=2.0))
    assert relative_error(other, restored(job_for(tiny, EAGER, "a cat on a mat", guidance_scale=2.0))) <= 1e-3


def test_nothing_is_refused(tiny: TinyModel) -> None:
    calls = GraphedCalls(CudaRecorder(torch.device("cuda", 0)))
    x = torch.randn(64, 64, device="cuda")
    for _ in range(4):
        assert torch.equal(calls("square", lambda held: {"y": held["x"] @ held["x"]}, {"x": x})["y"], x @ x)
    assert not calls.refused
    assert len(calls.recordings) == 1


def test_what_needs_the_host_is_refused_and_computed(tiny: TinyModel) -> None:
    calls = GraphedCalls(CudaRecorder(torch.device("cuda", 0)))
    x = torch.randn(64, device="cuda")
    for _ in range(3):
        assert calls("waits", lambda held: {"y": held["x"] * held["x"].sum().item()}, {"x": x})["y"].isfinite().all()
    assert calls.refused
    assert not calls.recordings


def test_dropped_projections_stay_in_host_memory(tiny: TinyModel) -> None:
    expected = restored(job_for(tiny, EAGER))
    dropping = dataclasses.replace(GRAPH, drop_text_projections=True)
    for _ in range(2):
        assert relative_error(restored(job_for(tiny, dropping)), expected) <= 1e-3
        for attn in cached_layers(tiny.model.unet):
            assert {p.device.type for layer in (attn.to_k, attn.to_v) for p in layer.parameters()} == {"cpu"}  # pyright: ignore[reportOptionalMemberAccess]
    assert not obstacle(tiny.model, torch.device("cuda", 0))
    tiny.model.unet.conv_out.to("cpu")
    assert "weights are not on the graphics card" in obstacle(tiny.model, torch.device("cuda", 0))


@pytest.mark.parametrize("execution", [EAGER, GRAPH], ids=["eager", "graph"])
def test_the_loop_does_not_wait_for_the_device(tiny: TinyModel, execution: Execution) -> None:
    work = denoise(
        job_for(tiny, execution), build_scheduler(CONFIG, "euler", 6, device="cuda"), drawn(1, 4, 20, 28).to("cuda")
    )
    for _ in range(9):  # three steps of three batches: recordings are made in the second
        next(work)
    torch.cuda.set_sync_debug_mode("error")
    try:
        assert exhausted(work).shape == (1, 4, 20, 28)
    finally:
        torch.cuda.set_sync_debug_mode("default")


@pytest.mark.parametrize("speed", ["exact", "fast"])
def test_stopping_anywhere_leaves_the_model_as_it_was(tiny: TinyModel, speed: str) -> None:
    job, before = job_for(tiny, GRAPH, speed=speed), inside(tiny.model)
    whole = restored(job)
    for stop in (1, 4, 8):
        work = denoise(job, build_scheduler(CONFIG, "euler", 6, device="cuda"), drawn(1, 4, 20, 28).to("cuda"))
        for _ in range(stop):
            next(work)
        work.close()
        assert inside(tiny.model) == before
    assert torch.equal(restored(job), whole)


def test_recordings_give_their_memory_back(tiny: TinyModel) -> None:
    restored(job_for(tiny, EAGER))
    torch.cuda.synchronize()
    before = torch.cuda.memory_allocated()
    restored(job_for(tiny, GRAPH))
    forget_graphs(tiny.model)
    torch.cuda.synchronize()
    assert torch.cuda.memory_allocated() <= before + 2**20


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("cuda_graph", [False, True])
def test_compiled_blocks_are_close_to_eager_ones(tiny: TinyModel, cuda_graph: bool, channels_last: bool) -> None:
    pytest.importorskip("triton")
    before = inside(tiny.model)
    execution = Execution(compile=True, cuda_graph=cuda_graph, channels_last=channels_last, tiles_per_call=6)
    compiled = restored(job_for(tiny, execution))
    assert inside(tiny.model) == before
    assert relative_error(compiled, restored(job_for(tiny, EAGER))) <= CLOSE
    assert torch.equal(restored(job_for(tiny, execution)), compiled)

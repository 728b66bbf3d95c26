"""Before the start: the memory predicted, one step tried, and a refusal that says what would fit."""

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.errors import TrainingError
from tests.trainer.conftest import write_run
from tests.trainer.running import events_of, of_phase, started, weights_of
from trainer import start
from trainer.checkpoint import complete_checkpoints
from trainer.config import Crop
from trainer.loop import train
from trainer.objective import Objective
from trainer.parameters import select
from trainer.trial import smaller_advice, stages_to_try, try_step

OUT_OF_MEMORY = RuntimeError("[enforce fail at alloc_cpu.cpp:1] DefaultCPUAllocator: can't allocate memory")


def test_a_trial_step_leaves_no_trace(run_file: Path) -> None:
    run = started(run_file)
    stage = run.config.stages[1]
    select(run.modules, stage)
    before, states = weights_of(run), torch.get_rng_state()
    happened = try_step(Objective(run.modules, stage, run.config, run.texts), run.processes, ("short", "longest"))
    assert happened["stage"] == "joint"
    assert happened["memory"] > 0
    assert all(torch.equal(before[name], tensor) for name, tensor in run.modules.named_parameters())
    assert all(parameter.grad is None for parameter in run.modules.parameters())
    assert torch.equal(states, torch.get_rng_state())


def test_the_largest_crop_of_each_kind_of_stage_is_tried(run_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    joint = "alignment = 1e-3, lq_encoder = 5e-4, unet = 1e-3"
    stages = f"""[
        {{ name = "a", updates = 2, alignment = 1e-3 }},
        {{ name = "b", updates = 2, {joint} }},
        {{ name = "c", updates = 2, {joint} }},
    ]"""
    run = started(
        write_run(run_file.parent, stages=stages, crops="[{ size = 32, batch = 2 }, { size = 48, batch = 1 }]")
    )
    assert [stage.name for stage in stages_to_try(run.config, 0)] == ["a", "b"]
    assert [stage.name for stage in stages_to_try(run.config, 3)] == ["b"]
    shapes: list[tuple[str, torch.Size]] = []
    real = Objective.forward

    def seen(self: Objective, *values: Any) -> torch.Tensor:
        shapes.append((self.stage.name, values[0].hq.shape))
        return real(self, *values)

    monkeypatch.setattr(Objective, "forward", seen)
    for event in train(run):
        if event["phase"] == "start":
            break
    assert [shape for shape in shapes if shape[0] == "a"][-1] == ("a", torch.Size((1, 3, 48, 48)))
    assert shapes[-1] == ("b", torch.Size((1, 3, 48, 48)))


@pytest.mark.parametrize("when", ["in the trial step", "at update 3"])
def test_out_of_memory_stops_with_advice_and_the_last_checkpoint_intact(
    run_file: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    run = started(write_run(run_file.parent, crops="[{ size = 48, batch = 2 }]"))
    real = Objective.forward

    def full(self: Objective, *values: Any) -> torch.Tensor:
        if when == "in the trial step" or run.update == 3:
            raise OUT_OF_MEMORY
        return real(self, *values)

    monkeypatch.setattr(start, "_fits", lambda run: iter(()))
    monkeypatch.setattr(Objective, "forward", full)
    with pytest.raises(TrainingError, match=when) as caught:
        events_of(run)
    assert "gradient_checkpointing = true" in caught.value.advice
    assert "batch = 1 with accumulate = 2" in caught.value.advice
    assert (run.saved_at is not None) == (when == "at update 3")
    if run.saved_at is not None:
        assert "last checkpoint is intact" in caught.value.advice
        monkeypatch.setattr(Objective, "forward", real)
        events = events_of(started(run_file))
        assert of_phase(events, "start")[0]["update"] == 3  # the best so far was kept there
        assert events[-1]["phase"] == "done"


def test_advice_has_the_values_to_write_and_nothing_that_is_set(run_file: Path) -> None:
    config = dataclasses.replace(started(run_file).config, precision="bf16")
    advice = smaller_advice(config, Crop(512, 4))
    for line in ("batch = 2 with accumulate = 2", "size = 384", "lora_rank = 16", 'weights = "bf16"', "adafactor"):
        assert line in advice
    least = dataclasses.replace(
        config, gradient_checkpointing=True, lora_rank=16, optimizer="adafactor", weights="bf16", accumulate=8
    )
    assert smaller_advice(least, Crop(256, 1)) == "Close other programs, or use a card with more memory."


def test_what_cannot_fit_is_refused_before_anything_is_done(run_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "free_bytes", lambda device: 1_000_000)
    run = started(run_file)
    events = train(run)
    assert [next(events)["phase"], next(events)["phase"]] == ["collection", "estimate"]
    with pytest.raises(TrainingError, match=r"needs about .* GB, and 0.0 GB are free") as caught:
        next(events)
    assert caught.value.advice
    assert not complete_checkpoints(run.checkpoints)
    assert not (run_file.parent / "run" / "cache").exists()


def test_the_trial_changes_nothing_of_what_is_trained(run_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def last(path: Path) -> str:
        run = started(path)
        events_of(run)
        content = (complete_checkpoints(run.checkpoints)[-1] / "weights.safetensors").read_bytes()
        return hashlib.sha256(content).hexdigest()

    tried = last(write_run(run_file.parent, output='"tried"', held_out="0"))
    monkeypatch.setattr(start, "_try", lambda run: iter(()))
    assert last(write_run(run_file.parent, output='"untried"', held_out="0")) == tried

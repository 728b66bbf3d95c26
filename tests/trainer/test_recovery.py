"""Losses that are no numbers: skipped, then back to the last good checkpoint at half the rate, then the end."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.errors import TrainingError
from tests.trainer.conftest import write_run
from tests.trainer.running import events_of, of_phase, started
from trainer.checkpoint import complete_checkpoints
from trainer.loop import train
from trainer.objective import Objective
from trainer.run import TrainingRun

ONE = '[{ name = "joint", updates = 6, alignment = 1e-3, unet = 1e-3 }]'


def break_losses(monkeypatch: pytest.MonkeyPatch, run: TrainingRun, updates: list[int]) -> None:
    """The losses of these updates are no numbers, each once."""
    real = Objective.forward

    def forward(self: Objective, *values: Any) -> torch.Tensor:
        loss = real(self, *values)
        if self.training and updates and run.update == updates[0]:
            updates.pop(0)
            loss = loss * float("nan")
        return loss

    monkeypatch.setattr(Objective, "forward", forward)


def test_one_or_two_are_skipped_without_a_trace(run_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(write_run(run_file.parent, stages=ONE, held_out="0"))
    break_losses(monkeypatch, run, [2, 3])
    skipped = of_phase(events_of(run), "skipped")
    assert [event["update"] for event in skipped] == [3, 4]
    assert run.rate == 1
    assert all(bool(torch.isfinite(tensor).all()) for tensor in run.modules.parameters())
    assert run.ema.updates == 4


def test_three_go_back_at_half_the_rate_and_then_stop_with_a_report(
    run_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run_file.parent
    run = started(write_run(folder, stages=ONE, held_out="0"))
    break_losses(monkeypatch, run, [2, 3, 4])
    events: list[dict[str, Any]] = []
    weights: dict[int, torch.Tensor] = {}
    for event in train(run):
        events.append(event)
        if event["phase"] in ("checkpoint", "rolled_back"):
            weights[len(events)] = run.modules.model.unet.conv_out.weight.detach().clone()
    phases = [event["phase"] for event in events]
    assert of_phase(events, "rolled_back") == [{"phase": "rolled_back", "update": 2, "rate": 0.5}]
    saved, back = phases.index("checkpoint") + 1, phases.index("rolled_back") + 1
    assert torch.equal(weights[back], weights[saved])
    assert [event["update"] for event in of_phase(events, "checkpoint")] == [2, 4, 6]  # none between bad losses
    assert run.update == 6
    monkeypatch.undo()
    resumed = started(write_run(folder, stages=ONE, held_out="0"))
    last = of_phase(events, "train")[-1]
    assert not of_phase(events_of(resumed), "train")
    assert resumed.rate == 0.5  # it is not forgotten
    full = events_of(started(write_run(folder, stages=ONE, held_out="0", output='"full"')))
    assert last["lr"] == pytest.approx(of_phase(full, "train")[-1]["lr"] / 2)

    again = started(write_run(folder, stages=ONE, held_out="0", output='"again"', accumulate="2"))
    break_losses(monkeypatch, again, [3, 3, 4, 4, 5, 5] * 2)
    seen: list[dict[str, Any]] = []
    with pytest.raises(TrainingError, match="again, at half the rate") as caught:
        follow(again, seen)
    report = folder / "again" / "failure.json"
    assert str(report) in str(caught.value)
    assert seen[-1]["phase"] == "failed"
    assert seen[-1]["report"] == str(report)
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written["stage"] == "joint"
    assert written["rate"] == 0.5
    assert written["last_checkpoint"].startswith("update-")
    worst = written["last_updates"][-1]
    assert worst["losses"] == ["nan", "nan"]
    assert worst["norm"] == "nan"
    assert worst["rates"]
    assert complete_checkpoints(folder / "again" / "checkpoints")


def follow(run: TrainingRun, seen: list[dict[str, Any]]) -> None:
    """Trains, and remembers events up to an error."""
    for event in train(run):
        seen.append(event)


def test_weights_that_are_no_numbers_stop_a_run_without_a_checkpoint(run_file: Path) -> None:
    run = started(write_run(run_file.parent, stages=ONE, held_out="0"))
    with torch.no_grad():
        run.modules.model.stem.conv.weight.fill_(float("nan"))
    before = {name: p.detach().clone() for name, p in run.modules.model.lq_encoder.named_parameters()}
    with pytest.raises(TrainingError, match="not a number three times in a row, at update"):
        events_of(run)
    assert all(torch.equal(before[name], p) for name, p in run.modules.model.lq_encoder.named_parameters())
    assert json.loads((run.config.output / "failure.json").read_text(encoding="utf-8"))["rate"] == 1

"""Runs that are looked at: started, trained to their end, compared."""

from pathlib import Path

import torch

from trainer.checkpoint import Checkpoint
from trainer.config import read_config
from trainer.control import Commands
from trainer.events import PHASES, Event
from trainer.loop import train
from trainer.run import TrainingRun


def started(path: Path, commands: Commands | None = None) -> TrainingRun:
    """The run of a run file, before its first event."""
    return TrainingRun(read_config(path), commands)


def trained(path: Path) -> TrainingRun:
    """The same, after its last update."""
    run = started(path)
    events_of(run)
    return run


def events_of(run: TrainingRun) -> list[Event]:
    """Trains to the end; every event is one that is documented."""
    events = list(train(run))
    for event in events:
        assert event.keys() - {"phase"} <= PHASES[event["phase"]].fields
    return events


def of_phase(events: list[Event], phase: str) -> list[Event]:
    """Those of one phase."""
    return [event for event in events if event["phase"] == phase]


def weights_of(run: TrainingRun) -> dict[str, torch.Tensor]:
    """Copies of all weights by name."""
    return {name: parameter.detach().clone() for name, parameter in run.modules.named_parameters()}


def changed(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> set[str]:
    """Names of weights that differ in any bit."""
    return {name for name in before if not torch.equal(before[name], after[name])}


def assert_same_state(one: Checkpoint, other: Checkpoint) -> None:
    """Both hold the same training, bit for bit."""
    assert one.update == other.update
    for kind in ("weights", "average", "moments"):
        first, second = getattr(one, kind), getattr(other, kind)
        assert first.keys() == second.keys()
        assert [name for name in first if not torch.equal(first[name], second[name])] == []
    assert one.state["rate"] == other.state["rate"]

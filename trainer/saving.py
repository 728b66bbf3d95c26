"""A run's state on its way to the disk and back: checkpoints, resuming, going back. Every process takes part."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from engine.errors import TrainingError
from trainer.checkpoint import (
    Checkpoint,
    NoRoom,
    complete_checkpoints,
    load_checkpoint,
    save_checkpoint,
)
from trainer.resuming import changed_fields, identity
from trainer.shards import fill, own_part, shared_out, whole

if TYPE_CHECKING:
    from trainer.run import TrainingRun

_FULL, _FAILED = 1, 2


def save(run: "TrainingRun", optimizer: torch.optim.Optimizer, named: dict[str, Tensor]) -> NoRoom | None:
    """Writes a checkpoint of now, unless there is one; returns the error where a full disk can be seen to.

    Raises:
        TrainingError: it could not be written otherwise.
    """
    now = (run.update, run.rate, len(run.scores))
    if run.saved_state == now:
        return None
    tensors = dict(run.modules.named_parameters())
    state = identity(run.config, run.base) | {"ema_updates": run.ema.updates, "rate": run.rate}
    checkpoint = Checkpoint(
        update=run.update,
        weights={name: whole(tensors[name]) for name in run.ema.shadow},
        average=run.whole_average(),
        moments=run.processes.moments(optimizer, named),
        state=state | {"scores": run.scores, "losses": run.losses},
    )
    error: TrainingError | None = None
    if run.processes.main:
        best = run.best
        kept = [best["update"]] if best else []
        try:
            run.saved_at = save_checkpoint(run.checkpoints, checkpoint, run.config.keep, kept)
        except TrainingError as caught:
            error = caught
    outcome = run.processes.told(0 if error is None else _FULL if isinstance(error, NoRoom) else _FAILED)
    if outcome == 0:
        run.saved_state = now
        return None
    listening = run.answered()
    if error is None:
        error = NoRoom("the main process could not write", path=run.checkpoints, advice="", needed=0, free=0)
    if outcome == _FULL and listening and isinstance(error, NoRoom):
        return error
    raise error


def latest(run: "TrainingRun") -> tuple[Checkpoint | None, list[str]]:
    """Takes up weights and state of the last complete checkpoint; with it, fields that have changed since.

    Raises:
        TrainingError: it does not belong to this run; or not every process finds it.
    """
    complete = complete_checkpoints(run.checkpoints)
    saved = load_checkpoint(complete[-1]) if complete else None
    if not run.processes.same(saved.update if saved else -1):
        advice = "All of them have to share the output folder."
        raise TrainingError("not every machine finds the same checkpoint", path=run.checkpoints, advice=advice)
    if saved is None:
        return None, []
    changed = changed_fields(saved.state, run.config, run.base, run.checkpoints)
    parameters = dict(run.modules.named_parameters())
    if unknown := sorted(saved.weights.keys() - parameters.keys()):
        raise TrainingError(
            f"the checkpoint holds {unknown[0]}, which the model does not have",
            path=run.checkpoints,
            advice="The run file names another base than before: choose another output folder.",
        )
    for name, tensor in saved.weights.items():
        fill(parameters[name], tensor)
    run.scores = saved.state["scores"]
    run.losses = [(update, loss) for update, loss in saved.state.get("losses", [])]
    run.rate, run.update = saved.state.get("rate", 1.0), saved.update
    run.saved_state = (run.update, run.rate, len(run.scores))
    run.finished = run.update >= run.config.updates or run.should_stop
    return saved, changed


def take_up(
    run: "TrainingRun",
    saved: Checkpoint | None,
    optimizer: torch.optim.Optimizer,
    named: dict[str, Tensor],
    within: int,
) -> None:
    """Averages and moments of a checkpoint whose weights are in place already; new names join the averages."""
    if saved is not None:
        now = dict(run.modules.named_parameters())
        averages = saved.average.items()
        run.ema.take_up({name: own_part(shared_out(value, now[name])) for name, value in averages})
        run.ema.updates = saved.state["ema_updates"]
        if within > 0:  # a stage begins with an optimizer of its own
            run.processes.restore_moments(optimizer, named, saved.moments)
    run.ema.join(named)


def may_go_back(run: "TrainingRun") -> bool:
    """Whether there is a checkpoint to go back to, and the rate has not been lowered before."""
    return bool(run.processes.told(run.rate == 1 and bool(complete_checkpoints(run.checkpoints))))


def go_back(run: "TrainingRun") -> Checkpoint:
    """Takes up the last complete checkpoint, with half the rate from then on."""
    rate = run.rate / 2
    run.modules.zero_grad(set_to_none=True)  # the gradients of the last loss are no numbers either
    if run.processes.once:
        run.modules = run.load()[0]
    saved, _ = latest(run)
    assert saved is not None
    run.rate = rate
    run.health.bad = 0
    return saved


def next_stage(run: "TrainingRun") -> Checkpoint | None:
    """Makes the modules ready to be wrapped again: sharded ones are loaded anew, from the last checkpoint."""
    if not run.processes.once or run.update >= run.config.updates:
        return None
    run.modules = run.load()[0]
    return latest(run)[0]

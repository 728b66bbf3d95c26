"""The training loop: a generator of events, read top to bottom. Resumes from the last complete checkpoint by itself.

What comes before the first update is in `trainer.start`, what comes after the last in `trainer.finish`; what is written
and read in between in `trainer.saving`.
"""

import time
from collections.abc import Generator
from pathlib import Path

import torch
from torch import Tensor

from trainer.checkpoint import Checkpoint
from trainer.config import Stage, read_config
from trainer.control import Commands
from trainer.dataset import generator_for
from trainer.device_use import peak_bytes, spilled
from trainer.events import Event, event
from trainer.finish import finish
from trainer.objective import Objective
from trainer.optimizers import build_optimizer
from trainer.parameters import rate_factor, select, set_rates
from trainer.recovery import Update
from trainer.run import TrainingRun
from trainer.saving import go_back, may_go_back, next_stage, save, take_up
from trainer.start import prepare
from trainer.trial import advised_when_full

_LOG_EVERY = 20
_STEP_SECONDS = 2.0  # between two signs of life


class _Stopped(Exception):
    """Somebody asked the training to stop; everything is in a checkpoint."""


class _StoppedEarly(Exception):
    """The last evaluations were worse than the best; or somebody asked for the end."""


class _RolledBack(Exception):
    """The last losses were no numbers; the last checkpoint is to be taken up again."""


def train_run(
    path: Path, commands: Commands | None = None, captioners: Path | None = None
) -> Generator[Event, None, Path | None]:
    """Trains as the run file at `path` says and exports a bundle or an adapter.

    Args:
        path: the run file.
        commands: where those of `trainer.control` may come from, obeyed after each update.
        captioners: folder that captioners named in run files are in.

    Yields:
        JSON-ready events, all listed in `trainer.events`; of several processes in the main one only.

    Returns:
        The exported bundle's folder or the adapter's file; None where the training was stopped before its end.

    Raises:
        ConfigError, TrainingError: with the field or file concerned.
    """
    run = TrainingRun(read_config(path), commands, captioners)
    try:
        for happened in train(run):
            if run.processes.main:
                run.log(happened)
                yield happened
        if not run.finished:
            return None
        exported: Path | None = None
        for happened in finish(run):
            exported = Path(happened["path"]) if happened["phase"] == "exported" else exported
            yield happened
        return exported
    finally:
        run.close()


def train(run: TrainingRun) -> Generator[Event, None, None]:
    """Runs what is left of the stages."""
    saved = yield from prepare(run)
    while run.update < run.config.updates and not run.finished:
        stage, within = run.config.stage_at(run.update)
        try:
            yield from _stage(run, stage, within, saved)
            saved = next_stage(run)
        except _Stopped:
            yield event("stopped", update=run.update, updates=run.config.updates)
            return
        except _StoppedEarly:
            run.finished = True
        except _RolledBack:
            saved = go_back(run)
            yield event("rolled_back", update=run.update, rate=run.rate)
    run.finished = True
    yield event("done", update=run.update, scores=run.scores[-1:])


def _stage(run: TrainingRun, stage: Stage, within: int, saved: Checkpoint | None) -> Generator[Event, None, None]:
    """The updates of a stage from number `within` on; `saved` is what was just taken up, if anything."""
    config, processes = run.config, run.processes
    groups = select(run.modules, stage)
    objective = Objective(run.modules, stage, config, run.texts)
    module, optimizer = processes.prepare(objective, build_optimizer(groups, config))
    named = run.trained(groups)
    take_up(run, saved, optimizer, named, within)
    run.modules.train()
    micro, begin = config.accumulate, run.update - within
    batches = run.samples.prefetched(run.update * micro, (begin + stage.updates) * micro, config.workers)
    started, seen, recent = time.monotonic(), 0, list[float]()
    spoken: float | None = None
    try:
        for step in range(within, stage.updates):
            set_rates(optimizer, rate_factor(stage, step) * run.rate)
            losses: list[float] = []
            with advised_when_full(config, update=run.update):
                for part in range(micro):
                    batch = next(batches)
                    rows = processes.rows(len(batch.captions))
                    generator = generator_for(config.seed, "noise", run.update * micro + part)
                    with processes.accelerator.accumulate(module):
                        loss: Tensor = module(batch.rows(rows.own).to(run.device), generator, rows)
                        processes.accelerator.backward(loss)
                    losses.append(processes.mean(loss / micro))
                    seen += len(batch.captions)
                norm = processes.clip(named.values(), config.clip)
                seen_update = Update(run.update + 1, stage.name, losses, norm, rates_of(optimizer))
                verdict = run.health.see(seen_update)
                if verdict == "good":
                    optimizer.step()
            if verdict == "good":
                if (run.update + 1) % config.ema_every == 0:
                    run.ema.update(named)
                recent.append(sum(losses))
            else:
                yield event("skipped", update=run.update + 1, loss=sum(losses), norm=norm)
            optimizer.zero_grad(set_to_none=True)
            if verdict == "enough":
                if may_go_back(run):
                    raise _RolledBack
                yield from run.give_up(stage)
            run.update += 1
            last = step + 1 == stage.updates
            if run.update % _LOG_EVERY == 0 or last:
                mean = sum(recent) / max(1, len(recent))
                speed = seen / (time.monotonic() - started)
                yield _told(run, stage, optimizer, mean, norm, speed)
                recent.clear()
                spoken = time.monotonic()
            elif spoken is None:
                spoken = time.monotonic()
            elif time.monotonic() - spoken >= _STEP_SECONDS:
                yield event("step", update=run.update, updates=config.updates)
                spoken = time.monotonic()
            best = False
            if run.held_out and (run.update % config.evaluate_every == 0 or last):
                best = yield from run.evaluate(stage)
            due = run.update % config.checkpoint_every == 0 and not run.health.bad  # else it may not be a good one
            if best or due or last:
                yield from _saved(run, optimizer, named)
            yield from _stopped_early(run, stage, optimizer, named)
            yield from _obey(run, stage, optimizer, named)
    finally:
        batches.close()  # pyright: ignore[reportAttributeAccessIssue]


def rates_of(optimizer: torch.optim.Optimizer) -> list[float]:
    """The learning rate of each group."""
    return [float(group["lr"]) for group in optimizer.param_groups]


def _told(
    run: TrainingRun, stage: Stage, optimizer: torch.optim.Optimizer, loss: float, norm: float, speed: float
) -> Event:
    run.losses.append((run.update, loss))
    return event(
        "train",
        stage=stage.name,
        update=run.update,
        updates=run.config.updates,
        loss=loss,
        norm=norm,
        lr=max(rates_of(optimizer)),
        samples_per_second=speed,
        memory=peak_bytes(run.device),
        spilled=spilled(run.device),
    )


def _stopped_early(
    run: TrainingRun, stage: Stage, optimizer: torch.optim.Optimizer, named: dict[str, Tensor]
) -> Generator[Event, None, None]:
    """Ends the training where `patience` evaluations of the last stage in a row were worse than its best."""
    worse = run.worse
    if stage is not run.config.stages[-1] or not run.processes.told(run.should_stop):
        return
    yield from _saved(run, optimizer, named)
    best = run.best
    yield event("early_stop", update=run.update, worse=worse, best=best["update"] if best else run.update)
    raise _StoppedEarly


def _obey(
    run: TrainingRun, stage: Stage, optimizer: torch.optim.Optimizer, named: dict[str, Tensor]
) -> Generator[Event, None, None]:
    """Does what was asked for meanwhile; while paused it waits for more."""
    paused = False
    while (command := run.command(wait=paused)) is not None:
        if command in ("checkpoint", "stop"):
            yield from _saved(run, optimizer, named)
        if command == "stop":
            raise _Stopped
        if command == "finish":
            yield event("finishing", update=run.update)
            if run.held_out and not run.measured:
                yield from run.evaluate(stage)
            yield from _saved(run, optimizer, named)
            raise _StoppedEarly
        if command == "pause" and not paused:
            paused = True
            yield event("paused", update=run.update)
        elif command == "resume" and paused:
            paused = False
            yield event("resumed", update=run.update)


def _saved(
    run: TrainingRun, optimizer: torch.optim.Optimizer, named: dict[str, Tensor]
) -> Generator[Event, None, None]:
    """Writes a checkpoint. On a full disk it pauses where somebody listens, and tries again when told to resume.

    Raises:
        TrainingError: it could not be written, and nobody can do anything about it.
    """
    while (full := save(run, optimizer, named)) is not None:
        yield event(
            "disk_full", update=run.update, message=str(full), needed=full.needed, free=full.free, path=str(full.path)
        )
        while (answer := run.command(wait=True)) not in ("resume", "stop"):
            pass
        if not run.answered():
            raise full
        if answer == "stop":
            raise _Stopped
    yield event("checkpoint", update=run.update, path=str(run.saved_at))

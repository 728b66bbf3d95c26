"""What comes after the last update: the proof's verdict, and the best averaged weights as a bundle or an adapter."""

import dataclasses
from collections.abc import Generator
from typing import Any

from torch import Tensor

from engine.request import RestoreRequest
from trainer.checkpoint import checkpoint_of, load_checkpoint
from trainer.events import Event, event
from trainer.export import export_adapter, export_bundle
from trainer.lora import plain
from trainer.proof import Scores, Verdict, judge, write_report
from trainer.run import TrainingRun


def finish(run: TrainingRun) -> Generator[Event, None, None]:
    """Judges and exports the best averaged weights; of several processes in the main one.

    Raises:
        TrainingError: something cannot be written, or the best checkpoint is damaged.
    """
    config = run.config
    update, average = best_average(run)
    if not run.processes.main:
        return
    proof = run.evaluation.proof if run.evaluation else None
    verdict = judged(run, update) if proof else None
    recommended = RestoreRequest.from_dict(config.recommended, base=run.recommended)
    facts = details(run, update, verdict)
    with run.averaged(average) as modules:
        if proof is not None:
            with plain(modules):
                proof.show(modules, "trained")
        if config.form == "adapter":
            path = export_adapter(modules, config, recommended, facts, run.base, set(average))
        else:
            path = export_bundle(modules, config, recommended, facts)
    if proof is not None and verdict is not None:
        report = write_report(
            config.output / "report.html",
            title=config.title or config.name,
            config=config,
            history=[(score["update"], Scores.from_dict(score["scores"])) for score in run.scores],
            losses=run.losses,
            verdict=verdict,
            strips=proof.strips(),
        )
        yield event("verdict", kind=verdict.kind, update=update, report=str(report), judged=verdict.to_dict())
    yield event("exported", path=str(path), form=config.form, update=update)


def best_average(run: TrainingRun) -> tuple[int, dict[str, Tensor]]:
    """The update whose averaged weights are exported, and these: the best evaluation's where evaluations decide."""
    best = run.best if run.config.patience else None
    update = best["update"] if best is not None else run.update
    path = checkpoint_of(run.checkpoints, update)
    if path is None:
        return run.update, run.whole_average()
    return update, load_checkpoint(path).average


def judged(run: TrainingRun, update: int) -> Verdict | None:
    """The weights of that update against the stock model; None where one of them was not measured.

    Raises:
        TrainingError: they were not measured on the same photos.
    """
    measured = {score["update"]: score["scores"] for score in run.scores if "scores" in score}
    if 0 not in measured or update not in measured or not update:
        return None
    return judge(Scores.from_dict(measured[0]), Scores.from_dict(measured[update]))


def details(run: TrainingRun, update: int, verdict: Verdict | None) -> dict[str, Any]:
    """What the manifest says of the training: steps, photos, means of the scores. No paths, no captions."""
    own = [score for score in run.scores if score["update"] == update]
    held_out = {key: value for key, value in own[-1].items() if key not in ("phase", "scores")} if own else None
    if own and "scores" in own[-1]:
        assert held_out is not None
        held_out["means"] = own[-1]["scores"]["means"]
    return {
        "updates": update,
        "preset": run.config.preset,
        "stages": [dataclasses.asdict(stage) for stage in run.config.stages],
        "photos": len(run.collection.photos),
        "held_out": held_out,
        "verdict": verdict.kind if verdict else None,
    }

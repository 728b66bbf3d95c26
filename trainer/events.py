"""What a training says while it runs: the events of `train_run`, and the lines of `heirloom train --json`.

Every event is a JSON object with `phase` and the fields that belong to it; `PHASES` is the whole list. Of several
processes only the main one speaks. Commands that another program may send meanwhile are in `trainer.control`.
"""

from dataclasses import dataclass
from typing import Any, Final

Event = dict[str, Any]


@dataclass(frozen=True)
class Phase:
    """A kind of event: when it comes, and its fields (those not listed are not there)."""

    when: str
    fields: frozenset[str]


def _phase(when: str, fields: str = "") -> Phase:
    return Phase(when, frozenset(fields.split()))


PHASES: Final = {
    "scanning": _phase("`heirloom train check` only: files of the folders that were looked at", "done total"),
    "pace": _phase(
        "`heirloom train check` only: seconds that an update takes here, and that restoring a held-out photo's samples "
        "takes at each evaluation (null where that would have taken too long to find out)",
        "update photo",
    ),
    "collection": _phase(
        "photos found, of them captioned, held out and with a damaged version of their own; `rejected`, "
        "`captions_failed`: file and reason",
        "photos captioned held_out paired rejected captions_failed",
    ),
    "captioning": _phase("while photos without a caption are captioned", "done total"),
    "text_cache": _phase(
        "captions are encoded, and the text encoders have left the device: distinct texts, of them new, bytes in all; "
        "`stored` is false where the disk had no room and they are in memory only",
        "texts encoded bytes stored",
    ),
    "estimate": _phase(
        "before the start: predicted peak in bytes, its parts, what is free, and where that is too little what to do",
        "bytes parts free device advice",
    ),
    "trial": _phase("one step of the largest crop went well; seconds, and peak memory", "stage seconds memory"),
    "start": _phase(
        "training begins, or goes on; `changed` names fields of the run file that differ from the last time",
        "update updates resumed processes changed",
    ),
    "train": _phase(
        "every 20 updates: mean loss since the last, last gradient norm, rate of the fastest part, peak memory in bytes"
        "; `spilled`: the card's memory was not enough, and the driver has put a part into main memory, which is slow",
        "stage update updates loss norm lr samples_per_second memory spilled",
    ),
    "step": _phase("between two `train` events where these are seconds apart: updates done", "update updates"),
    "skipped": _phase("loss or gradient were no numbers; nothing was changed by this update", "update loss norm"),
    "measuring": _phase("while held-out photos are restored for the proof", "update done total"),
    "held_out": _phase(
        "an evaluation with averaged weights: Eq. 3 on fixed held-out samples, the mean and by timestep; with `proof`"
        " its scores of restored photos; `preview` is a PNG of fixed crops; `best` whether it is the best so far",
        "update stage loss by_timestep scores primary preview best",
    ),
    "checkpoint": _phase("a complete checkpoint is at `path`", "update path"),
    "paused": _phase("as asked; it waits for `resume`, `checkpoint`, `finish` or `stop`", "update"),
    "resumed": _phase("as asked", "update"),
    "finishing": _phase("as asked: no more updates; the best weights so far are judged and exported", "update"),
    "disk_full": _phase(
        "a checkpoint did not fit; the training waits for `resume` (try again) or `stop`; earlier ones are intact",
        "update message needed free path",
    ),
    "rolled_back": _phase("three losses were no numbers: back to a checkpoint, at this share of rate", "update rate"),
    "early_stop": _phase("so many evaluations in a row were worse than the best: it ends here", "update worse best"),
    "stopped": _phase("as asked, before its end; the same command goes on", "update updates"),
    "failed": _phase("the training gives up: why, and the report with what led to it", "update message report"),
    "done": _phase("all updates are done, or the training stopped by itself; the last scores", "update scores"),
    "verdict": _phase(
        "the proof's judgement of the weights that are exported against the stock model; `report` is an HTML page",
        "kind update report judged",
    ),
    "exported": _phase("last: the bundle or the adapter", "path form update"),
}


def event(phase: str, **fields: object) -> Event:
    """An event of a known phase.

    Raises:
        KeyError: the phase, or a field of it, is not in `PHASES`.
    """
    if unknown := sorted(fields.keys() - PHASES[phase].fields):
        raise KeyError(f"event {phase} has no field {', '.join(unknown)}")
    return {"phase": phase, **fields}

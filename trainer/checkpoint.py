"""Checkpoints that are whole or not there: written beside, synced, renamed, marked last; resumed only when marked.

Everything is safetensors and JSON: no pickle is written or read.
"""

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.errors import TrainingError

MARKER = "COMPLETE"
_NAME = re.compile(r"update-(\d{8})")


@dataclass(frozen=True)
class Checkpoint:
    """A state of training.

    Attributes:
        update: updates done.
        weights, average: tensors by name, trained so far and their moving averages.
        moments: AdamW's state, `<name>/exp_avg` and so on.
        state: small JSON values (seed, ema updates, scores).
    """

    update: int
    weights: dict[str, Tensor]
    average: dict[str, Tensor]
    moments: dict[str, Tensor]
    state: dict[str, Any]


def save_checkpoint(folder: Path, checkpoint: Checkpoint, keep: int) -> Path:
    """Writes `folder/update-NNNNNNNN` and then deletes all but the newest `keep` complete ones.

    Raises:
        TrainingError: it could not be written (a full disk, say); earlier checkpoints are untouched.
    """
    final = folder / f"update-{checkpoint.update:08d}"
    beside = folder / f".{final.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for name in ("weights", "average", "moments"):
            tensors = {k: t.detach().cpu().contiguous() for k, t in getattr(checkpoint, name).items()}
            save_file(tensors, beside / f"{name}.safetensors")
            _sync(beside / f"{name}.safetensors")
        (beside / "state.json").write_text(
            json.dumps({"update": checkpoint.update} | checkpoint.state), encoding="utf-8"
        )
        _sync(beside / "state.json")
        _sync(beside)
        if final.exists():
            shutil.rmtree(final)
        beside.rename(final)
        (final / MARKER).touch()
        _sync(final / MARKER)
        _sync(final)
        _sync(folder)
    except (OSError, SafetensorError) as error:  # safetensors has an error of its own for a full disk
        shutil.rmtree(beside, ignore_errors=True)
        advice = "Free some space and resume; the last complete checkpoint is intact."
        raise TrainingError(f"the checkpoint could not be written ({error})", path=final, advice=advice) from error
    for old in complete_checkpoints(folder)[:-keep]:
        (old / MARKER).unlink()
        shutil.rmtree(old)
    return final


def complete_checkpoints(folder: Path) -> list[Path]:
    """Complete checkpoints in `folder`, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if _NAME.fullmatch(p.name) and (p / MARKER).is_file())


def load_checkpoint(path: Path) -> Checkpoint:
    """Reads one complete checkpoint.

    Raises:
        TrainingError: a file of it is missing or damaged.
    """
    try:
        state = json.loads((path / "state.json").read_text(encoding="utf-8"))
        weights, average, moments = (
            load_file(path / f"{name}.safetensors") for name in ("weights", "average", "moments")
        )
        return Checkpoint(state.pop("update"), weights, average, moments, state)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise TrainingError(
            f"the checkpoint is damaged ({error})", path=path, advice="Delete it; the one before is used."
        ) from error


def optimizer_moments(optimizer: torch.optim.Optimizer, named: dict[str, Tensor]) -> dict[str, Tensor]:
    """The optimizer's tensors by parameter name."""
    return {
        f"{name}/{kind}": torch.as_tensor(value)
        for name, parameter in named.items()
        for kind, value in optimizer.state.get(parameter, {}).items()
    }


def restore_moments(optimizer: torch.optim.Optimizer, named: dict[str, Tensor], moments: dict[str, Tensor]) -> None:
    """The reverse of `optimizer_moments`; moments of parameters that no longer train are left out."""
    for key, value in moments.items():
        name, _, kind = key.rpartition("/")
        if name in named:
            place = "cpu" if kind == "step" else named[name].device  # AdamW keeps its count on the CPU
            optimizer.state[named[name]][kind] = value.to(place, copy=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

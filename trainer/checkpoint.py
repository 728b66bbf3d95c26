"""Checkpoints that are whole or not there: written beside, synced, renamed, marked last; resumed only when marked.

Everything is safetensors and JSON: no pickle is written or read. Names of folders: `update-NNNNNNNN`, and `-2`, `-3` of
one that was made again, so that the earlier one is there until the later is complete.
"""

import contextlib
import errno
import json
import os
import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.errors import TrainingError
from trainer.shards import shared_out, whole

MARKER = "COMPLETE"
FORMAT = 2
_NAME = re.compile(r"update-(\d{8})(?:-(\d+))?")
_FILES = ("weights", "average", "moments")


class NoRoom(TrainingError):
    """A disk is full. `needed` and `free` are bytes; earlier checkpoints are untouched."""

    def __init__(self, what: str, *, path: Path, advice: str, needed: int, free: int) -> None:
        self.needed, self.free = needed, free
        super().__init__(what, path=path, advice=advice)


@dataclass(frozen=True)
class Checkpoint:
    """A state of training.

    Attributes:
        update: updates done.
        weights, average: tensors by name, trained so far and their moving averages.
        moments: the optimizer's state, `<name>/exp_avg` and so on.
        state: small JSON values (base, preset, seed, scores); no paths and no captions.
    """

    update: int
    weights: dict[str, Tensor]
    average: dict[str, Tensor]
    moments: dict[str, Tensor]
    state: dict[str, Any]


def save_checkpoint(folder: Path, checkpoint: Checkpoint, keep: int, kept: Collection[int] = ()) -> Path:
    """Writes a folder for the checkpoint, and then deletes all but the newest `keep` complete ones and those `kept`.

    Args:
        folder: of all checkpoints.
        checkpoint: the new one.
        keep: how many of the newest stay.
        kept: updates whose checkpoint stays in any case (the best).

    Raises:
        NoRoom: the disk is full.
        TrainingError: it could not be written for another reason.
        In both cases earlier checkpoints are untouched.
    """
    final = _free_name(folder, checkpoint.update)
    beside = folder / f".{final.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for name in _FILES:
            save_file(_plain(getattr(checkpoint, name)), beside / f"{name}.safetensors")
            _sync(beside / f"{name}.safetensors")
        written = {"format": FORMAT, "update": checkpoint.update} | checkpoint.state
        (beside / "state.json").write_text(json.dumps(written), encoding="utf-8")
        _sync(beside / "state.json")
        _sync(beside)
        beside.rename(final)
        (final / MARKER).touch()
        _sync(final / MARKER)
        _sync(final)
        _sync(folder)
    except (OSError, SafetensorError) as error:  # safetensors has an error of its own for a full disk
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(final, ignore_errors=True)
        raise _not_written(error, folder, checkpoint) from error
    _prune(folder, keep, kept)
    return final


def complete_checkpoints(folder: Path) -> list[Path]:
    """Complete checkpoints in `folder`, oldest first."""
    if not folder.is_dir():
        return []
    return sorted((p for p in folder.iterdir() if _NAME.fullmatch(p.name) and (p / MARKER).is_file()), key=_order)


def checkpoint_of(folder: Path, update: int) -> Path | None:
    """The newest complete checkpoint of that update."""
    found = [path for path in complete_checkpoints(folder) if _order(path)[0] == update]
    return found[-1] if found else None


def clear_incomplete(folder: Path) -> None:
    """Deletes what a broken run left half written, or half deleted."""
    for path in folder.iterdir() if folder.is_dir() else ():
        unfinished = path.name.startswith(".update-") and path.name.endswith(".part")
        if unfinished or (_NAME.fullmatch(path.name) and not (path / MARKER).is_file()):
            shutil.rmtree(path, ignore_errors=True)


def load_checkpoint(path: Path) -> Checkpoint:
    """Reads one complete checkpoint.

    Raises:
        TrainingError: a file of it is missing or damaged, or a newer Heirloom wrote it.
    """
    try:
        state = json.loads((path / "state.json").read_text(encoding="utf-8"))
        written = state.pop("format", 1)
        if written > FORMAT:
            raise TrainingError(
                f"the checkpoint is of format {written}, and this Heirloom knows up to {FORMAT}",
                path=path,
                advice="Use the newer Heirloom that wrote it, or another output folder.",
            )
        weights, average, moments = (load_file(path / f"{name}.safetensors") for name in _FILES)
        return Checkpoint(state.pop("update"), weights, average, moments, state)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError) as error:
        raise TrainingError(
            f"the checkpoint is damaged ({error})", path=path, advice="Delete it; the one before is used."
        ) from error


def optimizer_moments(optimizer: torch.optim.Optimizer, named: dict[str, Tensor]) -> dict[str, Tensor]:
    """The optimizer's tensors by parameter name, whole. Every process has to call it."""
    return {
        f"{name}/{kind}": whole(torch.as_tensor(value))
        for name, parameter in named.items()
        for kind, value in optimizer.state.get(parameter, {}).items()
    }


def restore_moments(optimizer: torch.optim.Optimizer, named: dict[str, Tensor], moments: dict[str, Tensor]) -> None:
    """The reverse of `optimizer_moments`; moments of parameters that no longer train are left out."""
    for key, value in moments.items():
        name, _, kind = key.rpartition("/")
        if name not in named:
            continue
        parameter = named[name]
        if value.shape == parameter.shape and kind != "step":
            optimizer.state[parameter][kind] = shared_out(value, parameter)
        else:
            place = "cpu" if kind == "step" else parameter.device  # AdamW keeps its count on the CPU
            optimizer.state[parameter][kind] = value.to(place, copy=True)


def _order(path: Path) -> tuple[int, int]:
    found = _NAME.fullmatch(path.name)
    assert found is not None
    return int(found[1]), int(found[2] or 1)


def _free_name(folder: Path, update: int) -> Path:
    name, number = f"update-{update:08d}", 1
    while (path := folder / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return path


def _prune(folder: Path, keep: int, kept: Collection[int]) -> None:
    """Of each update only the newest checkpoint counts."""
    newest = {_order(path)[0]: path for path in complete_checkpoints(folder)}
    staying = {newest[update] for update in sorted(newest)[-keep:] + [u for u in kept if u in newest]}
    for old in complete_checkpoints(folder):
        if old not in staying:
            with contextlib.suppress(OSError):  # a file is held open, say: the next checkpoint tries again
                (old / MARKER).unlink()
                shutil.rmtree(old)


def _plain(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}


def _not_written(error: Exception, folder: Path, checkpoint: Checkpoint) -> TrainingError:
    advice = "Free some space and resume; the last complete checkpoint is intact."
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error)
    if not full:
        return TrainingError(f"the checkpoint could not be written ({error})", path=folder, advice=advice)
    needed = sum(tensor.nbytes for name in _FILES for tensor in getattr(checkpoint, name).values())
    free = shutil.disk_usage(folder if folder.is_dir() else folder.parent).free
    what = f"the disk is full: a checkpoint needs {needed / 1e6:.1f} MB, and {free / 1e6:.1f} MB are free ({error})"
    return NoRoom(what, path=folder, advice=advice, needed=needed, free=free)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no such call for folders
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

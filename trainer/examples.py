"""Examples of what a run's degradations do: a few photos, and each degradation's picture of the same crop.

For a window that draws them itself, with words of its own; `trainer.contact_sheet` makes one picture of the same kind.
Only the photos that are shown are opened, so that a large folder makes no difference.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from engine.errors import ImageError, TrainingError
from engine.images.opening import SUFFIXES
from trainer.collection import Photo
from trainer.config import RunConfig, read_config
from trainer.dataset import Samples, generator_for
from trainer.duplicates import fingerprint

_ROW = 1000  # numbers a turn has for its rows


def write_examples(run: Path, out: Path, *, photos: int = 3, side: int = 192, turn: int = 0) -> dict[str, Any]:
    """Writes the crops of `photos` photos as PNG files into `out`, and what each degradation makes of them.

    Args:
        run: a run file; its base model is not needed.
        out: folder, made if need be; files of earlier examples are replaced.
        photos: how many; fewer where there are fewer.
        side: of the crops, in pixels; smaller where a photo is.
        turn: other examples for each number.

    Returns:
        JSON-ready `turn`, and `rows`: of each photo its `photo` (name), `original` (file), and `damaged`: for each
        degradation `kind` (preset), `share` (of all, 0 to 1), `file`, `target` (file; what it should become), and
        `done` (what was done, in order).

    Raises:
        ConfigError, TrainingError: as for training.
    """
    config = read_config(run)
    chosen = _some(config, photos, turn)
    samples = Samples(tuple(chosen), config)
    try:
        out.mkdir(parents=True, exist_ok=True)
        rows = [_row(samples, config, side, out, turn, row) for row in range(len(chosen))]
    except OSError as error:
        raise TrainingError(f"examples cannot be written ({error.strerror or error})", path=out) from error
    return {"turn": turn, "rows": rows}


def _some(config: RunConfig, count: int, turn: int) -> list[Photo]:
    """Photos out of the folders, drawn anew for each turn; those that cannot be used are passed over."""
    smallest = max(crop.size for crop in config.crops)
    paths: list[Path] = []
    for folder in config.photos:
        if not folder.is_dir():
            raise TrainingError("is not a folder", path=folder, advice="Correct `photos` in the run file.")
        paths += [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES and path.is_file()]
    order = torch.randperm(len(paths), generator=generator_for(config.seed, "sheet", turn * _ROW)).tolist()
    found: list[Photo] = []
    for index in order:
        if len(found) == count:
            break
        try:
            print_ = fingerprint(paths[index])
        except ImageError:
            continue
        if print_.single and min(print_.width, print_.height) >= smallest:
            found.append(Photo(paths[index], "", print_.digest.hex()))
    if not found:
        raise TrainingError("no usable photo was found", path=config.photos[0], advice="Choose another folder.")
    return found


def _row(samples: Samples, config: RunConfig, side: int, out: Path, turn: int, row: int) -> dict[str, Any]:
    side = min(side, samples.shortest(row))
    whole = sum(mix.share for mix in config.degradation)
    original: np.ndarray | None = None
    damaged: list[dict[str, Any]] = []
    for column, mix in enumerate(config.degradation):
        # the same generator for each degradation of a photo: the same crop
        sample = samples.draw(side, generator_for(config.seed, "sheet", turn * _ROW + row + 1), row, mix)
        original = sample.original
        damaged.append(
            {
                "kind": mix.preset,
                "share": mix.share / whole,
                "file": _written(out / f"{row}-{column}.png", sample.lq),
                "target": _written(out / f"{row}-{column}-target.png", sample.target),
                "done": [_named(type(stage).__name__) for stage in sample.parameters.stages],
            }
        )
    assert original is not None
    name = samples.photos[row].path.name
    return {"photo": name, "original": _written(out / f"{row}.png", original), "damaged": damaged}


def _written(path: Path, pixels: np.ndarray) -> str:
    Image.fromarray(np.ascontiguousarray(pixels)).save(path, "PNG")
    return str(path)


def _named(kind: str) -> str:
    """GaussianNoise -> gaussian noise."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()

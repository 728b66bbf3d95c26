"""Whether a checkpoint belongs to the run that finds it: what a checkpoint says of its run, and what may differ."""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from engine.errors import TrainingError
from trainer.config import RunConfig

# These decide which tensors there are, or what is drawn: with another value a checkpoint means nothing.
_FIXED = ("seed", "lora_rank", "lora_alpha", "optimizer", "weights", "alignment", "features")
# These do not change what is computed.
_FREE = (
    *("name", "base", "photos", "output", "pairs", "canary", "device", "workers", "keep", "checkpoint_every"),
    *("text_cache", "tensorboard", "title", "licence", "native_scale", "recommended", "max_file_bytes", "form"),
    *("preset", "ema_device", "format_version"),
)


def identity(config: RunConfig, base: str) -> dict[str, Any]:
    """What a checkpoint says of its run: base, preset, seed, and a hash of each field that decides about the result.

    Nothing of it names a file or a folder, and no caption is in it.
    """
    values = dataclasses.asdict(config)
    fields = {name: _hash(value) for name, value in values.items() if name not in _FREE}
    return {"base": base, "preset": config.preset, "seed": config.seed, "fields": fields}


def changed_fields(state: dict[str, Any], config: RunConfig, base: str, folder: Path) -> list[str]:
    """Fields that have another value than when the checkpoint in `folder` was made, and that may have one.

    Raises:
        TrainingError: the base is another one, or a field that has to stay as it was.
    """
    if state.get("base", base) != base:
        raise TrainingError(
            f"the checkpoint belongs to another base ({state['base'][:12]}, not {base[:12]})",
            path=folder,
            advice="Name the base it was started from, or choose another output folder.",
        )
    if state["seed"] != config.seed:
        raise TrainingError(
            f"the checkpoint was made with seed {state['seed']}, the run file says {config.seed}",
            path=folder,
            advice="Use that seed, or another output folder.",
        )
    before, now = state.get("fields", {}), identity(config, base)["fields"]
    changed = [name for name in now if name in before and before[name] != now[name]]
    if fixed := [name for name in changed if name in _FIXED]:
        raise TrainingError(
            f"the checkpoint was made with another value of {', '.join(fixed)}",
            path=folder,
            advice="Set it back, or choose another output folder.",
        )
    return changed


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8")).hexdigest()[:16]

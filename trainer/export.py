"""A finished run -> a bundle that restores, or an adapter for the base it was trained on."""

import dataclasses
import math
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import torch
from safetensors import SafetensorError

from engine.adapter import write_adapter
from engine.adapter_file import SUFFIX
from engine.bundle import save_bundle
from engine.errors import ModelError, TrainingError
from engine.manifest import read_manifest
from engine.model.faithdiff import StateDict, split_parts
from engine.request import RestoreRequest
from trainer.config import RunConfig
from trainer.lora import low_rank, plain
from trainer.modules import TrainingModules

_MODEL = "model."
_LORA = ".lora_"
_ADVICE = "Free some space and start again: everything is in the last checkpoint."
_WORD = re.compile(r"[A-Za-z0-9_ ,.:+%-]{0,64}")
_FILE = re.compile(r"\.[A-Za-z]\w{1,4}$")


def export_bundle(
    modules: TrainingModules, config: RunConfig, recommended: RestoreRequest, details: dict[str, Any]
) -> Path:
    """Writes `config.output/bundle` anew in float16, with whatever weights `modules` holds (the averaged ones).

    Low-rank updates are merged into it. `details` go into the manifest: preset, updates, scores; no paths and no
    captions.

    Raises:
        TrainingError: it cannot be written. A bundle that was there before is replaced only when the new one is whole.
    """
    try:
        with plain(modules):
            return _export(modules, config, recommended, details)
    except (OSError, SafetensorError) as error:
        raise TrainingError(f"the model could not be written ({error})", path=config.output, advice=_ADVICE) from error


def export_adapter(
    modules: TrainingModules,
    config: RunConfig,
    recommended: RestoreRequest,
    details: Mapping[str, Any],
    base_sha256: str,
    trained: set[str],
) -> Path:
    """Writes `config.output/<name>.safetensors`: what differs from the base, as `modules` holds it (averaged).

    Values keep the number format that they were trained in. In the metadata are the base's name and hash, preset,
    updates, and of `details` whatever is a number, a short word, or a table of these: no paths, no captions, not even
    a recommended one.

    Args:
        modules: not inside `trainer.lora.plain`.
        details: `updates`, and what was measured; a `verdict` in it is shown wherever the adapter is offered.
        base_sha256: fingerprint of the base.
        trained: names of the parameters of `modules` that may differ from the base's.

    Raises:
        TrainingError: it cannot be written, or an adapter cannot hold what was trained. What was there before is
            replaced only when the new one is whole.
    """
    path = config.output / f"{config.name}{SUFFIX}"
    whole = _whole(modules, trained, path)
    metrics = {key: value for key, value in details.items() if key not in ("updates", "preset")}
    try:
        write_adapter(
            path,
            name=config.name,
            title=config.title or config.name,
            licence=config.licence or "unknown",
            base=_base_name(config, base_sha256),
            base_sha256=base_sha256,
            recommended=dataclasses.replace(recommended, caption=""),
            low_rank=low_rank(modules),
            whole=whole,
            preset=config.preset,
            updates=int(details.get("updates", 0)),
            metrics=cast("dict[str, Any]", impersonal(metrics)),
        )
    except ModelError as error:
        raise TrainingError(f"the adapter could not be written: {error.what}", path=path) from error
    except (OSError, SafetensorError) as error:
        raise TrainingError(f"the adapter could not be written ({error})", path=path, advice=_ADVICE) from error
    return path


def impersonal(value: Any) -> Any:
    """`value` without what could name a person, a place or a file: numbers, short words, and tables of them stay.

    Numbers that JSON does not know become null.
    """
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {key: impersonal(inner) for key, inner in items if _is_word(key) and _is_kept(inner)}
    if isinstance(value, list | tuple):
        return [impersonal(inner) for inner in cast("list[Any]", value) if _is_kept(inner)]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _is_kept(value: Any) -> bool:
    return _is_word(value) if isinstance(value, str) else isinstance(value, Mapping | list | tuple | int | float | None)


def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None and _FILE.search(text) is None


def _whole(modules: TrainingModules, trained: set[str], path: Path) -> dict[str, StateDict]:
    """The tensors among `trained` that are not low-rank updates, by part and key."""
    parameters = dict(modules.named_parameters())
    state: StateDict = {}
    for name in sorted(trained):
        if name not in parameters:
            raise ValueError(f"{name} was trained, but is not there: adapters are not written inside `plain`")
        inner = name.removeprefix(_MODEL)
        if inner == name or inner.partition(".")[0] not in ("unet", "lq_encoder"):
            advice = 'Set form to "bundle" in the run file and start it again: it goes on from the last checkpoint.'
            raise TrainingError(f"an adapter cannot hold {name}, which was trained", path=path, advice=advice)
        if _LORA not in name:
            state[inner] = parameters[name]
    return {part: tensors for part, tensors in split_parts(state).items() if tensors}


def _base_name(config: RunConfig, base_sha256: str) -> str:
    """The base's name, unless its folder holds another model by now."""
    try:
        base = read_manifest(config.base)
    except ModelError:
        return ""
    return base.name if base.sha256 == base_sha256 else ""


def _base_identity(config: RunConfig) -> str:
    try:
        return read_manifest(config.base).identity
    except ModelError:  # a diffusers folder
        return ""


def _export(modules: TrainingModules, config: RunConfig, recommended: RestoreRequest, details: dict[str, Any]) -> Path:
    final = config.output / "bundle"
    beside = config.output / ".bundle.part"
    shutil.rmtree(beside, ignore_errors=True)
    save_bundle(
        beside,
        name=config.name,
        title=config.title or config.name,
        licence=config.licence or "unknown",
        model=modules.model,
        autoencoder=modules.autoencoder,
        text=modules.text,
        scheduler_config=modules.scheduler_config,
        recommended=recommended,
        native_scale=config.native_scale,
        native_size=max(crop.size for crop in config.crops),
        base=_base_identity(config),
        details=details,
        dtype=torch.float16,
        max_file_bytes=config.max_file_bytes or None,
    )
    if final.exists():
        shutil.rmtree(final)
    beside.rename(final)
    return final

"""A finished run -> a bundle that restores."""

import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from engine.bundle import save_bundle
from engine.errors import TrainingError
from engine.request import RestoreRequest
from trainer.config import RunConfig
from trainer.modules import TrainingModules


def export_bundle(
    modules: TrainingModules, config: RunConfig, recommended: RestoreRequest, details: dict[str, Any]
) -> Path:
    """Writes `config.output/bundle` anew in float16, with whatever weights `modules` holds (the averaged ones).

    `details` go into the manifest: preset, updates, scores; no paths and no captions.

    Raises:
        TrainingError: it cannot be written. A bundle that was there before is replaced only when the new one is whole.
    """
    try:
        return _export(modules, config, recommended, details)
    except (OSError, SafetensorError) as error:
        advice = "Free some space and start again: everything is in the last checkpoint."
        raise TrainingError(f"the model could not be written ({error})", path=config.output, advice=advice) from error


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
        details=details,
        dtype=torch.float16,
        max_file_bytes=config.max_file_bytes or None,
    )
    if final.exists():
        shutil.rmtree(final)
    beside.rename(final)
    return final

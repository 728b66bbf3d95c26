"""Run files and presets: TOML, merged; and what a collection's size decides."""

import dataclasses
import itertools
import tomllib
from pathlib import Path
from typing import Any

from engine.errors import ConfigError
from engine.resources import resource
from trainer.config import FORMAT_VERSION, Amount, RunConfig, Stage
from trainer.fields import build, check_values

_FOLDER = "training"


def preset_names() -> tuple[str, ...]:
    """The presets that are there, by name."""
    return tuple(sorted(path.stem for path in resource(_FOLDER).glob("*.toml")))


def read_values(path: Path) -> RunConfig:
    """The run file at `path` with its preset's fields where it is silent; tables and lists are taken whole.

    Raises:
        ConfigError: one of the two is not readable, not TOML, for a newer version, or has a field that is unknown,
            mistyped or out of bounds; names the file that has it. A field is missing in both.
    """
    values = _table(path)
    name = values.get("preset", "")
    try:
        check_values(RunConfig, values)
        values = (preset_values(name) if name else {}) | values
        return build(RunConfig, values)
    except ConfigError as error:
        known = f"Presets to start from: {', '.join(preset_names())}."
        advice = error.advice or ("" if name else known)
        raise ConfigError(error.what, path=error.path or path, advice=advice) from None


def preset_values(name: str) -> dict[str, Any]:
    """The fields of the preset `name`, each checked.

    Raises:
        ConfigError: there is no such preset, or it was edited so that it cannot be used; names it and the field.
    """
    if name not in preset_names():
        raise ConfigError(f"preset is {name!r:.80}, but must be one of {', '.join(preset_names())}")
    path = resource(f"{_FOLDER}/{name}.toml")
    values = _table(path)
    try:
        if "preset" in values:
            raise ConfigError("a preset cannot name another preset")
        check_values(RunConfig, values)
    except ConfigError as error:
        advice = f"{error.advice} The preset was edited: put it right, or install Heirloom again.".strip()
        raise ConfigError(error.what, path=path, advice=advice) from None
    return values


def resolve(config: RunConfig, photos: int) -> RunConfig:
    """The same run, each stage with the number of updates that goes with `photos` training photos.

    Stages that say their updates keep them. Where a stage was cut in two, each half has half of them.
    """
    return dataclasses.replace(config, stages=tuple(_resolved(stage, photos) for stage in config.stages))


def updates_for(amounts: tuple[Amount, ...], photos: int) -> int:
    """Updates by straight lines between `amounts`, constant outside; at least 1."""
    ordered = sorted(amounts, key=lambda amount: amount.photos)
    for low, high in itertools.pairwise(ordered):
        if low.photos <= photos <= high.photos:
            share = (photos - low.photos) / (high.photos - low.photos)
            return round(low.updates + share * (high.updates - low.updates))
    return (ordered[0] if photos < ordered[0].photos else ordered[-1]).updates


def _resolved(stage: Stage, photos: int) -> Stage:
    if not stage.updates_by_photos:
        return stage
    updates = updates_for(stage.updates_by_photos, photos)
    return dataclasses.replace(stage, updates=updates, updates_by_photos=())


def _table(path: Path) -> dict[str, Any]:
    """The values of a TOML file of a version that is known here."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror or error})", path=path, advice="Check the name.") from error
    except ValueError as error:
        raise ConfigError(f"is not valid TOML ({error})", path=path) from error
    version = values.get("format_version", FORMAT_VERSION)
    if isinstance(version, int) and version > FORMAT_VERSION:
        what = f"format_version is {version}: it was written for a newer version of Heirloom, which knows {version}"
        raise ConfigError(f"{what}; this one knows {FORMAT_VERSION}", path=path, advice="Update Heirloom.")
    return values

"""What `--preset` means: settings between the model's recommendation and the other options, and perhaps a model."""

import dataclasses

from app.paths import data_folder, models_folder
from app.presets import FOLDER, Preset, PresetError, find_preset
from engine.catalogue import find_adapter, find_model
from engine.errors import ModelMissing
from engine.request import RestoreRequest


def read_option(wanted: str | None) -> Preset | None:
    """The preset that `--preset` names, by its name in the window or as a file.

    Raises:
        PresetError: there is none, or the file is no preset.
    """
    return find_preset(wanted, data_folder() / FOLDER) if wanted is not None else None


def models_of(preset: Preset | None, model: str | None, adapter: str | None) -> tuple[str | None, str | None]:
    """`--model` and `--adapter`, or where neither was given those that the preset was made for.

    Raises:
        PresetError: that model is not here.
    """
    if preset is None or not preset.model or model is not None or adapter is not None:
        return model, adapter
    folders = [models_folder()]
    try:
        find_model(preset.model, folders)
    except ModelMissing:
        try:
            find_adapter(preset.model, folders)
        except ModelMissing:
            what = f"the preset {preset.name!r} was made for the model {preset.model}, which is not here"
            raise PresetError(what, advice="Get that model, or choose another with --model.") from None
        return None, preset.model
    return preset.model, None


def with_preset(recommended: RestoreRequest, preset: Preset | None) -> RestoreRequest:
    """What is recommended, with the preset's settings in their places."""
    return dataclasses.replace(recommended, **preset.fields) if preset is not None else recommended

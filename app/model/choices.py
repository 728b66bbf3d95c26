"""What the model menu offers: models, and adapters on top of one."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.language import translate
from app.notify import error_text
from app.words import engine_text
from engine.adapter_file import read_adapter
from engine.catalogue import AdapterInfo, ModelInfo, list_adapters, list_models
from engine.errors import HeirloomError
from engine.manifest import read_manifest
from engine.sentences import Sentence


@dataclass(frozen=True)
class AdaptedModel(ModelInfo):
    """An adapter as a model to choose: `folder` is its base's; `adapter` is what comes on top of that."""

    adapter: AdapterInfo | None = None


def list_choices(folders: Iterable[Path] = ()) -> list[ModelInfo]:
    """The models in `folders`, the built-in one first, then the adapters there; broken ones have a `problem`.

    A model and an adapter of one name are the model, as for the engine.
    """
    folders = tuple(folders)
    models = list_models(folders)
    names = {info.name for info in models}
    return [*models, *(_adapted(info) for info in list_adapters(folders) if info.name not in names)]


def adapter_of(model: ModelInfo | None) -> AdapterInfo | None:
    """The adapter that a choice is, or None: a model."""
    return model.adapter if isinstance(model, AdaptedModel) else None


def identity_of(model: ModelInfo) -> str:
    """What results call it, "built-in@1a2b3c…+granny@4d5e6f…": the same string means the same weights.

    Raises:
        ModelError: it is gone, or damaged.
    """
    adapter = adapter_of(model)
    identity = read_manifest(model.folder).identity
    return f"{identity}+{read_adapter(adapter.path).identity}" if adapter is not None else identity


def adapter_problem(info: AdapterInfo) -> str:
    """Why it cannot be used, for a window: named without folders, and with no advice about commands."""
    what = info.problem.values["what"] if isinstance(info.problem, Sentence) else ""
    if info.base and isinstance(what, str) and what:  # it is sound, so what is missing is its base
        advice = translate("Choices", "Get or add that model.")
        return error_text(HeirloomError(what, path=info.path, advice=advice))
    return engine_text(info.problem).replace(f"{info.path.parent}{os.sep}", "")


def _adapted(info: AdapterInfo) -> AdaptedModel:
    return AdaptedModel(
        name=info.name,
        folder=info.base_folder or info.path,  # without its base it has a problem, and nothing is read there
        title=info.title,
        licence=info.licence,
        size_bytes=info.size_bytes,
        recommended=info.recommended,
        problem=adapter_problem(info),
        adapter=info,
    )

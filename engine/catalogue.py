"""Which models there are: the built-in one, those in folders the caller names, those to download. No torch here."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.adapter_file import SUFFIX, AdapterManifest, read_adapter
from engine.catalogue_file import CatalogueEntry, read_catalogue
from engine.errors import CatalogueError, ModelError, ModelMissing
from engine.manifest import MANIFEST, read_manifest
from engine.request import RestoreRequest
from engine.resources import resource
from engine.sentences import sentence

BUILT_IN = "built-in"


@dataclass(frozen=True)
class ModelInfo:
    """A model that can be chosen.

    Attributes:
        name: what `find_model` knows it by.
        folder: where it lies.
        title: for people.
        licence: SPDX identifier or a sentence.
        size_bytes: of all its files together.
        recommended: the request to start from.
        problem: why it cannot be used, in one line, or "".
    """

    name: str
    folder: Path
    title: str
    licence: str
    size_bytes: int
    recommended: RestoreRequest
    problem: str = ""


@dataclass(frozen=True)
class AdapterInfo:
    """An adapter that can be chosen.

    Attributes:
        name: what `find_adapter` knows it by.
        path: its file.
        title: for people.
        licence: SPDX identifier or a sentence.
        size_bytes: of the file.
        base: name of the model that it changes.
        base_folder: where that model lies, or None: it is not installed.
        recommended: the request to start from.
        updates: of its training.
        verdict: of its training's own test, as "better", or "".
        metrics: what its training measured.
        problem: why it cannot be used, in one line, or "".
    """

    name: str
    path: Path
    title: str
    licence: str
    size_bytes: int
    base: str
    base_folder: Path | None
    recommended: RestoreRequest
    updates: int = 0
    verdict: str = ""
    metrics: dict[str, Any] = field(default_factory=dict[str, Any])
    problem: str = ""

    @property
    def base_installed(self) -> bool:
        """Whether the model that it changes is here."""
        return self.base_folder is not None


def find_model(name_or_dir: str, folders: Iterable[Path] = ()) -> Path:
    """The folder of a model: `built-in`, a name in one of `folders`, or a path of a model folder.

    A path has a slash in it or exists; so a folder named like a model is reached as `./name`.

    Raises:
        ModelMissing: there is no such model; says which there are.
    """
    folders = tuple(folders)
    known = {path.name: path for path in _model_folders(folders)}
    if name_or_dir in known:
        return known[name_or_dir]
    path = Path(name_or_dir)
    if name_or_dir and path.is_dir():
        if not (path / MANIFEST).is_file():
            raise ModelMissing(
                sentence("has no {file}, so it is not a model", file=MANIFEST),
                path=path,
                advice=sentence("Name a model's folder."),
            )
        return path
    if name_or_dir in {path.stem for path in _adapter_files(folders)}:
        advice = sentence("It brings its model with it: heirloom restore --adapter {name}.", name=name_or_dir)
        raise ModelMissing(sentence("{name} is an adapter, not a model", name=name_or_dir), advice=advice)
    there = ", ".join(known) or sentence("none")
    advice = sentence("Give a model's folder or one of these names: {there}.", there=there)
    raise ModelMissing(sentence("there is no model {name!r}", name=name_or_dir), advice=advice)


def list_models(folders: Iterable[Path] = ()) -> list[ModelInfo]:
    """The models there are, the built-in one first; a broken one is listed with its `problem`.

    Only manifests are read; `engine.manifest.verify_bundle` says whether the files are whole.
    """
    return [_info(folder) for folder in _model_folders(folders)]


def adapters_folder(models: Path) -> Path:
    """Where the adapters lie in the person's models folder: files, each under its name."""
    return models / "adapters"


def find_adapter(name_or_path: str, folders: Iterable[Path] = ()) -> Path:
    """The file of an adapter: a name in one of `folders`' own folders of adapters, or a path.

    Raises:
        ModelMissing: there is no such adapter; says which there are.
    """
    known = {path.stem: path for path in _adapter_files(folders)}
    if name_or_path in known:
        return known[name_or_path]
    if name_or_path and Path(name_or_path).exists():
        return Path(name_or_path)
    there = (
        sentence("Give an adapter's file or one of these names: {names}.", names=", ".join(known))
        if known
        else sentence("Give an adapter's file.")
    )
    raise ModelMissing(sentence("there is no adapter {name!r}", name=name_or_path), advice=there)


def base_folder(adapter: Path, manifest: AdapterManifest, folders: Iterable[Path] = ()) -> Path:
    """The installed model that an adapter changes, whatever that is called here.

    Raises:
        ModelMissing: it is not installed; says which it is, and how to get it.
    """
    known = _by_hash(folders)
    if (folder := known.get(manifest.base_sha256)) is not None:
        return folder
    base = manifest.base
    if base and base in {folder.name for folder in known.values()}:
        what = sentence(
            "needs another version of the model {name}, {identity}, which is not installed",
            name=base,
            identity=manifest.base_identity,
        )
        raise ModelMissing(
            what, path=adapter, advice=sentence("Get that version, or train the adapter again on this one.")
        )
    can_get = any(entry.name == base and entry.kind == "model" for entry in available())
    advice = (
        sentence("Get it with: heirloom models get {name}.", name=base)
        if can_get
        else sentence("Import it with: heirloom models import.")
    )
    identity = manifest.base_identity
    if base:
        what = sentence("needs the model {name}, {identity}, which is not installed", name=base, identity=identity)
    else:
        what = sentence("needs the model it was trained on, {identity}, which is not installed", identity=identity)
    raise ModelMissing(what, path=adapter, advice=advice)


def find_chosen(name: str, folders: Iterable[Path] = ()) -> tuple[Path, Path | None]:
    """The folder of the model that `name` means, and the adapter's file where it is an adapter's name.

    Raises:
        ModelMissing: no such name, or the adapter's base is not installed.
        ModelError: the adapter cannot be read.
    """
    folders = tuple(folders)
    adapters = {path.stem: path for path in _adapter_files(folders)}
    if name in adapters and name not in {path.name for path in _model_folders(folders)}:
        return base_folder(adapters[name], read_adapter(adapters[name]), folders), adapters[name]
    return find_model(name, folders), None


def list_adapters(folders: Iterable[Path] = ()) -> list[AdapterInfo]:
    """The adapters there are in `folders`' own folders of adapters; one that cannot be used has a `problem`.

    Only headers are read; `engine.adapter_file.verify_adapter` says whether a file is whole.
    """
    folders = tuple(folders)
    return [_adapter_info(path, folders) for path in _adapter_files(folders)]


def available(catalogue: Path | None = None) -> tuple[CatalogueEntry, ...]:
    """What can be downloaded: the entries of `resources/catalogue.json`, or of another file.

    Raises:
        CatalogueError: the file cannot be read, or a field of it is wrong.
    """
    return read_catalogue(catalogue or resource("catalogue.json"))


def entry_named(name: str, catalogue: Path | None = None) -> CatalogueEntry:
    """The entry of that name.

    Raises:
        CatalogueError: there is none; says which there are.
    """
    entries = {entry.name: entry for entry in available(catalogue)}
    if name not in entries:
        raise CatalogueError(
            sentence("there is nothing called {name!r} to download", name=name),
            advice=sentence("There is: {names}.", names=", ".join(entries)),
        )
    return entries[name]


def captioner_folder(models: Path, name: str) -> Path:
    """Where the captioner of that name lies in the person's models folder once it is ready."""
    return models / "captioners" / name


def _model_folders(folders: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    built_in = resource(f"models/{BUILT_IN}")
    if (built_in / MANIFEST).is_file():
        found.append(built_in)
    for folder in folders:
        try:
            inside = sorted(path for path in folder.iterdir() if (path / MANIFEST).is_file())
        except OSError:  # a folder of models that is not there, or not readable, holds none
            continue
        names = {path.name for path in found}
        found += [path for path in inside if path.name not in names]
    return found


def _adapter_files(folders: Iterable[Path]) -> list[Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        try:
            inside = sorted(path for path in adapters_folder(folder).iterdir() if path.suffix == SUFFIX)
        except OSError:  # no adapters here
            continue
        for path in inside:
            if not path.name.startswith("."):
                found.setdefault(path.stem, path)
    return list(found.values())


def _by_hash(folders: Iterable[Path]) -> dict[str, Path]:
    """Models by the sha256 of their manifests; broken ones are left out."""
    found: dict[str, Path] = {}
    for folder in _model_folders(folders):
        with contextlib.suppress(ModelError):
            found.setdefault(read_manifest(folder).sha256, folder)
    return found


def _adapter_info(path: Path, folders: Iterable[Path]) -> AdapterInfo:
    try:
        manifest = read_adapter(path)
    except ModelError as error:
        return AdapterInfo(path.stem, path, path.stem, "", 0, "", None, RestoreRequest(), problem=error.line())
    try:
        folder, problem = base_folder(path, manifest, folders), ""
    except ModelError as error:
        folder, problem = None, error.line()
    return AdapterInfo(
        name=path.stem,
        path=path,
        title=manifest.title,
        licence=manifest.licence,
        size_bytes=manifest.size_bytes,
        base=manifest.base,
        base_folder=folder,
        recommended=manifest.request(),
        updates=manifest.updates,
        verdict=manifest.verdict,
        metrics=manifest.metrics,
        problem=problem,
    )


def _info(folder: Path) -> ModelInfo:
    try:
        manifest = read_manifest(folder)
    except ModelError as error:
        return ModelInfo(folder.name, folder, folder.name, "", 0, RestoreRequest(), problem=error.line())
    return ModelInfo(
        name=folder.name,
        folder=folder,
        title=manifest.title,
        licence=manifest.licence,
        size_bytes=manifest.size_bytes,
        recommended=manifest.request(),
    )

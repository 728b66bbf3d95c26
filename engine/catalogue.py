"""Which models there are: the built-in one, those in folders the caller names, those to download. No torch here."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.catalogue_file import CatalogueEntry, read_catalogue
from engine.errors import CatalogueError, ModelError, ModelMissing
from engine.manifest import MANIFEST, read_manifest
from engine.request import RestoreRequest
from engine.resources import resource

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


def find_model(name_or_dir: str, folders: Iterable[Path] = ()) -> Path:
    """The folder of a model: `built-in`, a name in one of `folders`, or a path of a model folder.

    A path has a slash in it or exists; so a folder named like a model is reached as `./name`.

    Raises:
        ModelMissing: there is no such model; says which there are.
    """
    known = {path.name: path for path in _model_folders(folders)}
    if name_or_dir in known:
        return known[name_or_dir]
    path = Path(name_or_dir)
    if name_or_dir and path.is_dir():
        if not (path / MANIFEST).is_file():
            raise ModelMissing(f"has no {MANIFEST}, so it is not a model", path=path, advice="Name a model's folder.")
        return path
    there = ", ".join(known) or "none"
    advice = f"Give a model's folder or one of these names: {there}."
    raise ModelMissing(f"there is no model {name_or_dir!r}", advice=advice)


def list_models(folders: Iterable[Path] = ()) -> list[ModelInfo]:
    """The models there are, the built-in one first; a broken one is listed with its `problem`.

    Only manifests are read; `engine.manifest.verify_bundle` says whether the files are whole.
    """
    return [_info(folder) for folder in _model_folders(folders)]


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
        raise CatalogueError(f"there is nothing called {name!r} to download", advice=f"There is: {', '.join(entries)}.")
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


def _info(folder: Path) -> ModelInfo:
    try:
        manifest = read_manifest(folder)
    except ModelError as error:
        return ModelInfo(folder.name, folder, folder.name, "", 0, RestoreRequest(), problem=str(error))
    return ModelInfo(
        name=folder.name,
        folder=folder,
        title=manifest.title,
        licence=manifest.licence,
        size_bytes=manifest.size_bytes,
        recommended=manifest.request(),
    )

"""Making a model, captioner or adapter of files that are already here; the window and the command line share it."""

from pathlib import Path

from app.words import translate
from engine.catalogue import entry_named, find_model
from engine.errors import ModelError
from engine.installing import Installing, base_files, check_name, install_captioner, install_copy, install_recipe
from engine.manifest import read_manifest
from engine.sources import look, name_from, recipe

LIKE = "faithdiff"
NOT_STATED = "not stated (imported)"


def import_model(
    paths: list[Path],
    models: Path,
    *,
    name: str = "",
    title: str = "",
    licence: str = NOT_STATED,
    base: str = "",
    like: str = LIKE,
    catalogue: Path | None = None,
    fetch: bool = False,
) -> Installing:
    """Converts or copies what `paths` are into the folder of models; returns the folder it is ready in.

    Args:
        paths: files and folders, as `engine.sources.look` takes them.
        models: the person's folder of models.
        name, title: what it shall be called; "": as its files are.
        licence: under which it comes.
        base: an installed model that gives whatever is missing, or "".
        like: entry of the catalogue with the same sizes.
        catalogue: another list of what can be downloaded.
        fetch: download the few MB that a single-file base lacks.

    Raises:
        ModelError: damaged, unsafe, of another kind, incomplete, or the name is taken; DiskFull; a `DownloadError` of
            what is fetched. Nothing is left behind.
    """
    found = look(paths)
    wholes = found.bundles + found.captioners
    if wholes and (len(wholes) > 1 or found.weights or found.singles or found.bases or found.vaes):
        what = translate("ModelImport", "{name} is whole by itself").format(name=wholes[0])
        raise ModelError(what, advice=translate("ModelImport", "Import it alone."))
    if found.bundles:
        return (yield from install_copy(wholes[0], name or read_manifest(wholes[0]).name, models))
    if found.captioners:
        name = name or name_from(wholes[0].absolute())
        check_name(name)
        return (yield from install_captioner(wholes[0], name, title or name, models))
    entry = entry_named(like, catalogue)
    if fetch and found.singles and not found.bases:
        found.bases.append((yield from base_files(entry, models)))
    home = find_model(base, [models]) if base else None
    name = name or (name_from(found.weights[0]) if found.weights else "imported")
    made_of = recipe(found, name=name, title=title or name, licence=licence, settings=entry.model, base=home)
    return (yield from install_recipe(made_of, models))

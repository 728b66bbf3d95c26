"""What is done to the files of models, on the lane for that. Heavy imports are made by what is called."""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from app.model.importing import import_module
from app.model.model_items import Item, ItemKind
from app.tasks import Task
from app.words import translate
from engine.catalogue import adapters_folder, available, captioner_folder
from engine.catalogue_file import RESERVED, CatalogueEntry
from engine.errors import HeirloomError, ModelError, ModelMissing

_PIECES = ("huggingface_hub.hf_api", "engine.installing")


class Incomplete(ModelMissing):
    """There are weights, but parts of a model are missing, which an installed one could give.

    Attributes:
        source: repository that a single-file base's missing files can be downloaded from, a few MB; "" if not.
        licence: of those files, by name.
    """

    def __init__(self, what: str, *, source: str = "", licence: str = "") -> None:
        self.source, self.licence = source, licence
        super().__init__(what)


def get_item(item: Item, models: Path, task: Task) -> tuple[ItemKind, str]:
    """Downloads, converts and verifies `item`, going on where an earlier call stopped; its kind and name.

    Raises:
        HeirloomError: as `engine.installing.get`.
        Cancelled: `task` was; what has come stays.
    """
    for name in _PIECES:
        import_module(name)
    from engine.installing import discard_download, get

    if item.entry is None:
        raise RuntimeError("nothing to download")
    task.drive(get(item.entry, models))
    with contextlib.suppress(HeirloomError):  # only needed to convert it again, and told where it is left
        discard_download(item.name, models)
    return item.kind, item.name


def make_of(
    paths: Sequence[Path],
    models: Path,
    task: Task,
    *,
    base: str = "",
    catalogue: Path | None = None,
    fetch: bool = False,
) -> tuple[ItemKind, str]:
    """Makes a model, captioner or adapter of files that are here; its kind, and the name that was free for it.

    With `fetch` the few MB that a single-file base lacks are downloaded.

    Raises:
        Incomplete: parts are missing that could be had.
        HeirloomError: as `app.model_import.import_model` and `engine.adapter_library.install_adapter`.
        Cancelled: `task` was; nothing stays.
    """
    for piece in _PIECES if fetch else _PIECES[1:]:
        import_module(piece)
    from app.model_import import import_model
    from engine.adapter_file import is_adapter
    from engine.sources import name_from

    models.mkdir(parents=True, exist_ok=True)
    if any(map(is_adapter, paths)):
        return "adapter", _add_adapter(paths, models)
    like = next(entry for entry in available(catalogue) if entry.kind == "model")
    name = _free(name_from(paths[0].absolute()), models, catalogue)
    work = import_model(list(paths), models, name=name, base=base, like=like.name, catalogue=catalogue, fetch=fetch)
    try:
        folder: Path = task.drive(work)
    except ModelMissing as error:
        raise _incomplete(error, paths, like) from error
    return "captioner" if folder.parent.name == "captioners" else "model", folder.name


def verify_item(item: Item) -> object:
    """Compares every file of an installed one with its hash.

    Raises:
        ModelError: names the file.
    """
    from engine.adapter_file import verify_adapter
    from engine.installing import CAPTIONER, verify_captioner
    from engine.manifest import verify_bundle

    if item.kind == "adapter":
        return verify_adapter(item.folder)
    if item.kind == "model":
        return verify_bundle(item.folder)
    if not (item.folder / CAPTIONER).is_file():
        what = translate("ModelFiles", "was put here by hand, so there are no hashes to compare")
        raise ModelMissing(what, path=item.folder)
    return verify_captioner(item.folder)


def remove_item(item: Item, models: Path) -> int:
    """Deletes it; the bytes that this freed.

    Raises:
        ModelError: it cannot be deleted.
    """
    from engine.adapter_library import remove_adapter
    from engine.installing import remove

    return remove_adapter(item.folder, models) if item.kind == "adapter" else remove(item.folder, models)


def discard_item(item: Item, models: Path) -> int:
    """Deletes what has come of its download; the bytes that this freed.

    Raises:
        ModelError: it cannot be deleted.
    """
    from engine.installing import discard_download

    return discard_download(item.name, models)


def _incomplete(error: ModelMissing, paths: Sequence[Path], like: CatalogueEntry) -> ModelMissing:
    """The error, with what could be done about it where that is so."""
    from engine.sources import look

    if error.path is not None:
        return error
    found = look(paths)
    if not found.weights:
        return error
    if not found.singles or found.bases:
        return Incomplete(error.what)
    part = next(part for part in like.parts if part.part == "base")
    return Incomplete(error.what, source=part.repository, licence=part.licence.name)


def _add_adapter(paths: Sequence[Path], models: Path) -> str:
    from engine.adapter_file import read_adapter
    from engine.adapter_library import install_adapter, name_for

    if len(paths) > 1:
        what = translate("ModelFiles", "There is an adapter among several files")
        raise ModelError(what, advice=translate("ModelFiles", "Add it alone."))
    name = name_for(paths[0], read_adapter(paths[0]))
    return install_adapter(paths[0], _free(name, models), models).stem


def _free(name: str, models: Path, catalogue: Path | None = None) -> str:
    """`name`, or with a number where something has it, or could get it by a download."""
    from engine.adapter_file import SUFFIX

    wanted = {entry.name for entry in available(catalogue)} | RESERVED
    number, candidate = 1, name
    while candidate in wanted or any(
        os.path.lexists(path)
        for path in (
            models / candidate,
            captioner_folder(models, candidate),
            adapters_folder(models) / f"{candidate}{SUFFIX}",
        )
    ):
        number += 1
        candidate = f"{name[:60]}-{number}"
    return candidate

"""The person's own adapters: brought in as whole, verified files, and removed."""

import os
import secrets
import shutil
from pathlib import Path

from engine.adapter_file import SUFFIX, AdapterManifest, verify_adapter
from engine.catalogue import adapters_folder, available, captioner_folder
from engine.download import check_room, writing
from engine.errors import ModelError
from engine.images.naming import moved_to_new
from engine.installing import check_name
from engine.sentences import sentence


def install_adapter(source: Path, name: str, models: Path) -> Path:
    """Copies a whole adapter into the folder of models; returns the file that it is ready in.

    Args:
        source: anywhere; unchanged.
        name: what it shall be called here.
        models: the person's folder of models.

    Raises:
        ModelError: it is damaged, or no adapter, or a model or adapter has that name or could get it; DiskFull.
    """
    check_name(name)
    manifest = verify_adapter(source)
    folder = adapters_folder(models)
    target = folder / f"{name}{SUFFIX}"
    taken = any(os.path.lexists(path) for path in (models / name, captioner_folder(models, name), target))
    if taken or name in {entry.name for entry in available()}:
        raise _taken(name)
    with writing(models):
        folder.mkdir(parents=True, exist_ok=True)
        check_room(folder, manifest.size_bytes)
        for left in folder.glob(f".{name}.*.part"):  # by a kill
            left.unlink(missing_ok=True)
        beside = folder / f".{name}.{secrets.token_hex(4)}.part"
        try:
            shutil.copyfile(source, beside)
            with beside.open("rb+") as stream:
                os.fsync(stream.fileno())
            if verify_adapter(beside).sha256 != manifest.sha256:
                raise ModelError(sentence("changed while it was copied"), path=source, advice=sentence("Try again."))
            if not moved_to_new(beside, target):
                raise _taken(name)
        finally:
            beside.unlink(missing_ok=True)
    return target


def remove_adapter(path: Path, models: Path) -> int:
    """Deletes an adapter of the person's own; returns the bytes that this freed.

    Raises:
        ModelError: it is not in the folder of adapters, or cannot be deleted.
    """
    if path.parent.resolve() != adapters_folder(models).resolve() or path.suffix != SUFFIX:
        raise ModelError(sentence("is not in the folder of adapters, so it is not deleted"), path=path)
    with writing(models):
        freed = path.lstat().st_size
        path.unlink()
    return freed


def name_for(path: Path, manifest: AdapterManifest, given: str = "") -> str:
    """What an adapter is called here: as asked for, or as its file if that can be a name, else as it calls itself."""
    if given:
        return given
    try:
        check_name(path.stem)
    except ModelError:
        return manifest.name
    return path.stem


def _taken(name: str) -> ModelError:
    advice = sentence("Give another one with --name, or remove it first: heirloom models remove {name}.", name=name)
    return ModelError(sentence("the name {name!r} is that of another model or adapter", name=name), advice=advice)

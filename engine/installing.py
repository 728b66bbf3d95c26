"""Making models ready: download or import, convert, verify, and only then a folder under the model's name."""

import contextlib
import dataclasses
import json
import os
import re
import secrets
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from engine.adapter_file import SUFFIX
from engine.caption_files import check_captioner
from engine.catalogue import adapters_folder, captioner_folder
from engine.catalogue_file import RESERVED, CatalogueEntry
from engine.conversion_process import run_conversion
from engine.download import PlannedFile, TransferProgress, check_room, download, present_bytes, writing
from engine.errors import ModelDamaged, ModelError, ModelMissing
from engine.hub import Hub
from engine.manifest import MANIFEST, BundleFile, check_files, describe_files, verify_bundle
from engine.recipe import Recipe
from engine.sentences import sentence

CAPTIONER = "captioner.json"
_CAPTIONER_SUFFIXES = (".json", ".txt", ".safetensors", ".jinja", ".model", ".md")
_GET_AGAIN = sentence("Get it again.")

Installing = Generator[TransferProgress, None, Path]


def get(entry: CatalogueEntry, models: Path, *, endpoint: str | None = None, patience: float = 1.0) -> Installing:
    """Downloads, converts and verifies `entry`; returns the folder it is ready in.

    An earlier one of that name stays in use until the new one is verified, and is then replaced.

    Args:
        entry: what to get.
        models: the person's folder of models.
        endpoint: another hub than the client's own.
        patience: seconds before the first new try after a broken connection.

    Raises:
        DownloadError: one of its kinds; running it again goes on.
        ModelError: the files are damaged, unsafe, or do not fit; DiskFull.
    """
    target = ready_folder(entry, models)
    folder = download_folder(entry.name, models)
    after = (entry.installed_bytes or 0) if entry.kind == "model" else 0  # a captioner's files are used as they come
    with _stage(entry.name, models) as stage:
        files = yield from download(entry, folder, Hub(endpoint), room_after=after, patience=patience)
        if entry.kind == "captioner":
            _link_captioner(entry, files, folder, stage)
            yield TransferProgress("check", entry.name)
            verify_captioner(stage)
            check_captioner(stage)
        else:
            yield from run_conversion(_recipe(entry, files, folder, stage))
        _into_place(stage, target, models)
    if entry.kind == "captioner":
        discard_download(entry.name, models)
    return target


def base_files(
    entry: CatalogueEntry, models: Path, *, endpoint: str | None = None, patience: float = 1.0
) -> Installing:
    """Downloads what a single-file SDXL checkpoint lacks, tokenizers and configurations, and returns their folder.

    They are a few MB of the base that `entry` names; arguments and errors as of `get`.
    """
    name = f"{entry.name}-base-files"
    folder = download_folder(name, models)
    base = next(part for part in entry.parts if part.part == "base")
    small = tuple(choice for choice in base.files if not any(name.endswith(".safetensors") for name in choice.names))
    wanted = dataclasses.replace(entry, parts=(dataclasses.replace(base, files=small),))
    with _stage(name, models):
        yield from download(wanted, folder, Hub(endpoint), patience=patience)
    return folder / base.part


def ready_folder(entry: CatalogueEntry, models: Path) -> Path:
    """Where `entry` lies once it is ready."""
    return models / entry.name if entry.kind == "model" else captioner_folder(models, entry.name)


def download_folder(name: str, models: Path) -> Path:
    """Where the downloaded files of that name lie, whole or not."""
    return models / ".downloads" / name


def install_recipe(recipe: Recipe, models: Path) -> Installing:
    """Converts files that are already there (`recipe.out` is not looked at); returns the folder it is ready in.

    Raises:
        ModelError: as `get`; or the name is taken.
    """
    target = _free_name(recipe.name, models)
    weights = recipe.weights.stat().st_size if recipe.weights.is_file() else 0
    with _stage(recipe.name, models) as stage:
        check_room(models, weights)
        yield from run_conversion(dataclasses.replace(recipe, out=stage))
        _into_place(stage, target, models)
    return target


def install_copy(source: Path, name: str, models: Path) -> Installing:
    """Copies a whole model's folder, verified there and here; returns the folder it is ready in.

    Raises:
        ModelError: it is damaged, or the name is taken; DiskFull.
    """
    target = _free_name(name, models)
    manifest = verify_bundle(source)
    with _stage(name, models) as stage:
        check_room(models, manifest.size_bytes)
        yield from _copied(source, [*manifest.files, MANIFEST], stage)
        verify_bundle(stage)
        _into_place(stage, target, models)
    return target


def install_captioner(source: Path, name: str, title: str, models: Path) -> Installing:
    """Copies a transformers folder (configuration, safetensors, tokenizer) as a captioner.

    Raises:
        ModelError: no captioner, unsafe files, or the name is taken; DiskFull.
    """
    target = captioner_folder(models, name)
    check_name(name)
    if target.exists():
        raise _taken(name)
    check_captioner(source)
    names = [path.name for path in sorted(source.iterdir()) if path.suffix in _CAPTIONER_SUFFIXES]
    with _stage(name, models) as stage:
        check_room(models, sum((source / file).stat().st_size for file in names))
        yield from _copied(source, names, stage)
        _describe_captioner(stage, {"name": name, "title": title, "licence": "", "sources": []})
        _into_place(stage, target, models)
    return target


def verify_captioner(folder: Path, *, hashes: bool = True) -> dict[str, Any]:
    """Checks that a captioner's folder holds exactly the files it came with, and returns its description.

    Raises:
        ModelMissing: no folder, no description, or a file is gone.
        ModelDamaged: a file has changed, or is one too many.
    """
    path = folder / CAPTIONER
    try:
        values: Any = json.loads(path.read_text(encoding="utf-8"))
        files = {name: BundleFile(**entry) for name, entry in values["files"].items()}
    except FileNotFoundError:
        raise ModelMissing(
            sentence("has no {file}, so it is no captioner", file=CAPTIONER), path=folder, advice=_GET_AGAIN
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelDamaged(sentence("cannot be read ({reason})", reason=error), path=path, advice=_GET_AGAIN) from error
    check_files(folder, files, values.get("name", folder.name), besides=CAPTIONER, hashes=hashes)
    return values


def remove(folder: Path, models: Path) -> int:
    """Deletes a model or captioner of the person's own; returns the bytes that this freed.

    Raises:
        ModelError: it is not in `models`, or cannot be deleted.
    """
    inside = models.resolve()
    parent = folder.resolve().parent
    if parent not in (inside, inside / "captioners") or folder.name.startswith("."):
        what = sentence("is not in the folder of models, so it is not deleted")
        raise ModelError(what, path=folder, advice=sentence("Models that come with Heirloom stay."))
    freed = present_bytes(folder)
    with writing(models):
        if folder.is_symlink():
            folder.unlink()
            return 0
        gone = _trash(folder, models)  # first out of sight, so that half a model is never seen
        shutil.rmtree(gone)
    return freed


def discard_download(name: str, models: Path) -> int:
    """Deletes downloaded files that are no longer needed; returns the bytes that this freed."""
    folder = download_folder(name, models)
    freed = present_bytes(folder)
    with writing(models):
        if folder.is_dir():
            shutil.rmtree(folder)
    return freed


def check_name(name: str) -> None:
    """Refuses what cannot be a model's name.

    Raises:
        ModelError: says what a name may have.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name) or name in RESERVED:
        advice = sentence("Lower case letters, digits, dots, dashes and underscores; not built-in, not captioners.")
        raise ModelError(sentence("{name!r:.80} cannot be a model's name", name=name), advice=advice)


def _recipe(entry: CatalogueEntry, files: list[PlannedFile], folder: Path, out: Path) -> Recipe:
    """What the downloaded parts make."""
    parts = {part: folder / part for part in ("faithdiff", "base", "vae")}
    weights = [file.path(folder) for file in files if file.part == "faithdiff" and not file.remote.name.endswith(".md")]
    base = parts["base"]
    names = [name for name in ("", "_2") if (base / f"text_encoder{name}").is_dir()]
    cards = {f"card-{part}.md": path / "README.md" for part, path in parts.items() if (path / "README.md").is_file()}
    return Recipe(
        out=out,
        name=entry.name,
        title=entry.title,
        licence="; ".join(f"{part.part}: {part.licence.name}" for part in entry.parts),
        weights=weights[0],
        unet_config=base / "unet" / "config.json",
        text_encoders=tuple(base / f"text_encoder{name}" for name in names),
        tokenizers=tuple(base / f"tokenizer{name}" for name in names),
        scheduler=base / "scheduler" / "scheduler_config.json",
        vae=parts["vae"],
        settings=entry.model,
        details={"sources": _sources(files)},
        cards=cards,
    )


def _sources(files: list[PlannedFile]) -> list[dict[str, Any]]:
    return [
        {"repository": file.remote.repository, "commit": file.remote.commit, "file": file.remote.name}
        | ({"sha256": file.remote.sha256} if file.remote.sha256 else {})
        for file in files
    ]


def _link_captioner(entry: CatalogueEntry, files: list[PlannedFile], folder: Path, stage: Path) -> None:
    """The downloaded files under another name: as hard links where the disk can, so that they are there once."""
    for file in files:
        source, target = file.path(folder), stage / file.remote.name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # a disk without hard links
            check_room(stage, source.stat().st_size)
            shutil.copyfile(source, target)
    licence = entry.parts[0].licence.name
    _describe_captioner(
        stage, {"name": entry.name, "title": entry.title, "licence": licence, "sources": _sources(files)}
    )


def _describe_captioner(stage: Path, values: dict[str, Any]) -> None:
    described = {name: vars(file) for name, file in describe_files(stage).items()}
    (stage / CAPTIONER).write_text(json.dumps(values | {"files": described}, indent=1) + "\n", encoding="utf-8")


def _copied(source: Path, names: list[str], stage: Path) -> Iterator[TransferProgress]:
    total = sum((source / name).stat().st_size for name in names)
    done = 0
    for name in names:
        size = (source / name).stat().st_size
        yield TransferProgress("copy", name, 0, size, done, total)
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, stage / name)
        done += size
        yield TransferProgress("copy", name, size, size, done, total)


def _free_name(name: str, models: Path) -> Path:
    check_name(name)
    if (models / name).exists() or (adapters_folder(models) / f"{name}{SUFFIX}").exists():
        raise _taken(name)
    return models / name


def _taken(name: str) -> ModelError:
    advice = sentence("Give another one with --name, or remove it first: heirloom models remove {name}.", name=name)
    return ModelError(sentence("there is already a model {name!r}", name=name), advice=advice)


@contextlib.contextmanager
def _stage(name: str, models: Path) -> Iterator[Path]:
    """An empty folder on the same disk, where nobody looks for models; gone afterwards. One Heirloom at a time.

    Raises:
        ModelError: another Heirloom is at this model; or the folder of models cannot be written (DiskFull: no room).
    """
    from filelock import FileLock, Timeout  # installed with huggingface_hub; the system frees it after a kill

    stages = models / ".staging"
    with writing(models):
        stages.mkdir(parents=True, exist_ok=True)
        lock = FileLock(stages / f"{name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            what = sentence("another Heirloom is getting {name} right now", name=name)
            raise ModelError(what, advice=sentence("Wait until it is done, or stop it.")) from None
        stage = stages / f"{name}-{secrets.token_hex(4)}"
        try:
            for old in stages.glob(f"{name}-????????"):  # what a kill left behind
                shutil.rmtree(old, ignore_errors=True)
            stage.mkdir()
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            lock.release()


def _into_place(stage: Path, target: Path, models: Path) -> None:
    """`stage` under its final name, in one rename; what was there goes away after that is sure."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = _trash(target, models) if target.exists() else None
    stage.rename(target)
    if old is not None:
        shutil.rmtree(old)


def _trash(folder: Path, models: Path) -> Path:
    gone = models / ".staging" / f"{folder.name}-{secrets.token_hex(4)}"
    gone.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(gone)
    return gone

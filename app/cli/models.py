"""`heirloom models`: which there are, getting, importing, checking and removing them."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.adapters import adapter_line, adapter_named, adapter_record, import_adapter
from app.cli.console import (
    EXIT_CANCELLED,
    EXIT_FAILED,
    EXIT_OK,
    EXIT_USAGE,
    complain,
    error_text,
    say,
    say_json,
    size_text,
)
from app.cli.transfers import follow, transfer_view
from app.licences import accept, is_accepted, licence_lines
from app.paths import made, models_folder
from engine.adapter_file import SUFFIX, is_adapter, verify_adapter
from engine.caption_files import list_captioners
from engine.catalogue import (
    BUILT_IN,
    ModelInfo,
    adapters_folder,
    available,
    captioner_folder,
    entry_named,
    find_model,
    list_adapters,
    list_models,
)
from engine.catalogue_file import CatalogueEntry
from engine.download import present_bytes
from engine.errors import CatalogueError, HeirloomError, ModelError, ModelMissing
from engine.manifest import MANIFEST, read_manifest, verify_bundle

models = typer.Typer(no_args_is_help=True, help="List, get, import, check and remove models.")

Json = Annotated[bool, typer.Option("--json", help="JSON objects, one a line.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Answer every question with yes.")]
Catalogue = Annotated[
    Path | None,
    typer.Option(
        "--catalogue",
        metavar="FILE",
        help="Another list of what can be downloaded.",
        show_default=False,
        dir_okay=False,
    ),
]


@models.command("list")
def list_command(json: Json = False, catalogue: Catalogue = None) -> int:
    """List the models, adapters and captioners that are installed, and those that can be downloaded."""
    found = list_models([models_folder()])
    for info in found:
        if json:
            say_json(_record(info))
        elif info.problem:
            say(f"{info.name}: cannot be used: {info.problem}")
        else:
            say(f"{info.name}: {info.title}, {size_text(info.size_bytes)}, licence {info.licence}")
    if not found and not json:
        complain(f"There are no models. Put a model's folder into {models_folder()}.")
    for adapter in list_adapters([models_folder()]):
        if json:
            say_json(adapter_record(adapter))
        else:
            say(adapter_line(adapter))
    captioners = list_captioners(models_folder() / "captioners")
    for name in captioners:
        folder = captioner_folder(models_folder(), name)
        size = present_bytes(folder)
        if json:
            values = {"name": name, "kind": "captioner", "state": "installed", "folder": str(folder)}
            say_json(values | {"size_bytes": size})
        else:
            say(f"{name}: captioner, {size_text(size)}")
    there = {info.name for info in found} | set(captioners)
    for entry in available(catalogue):
        if entry.name not in there:
            _say_available(entry, json)
    return EXIT_OK


@models.command("get")
def get_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `models list` names it.", show_default=False)],
    yes: Yes = False,
    keep: Annotated[bool, typer.Option("--keep-download", help="Keep the downloaded files, too.")] = False,
    quiet: Quiet = False,
    json: Json = False,
    catalogue: Catalogue = None,
) -> int:
    """Download a model or captioner, convert and check it. Interrupted, the same command goes on."""
    from engine.installing import discard_download, download_folder, get

    try:
        entry = entry_named(name, catalogue)
    except CatalogueError as error:
        complain(error_text(error))
        return EXIT_USAGE
    if (whole := _whole(entry)) is not None:
        _ready(entry.name, whole, json, "is already there, and whole")
        return EXIT_OK
    if (refusal := _licensed(entry, yes)) is not None:
        return refusal
    made(models_folder())
    view = transfer_view(quiet=quiet, json=json)
    try:
        folder = follow(get(entry, models_folder()), view)
    except HeirloomError as error:
        return _failed(error, json)
    except KeyboardInterrupt:
        complain("Cancelled. What has come is kept; the same command goes on from there.")
        return EXIT_CANCELLED
    _ready(entry.name, folder, json, "is ready")
    left = present_bytes(download_folder(entry.name, models_folder()))
    if left and not keep:
        question = f"Delete the downloaded files, {size_text(left)}? They are only needed to convert it again."
        if yes or (_at_terminal() and typer.confirm(question, default=True, err=True)):
            discard_download(entry.name, models_folder())
        else:
            complain(
                f"The downloaded files stay ({size_text(left)}): delete them with heirloom models remove --downloads."
            )
    return EXIT_OK


@models.command("import")
def import_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.", show_default=False)],
    name: Annotated[str, typer.Option("--name", help="What it shall be called.", show_default=False)] = "",
    title: Annotated[str, typer.Option("--title", help="The same, for people.", show_default=False)] = "",
    licence: Annotated[str, typer.Option("--licence", help="Under which it comes.")] = "not stated (imported)",
    base: Annotated[
        str, typer.Option("--base", metavar="MODEL", help="Installed model that gives what is missing.")
    ] = "",
    like: Annotated[str, typer.Option("--like", help="Entry of the catalogue with the same sizes.")] = "faithdiff",
    fetch: Annotated[
        bool,
        typer.Option(
            "--fetch",
            help="Download the few MB that a single-file base lacks: tokenizers and configurations.",
        ),
    ] = False,
    quiet: Quiet = False,
    json: Json = False,
    catalogue: Catalogue = None,
) -> int:
    """Make a model of files that are already here: for computers without a network, and for fine-tunes.

    Takes FaithDiff.bin or a fine-tune in its naming (.safetensors, .bin), the folder or the single-file SDXL checkpoint
    of a base, a VAE's folder; a folder with all of these in it; a whole model's or captioner's folder; an adapter.
    """
    from app.model_import import import_model

    view = transfer_view(quiet=quiet, json=json)
    try:
        if any(map(is_adapter, paths)):
            return import_adapter(paths, name, json)
        if name and adapters_folder(models_folder()).joinpath(name + SUFFIX).is_file():
            raise ModelError(f"there is already an adapter {name!r}", advice="Give another one with --name.")
        making = import_model(
            paths,
            made(models_folder()),
            name=name,
            title=title,
            licence=licence,
            base=base,
            like=like,
            catalogue=catalogue,
            fetch=fetch,
        )
        folder = follow(making, view)
    except HeirloomError as error:
        return _failed(error, json)
    finally:
        view.stop()
    _ready(folder.name, folder, json, "is ready")
    return EXIT_OK


@models.command("remove")
def remove_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model, adapter or captioner.", show_default=False)],
    yes: Yes = False,
    downloads: Annotated[bool, typer.Option("--downloads", help="Only its downloaded files.")] = False,
    json: Json = False,
) -> int:
    """Delete a model of your own, and what was downloaded for it. Those that come with Heirloom stay."""
    from engine.adapter_library import remove_adapter
    from engine.installing import check_name, discard_download, download_folder, remove

    if name == BUILT_IN:
        complain("The built-in model comes with Heirloom and is never removed.")
        return EXIT_USAGE
    try:
        check_name(name)
    except ModelError as error:
        complain(error_text(error))
        return EXIT_USAGE
    here = models_folder()
    folders = [] if downloads else [path for path in (here / name, captioner_folder(here, name)) if path.is_dir()]
    fetched = download_folder(name, here)
    adapter = adapters_folder(here) / f"{name}{SUFFIX}"
    adapters = [adapter] if not downloads and os.path.lexists(adapter) else []
    if not folders and not fetched.is_dir() and not adapters:
        complain(f"There is no {'download of ' if downloads else 'model '}{name!r} of your own.")
        return EXIT_USAGE
    size = sum(map(present_bytes, folders)) + present_bytes(fetched) + sum(path.lstat().st_size for path in adapters)
    left = [info.name for info in list_adapters([here]) if info.base_folder in folders]
    if left:
        complain(f"Without {name} these adapters cannot be used: {', '.join(left)}.")
    if not yes:
        if not _at_terminal():
            complain("Nothing was removed. To remove it without being asked: --yes.")
            return EXIT_USAGE
        if not typer.confirm(f"Remove {name}, {size_text(size)}?", default=False, err=True):
            return EXIT_CANCELLED
    freed = sum(remove(folder, here) for folder in folders) + discard_download(name, here)
    freed += sum(remove_adapter(path, here) for path in adapters)
    if json:
        say_json({"event": "removed", "name": name, "freed_bytes": freed})
    else:
        say(f"{name}: removed, {size_text(freed)} freed.")
    return EXIT_OK


@models.command("verify")
def verify_command(
    model: Annotated[
        str, typer.Argument(metavar="NAME_OR_PATH", help="Of a model, adapter or captioner.", show_default=False)
    ],
    json: Json = False,
) -> int:
    """Check every file of a model against its sha256. Exit code 0: whole; 1: not; 2: no such model."""
    from engine.installing import CAPTIONER, verify_captioner

    captioner = captioner_folder(models_folder(), model) if "/" not in model else Path(model)
    try:
        if (captioner / CAPTIONER).is_file():
            values = verify_captioner(captioner)
            return _whole_said(captioner.name, len(values["files"]), present_bytes(captioner), json)
        if (adapter := adapter_named(model)) is not None:
            whole = verify_adapter(adapter)
            return _whole_said(whole.identity, 1, whole.size_bytes, json)
        folder = find_model(model, [models_folder()])
    except ModelMissing as error:
        complain(error_text(error))
        return EXIT_USAGE if error.path is None or not error.path.is_relative_to(captioner) else EXIT_FAILED
    except ModelError as error:
        return _failed(error, json)
    try:
        manifest = verify_bundle(folder)
    except ModelError as error:
        return _failed(error, json)
    return _whole_said(manifest.identity, len(manifest.files), manifest.size_bytes, json)


def _licensed(entry: CatalogueEntry, yes: bool) -> int | None:
    """Shows the licences and asks; None if they are accepted, else the exit code."""
    if is_accepted(entry):
        return None
    for line in licence_lines(entry):
        complain(line)
    if not yes:
        if not _at_terminal():
            complain("Nothing was downloaded. To accept these conditions without being asked: --yes.")
            return EXIT_USAGE
        if not typer.confirm("Do you accept them?", default=False, err=True):
            return EXIT_CANCELLED
    made(models_folder())
    accept(entry)
    return None


def _whole(entry: CatalogueEntry) -> Path | None:
    """Its folder if it is installed and every file is whole."""
    from engine.installing import ready_folder, verify_captioner

    folder = ready_folder(entry, models_folder())
    try:
        if entry.kind == "captioner":
            verify_captioner(folder)
        else:
            verify_bundle(folder)
    except ModelError:
        return None
    return folder


def _ready(name: str, folder: Path, json: bool, how: str) -> None:
    identity = read_manifest(folder).identity if (folder / MANIFEST).is_file() else name
    if json:
        say_json({"event": "ready", "name": folder.name, "identity": identity, "folder": str(folder)})
    else:
        say(f"{identity} {how}, in {folder}.")


def _whole_said(identity: str, files: int, size: int, json: bool) -> int:
    if json:
        say_json({"event": "whole", "identity": identity, "files": files, "size_bytes": size})
    else:
        what = "is whole" if files == 1 else f"all {files} files are whole"
        say(f"{identity}: {what}, {size_text(size)}.")
    return EXIT_OK


def _failed(error: HeirloomError, json: bool) -> int:
    complain(error_text(error))
    if json:
        path = str(error.path) if error.path is not None else None
        values: dict[str, Any] = {"event": "failed", "error": type(error).__name__, "what": error.what, "path": path}
        say_json(values | {"advice": error.advice})
    return EXIT_FAILED


def _say_available(entry: CatalogueEntry, json: bool) -> None:
    from engine.installing import download_folder

    come = present_bytes(download_folder(entry.name, models_folder()))
    if json:
        values: dict[str, Any] = {"name": entry.name, "kind": entry.kind, "state": "available", "title": entry.title}
        values |= {"about": entry.about, "memory_hint": entry.memory_hint, "downloaded_bytes": come}
        values |= {"approximate_bytes": entry.approximate_bytes, "installed_bytes": entry.installed_bytes}
        say_json(values | {"licences": [licence.name for _, licence in entry.licences]})
        return
    size = f", takes about {size_text(entry.installed_bytes)}" if entry.installed_bytes else ""
    begun = f"; {size_text(come)} of it are here already" if come else ""
    say(f"{entry.name}: can be downloaded with heirloom models get {entry.name}: {entry.title}{size}{begun}")


def _record(info: ModelInfo) -> dict[str, object]:
    return {
        "name": info.name,
        "kind": "model",
        "state": "broken" if info.problem else "installed",
        "folder": str(info.folder),
        "title": info.title,
        "licence": info.licence,
        "size_bytes": info.size_bytes,
        "recommended": info.recommended.to_dict(),
        "problem": info.problem or None,
    }


def _at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()

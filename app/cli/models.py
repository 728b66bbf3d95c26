"""`heirloom models`: which there are, and whether their files are whole."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import EXIT_FAILED, EXIT_OK, EXIT_USAGE, complain, error_text, say, say_json, size_text
from app.paths import models_folder
from engine.catalogue import ModelInfo, find_model, list_models
from engine.errors import ModelError
from engine.manifest import verify_bundle

models = typer.Typer(no_args_is_help=True, help="List and check models.")


@models.command("list")
def list_command(
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line and model.")] = False,
) -> int:
    """List the models that can be given to --model."""
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
    return EXIT_OK


@models.command("verify")
def verify_command(
    model: Annotated[str, typer.Argument(metavar="NAME_OR_DIR", help="A model's name or folder.", show_default=False)],
) -> int:
    """Check every file of a model against its sha256. Exit code 0: whole; 1: not; 2: no such model."""
    try:
        folder = find_model(model, [models_folder()])
    except ModelError as error:
        complain(error_text(error))
        return EXIT_USAGE
    return _verified(folder)


def _verified(folder: Path) -> int:
    try:
        manifest = verify_bundle(folder)
    except ModelError as error:
        complain(error_text(error))
        return EXIT_FAILED
    say(f"{manifest.identity}: all {len(manifest.files)} files are whole, {size_text(manifest.size_bytes)}.")
    return EXIT_OK


def _record(info: ModelInfo) -> dict[str, object]:
    return {
        "name": info.name,
        "folder": str(info.folder),
        "title": info.title,
        "licence": info.licence,
        "size_bytes": info.size_bytes,
        "recommended": info.recommended.to_dict(),
        "problem": info.problem or None,
    }

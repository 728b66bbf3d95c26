"""Adapters in `heirloom models`: how they are imported, found and told."""

from pathlib import Path

from app.cli.console import EXIT_OK, complain, say, say_json, size_text
from app.paths import made, models_folder
from engine.adapter_file import SUFFIX, read_adapter
from engine.catalogue import AdapterInfo, adapters_folder, list_adapters
from engine.errors import ModelError


def adapter_named(name_or_path: str) -> Path | None:
    """The adapter's file that is meant, if it is an adapter and not a model."""
    here = models_folder()
    own = adapters_folder(here) / f"{name_or_path}{SUFFIX}"
    if "/" not in name_or_path and own.is_file() and not (here / name_or_path).is_dir():
        return own
    return Path(name_or_path) if Path(name_or_path).is_file() else None


def import_adapter(paths: list[Path], name: str, json: bool) -> int:
    """Copies an adapter into the folder of models, says so, and returns the exit code.

    Raises:
        ModelError: it is damaged, or the name is taken, or there is more than it; DiskFull.
    """
    from engine.adapter_library import install_adapter, name_for

    here = made(models_folder())
    if len(paths) > 1:
        raise ModelError("there is an adapter among several files", advice="Import it alone.")
    path = install_adapter(paths[0], name_for(paths[0], read_adapter(paths[0]), name), here)
    (info,) = (info for info in list_adapters([here]) if info.path == path)
    if info.problem:
        complain(info.problem)
    identity = read_adapter(path).identity
    if json:
        values = {"event": "ready", "kind": "adapter", "name": info.name, "identity": identity, "path": str(path)}
        say_json(values | {"base": info.base, "base_installed": info.base_installed})
    else:
        say(f"{identity} is ready, in {path}: an adapter for {info.base or 'a model that is not named'}.")
    return EXIT_OK


def adapter_line(info: AdapterInfo) -> str:
    """What `models list` says of it."""
    if info.problem:
        return f"{info.name}: adapter, cannot be used: {info.problem}"
    parts = [f"adapter for {info.base}", size_text(info.size_bytes), f"{info.updates} updates"]
    parts += [f"held-out test: {info.verdict}"] if info.verdict else []
    return f"{info.name}: {info.title}, {', '.join(parts)}, licence {info.licence}"


def adapter_record(info: AdapterInfo) -> dict[str, object]:
    """The same for programs."""
    return {
        "name": info.name,
        "kind": "adapter",
        "state": "broken" if info.problem else "installed",
        "path": str(info.path),
        "title": info.title,
        "licence": info.licence,
        "size_bytes": info.size_bytes,
        "base": info.base,
        "base_installed": info.base_installed,
        "updates": info.updates,
        "verdict": info.verdict or None,
        "metrics": info.metrics,
        "recommended": info.recommended.to_dict(),
        "problem": info.problem or None,
    }

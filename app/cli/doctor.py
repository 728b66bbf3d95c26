"""`heirloom doctor`: what is installed, what computes, where things are kept, what is missing."""

import importlib.metadata
import importlib.util
import logging
import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from app import __version__
from app.cards import driver_version, unsupported_card, why_no_card
from app.cli.console import EXIT_FAILED, EXIT_OK, plain, say, say_json, size_text
from app.devices import resolve_device
from app.model.pace import duration
from app.paths import cache_folder, data_folder, log_folder, models_folder
from app.qt_libraries import has_screen, missing_libraries
from app.throughput import Throughput, seconds_of
from engine.adapter_file import verify_adapter
from engine.catalogue import BUILT_IN, AdapterInfo, ModelInfo, list_adapters, list_models
from engine.errors import HeirloomError, ModelError
from engine.manifest import verify_bundle
from engine.sizes import read_sizes

State = Literal["ok", "note", "missing"]
logger = logging.getLogger(__name__)

_NEEDED = (
    "torch", "diffusers", "transformers", "PySide6-Essentials", "pillow", "safetensors", "numpy", "appdirs",
    "huggingface_hub", "accelerate", "peft", "pillow-heif", "typer", "rich",
)  # fmt: skip
_OPTIONAL = {"rawpy": "camera RAW files"}
_LOW_DISK = 2_000_000_000


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        part: `versions`, `devices`, `window`, `folders` or `models`.
        state: `ok`, `note` (works without it), or `missing` (something does not work).
        text: for people.
        values: the same for programs.
    """

    part: str
    state: State
    text: str
    values: dict[str, Any]


def doctor_command(
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line and finding.")] = False,
) -> int:
    """Show versions, devices, folders and models, and what is missing. Exit code 0: all is well; 1: not."""
    findings = [*_versions(), *_devices(), *_window(), *_folders(), *_models()]
    part = ""
    for finding in findings:
        if json:
            say_json({"part": finding.part, "state": finding.state, "text": plain(finding.text)} | finding.values)
            continue
        if finding.part != part:
            part = finding.part
            say(part.capitalize())
        mark = {"ok": "  ", "note": "- ", "missing": "! "}[finding.state]
        say(f"  {mark}{finding.text}")
    wrong = [finding for finding in findings if finding.state == "missing"]
    if not json:
        say("All is well." if not wrong else f"{len(wrong)} of these need attention; they are marked with !")
    return EXIT_FAILED if wrong else EXIT_OK


def _versions() -> list[Finding]:
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    found = [
        Finding("versions", "ok", f"heirloom {__version__}", {"name": "heirloom", "version": __version__}),
        Finding(
            "versions",
            "ok",
            f"Python {platform.python_version()} on {system}",
            {"name": "python", "version": platform.python_version(), "system": system},
        ),
    ]
    for name in (*_NEEDED, *_OPTIONAL):
        version = _installed(name)
        values = {"name": name, "version": version}
        if version is not None:
            found.append(Finding("versions", "ok", f"{name} {version}", values))
        elif name in _OPTIONAL:
            found.append(Finding("versions", "note", f"{name} is not installed: no {_OPTIONAL[name]}", values))
        else:
            found.append(Finding("versions", "missing", f"{name} is not installed: install Heirloom again", values))
    return found


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _devices() -> list[Finding]:
    cores = os.cpu_count() or 1
    values: dict[str, Any] = {"name": "cpu", "cores": cores, "threads": None}
    try:
        import torch
    except (ImportError, OSError) as error:
        logger.exception("torch cannot be loaded")
        text = f"PyTorch cannot be loaded ({error}): install Heirloom again"
        return [Finding("devices", "missing", text, values)]
    values["threads"] = torch.get_num_threads()
    found = [Finding("devices", "ok", f"cpu: {cores} cores, {values['threads']} threads used", values)]
    driver = driver_version()
    if (why := why_no_card()) is not None:
        text = f"no graphics card: {why.text}; everything runs on the processor. {why.advice}".rstrip()
        built = torch.version.cuda or torch.version.hip
        values = {"name": "cuda", "driver": driver, "built_for": built, "reason": why.reason}
        return [*found, Finding("devices", "note", text, values)]
    for index in range(torch.cuda.device_count()):
        found.append(_graphics_card(index, driver))
    return found


def _graphics_card(index: int, driver: str | None) -> Finding:
    import torch

    values: dict[str, Any] = {"name": f"cuda:{index}", "driver": driver, "built_for": torch.version.cuda}
    try:
        card = torch.cuda.get_device_properties(index)
        free, total = torch.cuda.mem_get_info(index)
    except RuntimeError as error:
        logger.exception("cuda:%d cannot be used", index)
        return Finding("devices", "missing", f"cuda:{index} cannot be used ({error})", values)
    values |= {"card": card.name, "free_bytes": free, "total_bytes": total, "capability": [card.major, card.minor]}
    if problem := unsupported_card(card.major, card.minor, torch.cuda.get_arch_list()):
        return Finding("devices", "missing", f"cuda:{index}: {card.name} cannot be used: {problem}", values)
    memory = f"{size_text(free)} of {size_text(total)} free"
    versions = f"driver {driver or 'unknown'}, CUDA {torch.version.cuda}, capability {card.major}.{card.minor}"
    return Finding("devices", "ok", f"cuda:{index}: {card.name}, {memory}, {versions}", values)


def _window() -> list[Finding]:
    """Whether a window could open; found out without importing Qt."""
    if importlib.util.find_spec("PySide6") is None:
        return [Finding("window", "missing", "Qt is not installed: install Heirloom again", {"name": "qt"})]
    found = [
        Finding("window", "missing", f"{name} is missing: install the package {package}", {"name": name})
        for name, package in missing_libraries().items()
    ]
    if not found:
        found.append(Finding("window", "ok", "Qt and the system libraries it needs are there", {"name": "qt"}))
    if not has_screen():
        text = "no screen: the command line works, the window does not open"
        found.append(Finding("window", "note", text, {"name": "screen"}))
    return found


def _folders() -> list[Finding]:
    found: list[Finding] = []
    for name, folder in (("data", data_folder()), ("cache", cache_folder()), ("log", log_folder())):
        existing = folder
        while not existing.exists() and existing != existing.parent:
            existing = existing.parent
        writable = existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
        free = _free(existing)
        values = {"name": name, "folder": str(folder), "writable": writable, "free_bytes": free}
        space = f"{size_text(free)} free" if free is not None else "free space unknown"
        if not writable:
            found.append(Finding("folders", "missing", f"{name}: {folder} cannot be written", values))
        elif free is not None and free < _LOW_DISK:
            found.append(Finding("folders", "note", f"{name}: {folder}, only {space}", values))
        else:
            found.append(Finding("folders", "ok", f"{name}: {folder}, {space}", values))
    return found


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _models() -> list[Finding]:
    found: list[Finding] = []
    for info in list_models([models_folder()]):
        values: dict[str, Any] = {"name": info.name, "folder": str(info.folder), "size_bytes": info.size_bytes}
        try:
            identity = verify_bundle(info.folder).identity
        except ModelError as error:
            found.append(Finding("models", "missing", f"{info.name}: {error}", values))
        else:
            text = f"{info.name}: {info.title}, {size_text(info.size_bytes)}, whole"
            found.append(Finding("models", "ok", text, values | {"identity": identity}))
            found += _plan(info, identity)
    found += [_adapter(info) for info in list_adapters([models_folder()])]
    if not any(finding.values["name"] == BUILT_IN for finding in found):
        text = f"{BUILT_IN}: the built-in model is missing: install Heirloom again"
        found.append(Finding("models", "missing", text, {"name": BUILT_IN}))
    return found


def _adapter(info: AdapterInfo) -> Finding:
    """Whether an adapter is whole, and its base is here. Nothing else depends on it."""
    values: dict[str, Any] = {"name": info.name, "path": str(info.path), "base": info.base, "kind": "adapter"}
    try:
        identity = verify_adapter(info.path).identity
    except ModelError as error:
        return Finding("models", "note", f"{info.name}: {error}", values)
    if info.problem:
        return Finding("models", "note", f"{info.name}: {info.problem}", values)
    text = f"{info.name}: {info.title}, adapter for {info.base}, {size_text(info.size_bytes)}, whole"
    return Finding("models", "ok", text, values | {"identity": identity})


def _plan(info: ModelInfo, identity: str) -> list[Finding]:
    """With which memory plan the model restores here, what it needs at its peak, and how long it takes if known."""
    from app.planning import TYPICAL, foresee, memory_of

    try:
        memory = memory_of(resolve_device("auto"))
        prediction = foresee(read_sizes(info.folder), info.recommended, TYPICAL, memory)
    except (ImportError, OSError, RuntimeError) as error:  # said among the devices
        logger.info("no plan for %s: %s", info.name, error)
        return []
    except HeirloomError as error:  # too little memory, mostly
        return [Finding("models", "note", f"{info.name}: {error}", {"name": f"{info.name} plan", "plan": None})]
    if prediction is None:
        return []
    side = " × ".join(map(str, TYPICAL))
    text = f"{info.name}: restores {side} px on {memory.name} with the plan {prediction.plan.name}"
    text += f", {size_text(prediction.peak_bytes)} at its peak, {size_text(memory.free)} free"
    seconds = seconds_of(Throughput(data_folder()), memory, identity, prediction, info.recommended)
    text += f", about {duration(seconds)}" if seconds is not None else ", time unknown before its first restoration"
    values = {"name": f"{info.name} plan", "plan": prediction.plan.name, "peak_bytes": prediction.peak_bytes}
    values |= {"seconds": seconds, "host_bytes": prediction.host_bytes}
    values |= {"device": memory.name, "free_bytes": memory.free}
    return [Finding("models", "ok", text, values)]

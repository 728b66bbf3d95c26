"""`heirloom restore`: options into one request, then a batch."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from app.cli.batch import Batch, restore_all
from app.cli.console import EXIT_USAGE, complain, error_text, in_options
from app.cli.dry_run import foresee_all
from app.cli.preset_option import models_of, read_option, with_preset
from app.cli.targets import destination
from app.devices import check_device_name
from app.naming import pattern_problem
from app.paths import data_folder, models_folder
from app.presets import PresetError
from app.settings import DPI, Settings, load_settings
from engine.adapter_file import read_adapter
from engine.adapter_fit import check_base
from engine.catalogue import BUILT_IN, base_folder, find_adapter, find_model
from engine.errors import ModelError, RequestError
from engine.manifest import BundleManifest, verify_bundle
from engine.request import Color, Precision, RestoreRequest, Sampler, Speed, Start, TimeIds

Kept = Literal["keep", "none"]
Place = Literal["keep", "remove"]
Plan = Literal["auto", "resident", "8gb", "6gb", "4gb", "cpu", "cpu-small"]


def restore_command(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Photos to restore.", show_default=False)],
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE_OR_DIR", help="Where results go. Without it: beside each photo, as NAME_restored."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME_OR_DIR",
            help="A name from `heirloom models list`, or a model's folder. Without it: built-in, or the adapter's own.",
        ),
    ] = None,
    adapter: Annotated[
        str | None, typer.Option(metavar="NAME_OR_FILE", help="A fine-tune, which brings its own model with it.")
    ] = None,
    adapter_strength: Annotated[
        float | None,
        typer.Option("--adapter-strength", metavar="F", help="0 to 1: how much of the adapter; 0 is the model alone."),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(metavar="NAME_OR_FILE", help="Settings kept in the window or shared as a file; options overrule."),
    ] = None,
    scale: Annotated[float | None, typer.Option(metavar="F", help="Size of the result as a factor.")] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Size of the result in pixels.")] = None,
    caption: Annotated[str | None, typer.Option(metavar="TEXT", help="What the photo shows.")] = None,
    negative: Annotated[str | None, typer.Option(metavar="TEXT", help="What the result should not show.")] = None,
    guidance: Annotated[
        float | None, typer.Option(metavar="F", help="0 to 30: low is faithful, high is crisp; up to 1 is fastest.")
    ] = None,
    steps: Annotated[int | None, typer.Option(metavar="N", help="Denoising steps, 1 to 1000.")] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Another seed gives another take.")] = None,
    sampler: Annotated[Sampler | None, typer.Option(help="How the steps are taken.")] = None,
    start: Annotated[Start | None, typer.Option(help="Start from the photo with noise on it, or from noise.")] = None,
    strength: Annotated[
        float | None, typer.Option(metavar="F", help="0.01 to 1: how far from the photo to start.")
    ] = None,
    color: Annotated[Color | None, typer.Option(help="How colours are matched to the photo's.")] = None,
    tile: Annotated[int | None, typer.Option(metavar="PX", help="Side of a tile in pixels of the result.")] = None,
    precision: Annotated[
        Precision | None, typer.Option(help="Arithmetic; int8 needs about half the memory and is approximate.")
    ] = None,
    speed: Annotated[Speed | None, typer.Option(help="fast is approximate.")] = None,
    time_ids: Annotated[
        TimeIds | None,
        typer.Option("--time-ids", help="A tile's place, as released or in pixels."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN",
            help="Names of results, as {name}_restored; also {model}, {seed}, {width}, {height}, {date}. "
            "Without this and the next two: as in the window's settings.",
        ),
    ] = None,
    metadata: Annotated[
        Kept | None, typer.Option(help="What the photo's file says of it (date, camera, captions), or none of it.")
    ] = None,
    location: Annotated[Place | None, typer.Option(help="Where the photo was taken: keep it, or leave it out.")] = None,
    dpi: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=DPI[0],
            max=DPI[1],
            help="Pixels of a printed inch, for programs that print. Without it: prints are as large as the photo's.",
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Restore what was restored before with the same settings, too.")
    ] = False,
    beyond: Annotated[
        bool,
        typer.Option(
            "--beyond",
            help="Also write, as NAME_beyond.png, where each result shows what the photo does not hold: "
            "4 for each level of 255.",
        ),
    ] = False,
    device: Annotated[str, typer.Option(metavar="auto|cpu|cuda[:N]", help="What computes.")] = "auto",
    plan: Annotated[Plan, typer.Option(help="How memory is used; auto chooses by what is free.")] = "auto",
    compiled: Annotated[
        bool,
        typer.Option("--compile", help="Compile the model first: a minute or more, then faster; for many photos."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say size, plan, memory and time for each photo.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line and photo on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
) -> int:
    """Restore photos. Originals are never changed, existing files never replaced: results get a free name.

    A photo whose result was saved before with the same settings is skipped, and one that a window restored is not
    computed again. Options left out are what the model recommends.

    Exit code 0: all restored; 1: some failed, each with a line;
    2: wrong usage, unknown or damaged model, or no such device; 130: cancelled.
    """
    given: dict[str, Any] = {
        "caption": caption,
        "negative_prompt": negative,
        "guidance_scale": guidance,
        "steps": steps,
        "seed": seed,
        "sampler": sampler,
        "start": start,
        "strength": strength,
        "color": color,
        "tile": tile,
        "precision": precision,
        "speed": speed,
        "time_ids": time_ids,
        "adapter_strength": adapter_strength,
    }
    try:
        if scale is not None and size is not None:
            raise RequestError("scale and --size contradict each other", field="scale", advice="Give one of them.")
        kept = read_option(preset)
        model, adapter = models_of(kept, model, adapter)
        if adapter_strength is not None and adapter is None:
            what = "adapter_strength is given, but no adapter"
            raise RequestError(what, field="adapter_strength", advice="Give one with --adapter.")
        overrides = {name: value for name, value in given.items() if value is not None} | _size(scale, size)
        RestoreRequest.from_dict(overrides)  # wrong values are told before the model is looked at
        check_device_name(device)
        where = destination(out, len(inputs))
        settings = _settings()
        pattern = settings.name_pattern if name is None else name
        if problem := pattern_problem(pattern):
            raise RequestError(f"name is {pattern!r}. {problem}", field="name")
        chosen = _chosen(model, adapter)
        request = RestoreRequest.from_dict(overrides, base=with_preset(chosen.recommended, kept))
    except RequestError as error:
        complain(in_options(error))
        return EXIT_USAGE
    except (ModelError, PresetError) as error:
        complain(error_text(error))
        return EXIT_USAGE
    batch = Batch(
        sources=tuple(inputs),
        where=where,
        model=chosen.folder,
        manifest=chosen.manifest,
        request=request,
        device=device,
        plan=plan,
        compiled=compiled,
        json=json,
        quiet=quiet,
        adapter=chosen.adapter,
        adapter_identity=chosen.adapter_identity,
        pattern=pattern,
        metadata=metadata or settings.metadata,
        place=location or settings.place,
        dpi=dpi,
        again=again,
        beyond=beyond,
    )
    return foresee_all(batch) if dry_run else restore_all(batch)


def _settings() -> Settings:
    """Those of the window, for saving; the file is only read."""
    settings, trouble = load_settings(data_folder() / "settings.json", back_up=False)
    if trouble:
        complain(f"note: {trouble.words()}")
    return settings


@dataclass(frozen=True)
class _Chosen:
    """What restores: a model's folder and manifest, and perhaps an adapter's file."""

    folder: Path
    manifest: BundleManifest
    recommended: RestoreRequest
    adapter: Path | None = None
    adapter_identity: str = ""


def _chosen(model: str | None, adapter: str | None) -> _Chosen:
    """What --model and --adapter mean together; files are looked at, their hashes compared when they are loaded.

    Raises:
        ModelError: one of them is missing or damaged, or the adapter is for another model than the one named.
    """
    folders = [models_folder()]
    if adapter is None:
        folder = find_model(BUILT_IN if model is None else model, folders)
        manifest = verify_bundle(folder, hashes=False)
        return _Chosen(folder, manifest, manifest.request())
    path = find_adapter(adapter, folders)
    said = read_adapter(path)
    folder = base_folder(path, said, folders) if model is None else find_model(model, folders)
    manifest = verify_bundle(folder, hashes=False)
    check_base(path, said, manifest)
    return _Chosen(folder, manifest, said.request(), path, said.identity)


def _size(scale: float | None, size: str | None) -> dict[str, Any]:
    """The request's fields for --scale or --size; one of them given overrules either in the model's recommendation.

    Raises:
        RequestError: `size` is not two whole numbers.
    """
    if scale is not None:
        return {"scale": scale, "size": None}
    if size is None:
        return {}
    numbers = re.fullmatch(r"([0-9]{1,6})[xX×]([0-9]{1,6})", size.strip())
    if numbers is None:
        raise RequestError(f"size is {size!r}, but must be width and height in pixels, as 1024x768", field="size")
    return {"size": [int(numbers[1]), int(numbers[2])]}

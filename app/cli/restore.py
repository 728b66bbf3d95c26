"""`heirloom restore`: options into one request, then a batch."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from app.cli.batch import Batch, restore_all
from app.cli.console import EXIT_USAGE, complain, error_text, in_options
from app.cli.dry_run import foresee_all
from app.cli.targets import destination
from app.devices import check_device_name
from app.paths import models_folder
from engine.catalogue import BUILT_IN, find_model
from engine.errors import ModelError, RequestError
from engine.manifest import verify_bundle
from engine.request import Color, Precision, RestoreRequest, Sampler, Speed, Start, TimeIds

Plan = Literal["auto", "resident", "8gb", "6gb", "4gb", "cpu", "cpu-small"]


def restore_command(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Photos to restore.", show_default=False)],
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE_OR_DIR", help="Where results go. Without it: beside each photo, as NAME_restored."),
    ] = None,
    model: Annotated[
        str, typer.Option(metavar="NAME_OR_DIR", help="A name from `heirloom models list`, or a model's folder.")
    ] = BUILT_IN,
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
    device: Annotated[str, typer.Option(metavar="auto|cpu|cuda[:N]", help="What computes.")] = "auto",
    plan: Annotated[Plan, typer.Option(help="How memory is used; auto chooses by what is free.")] = "auto",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say size, plan, memory and time for each photo.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line and photo on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
) -> int:
    """Restore photos. Originals are never changed, existing files never replaced: results get a free name.

    Options left out are what the model recommends. Exit code 0: all restored; 1: some failed, each with a line;
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
    }
    try:
        if scale is not None and size is not None:
            raise RequestError("scale and --size contradict each other", field="scale", advice="Give one of them.")
        overrides = {name: value for name, value in given.items() if value is not None} | _size(scale, size)
        RestoreRequest.from_dict(overrides)  # wrong values are told before the model is looked at
        check_device_name(device)
        where = destination(out, len(inputs))
        folder = find_model(model, [models_folder()])
        manifest = verify_bundle(folder, hashes=False)  # loading compares the hashes
        request = RestoreRequest.from_dict(overrides, base=manifest.request())
    except RequestError as error:
        complain(in_options(error))
        return EXIT_USAGE
    except ModelError as error:
        complain(error_text(error))
        return EXIT_USAGE
    batch = Batch(tuple(inputs), where, folder, manifest, request, device, plan, json=json, quiet=quiet)
    return foresee_all(batch) if dry_run else restore_all(batch)


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

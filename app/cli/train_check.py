"""Looking at a training before it: what its photos are, what it takes here, and what its degradations look like."""

from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.console import EXIT_FAILED, EXIT_OK, EXIT_USAGE, complain, error_text, say, say_json, size_text
from engine.errors import ConfigError, HeirloomError

RunFile = Annotated[Path, typer.Argument(metavar="RUN.toml", help="Which run to look at.", show_default=False)]
_NO_RUN = "there is no such run file. Check the name."


def check_command(
    run: RunFile,
    photos: Annotated[bool, typer.Option(help="Look at the photos.")] = True,
    machine: Annotated[bool, typer.Option(help="Load the base, and try how much memory and time it takes.")] = True,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line and event on stdout.")] = False,
) -> int:
    """Say what a run would take: which photos are usable, how much memory, how long an update. Nothing is trained.

    With --json the events are those of trainer/events.py, and the last one is ended, with code and message.
    """
    if not run.is_file():
        return _ended(json, EXIT_USAGE, f"{run}: {_NO_RUN}")
    from trainer.check import check_run

    show = say_json if json else _say_event
    return _driven(check_run(run, photos=photos, machine=machine), show, json)


def examples_command(
    run: RunFile,
    out: Annotated[Path, typer.Option(help="Folder for the pictures; what is there is replaced.", show_default=False)],
    photos: Annotated[int, typer.Option(min=1, max=100, help="How many photos.")] = 3,
    size: Annotated[int, typer.Option(min=32, max=1024, help="Side of each crop in pixels.")] = 192,
    turn: Annotated[int, typer.Option(min=0, max=10**6, help="Other examples for each number.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="What is in the pictures, as JSON on stdout.")] = False,
) -> int:
    """Write crops of a few photos, and what each degradation of a run makes of them, as PNG files."""
    if not run.is_file():
        return _ended(json, EXIT_USAGE, f"{run}: {_NO_RUN}")
    from trainer.examples import write_examples

    def work() -> Generator[dict[str, Any], None, None]:
        yield {"phase": "examples", **write_examples(run, out, photos=photos, side=size, turn=turn)}

    def told(event: Mapping[str, Any]) -> None:
        say(f"{out}: {len(event['rows'])} photos")

    return _driven(work(), say_json if json else told, json)


def preview_command(
    run: RunFile,
    photos: Annotated[int, typer.Option(min=1, max=100, help="Rows of the sheet.")] = 6,
    size: Annotated[int, typer.Option(min=32, max=1024, help="Side of each crop in pixels.")] = 256,
    out: Annotated[
        Path | None, typer.Option(help="The sheet's file, PNG; by default beside the run file.", show_default=False)
    ] = None,
) -> int:
    """Write a contact sheet: photos of the collection, and what each degradation of the run makes of them.

    The parameters that were drawn are written beside it, as JSON. Nothing is trained, and no model is needed.
    """
    if not run.is_file():
        complain(f"{run}: {_NO_RUN}")
        return EXIT_USAGE
    from trainer.contact_sheet import contact_sheet

    target = out or run.with_name(f"{run.stem}_preview.png")
    try:
        sheet = contact_sheet(run, photos, size)
        written, parameters = sheet.save(target)
    except ConfigError as error:
        complain(error_text(error))
        return EXIT_USAGE
    except HeirloomError as error:
        complain(error_text(error))
        return EXIT_FAILED
    for path, reason in sheet.collection.rejected:
        complain(f"{path}: left out: {reason}.")
    count = len(sheet.collection.photos)
    say(f"{written}: {len(sheet.rows)} of {count} photos. Parameters: {parameters}")
    return EXIT_OK


def _driven(work: Generator[Mapping[str, Any], None, None], show: Any, json: bool) -> int:
    """Shows what `work` yields; the exit code."""
    try:
        for event in work:
            show(event)
    except ConfigError as error:
        return _ended(json, EXIT_USAGE, error_text(error))
    except HeirloomError as error:
        return _ended(json, EXIT_FAILED, error_text(error))
    return _ended(json, EXIT_OK, "")


def _ended(json: bool, code: int, message: str) -> int:
    if message:
        complain(message)
    if json:
        say_json({"phase": "ended", "code": code, "message": message})
    return code


def _say_event(event: Mapping[str, Any]) -> None:
    phase = event["phase"]
    if phase == "collection":
        for rejected in event["rejected"]:
            complain(f"{rejected['file']}: left out: {rejected['reason']}.")
        say(f"{event['photos']} photos, {event['held_out']} of them held out; {event['captioned']} have a caption.")
    elif phase == "estimate":
        needed, free = size_text(event["bytes"]), size_text(event["free"])
        say(f"It needs about {needed}; {free} are free on {event['device']}. {event['advice']}".strip())
    elif phase == "pace":
        photo = f", {event['photo']:.1f} s for each held-out photo at an evaluation" if event["photo"] else ""
        say(f"About {event['update']:.1f} s an update{photo}.")

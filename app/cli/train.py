"""`heirloom train`: runs a training and tells how it goes; `heirloom train preview` shows its degradations."""

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from app.cli.console import EXIT_CANCELLED, EXIT_FAILED, EXIT_OK, EXIT_USAGE, complain, error_text, plain, say, say_json
from app.paths import models_folder
from engine.errors import Cancelled, ConfigError, HeirloomError

if TYPE_CHECKING:
    from trainer.control import Commands


_FLEETING = ("train", "measuring", "captioning")


class TrainGroup(TyperGroup):
    """`heirloom train RUN.toml` is `heirloom train run RUN.toml`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts `run` first where neither a command nor a call for help is."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


train = typer.Typer(
    cls=TrainGroup,
    no_args_is_help=True,
    subcommand_metavar="RUN.toml | COMMAND ...",
    help="Train a model on photos: heirloom train RUN.toml.",
)


@train.command("run")
def train_command(
    run: Annotated[Path, typer.Argument(metavar="RUN.toml", help="What to train, and on what.", show_default=False)],
    json: Annotated[
        bool,
        typer.Option("--json", help="One JSON object a line and event on stdout; commands, one a line, on stdin."),
    ] = False,
) -> int:
    """Train a model as a run file says. An interrupted training goes on from its last checkpoint.

    With --json another program can steer it by lines on stdin: pause, resume, checkpoint, stop. The events are listed
    in trainer/events.py. Several graphics cards: accelerate launch -m app train RUN.toml.

    Exit code 0: done; 1: failed; 2: the run file is wrong; 130: cancelled.
    """
    main = os.environ.get("RANK", "0") == "0"  # of several processes that accelerate started one listens and speaks
    if not run.is_file():
        complain(f"{run}: there is no such run file. Check the name.")
        return EXIT_USAGE
    from trainer.control import Commands
    from trainer.loop import train_run

    listening = json and main and sys.stdin is not None
    commands = Commands(listening=listening)
    if listening:
        threading.Thread(target=_listen, args=(sys.stdin, commands), name="commands", daemon=True).start()
    show = _show_json if json else (_show_live if sys.stderr.isatty() else _show_line)
    events = train_run(run, commands, models_folder() / "captioners")
    try:
        while True:
            show(next(events))
    except StopIteration as end:
        if not main:
            return EXIT_OK
        if end.value is None:
            complain("Training stopped. The same command goes on from the last checkpoint.")
            return EXIT_CANCELLED
        if not json:
            say(f"The trained model is {end.value}")
    except ConfigError as error:
        complain(error_text(error))
        return EXIT_USAGE
    except HeirloomError as error:
        complain(error_text(error))
        return EXIT_FAILED
    except (KeyboardInterrupt, Cancelled):
        complain("Training stopped. The same command goes on from the last checkpoint.")
        return EXIT_CANCELLED
    finally:
        events.close()
    return EXIT_OK


@train.command("preview")
def preview_command(
    run: Annotated[Path, typer.Argument(metavar="RUN.toml", help="Which run to look at.", show_default=False)],
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
        complain(f"{run}: there is no such run file. Check the name.")
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


def _listen(lines: TextIO, commands: "Commands") -> None:
    """Hands each line over until the other side closes; a program that sends nothing changes nothing."""
    try:
        for line in lines:
            command = line.strip()
            if command and not commands.send(command):
                complain(f"There is no command {command!r}. Known: pause, resume, checkpoint, stop.")
    except (OSError, ValueError):  # the other side is broken, or does not write text
        complain("Commands can no longer be read. The training goes on without.")
    finally:
        commands.close()  # nobody is left who could end a pause


def event_text(event: Mapping[str, Any]) -> str:
    """An event on one line: its phase, then its short values, numbers with four digits."""
    values = [
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in event.items()
        if name != "phase" and isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    phase = str(event.get("phase", "event")).replace("_", " ").capitalize()
    return f"{phase}: {', '.join(values)}" if values else phase


def _show_json(event: Mapping[str, Any]) -> None:
    say_json(event)


def _show_line(event: Mapping[str, Any]) -> None:
    say(event_text(event))


def _show_live(event: Mapping[str, Any]) -> None:
    """Updates overwrite each other on a terminal; everything else stays on the screen."""
    line = plain(event_text(event))
    sys.stderr.write("\r\x1b[K" + line + ("" if event.get("phase") in _FLEETING else "\n"))
    sys.stderr.flush()

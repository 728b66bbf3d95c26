"""`heirloom train`: runs a training and tells how it goes; looking at it beforehand is in `app.cli.train_check`."""

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from app.cli.console import (
    EXIT_CANCELLED,
    EXIT_FAILED,
    EXIT_OK,
    EXIT_USAGE,
    complain,
    error_text,
    finite,
    plain,
    say,
    say_json,
)
from app.cli.train_check import check_command, examples_command, preview_command
from app.model.training_journal import ENDED, AlreadyRunning, Journal, began
from app.paths import models_folder
from engine.errors import Cancelled, ConfigError, HeirloomError

if TYPE_CHECKING:
    from trainer.control import Commands


_FLEETING = ("train", "step", "measuring", "captioning")
_GO_ON = "Training stopped. The same command goes on from the last checkpoint."


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


train.command("preview")(preview_command)
train.command("check")(check_command)
train.command("examples")(examples_command)


@train.command("run")
def train_command(
    run: Annotated[Path, typer.Argument(metavar="RUN.toml", help="What to train, and on what.", show_default=False)],
    json: Annotated[
        bool,
        typer.Option("--json", help="One JSON object a line and event on stdout; commands, one a line, on stdin."),
    ] = False,
    events: Annotated[
        Path | None,
        typer.Option(help="Add the events to this file, too, so that it can be followed.", show_default=False),
    ] = None,
    commands: Annotated[
        Path | None,
        typer.Option(help="Folder that commands may come in, as files NAME.command.", show_default=False),
    ] = None,
) -> int:
    """Train a model as a run file says. An interrupted training goes on from its last checkpoint.

    With --json another program can steer it by lines on stdin: pause, resume, checkpoint, finish, stop; with --commands
    by files that hold one of these words. The events are listed in trainer/events.py. With --events a training can be
    followed, and left, by a program that did not start it. Several graphics cards: accelerate launch -m app train
    RUN.toml.

    Exit code 0: done; 1: failed; 2: the run file is wrong; 130: cancelled.
    """
    main = os.environ.get("RANK", "0") == "0"  # of several processes that accelerate started one listens and speaks
    if not run.is_file():
        complain(f"{run}: there is no such run file. Check the name.")
        return EXIT_USAGE
    if events is None or not main:
        return _train(run, json, main, commands, None)[0]
    try:
        journal = Journal(events)
    except AlreadyRunning:
        complain(f"{events}: another training writes its events there. Wait for it, or name another file.")
        return EXIT_USAGE
    except OSError as error:
        complain(f"{events}: cannot be written ({error.strerror or error}). Name another file.")
        return EXIT_USAGE
    code, message = EXIT_FAILED, ""
    try:
        journal.write(began())
        code, message = _train(run, json, main, commands, journal)
    except BaseException as error:
        message = f"Something unexpected went wrong ({type(error).__name__}: {error})."
        raise
    finally:
        journal.write({"phase": ENDED, "code": code, "message": message})
        journal.close()
    return code


def _train(run: Path, json: bool, main: bool, folder: Path | None, journal: Journal | None) -> tuple[int, str]:
    """The exit code, and what was said at the end."""
    from trainer.control import Commands
    from trainer.loop import train_run

    listening = json and main and sys.stdin is not None
    commands = Commands(folder if main else None, listening=listening)
    if journal is not None:
        commands.idle = journal.flush
    if listening:
        threading.Thread(target=_listen, args=(sys.stdin, commands), name="commands", daemon=True).start()
    show = _show_json if json else (_show_live if sys.stderr.isatty() else _show_line)
    happening = train_run(run, commands, models_folder() / "captioners")
    learns = False
    try:
        while True:
            event = next(happening)
            if journal is not None:
                journal.write(finite(event))
            show(event)
            learns = learns or event["phase"] == "start"
            if (not learns or _measures_first(event)) and commands.asked("stop"):
                raise Cancelled  # nothing was learned that could be lost
    except StopIteration as end:
        if not main:
            return EXIT_OK, ""
        if end.value is None:
            return _said(EXIT_CANCELLED, _GO_ON)
        if not json:
            say(f"The trained model is {end.value}")
    except ConfigError as error:
        return _said(EXIT_USAGE, error_text(error))
    except HeirloomError as error:
        return _said(EXIT_FAILED, error_text(error))
    except (KeyboardInterrupt, Cancelled):
        return _said(EXIT_CANCELLED, _GO_ON)
    finally:
        happening.close()
    return EXIT_OK, ""


def _measures_first(event: Mapping[str, Any]) -> bool:
    """Whether it is of the evaluation before the first update."""
    return event["phase"] == "measuring" and event["update"] == 0


def _said(code: int, message: str) -> tuple[int, str]:
    complain(message)
    return code, message


def _listen(lines: TextIO, commands: "Commands") -> None:
    """Hands each line over until the other side closes; a program that sends nothing changes nothing."""
    from trainer.control import COMMANDS

    known = ", ".join(COMMANDS)
    try:
        for line in lines:
            command = line.strip()
            if command and not commands.send(command):
                complain(f"There is no command {command!r}. Known: {known}.")
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

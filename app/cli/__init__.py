"""The command line. It never imports Qt, and torch only inside the commands that need it."""

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.cli.caption import caption_command
from app.cli.console import EXIT_CANCELLED, EXIT_FAILED, complain, error_text, say
from app.cli.doctor import doctor_command
from app.cli.models import models
from app.cli.restore import restore_command
from app.cli.train import train
from app.log import set_up_logging
from engine.errors import Cancelled, HeirloomError

OpenWindow = Callable[[Sequence[Path]], int]
logger = logging.getLogger(__name__)

_ABOUT = """Heirloom restores old and damaged photographs on your own computer.

Without a command it opens the window. Originals are never changed.
"""


def build_cli(open_window: OpenWindow) -> typer.Typer:
    """All commands; `open_window` is handed in, so that this package needs no Qt."""
    cli = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        help=_ABOUT,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    def version(asked: bool) -> None:
        if asked:
            say(f"heirloom {__version__}")
            raise typer.Exit

    @cli.callback(invoke_without_command=True)
    def start(
        context: typer.Context,
        version: Annotated[
            bool, typer.Option("--version", callback=version, is_eager=True, help="Show the version.")
        ] = False,
    ) -> None:
        if context.invoked_subcommand is None:
            raise typer.Exit(open_window([]))

    @cli.command("open")
    def open_files(
        files: Annotated[list[Path] | None, typer.Argument(help="Pictures to open.", show_default=False)] = None,
    ) -> int:
        """Open the window, with these pictures in it."""
        return open_window(files or [])

    cli.command("restore")(restore_command)
    cli.command("caption")(caption_command)
    cli.add_typer(models, name="models")
    cli.add_typer(train, name="train")
    cli.command("doctor")(doctor_command)
    return cli


def run(argv: Sequence[str] | None, open_window: OpenWindow) -> int:
    """Runs one command line and returns its exit code. Whatever goes wrong, a person reads one line."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    log = set_up_logging()
    command = typer.main.get_command(build_cli(open_window))
    arguments = list(argv) if argv is not None else None
    try:
        code = command.main(args=arguments, prog_name="heirloom", standalone_mode=False)
    except typer.TyperException as error:
        if message := error.format_message():  # empty where the help was shown instead
            complain(_usage(error, message))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort, Cancelled):
        return EXIT_CANCELLED
    except BrokenPipeError:
        _forget_stdout()
        return EXIT_FAILED
    except HeirloomError as error:
        complain(error_text(error))
        return EXIT_FAILED
    except Exception as error:  # the last resort: the traceback belongs in the log, not before a person
        logger.exception("unexpected error")
        complain(unexpected(error, log))
        return EXIT_FAILED
    return code if isinstance(code, int) else 0


def _usage(error: typer.TyperException, message: str) -> str:
    """The parser's error on one line, and where to read on."""
    context: typer.Context | None = getattr(error, "ctx", None)
    end = "" if message.endswith(("?", ".", "!")) else "."
    command = context.command_path if context is not None else "heirloom"
    return f"{message.replace('Value error, ', '')}{end} See: {command} --help."


def unexpected(error: Exception, log: Path | None) -> str:
    """One line about an error that nobody foresaw."""
    where = f" Details are in {log}." if log is not None else ""
    return f"Something unexpected went wrong ({type(error).__name__}: {error}).{where}"


def _forget_stdout() -> None:
    """Whoever read our output is gone; without this, Python complains once more when it closes stdout."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""`heirloom train`: runs a training and tells how it goes."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.console import EXIT_CANCELLED, EXIT_FAILED, EXIT_OK, EXIT_USAGE, complain, error_text, plain, say, say_json
from engine.errors import Cancelled, ConfigError, HeirloomError


def train_command(
    run: Annotated[Path, typer.Argument(metavar="RUN.toml", help="What to train, and on what.", show_default=False)],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line and event on stdout.")] = False,
) -> int:
    """Train a model as a run file says. An interrupted training goes on from its last checkpoint.

    Exit code 0: done; 1: failed; 2: the run file is wrong; 130: cancelled.
    """
    if not run.is_file():
        complain(f"{run}: there is no such run file. Check the name.")
        return EXIT_USAGE
    from trainer.loop import train_run

    show = _show_json if json else (_show_live if sys.stderr.isatty() else _show_line)
    events = train_run(run)
    try:
        while True:
            show(next(events))
    except StopIteration as end:
        if json:
            say_json({"phase": "exported", "model": str(end.value)})
        else:
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
    sys.stderr.write("\r\x1b[K" + line + ("" if event.get("phase") == "train" else "\n"))
    sys.stderr.flush()

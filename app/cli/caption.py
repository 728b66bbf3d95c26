"""`heirloom caption`: what photos show, in words, on stdout or in text files beside them."""

import contextlib
import logging
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from app.cli.console import (
    EXIT_CANCELLED,
    EXIT_FAILED,
    EXIT_OK,
    EXIT_USAGE,
    complain,
    error_text,
    in_options,
    plain,
    say_as_is,
    say_json,
)
from app.cli.targets import check_source
from app.devices import check_device_name
from app.log import log_path
from app.paths import models_folder
from engine.caption_files import check_captioner, default_captioner, find_captioner
from engine.caption_kinds import Detail
from engine.errors import Cancelled, DeviceError, HeirloomError, ModelError, OutOfMemory, RequestError
from engine.images.read import read_picture
from engine.sidecar import check_sidecar, write_sidecar

if TYPE_CHECKING:
    from engine.captions import Captioner, CaptionProgress

logger = logging.getLogger(__name__)

_WORDS = {"load": "loading the captioner", "look": "looking at the photo", "write": "writing"}


@dataclass(frozen=True)
class _Wishes:
    """Everything one `heirloom caption` was asked for, the photos aside."""

    captioner: Path
    detail: Detail
    device: str
    write: bool
    overwrite: bool
    json: bool
    quiet: bool
    named: bool


def caption_command(
    inputs: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos to describe.", show_default=False)],
    captioner: Annotated[
        str | None,
        typer.Option(metavar="NAME_OR_DIR", help="A captioner's name or folder. Without it: Florence-2 base."),
    ] = None,
    detail: Annotated[Detail, typer.Option(help="How much is said.")] = "detailed",
    write: Annotated[bool, typer.Option("--write", help="Also write NAME.txt beside each photo.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="With --write: replace text files.")] = False,
    device: Annotated[str, typer.Option(metavar="auto|cpu|cuda[:N]", help="What computes.")] = "auto",
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line and photo on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
) -> int:
    """Describe photos in words, for --caption of restore. Photos are never changed.

    Of several photos each line begins with the photo's name. Exit code 0: all described; 1: some failed, each with a
    line; 2: wrong usage, no or a damaged captioner, or no such device; 130: cancelled.
    """
    try:
        if overwrite and not write:
            raise RequestError("overwrite goes with --write", field="overwrite", advice="Give both.")
        check_device_name(device)
        folder = models_folder() / "captioners"
        found = check_captioner(find_captioner(captioner or default_captioner(folder), folder)).folder
    except RequestError as error:
        complain(in_options(error))
        return EXIT_USAGE
    except ModelError as error:
        complain(error_text(error))
        return EXIT_USAGE
    return _caption_all(inputs, _Wishes(found, detail, device, write, overwrite, json, quiet, len(inputs) > 1))


def _caption_all(photos: list[Path], wishes: _Wishes) -> int:
    """The captioner is loaded once, when the first photo proved readable, and unloaded at the end."""
    failed = 0
    with contextlib.ExitStack() as unloading:
        captioner: Captioner | None = None
        try:
            for photo in photos:
                try:
                    check_source(photo)
                    if wishes.write:
                        check_sidecar(photo, overwrite=wishes.overwrite)
                    picture = read_picture(photo)
                except Exception as error:  # one photo's trouble must not end the others' work
                    failed += _failed(photo, wishes, error)
                    continue
                if captioner is None:
                    captioner = _load(wishes, unloading)
                try:
                    _caption_one(photo, picture, captioner, wishes)
                except BrokenPipeError:
                    raise
                except Exception as error:
                    failed += _failed(photo, wishes, error)
        except (ModelError, DeviceError, OutOfMemory) as error:
            complain(error_text(error))
            return EXIT_USAGE
        except (KeyboardInterrupt, Cancelled):
            complain("Cancelled. Captions written before that are kept.")
            return EXIT_CANCELLED
    return EXIT_FAILED if failed else EXIT_OK


def _load(wishes: _Wishes, unloading: contextlib.ExitStack) -> "Captioner":
    """Raises DeviceError, ModelError or OutOfMemory: then no photo can be described."""
    from app.devices import resolve_device

    device = resolve_device(wishes.device)
    from engine.captions import loaded_captioner

    return unloading.enter_context(loaded_captioner(wishes.captioner, device))


def _caption_one(photo: Path, picture: Any, captioner: "Captioner", wishes: _Wishes) -> None:
    from engine.captions import caption

    started = time.perf_counter()
    work = caption(captioner, picture, detail=wishes.detail)
    text, written = "", None
    try:
        with _shown(photo.name, wishes.quiet) as show:
            while True:
                show(next(work))
    except StopIteration as end:
        text = end.value
    finally:
        work.close()
    if text and wishes.write:
        written = write_sidecar(photo, text, overwrite=wishes.overwrite)
    note = "" if text else "the captioner found no words for it; it can be restored without a caption"
    if wishes.json:
        seconds = round(time.perf_counter() - started, 3)
        say_json(
            _record(photo, wishes)
            | {
                "status": "captioned",
                "caption": text,
                "written": str(written) if written else None,
                "seconds": seconds,
                "warnings": [note] if note else [],
            }
        )
        return
    if note:
        complain(f"{photo}: note: {note}.")
    say_as_is(f"{plain(photo)}: {text}" if wishes.named else text)


@contextlib.contextmanager
def _shown(name: str, quiet: bool) -> "Iterator[Any]":
    """A function that shows a `CaptionProgress`: a bar on a terminal, a line a stage elsewhere, nothing if quiet."""
    stages: list[str] = []
    if quiet or not sys.stderr.isatty():

        def line(progress: "CaptionProgress") -> None:
            if not quiet and progress.stage not in stages:
                stages.append(progress.stage)
                complain(f"{name}: {_WORDS[progress.stage]}")

        yield line
        return
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        console=Console(stderr=True, markup=False, highlight=False),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bar:
        task = bar.add_task(plain(name), total=None)

        def step(progress: "CaptionProgress") -> None:
            total = progress.total if progress.stage == "write" else None
            bar.update(
                task, completed=progress.done, total=total, description=f"{plain(name)}: {_WORDS[progress.stage]}"
            )

        yield step


def _failed(photo: Path, wishes: _Wishes, error: Exception) -> int:
    line = _worded(photo, error)
    complain(line)
    if wishes.json:
        say_json(_record(photo, wishes) | {"error": line})
    return 1


def _worded(photo: Path, error: Exception) -> str:
    """What happened, to which file, in one line."""
    if isinstance(error, HeirloomError):
        return error_text(error) if error.path is not None else f"{plain(photo)}: {error_text(error)}"
    if isinstance(error, OSError):
        return f"{plain(photo)}: {error.strerror or error}"
    if isinstance(error, MemoryError):
        return f"{plain(photo)}: there is not enough memory. Close other programs."
    logger.error("unexpected error with %r", str(photo), exc_info=error)
    return f"{plain(photo)}: something unexpected went wrong ({type(error).__name__}: {error}). Details: {log_path()}"


def _record(photo: Path, wishes: _Wishes) -> dict[str, Any]:
    return {
        "input": str(photo),
        "status": "failed",
        "caption": None,
        "written": None,
        "captioner": wishes.captioner.name,
        "detail": wishes.detail,
        "seconds": None,
        "warnings": [],
        "error": None,
    }

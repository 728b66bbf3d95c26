"""How getting a model goes, in the terminal: a bar, sparse lines, JSON lines, or nothing."""

import sys
from collections.abc import Generator
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from app.cli.console import complain, plain, say_json, size_text
from engine.download import TransferProgress

_STAGES = {
    "ask": "Asking the hub",
    "download": "Downloading",
    "check": "Checking",
    "convert": "Converting",
    "copy": "Copying",
}


class TransferView(Protocol):
    """Shows progress."""

    def show(self, progress: TransferProgress) -> None:
        """It came this far."""
        ...

    def stop(self) -> None:
        """Leaves the terminal as it was; may be called twice."""
        ...


class NoTransfers:
    """For `--quiet`."""

    def show(self, progress: TransferProgress) -> None: ...

    def stop(self) -> None: ...


class TransferJson:
    """For `--json`: an object at each stage and file, and at each hundredth of them in all."""

    def __init__(self) -> None:
        self._mark: tuple[str, str, int] = ("", "", -1)

    def show(self, progress: TransferProgress) -> None:
        mark = (progress.stage, progress.file, 100 * progress.all_done // max(1, progress.all_total))
        if mark != self._mark:
            self._mark = mark
            say_json({"event": "progress", **vars(progress)})

    def stop(self) -> None: ...


class TransferLines:
    """For logs and pipes: a line at each stage, and at each tenth of it."""

    def __init__(self) -> None:
        self._mark: tuple[str, int] = ("", -1)

    def show(self, progress: TransferProgress) -> None:
        stage = "download" if progress.stage == "check" and progress.all_total else progress.stage
        mark = (stage, 10 * progress.all_done // max(1, progress.all_total))
        if mark != self._mark:
            self._mark = mark
            complain(_text(progress))

    def stop(self) -> None: ...


class TransferBar:
    """For a terminal: a bar for all of a stage, with the file, the speed and the time left."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[file]}", markup=False),
            console=Console(stderr=True, markup=False, highlight=False),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._stage = ""
        self._bar.start()

    def show(self, progress: TransferProgress) -> None:
        if progress.stage != self._stage and not (progress.stage == "check" and progress.all_total):
            self._stage = progress.stage
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
            self._bar.add_task(_STAGES[progress.stage], total=progress.all_total or None, file="")
        if self._bar.task_ids:
            name = f"{plain(progress.file)} {_share(progress)}" if progress.file else ""
            self._bar.update(self._bar.task_ids[0], completed=progress.all_done, file=name)

    def stop(self) -> None:
        self._bar.stop()


def transfer_view(*, quiet: bool, json: bool) -> TransferView:
    """A bar if stderr is a terminal, sparse lines otherwise; JSON lines or nothing if asked."""
    if json:
        return TransferJson()
    if quiet:
        return NoTransfers()
    return TransferBar() if sys.stderr.isatty() else TransferLines()


def follow(work: Generator[TransferProgress, None, Path], view: TransferView) -> Path:
    """Runs `work` to its end, showing it; an interruption closes it."""
    try:
        while True:
            try:
                progress = next(work)
            except StopIteration as stop:
                return stop.value
            view.show(progress)
    finally:
        view.stop()
        work.close()


def _share(progress: TransferProgress) -> str:
    return f"{100 * progress.done // progress.total} %" if progress.total else ""


def _text(progress: TransferProgress) -> str:
    what = _STAGES[progress.stage]
    if not progress.all_total:
        return f"{what} {progress.file}".strip()
    name = f" {progress.file} {_share(progress)}," if progress.stage != "convert" else ""
    return f"{what}{name} {size_text(progress.all_done)} of {size_text(progress.all_total)} in all"

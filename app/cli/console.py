"""What a person reads in the terminal: safe text, one line a message, progress with time left."""

import json
import math
import sys
import time
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, Protocol, TextIO, cast

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as RichProgress

from app.model.pace import Pace
from engine.errors import HeirloomError, RequestError
from engine.request import Progress

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
EXIT_USAGE: Final = 2
EXIT_CANCELLED: Final = 130

_OPTION_OF = {"guidance_scale": "guidance", "negative_prompt": "negative", "adapter_strength": "adapter-strength"}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def plain(text: object) -> str:
    """`text` on one line, with everything escaped that a terminal would obey rather than show.

    Control characters, line ends, direction marks and bytes that are no text become `\\n`, `\\x1b`, `\\udcff`.
    """
    return "".join(
        character.encode("unicode_escape").decode("ascii") if unicodedata.category(character) in _UNSEEN else character
        for character in str(text)
    )


def say(text: object) -> None:
    """One line on stdout."""
    _line(sys.stdout, plain(text))


def say_as_is(text: str) -> None:
    """One line on stdout, unescaped: for text out of which the caller took everything that steers a terminal."""
    _line(sys.stdout, text)


def complain(text: object) -> None:
    """One line on stderr."""
    _line(sys.stderr, plain(text))


def error_text(error: HeirloomError) -> str:
    """What happened, to which file, what to do; on one line, with the file's name as it is, only made safe."""
    named = f"{plain(error.path)}: " if error.path is not None else ""
    return f"{named}{error.what.rstrip('.')}. {error.advice}".strip()


def in_options(error: RequestError) -> str:
    """The error with the field's name as it is spelled on the command line."""
    option = f"--{_OPTION_OF.get(error.field, error.field)}"
    line = error_text(error)
    return option + line.removeprefix(error.field) if error.field and line.startswith(error.field) else line


def say_json(values: Mapping[str, Any]) -> None:
    """One JSON object on one line of stdout: ASCII, so valid UTF-8 whatever the file names are.

    NaN and infinities, which JSON does not know, become null.
    """
    _line(sys.stdout, json.dumps(finite(values), ensure_ascii=True, allow_nan=False))


def finite(value: Any) -> Any:
    """`value` with NaN and infinities as None, which JSON knows."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: finite(inner) for name, inner in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in cast("list[Any]", value)]
    return value


def _line(stream: TextIO, text: str) -> None:
    try:
        stream.write(text + "\n")
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def size_text(count: int) -> str:
    """A number of bytes for people: "21.4 MB", decimal as file managers show it."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def _progress_text(pace: Pace) -> str:
    """As "Restoring, step 7 of 20, tile 3 of 9, 12 s left"."""
    return ", ".join(part for part in (pace.stage(), pace.detail()) if part)


class ProgressView(Protocol):
    """Shows how one picture goes."""

    def start(self, name: str) -> None:
        """A picture is next; `name` says which, and how many there are."""
        ...

    def show(self, progress: Progress) -> None:
        """The restoration came this far."""
        ...

    def stop(self) -> None:
        """Leaves the terminal as it was; may be called twice."""
        ...


class NoProgress:
    """For `--quiet`."""

    def start(self, name: str) -> None: ...

    def show(self, progress: Progress) -> None: ...

    def stop(self) -> None: ...


class ProgressLines:
    """For logs and pipes: a line at each stage, and at each quarter of a long one that has something new to say."""

    def __init__(self) -> None:
        self._name = ""
        self._mark: tuple[str, int] = ("", 0)
        self._said = ""
        self._pace = Pace()

    def start(self, name: str) -> None:
        self._name, self._mark, self._said, self._pace = name, ("", 0), "", Pace()

    def show(self, progress: Progress) -> None:
        self._pace.update(progress, time.monotonic())
        mark = (progress.stage, 4 * progress.done // max(1, progress.total))
        text = _progress_text(self._pace)
        if mark != self._mark and text != self._said:
            self._mark, self._said = mark, text
            complain(f"{self._name}: {text}")

    def stop(self) -> None: ...


class ProgressBar:
    """For a terminal: one bar on stderr that goes away when the picture is done."""

    def __init__(self) -> None:
        self._bar: RichProgress | None = None
        self._pace = Pace()

    def start(self, name: str) -> None:
        self.stop()
        self._pace = Pace()
        self._bar = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]}", markup=False),
            console=Console(stderr=True, markup=False, highlight=False),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._bar.add_task(plain(name), total=None, state="")
        self._bar.start()

    def show(self, progress: Progress) -> None:
        if self._bar is None:
            return
        self._pace.update(progress, time.monotonic())
        task = self._bar.task_ids[0]
        self._bar.update(task, completed=self._pace.fraction, total=1, state=plain(_progress_text(self._pace)))

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def progress_view(quiet: bool) -> ProgressView:
    """A bar if stderr is a terminal, sparse lines otherwise, nothing if `quiet`."""
    if quiet:
        return NoProgress()
    return ProgressBar() if sys.stderr.isatty() else ProgressLines()

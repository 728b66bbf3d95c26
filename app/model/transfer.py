"""One download or import that is under way: how far it is, how fast, and what to say of it."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.model.pace import duration
from engine.download import TransferProgress
from engine.errors import (
    AccessDenied,
    DiskFull,
    DownloadError,
    HeirloomError,
    Offline,
    RateLimited,
    RemoteMissing,
    TransferDamaged,
)
from engine.hub import GO_ON

State = Literal["waiting", "running", "pausing", "paused", "failed", "checking", "removing"]
Way = Literal["get", "import"]

_KEPT = "What has come is kept."
_WINDOW = 10.0  # seconds over which the speed is taken


@dataclass
class Transfer:
    """Its state; the store drives it.

    Attributes:
        key: of its item.
        way: download, or import of `paths`.
        state: what it is doing.
        progress: the newest, or None before the first.
        problem: why it failed, in words for the window.
        missing: an import lacks parts that another model could give.
    """

    key: str
    way: Way = "get"
    state: State = "waiting"
    paths: tuple[Path, ...] = ()
    progress: TransferProgress | None = None
    problem: str = ""
    missing: bool = False
    _seen: deque[tuple[float, int]] = field(default_factory=deque, repr=False)

    @property
    def busy(self) -> bool:
        """Whether it is at work, or about to be."""
        return self.state in ("waiting", "running", "pausing", "checking", "removing")

    @property
    def fraction(self) -> float | None:
        """Of this stage, 0 to 1; None while that is not known."""
        progress = self.progress
        if progress is None or not progress.all_total:
            return None
        return min(1.0, progress.all_done / progress.all_total)

    def update(self, progress: TransferProgress, now: float) -> None:
        """Take in `progress`, reported at monotonic time `now` in seconds."""
        if self.progress is None or progress.stage != self.progress.stage:
            self._seen.clear()
        self.progress = progress
        if progress.stage == "download":
            self._seen.append((now, progress.all_done))
            while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW:
                self._seen.popleft()

    def words(self) -> str:
        """What is going on, as "3.1 of 8.7 GB, 12 MB/s, 8 min left"."""
        if self.state == "waiting":
            return "Waiting for its turn"
        if self.state == "checking":
            return "Checking every file…"
        if self.state == "removing":
            return "Removing…"
        progress = self.progress
        if progress is None:
            return "Starting…"
        share = f"{100 * progress.all_done // progress.all_total} %" if progress.all_total else ""
        if progress.stage == "ask":
            words = "Asking the hub which files there are…"
        elif progress.stage == "download":
            words = ", ".join([of_total(progress.all_done, progress.all_total), *self._speed()])
        elif progress.stage == "check":
            done = of_total(progress.all_done, progress.all_total)
            words = f"Checking what came, {done}" if progress.all_total else "Checking the files…"
        elif progress.stage == "convert":
            words = f"Making it ready, {share}" if share else "Making it ready…"
        else:
            words = f"Copying, {share}" if share else "Copying…"
        return f"Pausing… {words}" if self.state == "pausing" else words

    def _speed(self) -> list[str]:
        if len(self._seen) < 2 or self.progress is None:
            return []
        (first, had), (last, has) = self._seen[0], self._seen[-1]
        if last - first < 1 or has <= had:
            return []
        speed = (has - had) / (last - first)
        left = (self.progress.all_total - self.progress.all_done) / speed
        return [f"{size_text(round(speed))}/s", *([f"{duration(left)} left"] if left >= 1 else [])]


def worded(error: HeirloomError) -> str:
    """What the window says of a transfer's failure: the engine's own words, with advice for buttons, not commands."""
    what = error.what.rstrip(".")
    named = f"{error.path.name} {what}" if error.path is not None and error.path.name else what[:1].upper() + what[1:]
    advice = error.advice.replace(GO_ON, "").strip()
    if isinstance(error, Offline):
        advice = f"Check the connection and try again. {_KEPT}"
    elif isinstance(error, AccessDenied):
        advice = f"{advice} Then try again. {_KEPT}"
    elif isinstance(error, RateLimited):
        when = f"in {duration(error.seconds)}" if error.seconds else "in a few minutes"
        advice = f"Try again {when}. {_KEPT}"
    elif isinstance(error, DiskFull):
        named = f"The disk is too full: this {what}" if what.startswith("needs") else what[:1].upper() + what[1:]
        advice = f"Make room, then try again. {_KEPT}"
    elif isinstance(error, TransferDamaged):
        advice = "Nothing of it is used. Try again: it is fetched anew."
    elif isinstance(error, DownloadError) and not isinstance(error, RemoteMissing):
        advice = f"Try again in a while. {_KEPT}"
    return " ".join(f"{named}. {advice}".split())


def size_text(count: int) -> str:
    """A number of bytes for people: "7.0 GB", "21 MB"; decimal, as file managers show it."""
    if count >= 0.95e9:
        return f"{count / 1e9:.1f} GB"
    if count >= 0.95e6:
        return f"{count / 1e6:.0f} MB"
    return f"{max(1, round(count / 1e3))} kB"


def of_total(done: int, total: int) -> str:
    """As "3.1 of 8.7 GB", or with two units where they differ."""
    whole, came = size_text(total), size_text(done)
    unit = whole.rpartition(" ")[2]
    if total >= 0.95e9 and done < 0.95e9:
        came = f"{done / 1e9:.1f} GB"
    return f"{came.removesuffix(f' {unit}')} of {whole}"

"""One download or import that is under way: how far it is, how fast, and what to say of it."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.model.pace import duration
from app.notify import error_text
from app.words import engine_text, number, translate
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
        source, licence: where a few MB of what it lacks can be downloaded from, and under which licence; or "".
        fetch: those may be downloaded.
    """

    key: str
    way: Way = "get"
    state: State = "waiting"
    paths: tuple[Path, ...] = ()
    progress: TransferProgress | None = None
    problem: str = ""
    missing: bool = False
    source: str = ""
    licence: str = ""
    fetch: bool = False
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
            return translate("Transfer", "Waiting for its turn")
        if self.state == "checking":
            return translate("Transfer", "Checking every file…")
        if self.state == "removing":
            return translate("Transfer", "Removing…")
        if self.progress is None:
            return translate("Transfer", "Starting…")
        words = self._stage(self.progress)
        return translate("Transfer", "Pausing… {words}").format(words=words) if self.state == "pausing" else words

    def _stage(self, progress: TransferProgress) -> str:
        share = 100 * progress.all_done // progress.all_total if progress.all_total else 0
        if progress.stage == "ask":
            return translate("Transfer", "Asking the hub which files there are…")
        if progress.stage == "download":
            parts = [of_total(progress.all_done, progress.all_total), *self._speed()]
            return translate("Transfer", ", ", "between parts of a line").join(parts)
        if progress.stage == "check":
            if not progress.all_total:
                return translate("Transfer", "Checking the files…")
            done = of_total(progress.all_done, progress.all_total)
            return translate("Transfer", "Checking what came, {share}", "share: 3.1 of 8.7 GB").format(share=done)
        if progress.stage == "convert":
            if not progress.all_total:
                return translate("Transfer", "Making it ready…")
            return translate("Transfer", "Making it ready, {percent} %").format(percent=share)
        if not progress.all_total:
            return translate("Transfer", "Copying…")
        return translate("Transfer", "Copying, {percent} %").format(percent=share)

    def _speed(self) -> list[str]:
        if len(self._seen) < 2 or self.progress is None:
            return []
        (first, had), (last, has) = self._seen[0], self._seen[-1]
        if last - first < 1 or has <= had:
            return []
        speed = (has - had) / (last - first)
        left = (self.progress.all_total - self.progress.all_done) / speed
        said = [translate("Transfer", "{size}/s").format(size=size_text(round(speed)))]
        if left >= 1:
            said.append(translate("Transfer", "{time} left").format(time=duration(left)))
        return said


def worded(error: HeirloomError) -> str:
    """What the window says of a transfer's failure, with advice for buttons, not commands."""
    path = None if isinstance(error, DiskFull) else error.path
    text = error_text(HeirloomError(error.what, path=path, advice=_advice(error)))
    return text if path is not None else text[:1].upper() + text[1:]


def _advice(error: HeirloomError) -> str:
    said = engine_text(error.advice).replace(engine_text(GO_ON), "").strip()
    if isinstance(error, Offline):
        return translate("Transfer", "Check the connection and try again. What has come is kept.")
    if isinstance(error, AccessDenied):
        return f"{said} {translate('Transfer', 'Then try again. What has come is kept.')}"
    if isinstance(error, RateLimited):
        if not error.seconds:
            return translate("Transfer", "Try again in a few minutes. What has come is kept.")
        again = translate("Transfer", "Try again in {time}. What has come is kept.")
        return again.format(time=duration(error.seconds))
    if isinstance(error, DiskFull):
        return translate("Transfer", "Make room, then try again. What has come is kept.")
    if isinstance(error, TransferDamaged):
        return translate("Transfer", "Nothing of it is used. Try again: it is fetched anew.")
    if isinstance(error, DownloadError) and not isinstance(error, RemoteMissing):
        return translate("Transfer", "Try again in a while. What has come is kept.")
    return said


def size_text(count: int) -> str:
    """A number of bytes for people: "7.0 GB", "21 MB"; decimal, as file managers show it."""
    unit, amount = _amount(count, count)
    return _unit(unit).format(size=amount)


def of_total(done: int, total: int) -> str:
    """As "3.1 of 8.7 GB", or with two units where they differ."""
    unit, whole = _amount(total, total)
    its, came = _amount(done, total if unit == "GB" else done)
    of = translate("Transfer", "{done} of {total}", "3.1 of 8.7 GB")
    return of.format(done=came if its == unit else _unit(its).format(size=came), total=_unit(unit).format(size=whole))


def _amount(count: int, like: int) -> tuple[str, str]:
    """`count` bytes in the unit that suits `like` bytes: the unit, and the number."""
    if like >= 0.95e9:
        return "GB", number(count / 1e9, 1)
    if like >= 0.95e6:
        return "MB", number(count / 1e6)
    return "kB", number(max(1, round(count / 1e3)))


def _unit(unit: str) -> str:
    if unit == "GB":
        return translate("Transfer", "{size} GB")
    return translate("Transfer", "{size} MB") if unit == "MB" else translate("Transfer", "{size} kB")

"""A photo in the queue, and what is asked of it. Knows no Qt."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.request import RestoreRequest

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED: tuple[JobState, ...] = ("done", "failed", "cancelled")


@dataclass(frozen=True)
class Job:
    """A photo in the queue.

    Attributes:
        id: in the library.
        key: names it in the record of its result, so that a result found after a crash ends it.
        path: the photo.
        request: what to do; None where a newer Heirloom asked for something unknown here.
        model: name of the model.
        state: waiting, running, done, failed or cancelled.
        reason: why it failed, one sentence.
        owner: the session that runs it, or None.
        urgent_for: the session whose person waits for it: it runs first there, paused or not.
        stop: a person, maybe in another window, cancelled it while it runs.
        sheet: jobs asked for together as a contact sheet share it.
        seconds: restoring took this long, once done.
        take: id of the result, once done and until that is purged.
        saved: where that was saved last, or None.
    """

    id: int
    key: str
    path: Path
    request: RestoreRequest | None
    model: str
    state: JobState
    reason: str = ""
    owner: str | None = None
    urgent_for: str | None = None
    stop: bool = False
    sheet: str = ""
    seconds: float | None = None
    take: int | None = None
    saved: Path | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in ENDED


@dataclass(frozen=True)
class Order:
    """What is asked of one photo."""

    path: Path
    request: RestoreRequest
    model: str
    sheet: str = ""

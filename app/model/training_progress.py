"""How far a training is, from the lines of its journal. Plain values; knows no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from app.model.training_journal import BEGAN, ENDED, Line

State = Literal["new", "running", "paused", "disk_full", "stopped", "failed", "done", "lost"]
Doing = Literal["starting", "captioning", "preparing", "measuring", "training", "judging"]

_NOTABLE = ("skipped", "rolled_back", "disk_full", "paused", "resumed", "early_stop", "finishing", "stopped", "failed")
_SMOOTH = 0.6  # weight of the newest pace
_CANCELLED = 130


@dataclass
class Progress:
    """What is known of a training.

    Attributes:
        state: what it is; `lost` is for whoever knows that no process writes any more.
        doing: while it runs.
        done, total: of captions or of photos that are restored, while it does that.
        update, updates: done, and to be done.
        losses: (update, mean training loss).
        scores: (update, agreement of restored held-out photos), the stock model's first; (update, loss) in `held_out`.
        best: update of the best evaluation, or None.
        preview: PNG of the newest evaluation, or "".
        collection, estimate, verdict, exported: the events of that name, or empty.
        notes: what happened that a person may want to know, as lines of the journal, the newest last.
        message: why it failed.
        began: the first line of its last process, or empty.
        spilled: the card's memory was not enough.
    """

    state: State = "new"
    doing: Doing = "starting"
    done: int = 0
    total: int = 0
    update: int = 0
    updates: int = 0
    losses: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    scores: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    held_out: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    best: int | None = None
    preview: str = ""
    collection: Line = field(default_factory=dict[str, Any])
    estimate: Line = field(default_factory=dict[str, Any])
    verdict: Line = field(default_factory=dict[str, Any])
    exported: Line = field(default_factory=dict[str, Any])
    notes: list[Line] = field(default_factory=list[Line])
    message: str = ""
    began: Line = field(default_factory=dict[str, Any])
    spilled: bool = False
    checkpoint: int = 0
    _mark: tuple[float, int] | None = None
    _pace: float | None = None
    _measuring: float | None = None
    _evaluation: float | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing is going on."""
        return self.state in ("stopped", "failed", "done", "lost")

    @property
    def fraction(self) -> float:
        """Of the updates, 0 to 1."""
        return min(1.0, self.update / self.updates) if self.updates else 0.0

    @property
    def seconds_an_update(self) -> float | None:
        """As measured in this training, or None."""
        return self._pace

    def seconds_left(self, evaluate_every: int) -> float | None:
        """Until the last update is done and judged, or None while there is nothing to go by."""
        if self._pace is None or not self.updates:
            return None
        left = self.updates - self.update
        evaluations = -(-left // evaluate_every) if evaluate_every else 0
        measuring = (1 - self.done / self.total) if self.doing == "measuring" and self.total else 0.0
        return left * self._pace + (evaluations + measuring) * (self._evaluation or 0.0)

    def take(self, lines: Iterable[Line]) -> bool:
        """Takes in lines in their order; whether there were any."""
        came = False
        for line in lines:
            came = True
            phase = line["phase"]
            handler = getattr(self, f"_on_{phase}", None)
            if handler is not None:
                handler(line)
            if phase in _NOTABLE:
                self.notes.append(line)
        return came

    # One kind of line each ----------------------------------------------------------------------------------------

    def _on_began(self, line: Line) -> None:
        assert line["phase"] == BEGAN
        self.began, self.state, self.doing, self.message = line, "running", "starting", ""
        self._mark = self._measuring = None

    def _on_ended(self, line: Line) -> None:
        assert line["phase"] == ENDED
        code = line.get("code", 1)
        self.state = "done" if code == 0 else "stopped" if code == _CANCELLED else "failed"
        if self.state == "failed":
            self.message = str(line.get("message", ""))

    def _on_collection(self, line: Line) -> None:
        self.collection, self.doing = line, "preparing"

    def _on_captioning(self, line: Line) -> None:
        self.doing, self.done, self.total = "captioning", line["done"], line["total"]

    def _on_estimate(self, line: Line) -> None:
        self.estimate = line

    def _on_start(self, line: Line) -> None:
        self.doing, self.update, self.updates = "training", line["update"], line["updates"]
        if line["resumed"]:
            self.checkpoint = self.update
            for series in (self.losses, self.scores, self.held_out):
                series[:] = [point for point in series if point[0] <= self.update]
            if line.get("changed"):
                self.notes.append(line)
        self._mark = (line["time"], self.update)

    def _on_train(self, line: Line) -> None:
        if line["loss"] is not None:
            self.losses.append((line["update"], line["loss"]))
        if line.get("spilled") and not self.spilled:
            self.spilled = True
            self.notes.append({**line, "phase": "spilled"})
        self._on_step(line)

    def _on_step(self, line: Line) -> None:
        self.doing, self.update, self.updates = "training", line["update"], line["updates"]
        if self._mark is not None and line["update"] > self._mark[1]:
            pace = max(0.0, line["time"] - self._mark[0]) / (line["update"] - self._mark[1])
            self._pace = pace if self._pace is None else _SMOOTH * pace + (1 - _SMOOTH) * self._pace
        self._mark = (line["time"], line["update"])

    def _on_measuring(self, line: Line) -> None:
        self.doing, self.done, self.total = "measuring", line["done"], line["total"]
        self.update = max(self.update, line["update"])
        if self._measuring is None:
            self._measuring = line["time"]
        self._mark = None

    def _on_held_out(self, line: Line) -> None:
        update = line["update"]
        if line.get("loss") is not None:
            self.held_out.append((update, line["loss"]))
        if line.get("primary") is not None:
            self.scores.append((update, line["primary"]))
        if line.get("best"):
            self.best = update
        self.preview = line.get("preview") or self.preview
        if self._measuring is not None:
            first = (line["time"] - self._measuring) / max(1, self.total - 1)
            self._evaluation = line["time"] - self._measuring + first
        self._measuring, self._mark = None, (line["time"], update)
        self.doing, self.done, self.total = "training", 0, 0

    def _on_checkpoint(self, line: Line) -> None:
        self.checkpoint = line["update"]
        if self.state == "disk_full":
            self.state = "running"

    def _on_paused(self, line: Line) -> None:
        self.state, self.update, self._mark = "paused", line["update"], None

    def _on_stopped(self, line: Line) -> None:
        self.update = line["update"]

    def _on_resumed(self, line: Line) -> None:
        self.state, self._mark = "running", (line["time"], line["update"])

    def _on_disk_full(self, line: Line) -> None:
        self.state, self.update, self._mark = "disk_full", line["update"], None

    def _on_rolled_back(self, line: Line) -> None:
        self.update, self._mark = line["update"], (line["time"], line["update"])

    def _on_finishing(self, _line: Line) -> None:
        self.state, self.doing = "running", "judging"

    def _on_done(self, line: Line) -> None:
        self.doing, self.update = "judging", line["update"]

    def _on_failed(self, line: Line) -> None:
        self.message = str(line.get("message", ""))

    def _on_verdict(self, line: Line) -> None:
        self.verdict = line

    def _on_exported(self, line: Line) -> None:
        self.exported = line

"""Losses that are no numbers: how many in a row are borne, and the report when the training gives up."""

import json
import math
from collections import deque
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

BORNE = 3


@dataclass(frozen=True)
class Update:
    """What one update gave.

    Attributes:
        update: its number, from 1.
        stage: its stage.
        losses: of each micro-batch.
        norm: of all gradients together, before clipping.
        rates: of each group of tensors.
    """

    update: int
    stage: str
    losses: list[float]
    norm: float
    rates: list[float]

    @property
    def finite(self) -> bool:
        """Whether everything is a number."""
        return math.isfinite(sum(self.losses)) and math.isfinite(self.norm)


@dataclass
class Health:
    """The last updates, and how many in a row were no numbers."""

    bad: int = 0
    last: deque[Update] = field(default_factory=lambda: deque[Update](maxlen=20))

    def see(self, update: Update) -> Literal["good", "skip", "enough"]:
        """Takes note of an update: whether to do it, skip it, or go back because this is one too many."""
        self.last.append(update)
        self.bad = 0 if update.finite else self.bad + 1
        return "good" if not self.bad else "skip" if self.bad < BORNE else "enough"

    def report(self, path: Path, what: str, **facts: object) -> bool:
        """Writes what led to the end as JSON, with "nan" and "inf" as text; False where it cannot be written."""
        updates = [asdict(update) for update in self.last]
        text = json.dumps({"what": what, **facts, "last_updates": _named(updates)}, indent=2, allow_nan=False)
        try:
            path.write_text(text + "\n", encoding="utf-8")
        except OSError:
            return False
        return True


def _named(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {name: _named(inner) for name, inner in value.items()}
    return [_named(inner) for inner in value] if isinstance(value, list) else value

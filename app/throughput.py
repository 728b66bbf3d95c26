"""How fast this computer restores, learned from what it has restored: arithmetic a second, a small JSON file."""

import json
import logging
import math
from dataclasses import dataclass
from pathlib import Path

from app.settings import write_json
from engine.footprint import Prediction
from engine.memory import DeviceMemory
from engine.request import RestoreRequest

log = logging.getLogger(__name__)

FILE = "speeds.json"
_VERSION = 1
_MOST_BYTES = 1_000_000
_MOST_ENTRIES = 200


@dataclass(frozen=True)
class Work:
    """What is as fast as something else of its kind: the same device, model, plan, precision and mode."""

    device: str
    model: str
    plan: str
    precision: str
    speed: str

    @classmethod
    def of(cls, memory: DeviceMemory, model: str, plan: str, request: RestoreRequest) -> "Work":
        """`model` is its identity, name and hash."""
        return cls(memory.name, model, plan, request.precision, request.speed)

    @property
    def key(self) -> str:
        """One line that means only this."""
        return json.dumps([self.device, self.model, self.plan, self.precision, self.speed])


class Throughput:
    """What was learned, in `folder`; with None it is forgotten at the end. A file that cannot be read is as none."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / FILE if folder is not None else None
        self._rates: dict[str, float] = _read(self._path) if self._path is not None else {}

    def seconds(self, work: Work, flops: float) -> float | None:
        """How long it will take, or None if nothing of its kind was done here yet."""
        rate = self._rates.get(work.key)
        return None if rate is None else flops / rate

    def learn(self, work: Work, flops: float, seconds: float) -> None:
        """It took so long."""
        rate = flops / max(seconds, 1e-3)
        if not math.isfinite(rate) or rate <= 0:
            return
        before = self._rates.pop(work.key, None)
        # the newest counts most, one odd run not for everything
        self._rates[work.key] = rate if before is None else 0.6 * rate + 0.4 * before
        while len(self._rates) > _MOST_ENTRIES:
            del self._rates[next(iter(self._rates))]

    def save(self) -> None:
        """Writes what was learned; that it cannot be written is no reason to disturb anyone, only to log it."""
        if self._path is None:
            return
        try:
            write_json({"version": _VERSION, "speeds": {**_read(self._path), **self._rates}}, self._path)
        except (OSError, ValueError) as error:
            log.warning("%s was not saved: %s", self._path, error)


def seconds_of(
    store: Throughput, memory: DeviceMemory, model: str, prediction: Prediction, request: RestoreRequest
) -> float | None:
    """Seconds that a predicted restoration will take, or None where nothing is known."""
    return store.seconds(Work.of(memory, model, prediction.plan.name, request), prediction.flops)


def _read(path: Path) -> dict[str, float]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("too large")
        values = json.loads(path.read_bytes())
        if not isinstance(values, dict) or values.get("version") != _VERSION or not isinstance(values["speeds"], dict):
            raise ValueError("not what this Heirloom writes")
        found = {str(key): float(rate) for key, rate in values["speeds"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        log.warning("speeds %s: %s", path, error)
        return {}
    return {key: rate for key, rate in found.items() if math.isfinite(rate) and rate > 0}

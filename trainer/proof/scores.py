"""The scores of one model on the held-out photos, and their way through JSON. No file names, no captions."""

import dataclasses
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

PRIMARY = "agreement"


@dataclass(frozen=True)
class Measure:
    """A kind of score: `name` in the JSON, `title` and `unit` for people, which way is better, digits to show."""

    name: str
    title: str
    better: Literal["higher", "lower"]
    unit: str = ""
    digits: int = 3


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("agreement", "Agreement", "higher", digits=4),
        Measure("tones", "Tones", "lower", "levels", digits=2),
        Measure("psnr", "PSNR", "higher", "dB", digits=2),
        Measure("ssim", "SSIM", "higher", digits=4),
        Measure("lpips", "LPIPS", "lower", digits=4),
        Measure("dists", "DISTS", "lower", digits=4),
        Measure("l1", "Loss", "lower", digits=4),
    )
}


@dataclass(frozen=True)
class PhotoScores:
    """Scores of one photo, a number for each of its degradations.

    Attributes:
        key: start of the hash of the photo's content; the same photo has the same key.
        degradations: presets, or `pair`.
        values: by the names of `MEASURES` but `l1`.
        by_timestep: L1 of Eq. 3 at fixed timesteps and noise; empty for the canary.
        failed: restorations of it that gave no picture; they count as black ones.
    """

    key: str
    degradations: tuple[str, ...]
    values: dict[str, tuple[float, ...]]
    by_timestep: dict[str, float] = field(default_factory=dict[str, float])
    failed: int = 0

    def mean(self, measure: str) -> float | None:
        """Over the degradations, or for `l1` over the timesteps; None where it was not measured."""
        values = self.by_timestep.values() if measure == "l1" else self.values.get(measure, ())
        return statistics.fmean(values) if values else None

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "PhotoScores":
        """The inverse of `dataclasses.asdict`, through JSON."""
        by_measure = {name: tuple(numbers) for name, numbers in values["values"].items()}
        return cls(
            values["key"], tuple(values["degradations"]), by_measure, dict(values["by_timestep"]), values["failed"]
        )


@dataclass(frozen=True)
class Scores:
    """Scores of one model.

    Attributes:
        photos: of the held-out photos, in a fixed order.
        canary: of photos of another kind, restored likewise.
        absent: measures that could not be taken, and why.
    """

    photos: tuple[PhotoScores, ...]
    canary: tuple[PhotoScores, ...] = ()
    absent: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def primary(self) -> float:
        """Higher is better: mean `agreement` of the held-out photos; what checkpoints are compared by."""
        return self.mean(PRIMARY) or 0.0

    @property
    def by_timestep(self) -> dict[str, float]:
        """Mean L1 over the held-out photos, by timestep."""
        names = self.photos[0].by_timestep if self.photos else {}
        return {t: round(statistics.fmean(photo.by_timestep[t] for photo in self.photos), 5) for t in names}

    @property
    def loss(self) -> float:
        """Mean L1 over held-out photos and timesteps; 0 where there are none."""
        return self.mean("l1") or 0.0

    @property
    def failed(self) -> int:
        """Restorations that gave no picture."""
        return sum(photo.failed for photo in (*self.photos, *self.canary))

    def mean(self, measure: str, *, canary: bool = False) -> float | None:
        """Over photos; None where it was not measured."""
        means = [photo.mean(measure) for photo in (self.canary if canary else self.photos)]
        known = [value for value in means if value is not None]
        return statistics.fmean(known) if known else None

    def means(self, *, canary: bool = False) -> dict[str, float]:
        """Every measure that was taken: numbers fit for a model's manifest."""
        found = {name: self.mean(name, canary=canary) for name in MEASURES}
        return {name: round(value, 5) for name, value in found.items() if value is not None}

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; `from_dict` needs only what is measured and takes no notice of the means."""
        return {
            "primary": round(self.primary, 6),
            "loss": round(self.loss, 6),
            "by_timestep": self.by_timestep,
            "means": self.means(),
            "canary_means": self.means(canary=True),
            "failed": self.failed,
            "photos": [dataclasses.asdict(photo) for photo in self.photos],
            "canary": [dataclasses.asdict(photo) for photo in self.canary],
            "absent": dict(self.absent),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Scores":
        """The scores that `to_dict` wrote, also after a way through JSON. Raises KeyError where a field is missing."""
        photos, canary = (tuple(map(PhotoScores.from_dict, values[name])) for name in ("photos", "canary"))
        return cls(photos, canary, dict(values["absent"]))

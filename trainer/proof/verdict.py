"""Did it get better? A paired bootstrap over photos says so, or that it cannot be said."""

import dataclasses
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import torch

from engine.errors import TrainingError
from trainer.proof.scores import MEASURES, PRIMARY, PhotoScores, Scores

FEWEST = 10  # held-out photos
RESAMPLES = 20_000
COVERAGE = 0.95
SMALLEST = 0.002  # of agreement: a change below it is of no use to anybody, however certain
TOLERATED = 1.0  # levels of 255 that tones may be further off

Kind = Literal["better", "worse", "no clear difference", "too few to tell"]


@dataclass(frozen=True)
class Change:
    """What became of one measure.

    Attributes:
        measure: a name of `MEASURES`.
        first, last: means over photos, before and after.
        difference: last minus first.
        low, high: ends of the 95 % interval of the difference.
        improved: photos with a better value than before, of `photos`.
        photos: how many were compared.
    """

    measure: str
    first: float
    last: float
    difference: float
    low: float
    high: float
    improved: int
    photos: int

    @property
    def gain(self) -> tuple[float, float]:
        """The interval, turned so that above 0 is better."""
        return (self.low, self.high) if MEASURES[self.measure].better == "higher" else (-self.high, -self.low)


@dataclass(frozen=True)
class Verdict:
    """The answer.

    Attributes:
        kind: the answer in a word or two.
        sentence: in one or two sentences, for people.
        photos: held-out photos compared.
        changes: of every measure both were scored by, the one that decides first.
        canary: the same for the canary.
        warnings: what should be known beside it, a sentence each.
    """

    kind: Kind
    sentence: str
    photos: int
    changes: tuple[Change, ...]
    canary: tuple[Change, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Verdict":
        """The inverse of `to_dict`, also after a way through JSON."""
        changes, canary = (tuple(Change(**change) for change in values[name]) for name in ("changes", "canary"))
        return cls(values["kind"], values["sentence"], values["photos"], changes, canary, tuple(values["warnings"]))


def judge(first: Scores, last: Scores, generator: torch.Generator | None = None) -> Verdict:
    """Compares two models by the same photos, degradations and seeds.

    `better` is a gain in agreement whose whole 95 % interval lies above 0, of at least 0.002, with tones that are not
    clearly further off by more than a level; `worse` is such a loss of agreement, or such tones without a gain.

    Args:
        first, last: before and after.
        generator: of the resamples; None: a new one, so that the same scores always give the same verdict.

    Raises:
        TrainingError: the photos are not the same.
    """
    generator = generator or torch.Generator().manual_seed(0)
    if [p.key for p in first.photos] != [p.key for p in last.photos]:
        advice = "Photos were added or removed meanwhile: start again in another output folder."
        raise TrainingError("the two models were scored on different photos", advice=advice)
    changes = _changes(first.photos, last.photos, generator)
    same_canary = [p.key for p in first.canary] == [p.key for p in last.canary]
    canary = _changes(first.canary, last.canary, generator) if same_canary else ()
    kind, sentence = _decided({change.measure: change for change in changes}, len(first.photos))
    return Verdict(kind, sentence, len(first.photos), changes, canary, _warnings(first, last, canary))


def paired_bootstrap(differences: list[float], generator: torch.Generator) -> tuple[float, float]:
    """The 95 % interval of the mean of `differences`, one a photo (bootstrap-t, Efron and Tibshirani 1993, ch. 12.5).

    Resampled means are measured in their own standard errors: with ten photos plain percentiles are too narrow.
    """
    values = torch.tensor(differences, dtype=torch.float64)
    count = len(values)
    mean, error = float(values.mean()), float(values.std() / count**0.5) if count > 1 else 0.0
    if error <= 1e-12:
        return mean, mean
    drawn = values[torch.randint(count, (RESAMPLES, count), generator=generator)]
    errors = drawn.std(dim=1) / count**0.5
    kept = errors > 1e-12  # of a photo drawn every time there is no error to speak of
    ratios = (drawn.mean(dim=1)[kept] - mean) / errors[kept]
    tail = (1 - COVERAGE) / 2
    low, high = torch.quantile(ratios, torch.tensor([tail, 1 - tail], dtype=torch.float64)).tolist()
    return mean - high * error, mean - low * error


def _changes(
    first: tuple[PhotoScores, ...], last: tuple[PhotoScores, ...], generator: torch.Generator
) -> tuple[Change, ...]:
    found: list[Change] = []
    for measure in MEASURES.values():
        pairs = [(a.mean(measure.name), b.mean(measure.name)) for a, b in zip(first, last, strict=True)]
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        if not known or len(known) < len(pairs):
            continue
        differences = [b - a for a, b in known]
        low, high = paired_bootstrap(differences, generator)
        sign = 1 if measure.better == "higher" else -1
        found.append(
            Change(
                measure.name,
                statistics.fmean(a for a, _ in known),
                statistics.fmean(b for _, b in known),
                statistics.fmean(differences),
                low,
                high,
                sum(sign * d > 0 for d in differences),
                len(known),
            )
        )
    return tuple(found)


def _decided(changes: dict[str, Change], photos: int) -> tuple[Kind, str]:
    if photos < FEWEST:
        held = "photo was" if photos == 1 else "photos were"
        return (
            "too few to tell",
            f"Only {photos} {held} held out; {FEWEST} are needed to tell a difference from chance.",
        )
    main, tones = changes[PRIMARY], changes["tones"]
    low, high = main.gain
    up, down = low > 0 and main.difference >= SMALLEST, high < 0 and main.difference <= -SMALLEST
    off = tones.gain[1] < -TOLERATED
    of = f"{main.improved} of {photos} held-out photos came out closer to the original than with the stock model"
    if up and off:
        what = "The results have more of the true detail, but their brightness or colours are further off."
        return "no clear difference", what
    if up:
        return "better", f"{of}; so large a gain is not chance."
    if down:
        return "worse", f"Only {of}. Keep using the stock model."
    if off:
        return "worse", "Brightness or colours are further off than with the stock model. Keep using that one."
    if low > 0 or high < 0:
        return "no clear difference", "The results differ by less than anybody would see."
    return "no clear difference", f"{of}, which may well be chance."


def _warnings(first: Scores, last: Scores, canary: tuple[Change, ...]) -> tuple[str, ...]:
    found: list[str] = []
    main = next((change for change in canary if change.measure == PRIMARY), None)
    if main is not None and main.difference <= -SMALLEST and _clearly_worse(main):
        found.append("Photos of other kinds come out worse than with the stock model: use this one for its own kind.")
    for scores, name in ((first, "stock"), (last, "trained")):
        if scores.failed:
            found.append(f"{scores.failed} restorations with the {name} model gave no picture; they count as black.")
    return tuple(found)


def _clearly_worse(change: Change) -> bool:
    """Of few photos an interval says little; that not one of them gained does."""
    return change.gain[1] < 0 if change.photos >= FEWEST else change.photos >= 3 and change.improved == 0

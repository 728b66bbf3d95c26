"""What a person wants trained, in the window's words, and the run file that `heirloom train` makes of it. No torch."""

import dataclasses
import functools
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

Form = Literal["adapter", "bundle"]
Goal = Literal["keep", "colours", "general"]
Length = Literal["quick", "normal", "thorough"]

FORMS: tuple[Form, ...] = ("adapter", "bundle")
GOALS: tuple[Goal, ...] = ("keep", "colours", "general")
LENGTHS: tuple[Length, ...] = ("quick", "normal", "thorough")
SMALL_BYTES = 400_000_000  # a model up to this size learns by the recipes for small ones
_FACTORS: dict[Length, float] = {"quick": 0.35, "normal": 1.0, "thorough": 2.0}
_EVALUATIONS = 4  # besides the one at the start
_DAMAGES: dict[Goal, tuple[dict[str, object], ...]] = {
    "colours": (
        {"preset": "old_photo", "share": 0.6, "colour": "correct_colour"},
        {"preset": "pasd", "share": 0.3, "factor": 0},
        {"preset": "clean", "share": 0.1},
    ),
    "general": (
        {"preset": "pasd", "share": 0.5, "factor": 0},
        {"preset": "realesrgan", "share": 0.4, "factor": 0},
        {"preset": "clean", "share": 0.1},
    ),
}
_HEAD = "# Made by Heirloom's window. The same training without it: heirloom train run.toml\n\n"


@dataclass(frozen=True)
class Plan:
    """One training, as it was chosen.

    Attributes:
        photos: the collection, or None: none was chosen yet.
        base: folder of the model to start from; `base_name`, `licence`: of that; `small`: by its size.
        title: what it shall be called; "": as the folder.
        form: a small file on top of the base, or a model of its own.
        goal: which damage is to be undone, and whether colours come back.
        length: how many updates; `updates` above 0 says so in a number.
        captioner: describes photos without a caption; "": nobody does.
        pairs: folder of damaged versions of the same photos, or None.
        crop: side of the squares that are learned from, in pixels; 0: as the recipe says.
        rate: by how much to multiply the recipe's learning rates.
        held_out: share of the photos that judge.
        seed: of everything that is drawn.
    """

    photos: Path | None = None
    base: Path = Path()
    base_name: str = ""
    licence: str = ""
    small: bool = True
    title: str = ""
    form: Form = "adapter"
    goal: Goal = "keep"
    length: Length = "normal"
    updates: int = 0
    captioner: str = ""
    pairs: Path | None = None
    crop: int = 0
    rate: float = 1.0
    held_out: float = 0.2
    seed: int = 1

    @property
    def preset(self) -> str:
        """The recipe."""
        size = "small-" if self.small else ""
        return f"finetune-{size}{'lora' if self.form == 'adapter' else 'full'}"

    @property
    def shown_title(self) -> str:
        """What it is called: as a person said, or as the folder."""
        folder = self.photos.name if self.photos is not None else ""
        text = "".join(ch for ch in (self.title or folder) if unicodedata.category(ch)[0] != "C")
        return " ".join(text.split())[:100] or "Training"

    @property
    def crop_size(self) -> int:
        """Side of the squares, in pixels."""
        return self.crop or int(recipe(self.preset)["crops"][0]["size"])

    def updates_of(self, photos: int) -> int:
        """How many updates for a collection of that many training photos."""
        if self.updates:
            return self.updates
        from trainer.config import Amount
        from trainer.presets import updates_for

        amounts = recipe(self.preset)["stages"][0]["updates_by_photos"]
        usual = updates_for(tuple(Amount(**amount) for amount in amounts), max(1, photos))
        return max(10, round(usual * _FACTORS[self.length] / 10) * 10)

    def evaluate_every(self, updates: int) -> int:
        """Updates between two evaluations."""
        return max(1, -(-updates // _EVALUATIONS))


@functools.cache
def recipe(preset: str) -> dict[str, Any]:
    """The fields of a preset, read once; not to be changed."""
    from trainer.presets import preset_values

    return preset_values(preset)


def run_values(plan: Plan, name: str, output: Path, photos: int) -> dict[str, Any]:
    """The fields of the run file.

    Args:
        plan: with a folder of photos.
        name: of what is exported; lower case letters, digits and dashes.
        output: folder for all that is written.
        photos: how many there are to learn from.
    """
    preset = recipe(plan.preset)
    updates = plan.updates_of(photos)
    every = plan.evaluate_every(updates)
    stage = {key: value for key, value in preset["stages"][0].items() if key != "updates_by_photos"}
    rates = {part: stage[part] * plan.rate for part in ("unet", "alignment", "lq_encoder") if part in stage}
    crop = dict(preset["crops"][0])
    if plan.crop:
        fewer = round(crop["batch"] * (crop["size"] / plan.crop) ** 2)
        crop = {"size": plan.crop, "batch": max(1, min(crop["batch"], fewer))}
    values: dict[str, Any] = {
        "format_version": 1,
        "preset": plan.preset,
        "name": name,
        "title": plan.shown_title,
        "licence": _words(plan.licence),
        "base": str(plan.base),
        "photos": [str(plan.photos)],
        "output": str(output),
        "seed": plan.seed,
        "held_out": plan.held_out,
        "stages": [{**stage, **rates, "updates": updates}],
        "crops": [crop],
        "evaluate_every": every,
        "checkpoint_every": max(1, every // 2),
    }
    if plan.goal in _DAMAGES:
        values["degradation"] = list(_DAMAGES[plan.goal])
    if plan.captioner:
        values["captioner"] = plan.captioner
    if plan.pairs is not None:
        values["pairs"] = str(plan.pairs)
    return values


def run_text(values: Mapping[str, Any]) -> str:
    """The run file, as TOML."""
    return _HEAD + "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def file_name(title: str) -> str:
    """A name for files and adapters: "Granny's album" -> "granny-s-album"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-") or "training"


def to_dict(plan: Plan) -> dict[str, Any]:
    """JSON-ready."""
    values = dataclasses.asdict(plan)
    return {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}


def from_dict(values: Mapping[str, Any]) -> Plan:
    """The inverse of `to_dict`; what is unknown or of another kind is left at its default."""
    plain = Plan()
    known: dict[str, Any] = {}
    for field in dataclasses.fields(Plan):
        value, default = values.get(field.name), getattr(plain, field.name)
        if field.name in ("photos", "pairs", "base"):
            known[field.name] = Path(value) if isinstance(value, str) and value else default
        elif isinstance(value, type(default)) or (isinstance(default, float) and isinstance(value, int)):
            known[field.name] = value
    for name, allowed in (("form", FORMS), ("goal", GOALS), ("length", LENGTHS)):
        if known.get(name) not in allowed:
            known[name] = getattr(plain, name)
    return Plan(**known)


def _words(text: str) -> str:
    return " ".join("".join(ch for ch in text if unicodedata.category(ch)[0] != "C").split())[:200]


def _toml(value: object) -> str:
    """A value as TOML writes it. Raises UnicodeEncodeError for a path that is no text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return f"{{ {', '.join(f'{name} = {_toml(inner)}' for name, inner in items)} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(inner) for inner in cast('list[object]', value))}]"
    text = str(value)
    text.encode("utf-8")
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

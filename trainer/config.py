"""A run file: TOML -> frozen, checked dataclasses. Unknown, mistyped and contradictory fields are errors by name.

Defaults are those of the `released` recipe where it has one (TRAINING.md), sized for one small machine.
"""

import dataclasses
import re
import tomllib
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from engine.errors import ConfigError, RequestError
from engine.request import RestoreRequest
from trainer.degradation import PRESETS

PARTS = ("alignment", "lq_encoder", "unet", "text_encoder", "decoder")

_T = TypeVar("_T")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")  # as in a bundle's manifest


@dataclass(frozen=True)
class Stage:
    """One stage of training (paper Algorithm 1: alignment first, then everything jointly).

    Attributes:
        name: for logs.
        updates: optimizer updates.
        alignment, lq_encoder, unet, text_encoder, decoder: learning rate of each part; 0 freezes it. The decoder is
            the autoencoder's; it learns from the losses on pictures only.
        pixel_loss: weight of the mean absolute difference between the decoded prediction and the picture, added to
            Eq. 3. For models that predict clean latents.
        gradient_loss: weight of the differences between neighbouring pixels within it, in units of `pixel_loss`.
        reconstruction_loss: weight of the same loss on the decoded latents of the pictures themselves (a quarter of
            each batch).
        warmup: share of the updates over which rates rise from 0.
        final: rate at the end of the cosine, as a share of the peak.
    """

    name: str
    updates: int
    alignment: float = 0.0
    lq_encoder: float = 0.0
    unet: float = 0.0
    text_encoder: float = 0.0
    decoder: float = 0.0
    pixel_loss: float = 0.0
    gradient_loss: float = 1.0
    reconstruction_loss: float = 0.0
    warmup: float = 0.05
    final: float = 0.1

    @property
    def rates(self) -> dict[str, float]:
        """Peak learning rate of each part."""
        return {name: getattr(self, name) for name in PARTS}


@dataclass(frozen=True)
class Crop:
    """A crop size and the batch that goes with it; each update draws one by `share`."""

    size: int
    batch: int
    share: float = 1.0


@dataclass(frozen=True)
class Mix:
    """A degradation preset and how often it is drawn.

    Attributes:
        preset: a name of `trainer.degradation.PRESETS`.
        share: relative frequency.
        factor: how much smaller the degraded picture was; 0 draws it from 1 to 4, -1 is the preset's own.
        colour: what an `old_photo` target keeps.
    """

    preset: str
    share: float = 1.0
    factor: float = -1.0
    colour: Literal["keep_colour", "correct_colour"] = "keep_colour"


@dataclass(frozen=True)
class RunConfig:
    """Everything a training run depends on.

    Attributes:
        name: of the exported model.
        base: bundle folder to start from; relative paths are relative to the run file.
        photos: folders of training photos; captions from `captions.json` or `<stem>.txt` beside them.
        output: folder for checkpoints, logs and the exported bundle.
        stages: in order.
        crops: sizes drawn for each update.
        degradation: presets drawn for each sample.
        seed: of everything drawn.
        short_side: photos are reduced to this before cropping, in pixels.
        zoom: smallest factor by which a photo is reduced at random before cropping, in (0, 1].
        caption_dropout: share of samples trained without caption (paper: 0.2).
        held_out: share of the photos kept aside for evaluation.
        weight_decay: of matrices and kernels; norms, biases and unused query/key weights have none.
        betas: of AdamW.
        clip: largest gradient norm over all trainable tensors together.
        ema_decay: upper bound of the exponential moving average's decay.
        precision: arithmetic of forward and backward.
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        workers: threads that make samples ahead of their use.
        checkpoint_every, evaluate_every: in updates.
        keep: complete checkpoints kept.
        gradient_checkpointing: less memory, more time.
        accumulate: micro-batches an update.
        title, licence, native_scale, recommended: of the exported bundle; `recommended` as request fields.
        max_file_bytes: weights beyond this are split over several files; 0 does not split.
    """

    name: str
    base: Path
    photos: tuple[Path, ...]
    output: Path
    stages: tuple[Stage, ...]
    crops: tuple[Crop, ...] = (Crop(512, 1),)
    degradation: tuple[Mix, ...] = (Mix("pasd"),)
    seed: int = 0
    short_side: int = 1024
    zoom: float = 1.0
    caption_dropout: float = 0.2
    held_out: float = 0.1
    weight_decay: float = 0.01
    betas: tuple[float, ...] = (0.9, 0.999)
    clip: float = 1.0
    ema_decay: float = 0.999
    precision: Literal["fp32", "bf16"] = "fp32"
    device: str = "auto"
    workers: int = 1
    checkpoint_every: int = 500
    evaluate_every: int = 500
    keep: int = 3
    gradient_checkpointing: bool = False
    accumulate: int = 1
    title: str = ""
    licence: str = ""
    native_scale: float = 1.0
    max_file_bytes: int = 0
    recommended: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def updates(self) -> int:
        """Updates of all stages."""
        return sum(stage.updates for stage in self.stages)

    def stage_at(self, update: int) -> tuple[Stage, int]:
        """The stage that update number `update` (from 0) belongs to, and its number within that stage."""
        for stage in self.stages:
            if update < stage.updates:
                return stage, update
            update -= stage.updates
        raise ValueError("past the last update")


def read_config(path: Path) -> RunConfig:
    """Reads and checks a run file.

    Raises:
        ConfigError: not readable, not TOML, or a field is unknown, missing, mistyped, out of bounds or contradictory.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror or error})", path=path, advice="Check the name.") from error
    except ValueError as error:
        raise ConfigError(f"is not valid TOML ({error})", path=path) from error
    try:
        config = _build(RunConfig, values, "")
        _check(config)
    except ConfigError as error:
        raise ConfigError(error.what, path=path, advice=error.advice) from None
    here = path.resolve().parent
    return dataclasses.replace(
        config,
        base=here / config.base,
        output=here / config.output,
        photos=tuple(here / folder for folder in config.photos),
    )


def _build(kind: type[_T], values: dict[str, Any], place: str) -> _T:
    """A dataclass from plain values, each checked against the field's annotation."""
    fields = {f.name: f for f in dataclasses.fields(kind)}  # pyright: ignore[reportArgumentType]
    hints = typing.get_type_hints(kind)
    for name in values:
        if name not in fields:
            raise ConfigError(f"unknown field {place}{name}", advice=f"Known: {', '.join(fields)}.")
    given = {name: _value(hints[name], value, place + name) for name, value in values.items()}
    for name, f in fields.items():
        required = f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        if required and name not in given:
            raise ConfigError(f"field {place}{name} is missing")
    return kind(**given)


def _value(hint: Any, value: Any, place: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise ConfigError(f"{place} must be a list, not {value!r}")
        return tuple(_value(arguments[0], item, f"{place}[{index}]") for index, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return value
    if origin is Literal:
        if value not in arguments:
            raise ConfigError(f"{place} is {value!r}, but must be one of {', '.join(map(str, arguments))}")
        return value
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and isinstance(value, dict):
        return _build(hint, value, f"{place}.")
    if hint is Path and isinstance(value, str) and value:
        return Path(value)
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return value
    kind = hint.__name__ if isinstance(hint, type) else str(hint)
    raise ConfigError(f"{place} is {value!r}, but must be of kind {kind}")


def _check(config: RunConfig) -> None:
    def need(right: bool, what: str) -> None:
        if not right:
            raise ConfigError(what)

    need(
        bool(_NAME.fullmatch(config.name)), f"name is {config.name!r}: lower case letters, digits, dots and dashes only"
    )
    need(bool(config.photos), "photos names no folder")
    need(bool(config.stages), "stages has no stage")
    need(bool(config.crops), "crops has no size")
    need(bool(config.degradation), "degradation has no preset")
    for index, stage in enumerate(config.stages):
        need(stage.updates >= 1, f"stages[{index}].updates is {stage.updates}, but must be at least 1")
        need(all(0 <= rate <= 1 for rate in stage.rates.values()), f"stages[{index}] has a rate outside 0..1")
        need(any(stage.rates.values()), f"stages[{index}] trains nothing: every rate is 0")
        for name in ("pixel_loss", "gradient_loss", "reconstruction_loss"):
            weight = getattr(stage, name)
            need(0 <= weight <= 100, f"stages[{index}].{name} is {weight}, but must be in 0..100")
        need(
            not stage.decoder or stage.pixel_loss + stage.reconstruction_loss > 0,
            f"stages[{index}].decoder learns from pixel_loss and reconstruction_loss, which are both 0",
        )
        need(0 <= stage.warmup < 1, f"stages[{index}].warmup is {stage.warmup}, but must be in 0..1")
        need(0 <= stage.final <= 1, f"stages[{index}].final is {stage.final}, but must be in 0..1")
    for index, crop in enumerate(config.crops):
        need(16 <= crop.size <= 2048, f"crops[{index}].size is {crop.size}, but must be in 16..2048")
        need(crop.batch >= 1, f"crops[{index}].batch is {crop.batch}, but must be at least 1")
        need(crop.share > 0, f"crops[{index}].share is {crop.share}, but must be above 0")
    for index, mix in enumerate(config.degradation):
        need(mix.preset in PRESETS, f"degradation[{index}].preset is {mix.preset!r}, not one of {', '.join(PRESETS)}")
        need(mix.share > 0, f"degradation[{index}].share is {mix.share}, but must be above 0")
        need(mix.factor in (-1, 0) or mix.factor >= 1, f"degradation[{index}].factor is {mix.factor}: -1, 0 or from 1")
    for name, low, high in (
        ("caption_dropout", 0, 1),
        ("held_out", 0, 0.9),
        ("zoom", 0.05, 1),
        ("weight_decay", 0, 1),
        ("clip", 1e-6, 1e6),
        ("ema_decay", 0, 1),
        ("checkpoint_every", 1, 10**9),
        ("evaluate_every", 1, 10**9),
        ("keep", 1, 1000),
        ("workers", 1, 256),
        ("accumulate", 1, 4096),
        ("short_side", 16, 8192),
        ("seed", 0, 2**62),
    ):
        value = getattr(config, name)
        need(low <= value <= high, f"{name} is {value}, but must be in {low}..{high}")
    try:
        RestoreRequest.from_dict(config.recommended)
    except (RequestError, TypeError) as error:
        raise ConfigError(f"recommended cannot be used: {error}") from error
    need(len(config.betas) == 2 and all(0 <= b < 1 for b in config.betas), "betas must be two numbers in 0..1")

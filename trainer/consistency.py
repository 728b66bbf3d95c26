"""Contradictions between the fields of a run file, and what its ablation switches do to the stages."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from engine.errors import ConfigError, RequestError
from engine.request import RestoreRequest
from trainer.config import RunConfig, Stage
from trainer.degradation import PRESETS, PRINTS

_Need = Callable[..., None]


def check(config: RunConfig, path: Path | None = None) -> None:
    """Refuses contradictions.

    Raises:
        ConfigError: names the fields, and `path`.
    """

    def need(right: bool, what: str, advice: str = "") -> None:
        if not right:
            raise ConfigError(what, path=path, advice=advice)

    for name, what in (("photos", "folder"), ("stages", "stage"), ("crops", "size"), ("degradation", "preset")):
        need(bool(getattr(config, name)), f"{name} names no {what}")
    need(len(config.betas) == 2, "betas must be two numbers")
    for index, stage in enumerate(config.stages):
        _check_stage(config, stage, f"stages[{index}]", need)
    for index, mix in enumerate(config.degradation):
        need(mix.preset in PRESETS, f"degradation[{index}].preset is {mix.preset!r}, not one of {', '.join(PRESETS)}")
        need(mix.factor in (-1, 0) or mix.factor >= 1, f"degradation[{index}].factor is {mix.factor}: -1, 0 or from 1")
    _check_form(config, need)
    _check_ablations(config, need)
    need(
        config.weights == "fp32" or config.precision == "bf16",
        "weights is bf16, but precision is fp32",
        "Set precision to bf16, or weights to fp32.",
    )
    need(
        config.optimizer != "adamw-8bit" or config.device not in ("cpu", "mps"),
        f"optimizer is adamw-8bit, which needs CUDA, but device is {config.device}",
        "Choose adafactor, which needs as little memory.",
    )
    need(
        not config.proof or config.held_out > 0,
        "proof restores held-out photos, but held_out is 0",
        "Set held_out to 0.2, or proof to false.",
    )
    need(
        config.canary is None or config.proof,
        "canary names photos for the proof, but proof is false",
        "Set proof to true, or leave canary out.",
    )
    need(
        config.recommended.get("color", "none") == "none" or not _corrects_colours(config),
        f"recommended.color is {config.recommended.get('color')}, but degradation corrects colours, which that undoes",
        "Leave recommended.color out, or choose keep_colour.",
    )
    try:
        RestoreRequest.from_dict(config.recommended)
    except (RequestError, TypeError) as error:
        raise ConfigError(f"recommended cannot be used: {error}", path=path) from error


def _check_stage(config: RunConfig, stage: Stage, place: str, need: _Need) -> None:
    need(
        stage.updates >= 1 or bool(stage.updates_by_photos),
        f"{place}.updates is {stage.updates}, but must be at least 1 where there is no updates_by_photos",
    )
    need(
        not (stage.updates and stage.updates_by_photos),
        f"{place}.updates is {stage.updates}, but there is updates_by_photos, too",
        "Set updates to 0, or leave updates_by_photos out.",
    )
    counts = [amount.photos for amount in stage.updates_by_photos]
    need(len(set(counts)) == len(counts), f"{place}.updates_by_photos names a number of photos twice")
    need(any(stage.rates.values()), f"{place} trains nothing: every rate is 0")
    need(
        not stage.decoder or stage.pixel_loss + stage.reconstruction_loss > 0,
        f"{place}.decoder learns from pixel_loss and reconstruction_loss, which are both 0",
    )
    if config.form == "adapter":
        for part in ("text_encoder", "decoder"):
            need(
                not stage.rates[part],
                f"{place}.{part} is above 0, but form is adapter, which cannot hold that part",
                "Set form to bundle, or that rate to 0.",
            )


def _check_form(config: RunConfig, need: _Need) -> None:
    need(
        config.form == "bundle" or (config.alignment == "base" and config.features == "base"),
        f"form is adapter, but alignment is {config.alignment} and features is {config.features}: "
        "an adapter keeps the parts of its base",
        "Set form to bundle, or both to base.",
    )
    need(
        config.features in ("base", "penultimate") or config.alignment != "base",
        f"features is {config.features}, but alignment is base, which was made for the base's features",
        "Choose a new alignment: per_position, spatial or addition.",
    )
    need(
        config.lora_rank > 0 or config.lora_alpha == 0,
        f"lora_alpha is {config.lora_alpha:g}, but lora_rank is 0",
        "Set lora_rank, or leave lora_alpha out.",
    )
    need(
        config.lora_rank == 0 or any(stage.unet for stage in config.stages),
        f"lora_rank is {config.lora_rank}, but no stage trains the unet",
        "Set lora_rank to 0, or a rate for the unet.",
    )


def _check_ablations(config: RunConfig, need: _Need) -> None:
    need(
        config.pretraining or any(_trains_alignment_alone(stage) for stage in config.stages),
        "pretraining is false, but no stage trains the alignment alone",
        "Leave pretraining out.",
    )
    need(
        not config.separate or any(stage.lq_encoder and stage.unet for stage in config.stages),
        "separate is true, but no stage trains lq_encoder and unet together",
        "Leave separate out.",
    )
    need(not (config.separate and config.fixed), "separate is true, but fixed leaves only one of the two to learn")
    for part in config.fixed:
        need(
            any(stage.rates[part] for stage in config.stages),
            f"fixed names {part}, which no stage trains",
            "Leave it out of fixed.",
        )
    need(bool(with_ablations(config).stages), "pretraining and fixed leave no stage that trains anything")
    need(
        config.lora_rank == 0 or "unet" not in config.fixed,
        f"lora_rank is {config.lora_rank}, but fixed names unet",
        "Set lora_rank to 0, or leave unet out of fixed.",
    )


def with_colours(config: RunConfig) -> RunConfig:
    """Where targets have corrected colours, the recommended request leaves the colour fix out: it would undo them."""
    if not _corrects_colours(config):
        return config
    return dataclasses.replace(config, recommended=config.recommended | {"color": "none"})


def _corrects_colours(config: RunConfig) -> bool:
    return any(mix.preset in PRINTS and mix.colour == "correct_colour" for mix in config.degradation)


def with_ablations(config: RunConfig) -> RunConfig:
    """The stages as `pretraining`, `fixed` and `separate` leave them."""
    stages: list[Stage] = []
    for stage in config.stages:
        if not config.pretraining and _trains_alignment_alone(stage):
            continue
        kept = dataclasses.replace(stage, **dict.fromkeys(config.fixed, 0.0))
        if not any(kept.rates.values()):
            continue
        both = config.separate and kept.lq_encoder and kept.unet
        stages += _halves(kept) if both else [kept]
    return dataclasses.replace(config, stages=tuple(stages))


def _trains_alignment_alone(stage: Stage) -> bool:
    return [part for part, rate in stage.rates.items() if rate] == ["alignment"]


def _halves(stage: Stage) -> list[Stage]:
    """First without the UNet, then without the LQ encoder; together as many updates as before."""
    first, second = (stage.updates + 1) // 2, stage.updates // 2
    amounts = [
        tuple(dataclasses.replace(a, updates=max(1, (a.updates + more) // 2)) for a in stage.updates_by_photos)
        for more in (1, 0)
    ]
    return [
        dataclasses.replace(stage, name=f"{stage.name} encoder", updates=first, unet=0.0, updates_by_photos=amounts[0]),
        dataclasses.replace(
            stage,
            name=f"{stage.name} unet",
            updates=max(1, second) if first else 0,
            lq_encoder=0.0,
            updates_by_photos=amounts[1],
        ),
    ]

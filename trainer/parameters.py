"""Which tensors a stage trains, in groups with their own rate and weight decay."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.errors import ConfigError
from trainer.config import Stage

LORA = ".lora_"
"""In the names of low-rank matrices, which peft puts beside the weights they change."""


@dataclass(frozen=True)
class Trainable:
    """One part's trainable tensors at its peak rate, split by weight decay."""

    part: str
    lr: float
    decayed: dict[str, Tensor]
    plain: dict[str, Tensor]

    @property
    def named(self) -> dict[str, Tensor]:
        """All of them by name."""
        return self.decayed | self.plain


def part_of(name: str) -> str:
    """The part that a parameter of `TrainingModules` belongs to: one of `PARTS`, or autoencoder.

    The UNet's own first convolution counts as UNet, as in the released parameter groups.
    """
    if ".conv_in.alignment." in f".{name}":
        return "alignment"
    if name.startswith("model.lq_encoder."):
        return "lq_encoder"
    if name.startswith("text_encoders."):
        return "text_encoder"
    if name.startswith("autoencoder."):
        decodes = name.startswith(("autoencoder.decoder.", "autoencoder.refinement.", "autoencoder.post_quant_conv."))
        return "decoder" if decodes else "autoencoder"
    return "unet"


def learning(modules: nn.Module, stage: Stage) -> dict[str, list[str]]:
    """Names of the tensors that the stage trains, by part, in the module's order.

    Where a part has low-rank matrices, they learn and its own weights do not.
    """
    names = {part: list[str]() for part, rate in stage.rates.items() if rate > 0}
    for name, _ in modules.named_parameters():
        if (part := part_of(name)) in names:
            names[part].append(name)
    return {part: [name for name in all_ if LORA in name] or all_ for part, all_ in names.items()}


def select(modules: nn.Module, stage: Stage) -> list[Trainable]:
    """Sets `requires_grad` for the stage and groups what is trained; the order of names is the module's.

    Norms and biases have no decay. Nor have the alignment's packed attention weights: in a `per_position` alignment
    their query and key rows get no gradient, and decay alone would wear them away.

    Raises:
        ConfigError: the stage trains a part that the model does not have.
    """
    chosen = learning(modules, stage)
    for part, names in chosen.items():
        if not names:
            raise ConfigError(f"stage {stage.name!r} trains {part}, which this model does not have")
    groups = {part: Trainable(part, stage.rates[part], {}, {}) for part in chosen}
    owner = {name: part for part, names in chosen.items() for name in names}
    for name, parameter in modules.named_parameters():
        part = owner.get(name)
        parameter.requires_grad_(part is not None)
        if part is not None:
            group = groups[part]
            packed = name.endswith("attn.in_proj_weight")
            kind = group.decayed if parameter.ndim > 1 and not packed else group.plain
            kind[name] = parameter
    return list(groups.values())


def rate_factor(stage: Stage, update: int) -> float:
    """Linear warm-up, then a cosine from 1 to `stage.final`; `update` counts from 0 within the stage."""
    warmup = round(stage.warmup * stage.updates)
    if update < warmup:
        return (update + 1) / warmup
    progress = (update - warmup) / max(1, stage.updates - warmup)
    return stage.final + (1 - stage.final) * 0.5 * (1 + math.cos(math.pi * progress))


def set_rates(optimizer: torch.optim.Optimizer, factor: float) -> None:
    """Every group's rate = its peak times `factor`."""
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * factor

"""Which tensors a stage trains, in groups with their own rate and weight decay."""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from engine.errors import ConfigError
from trainer.config import RunConfig, Stage


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


def select(modules: nn.Module, stage: Stage) -> list[Trainable]:
    """Sets `requires_grad` for the stage and groups what is trained; the order of names is the module's.

    Norms and biases have no decay. Nor have the alignment's packed attention weights: in a `per_position` alignment
    their query and key rows get no gradient, and decay alone would wear them away.

    Raises:
        ConfigError: the stage trains a part that the model does not have.
    """
    groups: dict[str, Trainable] = {
        part: Trainable(part, rate, {}, {}) for part, rate in stage.rates.items() if rate > 0
    }
    for name, parameter in modules.named_parameters():
        group = groups.get(part_of(name))
        parameter.requires_grad_(group is not None)
        if group is not None:
            packed = name.endswith("attn.in_proj_weight")
            kind = group.decayed if parameter.ndim > 1 and not packed else group.plain
            kind[name] = parameter
    for part, group in groups.items():
        if not group.named:
            raise ConfigError(f"stage {stage.name!r} trains {part}, which this model does not have")
    return list(groups.values())


def build_optimizer(groups: list[Trainable], config: RunConfig) -> torch.optim.AdamW:
    """AdamW over the groups; each group remembers its peak rate as `peak`."""
    lists: list[dict[str, Any]] = []
    for group in groups:
        for tensors, decay in ((group.decayed, config.weight_decay), (group.plain, 0.0)):
            if tensors:
                lists.append({"params": list(tensors.values()), "weight_decay": decay, "lr": 0.0, "peak": group.lr})
    return torch.optim.AdamW(lists, betas=(config.betas[0], config.betas[1]), foreach=True)


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

"""Low-rank updates of the UNet's attention (Hu et al. 2021), by peft: put in for training, merged to be looked at."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from peft import LoraConfig, inject_adapter_in_model
from peft.tuners.lora import Linear as LoraLinear
from torch import Tensor, nn

from engine.adapter import LowRank, changed_weight
from engine.errors import ConfigError
from trainer.modules import TrainingModules

_TARGETS = r"(?:.*\.)?attn[12]\.(?:to_q|to_k|to_v|to_out\.0)"
_ADAPTER = "default"  # peft's name for the only one


@dataclass(frozen=True)
class _Place:
    """Where one low-rank layer is: its name in the UNet, the module it is in, and under which name there."""

    name: str
    parent: nn.Module
    child: str
    layer: LoraLinear

    @property
    def base(self) -> nn.Linear:
        """The stock layer that it stands for."""
        base = self.layer.base_layer
        assert isinstance(base, nn.Linear)
        return base


def add_lora(modules: TrainingModules, rank: int, alpha: float = 0.0, generator: torch.Generator | None = None) -> None:
    """Gives queries, keys, values and outputs of the UNet's attention a low-rank update each, float32.

    B is zero, so the model computes what it did before, bit for bit. What else is trainable is unchanged by this, but
    for the UNet (with the alignment in it), which is frozen around the updates: `trainer.parameters.select` comes next.

    Args:
        modules: with a stock UNet.
        rank: of every update, from 1.
        alpha: updates are scaled by this over the rank; 0 takes the rank.
        generator: on the CPU; draws A as peft does, uniform in ±1/sqrt(width). None: a new one.

    Raises:
        ConfigError: the UNet has no such attention.
    """
    generator = generator or torch.Generator().manual_seed(0)
    unet = modules.model.unet
    config = LoraConfig(r=rank, lora_alpha=alpha or rank, target_modules=_TARGETS, lora_dropout=0.0, bias="none")  # pyright: ignore[reportArgumentType]
    if not any(isinstance(m, nn.Linear) and re.fullmatch(_TARGETS, name) for name, m in unet.named_modules()):
        raise ConfigError("lora_rank is set, but the UNet of this model has no attention")
    # on the meta device peft draws nothing from torch's global generator
    inject_adapter_in_model(config, unet, adapter_name=_ADAPTER, low_cpu_mem_usage=True)
    for place in _places(modules):
        weight = place.base.weight
        down = torch.empty(rank, weight.shape[1])
        bound = 1 / math.sqrt(weight.shape[1])
        down.uniform_(-bound, bound, generator=generator)
        place.layer.lora_A[_ADAPTER].weight = nn.Parameter(down.to(weight.device))
        place.layer.lora_B[_ADAPTER].weight = nn.Parameter(torch.zeros(weight.shape[0], rank, device=weight.device))


def has_lora(modules: TrainingModules) -> bool:
    """Whether there are low-rank updates, not merged at the moment."""
    return bool(_places(modules))


def low_rank(modules: TrainingModules) -> dict[str, LowRank]:
    """The updates by the UNet's module, sharing memory with what is trained; none inside `plain`."""
    return {place.name: _update(place) for place in _places(modules)}


@contextmanager
def plain(modules: TrainingModules) -> Iterator[None]:
    """Until it is left, the UNet is a stock one with the updates in its weights, each rounded once.

    After it all is as before, bit for bit. Without low-rank updates it does nothing. The trained tensors have no names
    inside, so averaged weights are swapped in before: `with averaged, plain(modules): ...`.
    """
    merged: list[tuple[_Place, Tensor]] = []
    try:
        for place in _places(modules):
            weight = place.base.weight
            # the trained model's own weights wait in main memory, so that the device needs no room for both
            merged.append((place, weight.detach().to("cpu", copy=True)))
            _write(weight, changed_weight(weight.detach(), _update(place), 1.0, weight.device))
            place.parent._modules[place.child] = place.base
        yield
    finally:
        for place, weight in merged:
            _write(place.base.weight, weight)
            place.parent._modules[place.child] = place.layer


@torch.no_grad()
def _write(weight: Tensor, value: Tensor) -> None:
    weight.copy_(value)


def _places(modules: TrainingModules) -> list[_Place]:
    unet = modules.model.unet
    found: list[_Place] = []
    for name, layer in unet.named_modules():
        if isinstance(layer, LoraLinear):
            parent, _, child = name.rpartition(".")
            found.append(_Place(name, unet.get_submodule(parent), child, layer))
    return found


def _update(place: _Place) -> LowRank:
    layer = place.layer
    down, up = layer.lora_A[_ADAPTER].weight, layer.lora_B[_ADAPTER].weight
    assert isinstance(down, Tensor)
    assert isinstance(up, Tensor)
    return LowRank(down.detach(), up.detach(), float(layer.lora_alpha[_ADAPTER]))

"""The optimizers, with rates that mean the same for all, and stochastic rounding for weights in bfloat16.

Adafactor is transformers', because that can leave out the scaling by a weight's own size (`scale_parameter`), which
torch's cannot: its steps are then as long as AdamW's, so the rates of a recipe hold for both.
"""

import math
from typing import Any

import torch
from torch import Tensor

from engine.errors import ConfigError
from trainer.config import RunConfig
from trainer.parameters import Trainable
from trainer.rounding import CHUNK, StochasticRounding

_FLOAT = 4
_SMALL, _BLOCK = 4096, 256  # bitsandbytes: smaller tensors keep float32 moments; values that share a scale


def build_optimizer(groups: list[Trainable], config: RunConfig) -> torch.optim.Optimizer:
    """The optimizer that `config` names, over the groups; each of its groups remembers its peak rate as `peak`.

    What it remembers is in `state`, tensors and numbers by parameter, and may be put back there: all that it does next
    follows from it. Weights in bfloat16 are rounded stochastically.

    Raises:
        ConfigError: it is not installed, or not for this device.
    """
    lists: list[dict[str, Any]] = []
    for group in groups:
        for tensors, decay in ((group.decayed, config.weight_decay), (group.plain, 0.0)):
            if tensors:
                lists.append({"params": list(tensors.values()), "weight_decay": decay, "lr": 0.0, "peak": group.lr})
    trained = [tensor for group in lists for tensor in group["params"]]
    optimizer = _named(lists, config, all(tensor.is_cuda for tensor in trained))
    if any(tensor.dtype == torch.bfloat16 for tensor in trained):
        return StochasticRounding(optimizer, config.seed)
    return optimizer


def _named(lists: list[dict[str, Any]], config: RunConfig, on_card: bool) -> torch.optim.Optimizer:
    betas = (config.betas[0], config.betas[1])
    if config.optimizer == "adafactor":
        from transformers.optimization import Adafactor

        return Adafactor(lists, lr=0.0, scale_parameter=False, relative_step=False, warmup_init=False)
    if config.optimizer == "adamw-8bit":
        optimizer = _eight_bit(on_card)(lists, lr=0.0, betas=betas)
        optimizer.register_step_pre_hook(_counts_as_numbers)
        return optimizer
    # fused: without it a step of the full model holds a second copy of the moments
    optimizer = torch.optim.AdamW(lists, betas=betas, **({"fused": True} if on_card else {"foreach": True}))
    if on_card:
        optimizer.register_step_pre_hook(_counts_on_card)
    return optimizer


def check_optimizer(config: RunConfig, device: torch.device) -> None:
    """Whether the optimizer can be had, before anything long begins.

    Raises:
        ConfigError: it cannot; says what to take instead.
    """
    if config.optimizer == "adamw-8bit":
        _eight_bit(device.type == "cuda")


def _eight_bit(on_card: bool) -> Any:
    advice = "Set optimizer to adafactor, which needs even less memory."
    if not on_card:
        raise ConfigError("optimizer is adamw-8bit, which needs a CUDA device", advice=advice)
    try:
        from bitsandbytes.optim import AdamW8bit  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        what = f"optimizer is adamw-8bit, but bitsandbytes cannot be used ({error})"
        raise ConfigError(what, advice=f"Install heirloom[adamw-8bit]. Or: {advice}") from error
    return AdamW8bit


def _counts_as_numbers(optimizer: torch.optim.Optimizer, *_: Any) -> None:
    """bitsandbytes passes its count of steps on to C; from a checkpoint it comes as a tensor."""
    for state in optimizer.state.values():
        if isinstance(state.get("step"), Tensor):
            state["step"] = int(state["step"])


def _counts_on_card(optimizer: torch.optim.Optimizer, *_: Any) -> None:
    """The fused AdamW wants its counts of steps beside the weights; from a checkpoint they come on the CPU."""
    for parameter, state in optimizer.state.items():
        if "step" in state:
            state["step"] = torch.as_tensor(state["step"], dtype=torch.float32).to(parameter.device)


def moment_bytes(trained: list[Tensor], config: RunConfig) -> int:
    """Bytes of the optimizer's state for these tensors."""
    return sum(_moments(tuple(tensor.shape), config) for tensor in trained)


def _moments(shape: tuple[int, ...], config: RunConfig) -> int:
    count = math.prod(shape)
    if config.optimizer == "adafactor":
        if len(shape) < 2:
            return _FLOAT * count
        return _FLOAT * (math.prod(shape[:-1]) + math.prod(shape[:-2]) * shape[-1])
    if config.optimizer == "adamw-8bit" and count >= _SMALL:
        return 2 * (count + _FLOAT * math.ceil(count / _BLOCK))
    return 2 * _FLOAT * count


def step_bytes(trained: list[Tensor], config: RunConfig, device: str) -> int:
    """Bytes that an update takes beside what is there; `device` is `cpu` or `cuda`."""
    largest = max(tensor.numel() for tensor in trained)
    total = sum(tensor.numel() for tensor in trained)
    if any(tensor.dtype == torch.bfloat16 for tensor in trained):
        return 8 * _FLOAT * min(total, CHUNK + largest)  # weights, gradients, bits, and the inner optimizer's own
    if config.optimizer == "adamw":
        return _FLOAT * total if device == "cpu" else 0
    return 4 * _FLOAT * largest

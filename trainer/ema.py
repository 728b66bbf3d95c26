"""Exponential moving average of the trained tensors, in float32, updated at every update."""

import torch
from torch import Tensor, nn


class EMA:
    """Shadow copies of named tensors. Decay rises as min(limit, (1 + n) / (10 + n)) over updates n."""

    def __init__(self, named: dict[str, Tensor], limit: float) -> None:
        self.limit = limit
        self.updates = 0
        self.shadow = {name: tensor.detach().float().clone() for name, tensor in named.items()}

    @property
    def decay(self) -> float:
        """The decay of the next update."""
        return min(self.limit, (1 + self.updates) / (10 + self.updates))

    @torch.no_grad()
    def update(self, named: dict[str, Tensor]) -> None:
        """Moves the averages towards `named`; names not known yet join as they are, absent ones stay."""
        weight = 1 - self.decay
        for name, tensor in named.items():
            if name not in self.shadow:
                self.shadow[name] = tensor.detach().float().clone()
        names = list(named)
        shadows = [self.shadow[name] for name in names]
        torch._foreach_lerp_(shadows, [named[name].detach().float() for name in names], weight)
        self.updates += 1


class Averaged:
    """Swaps averaged weights in, and the trained ones back out."""

    def __init__(self, modules: nn.Module, ema: EMA) -> None:
        self.parameters = {name: p for name, p in modules.named_parameters() if name in ema.shadow}
        self.ema = ema
        self.trained: dict[str, Tensor] = {}

    @torch.no_grad()
    def __enter__(self) -> None:
        self.trained = {name: p.detach().clone() for name, p in self.parameters.items()}
        for name, parameter in self.parameters.items():
            parameter.copy_(self.ema.shadow[name])

    @torch.no_grad()
    def __exit__(self, *_: object) -> None:
        for name, parameter in self.parameters.items():
            parameter.copy_(self.trained[name])

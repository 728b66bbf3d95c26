"""Exponential moving average of the trained tensors, in float32."""

from typing import Literal

import torch
from torch import Tensor, nn

from trainer.shards import own_part


class EMA:
    """Shadow copies of named tensors, of sharded ones this process's part.

    The decay rises as min(limit, (1 + n) / (10 + n)) over updates n of the average.
    """

    def __init__(self, named: dict[str, Tensor], limit: float, device: Literal["same", "cpu"] = "same") -> None:
        self.limit = limit
        self.updates = 0
        self.shadow: dict[str, Tensor] = {}
        self._device = device
        self.join(named)

    @property
    def decay(self) -> float:
        """The decay of the next update."""
        return min(self.limit, (1 + self.updates) / (10 + self.updates))

    def join(self, named: dict[str, Tensor]) -> None:
        """Names not known yet join as they are."""
        for name, tensor in named.items():
            if name not in self.shadow:
                self.shadow[name] = self._placed(own_part(tensor.detach())).clone()

    def take_up(self, shadow: dict[str, Tensor]) -> None:
        """Puts averages in the place of all that are there."""
        self.shadow = {name: self._placed(tensor) for name, tensor in shadow.items()}

    @torch.no_grad()
    def update(self, named: dict[str, Tensor]) -> None:
        """Moves the averages towards `named`; names not known yet join as they are, absent ones stay."""
        weight = 1 - self.decay
        self.join(named)
        for name, tensor in named.items():  # one at a time: copies of them all would fill a card
            self.shadow[name].lerp_(self._placed(own_part(tensor.detach())), weight)
        self.updates += 1

    def _placed(self, tensor: Tensor) -> Tensor:
        """In float32, beside the weights or in main memory."""
        return tensor.to("cpu", torch.float32) if self._device == "cpu" else tensor.float()


class Averaged:
    """Swaps averaged weights in, and the trained ones, kept in main memory meanwhile, back out."""

    def __init__(self, modules: nn.Module, average: dict[str, Tensor]) -> None:
        self.parameters = {name: p for name, p in modules.named_parameters() if name in average}
        self.average = average
        self.trained: dict[str, Tensor] = {}

    @torch.no_grad()
    def __enter__(self) -> None:
        self.trained = {name: p.detach().to("cpu", copy=True) for name, p in self.parameters.items()}
        for name, parameter in self.parameters.items():
            parameter.copy_(self.average[name])

    @torch.no_grad()
    def __exit__(self, *_: object) -> None:
        for name, parameter in self.parameters.items():
            parameter.copy_(self.trained[name])
        self.trained = {}

"""Stochastic rounding: small updates of bfloat16 weights are not lost, but happen sometimes, as often as they should.

Gupta et al. 2015, "Deep Learning with Limited Numerical Precision": x is rounded to one of its two neighbours, with
chances that make x the mean. Rounding to the nearest would drop every update under 1/512 of its weight.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

CHUNK = 2**24
"""Values that are float32 at a time."""


def round_stochastically(values: Tensor, generator: torch.Generator) -> Tensor:
    """float32 -> bfloat16, each value to one of its two neighbours so that it is itself the mean.

    Adding 16 uniform bits below the 16 that bfloat16 keeps carries into them as often as it should. Values that
    bfloat16 has stay as they are.

    Args:
        values: finite, of any shape.
        generator: on the device of `values`.
    """
    bits = torch.randint(0, 2**16, values.shape, dtype=torch.int32, device=values.device, generator=generator)
    bits += values.view(torch.int32)
    bits &= -(2**16)
    return bits.view(torch.float32).to(torch.bfloat16)


class StochasticRounding(torch.optim.Optimizer):
    """Another optimizer, whose updates of bfloat16 weights are computed in float32 and rounded stochastically.

    A few tensors at a time are float32 while the inner optimizer steps; its moments therefore are, too. The bits are
    a function of the seed, the number of the step and the tensor: resumed training rounds as it would have.
    """

    def __init__(self, inner: torch.optim.Optimizer, seed: int, chunk: int = CHUNK) -> None:
        super().__init__(inner.param_groups, inner.defaults)
        self.param_groups = inner.param_groups  # the same, so that rates and restored moments reach it
        self.state = inner.state
        self._inner = inner
        self._seed = seed
        self._chunk = chunk

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """One update of every tensor that has a gradient."""
        result = closure() if closure is not None else None
        tensors = [tensor for group in self.param_groups for tensor in group["params"]]
        gradients = [tensor.grad for tensor in tensors]
        for tensor in tensors:
            tensor.grad = None
        try:
            for chosen in self._chunks(gradients):
                self._step(chosen, tensors, gradients)
        finally:
            for tensor, gradient in zip(tensors, gradients, strict=True):
                tensor.grad = gradient
        return result

    def _step(self, chosen: list[int], tensors: list[Tensor], gradients: list[Tensor | None]) -> None:
        """One update of the tensors with these numbers; no other has a gradient."""
        kept = {n: tensors[n].data for n in chosen if tensors[n].dtype == torch.bfloat16}
        try:
            for n in chosen:
                gradient = gradients[n]
                assert gradient is not None
                if n in kept:
                    tensors[n].data = kept[n].float()
                tensors[n].grad = gradient.float() if n in kept else gradient
            self._inner.step()
            for n, narrow in kept.items():
                generator = self._generator(n, tensors[n])
                narrow.copy_(round_stochastically(tensors[n].data, generator))
        finally:
            for n in chosen:
                tensors[n].grad = None
                tensors[n].data = kept.get(n, tensors[n].data)

    def _chunks(self, gradients: list[Tensor | None]) -> Iterator[list[int]]:
        """Numbers of the tensors that have a gradient, some at a time."""
        chosen: list[int] = []
        size = 0
        for n, gradient in enumerate(gradients):
            if gradient is None:
                continue
            chosen.append(n)
            size += gradient.numel()
            if size >= self._chunk:
                yield chosen
                chosen, size = [], 0
        if chosen:
            yield chosen

    def _generator(self, number: int, tensor: Tensor) -> torch.Generator:
        step = int(self.state[tensor]["step"])
        digest = hashlib.sha256(f"{self._seed} {step} {number}".encode()).digest()
        return torch.Generator(tensor.device).manual_seed(int.from_bytes(digest[:7], "little"))

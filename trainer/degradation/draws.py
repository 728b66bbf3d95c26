"""Plain numbers out of a torch.Generator."""

import math
from collections.abc import Sequence
from typing import TypeVar

import torch

Item = TypeVar("Item")
SEED_LIMIT = 2**31 - 1


class Draws:
    """Draws numbers, one after the other, from one generator; nothing else is a source of chance."""

    def __init__(self, generator: torch.Generator) -> None:
        self._generator = generator

    def uniform(self, low: float, high: float) -> float:
        """A number in [low, high), rounded to six decimals so that logs stay short."""
        share = float(torch.rand((), generator=self._generator, device=self._generator.device))
        return round(low + (high - low) * share, 6)

    def log_uniform(self, low: float, high: float) -> float:
        """A number in [low, high) whose logarithm is uniform; both ends above 0."""
        return round(math.exp(self.uniform(math.log(low), math.log(high))), 6)

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        share = float(torch.rand((), generator=self._generator, device=self._generator.device))
        return share < probability

    def integer(self, low: int, high: int) -> int:
        """An integer in low..high, both included."""
        drawn = torch.randint(low, high + 1, (), generator=self._generator, device=self._generator.device)
        return int(drawn)

    def seed(self) -> int:
        """A seed for a noise field."""
        return self.integer(0, SEED_LIMIT - 1)

    def pick(self, items: Sequence[Item], weights: Sequence[float] | None = None) -> Item:
        """One of the items, equally likely or by weight (weights need not sum to 1)."""
        if weights is None:
            return items[self.integer(0, len(items) - 1)]
        mark = self.uniform(0.0, float(sum(weights)))
        for item, weight in zip(items, weights, strict=True):
            if mark < weight:
                return item
            mark -= weight
        return items[-1]

    def poisson(self, rate: float) -> int:
        """A count with the given mean."""
        rates = torch.tensor(rate, dtype=torch.float64, device=self._generator.device)
        return int(torch.poisson(rates, generator=self._generator))

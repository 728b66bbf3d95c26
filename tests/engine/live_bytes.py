"""A pretended card: counts the bytes of every tensor made while it is entered, and has only so many of them."""

import weakref
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class PretendedCard(TorchDispatchMode):
    """Counts storages from the operation that made them to their end, on any device, `meta` too.

    What was there before does not count, so weights that wait in host memory do not, and copies of them do. `held` is
    for weights that are on the card from the start. Beyond `limit` bytes it raises what a card raises.
    """

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.limit = limit
        self._held = 0
        self.live = 0
        self.peak = 0
        self._known: set[int] = set()

    @property
    def held(self) -> int:
        """Bytes of weights that are there from the start."""
        return self._held

    @held.setter
    def held(self, count: int) -> None:
        self.live += count - self._held
        self._held = count
        self._check(0)
        self.peak = max(self.peak, self.live)

    def restart(self) -> None:
        """Forgets the peak so far."""
        self.peak = self.live

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        given = {leaf.untyped_storage()._cdata for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)}
        for leaf in tree_leaves(result):
            if isinstance(leaf, Tensor) and leaf.untyped_storage()._cdata not in given:
                self._take(leaf)
        return result

    def _take(self, tensor: Tensor) -> None:
        storage = tensor.untyped_storage()
        key, count = storage._cdata, storage.nbytes()
        if key in self._known:
            return
        self._check(count)
        self._known.add(key)
        self.live += count
        self.peak = max(self.peak, self.live)
        weakref.finalize(storage, self._give, key, count)

    def _check(self, count: int) -> None:
        if self.limit is not None and self.live + count > self.limit:
            raise torch.OutOfMemoryError(f"pretended: {self.live + count} bytes of {self.limit}")

    def _give(self, key: int, count: int) -> None:
        self._known.discard(key)
        self.live -= count

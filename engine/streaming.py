"""Weights that wait in host memory: blocks brought to the device one by one, and parts brought for a while.

`BlockStream` works on any modules that run one after another, by hooks that can be removed; neither diffusers' nor
transformers' code is changed. While a block runs, the next one is copied, on CUDA by a stream of its own out of pinned
memory. Numbers are copied, not computed, so the results are those of resident weights, bit for bit.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

_ALIGNMENT = 256
_CHUNK = 512 * 2**20  # pinned memory comes in powers of two: many blocks share one, or half of it would be wasted

Skip = Callable[[str], bool]


@dataclass
class _Slot:
    """Where a module holds one of its tensors, and the tensor that waits on the host."""

    table: dict[str, Any]
    name: str
    host: Tensor

    def show(self, tensor: Tensor) -> None:
        """The module uses `tensor` from now on."""
        self.table[self.name] = tensor


def _slots(module: nn.Module, skip: Skip | None) -> list[_Slot]:
    """Of all parameters and buffers in `module` but those whose names `skip` accepts."""
    found: list[_Slot] = []
    for prefix, inner in module.named_modules():
        for table in (inner._parameters, inner._buffers):
            for name, tensor in table.items():
                if tensor is not None and not (skip is not None and skip(f"{prefix}.{name}".lstrip("."))):
                    found.append(_Slot(table, name, tensor))
    return found


def _as(kind: Tensor, values: Tensor) -> Tensor:
    """`values` as what `kind` is: a parameter, or plain."""
    return nn.Parameter(values, requires_grad=False) if isinstance(kind, nn.Parameter) else values


class HostMemory:
    """Host memory for many tensors, pinned if asked for and possible.

    Attributes:
        pinned: whether what is taken next will be.
        refused: the system pinned less than was asked for; copies from the rest wait for the device.
    """

    def __init__(self, pin: bool) -> None:
        self.pinned = pin
        self.refused = False
        self._chunk: Tensor | None = None
        self._used = 0

    def take(self, count: int, left: int) -> Tensor:
        """`count` bytes, uint8; `left` says how many will be asked for in all, these included."""
        if not self.pinned:
            return torch.empty(count, dtype=torch.uint8)
        if self._chunk is None or self._used + count > len(self._chunk):
            size = max(count, min(_CHUNK, left))
            try:
                self._chunk = torch.empty(size, dtype=torch.uint8, pin_memory=True)
            except RuntimeError:  # slower, and the same result
                self.pinned, self.refused = False, True
                return torch.empty(count, dtype=torch.uint8)
            self._used = 0
        part = self._chunk[self._used : self._used + count]
        self._used += -(-count // _ALIGNMENT) * _ALIGNMENT
        return part


class _Block:
    """One module's weights, side by side in host memory so that one copy brings them all."""

    def __init__(self, module: nn.Module, skip: Skip | None) -> None:
        self.module = module
        self._slots = _slots(module, skip)
        self._places: list[int] = []
        self.bytes = 0
        for slot in self._slots:
            self._places.append(self.bytes)
            self.bytes += -(-slot.host.nbytes // _ALIGNMENT) * _ALIGNMENT
        self.host = torch.empty(0)
        self._shown: list[Tensor] = []

    def gather(self, host: Tensor) -> None:
        """Moves the weights into `host`, uint8 [bytes]."""
        self.host = host
        for slot, view in zip(self._slots, self._views(host), strict=True):
            view.copy_(slot.host)
            slot.host = _as(slot.host, view)
            slot.show(slot.host)

    def aim(self, buffer: Tensor) -> None:
        """From now on `show_device` shows what is in `buffer`, uint8, at least [bytes], on the device."""
        self._shown = [
            _as(slot.host, view) for slot, view in zip(self._slots, self._views(buffer[: self.bytes]), strict=True)
        ]

    def show_device(self) -> None:
        for slot, tensor in zip(self._slots, self._shown, strict=True):
            slot.show(tensor)

    def show_host(self) -> None:
        for slot in self._slots:
            slot.show(slot.host)

    def forget_device(self) -> None:
        self._shown = []

    def _views(self, flat: Tensor) -> Iterator[Tensor]:
        for slot, place in zip(self._slots, self._places, strict=True):
            values = flat[place : place + slot.host.nbytes].view(slot.host.dtype)
            yield values.as_strided(slot.host.shape, _dense(slot.host), values.storage_offset())


def _dense(tensor: Tensor) -> tuple[int, ...]:
    """Its strides if it fills its memory, else those of a contiguous one."""
    channels_last = tensor.ndim == 4 and tensor.is_contiguous(memory_format=torch.channels_last)
    if tensor.is_contiguous() or channels_last:
        return tensor.stride()
    return torch.empty(tensor.shape, device="meta").stride()


@dataclass
class _Buffer:
    """Room on the device for one block."""

    memory: Tensor
    holds: int | None = None
    copied: Any = None  # CUDA event: the copy is done
    free: Any = None  # CUDA event: the block that used it has run


class BlockStream:
    """Keeps the weights of `blocks` in host memory; while `attached`, each is on the device when it runs.

    Args:
        blocks: in the order in which they run; another order is slower, not wrong.
        device: on which they run.
        skip: names within a block, as in its state dict, of weights to be left alone.

    Attributes:
        slow: host memory could not be pinned, so that copies do not run beside the arithmetic.
    """

    def __init__(self, blocks: Sequence[nn.Module], device: torch.device, skip: Skip | None = None) -> None:
        self._device = device
        self._blocks = [_Block(block, skip) for block in blocks]
        self._buffers: list[_Buffer] = []
        self._hooks: list[Any] = []
        self._side: Any = None
        memory = HostMemory(pin=device.type == "cuda")
        left = self.host_bytes
        for block in self._blocks:
            block.gather(memory.take(block.bytes, left))
            left -= block.bytes
        self.slow = memory.refused

    @property
    def host_bytes(self) -> int:
        """Of weights that wait."""
        return sum(block.bytes for block in self._blocks)

    @property
    def device_bytes(self) -> int:
        """Of room on the device while attached."""
        return min(2, len(self._blocks)) * max((block.bytes for block in self._blocks), default=0)

    def attach(self) -> None:
        """Takes room on the device, and from now on brings each block when it is called."""
        if self._hooks or not self._blocks:
            return
        size = max(block.bytes for block in self._blocks)
        try:
            for _ in range(min(2, len(self._blocks))):
                memory = torch.empty(size, dtype=torch.uint8, device=self._device)
                self._buffers.append(_Buffer(memory))
            if self._device.type == "cuda":
                self._side = torch.cuda.Stream(self._device)
                # what the memory was used for before may still be running
                self._side.wait_stream(torch.cuda.current_stream(self._device))
            for index, block in enumerate(self._blocks):
                block.aim(self._buffers[index % len(self._buffers)].memory)
                self._hook(index, block.module)
        except BaseException:
            self.detach()
            raise

    def detach(self) -> None:
        """Gives the room on the device back; the blocks show their weights in host memory."""
        for hook in self._hooks:
            hook.remove()
        self._hooks = []
        if self._side is not None:
            # the memory must not be used for something else before the last copy into it is done
            torch.cuda.current_stream(self._device).wait_stream(self._side)
            self._side = None
        for block in self._blocks:
            block.show_host()
            block.forget_device()
        self._buffers = []

    def _hook(self, index: int, module: nn.Module) -> None:
        self._hooks.append(module.register_forward_pre_hook(lambda *_: self._before(index)))
        # called after a failure too, so that no block is left with weights that are gone
        self._hooks.append(module.register_forward_hook(lambda *_: self._after(index), always_call=True))

    def _before(self, index: int) -> None:
        buffer = self._buffer(index)
        if buffer.holds != index:
            self._copy(index)
        if buffer.copied is not None:
            torch.cuda.current_stream(self._device).wait_event(buffer.copied)
        self._blocks[index].show_device()
        following = (index + 1) % len(self._blocks)
        if self._buffer(following) is not buffer and self._buffer(following).holds != following:
            self._copy(following)

    def _after(self, index: int) -> None:
        self._blocks[index].show_host()
        buffer = self._buffer(index)
        if self._side is not None:
            buffer.free = torch.cuda.Event()
            buffer.free.record(torch.cuda.current_stream(self._device))
        following = (index + 1) % len(self._blocks)
        if following != index and self._buffer(following) is buffer:
            self._copy(following)

    def _buffer(self, index: int) -> _Buffer:
        return self._buffers[index % len(self._buffers)]

    def _copy(self, index: int) -> None:
        block, buffer = self._blocks[index], self._buffer(index)
        target = buffer.memory[: block.bytes]
        buffer.holds = index
        if self._side is None:
            target.copy_(block.host)
            return
        with torch.cuda.stream(self._side):
            if buffer.free is not None:
                self._side.wait_event(buffer.free)
            target.copy_(block.host, non_blocking=True)
            buffer.copied = torch.cuda.Event()
            buffer.copied.record(self._side)


class Guest:
    """Weights of `modules` that wait in host memory and are copied to the device for a while, all together.

    Args:
        modules: their weights are in host memory.
        device: to which they are brought.
        skip: names within a module of weights to be left alone.
    """

    def __init__(self, modules: Sequence[nn.Module], device: torch.device, skip: Skip | None = None) -> None:
        self._device = device
        self._slots = [slot for module in modules for slot in _slots(module, skip)]

    def bring(self) -> None:
        """Copies the weights to the device; what was copied is let go of if there is no room for all."""
        try:
            for slot in self._slots:
                # to the processor too it is a copy, so that a test without a card sees one
                copy = torch.empty_like(slot.host, device=self._device).copy_(slot.host)
                slot.show(_as(slot.host, copy))
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """The modules show their weights in host memory again; the copies go."""
        for slot in self._slots:
            slot.show(slot.host)

"""Carries out a memory plan on a model: what is on the device, what waits in host memory, what comes for a while."""

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

import torch
from torch import Tensor, nn

from engine.cuda_graph import forget_graphs
from engine.model.autoencoder import Autoencoder
from engine.model.faithdiff import FaithDiff
from engine.plans import MemoryPlan, streamed_indices
from engine.quantized import Int8Layers
from engine.sizes import running_order
from engine.streaming import BlockStream, Guest
from engine.text import TextEncoder

Part = Literal["text", "lq_encoder", "autoencoder", "unet"]

_BLOCK = re.compile(r"(unet\.(?:down_blocks|mid_block|up_blocks)\..*transformer_blocks\.\d+)(?:\.|$)")
_TEXT_LAYER = re.compile(r"(?:.*\.)?encoder\.layers\.\d+(?:\.|$)")
_TEXT_PROJECTION = re.compile(r"(?:.*\.)?attn2\.to_[kv](?:\.|$)")
_HOST = torch.device("cpu")


def transformer_blocks(model: FaithDiff) -> list[tuple[str, nn.Module]]:
    """Name in `model` and module of every transformer block of the UNet, in the order in which they run."""
    found = [(name, module) for name, module in model.named_modules() if (m := _BLOCK.match(name)) and m[1] == name]
    return sorted(found, key=lambda item: running_order(item[0]))


def is_text_projection(name: str) -> bool:
    """Whether `name` is to_k or to_v of a cross-attention, or a weight of them."""
    return _TEXT_PROJECTION.match(name) is not None


class WaitingNames:
    """Which weights of a `FaithDiff` are in host memory under a plan; `int8`: also what is to be made int8 of.

    Made before the model is loaded, so that each weight is read straight to where it belongs.
    """

    def __init__(self, model: FaithDiff, plan: MemoryPlan | None, *, int8: bool = False) -> None:
        names = [name for name, _ in transformer_blocks(model)]
        self._plan = plan
        self.streamed = [names[index] for index in streamed_indices(len(names), plan.streamed)] if plan else []
        self._blocks = set(names if int8 else self.streamed)

    def __contains__(self, name: str) -> bool:
        if self._plan is not None:
            if name.startswith("lq_encoder."):
                return self._plan.parts_leave
            if self._plan.drop_text_projections and is_text_projection(name):
                return True
        block = _BLOCK.match(name)
        return block is not None and block[1] in self._blocks


class Placement:
    """Where the weights of one model are. Everything begins on `device`; `arrange` changes that.

    Args:
        model, autoencoder, text: networks for use only.
        device: that computes.
    """

    def __init__(self, model: FaithDiff, autoencoder: Autoencoder, text: TextEncoder, device: torch.device) -> None:
        self._model, self._autoencoder, self._text, self._device = model, autoencoder, text, device
        self._state: object = None
        self._int8: Int8Layers | None = None
        self._streams: dict[Part, BlockStream] = {}
        self._guests: dict[Part, Guest] = {}

    @property
    def slow(self) -> bool:
        """Whether host memory could not be pinned, so that weights come slowly."""
        return any(stream.slow for stream in self._streams.values())

    def arrange(self, plan: MemoryPlan | None, dtype: torch.dtype, *, int8: bool = False) -> None:
        """Puts all weights where `plan` wants them; nothing moves if they are there.

        Args:
            plan: None puts everything on the device.
            dtype: number format of UNet, LQ encoder and alignment.
            int8: linear layers of the UNet's transformer blocks are replaced by int8 ones.

        Raises:
            torch.OutOfMemoryError: the device is too small; another plan may be arranged next.
        """
        moves = plan is not None and (plan.text_leaves, plan.parts_leave, plan.drop_text_projections, plan.streamed)
        if (moves, dtype, int8) == self._state:
            return
        self._state = None  # whatever fails below leaves it between two plans
        # tensors that outlive a run must not be inference tensors
        with torch.inference_mode(False), torch.no_grad():
            forget_graphs(self._model)  # they look for weights where these were
            self._clear()
            _settle(self._model, self._device, WaitingNames(self._model, plan, int8=int8).__contains__, dtype)
            waiting = WaitingNames(self._model, plan)
            if int8:
                blocks = [block for _, block in transformer_blocks(self._model)]
                self._int8 = Int8Layers(blocks, self._device, is_text_projection)
                _settle(self._model, self._device, waiting.__contains__)
            if plan is not None and plan.parts_leave:
                self._guests["lq_encoder"] = Guest([self._model.lq_encoder], self._device)
                _settle(self._autoencoder, self._device, lambda _: True)
                self._guests["autoencoder"] = Guest([self._autoencoder], self._device)
            else:
                _settle(self._autoencoder, self._device, lambda _: False)
            self._settle_text(plan is not None and plan.text_leaves)
            if waiting.streamed:
                skip = is_text_projection if plan is not None and plan.drop_text_projections else None
                streamed = [self._model.get_submodule(name) for name in waiting.streamed]
                self._streams["unet"] = BlockStream(streamed, self._device, skip)
        self._state = (moves, dtype, int8)

    def before_new_values(self) -> None:
        """From now on, until `arrange`, all weights are the networks' own, to be written to where they are.

        Those that wait, are streamed, or are read by recorded calls keep their places; copies in int8 go.
        """
        if self._int8 is None:
            return
        self._state = None
        with torch.inference_mode(False), torch.no_grad():
            forget_graphs(self._model)
            self._clear()

    @contextlib.contextmanager
    def lend(self, part: Part) -> Iterator[None]:
        """`part` can be used inside; what came for it leaves with it.

        Raises:
            torch.OutOfMemoryError: the device is too small.
        """
        stream, guest = self._streams.get(part), self._guests.get(part)
        try:
            if guest is not None:
                guest.bring()
            if stream is not None:
                stream.attach()
            yield
        finally:
            if stream is not None:
                stream.detach()
            if guest is not None:
                guest.leave()

    def _clear(self) -> None:
        """Every network is plain again, its weights wherever they are."""
        for stream in self._streams.values():
            stream.detach()
        for guest in self._guests.values():
            guest.leave()
        self._streams, self._guests = {}, {}
        if self._int8 is not None:
            self._int8.undo()
            self._int8 = None

    def _settle_text(self, leaves: bool) -> None:
        encoders: list[nn.Module] = list(self._text.encoders)
        for encoder in encoders:
            _settle(encoder, self._device, lambda _: leaves)
        if leaves:
            layers = [m for encoder in encoders for name, m in encoder.named_modules() if _TEXT_LAYER.fullmatch(name)]
            self._streams["text"] = BlockStream(layers, self._device)
            self._guests["text"] = Guest(encoders, self._device, lambda name: _TEXT_LAYER.match(name) is not None)


def _settle(
    network: nn.Module, device: torch.device, waiting: Callable[[str], bool], dtype: torch.dtype | None = None
) -> None:
    """Puts weights whose names `waiting` accepts into host memory, then the others on the device."""
    tensors: list[tuple[dict[str, Any], str, Tensor, bool]] = []
    for prefix, module in network.named_modules():
        for table in (module._parameters, module._buffers):
            for name, tensor in table.items():
                if tensor is not None:
                    tensors.append((table, name, tensor, waiting(f"{prefix}.{name}" if prefix else name)))
    # what goes makes room for what comes, one by one
    tensors.sort(key=lambda entry: entry[3])
    while tensors:
        table, name, tensor, waits = tensors.pop()
        wanted = dtype if dtype is not None and tensor.is_floating_point() else tensor.dtype
        moved = tensor.detach().to(_HOST if waits else device, wanted)
        if moved.data_ptr() != tensor.data_ptr() or moved.device != tensor.device:
            table[name] = nn.Parameter(moved, requires_grad=False) if isinstance(tensor, nn.Parameter) else moved
        del tensor, moved

"""Recording a function of tensors as a CUDA graph and replaying it: the device gets one launch instead of thousands.

A recording holds addresses. So inputs are copied to where they were at the recording, and all else that the function
reads (weights, keys and values) must stay where it is: `unet_calls` sees to that.
"""

import dataclasses
import logging
import weakref
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import torch

from engine.fast_mode import StepPlan
from engine.model.faithdiff import FaithDiff
from engine.precision import Arithmetic
from engine.text_cache import cached_layers
from engine.unet_call import Prepared, Tensors, predict

Function = Callable[[Tensors], Tensors]
# Takes a function and its inputs; gives what to call to compute anew from them, and where the results then are.
Recorder = Callable[[Function, Tensors], tuple[Callable[[], None], Tensors]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Recording:
    replay: Callable[[], None]
    inputs: Tensors
    outputs: Tensors


class GraphedCalls:
    """Calls of functions at fixed shapes: the first of a kind as it is, the second recorded, the others replayed.

    Args:
        recorder: `CudaRecorder` for a device; tests bring one for the CPU.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.recordings: dict[Hashable, _Recording] = {}
        self.refused: str = ""
        self._seen: set[Hashable] = set()

    def __call__(self, key: Hashable, function: Function, inputs: Tensors) -> Tensors:
        """`function(inputs)`. The same `key` means the same function; other shapes are told apart here.

        A function that cannot be recorded is called as it is from then on; `refused` says why, and so does the log.
        """
        kind = (key, tuple((name, tuple(t.shape), t.dtype) for name, t in inputs.items()))
        if kind in self.recordings:
            return self._replayed(self.recordings[kind], inputs)
        # the first call also does what must not be recorded: choosing algorithms, compiling, allocating workspaces
        if self.refused or kind not in self._seen:
            self._seen.add(kind)
            return function(inputs)
        held = {name: tensor.clone() for name, tensor in inputs.items()}
        try:
            replay, outputs = self.recorder(function, held)
        except RuntimeError as error:  # out of memory for the graph's own pool, or an operation that needs the host
            self.recordings.clear()
            self.refused = str(error).splitlines()[0] if str(error) else type(error).__name__
            _log.warning("The UNet's calls are not recorded as a CUDA graph: %s", self.refused)
            return function(inputs)
        self.recordings[kind] = _Recording(replay, held, outputs)
        return self._replayed(self.recordings[kind], inputs)

    @staticmethod
    def _replayed(recording: _Recording, inputs: Tensors) -> Tensors:
        for name, tensor in recording.inputs.items():
            tensor.copy_(inputs[name])
        recording.replay()
        return {name: tensor.clone() for name, tensor in recording.outputs.items()}


class CudaRecorder:
    """Records on one CUDA device; all its recordings share a memory pool, since only one is replayed at a time."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.pool = torch.cuda.graph_pool_handle()

    def __call__(self, function: Function, inputs: Tensors) -> tuple[Callable[[], None], Tensors]:
        """Records `function(inputs)` without carrying it out."""
        graph = torch.cuda.CUDAGraph()
        # thread_local: other threads may use the device meanwhile
        recording = torch.cuda.graph(graph, pool=self.pool, capture_error_mode="thread_local")
        with torch.cuda.device(self.device), recording:
            outputs = function(inputs)
        return graph.replay, outputs


@dataclass(eq=False)
class _Kept:
    """Recordings of a model's calls, with the tensors that they read."""

    signature: Any
    prepared: Prepared
    calls: GraphedCalls
    busy: bool = field(default=False)


_KEPT: weakref.WeakKeyDictionary[FaithDiff, _Kept] = weakref.WeakKeyDictionary()


def obstacle(model: FaithDiff, device: torch.device) -> str:
    """Why the model's calls on `device` cannot be recorded; "" if they can."""
    if device.type != "cuda":
        return f"the device {device.type} has no CUDA graphs"
    unread = {id(p) for attn in cached_layers(model.unet) for p in chain(*_projections(attn))}
    moved = [p for p in _read_by(model) if p.device != device and id(p) not in unread]
    return f"{len(moved)} of the weights are not on the graphics card" if moved else ""


@contextmanager
def unet_calls(
    model: FaithDiff, prepared: Prepared, arithmetic: Arithmetic, recorder: Recorder | None
) -> Iterator[Callable[[Tensors, StepPlan], Tensors]]:
    """`engine.unet_call.predict` for one denoising, recorded and replayed if there is a `recorder`.

    Recordings outlive it: the next picture with tiles of the same shape replays them at once, its text copied to where
    they look for it. One set is kept for a model, as long as its weights stay where they are.
    """
    if recorder is None:
        yield lambda inputs, plan: predict(model, prepared, arithmetic, inputs, plan)
        return
    signature = (
        tuple(tensor.data_ptr() for tensor in _read_by(model)),
        tuple((tuple(tensor.shape), tensor.dtype) for tensor in prepared.tensors()),
        (arithmetic, prepared.channels_last, len(prepared.blocks)),
    )
    kept = _KEPT.get(model)
    if kept is None or kept.busy or kept.signature != signature:
        pooled = None if prepared.pooled is None else prepared.pooled.clone()
        # what a later denoising writes over must not be the caller's
        own = dataclasses.replace(prepared, context=prepared.context.clone(), pooled=pooled)
        kept = _KEPT[model] = _Kept(signature, own, GraphedCalls(recorder))
    else:
        for theirs, ours in zip(kept.prepared.tensors(), prepared.tensors(), strict=True):
            theirs.copy_(ours)
    shared, calls = kept.prepared, kept.calls
    kept.busy = True
    try:
        yield lambda inputs, plan: calls(plan, lambda held: predict(model, shared, arithmetic, held, plan), inputs)
    finally:
        kept.busy = False


def refusal(model: FaithDiff) -> str:
    """Why the model's latest calls could not be recorded; "" if they were, or nobody tried."""
    kept = _KEPT.get(model)
    return "" if kept is None else kept.calls.refused


def forget_graphs(model: FaithDiff) -> None:
    """Gives back the memory of the model's recorded calls."""
    _KEPT.pop(model, None)


def _read_by(model: FaithDiff) -> list[torch.Tensor]:
    return [*model.unet.parameters(), *model.unet.buffers()]


def _projections(attn: Any) -> tuple[Iterator[torch.nn.Parameter], Iterator[torch.nn.Parameter]]:
    return attn.to_k.parameters(), attn.to_v.parameters()

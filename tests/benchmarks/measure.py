"""Seconds, seconds in which the device computed, and peak memory of a piece of work."""

import gc
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.autograd import DeviceType
from torch.profiler import ProfilerActivity, profile


@dataclass(frozen=True)
class Measured:
    """What one way of working took.

    Attributes:
        first: seconds of the first run, with all that is recorded, compiled or loaded in it.
        seconds: median of the later runs.
        busy: seconds in which the device had something to do, in one run; on the CPU, processor seconds.
        peak: bytes at most, weights included; on the CPU, what the process has ever held.
        reserved: bytes of the device that the process held at most, pools of recordings included; on the CPU as `peak`.
        result: of the last run.
    """

    first: float
    seconds: float
    busy: float
    peak: int
    reserved: int
    result: Tensor


def measure(work: Callable[[], Tensor], device: torch.device, repeats: int) -> Measured:
    """Runs `work` once, then `repeats` times, then once more with the profiler (on CUDA)."""
    gc.collect()  # what an earlier way left in cycles would count as this one's
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)
    taken: list[float] = []
    used: list[float] = []
    result = torch.empty(0)
    for _ in range(1 + repeats):
        started = time.perf_counter(), time.process_time()
        result = work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        taken.append(time.perf_counter() - started[0])
        used.append(time.process_time() - started[1])
    busy = statistics.median(used[1:])
    peak = reserved = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if device.type == "cuda":
        peak, reserved = torch.cuda.max_memory_allocated(device), torch.cuda.max_memory_reserved(device)
        busy = busy_seconds(work, device)
    return Measured(taken[0], statistics.median(taken[1:]), busy, peak, reserved, result.float().cpu())


def busy_seconds(work: Callable[[], Tensor], device: torch.device) -> float:
    """In how many seconds of one run at least one kernel or transfer was under way on the device."""
    on_card = device.type == "cuda"
    activity, kind = (ProfilerActivity.CUDA, DeviceType.CUDA) if on_card else (ProfilerActivity.CPU, DeviceType.CPU)
    with profile(activities=[activity], acc_events=True) as profiled:
        work()
        if on_card:
            torch.cuda.synchronize(device)
    results = profiled.profiler.kineto_results if profiled.profiler is not None else None
    assert results is not None
    spans = sorted(
        (event.start_ns(), event.start_ns() + event.duration_ns())
        for event in results.events()
        if event.device_type() == kind
    )
    return covered(spans) / 1e9


def covered(spans: list[tuple[int, int]]) -> int:
    """Length of what intervals, sorted by their starts, cover together."""
    total, reached = 0, 0
    for start, end in spans:
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total

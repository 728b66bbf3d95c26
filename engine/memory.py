"""Which memory plan to restore with: the largest whose predicted peak fits into the free memory. No torch here."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import OutOfMemory, RequestError
from engine.footprint import Prediction, predict
from engine.plans import PLANS, MemoryPlan, PlanName, plans_for, smaller_plan
from engine.request import RestoreRequest
from engine.sentences import sentence
from engine.sizes import ModelSizes

__all__ = [
    "PLANS", "DeviceMemory", "MemoryPlan", "PlanName", "Prediction", "choose_plan", "fits", "plans_for", "predict",
    "reserve", "smaller_plan",
]  # fmt: skip

_MOST_TILES = 4


@dataclass(frozen=True)
class DeviceMemory:
    """A device and the memory it has for us.

    Attributes:
        kind: "cpu" or "cuda".
        name: the card's, or "CPU".
        free: bytes on the device that a restoration may take, what the loaded model holds there included.
        total: bytes it has.
        host_free: bytes of main memory that may be taken; on the CPU the same as `free`.
    """

    kind: str
    name: str
    free: int
    total: int
    host_free: int


def choose_plan(
    sizes: ModelSizes, request: RestoreRequest, size: tuple[int, int], device: DeviceMemory, name: str = "auto"
) -> Prediction:
    """The largest plan that fits into the free memory, or the one called `name`.

    A plan for cards asked for by name is taken even if it may not fit. Too little main memory is never risked, since
    the system may end the program then.

    Raises:
        OutOfMemory: none fits; says what the smallest needs and what is free.
        RequestError: no plan `name` for this kind of device.
        engine.activations.NotCounted: as `predict`.
    """
    plans: Sequence[MemoryPlan] = plans_for(device.kind)
    if name != "auto":
        plans = [plan for plan in plans if plan.name == name]
        if not plans:
            known = ", ".join(["auto", *(plan.name for plan in plans_for(device.kind))])
            where = sentence("the CPU") if device.kind == "cpu" else device.name
            raise RequestError(
                sentence("plan {name!r} is none for {where}", name=name, where=where),
                field="plan",
                advice=sentence("Choose from: {known}.", known=known),
            )
    predictions = [predict(sizes, plan, request, size) for plan in plans]
    for prediction in predictions:
        trusted = name != "auto" and device.kind != "cpu"
        if fits(prediction.host_bytes, device.host_free, "cpu") and (trusted or _fits(prediction, device)):
            return _with_more_tiles(prediction, sizes, request, size, device)
    raise _too_little(predictions[-1], device, size)


def _fits(prediction: Prediction, device: DeviceMemory) -> bool:
    return fits(prediction.peak_bytes, device.free, device.kind)


def _with_more_tiles(
    prediction: Prediction, sizes: ModelSizes, request: RestoreRequest, size: tuple[int, int], device: DeviceMemory
) -> Prediction:
    """Where all blocks pass through the device, they pass once for several tiles, as many as there is room for."""
    if prediction.plan.streamed < 1:
        return prediction
    for tiles in range(_MOST_TILES, 1, -1):
        more = predict(sizes, dataclasses.replace(prediction.plan, tiles_per_call=tiles), request, size)
        if _fits(more, device):
            return more
    return prediction


def fits(needed: int, free: int, kind: str) -> bool:
    """Whether `needed` counted bytes fit into `free` ones, with the reserve for what cannot be counted."""
    return needed + reserve(needed, kind) <= free


def reserve(needed: int, kind: str) -> int:
    """Bytes beside `needed` counted ones that a device's libraries and its allocator's gaps may take."""
    return (needed // 10 + 200 * 2**20) if kind == "cpu" else (needed // 25 + 300 * 2**20)


def _too_little(smallest: Prediction, device: DeviceMemory, size: tuple[int, int]) -> OutOfMemory:
    on_host = device.kind == "cpu" or fits(smallest.peak_bytes, device.free, device.kind)
    needed = smallest.host_bytes if on_host else smallest.peak_bytes
    free = device.host_free if on_host else device.free
    kind = "cpu" if on_host else device.kind
    where = sentence("main memory") if on_host else sentence("memory on {name}", name=device.name)
    return OutOfMemory(
        sentence(
            "a picture of {width} x {height} pixels needs about {needed} of {where}, and {free} are free",
            width=size[0],
            height=size[1],
            needed=_gigabytes(needed + reserve(needed, kind)),
            where=where,
            free=_gigabytes(free),
        ),
        advice=sentence("Choose a smaller size or a smaller model, or close other programs."),
    )


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"

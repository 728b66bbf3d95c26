"""Loading a model with the memory plan that suits this computer. Torch is imported by what is called."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from app.devices import resolve_device
from engine.activations import NotCounted
from engine.errors import ModelError
from engine.footprint import Prediction
from engine.manifest import read_manifest
from engine.memory import PLANS, DeviceMemory, choose_plan
from engine.request import RestoreRequest
from engine.sizes import ModelSizes, read_sizes

if TYPE_CHECKING:
    from engine.restorer import Restorer

AUTO = "auto"
TYPICAL = (1024, 1024)


def device_for(device: str, plan: str) -> str:
    """The device that `device` and `plan` mean together: the plans for the processor need no card.

    Raises:
        RequestError: no such name.
        DeviceError: no such card.
    """
    on_cpu = plan != AUTO and PLANS[plan].on_cpu  # pyright: ignore[reportArgumentType]
    return resolve_device("cpu" if on_cpu and device == AUTO else device)


def memory_of(device: str) -> DeviceMemory:
    """What the device called `device`, as `device_for` gives it, has for us. Imports torch."""
    import torch

    from engine.free_memory import device_memory

    return device_memory(torch.device(device))


def foresee(
    sizes: ModelSizes, request: RestoreRequest, size: tuple[int, int], memory: DeviceMemory, plan: str = AUTO
) -> Prediction | None:
    """Plan and peak for a result of `size` (width, height), or None for a model that cannot be counted.

    Raises:
        OutOfMemory: it does not fit; says what is needed.
        RequestError: the plan is none for this device.
    """
    try:
        return choose_plan(sizes, request, size, memory, plan)
    except NotCounted:
        return None


def load_with_plan(
    folder: Path,
    device: str,
    plan: str = AUTO,
    request: RestoreRequest | None = None,
    size: tuple[int, int] = TYPICAL,
    adapter: Path | None = None,
    *,
    hashes: bool = True,
) -> "Restorer":
    """Loads the model in `folder` as it will be used, after making sure that there is the memory for it.

    Args:
        folder: with a `bundle.json`.
        device: as `resolve_device`.
        plan: name of a memory plan, or `auto`.
        request: the first one, None: the model's recommended one.
        size: (width, height) of the first result.
        adapter: file of an adapter for this model.
        hashes: as `load_bundle`.

    Raises:
        OutOfMemory: the model does not fit; nothing was loaded.
        HeirloomError: whatever loading raises.
    """
    place = device_for(device, plan)
    request = request or read_manifest(folder).request()
    prediction = None
    with contextlib.suppress(ModelError):  # loading looks closer, and says what is wrong
        prediction = foresee(read_sizes(folder), request, size, memory_of(place), plan)
    from engine.bundle import load_bundle

    chosen = prediction.plan if prediction is not None and not prediction.plan.on_cpu else None
    int8 = request.precision == "int8" and chosen is not None
    return load_bundle(folder, place, plan=chosen, int8=int8, adapter=adapter, hashes=hashes)

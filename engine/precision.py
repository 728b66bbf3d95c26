"""Devices and number formats: what a request's `precision` means on the device at hand."""

import contextlib
from dataclasses import dataclass

import torch

from engine.errors import DeviceError
from engine.request import Precision
from engine.sentences import sentence

_DTYPES: dict[str, torch.dtype] = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Arithmetic:
    """How the model computes.

    Attributes:
        device: kind of device, "cpu" or "cuda".
        weights: number format that the weights and the inputs have.
        autocast: number format of the matrix products where it is another one, else None.
    """

    device: str
    weights: torch.dtype
    autocast: torch.dtype | None = None

    @property
    def products(self) -> torch.dtype:
        """Number format of the matrix products' results."""
        return self.autocast or self.weights

    def context(self) -> contextlib.AbstractContextManager[object]:
        """To be entered around the model's calls, and left before a generator yields."""
        if self.autocast is None:
            return contextlib.nullcontext()
        return torch.autocast(self.device, dtype=self.autocast)


def resolve_device(name: str) -> torch.device:
    """The device called `name`: `auto` (the first GPU, else the processor), `cpu`, `cuda`, `cuda:1`, ...

    Raises:
        DeviceError: no such device here.
    """
    if name == "auto":
        return torch.device("cuda", 0) if torch.cuda.is_available() else torch.device("cpu")
    advice = sentence("Use auto, cpu or cuda.")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise DeviceError(sentence("there is no device called {name!r}", name=name), advice=advice) from None
    if device.type == "cuda":
        present = torch.cuda.device_count()
        if (device.index or 0) >= present:
            raise DeviceError(
                sentence("device {name} is not there: {present} CUDA devices found", name=name, present=present),
                advice=advice,
            )
        return torch.device("cuda", device.index or 0)
    if device.type == "mps" and torch.backends.mps.is_available():
        return device
    if device.type != "cpu":
        raise DeviceError(sentence("device {name} is not there or not supported", name=name), advice=advice)
    return torch.device("cpu")


def weights_dtype(device: torch.device) -> torch.dtype:
    """The number format in which `load_bundle` keeps weights: half precision on GPUs as released, else float32."""
    return torch.float32 if device.type == "cpu" else torch.float16


def arithmetic_for(precision: Precision, device: torch.device, held: torch.dtype) -> Arithmetic:
    """What to compute in, for weights that are held in `held` on `device`.

    `auto`: half-precision weights as they are; else float16 on CUDA, bfloat16 on processors with
    instructions for it, float32 elsewhere. So too `int8`, which concerns only how weights are stored.
    """
    if precision not in ("auto", "int8"):
        wanted = _DTYPES[precision]
    elif held != torch.float32:
        wanted = held
    elif device.type == "cuda":
        wanted = torch.float16
    else:
        wanted = torch.bfloat16 if device.type == "cpu" and _multiplies_bf16() else torch.float32
    if wanted == held:
        return Arithmetic(device.type, held)
    if wanted == torch.float32:
        return Arithmetic(device.type, torch.float32)
    return Arithmetic(device.type, held, wanted)


def _multiplies_bf16() -> bool:
    """Whether the processor has bfloat16 matrix products (AVX-512 BF16 or AMX); elsewhere they are emulated, slowly."""
    capabilities = torch.backends.cpu.get_cpu_capability()
    return capabilities.startswith("AVX512") and (
        torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    )

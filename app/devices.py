"""Which processor restores: names as the command line and the settings spell them."""

import re

from engine.errors import DeviceError, RequestError


def check_device_name(name: str) -> None:
    """Checks the spelling only, without importing torch.

    Raises:
        RequestError: not `auto`, `cpu`, `cuda` or `cuda:N`.
    """
    if not re.fullmatch(r"auto|cpu|cuda(:\d{1,3})?", name):
        raise RequestError(f"device is {name!r}, but must be auto, cpu, cuda or cuda:N", field="device")


def resolve_device(name: str) -> str:
    """The device that `name` means here: `cpu` or `cuda:N`. As `engine.precision.resolve_device`, in a person's words.

    Imports torch.

    Raises:
        RequestError: as `check_device_name`.
        DeviceError: the graphics card asked for is not there; says what is.
    """
    check_device_name(name)
    import torch

    from engine.precision import resolve_device as resolve

    try:
        return str(resolve(name))
    except DeviceError as error:
        advice = "Use --device cpu, or auto."
        if torch.version.cuda is None and torch.version.hip is None:
            what = "this installation of PyTorch has no support for graphics cards"
        elif not torch.cuda.is_available():
            what, advice = "no graphics card that PyTorch can use was found", f"{advice} See: heirloom doctor."
        else:
            cards = torch.cuda.device_count()
            what = f"there is no graphics card {name}; there are {cards}, numbered from 0"
        raise DeviceError(what, advice=advice) from error

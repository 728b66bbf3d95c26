"""Which processor restores: names as the command line and the settings spell them."""

import re

from app.cards import why_no_card
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
        if (why := why_no_card()) is not None:
            what, advice = why.text, " ".join(part for part in (why.advice, advice, "See: heirloom doctor.") if part)
        else:
            cards = torch.cuda.device_count()
            what = f"there is no graphics card {name}; there are {cards}, numbered from 0"
        raise DeviceError(what, advice=advice) from error

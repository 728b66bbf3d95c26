"""Why a graphics card cannot be used, in a person's words: no card, no support, an old driver, an unknown card."""

import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass

# The oldest driver that runs any program built for this major version of CUDA, on Linux and on Windows (NVIDIA's
# release notes, minor version compatibility).
_NEEDED_DRIVERS = {11: ("450.80", "452.39"), 12: ("525.60", "528.33"), 13: ("580.65", "580.65")}


@dataclass(frozen=True)
class NoCard:
    """Why nothing can be computed on a graphics card.

    Attributes:
        reason: `unsupported` (this PyTorch has no support), `driver` (too old), `none` (no card, or no driver at all).
        text: what is the matter, a clause without a full stop.
        advice: what to do about it, a sentence, or "".
    """

    reason: str
    text: str
    advice: str = ""


def why_no_card() -> NoCard | None:
    """Why PyTorch can use no card here; None if it can. Imports torch."""
    import torch

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if torch.cuda.is_available():
            return None
    said = " ".join(str(warning.message) for warning in caught)
    return explain(torch.version.cuda, torch.version.hip, driver_version(), said, windows=sys.platform == "win32")


def explain(built_for: str | None, hip: str | None, driver: str | None, said: str, *, windows: bool = False) -> NoCard:
    """The reason, from what is known.

    Args:
        built_for: the version of CUDA that this PyTorch was built for, "12.8", or None.
        hip: the same for AMD's cards.
        driver: version of the NVIDIA driver, "535.104.05", or None.
        said: what PyTorch warned of.
        windows: the system.
    """
    if built_for is None and hip is None:
        what = "this installation of PyTorch has no support for graphics cards"
        return NoCard("unsupported", what, "Install PyTorch for your card to use one." if driver else "")
    if built_for is None:
        return NoCard("none", f"PyTorch, built for ROCm {hip}, finds no graphics card that it can use")
    needed = _NEEDED_DRIVERS.get(_major(built_for), ("", ""))[windows]
    too_old = driver is not None and needed and _numbers(driver) < _numbers(needed)
    if too_old or "driver on your system is too old" in said:
        have = f"the driver {driver}" if driver else "the driver"
        wants = f", which needs {needed} or newer" if needed else ""
        what = f"{have} is too old for CUDA {built_for}{wants}"
        return NoCard("driver", what, "Update the driver of your graphics card.")
    if driver is None:
        return NoCard("none", "no graphics card with an NVIDIA driver was found")
    what = f"PyTorch, built for CUDA {built_for}, finds no card that it can use, though there is the driver {driver}"
    return NoCard("none", what, "Start the computer again; if that does not help, update the driver.")


def unsupported_card(major: int, minor: int, architectures: list[str]) -> str:
    """Why a card of capability `major`.`minor` cannot be used by a PyTorch made for `architectures`, or "".

    Code for a capability (sm_80) runs on later cards of the same major version; `compute_` code on all later ones.
    """
    known = [_capability(name) for name in architectures if name.startswith("sm_")]
    forward = [_capability(name) for name in architectures if name.startswith("compute_")]
    own = (major, minor)
    if not known or any(one[0] == major and one <= own for one in known) or any(one <= own for one in forward):
        return ""
    oldest = ".".join(map(str, min(known + forward)))
    what = "is too old" if own < min(known + forward) else "is too new"
    return f"the card (capability {major}.{minor}) {what} for this PyTorch, which begins at {oldest}"


def driver_version() -> str | None:
    """The version of the NVIDIA driver, or None."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return None
    command = [tool, "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True, errors="replace")
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip().splitlines()[0].strip() if answer.stdout.strip() else None


def _major(version: str) -> int:
    return _numbers(version)[0] if _numbers(version) else 0


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _capability(name: str) -> tuple[int, int]:
    digits = "".join(character for character in name.partition("_")[2] if character.isdigit())
    return (int(digits[:-1] or 0), int(digits[-1])) if digits else (0, 0)

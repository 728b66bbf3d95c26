"""LPIPS and DISTS, where their packages are installed and their weights are on this computer; nothing is downloaded.

Zhang et al. 2018 (package `lpips`) and Ding et al. 2020 (package `DISTS_pytorch`), on AlexNet's and VGG16's features.
Both compare with the original. They need torchvision, which Heirloom does without, so they are never required.
"""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

Compare = Callable[[np.ndarray, np.ndarray], float]

_BACKBONES = {"lpips": "alexnet-owt-7be5be79.pth", "dists": "vgg16-397923af.pth"}
_PACKAGES = {"lpips": "lpips", "dists": "DISTS_pytorch"}


@dataclass(frozen=True)
class Perceptual:
    """The measures there are, uint8 [H, W, 3] twice -> distance, and why the others are not."""

    measures: dict[str, Compare] = field(default_factory=dict[str, Compare])
    absent: dict[str, str] = field(default_factory=dict[str, str])


def perceptual_measures(device: torch.device) -> Perceptual:
    """Loads what is there to `device`."""
    found = Perceptual()
    for name, package in _PACKAGES.items():
        if any(importlib.util.find_spec(needed) is None for needed in ("torchvision", package)):
            found.absent[name] = f"the optional package {package} is not installed"
        elif not (Path(torch.hub.get_dir()) / "checkpoints" / _BACKBONES[name]).is_file():
            found.absent[name] = f"its weights ({_BACKBONES[name]}) are not on this computer"
        else:
            network = _loaded(name, importlib.import_module(package)).eval().requires_grad_(False).to(device)
            found.measures[name] = _comparing(network, device, signed=name == "lpips")
    return found


def _loaded(name: str, package: Any) -> Any:
    return package.LPIPS(net="alex", verbose=False) if name == "lpips" else package.DISTS()


def _comparing(network: Any, device: torch.device, *, signed: bool) -> Compare:
    """`signed`: it takes -1..1 instead of 0..1."""

    @torch.inference_mode()
    def compare(restored: np.ndarray, target: np.ndarray) -> float:
        x, y = (
            torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None].to(device).float() / 255
            for picture in (restored, target)
        )
        return float(network(x * 2 - 1, y * 2 - 1) if signed else network(x, y))

    return compare

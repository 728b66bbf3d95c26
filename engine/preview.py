"""A cheap look at what is forming: a linear map from latents to RGB, fitted in closed form."""

import dataclasses
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.encode_decode import encode_latents
from engine.model.autoencoder import Autoencoder, spatial_factor

_POSITIONS = 16  # side of the fitted pictures, in latent positions
_FIELDS = ((1, "nearest"), (2, "bilinear"), (4, "nearest"), (4, "bilinear"), (8, "nearest"), (16, "bilinear"))
_RIDGE = 1e-4
_MAX_SIDE = 512


@dataclass(frozen=True)
class LatentPreview:
    """RGB of a latent position = latents @ matrix + offset, in -1..1; matrix [C, 3], offset [3]."""

    matrix: Tensor
    offset: Tensor
    start: Tensor | None = None

    def added_to(self, start: Tensor) -> Self:
        """A preview of latents that are to be added to `start`, [1, C, h, w]."""
        return dataclasses.replace(self, start=start)

    @classmethod
    @torch.inference_mode()
    def fit(cls, autoencoder: Autoencoder) -> Self:
        """Least squares between the latents of synthetic pictures and the pictures' mean colours there."""
        example = next(autoencoder.parameters())
        pictures = _synthetic(spatial_factor(autoencoder)).to(example.device)
        latents = torch.cat([encode_latents(autoencoder, picture[None], None) for picture in pictures])
        colours = F.interpolate(pictures, size=latents.shape[2:], mode="area")
        x = latents.double().movedim(1, -1).flatten(0, 2).cpu()
        y = colours.double().movedim(1, -1).flatten(0, 2).cpu()
        x = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], dim=1)
        normal = x.T @ x
        normal.diagonal().add_(_RIDGE * normal.diagonal().mean())
        solution = torch.linalg.solve(normal, x.T @ y).float().to(example.device)
        return cls(solution[:-1], solution[-1])

    def picture(self, latents: Tensor) -> np.ndarray:
        """Latents [1, C, h, w] -> uint8 [h, w, 3]; sides above 512 are reduced. Waits for the device."""
        if self.start is not None:
            latents = latents + self.start
        if max(latents.shape[2:]) > _MAX_SIDE:
            shrink = _MAX_SIDE / max(latents.shape[2:])
            size = [max(1, round(side * shrink)) for side in latents.shape[2:]]
            latents = F.interpolate(latents, size=size, mode="area")
        rgb = latents[0].float().movedim(0, -1) @ self.matrix + self.offset
        return rgb.nan_to_num().add(1).mul(127.5).clamp(0, 255).round().to(torch.uint8).cpu().numpy()


def _synthetic(factor: int) -> Tensor:
    """Pictures [N, 3, side, side] in -1..1: soft and sharp coloured fields, the same every time."""
    generator = torch.Generator().manual_seed(20250321)
    side = _POSITIONS * factor
    fields = [
        F.interpolate(torch.rand(1, 3, cells, cells, generator=generator), size=(side, side), mode=mode)
        for cells, mode in _FIELDS
    ]
    return torch.cat(fields).clamp(0, 1) * 2 - 1

"""Measures of optional packages: absent with a reason, and handed pictures in the range that they want."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from trainer.proof.perceptual import _comparing, perceptual_measures


class MeanDistance(nn.Module):
    """A distance whose value says what range the pictures had."""

    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        assert one.shape == other.shape == (1, 3, 8, 6)
        return (one - other).abs().mean()


@pytest.mark.parametrize(("signed", "whole"), [(True, 2.0), (False, 1.0)])
def test_pictures_come_in_the_range_that_is_wanted(signed: bool, whole: float) -> None:
    compare = _comparing(MeanDistance(), torch.device("cpu"), signed=signed)
    black, white = np.zeros((8, 6, 3), np.uint8), np.full((8, 6, 3), 255, np.uint8)
    assert compare(black, white) == pytest.approx(whole)
    assert compare(white, white) == 0


def test_what_cannot_be_measured_has_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.hub, "_hub_dir", str(tmp_path))  # no weights there, whatever is installed
    found = perceptual_measures(torch.device("cpu"))
    assert found.measures == {}
    assert set(found.absent) == {"lpips", "dists"}
    for name, package in (("lpips", "lpips"), ("dists", "DISTS_pytorch")):
        there = all(importlib.util.find_spec(needed) for needed in ("torchvision", package))
        assert ("are not on this computer" if there else "is not installed") in found.absent[name]

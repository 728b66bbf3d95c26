"""The built-in model restores a really degraded photograph, through the command line, as a person would."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage.data
import torch
from PIL import Image

from engine.bundle import load_bundle
from engine.images.picture import Picture
from engine.manifest import verify_bundle
from engine.request import RestoreRequest
from engine.restorer import restore
from tests.conftest import ROOT
from tests.engine.exhaust import exhausted
from trainer.degradation import degrade

LIMIT = 24 * 2**20


@pytest.fixture(scope="module")
def heirloom() -> list[str]:
    return [sys.executable, "-m", "app"]


def clean_photo() -> np.ndarray:
    """A photograph that the model was not trained on, 256 x 256."""
    return np.ascontiguousarray(skimage.data.chelsea()[20:276, 90:346])


def gradient(pixels: np.ndarray) -> float:
    """Mean gradient magnitude of the luma."""
    down, across = np.gradient(pixels.astype(np.float64) @ [0.299, 0.587, 0.114])
    return float(np.hypot(down, across).mean())


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.square(one.astype(np.float64) - other).mean()))


def test_is_whole_and_small(built_in: Path) -> None:
    manifest = verify_bundle(built_in)
    assert manifest.name == "built-in"
    assert sum(path.stat().st_size for path in built_in.rglob("*") if path.is_file()) <= LIMIT
    assert all(entry.bytes <= 16 * 2**20 for entry in manifest.files.values())
    assert {path.suffix for path in built_in.rglob("*") if path.is_file()} <= {".safetensors", ".json", ".txt", ".md"}


def test_restores_a_noisy_photo_better_than_it_came(built_in: Path, heirloom: list[str], tmp_path: Path) -> None:
    hq = clean_photo()
    noisy = hq + np.random.default_rng(7).normal(0, 16, hq.shape)
    lq = np.clip(noisy, 0, 255).round().astype(np.uint8)
    photo = tmp_path / "noisy.png"
    Image.fromarray(lq).save(photo)
    before = photo.read_bytes()
    done = subprocess.run(
        [*heirloom, "restore", str(photo), "--scale", "1", "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout)
    assert line["status"] == "restored"
    restored = np.asarray(Image.open(line["output"]).convert("RGB"))
    assert restored.shape == hq.shape
    assert psnr(restored, hq) > psnr(lq, hq) + 2
    assert np.abs(restored.mean((0, 1)) - lq.mean((0, 1))).max() < 1.5  # no colour cast
    assert photo.read_bytes() == before


@pytest.mark.parametrize("preset", ["level2", "old_photo"])
def test_degradations_come_out_closer_to_the_original(built_in: Path, preset: str) -> None:
    """On average over photos that it was not trained on, all of them degraded with fixed seeds."""
    restorer = load_bundle(built_in)
    request = RestoreRequest.from_dict({"scale": 1.0}, base=restorer.recommended)
    photos = [skimage.data.astronaut()[:256, 100:356], skimage.data.coffee()[60:316, 150:406], clean_photo()]
    gains: list[float] = []
    for seed, hq in enumerate(photos * 2):
        made = degrade(np.ascontiguousarray(hq), preset, torch.Generator().manual_seed(seed), factor=2.0)
        result = exhausted(restore(restorer, Picture(pixels=made.lq, format="PNG"), request))
        gains.append(psnr(result.image, made.target) - psnr(made.lq, made.target))
    assert np.mean(gains) > 0, gains


@pytest.fixture(scope="module")
def light(built_in: Path) -> dict[str, tuple[list[float], list[float]]]:
    """Of each light degradation of a photo of fine fur, four times: dB won, and sharpness over the original's."""
    restorer = load_bundle(built_in)
    request = RestoreRequest.from_dict({"scale": 1.0}, base=restorer.recommended)
    found: dict[str, tuple[list[float], list[float]]] = {}
    for preset in ("level1", "level2"):
        gains, sharpness = found[preset] = [], []
        for seed in range(4):
            made = degrade(clean_photo(), preset, torch.Generator().manual_seed(seed), factor=1.5)
            result = exhausted(restore(restorer, Picture(pixels=made.lq, format="PNG"), request))
            gains.append(psnr(result.image, made.target) - psnr(made.lq, made.target))
            sharpness.append(gradient(result.image) / gradient(made.target))
    return found


@pytest.mark.parametrize("preset", ["level1", "level2"])
def test_light_degradations_come_out_closer_to_the_original_and_sharp(
    light: dict[str, tuple[list[float], list[float]]], preset: str
) -> None:
    gains, sharpness = light[preset]
    assert np.mean(gains) > 0, gains
    assert 0.8 <= np.mean(sharpness) <= 1.05, sharpness


@pytest.mark.parametrize("preset", ["old_photo", "clean_scan"])
def test_inside_damage_the_error_is_halved(built_in: Path, preset: str) -> None:
    """On average over aged photos that it was not trained on, where dust, scratches or folds hide some of them."""
    restorer = load_bundle(built_in)
    request = RestoreRequest.from_dict({"scale": 1.0}, base=restorer.recommended)
    photos = [skimage.data.astronaut()[:256, 100:356], skimage.data.coffee()[60:316, 150:406], clean_photo()]
    came: list[float] = []
    went: list[float] = []
    for seed, hq in enumerate(photos * 4):
        made = degrade(np.ascontiguousarray(hq), preset, torch.Generator().manual_seed(seed))
        inside = made.hidden > 0.5
        if inside.sum() < 20:
            continue
        result = exhausted(restore(restorer, Picture(pixels=made.lq, format="PNG"), request)).image
        for errors, picture in ((came, made.lq), (went, result)):
            errors.append(float(np.abs(picture.astype(float) - made.target)[inside].mean()))
    assert len(came) >= 4
    assert np.mean(went) < 0.5 * np.mean(came), (came, went)


def test_no_grid(built_in: Path) -> None:
    """A smooth picture stays smooth: no pattern with the period of a patch (4 pixels)."""
    restorer = load_bundle(built_in)
    rows = np.linspace(60, 190, 192)[:, None, None] + np.linspace(0, 20, 192)[None, :, None] + np.zeros(3)
    picture = Picture(pixels=rows.round().astype(np.uint8), format="PNG")
    request = RestoreRequest.from_dict({"scale": 1.0}, base=restorer.recommended)
    luma = exhausted(restore(restorer, picture, request)).image.astype(np.float64).mean(2)
    for axis in (0, 1):
        steps = np.abs(np.diff(luma, axis=axis)).mean(axis=1 - axis)
        by_phase = np.array([steps[phase::4].mean() for phase in range(4)])
        assert by_phase.max() - by_phase.min() < 0.75, by_phase

"""Measures a bundle on photos that it was not trained on, against plain ways of enlarging, and prints a table.

python packaging/built_in_model/measure.py BUNDLE RUN.toml [--photos N] [--skip N] [--sheet FOLDER]
    [--set guidance_scale=1 ...] [--captions own]

Held-out photos of the run, a square each, degraded once with fixed seeds. PSNR and SSIM in dB and 0..1 on RGB;
sharpness is the mean gradient magnitude as a share of the original's; colour the distance of mean colours in levels.
"""

import argparse
import dataclasses
import json
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageFilter
from skimage.metrics import structural_similarity

from engine.bundle import load_bundle
from engine.images.picture import Picture
from engine.request import RestoreRequest
from engine.restorer import Restorer, restore
from trainer.collection import scan, split
from trainer.config import read_config
from trainer.degradation import apply, draw
from trainer.pixels import load_pixels

SIZE = 384
CHOSEN_ON = 6  # the recommended request is chosen on the first held-out photos, and measured on the others
CASES = {"level1": 2.0, "level2": 2.0, "pasd": 4.0, "old_photo": None, "clean_scan": None, "clean": 1.0}


def main() -> None:
    """Prints one row a degradation and method."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--photos", type=int, default=12)
    parser.add_argument("--skip", type=int, default=CHOSEN_ON)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--captions", choices=("none", "own", "other"), default="none", help="other: another photo's")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", dest="changes")
    arguments = parser.parse_args()
    restorer = load_bundle(arguments.bundle)
    changes = {name: json.loads(value) for name, _, value in (c.partition("=") for c in arguments.changes)}
    request = RestoreRequest.from_dict({**changes, "scale": 1.0, "size": None}, base=restorer.recommended)
    photos = held_out(arguments.run, arguments.skip, arguments.photos)
    captions = [caption for _, caption in photos]
    if arguments.captions == "other":
        captions = captions[1:] + captions[:1]
    requests = [
        request if arguments.captions == "none" else dataclasses.replace(request, caption=caption)
        for caption in captions
    ]
    said = "" if arguments.captions == "none" else f", {arguments.captions} captions"
    print(f"{restorer.name}, {len(photos)} photos{said}, {request.to_dict()}")
    print(f"{'case':11} {'method':10} {'PSNR':>6} {'SSIM':>6} {'sharp':>6} {'colour':>6} {'damage':>7}")
    for case, factor in CASES.items():
        measure_case(case, factor, restorer, requests, [square for square, _ in photos], arguments.sheet)


def held_out(run: Path, skip: int, count: int) -> list[tuple[np.ndarray, str]]:
    """Centre squares of `SIZE` pixels from the run's held-out photos, without the first `skip`, and their captions."""
    config = read_config(run)
    collection = scan(config.photos, smallest=max(crop.size for crop in config.crops))
    _, aside = split(collection.photos, config.held_out, config.seed)
    squares: list[tuple[np.ndarray, str]] = []
    for photo in aside[skip : skip + count]:
        pixels = load_pixels(photo.path, 640)
        top, left = (pixels.shape[0] - SIZE) // 2, (pixels.shape[1] - SIZE) // 2
        squares.append((np.ascontiguousarray(pixels[top : top + SIZE, left : left + SIZE]), photo.caption))
    return squares


def measure_case(
    case: str,
    factor: float | None,
    restorer: Restorer,
    requests: list[RestoreRequest],
    photos: list[np.ndarray],
    sheet: Path | None,
) -> None:
    """One degradation over all photos, each restored as its request says; each method's means."""
    methods: dict[str, Callable[[np.ndarray, RestoreRequest], np.ndarray]] = {
        "input": lambda lq, _: lq,
        "gaussian": lambda lq, _: smooth(lq),
        "model": lambda lq, request: run(restorer, lq, request),
    }
    rows: dict[str, list[list[float]]] = {name: [] for name in methods}
    for index, (hq, request) in enumerate(zip(photos, requests, strict=True)):
        generator = torch.Generator().manual_seed(1000 + index)
        parameters = draw(case, (SIZE, SIZE), generator, factor=factor)
        lq, target, mask = apply(hq, parameters, with_mask=True)
        results = {name: method(lq, request) for name, method in methods.items()}
        for name, result in results.items():
            rows[name].append(scores(result, target, mask))
        if sheet is not None:
            sheet.mkdir(parents=True, exist_ok=True)
            strip = np.concatenate([results["input"], results["model"], target], axis=1)
            Image.fromarray(strip).save(sheet / f"{case}-{index:02d}.png")
    for name, values in rows.items():
        means = [statistics.fmean(v for v in column if v == v) if any(v == v for v in column) else float("nan")
                 for column in zip(*values, strict=True)]  # fmt: skip
        print(
            f"{case:11} {name:10} {means[0]:6.2f} {means[1]:6.3f} {means[2]:6.2f} {means[3]:6.2f} {means[4]:7.2f}",
            flush=True,
        )


def run(restorer: Restorer, lq: np.ndarray, request: RestoreRequest) -> np.ndarray:
    """uint8 [H, W, 3] -> restored as `request` says."""
    steps = restore(restorer, Picture(pixels=lq, format="PNG"), request)
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            return finished.value.image


def smooth(lq: np.ndarray) -> np.ndarray:
    """A Gaussian denoise."""
    return np.asarray(Image.fromarray(lq).filter(ImageFilter.GaussianBlur(0.8)))


def scores(result: np.ndarray, target: np.ndarray, mask: np.ndarray) -> list[float]:
    """PSNR, SSIM, sharpness ratio, distance of mean colours, mean error inside the damage mask (NaN without damage)."""
    difference = result.astype(np.float64) - target
    psnr = 10 * np.log10(255**2 / max(np.square(difference).mean(), 1e-9))
    ssim: Any = structural_similarity(result, target, channel_axis=2, data_range=255)
    colour = float(np.abs(result.mean((0, 1)) - target.mean((0, 1))).max())
    inside = mask > 0.5
    damage = float(np.abs(difference).mean(2)[inside].mean()) if inside.any() else float("nan")
    return [float(psnr), float(ssim), gradient(result) / max(gradient(target), 1e-9), colour, damage]


def gradient(pixels: np.ndarray) -> float:
    """Mean gradient magnitude of the luma."""
    down, across = np.gradient(pixels.astype(np.float64) @ [0.299, 0.587, 0.114])
    return float(np.hypot(down, across).mean())


if __name__ == "__main__":
    main()

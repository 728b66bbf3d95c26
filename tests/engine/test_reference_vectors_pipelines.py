"""Ours against the numbers of the released implementation: tiles, whole pipelines, colour.

Modules, UNet, training step and keys are in `test_reference_vectors.py`.
"""

from typing import Any

import pytest
import torch
from torch import Tensor

from engine.encode_decode import decode_latents, draw_latents, encode_features, encode_moments
from engine.images.color_fix import adain, wavelet
from engine.model.autoencoder import spatial_factor
from engine.precision import Arithmetic
from engine.sampling import Denoising, build_scheduler, denoise, embed_conditions, initial_latents
from engine.text import Conditioning
from engine.tiling import TileGrid, blend_weights, gaussian_weights, merge, tile_grid
from tests.engine.exhaust import exhausted
from tests.engine.reference import Reference, reference_folder, relative_error

MODULE = 1e-5
PIPELINE = 1e-4
FULL = Arithmetic("cpu", torch.float32)


def cases() -> list[str]:
    """Names of the whole-pipeline cases; none without the vectors."""
    folder = reference_folder()
    return sorted(Reference(folder).json("pipeline_cases.json")) if folder.is_dir() else []


def test_tiles(reference: Reference) -> None:
    for name, case in reference.json("tiles.json").items():
        grid = tile_grid(case["height"], case["width"], case["tile"], case["overlap"])
        assert [list(origin) for origin in grid.origins] == case["origins"], name
        assert [grid.tile_height, grid.tile_width] == case["shape"], name


def test_blend_weights(reference: Reference) -> None:
    names = [name for name in reference.vectors if name.startswith("tiles.weights_")]
    assert names
    for name in names:
        height, width = map(int, name.removeprefix("tiles.weights_").split("x"))
        assert relative_error(gaussian_weights(height, width), reference.vectors[name]) <= MODULE, name


def test_merged_tiles(reference: Reference) -> None:
    tiles, merged = reference.vectors["tiles.merge_input"], reference.vectors["tiles.merge_output"]
    grids = [
        tile_grid(case["height"], case["width"], case["tile"], case["overlap"])
        for case in reference.json("tiles.json").values()
    ]
    grid = next(g for g in grids if (g.height, g.width, len(g)) == (*merged.shape[2:], len(tiles)))
    assert relative_error(merge(tiles, grid, blend_weights(grid)), merged) <= MODULE


def grid_of(reference: Reference, case: dict[str, Any]) -> TileGrid:
    factor = spatial_factor(reference.autoencoder())
    return tile_grid(case["height"] // factor, case["width"] // factor, case["tile"] // factor, case["overlap"])


def lq_of(reference: Reference, name: str) -> Tensor:
    return reference.vectors[f"pipe.{name}.image"].movedim(-1, 0)[None].float() / 127.5 - 1


@pytest.mark.parametrize("name", cases())
@torch.inference_mode()
def test_pipeline(reference: Reference, name: str) -> None:
    """From the initial latents to the decoded picture."""
    vectors, case = reference.vectors, reference.json("pipeline_cases.json")[name]
    model, grid = reference.faithdiff(), grid_of(reference, case)
    features = exhausted(encode_features(model, lq_of(reference, name), FULL))
    guided = case["guidance_scale"] > 1
    parts = ("negative_", "") if guided else ("",)
    job = Denoising(
        model=model,
        grid=grid,
        conditions=embed_conditions(model, features, grid, FULL),
        text=Conditioning(
            torch.cat([vectors[f"pipe.{part}prompt_embeds"] for part in parts]),
            torch.cat([vectors[f"pipe.{part}pooled"] for part in parts]),
        ),
        guidance_scale=case["guidance_scale"],
        picture_size=(case["height"], case["width"]),
        tile_pixels=case["tile"],
        arithmetic=FULL,
    )
    scheduler = build_scheduler(reference.scheduler_config, "euler", case["steps"])
    latents = exhausted(denoise(job, scheduler, vectors[f"pipe.{name}.initial_latents"]))
    decoded = exhausted(decode_latents(reference.autoencoder(), latents))
    errors = {
        "final_latents": relative_error(latents, vectors[f"pipe.{name}.final_latents"]),
        "decoded": relative_error(decoded, vectors[f"pipe.{name}.decoded"]),
    }
    assert max(errors.values()) <= PIPELINE, errors


@pytest.mark.parametrize("name", cases())
@torch.inference_mode()
def test_initial_latents(reference: Reference, name: str) -> None:
    """The noise is the seed's; the release's LQ latents are drawn without a seed: of those, mean and spread."""
    case, expected = reference.json("pipeline_cases.json")[name], reference.vectors[f"pipe.{name}.initial_latents"]
    scheduler = build_scheduler(reference.scheduler_config, "euler", case["steps"])
    noise = torch.randn(expected.shape, generator=torch.Generator().manual_seed(case["seed"]))
    if case["start_point"] == "noise":
        assert relative_error(initial_latents(scheduler, reference.scheduler_config, noise, None), expected) <= MODULE
        return
    autoencoder = reference.autoencoder()
    moments = exhausted(encode_moments(autoencoder, lq_of(reference, name)))
    likely = draw_latents(autoencoder, moments, None)
    spread = moments.chunk(2, dim=1)[1].clamp(-30, 20).mul(0.5).exp() * autoencoder.config["scaling_factor"]
    ours, wider = (
        initial_latents(scheduler, reference.scheduler_config, noise, latents) for latents in (likely, likely + spread)
    )
    drawn = (expected - ours) / (wider - ours)
    few = 4 / drawn.numel() ** 0.5
    assert abs(float(drawn.mean())) < few
    assert abs(float(drawn.std()) - 1) < few


@pytest.mark.parametrize("fix", [adain, wavelet])
def test_colour(reference: Reference, fix: Any) -> None:
    colour = reference.colour
    assert relative_error(fix(colour["content"], colour["style"]), colour[fix.__name__]) <= MODULE

import copy
import dataclasses
from typing import Any, get_args

import pytest
import torch
from diffusers import DDPMScheduler, DPMSolverMultistepScheduler, EulerDiscreteScheduler, UniPCMultistepScheduler
from torch import Tensor

from engine import sampling
from engine.errors import ModelMismatch, RequestError
from engine.precision import Arithmetic
from engine.preview import LatentPreview
from engine.request import Sampler
from engine.sampling import Denoising, build_scheduler, denoise, embed_conditions, initial_latents, predicted_picture
from engine.tiling import blend_weights, cut, merge, tile_grid
from tests.engine.exhaust import exhausted, with_yields
from tests.engine.tiny import TinyModel, tiny_model

SAMPLERS = get_args(Sampler)
CONFIG: dict[str, Any] = {
    "_class_name": "EulerDiscreteScheduler",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "timestep_spacing": "leading",
    "steps_offset": 1,
    "interpolation_type": "linear",
    "use_karras_sigmas": False,
}
FULL = Arithmetic("cpu", torch.float32)


@pytest.fixture(scope="module")
def tiny() -> TinyModel:
    parts = tiny_model(prediction_type="epsilon")
    parts.model.eval().requires_grad_(False)
    return parts


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def job_for(tiny: TinyModel, height: int = 20, width: int = 28, guidance: float = 5.0) -> Denoising:
    grid = tile_grid(height, width, 12, 0.5)
    features = drawn(1, 8, height, width, seed=1)
    return Denoising(
        model=tiny.model,
        grid=grid,
        conditions=embed_conditions(tiny.model, features, grid, FULL),
        text=tiny.text.encode(["blurred", "a house"] if guidance > 1 else ["a house"]),
        guidance_scale=guidance,
        picture_size=(height * 4, width * 4),
        tile_pixels=48,
        arithmetic=FULL,
    )


def added_to(job: Denoising, tiles: range, rows: int) -> dict[str, Tensor] | None:
    """SDXL's micro-conditioning for these tiles."""
    time_ids = job.time_ids_of(tiles)
    if time_ids is None or job.text.pooled is None:
        return None
    return {
        "text_embeds": job.text.pooled[-rows:].repeat_interleave(len(tiles), dim=0),
        "time_ids": time_ids.repeat(rows, 1),
    }


@torch.no_grad()
def released_loop(job: Denoising, scheduler: EulerDiscreteScheduler, latents: Tensor) -> Tensor:
    """As the release goes about it: a scheduler a tile, one tile after another, the stepped tiles blended."""
    schedulers = [copy.deepcopy(scheduler) for _ in range(len(job.grid))]
    weights = blend_weights(job.grid)
    for timestep in scheduler.timesteps:
        stepped: list[Tensor] = []
        for index, tile in enumerate(cut(latents, job.grid).split(1)):
            own = schedulers[index]
            scaled = own.scale_model_input(tile.repeat(2, 1, 1, 1), timestep)
            condition = job.conditions[index : index + 1].repeat(2, 1, 1, 1)
            prediction = job.model(
                scaled, timestep, job.text.context, condition, added_to(job, range(index, index + 1), 2)
            )
            negative, positive = prediction.chunk(2)
            guided = negative + job.guidance_scale * (positive - negative)
            stepped.append(own.step(guided, timestep, tile, return_dict=False)[0])
        latents = merge(torch.cat(stepped), job.grid, weights)
    return latents


@pytest.mark.parametrize("prediction_type", ["epsilon", "v_prediction"])
def test_blending_predictions_is_blending_steps(tiny: TinyModel, prediction_type: str) -> None:
    config = CONFIG | {"prediction_type": prediction_type}
    job = job_for(tiny)
    assert len(job.grid) == 12
    start = initial_latents(build_scheduler(config, "euler", 4), config, drawn(1, 12, 20, 28), None)
    ours = exhausted(denoise(job, build_scheduler(config, "euler", 4), start))
    theirs = released_loop(job, build_scheduler(config, "euler", 4), start)  # pyright: ignore[reportArgumentType]
    assert float((ours - theirs).norm() / theirs.norm()) <= 1e-5


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_how_tiles_are_batched_does_not_matter(
    tiny: TinyModel, sampler: Sampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, start = job_for(tiny), drawn(1, 12, 20, 28)
    together, one = with_yields(denoise(job, build_scheduler(CONFIG, sampler, 3), start))
    assert [(p.done, p.total, p.tile, p.tiles) for p in together] == [(1, 3, 1, 1), (2, 3, 1, 1), (3, 3, 1, 1)]
    monkeypatch.setattr(sampling, "_CALL_POSITIONS", {"cpu": 12 * 12 * 2 * 5})
    apart, three = with_yields(denoise(job, build_scheduler(CONFIG, sampler, 3), start))
    assert [(p.done, p.tile, p.tiles) for p in apart[:4]] == [(0, 1, 3), (0, 2, 3), (1, 3, 3), (1, 1, 3)]
    assert float((one - three).norm() / one.norm()) <= 1e-5


@pytest.mark.parametrize(("guidance", "rows"), [(1.0, 1), (0.0, 1), (5.0, 2)])
def test_without_guidance_the_unet_runs_once_a_step(tiny: TinyModel, guidance: float, rows: int) -> None:
    seen: list[int] = []
    hook = tiny.model.unet.register_forward_pre_hook(lambda _, inputs: seen.append(len(inputs[0])))
    exhausted(denoise(job_for(tiny, 12, 12, guidance), build_scheduler(CONFIG, "euler", 3), drawn(1, 12, 12, 12)))
    hook.remove()
    assert seen == [rows] * 3


def test_previews_show_what_is_forming(tiny: TinyModel) -> None:
    preview = LatentPreview.fit(tiny.autoencoder)
    yielded = with_yields(denoise(job_for(tiny), build_scheduler(CONFIG, "euler", 2), drawn(1, 12, 20, 28), preview))[0]
    for progress in yielded:
        assert progress.preview is not None
        assert progress.preview.shape == (20, 28, 3)


@pytest.mark.parametrize("prediction_type", ["epsilon", "v_prediction"])
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("strength", [1.0, 0.4])
def test_a_perfect_prediction_leads_to_the_clean_latents(
    sampler: Sampler, prediction_type: str, strength: float
) -> None:
    config = CONFIG | {"prediction_type": prediction_type}
    scheduler = build_scheduler(config, sampler, 8, strength)
    clean = drawn(1, 4, 6, 6, seed=2)
    noise = drawn(1, 4, 6, 6, seed=3)
    latents = scheduler.add_noise(clean, noise, scheduler.timesteps[:1])  # pyright: ignore[reportArgumentType]
    for step, timestep in enumerate(scheduler.timesteps):
        sigma = scheduler.sigmas[step]
        root = (sigma.square() + 1).sqrt()
        preserving = latents / root if sampler == "euler" else latents
        noise = (preserving * root - clean) / sigma
        prediction = noise if prediction_type == "epsilon" else noise / root - clean * sigma / root
        torch.testing.assert_close(predicted_picture(scheduler, step, latents, prediction), clean, rtol=0, atol=1e-3)
        latents = scheduler.step(prediction, timestep, latents, return_dict=False)[0]  # pyright: ignore[reportArgumentType]
    torch.testing.assert_close(latents, clean, rtol=0, atol=1e-3)


@pytest.mark.parametrize(
    ("sampler", "kind"),
    [
        ("euler", EulerDiscreteScheduler),
        ("dpmpp-2m", DPMSolverMultistepScheduler),
        ("unipc", UniPCMultistepScheduler),
    ],
)
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_full_strength_is_the_stock_scheduler(sampler: Sampler, kind: Any) -> None:
    stock = kind.from_config({key: value for key, value in CONFIG.items() if not key.startswith("_")})
    stock.set_timesteps(20)
    ours = build_scheduler(CONFIG, sampler, 20, 1.0)
    assert torch.equal(ours.sigmas, stock.sigmas)
    assert torch.equal(ours.timesteps, stock.timesteps)
    assert ours.init_noise_sigma == stock.init_noise_sigma


def test_the_start_from_the_photo_is_the_released_one() -> None:
    scheduler = build_scheduler(CONFIG, "euler", 20)
    noise, lq = drawn(1, 4, 6, 6), drawn(1, 4, 6, 6, seed=1)
    share = DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear").alphas_cumprod[999]
    expected = share.sqrt() * lq + (1 - share).sqrt() * noise * (scheduler.sigmas[0] ** 2 + 1).sqrt()
    torch.testing.assert_close(initial_latents(scheduler, CONFIG, noise, lq), expected, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(
        initial_latents(scheduler, CONFIG, noise, None), noise * (scheduler.sigmas[0] ** 2 + 1).sqrt()
    )


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize(("steps", "strength"), [(20, 0.5), (7, 0.437), (20, 0.02), (13, 0.999), (3, 0.01)])
def test_less_strength_is_as_many_steps_over_less_noise(sampler: Sampler, steps: int, strength: float) -> None:
    scheduler = build_scheduler(CONFIG, sampler, steps, strength)
    assert len(scheduler.timesteps) == steps
    assert abs(float(scheduler.timesteps[0]) - (strength * 1000 - 1)) <= 2
    whole = DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    share = whole.alphas_cumprod[int(scheduler.timesteps[0])]
    torch.testing.assert_close(scheduler.sigmas[0], ((1 - share) / share).sqrt(), rtol=1e-4, atol=0)
    noise, lq = drawn(1, 4, 6, 6), drawn(1, 4, 6, 6, seed=1)
    start = initial_latents(scheduler, CONFIG, noise, lq, strength)
    scaled = start / (scheduler.sigmas[0] ** 2 + 1).sqrt() if sampler == "euler" else start
    torch.testing.assert_close(scaled, share.sqrt() * lq + (1 - share).sqrt() * noise, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_schedules_that_end_in_pure_noise_stay_finite(tiny: TinyModel, sampler: Sampler) -> None:
    config = CONFIG | {
        "rescale_betas_zero_snr": True,
        "timestep_spacing": "trailing",
        "prediction_type": "v_prediction",
    }
    scheduler = build_scheduler(config, sampler, 5)
    start = initial_latents(scheduler, config, drawn(1, 12, 12, 12), None)
    assert exhausted(denoise(job_for(tiny, 12, 12), scheduler, start)).isfinite().all()


@pytest.mark.parametrize(
    ("sampler", "steps", "strength"), [("unipc", 1000, 1.0), ("dpmpp-2m", 1000, 1.0), ("euler", 50, 0.03)]
)
def test_more_steps_than_timesteps_are_refused(sampler: Sampler, steps: int, strength: float) -> None:
    with pytest.raises(RequestError, match=f"steps is {steps}") as refused:
        build_scheduler(CONFIG, sampler, steps, strength)
    assert refused.value.field == "steps"


def test_an_unknown_prediction_type_is_refused() -> None:
    with pytest.raises(ModelMismatch, match="flow"):
        build_scheduler(CONFIG | {"prediction_type": "flow"}, "euler", 4)


def test_micro_conditioning_is_as_released(tiny: TinyModel) -> None:
    time_ids = job_for(tiny).time_ids_of(range(4, 6))
    assert time_ids is not None
    # whole picture in pixels, origin in latents, nominal tile in pixels
    assert time_ids.tolist() == [[80, 112, 6, 0, 48, 48], [80, 112, 6, 6, 48, 48]]


def test_micro_conditioning_in_pixels(tiny: TinyModel) -> None:
    time_ids = dataclasses.replace(job_for(tiny), time_ids="pixels").time_ids_of(range(4, 6))
    assert time_ids is not None
    assert time_ids.tolist() == [[80, 112, 24, 0, 48, 48], [80, 112, 24, 24, 48, 48]]

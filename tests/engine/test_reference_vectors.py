"""Ours against the numbers of the released implementation: every vector, key and shape of the reference folder.

Folder: `HEIRLOOM_REFERENCE`, else `shared/reference`; all sizes come from the files in it.
"""

from typing import Any

import pytest
import torch
from diffusers import DDPMScheduler
from torch import Tensor

from engine.checkpoint import from_released, to_released
from engine.encode_decode import decode_latents, draw_latents, encode_features, encode_moments
from engine.errors import ModelMismatch
from engine.images.color_fix import adain, wavelet
from engine.model.alignment import AlignmentAttention
from engine.model.autoencoder import spatial_factor
from engine.model.faithdiff import FaithDiff, load_strictly, split_parts
from engine.precision import Arithmetic
from engine.sampling import Denoising, build_scheduler, denoise, embed_conditions, initial_latents
from engine.text import Conditioning
from engine.tiling import TileGrid, blend_weights, gaussian_weights, merge, tile_grid
from tests.engine.exhaust import exhausted
from tests.engine.reference import Reference, reference_folder, relative_error
from trainer.step import l1_loss, predict

MODULE = 1e-5
PIPELINE = 1e-4
FULL = Arithmetic("cpu", torch.float32)


@pytest.fixture(scope="module")
def model(reference: Reference) -> FaithDiff:
    return reference.faithdiff()


@pytest.fixture(scope="module")
def features(model: FaithDiff, reference: Reference) -> Tensor:
    with torch.no_grad():
        return model.encode_lq(reference.vectors["lq_encoder.input"])


@pytest.fixture(scope="module")
def condition(model: FaithDiff, features: Tensor) -> Tensor:
    with torch.no_grad():
        return model.embed_condition(features)


def added(reference: Reference, rows: slice = slice(None)) -> dict[str, Tensor]:
    vectors = reference.vectors
    return {"text_embeds": vectors["unet.pooled"][rows], "time_ids": vectors["unet.time_ids"][rows]}


def test_lq_encoder(features: Tensor, reference: Reference) -> None:
    assert relative_error(features, reference.vectors["lq_encoder.features"]) <= MODULE


@torch.no_grad()
def test_alignment(model: FaithDiff, condition: Tensor, reference: Reference) -> None:
    vectors = reference.vectors
    assert relative_error(condition, vectors["align.condition"]) <= MODULE
    latent_features = model.stem.conv(vectors["align.noisy_latent"])
    assert relative_error(latent_features, vectors["align.conv_in"]) <= MODULE
    assert relative_error(model.alignment.transform(latent_features, condition), vectors["align.transformed"]) <= MODULE
    assert relative_error(model.alignment(latent_features, condition), vectors["align.aligned"]) <= MODULE


@torch.no_grad()
def test_folded_attention_is_the_same(model: FaithDiff) -> None:
    attention = model.alignment.get_submodule("blocks.0.attn")
    assert isinstance(attention, AlignmentAttention)
    width = model.alignment.config.width
    x = torch.randn(2, 6, width, generator=torch.Generator().manual_seed(0))
    weight, bias = attention.folded()
    assert relative_error(torch.nn.functional.linear(x, weight, bias), attention(x)) <= MODULE


@torch.no_grad()
def test_unet(model: FaithDiff, condition: Tensor, reference: Reference) -> None:
    vectors = reference.vectors
    noisy = vectors["unet.noisy_latent"]
    recorded = [name for name in vectors if name.startswith("unet.noise_t")]
    assert recorded
    for name in recorded:
        timestep = torch.tensor(int(name.removeprefix("unet.noise_t")))
        prediction = model(
            noisy, timestep, vectors["unet.context"], condition.expand(len(noisy), -1, -1, -1), added(reference)
        )
        assert relative_error(prediction, vectors[name]) <= MODULE, name


@torch.no_grad()
def test_pictures_of_a_batch_do_not_see_each_other(model: FaithDiff, reference: Reference) -> None:
    vectors = reference.vectors
    lq = vectors["train.lq"]
    together = model.embed_condition(model.encode_lq(lq))
    timesteps = vectors["train.timesteps"]
    batch = model(vectors["train.noisy"], timesteps, vectors["unet.context"], together, added(reference))
    for index in range(len(lq)):
        row = slice(index, index + 1)
        alone = model(
            vectors["train.noisy"][row],
            timesteps[row],
            vectors["unet.context"][row],
            model.embed_condition(model.encode_lq(lq[row])),
            added(reference, row),
        )
        assert relative_error(batch[row], alone) <= MODULE


def test_training_loss_and_gradients(reference: Reference) -> None:
    """Each picture alone, as the vectors were made, through the trainer's own loss."""
    model, vectors = reference.faithdiff(), reference.vectors
    model.requires_grad_(True)
    count = len(vectors["train.lq"])
    total = torch.zeros(())
    for index in range(count):
        row = slice(index, index + 1)
        condition = model.embed_condition(model.encode_lq(vectors["train.lq"][row]))
        prediction = model(
            vectors["train.noisy"][row],
            vectors["train.timesteps"][row],
            vectors["unet.context"][row],
            condition,
            added(reference, row),
        )
        total = total + l1_loss(prediction, vectors["train.noise"][row]) / count
    total.backward()
    assert float(total.detach()) == pytest.approx(float(vectors["train.loss"]), rel=MODULE)
    gradients = {part: released_gradient_norm(model, part) for part in recorded_parts(reference)}
    expected = {part: float(vectors[f"train.grad_norm.{part}"]) for part in gradients}
    assert gradients
    assert gradients == pytest.approx(expected, rel=MODULE)


@torch.no_grad()
def test_noising_and_loss_are_the_trainers(reference: Reference) -> None:
    """Algorithm 1 from clean latents: the noisy latents are the recorded ones, and so is the loss."""
    vectors = reference.vectors
    scheduler = DDPMScheduler.from_config(reference.scheduler_config)
    assert isinstance(scheduler, DDPMScheduler)
    timesteps = vectors["train.timesteps"]
    noisy = scheduler.add_noise(vectors["train.x0"], vectors["train.noise"], timesteps)  # pyright: ignore[reportArgumentType]
    assert relative_error(noisy, vectors["train.noisy"]) <= MODULE
    loss = predict(
        reference.faithdiff(),
        scheduler,
        vectors["train.x0"],
        vectors["train.lq"],
        vectors["train.noise"],
        vectors["train.timesteps"],
        vectors["unet.context"],
        added(reference),
    )
    assert float(loss.loss) == pytest.approx(float(vectors["train.loss"]), rel=MODULE)


def recorded_parts(reference: Reference) -> list[str]:
    prefix = "train.grad_norm."
    return [name.removeprefix(prefix) for name in reference.vectors if name.startswith(prefix)]


def released_gradient_norm(model: FaithDiff, part: str) -> float:
    """L2 norm over the parameters that the released naming puts under `part`; in float64, as a float32 sum is not."""
    parameters = dict(model.named_parameters())
    keys = {id(tensor): key for key, tensor in parameters.items()}
    named = to_released(split_parts(dict(model.named_parameters())))
    chosen = [parameters[keys[id(t)]].grad for key, t in named.items() if key.startswith(f"{part}.")]
    assert chosen, part
    return float(torch.sqrt(sum(g.double().square().sum() for g in chosen if g is not None)))  # pyright: ignore


def test_every_key_and_shape_of_the_full_model(reference: Reference) -> None:
    """On the meta device: nothing is allocated. Config of the UNet: SDXL's, from its published repository."""
    model = reference.full_model()
    ours = {key: tuple(tensor.shape) for key, tensor in to_released(model.parts()).items()}
    assert ours == reference.full_shapes


def test_released_naming_round_trips_and_is_strict(model: FaithDiff) -> None:
    parts = model.parts()
    released = to_released(parts)
    again = from_released(released)
    assert {p: sorted(s) for p, s in again.items()} == {p: sorted(s) for p, s in parts.items()}
    assert all(again[p][k] is parts[p][k] for p in parts for k in parts[p])
    missing = {p: dict(s) for p, s in again.items()}
    gone = sorted(missing["alignment"])[0]
    del missing["alignment"][gone]
    with pytest.raises(ModelMismatch, match="missing"):
        model.load_parts(missing)
    extra = {p: dict(s) for p, s in again.items()}
    extra["unet"]["surplus.weight"] = torch.zeros(1)
    with pytest.raises(ModelMismatch, match=r"surplus\.weight"):
        model.load_parts(extra)
    with pytest.raises(ModelMismatch, match="not a FaithDiff checkpoint"):
        from_released({k: v for k, v in released.items() if not k.startswith("denoise_encoder.")})
    misshapen = dict(model.lq_encoder.state_dict())
    first = sorted(misshapen)[0]
    misshapen[first] = torch.zeros(3, 1)
    with pytest.raises(ModelMismatch, match="another shape"):
        load_strictly(model.lq_encoder, misshapen)


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

"""Ours against the numbers of the released implementation: modules, UNet, training step, keys and shapes.

Whole pipelines, tiles and colour are in `test_reference_vectors_pipelines.py`. Folder: `HEIRLOOM_REFERENCE`, else
`shared/reference`; all sizes come from the files in it.
"""

import pytest
import torch
from diffusers import DDPMScheduler
from torch import Tensor

from engine.checkpoint import from_released, to_released
from engine.errors import ModelMismatch
from engine.model.alignment import AlignmentAttention
from engine.model.faithdiff import FaithDiff, load_strictly, split_parts
from tests.engine.reference import Reference, relative_error
from trainer.step import denoising_loss, l1_loss

MODULE = 1e-5


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
@pytest.mark.parametrize("timestep", [999, 321])
def test_unet(model: FaithDiff, condition: Tensor, reference: Reference, timestep: int) -> None:
    vectors = reference.vectors
    noisy = vectors["unet.noisy_latent"]
    prediction = model(
        noisy,
        torch.tensor(timestep),
        vectors["unet.context"],
        condition.expand(len(noisy), -1, -1, -1),
        added(reference),
    )
    assert relative_error(prediction, vectors[f"unet.noise_t{timestep}"]) <= MODULE


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
    assert len(gradients) >= 6
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
    loss = denoising_loss(
        reference.faithdiff(),
        scheduler,
        vectors["train.x0"],
        vectors["train.lq"],
        vectors["train.noise"],
        vectors["train.timesteps"],
        vectors["unet.context"],
        added(reference),
    )
    assert float(loss) == pytest.approx(float(vectors["train.loss"]), rel=MODULE)


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

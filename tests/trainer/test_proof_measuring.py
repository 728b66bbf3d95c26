"""Measuring a model on held-out photos: always the same samples, through the engine, and no weight is touched."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import TrainingError
from engine.request import RestoreRequest
from engine.resources import resource
from tests.trainer.conftest import write_run
from tests.trainer.proofs import config_for, forward, real_photos
from trainer.collection import Photo, scan
from trainer.config import Crop, Mix, RunConfig
from trainer.modules import TrainingModules, load_modules
from trainer.proof import Proof, judge
from trainer.proof.measures import agreement
from trainer.proof.samples import GENERIC, PER_PHOTO, ProofPhotos, mixes_for, proof_side
from trainer.proof.scores import PhotoScores
from trainer.step import Denoised

MIXES = (Mix("old_photo", 0.6), Mix("pasd", 0.3, factor=2.0), Mix("clean", 0.1))


@pytest.fixture
def config(run_file: Path) -> RunConfig:
    """A tiny model; ten real photos, and one more as canary."""
    folder = run_file.parent
    real_photos(folder / "held out", 10, side=64)
    real_photos(folder / "canary", 1, side=64)
    return config_for(
        run_file,
        photos=(folder / "held out",),
        canary=folder / "canary",
        degradation=MIXES,
        proof=True,
        crops=(Crop(32, 1),),
    )


def photos_of(config: RunConfig) -> tuple[Photo, ...]:
    return scan(config.photos, 32).photos


def silent(*_: object) -> Denoised:
    """For what is not about the loss."""
    return Denoised(torch.zeros(1), torch.zeros(1))


def state_of(modules: TrainingModules) -> dict[str, tuple[int, int, bool, torch.Tensor]]:
    return {n: (id(p), p.data_ptr(), p.requires_grad, p.detach().clone()) for n, p in modules.named_parameters()}


def assert_untouched(modules: TrainingModules, before: dict[str, tuple[int, int, bool, torch.Tensor]]) -> None:
    after = state_of(modules)
    assert after.keys() == before.keys()
    for name, (identity, place, learns, values) in before.items():
        assert after[name][:3] == (identity, place, learns), name
        assert torch.equal(after[name][3], values), name


def test_measuring_twice_gives_the_same_scores_and_touches_nothing(config: RunConfig) -> None:
    modules, recommended, _ = load_modules(config)
    proof = Proof(photos_of(config)[:3], config, recommended)
    modules.train()
    next(modules.model.lq_encoder.parameters()).requires_grad_(True)
    before, state = state_of(modules), torch.get_rng_state()
    steps = proof.steps(modules, forward(modules))
    counts = []
    while True:
        try:
            counts.append(next(steps))
        except StopIteration as finished:
            first = finished.value
            break
    assert counts == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert_untouched(modules, before)
    assert modules.training
    assert torch.equal(state, torch.get_rng_state())
    assert proof.measure(modules, forward(modules)) == first
    again = Proof(photos_of(config)[:3], config, recommended)
    assert again.measure(modules, forward(modules)) == first
    loss = forward(modules)  # and training goes on
    sample = ProofPhotos(photos_of(config), config, MIXES, 32)[0].samples[0].batch()
    latents = modules.to_latents(sample.hq, None)
    loss(sample, latents, torch.zeros_like(latents), torch.tensor([500])).loss.backward()
    assert next(modules.model.lq_encoder.parameters()).grad is not None


def test_scores_hold_every_measure_and_no_name_or_caption(config: RunConfig) -> None:
    modules, recommended, _ = load_modules(config)
    scores = Proof(photos_of(config)[:2], config, recommended).measure(modules, forward(modules))
    assert len(scores.photos) == 2
    assert len(scores.canary) == 1
    for photo in scores.photos:
        assert set(photo.by_timestep) == {str(t) for t in range(100, 1000, 100)}
        assert len(photo.degradations) == PER_PHOTO
        assert {"agreement", "tones", "psnr", "ssim"} <= set(photo.values)
        assert all(len(values) == PER_PHOTO for values in photo.values.values())
    assert set(scores.by_timestep) == {str(t) for t in range(100, 1000, 100)}
    assert scores.loss == pytest.approx(np.mean(list(scores.by_timestep.values())), abs=1e-4)
    assert scores.primary == pytest.approx(np.mean([photo.values["agreement"] for photo in scores.photos]))
    assert set(scores.absent) | set(scores.means()) == {"agreement", "tones", "psnr", "ssim", "l1", "lpips", "dists"}
    text = json.dumps(scores.to_dict())
    assert "photo 0" not in text
    assert "secret" not in text
    assert str(config.output) not in text


def test_a_sample_depends_on_seed_photo_and_number_alone(config: RunConfig, tmp_path: Path) -> None:
    photos = photos_of(config)
    all_ = ProofPhotos(photos, config, MIXES, 32)
    alone = ProofPhotos(photos[4:5], config, MIXES, 32)
    elsewhere = tmp_path / "other place"
    elsewhere.mkdir()
    shutil.copy(photos[4].path, elsewhere / "another name.png")
    renamed = ProofPhotos(scan((elsewhere,), 32).photos, config, MIXES, 32)
    reference = all_[4]
    for other in (alone[0], renamed[0], all_[4]):
        assert other.key == reference.key
        assert other.seeds == reference.seeds
        for one, two in zip(reference.samples, other.samples, strict=True):
            assert one.parameters == two.parameters
            assert np.array_equal(one.lq, two.lq)
            assert np.array_equal(one.target, two.target)
    assert len({sample.lq.tobytes() for sample in reference.samples}) == PER_PHOTO
    reseeded = ProofPhotos(photos, dataclasses.replace(config, seed=config.seed + 1), MIXES, 32)[4]
    assert reseeded.samples[0].parameters != reference.samples[0].parameters
    assert not any(sample.crop.mirrored for sample in reference.samples)


def test_captions_are_never_dropped(config: RunConfig) -> None:
    photos = ProofPhotos(photos_of(config), dataclasses.replace(config, caption_dropout=1.0), MIXES, 32)
    assert all(sample.caption for sample in photos[0].samples)


def test_each_degradation_comes_as_often_as_its_share() -> None:
    many = [[mix.preset for mix in mixes_for(GENERIC, offset)] for offset in np.linspace(0, 0.999, 400)]
    assert {kinds.count("old_photo") for kinds in many} == {2, 3}
    assert all("pasd" in kinds for kinds in many)
    flat = [kind for kinds in many for kind in kinds]
    for kind, share in (("old_photo", 0.6), ("pasd", 0.3), ("clean", 0.1)):
        assert flat.count(kind) / len(flat) == pytest.approx(share, abs=0.01)


def test_crops_are_as_large_as_the_largest_trained_on(config: RunConfig) -> None:
    for sizes, side in (((128, 256), 256), ((512, 1024), 512), ((768, 1024), 768)):
        assert proof_side(dataclasses.replace(config, crops=tuple(Crop(size, 1) for size in sizes))) == side


def test_weights_of_several_formats_stay_what_they_are(config: RunConfig) -> None:
    """As with a frozen UNet in bfloat16 and parts that learn in float32: restoring converts copies only."""
    modules, recommended, _ = load_modules(config)
    torch.nn.Module.to(modules.model.unet, torch.bfloat16)
    before = state_of(modules)
    proof = Proof(photos_of(config)[:1], config, dataclasses.replace(recommended, precision="fp16"))
    proof.show(modules, "stock")
    assert_untouched(modules, before)
    assert {p.dtype for p in modules.parameters()} == {torch.float32, torch.bfloat16}


def test_a_model_that_gives_no_picture_is_scored_as_black_and_said(config: RunConfig) -> None:
    modules, recommended, _ = load_modules(config)
    proof = Proof(photos_of(config)[:1], config, recommended)
    with torch.no_grad():
        modules.model.unet.conv_out.bias.fill_(float("nan"))  # pyright: ignore[reportOptionalMemberAccess]
    scores = proof.measure(modules, silent)
    assert scores.photos[0].failed == PER_PHOTO
    made = ProofPhotos(photos_of(config)[:1], config, MIXES, 32)[0].samples
    black = [agreement(np.zeros_like(sample.target), sample.target) for sample in made]
    assert scores.photos[0].values["agreement"] == pytest.approx(black, abs=1e-5)


def test_nothing_held_out_is_one_clear_message(config: RunConfig) -> None:
    with pytest.raises(TrainingError, match="no photo is held out") as caught:
        Proof((), config, RestoreRequest())
    assert "proof = false" in caught.value.advice


def test_strips_are_kept_for_a_training_that_is_interrupted(config: RunConfig) -> None:
    modules, recommended, _ = load_modules(config)
    photos = photos_of(config)
    proof = Proof(photos, config, recommended)
    assert all(strip.stock is None and strip.trained is None for strip in proof.strips())
    proof.show(modules, "stock")
    again = Proof(photos, config, recommended)
    strips = again.strips()
    assert len(strips) == 8
    assert all(strip.stock is not None and strip.trained is None for strip in strips)
    (config.output / "proof" / "stock" / "0.png").write_bytes(b"cut off")
    assert again.strips()[0].stock is None


def test_a_damaged_built_in_model_is_judged_worse_and_its_mending_better(run_file: Path) -> None:
    """The model that comes with Heirloom against itself with noise on its weights, on real photos."""
    folder = run_file.parent
    real_photos(folder / "held out", 10, side=72)
    real_photos(folder / "canary", 1, side=72)
    run = write_run(
        folder,
        base=f'"{resource("models/built-in").as_posix()}"',
        photos='["held out"]',
        crops="[{ size = 64, batch = 1 }]",
    )
    config = config_for(run, canary=folder / "canary", degradation=MIXES, short_side=72)
    modules, recommended, _ = load_modules(config)
    proof = Proof(photos_of(config), config, recommended)
    good = proof.measure(modules, silent)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for name, weight in modules.model.unet.named_parameters():
            if name.endswith("weight") and weight.ndim > 1:
                weight.add_(torch.randn(weight.shape, generator=generator) * weight.std() * 0.2)
    bad = proof.measure(modules, silent)
    verdict = judge(good, bad)
    assert verdict.kind == "worse"
    assert verdict.changes[0].improved <= 3
    assert judge(bad, good).kind == "better"
    assert judge(good, good).kind == "no clear difference"
    few = tuple(PhotoScores(p.key, p.degradations, p.values, p.by_timestep) for p in bad.photos[:9])
    first_few = dataclasses.replace(good, photos=good.photos[:9])
    assert judge(first_few, dataclasses.replace(bad, photos=few)).kind == "too few to tell"


@pytest.mark.gpu
def test_on_a_graphics_card_every_weight_stays_where_it_is(config: RunConfig) -> None:
    """Also text encoders that wait in main memory, as after their captions were encoded."""
    modules, recommended, _ = load_modules(dataclasses.replace(config, device="cuda"))
    modules.text_encoders.to("cpu")
    before = state_of(modules)
    proof = Proof(photos_of(config)[:2], config, recommended)
    first = proof.measure(modules, silent)
    assert_untouched(modules, before)
    assert proof.measure(modules, silent) == first

"""The paper's ablations, and starting from stock models: what they change, and that such a model restores."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import UNet2DConditionModel

from engine.bundle import load_bundle
from engine.errors import ConfigError, ModelError, ModelMismatch
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.request import RestoreRequest
from engine.restorer import restore
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_bundle, tiny_picture
from tests.trainer.conftest import write_run
from tests.trainer.stock import stock_folder
from trainer.config import RunConfig, Stage, read_config
from trainer.dataset import Batch
from trainer.distributed import Rows
from trainer.export import export_bundle
from trainer.modules import TrainingModules, load_modules
from trainer.objective import Encoded, Objective
from trainer.optimizers import build_optimizer
from trainer.parameters import part_of, select, set_rates

JOINT = (Stage("joint", 1, alignment=1e-3, lq_encoder=1e-3, unet=1e-3),)


def config_of(base: Path, **fields: Any) -> RunConfig:
    """A joint stage on the CPU, with a new alignment."""
    given: dict[str, Any] = {"name": "trial", "photos": (base,), "output": base.parent / "run", "stages": JOINT}
    given |= {"base": base, "device": "cpu", "alignment": "per_position"}
    return RunConfig(**(given | fields))


def stage_names(path: Path) -> list[tuple[str, int, set[str]]]:
    return [
        (stage.name, stage.updates, {part for part, rate in stage.rates.items() if rate})
        for stage in read_config(path).stages
    ]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stock_folder(tmp_path_factory.mktemp("sdxl") / "base")


@pytest.fixture(scope="module")
def stock_21(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stock_folder(tmp_path_factory.mktemp("sd21") / "base", "sd21")


def one_update(modules: TrainingModules, config: RunConfig) -> tuple[float, set[str]]:
    """A step of the first stage with the loop's own parts: the loss, and the names of what has changed."""
    before = {name: p.detach().clone() for name, p in modules.named_parameters()}
    stage = config.stages[0]
    optimizer = build_optimizer(select(modules, stage), config)
    set_rates(optimizer, 1.0)
    generator = torch.Generator().manual_seed(1)
    pictures = torch.rand(2, 2, 3, 64, 64, generator=generator) * 2 - 1
    objective = Objective(modules, stage, config, Encoded(modules))
    loss = objective(Batch(pictures[0], pictures[1], ("a", "")), generator, Rows(2, 0, 2))
    loss.backward()
    optimizer.step()
    changed = {name for name, p in modules.named_parameters() if not torch.equal(before[name], p)}
    return float(loss.detach()), changed


@pytest.mark.parametrize("kind", ["sdxl", "sd21"])
@pytest.mark.parametrize("alignment", ["per_position", "spatial", "addition"])
def test_a_new_alignment_begins_as_the_stock_unet(kind: str, alignment: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue("stock" if kind == "sdxl" else "stock_21")
    modules, recommended, fingerprint = load_modules(config_of(folder, alignment=alignment))
    assert (recommended, fingerprint) == (RestoreRequest(), "")
    unet = UNet2DConditionModel.from_pretrained(folder / "unet", local_files_only=True)
    generator = torch.Generator().manual_seed(0)
    latents, lq = torch.randn(2, 4, 8, 8, generator=generator), torch.rand(2, 3, 64, 64, generator=generator)
    with torch.no_grad():
        text = modules.encode_text(("a photo", "old"))
        added = modules.micro_conditioning(text, (64, 64))
        assert (added is None) == (kind == "sd21")
        condition = modules.model.embed_condition(modules.model.encode_lq(lq))
        ours = modules.model(latents, torch.tensor(500), text.context, condition, added)
        theirs = unet(latents, 500, text.context, added_cond_kwargs=added).sample
    assert torch.allclose(ours, theirs, atol=1e-6)
    assert theirs.std() > 0.1
    assert modules.scheduler.config["prediction_type"] == ("epsilon" if kind == "sdxl" else "v_prediction")


def test_the_lq_encoder_begins_as_the_vaes(stock: Path) -> None:
    modules, _, _ = load_modules(config_of(stock))
    ours, vae = modules.model.lq_encoder.state_dict(), modules.autoencoder.encoder.state_dict()
    assert vae.keys() - ours.keys() == {f"{n}.{k}" for n in ("conv_norm_out", "conv_out") for k in ("weight", "bias")}
    assert all(torch.equal(ours[name], vae[name]) for name in ours)
    assert all(ours[name].data_ptr() != vae[name].data_ptr() for name in ours)
    whole, _, _ = load_modules(config_of(stock, features="latent"))
    picture = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.no_grad():
        last = whole.autoencoder.encoder(picture)
        assert torch.allclose(whole.model.encode_lq(picture), last, atol=1e-6)
    assert last.shape == (1, 8, 8, 8)


def test_a_new_alignment_is_the_seeds(stock: Path) -> None:
    torch.manual_seed(1)
    first, second, other = (load_modules(config_of(stock, seed=seed))[0].model.alignment for seed in (3, 3, 4))
    drawn = dict(first.named_parameters())
    assert all(torch.equal(tensor, drawn[name]) for name, tensor in second.named_parameters())
    assert not torch.equal(first.blocks[0].attn.in_proj_weight, other.blocks[0].attn.in_proj_weight)  # pyright: ignore
    moving = {name for name, tensor in drawn.items() if tensor.any()}
    silent = drawn.keys() - moving
    assert {name.rpartition(".")[0] for name in silent} >= {"projection", "condition_embedding.conv_out"}


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"alignment": "addition"}, {"alignment": "addition", "features": "penultimate", "channels": 8}),
        ({"alignment": "spatial"}, {"alignment": "spatial", "features": "penultimate", "channels": 8}),
        ({"features": "latent"}, {"alignment": "per_position", "features": "latent", "channels": 8}),
        ({"features": "latent", "alignment": "addition"}, {"alignment": "addition", "features": "latent"}),
    ],
    ids=str,
)
def test_a_variant_learns_is_written_and_restores(
    stock: Path, tmp_path: Path, fields: dict[str, Any], wanted: dict[str, Any]
) -> None:
    config = config_of(stock, **fields, output=tmp_path)
    modules, recommended, _ = load_modules(config)
    _, changed = one_update(modules, config)
    assert {part_of(name) for name in changed} >= {"alignment", "unet"}
    again = one_update(modules, config)[1]  # the first step moves only what is not behind a zero
    assert {part_of(name) for name in again} == {"alignment", "unet", "lq_encoder"}
    request = dataclasses.replace(recommended, steps=2, tile=64, scale=1.0, precision="fp32")
    restorer = load_bundle(export_bundle(modules, config, request, {}))
    made = restorer.model.alignment.config
    assert made.attention == wanted["alignment"]
    assert restorer.model.lq_encoder.config.features == wanted["features"]
    assert made.feature_channels == restorer.model.lq_encoder.config.feature_channels == 8
    assert hasattr(restorer.model.alignment, "projection") == (wanted["alignment"] != "addition")
    result = exhausted(restore(restorer, tiny_picture(), restorer.recommended))
    assert result.image.shape == tiny_picture().pixels.shape
    ours = modules.model.parts()
    for part, state in restorer.model.parts().items():
        assert all(torch.allclose(tensor, ours[part][name], atol=2e-3) for name, tensor in state.items())


def test_a_model_of_sd_2_1_is_written_and_restores(stock_21: Path, tmp_path: Path) -> None:
    config = config_of(stock_21, output=tmp_path)
    modules, recommended, _ = load_modules(config)
    _, changed = one_update(modules, config)
    assert changed
    request = dataclasses.replace(recommended, steps=2, tile=64, scale=1.0, precision="fp32")
    restorer = load_bundle(export_bundle(modules, config, request, {}))
    assert restorer.scheduler_config["prediction_type"] == "v_prediction"
    assert not restorer.text.has_pooled
    exhausted(restore(restorer, tiny_picture(), restorer.recommended))


def test_bundles_say_what_version_1_knows_and_no_more() -> None:
    assert "features" not in LQEncoderConfig().to_dict()
    assert LQEncoderConfig.from_dict(LQEncoderConfig(features="latent").to_dict()).feature_channels == 8
    assert AlignmentConfig.from_dict({"attention": "addition"}).transforms is False
    with pytest.raises(ModelMismatch, match="features is 'first'"):
        LQEncoderConfig.from_dict({"features": "first"})
    with pytest.raises(ModelMismatch, match="attention is 'none'"):
        AlignmentConfig.from_dict({"attention": "none"})


def test_without_pretraining_the_first_stage_is_left_out(tmp_path: Path) -> None:
    assert stage_names(write_run(tmp_path, pretraining="false")) == [("joint", 4, {"alignment", "lq_encoder", "unet"})]


def test_fixed_parts_learn_in_no_stage(tmp_path: Path) -> None:
    joint = {"alignment", "lq_encoder", "unet"}
    for part in ("lq_encoder", "unet"):
        stages = stage_names(write_run(tmp_path, fixed=f'["{part}"]'))
        assert stages == [("alignment", 2, {"alignment"}), ("joint", 4, joint - {part})]
    both = stage_names(write_run(tmp_path, fixed='["unet", "lq_encoder"]'))
    assert [parts for _, _, parts in both] == [{"alignment"}] * 2


def test_separate_training_never_trains_both(tmp_path: Path) -> None:
    assert stage_names(write_run(tmp_path, separate="true")) == [
        ("alignment", 2, {"alignment"}),
        ("joint encoder", 2, {"alignment", "lq_encoder"}),
        ("joint unet", 2, {"alignment", "unet"}),
    ]


def test_a_bundle_may_get_a_new_alignment(tmp_path: Path) -> None:
    base = tiny_bundle(tmp_path / "base", autoencoder="kl")
    kept = load_modules(config_of(base, alignment="base"))[0].model
    new = load_modules(config_of(base, alignment="spatial"))[0].model
    assert new.alignment.config.attention == "spatial"
    assert not new.alignment.projection.weight.any()
    parts, others = kept.parts(), new.parts()
    for part in ("unet", "lq_encoder"):
        assert all(torch.equal(tensor, others[part][name]) for name, tensor in parts[part].items())
    latent = load_modules(config_of(base, alignment="addition", features="latent"))[0].model
    assert latent.alignment.config.feature_channels == latent.lq_encoder.config.feature_channels == 8


def test_what_does_not_go_with_a_base_is_refused(tmp_path: Path, stock: Path) -> None:
    with pytest.raises(ConfigError, match="alignment is base, but this base is a stock model"):
        load_modules(config_of(stock, alignment="base"))
    with pytest.raises(ConfigError, match="form is adapter, but the base is no bundle"):
        load_modules(config_of(stock, form="adapter"))
    with pytest.raises(ModelError, match="there is no model") as caught:
        load_modules(config_of(tmp_path / "nothing"))
    assert caught.value.path == tmp_path / "nothing"
    linear = tiny_bundle(tmp_path / "linear")
    with pytest.raises(ConfigError, match="no encoder to copy"):
        load_modules(config_of(linear, features="latent"))


def test_a_damaged_stock_model_is_named(tmp_path: Path) -> None:
    folder = stock_folder(tmp_path / "base")
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError) as caught:
        load_modules(config_of(folder))
    assert caught.value.path == weights
    other = stock_folder(tmp_path / "other")
    config = other / "unet" / "config.json"
    config.write_text(config.read_text("utf-8").replace('"layers_per_block": 1', '"layers_per_block": 2'), "utf-8")
    with pytest.raises(ModelMismatch, match="missing"):
        load_modules(config_of(other))

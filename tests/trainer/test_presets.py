"""Presets, how a run file uses them, and what is refused by name."""

import dataclasses
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from engine.errors import ConfigError
from engine.resources import resource
from tests.conftest import ROOT
from tests.trainer.conftest import write_run
from trainer import presets
from trainer.config import FORMAT_VERSION, PARTS, Amount, Crop, Mix, RunConfig, Stage, read_config
from trainer.consistency import check
from trainer.presets import preset_names, preset_values, resolve, updates_for

MINIMAL = 'name = "mine"\nbase = "model"\nphotos = ["photos"]\noutput = "run"\n'


def run_with(folder: Path, *lines: str) -> Path:
    path = folder / "run.toml"
    path.write_text(MINIMAL + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def config_of(folder: Path, preset: str, *lines: str) -> RunConfig:
    return read_config(run_with(folder, f'preset = "{preset}"', *lines))


def test_the_presets_are_these() -> None:
    small = ("finetune-small-full", "finetune-small-lora")
    assert preset_names() == ("built-in", "finetune-full", "finetune-lora", *small, "paper", "released")
    for name in preset_names():
        text = resource(f"training/{name}.toml").read_text(encoding="utf-8")
        assert text.startswith("#"), name
        assert max(map(len, text.splitlines())) <= 300, name
        assert not {"name", "base", "photos", "output"} & tomllib.loads(text).keys(), name


@pytest.mark.parametrize("name", ["paper", "released", "finetune-lora", "finetune-full", "built-in"])
def test_five_lines_make_a_run(tmp_path: Path, name: str) -> None:
    config = config_of(tmp_path, name)
    assert config.preset == name
    assert config.base == tmp_path / "model"
    assert config.format_version == FORMAT_VERSION


def test_the_papers_recipe(tmp_path: Path) -> None:
    """Section 4.1 and TRAINING.md."""
    config = config_of(tmp_path, "paper")
    first, second = config.stages
    assert {part: rate for part, rate in first.rates.items() if rate} == {"alignment": 5e-5}
    assert {p: r for p, r in second.rates.items() if r} == {"lq_encoder": 5e-6, "alignment": 1e-5, "unet": 1e-5}
    assert (first.updates, second.updates) == (6000, 40000)
    assert [crop.size for crop in config.crops] == [512]
    assert config.crops[0].batch * config.accumulate == 256
    assert (config.optimizer, config.caption_dropout, config.noise_offset, config.ema_every) == ("adamw", 0.2, 0, 1)
    assert [mix.preset for mix in config.degradation] == ["pasd"]
    assert (config.alignment, config.features) == ("spatial", "penultimate")


def test_the_released_recipe_differs_where_the_scripts_do(tmp_path: Path) -> None:
    paper, released = config_of(tmp_path, "paper"), config_of(tmp_path, "released")
    assert released.stages[1].unet == 5e-5
    assert [stage.warmup * stage.updates for stage in released.stages] == [300, 300]
    assert (released.noise_offset, released.ema_every, released.upsampling) == (0.02, 100, "random")
    assert released.alignment == "per_position"
    same = ("crops", "accumulate", "degradation", "caption_dropout", "optimizer", "weight_decay", "clip")
    assert all(getattr(paper, name) == getattr(released, name) for name in same)


@pytest.mark.parametrize(
    ("name", "rates", "batch", "updates"),
    [
        ("finetune-lora", {"unet": 1e-4, "alignment": 5e-6, "lq_encoder": 1e-6}, 8, {50: 600, 200: 1500, 500: 3000}),
        ("finetune-full", {"unet": 2.5e-6, "alignment": 2.5e-6, "lq_encoder": 1.25e-6}, 16,
         {50: 400, 200: 1000, 500: 2000}),
    ],
)  # fmt: skip
def test_fine_tuning(tmp_path: Path, name: str, rates: dict[str, float], batch: int, updates: dict[int, int]) -> None:
    """The table of TRAINING.md."""
    config = config_of(tmp_path, name)
    (stage,) = config.stages
    assert {part: rate for part, rate in stage.rates.items() if rate} == rates
    assert config.crops[0].batch * config.accumulate == batch
    assert {photos: resolve(config, photos).updates for photos in updates} == updates
    assert (stage.warmup, stage.final, config.clip, config.weight_decay) == (0.05, 0.1, 1.0, 0.01)
    shares = {mix.preset: mix.share for mix in config.degradation}
    assert shares == {"old_photo": 0.6, "pasd": 0.3, "clean": 0.1}
    assert (config.held_out, config.proof, config.patience, config.alignment) == (0.2, True, 3, "base")
    assert config.gradient_checkpointing
    assert (config.lora_rank, config.form) == ((16, "adapter") if name == "finetune-lora" else (0, "bundle"))


def test_the_built_in_recipe_is_what_the_model_was_trained_by() -> None:
    """Every field, so that the model can be made again."""
    config = read_config(ROOT / "packaging" / "built_in_model" / "run.toml")
    here = ROOT / "packaging" / "built_in_model"
    joint: dict[str, Any] = {"alignment": 4e-4, "lq_encoder": 4e-4, "unet": 4e-4, "text_encoder": 1e-4, "warmup": 0.03}
    assert config == RunConfig(
        name="built-in",
        title="Built-in (small)",
        licence="Apache-2.0",
        preset="built-in",
        base=here / "../../runs/built-in/start",
        output=here / "../../runs/built-in",
        photos=tuple(here / f"../../../shared/photos/{name}" for name in ("train", "train-people")),
        seed=1,
        short_side=1008,
        zoom=0.45,
        held_out=0.08,
        caption_dropout=0.2,
        native_scale=1.0,
        max_file_bytes=2**24,
        recommended={"guidance_scale": 1.0, "steps": 1, "strength": 0.95, "color": "none", "tile": 1024, "scale": 1.0},
        precision="bf16",
        betas=(0.9, 0.99),
        late_timesteps=4.0,
        ema_decay=0.999,
        clip=1.0,
        checkpoint_every=250,
        evaluate_every=250,
        keep=2,
        patience=0,
        stages=(
            Stage("latents", 3500, **joint, final=0.1),
            Stage(
                "pictures",
                16000,
                **joint,
                decoder=4e-4,
                final=0.02,
                pixel_loss=2.0,
                texture_loss=0.7,
                damage_weight=15.0,
                reconstruction_loss=0.25,
            ),
        ),
        crops=(Crop(128, 16, 0.6), Crop(192, 7, 0.25), Crop(256, 4, 0.15)),
        degradation=(
            Mix("old_photo", 0.34, -1, "keep_colour", texture=1.2),
            Mix("clean_scan", 0.12, -1, "keep_colour", texture=1.2),
            Mix("pasd", 0.08, 0, texture=0.3),
            Mix("level2", 0.25, 2, texture=2.6),
            Mix("level1", 0.15, 2, texture=1.6),
            Mix("clean", 0.06),
        ),
    )


def test_the_run_file_wins_and_takes_lists_whole(tmp_path: Path) -> None:
    config = config_of(tmp_path, "finetune-lora", "seed = 5", "crops = [{ size = 256, batch = 2 }]", "lora_rank = 4")
    assert (config.seed, config.lora_rank, config.form) == (5, 4, "adapter")
    assert config.crops == (Crop(256, 2),)


@pytest.mark.parametrize(
    ("photos", "updates"), [(1, 600), (50, 600), (125, 1050), (200, 1500), (300, 2000), (500, 3000), (9000, 3000)]
)
def test_updates_by_photos_are_interpolated(photos: int, updates: int) -> None:
    amounts = (Amount(500, 3000), Amount(50, 600), Amount(200, 1500))
    assert updates_for(amounts, photos) == updates


def test_resolving_leaves_what_is_said(tmp_path: Path) -> None:
    paper = config_of(tmp_path, "paper")
    assert resolve(paper, 50) == paper
    cut = resolve(config_of(tmp_path, "finetune-full", "separate = true"), 200)
    assert [(stage.name, stage.updates) for stage in cut.stages] == [("joint encoder", 500), ("joint unet", 500)]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (['preset = "papper"'], "preset is 'papper', but must be one of built-in"),
        (['preset = "../paper"'], "preset"),
        (['preset = "paper"', "form = 'adapter'"], "form is adapter, but alignment is spatial"),
        (['preset = "finetune-lora"', 'features = "latent"'], "features is latent"),
        (['preset = "finetune-full"', 'features = "latent"'], "features is latent, but alignment is base"),
        (['preset = "finetune-lora"', "lora_rank = 0", "lora_alpha = 8"], "lora_alpha is 8, but lora_rank is 0"),
        (['preset = "finetune-lora"', 'fixed = ["unet"]'], "lora_rank is 16, but fixed names unet"),
        (['preset = "finetune-lora"', "held_out = 0"], "proof restores held-out photos, but held_out is 0"),
        (['preset = "finetune-full"', 'precision = "fp32"'], "weights is bf16, but precision is fp32"),
        (['preset = "finetune-full"', 'optimizer = "adamw-8bit"', 'device = "cpu"'], "adamw-8bit, which needs CUDA"),
        (['preset = "finetune-full"', "pretraining = false"], "pretraining is false, but no stage"),
        (['preset = "paper"', "separate = true", 'fixed = ["unet"]'], "separate is true, but fixed"),
        (['preset = "paper"', 'fixed = ["decoder"]'], r"fixed\[0\] is 'decoder'"),
        (['preset = "paper"', 'canary = "other"'], "canary names photos for the proof, but proof is false"),
        (['preset = "paper"', "betas = [0.9, 1.0]"], r"betas\[1\] is 1.0"),
        (['preset = "paper"', "seed = nan"], "seed"),
        (['preset = "paper"', "clip = nan"], "clip is nan"),
        (['preset = "paper"', "ema_decai = 0.5"], "unknown field ema_decai"),
        (['preset = "paper"', 'device = "gpu"'], "device is 'gpu': auto, cpu, cuda"),
        (['preset = "paper"', 'stages = [{ name = "a", unet = 1e-5 }]'], r"stages\[0\].updates is 0"),
        (
            ['preset = "paper"', "stages = [{ name = 'a', updates = 3, unet = 1e-5, "
             "updates_by_photos = [{ photos = 5, updates = 9 }] }]"],
            r"stages\[0\].updates is 3, but there is updates_by_photos",
        ),
        (
            ["stages = [{ name = 'a', updates = 3, text_encoder = 1e-5 }]", "form = 'adapter'"],
            r"stages\[0\].text_encoder is above 0, but form is adapter",
        ),
        (["stages = [{ name = 'a', updates = 3, alignment = 1e-5 }]", "lora_rank = 4"], "no stage trains the unet"),
        (
            ["stages = [{ name = 'a', updates = 3, unet = 1e-5 }]", 'fixed = ["unet"]'],
            "leave no stage that trains anything",
        ),
        (["stages = [{ name = 'a', updates = 3, unet = 1e-5 }]", "fixed = ['lq_encoder']"], "fixed names lq_encoder"),
        (["stages = [{ name = 'a', updates = 3, unet = 1e-5 }]", "separate = true"], "separate is true, but no stage"),
    ],
    ids=lambda value: str(value)[-60:],
)  # fmt: skip
def test_contradictions_are_refused_by_name(tmp_path: Path, lines: list[str], named: str) -> None:
    path = run_with(tmp_path, *lines)
    with pytest.raises(ConfigError, match=named) as caught:
        read_config(path)
    assert caught.value.path == path
    assert "\n" not in str(caught.value)


def test_a_near_miss_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Did you mean ema_decay\?"):
        config_of(tmp_path, "paper", "ema_decai = 0.5")
    with pytest.raises(ConfigError, match="Presets to start from: built-in, finetune-full"):
        read_config(run_with(tmp_path))


def test_a_file_of_a_newer_version_is_refused_as_such(tmp_path: Path) -> None:
    path = run_with(tmp_path, 'preset = "of-the-future"', f"format_version = {FORMAT_VERSION + 1}", "new_field = 1")
    with pytest.raises(ConfigError, match="newer version of Heirloom") as caught:
        read_config(path)
    assert (caught.value.path, caught.value.advice) == (path, "Update Heirloom.")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("clip = 1.0", "clip = 0", "clip is 0.0"),
        ("clip = 1.0", "clipp = 1.0", "unknown field clipp"),
        ("clip = 1.0", 'preset = "released"', "cannot name another preset"),
        ("clip = 1.0", "clip = ", "not valid TOML"),
        ("format_version = 1", "format_version = 7", "newer version"),
    ],
)
def test_an_edited_preset_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, named: str
) -> None:
    folder = tmp_path / "training"
    shutil.copytree(resource("training"), folder)
    edited = folder / "paper.toml"
    edited.write_text(edited.read_text("utf-8").replace(f"\n{old}", f"\n{new}"), "utf-8")
    monkeypatch.setattr(presets, "resource", lambda path: tmp_path / path)
    with pytest.raises(ConfigError, match=named) as caught:
        config_of(tmp_path, "paper")
    assert caught.value.path == edited


@pytest.mark.parametrize("kind", [RunConfig, Stage, Crop, Mix, Amount])
def test_every_field_is_typed_bounded_and_documented(kind: type[Any]) -> None:
    hints, described = get_type_hints(kind), kind.__doc__ or ""
    for f in dataclasses.fields(kind):
        assert kind is Amount or re.search(rf"\b{f.name}\b", described), f.name
        hint = hints[f.name]
        if hint in (int, float) or (get_origin(hint) is tuple and get_args(hint)[0] in (int, float)):
            low, high = f.metadata["bounds"]
            assert low <= high < float("inf"), f.name
        elif hint is str:
            assert f.metadata["pattern"], f.name
        else:
            free = hint in (bool, Path, Path | None) or get_origin(hint) in (Literal, tuple, dict)
            assert free, f.name


def test_presets_use_no_field_at_its_default_by_accident(tmp_path: Path) -> None:
    """What a preset says is in the run, field by field."""
    for name in preset_names():
        config = config_of(tmp_path, name)
        for field, value in preset_values(name).items():
            if isinstance(value, str | int | float):
                assert getattr(config, field) == value, (name, field)
        check(config)


def test_rates_name_all_parts(tmp_path: Path) -> None:
    assert tuple(read_config(write_run(tmp_path)).stages[0].rates) == PARTS

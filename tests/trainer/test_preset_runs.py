"""Whole runs of the presets on tiny models, with all their own settings but for sizes and lengths."""

from pathlib import Path
from typing import Any

import pytest
import torch

from engine.bundle import load_bundle
from engine.restorer import restore
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_bundle, tiny_picture
from tests.trainer.stock import stock_folder
from tests.trainer.test_ablations import config_of
from trainer.loop import train_run
from trainer.modules import load_modules
from trainer.proof.restoring import restoring

SHORT = """
preset = "{preset}"
name = "trial"
base = "base"
photos = ["photos"]
output = "run"
device = "cpu"
held_out = 0.25
crops = [{{ size = 48, batch = 1 }}]
accumulate = 2
evaluate_every = 2
stages = [{stages}]
"""
JOINT = '{ name = "joint", updates = 2, unet = 1e-3, alignment = 1e-3, lq_encoder = 1e-3 }'
FIRST = '{ name = "alignment", updates = 2, alignment = 1e-3 }'


def run(folder: Path, preset: str, stages: str, *more: str) -> dict[str, list[dict[str, Any]]]:
    """Trains, and returns the events by phase."""
    path = folder / "run.toml"
    path.write_text(SHORT.format(preset=preset, stages=stages) + "\n".join(more), encoding="utf-8")
    events: dict[str, list[dict[str, Any]]] = {}
    for event in train_run(path):
        events.setdefault(event["phase"], []).append(event)
    return events


@pytest.fixture
def folder(run_file: Path) -> Path:
    """With photos; the base is to come."""
    return run_file.parent


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "kind"), [("paper", "sdxl"), ("released", "sd21")])
def test_stage_1_and_2_from_a_stock_model(folder: Path, preset: str, kind: Any) -> None:
    stock_folder(folder / "base", kind)
    events = run(folder, preset, f"{FIRST}, {JOINT}", "ema_every = 1")
    assert [event["stage"] for event in events["held_out"]][-1] == "joint"
    restorer = load_bundle(Path(events["exported"][0]["path"]))
    assert restorer.model.alignment.config.attention == {"paper": "spatial", "released": "per_position"}[preset]
    assert restorer.model.alignment.projection.weight.any()
    request = restorer.recommended
    exhausted(restore(restorer, tiny_picture(), type(request)(steps=2, tile=64, scale=1.0, precision="fp32")))


@pytest.mark.slow
def test_fine_tuning_the_whole_in_bfloat16(folder: Path) -> None:
    tiny_bundle(folder / "base", name="start")
    events = run(folder, "finetune-full", JOINT)
    assert events["held_out"][0]["update"] == 0
    assert "scores" in events["held_out"][0]
    assert events["verdict"][0]["kind"] == "too few to tell"
    restorer = load_bundle(Path(events["exported"][0]["path"]))
    start = load_bundle(folder / "base").model.state_dict()
    assert any(not torch.equal(tensor, start[name]) for name, tensor in restorer.model.state_dict().items())
    exhausted(restore(restorer, tiny_picture(), restorer.recommended))


def test_weights_of_several_formats_restore_and_come_back(folder: Path) -> None:
    """As in the proof of a run that keeps some weights in 16 bits."""
    base = tiny_bundle(folder / "base")
    config = config_of(base, alignment="base", weights="bf16", precision="bf16", lora_rank=0)
    modules, recommended, _ = load_modules(config)
    before = dict(modules.named_parameters())
    assert {p.dtype for p in before.values()} == {torch.float16, torch.bfloat16, torch.float32}
    with restoring(modules, recommended) as model:
        made = model.restored(tiny_picture().pixels, recommended)
    assert made is not None
    assert made.shape == tiny_picture().pixels.shape
    assert all(parameter is before[name] for name, parameter in modules.named_parameters())

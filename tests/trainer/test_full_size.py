"""Training at the sizes of SDXL and SD 2.1, on the meta device: every tensor, every group and the memory it takes."""

import dataclasses
from pathlib import Path

import pytest
import torch

from tests.trainer.full_size import sd21, sdxl
from trainer.config import RunConfig, Stage, read_config
from trainer.ema import EMA
from trainer.estimate import Estimate, estimate
from trainer.lora import add_lora
from trainer.modules import TrainingModules, place
from trainer.optimizers import build_optimizer
from trainer.parameters import LORA, select
from trainer.presets import resolve

META = torch.device("meta")
GIB = 2**30
# MODEL.md; the alignment with its condition embedding and projection
PARAMETERS = {"unet": 2_567_463_684, "lq_encoder": 34_125_696, "alignment": 3_835_712 + 6_567_680 + 205_120}


def preset(folder: Path, name: str, *lines: str) -> RunConfig:
    """A run of a preset on a card, over 200 photos."""
    path = folder / "run.toml"
    head = f'name = "full"\nbase = "base"\nphotos = ["photos"]\noutput = "run"\ndevice = "cuda"\npreset = "{name}"\n'
    path.write_text(head + "\n".join(lines), encoding="utf-8")
    return resolve(read_config(path), 200)


def placed(modules: TrainingModules, config: RunConfig) -> TrainingModules:
    """The modules with the number formats and low-rank updates that `load_modules` would give them."""
    if config.lora_rank:
        add_lora(modules, config.lora_rank, config.lora_alpha)
    place(modules, config, META)
    return modules


@pytest.mark.parametrize("name", ["paper", "released", "finetune-full"])
def test_the_whole_joint_training_state(tmp_path: Path, name: str) -> None:
    """Groups, gradients, moments and averages of all 2.6 billion values."""
    config = preset(tmp_path, name, 'optimizer = "adamw"', 'weights = "fp32"')
    modules = placed(sdxl("per_position" if config.alignment == "base" else config.alignment), config)  # pyright: ignore
    stage = config.stages[-1]
    groups = select(modules, stage)
    assert {group.part: sum(t.numel() for t in group.named.values()) for group in groups} == PARAMETERS
    assert {group.part: group.lr for group in groups} == {part: rate for part, rate in stage.rates.items() if rate}
    named = {name: tensor for group in groups for name, tensor in group.named.items()}
    assert {id(t) for t in named.values()} == {id(p) for p in modules.parameters() if p.requires_grad}
    optimizer = build_optimizer(groups, config)
    for tensor in named.values():
        tensor.grad = torch.empty_like(tensor)
    optimizer.step()
    assert len(optimizer.state) == len(named)
    held = sum(s.nbytes for state in optimizer.state.values() for s in state.values() if s.ndim)
    assert held == 8 * sum(PARAMETERS.values())
    assert sum(t.nbytes for t in EMA(named, 0.999).shadow.values()) == 4 * sum(PARAMETERS.values())
    undecayed = sum(t.numel() for group in optimizer.param_groups if not group["weight_decay"] for t in group["params"])
    # norms, biases and the packed attention weights of both blocks
    ones = sum(t.numel() for t in named.values() if t.ndim == 1)
    assert undecayed == ones + 2 * 3 * 640 * 640


def test_pretraining_trains_the_alignment_alone(tmp_path: Path) -> None:
    config = preset(tmp_path, "paper")
    modules = placed(sdxl("spatial"), config)
    (group,) = select(modules, config.stages[0])
    assert group.part == "alignment"
    assert sum(p.numel() for p in modules.parameters() if p.requires_grad) == PARAMETERS["alignment"]


def test_low_rank_updates_of_every_attention(tmp_path: Path) -> None:
    """140 attention layers with four matrices each; the UNet itself is frozen and kept in 16 bits."""
    config = preset(tmp_path, "finetune-lora")
    modules = placed(sdxl(), config)
    groups = {group.part: group for group in select(modules, config.stages[0])}
    low_rank = groups["unet"].named
    assert len(low_rank) == 140 * 4 * 2
    assert all(LORA in name and tensor.dtype == torch.float32 for name, tensor in low_rank.items())
    assert 20e6 < sum(t.numel() for t in low_rank.values()) < 30e6
    frozen = [p for n, p in modules.named_parameters() if n.startswith("model.unet.") and not p.requires_grad]
    assert {p.dtype for p in frozen if p.ndim > 1} == {torch.float16}
    learned = groups["alignment"].named | groups["lq_encoder"].named
    assert sum(t.numel() for t in learned.values()) == PARAMETERS["alignment"] + PARAMETERS["lq_encoder"]


def counted(folder: Path, name: str, modules: TrainingModules, *lines: str, stage: int = -1) -> Estimate:
    config = preset(folder, name, *lines)
    placed(modules, config)
    return estimate(modules, dataclasses.replace(config, stages=config.stages[stage:][:1]))


@pytest.mark.slow
def test_fine_tuning_fits_the_cards_it_is_meant_for(tmp_path: Path) -> None:
    """TRAINING.md: low-rank updates about 9 GiB, for 12 to 16 GB; the whole with Adafactor about 13, for 24 GB."""
    low_rank = counted(tmp_path, "finetune-lora", sdxl())
    assert 7 * GIB < low_rank.total < 10 * GIB
    whole = counted(tmp_path, "finetune-full", sdxl())
    assert 12 * GIB < whole.total < 16 * GIB
    assert whole.host == 4 * sum(PARAMETERS.values())
    eight = whole.total + 2 * sum(PARAMETERS.values()) - whole.moments  # with adamw-8bit, but for its scales
    assert 16 * GIB < eight < 20 * GIB


@pytest.mark.slow
def test_the_papers_stages_fit_its_cards(tmp_path: Path) -> None:
    """Batch 10 as published, on one card of 80 GB and without ZeRO-2, which halves moments and gradients."""
    batch = "crops = [{ size = 512, batch = 10 }]"
    joint = counted(tmp_path, "paper", sdxl("spatial"), batch)
    values = sum(PARAMETERS.values())
    assert joint.weights == joint.gradients == joint.average == joint.moments / 2 == 4 * values
    assert joint.total < 80e9
    # two cards, ZeRO-2: float16 weights and gradients, half of master weights and moments each; no average on the card
    published = 2 * values + 2 * values + 12 * values / 2 + joint.activations + joint.autoencoder + 2 * 818e6
    assert published == pytest.approx(50_990e6, rel=0.25)
    first = counted(tmp_path, "paper", sdxl("spatial"), batch, stage=0)
    assert first.gradients == 4 * PARAMETERS["alignment"]
    assert first.total < 24e9


@pytest.mark.slow
def test_sd_2_1_at_full_size(tmp_path: Path) -> None:
    """Another text width, four levels, no added conditioning, velocity: all of it learns, and its memory is counted."""
    config = preset(tmp_path, "paper")
    modules = placed(sd21("spatial"), config)
    stage = Stage("joint", 1, alignment=1e-5, lq_encoder=5e-6, unet=1e-5)
    parts = {group.part: sum(t.numel() for t in group.named.values()) for group in select(modules, stage)}
    assert parts["unet"] == 865_910_724
    assert parts["lq_encoder"] == PARAMETERS["lq_encoder"]
    found = estimate(modules, dataclasses.replace(config, stages=(stage,)))
    assert found.weights == 4 * sum(parts.values())
    assert found.activations > GIB
    assert modules.multiple == 64

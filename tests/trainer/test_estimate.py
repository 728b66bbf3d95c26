"""The memory estimate: against what a step's tensors really take, what saves memory, and refusing with advice."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from engine.errors import TrainingError
from engine.resources import resource
from tests.conftest import ROOT
from tests.engine.live_bytes import PretendedCard
from tests.engine.tiny import tiny_bundle
from tests.trainer.conftest import write_run
from tests.trainer.test_ablations import config_of
from trainer import start
from trainer.config import Crop, RunConfig, Stage, read_config
from trainer.dataset import Batch
from trainer.distributed import Rows
from trainer.estimate import estimate
from trainer.loop import train_run
from trainer.modules import TrainingModules, load_modules
from trainer.objective import Encoded, Objective
from trainer.optimizers import build_optimizer
from trainer.parameters import select

JOINT = Stage("joint", 1, alignment=1e-3, lq_encoder=5e-4, unet=2e-3)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bundle(tmp_path_factory.mktemp("base") / "tiny", text="plain")


def run_of(base: Path, **fields: Any) -> RunConfig:
    return config_of(base, **({"alignment": "base", "stages": (JOINT,), "crops": (Crop(96, 2),)} | fields))


def step_bytes(modules: TrainingModules, config: RunConfig) -> int:
    """Most bytes that a real forward and backward hold beside weights and gradients."""
    groups = select(modules, config.stages[0])
    for group in groups:
        for tensor in group.named.values():
            tensor.grad = torch.zeros_like(tensor)
    modules.model.lq_encoder.gradient_checkpointing = config.gradient_checkpointing
    if config.gradient_checkpointing:
        modules.model.unet.enable_gradient_checkpointing()
    crop = config.crops[0]
    pictures = torch.zeros(2, crop.batch, 3, crop.size, crop.size)
    objective = Objective(modules.train(), config.stages[0], config, Encoded(modules))
    with PretendedCard() as card:
        batch = Batch(pictures[0], pictures[1], ("",) * crop.batch)
        objective(batch, torch.Generator().manual_seed(0), Rows(crop.batch, 0, crop.batch)).backward()
    return card.peak + pictures.nbytes


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("checkpointed", [False, True], ids=["kept", "recomputed"])
def test_activations_are_those_of_a_real_step(base: Path, precision: str, checkpointed: bool) -> None:
    config = run_of(base, precision=precision, gradient_checkpointing=checkpointed, text_cache=False)
    modules = load_modules(config)[0]
    before = {name: (p.device, p.requires_grad, p.grad) for name, p in modules.named_parameters()}
    found = estimate(modules, config)
    assert {n: (p.device, p.requires_grad, p.grad) for n, p in modules.named_parameters()} == before
    assert found.activations == pytest.approx(step_bytes(modules, config), rel=0.03)


def test_weights_gradients_moments_and_average_are_counted(base: Path) -> None:
    config = run_of(base)
    modules = load_modules(config)[0]
    found = estimate(modules, config)
    trained = [t for group in select(modules, JOINT) for t in group.named.values()]
    assert found.weights == sum(p.nbytes for p in modules.model.parameters()) == sum(t.nbytes for t in trained)
    assert found.autoencoder == sum(p.nbytes for p in modules.autoencoder.parameters())
    assert found.gradients == found.average == found.weights
    optimizer = build_optimizer(select(modules, JOINT), config)
    for tensor in trained:
        tensor.grad = torch.zeros_like(tensor)
    optimizer.step()
    states = [value for state in optimizer.state.values() for value in state.values()]
    assert found.moments == sum(value.nbytes for value in states if isinstance(value, Tensor) and value.ndim)
    parts = dataclasses.asdict(found)
    added = sum(v for name, v in parts.items() if isinstance(v, int) and name != "host")
    assert found.total == added
    assert (found.text, found.host, found.device, found.stage) == (0, 0, "cpu", "joint")


def test_what_saves_memory_is_seen_to(base: Path) -> None:
    whole = estimate(load_modules(run_of(base))[0], run_of(base))

    def changed(**fields: Any) -> Any:
        config = run_of(base, **fields)
        return estimate(load_modules(config)[0], config)

    assert changed(gradient_checkpointing=True).activations < 0.8 * whole.activations
    assert changed(crops=(Crop(96, 1),)).activations < 0.6 * whole.activations
    assert changed(optimizer="adafactor").moments < 0.3 * whole.moments
    halved = changed(weights="bf16", precision="bf16")
    assert halved.weights < 0.55 * whole.weights
    assert halved.gradients == halved.weights
    assert halved.average == whole.average
    low_rank = changed(lora_rank=2, precision="bf16")
    assert low_rank.gradients < 0.6 * whole.gradients
    texts = changed(text_cache=False)
    assert texts.text > 0
    assert texts.total > whole.total


def test_the_most_demanding_stage_counts(base: Path) -> None:
    stages = (Stage("alignment", 1, alignment=1e-3), JOINT, dataclasses.replace(JOINT, name="again", lq_encoder=0.0))
    config = run_of(base, stages=stages)
    found = estimate(load_modules(config)[0], config)
    assert found.stage == "joint"
    alone = estimate(load_modules(config)[0], dataclasses.replace(config, stages=stages[:1]))
    assert alone.total < found.total
    assert alone.gradients < found.gradients


def test_a_card_holds_norms_in_float32_and_the_average_may_be_elsewhere(base: Path) -> None:
    on_cpu = run_of(base, precision="bf16")
    modules = load_modules(on_cpu)[0]
    here = estimate(modules, on_cpu)
    there = estimate(modules, dataclasses.replace(on_cpu, device="cuda"))
    assert there.activations > here.activations
    assert there.device == "cuda"
    apart = estimate(modules, dataclasses.replace(on_cpu, device="cuda", ema_device="cpu"))
    assert (apart.average, apart.host) == (0, there.average)


def test_the_smallest_change_that_is_enough_is_advised(base: Path) -> None:
    config = run_of(base)
    modules = load_modules(config)[0]
    whole = estimate(modules, config)
    assert whole.choices == ()
    found = estimate(modules, config, whole.total - 1)
    lines = dict(found.choices)
    assert list(lines) == sorted(lines, key=lambda line: -lines[line])
    assert "gradient_checkpointing = true" in lines
    assert "crops = [{ size = 96, batch = 1 }] and accumulate = 2" in lines
    least = list(lines)[-1]
    assert found.advice(whole.total - 1) == f"In the run file, set {least}."
    one = found.choices[0]
    assert one[0] in found.advice(whole.total - one[1])
    both = found.choices[0][1] + found.choices[1][1]
    assert found.advice(whole.total - both).count(" = ") >= 2
    assert found.advice(1) == "Use the preset finetune-lora with a crop of 256 pixels, close other programs."
    followed = dataclasses.replace(config, gradient_checkpointing=True)
    assert estimate(modules, followed).total == whole.total - lines["gradient_checkpointing = true"]


def test_what_cannot_fit_is_refused_before_the_start(run_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "free_bytes", lambda _device: 10 * 2**20)
    events: list[dict[str, Any]] = []
    with pytest.raises(TrainingError, match=r"needs about 0\.1 GB, and 0\.0 GB are free") as caught:
        events.extend(train_run(write_run(run_file.parent)))
    assert caught.value.advice.startswith(("In the run file, set", "Use the preset"))


MEASURED = """
import dataclasses, json, sys
from pathlib import Path
import torch
from trainer.config import Crop, read_config
from trainer.dataset import Batch
from trainer.distributed import Rows
from trainer.ema import EMA
from trainer.estimate import estimate
from trainer.modules import load_modules
from trainer.objective import Encoded, Objective
from trainer.optimizers import build_optimizer
from trainer.parameters import select, set_rates

def held(kind):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(kind))

config = read_config(Path(sys.argv[1]))
stage = config.stages[-1]
config = dataclasses.replace(config, base=Path(sys.argv[2]), device="cpu", crops=(Crop(128, 6),), stages=(stage,))
before = held("VmRSS")
modules = load_modules(config)[0]
groups = select(modules, stage)
optimizer = build_optimizer(groups, config)
set_rates(optimizer, 1e-6)
named = {name: tensor for group in groups for name, tensor in group.named.items()}
average = EMA(named, 0.999)
objective = Objective(modules.train(), stage, config, Encoded(modules))
generator = torch.Generator().manual_seed(0)
for _ in range(2):
    pictures = torch.rand(2, 6, 3, 128, 128, generator=generator) * 2 - 1
    objective(Batch(pictures[0], pictures[1], ("a photo",) * 6), generator, Rows(6, 0, 6)).backward()
    torch.nn.utils.clip_grad_norm_(named.values(), 1.0)
    optimizer.step()
    average.update(named)
    optimizer.zero_grad(set_to_none=True)
print(json.dumps({"measured": held("VmHWM") - before, "estimated": estimate(modules, config).total}))
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the process's memory from /proc")
def test_a_step_of_the_built_in_model_takes_what_is_estimated() -> None:
    """In a process of its own, whose memory is measured: within a quarter, as processors' libraries differ."""
    run = ROOT / "packaging" / "built_in_model" / "run.toml"
    command = [sys.executable, "-c", MEASURED, str(run), str(resource("models/built-in"))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["estimated"] == pytest.approx(found["measured"], rel=0.25), found


def test_the_run_files_own_device_is_meant(tmp_path: Path, base: Path) -> None:
    config = read_config(write_run(tmp_path, device='"cpu"', base=f'"{base.as_posix()}"'))
    assert estimate(load_modules(config)[0], config).device == "cpu"

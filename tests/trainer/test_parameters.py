"""What each stage trains, what is decayed, and what clipping sees."""

import dataclasses
import math
from pathlib import Path

import pytest
import torch

from tests.engine.reference import Reference, reference_folder
from tests.engine.test_reference_vectors import MODULE, recorded_parts, released_gradient_norm
from tests.engine.tiny import tiny_bundle, tiny_text
from tests.trainer.test_ablations import config_of, one_update
from trainer.config import RunConfig, Stage
from trainer.dataset import Batch
from trainer.distributed import Processes, Rows
from trainer.modules import TrainingModules, load_modules
from trainer.objective import Encoded, Objective
from trainer.optimizers import build_optimizer
from trainer.parameters import LORA, part_of, select
from trainer.step import l1_loss

ALIGNMENT = Stage("alignment", 1, alignment=1e-3)
JOINT = Stage("joint", 1, alignment=1e-3, lq_encoder=5e-4, unet=2e-3)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bundle(tmp_path_factory.mktemp("base") / "tiny", text="two")


@pytest.fixture
def config(base: Path) -> RunConfig:
    return config_of(base, alignment="base", stages=(ALIGNMENT, JOINT))


@pytest.fixture
def modules(config: RunConfig) -> TrainingModules:
    return load_modules(config)[0]


def backward(modules: TrainingModules, config: RunConfig, stage: Stage) -> None:
    generator = torch.Generator().manual_seed(1)
    pictures = torch.rand(2, 2, 3, 32, 32, generator=generator) * 2 - 1
    objective = Objective(modules, stage, config, Encoded(modules))
    objective(Batch(pictures[0], pictures[1], ("a", "")), generator, Rows(2, 0, 2)).backward()


def test_pretraining_gives_gradients_to_the_alignment_and_nothing_else(
    modules: TrainingModules, config: RunConfig
) -> None:
    select(modules, ALIGNMENT)
    backward(modules, config, ALIGNMENT)
    with_gradient = {name for name, p in modules.named_parameters() if p.grad is not None}
    alignment = {name for name, _ in modules.named_parameters() if part_of(name) == "alignment"}
    assert with_gradient == alignment
    inner = {name.split("conv_in.alignment.")[1].split(".")[0] for name in alignment}
    assert inner == {"condition_embedding", "blocks", "projection"}


def test_joint_training_gives_gradients_to_three_parts(modules: TrainingModules, config: RunConfig) -> None:
    groups = select(modules, JOINT)
    backward(modules, config, JOINT)
    parts = {part_of(name) for name, p in modules.named_parameters() if p.grad is not None}
    assert parts == {"alignment", "lq_encoder", "unet"}
    assert {group.part: group.lr for group in groups} == {"alignment": 1e-3, "lq_encoder": 5e-4, "unet": 2e-3}
    frozen = [p for n, p in modules.named_parameters() if n.startswith(("text_encoders.", "autoencoder."))]
    assert frozen
    assert not any(p.requires_grad for p in frozen)


def test_every_tensor_belongs_to_one_part(modules: TrainingModules) -> None:
    counts: dict[str, int] = {}
    for name, _ in modules.named_parameters():
        counts[part_of(name)] = counts.get(part_of(name), 0) + 1
    assert counts.keys() == {"alignment", "lq_encoder", "unet", "text_encoder", "decoder", "autoencoder"}
    model = modules.model
    assert counts["lq_encoder"] == len(list(model.lq_encoder.parameters()))
    assert counts["alignment"] == len(list(model.alignment.parameters()))


@pytest.mark.parametrize("attention", ["per_position", "spatial"])
def test_norms_biases_and_unused_attention_have_no_decay(tmp_path: Path, attention: str, config: RunConfig) -> None:
    folder = tiny_bundle(tmp_path / "base", attention=attention)
    config = dataclasses.replace(config, base=folder, weight_decay=0.5, stages=(JOINT,))
    modules = load_modules(config)[0]
    groups = select(modules, JOINT)
    plain = {name for group in groups for name in group.plain}
    norms = {
        f"{name}.{kind}"
        for name, module in modules.named_modules()
        if isinstance(module, torch.nn.GroupNorm | torch.nn.LayerNorm) and name.startswith("model.")
        for kind in ("weight", "bias")
    }
    biases = {name for name, _ in modules.named_parameters() if name.startswith("model.") and name.endswith("bias")}
    packed = {name for name, _ in modules.named_parameters() if name.endswith("in_proj_weight")}
    assert norms and biases and packed  # noqa: PT018
    assert plain == norms | biases | packed
    optimizer = build_optimizer(groups, config)
    decays = {id(p): group["weight_decay"] for group in optimizer.param_groups for p in group["params"]}
    named = {name: p for group in groups for name, p in group.named.items()}
    assert {name for name, p in named.items() if decays[id(p)] == 0} == plain
    assert {decays[id(p)] for name, p in named.items() if name not in plain} == {0.5}


def test_dead_queries_and_keys_stay_as_they_are(config: RunConfig) -> None:
    config = dataclasses.replace(config, weight_decay=0.5, stages=(JOINT,))
    modules = load_modules(config)[0]
    attention = modules.model.alignment.blocks[0].attn
    before = attention.in_proj_weight.detach().clone()  # pyright: ignore
    one_update(modules, config)
    width = modules.model.alignment.config.width
    after = attention.in_proj_weight.detach()  # pyright: ignore
    assert torch.equal(after[: 2 * width], before[: 2 * width])
    assert not torch.equal(after[2 * width :], before[2 * width :])


def test_clipping_sees_every_trainable_tensor(modules: TrainingModules, config: RunConfig) -> None:
    """The norm that is clipped is that of all gradients there are, and all of them come out smaller."""
    groups = select(modules, JOINT)
    backward(modules, config, JOINT)
    gradients = {name: p.grad.clone() for name, p in modules.named_parameters() if p.grad is not None}
    named = {name: tensor for group in groups for name, tensor in group.named.items()}
    assert named.keys() == gradients.keys()
    norm = math.sqrt(sum(float(g.double().square().sum()) for g in gradients.values()))
    told = Processes(config).clip(named.values(), norm / 4)
    assert told == pytest.approx(norm, rel=1e-5)
    for name, parameter in named.items():
        assert parameter.grad is not None
        assert torch.allclose(parameter.grad, gradients[name] / 4, rtol=1e-4, atol=0), name
    assert {part_of(name) for name in named} == {"alignment", "lq_encoder", "unet"}


def test_with_low_rank_updates_the_unet_itself_is_frozen(config: RunConfig) -> None:
    config = dataclasses.replace(config, lora_rank=2, stages=(JOINT,))
    modules = load_modules(config)[0]
    groups = {group.part: group for group in select(modules, JOINT)}
    low_rank = {name for name, _ in modules.named_parameters() if LORA in name}
    assert groups["unet"].named.keys() == low_rank
    assert {part_of(name) for name in low_rank} == {"unet"}
    assert all("attn" in name for name in low_rank)
    assert groups["alignment"].named
    changed = one_update(modules, config)[1]
    assert not {name for name in changed if part_of(name) == "unet"} - low_rank


@pytest.mark.skipif(not reference_folder().is_dir(), reason="the reference vectors are not here")
def test_gradients_are_the_recorded_ones_with_the_stages_own_tensors() -> None:
    """Each recorded part's gradient norm, through the trainer's selection, whichever parts learn with it."""
    reference = Reference(reference_folder())
    model, vectors = reference.faithdiff(), reference.vectors
    text = tiny_text("plain", 24, torch.Generator().manual_seed(0))
    modules = TrainingModules(model, text, reference.autoencoder(), reference.scheduler_config)
    select(modules, JOINT)
    added = {"text_embeds": vectors["unet.pooled"], "time_ids": vectors["unet.time_ids"]}
    condition = model.embed_condition(model.encode_lq(vectors["train.lq"]))
    prediction = model(vectors["train.noisy"], vectors["train.timesteps"], vectors["unet.context"], condition, added)
    loss = l1_loss(prediction, vectors["train.noise"])
    loss.backward()
    assert float(loss.detach()) == pytest.approx(float(vectors["train.loss"]), rel=MODULE)
    parts = recorded_parts(reference)
    found = {part: released_gradient_norm(model, part) for part in parts}
    assert found == pytest.approx({p: float(vectors[f"train.grad_norm.{p}"]) for p in parts}, rel=MODULE)

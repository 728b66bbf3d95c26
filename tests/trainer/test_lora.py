"""Low-rank updates on a tiny real UNet: put in, trained, merged for a while, and exported as an adapter."""

import contextlib
import dataclasses
import math
import re
from pathlib import Path
from typing import Any

import pytest
import torch
from peft.tuners.lora import LoraLayer
from safetensors.torch import load_file
from torch import Tensor

from engine.adapter_file import read_adapter
from engine.bundle import load_bundle
from engine.errors import ConfigError, TrainingError
from engine.manifest import read_manifest
from engine.restorer import restore
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_bundle, tiny_picture
from trainer.config import Crop, RunConfig, Stage
from trainer.export import export_adapter, export_bundle, impersonal
from trainer.lora import add_lora, low_rank, plain
from trainer.modules import TrainingModules


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bundle(tmp_path_factory.mktemp("base") / "tiny", dtype=torch.float16)


@pytest.fixture
def modules(base: Path) -> TrainingModules:
    restorer = load_bundle(base, dtype=torch.float32)
    return TrainingModules(restorer.model, restorer.text, restorer.autoencoder, dict(restorer.scheduler_config))


@pytest.fixture
def config(base: Path, tmp_path: Path) -> RunConfig:
    return RunConfig(
        name="album",
        title="Our album",
        base=base,
        photos=(tmp_path / "photos of Agnes",),
        output=tmp_path / "run",
        stages=(Stage("joint", 2, alignment=1e-3, lq_encoder=1e-3, unet=1e-3),),
        crops=(Crop(32, 1),),
        form="adapter",
        preset="finetune-lora",
    )


def forward(modules: TrainingModules, *, rows: int = 2) -> Tensor:
    """A prediction for fixed noise, with gradients."""
    generator = torch.Generator().manual_seed(1)
    text = modules.encode_text(("a house",) * rows)
    latents = torch.randn((rows, 12, 8, 8), generator=generator)
    condition = modules.model.embed_condition(torch.randn((rows, 8, 8, 8), generator=generator))
    added = modules.micro_conditioning(text, (32, 32))
    return modules.model(latents, torch.tensor(500), text.context, condition, added)


def trained(modules: TrainingModules) -> dict[str, Tensor]:
    """What a LoRA run trains."""
    chosen: dict[str, Tensor] = {}
    for name, parameter in modules.named_parameters():
        learns = ".lora_" in name or ".alignment." in name or name.startswith("model.lq_encoder.")
        if learns:
            chosen[name] = parameter.requires_grad_()
        else:
            parameter.requires_grad_(False)
    return chosen


@torch.no_grad()
def shift(modules: TrainingModules, size: float = 0.2) -> set[str]:
    """Stands for a training: changes all that is trained, by a seed; returns the names."""
    generator = torch.Generator().manual_seed(2)
    named = trained(modules)
    for parameter in named.values():
        noise = torch.randn(parameter.shape, generator=generator)
        parameter.add_(noise, alpha=size * max(0.05, float(parameter.abs().mean())))
    return set(named)


def test_fresh_updates_change_nothing(modules: TrainingModules, base: Path) -> None:
    before, names = forward(modules).detach(), set(modules.model.state_dict())
    drawn = torch.get_rng_state()
    add_lora(modules, rank=4, alpha=8.0, generator=torch.Generator().manual_seed(3))
    assert torch.equal(torch.get_rng_state(), drawn)  # nothing of torch's own was drawn
    assert torch.equal(forward(modules), before)
    with torch.autocast("cpu", torch.bfloat16):
        with_updates = forward(modules).detach()
        with plain(modules):
            assert torch.equal(forward(modules), with_updates)
            assert set(modules.model.state_dict()) == names
    updates = low_rank(modules)
    kinds = {re.sub(r".*\.(attn[12]\.)", r"\1", name) for name in updates}
    assert kinds == {f"attn{n}.{layer}" for n in (1, 2) for layer in ("to_q", "to_k", "to_v", "to_out.0")}
    for update in updates.values():
        assert update.down.dtype == torch.float32
        assert not update.up.any()
        assert 0.5 < float(update.down.abs().max()) * math.sqrt(update.down.shape[1]) <= 1
    restorer = load_bundle(base, dtype=torch.float32)
    for seed, same in ((3, True), (4, False)):
        other = TrainingModules(restorer.model, restorer.text, restorer.autoencoder, dict(restorer.scheduler_config))
        add_lora(other, 4, 8.0, torch.Generator().manual_seed(seed))
        assert all(torch.equal(low_rank(other)[name].down, update.down) == same for name, update in updates.items())
        restorer = load_bundle(base, dtype=torch.float32)


def test_names_are_pefts(modules: TrainingModules) -> None:
    add_lora(modules, rank=2)
    names = {name for name, _ in modules.named_parameters()}
    place = "model.unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_out.0."
    assert {name.removeprefix(place) for name in names if name.startswith(place)} == {
        "base_layer.weight", "base_layer.bias", "lora_A.default.weight", "lora_B.default.weight",
    }  # fmt: skip
    assert not any("alignment" in name and "lora" in name for name in names)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_it_learns_with_checkpointing_as_without(modules: TrainingModules, precision: str) -> None:
    add_lora(modules, rank=4)
    shift(modules, 0.05)  # else A has no gradient yet
    named = trained(modules)
    target = torch.randn((2, 12, 8, 8), generator=torch.Generator().manual_seed(7))
    gradients: list[dict[str, Tensor]] = []
    for checkpointing in (False, True):
        if checkpointing:
            modules.model.unet.enable_gradient_checkpointing()
        modules.train()
        modules.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            loss = (forward(modules).float() - target).abs().mean()
        loss.backward()
        gradients.append({name: p.grad.clone() for name, p in modules.named_parameters() if p.grad is not None})
    assert all(torch.equal(gradients[0][name], gradient) for name, gradient in gradients[1].items())
    low = {name for name in named if ".lora_" in name}
    assert low <= gradients[0].keys() <= named.keys()
    assert all(bool(gradients[0][name].isfinite().all()) and bool(gradients[0][name].any()) for name in low)
    optimizer = torch.optim.AdamW([named[name] for name in low], lr=5e-3)
    losses: list[float] = []
    for _ in range(5):
        modules.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            loss = (forward(modules).float() - target).abs().mean()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]


def test_plain_is_a_stock_model_and_leaves_no_trace(modules: TrainingModules) -> None:
    stock = {name: type(module) for name, module in modules.model.unet.named_modules()}
    add_lora(modules, rank=4, alpha=8.0)
    shift(modules)
    before = {name: p.clone() for name, p in modules.named_parameters()}
    ids = {name: id(p) for name, p in modules.named_parameters()}
    expected = forward(modules).detach()
    with contextlib.suppress(KeyError), plain(modules):
        assert {name: type(module) for name, module in modules.model.unet.named_modules()} == stock
        assert not any(isinstance(module, LoraLayer) for module in modules.modules())
        assert torch.allclose(forward(modules), expected, atol=2e-5)
        with plain(modules):  # nothing more to do
            assert torch.allclose(forward(modules), expected, atol=2e-5)
        raise KeyError
    assert {name: id(p) for name, p in modules.named_parameters()} == ids
    assert all(torch.equal(p, before[name]) for name, p in modules.named_parameters())
    assert torch.equal(forward(modules), expected)


def test_an_adapter_at_full_strength_is_what_was_trained(
    modules: TrainingModules, config: RunConfig, base: Path
) -> None:
    add_lora(modules, rank=3, alpha=7.0)
    names = shift(modules)
    recommended = dataclasses.replace(read_manifest(base).request(), color="none")
    fingerprint = read_manifest(base).sha256
    path = export_adapter(modules, config, recommended, {"updates": 40}, fingerprint, names)
    assert path == config.output / "album.safetensors"
    adapted = load_bundle(base, adapter=path)
    assert adapted.recommended == recommended
    exhausted(adapted.adapt(1.0))
    with plain(modules):
        for part, state in modules.model.parts().items():
            assert all(torch.equal(tensor, state[key]) for key, tensor in adapted.model.parts()[part].items()), part
        bundle = export_bundle(modules, config, recommended, {})
    manifest = read_manifest(bundle)
    assert manifest.base == read_manifest(base).identity
    merged = load_bundle(bundle)  # rounded to float16, as bundles are
    pictures = [
        exhausted(restore(r, tiny_picture(), recommended)).image.astype(int)
        for r in (adapted, merged, load_bundle(base))
    ]
    assert abs(pictures[0] - pictures[1]).max() <= 2
    assert abs(pictures[0] - pictures[2]).max() > 5


def test_the_whole_unet_without_low_rank_updates(modules: TrainingModules, config: RunConfig, base: Path) -> None:
    names = {
        "model.unet.conv_in.conv.weight",
        "model.unet.conv_out.bias",
        "model.unet.conv_in.alignment.projection.bias",
    }
    with torch.no_grad():
        for name, parameter in modules.named_parameters():
            if name in names:
                parameter.add_(0.25)
    path = export_adapter(modules, config, read_manifest(base).request(), {}, read_manifest(base).sha256, names)
    assert load_file(path).keys() == {"unet.conv_in.weight", "unet.conv_out.bias", "alignment.projection.bias"}
    assert read_adapter(path).rank == 0
    adapted = load_bundle(base, adapter=path)
    exhausted(adapted.adapt(1.0))
    assert torch.equal(adapted.model.stem.conv.weight, modules.model.stem.conv.weight)


def test_nothing_personal_goes_into_the_file(modules: TrainingModules, config: RunConfig, base: Path) -> None:
    add_lora(modules, rank=2)
    details: dict[str, Any] = {
        "updates": 40,
        "preset": "finetune-lora",
        "photos": 12,
        "verdict": {"kind": "better", "low": 0.1, "high": float("nan")},
        "folder": str(config.photos[0]),
        "caption": "Agnes on the pier at Brighton in the summer of 1962, with her brother and a dog that nobody knew",
        "by_photo": {"agnes.jpg": 27.5, "C:\\Users\\agnes": 1.0},
        "files": ["agnes.JPG", "word", 3],
        "stages": [{"name": "joint", "unet": 1e-4}],
    }
    recommended = dataclasses.replace(read_manifest(base).request(), caption="Agnes on the pier")
    path = export_adapter(modules, config, recommended, details, read_manifest(base).sha256, shift(modules))
    manifest = read_adapter(path)
    assert manifest.metrics == {
        "photos": 12,
        "verdict": {"kind": "better", "low": 0.1, "high": None},
        "by_photo": {},
        "files": ["word", 3],
        "stages": [{"name": "joint", "unet": 1e-4}],
    }
    assert (manifest.title, manifest.preset, manifest.updates, manifest.verdict) == (
        "Our album", "finetune-lora", 40, "better",
    )  # fmt: skip
    raw = path.read_bytes()
    for personal in (b"gnes", str(base.parent).encode(), b"Brighton", str(config.output.parent).encode()):
        assert personal not in raw
    assert impersonal({"a": object(), "b": True}) == {"b": True}


def test_what_an_adapter_cannot_hold_is_told(modules: TrainingModules, config: RunConfig, base: Path) -> None:
    add_lora(modules, rank=2)
    names = shift(modules)
    recommended, fingerprint = read_manifest(base).request(), read_manifest(base).sha256
    text = next(name for name, _ in modules.named_parameters() if name.startswith("text_encoders."))
    with pytest.raises(TrainingError, match=r"cannot hold text_encoders\..* form to \"bundle\""):
        export_adapter(modules, config, recommended, {}, fingerprint, names | {text})
    with plain(modules), pytest.raises(ValueError, match="not written inside `plain`"):
        export_adapter(modules, config, recommended, {}, fingerprint, names)
    config.output.mkdir()
    (config.output / "album.safetensors").mkdir()
    with pytest.raises(TrainingError, match="the adapter could not be written"):
        export_adapter(modules, config, recommended, {}, fingerprint, names)
    assert [entry.name for entry in config.output.iterdir()] == ["album.safetensors"]


def test_a_model_without_attention_is_told(modules: TrainingModules) -> None:
    modules.model.unet.mid_block = torch.nn.Identity()  # pyright: ignore[reportAttributeAccessIssue]
    for block in (*modules.model.unet.down_blocks, *modules.model.unet.up_blocks):
        if hasattr(block, "attentions"):
            block.attentions = torch.nn.ModuleList()
    with pytest.raises(ConfigError, match="lora_rank is set, but the UNet of this model has no attention"):
        add_lora(modules, rank=2)

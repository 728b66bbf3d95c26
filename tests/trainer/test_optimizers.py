"""Optimizers whose rates mean the same, and rounding that loses nothing on the mean."""

import dataclasses
import importlib.util
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from engine.errors import ConfigError
from tests.engine.tiny import tiny_bundle
from tests.trainer.test_ablations import config_of, one_update
from trainer.checkpoint import optimizer_moments, restore_moments
from trainer.config import RunConfig, Stage
from trainer.modules import kept_as, load_modules
from trainer.optimizers import build_optimizer, moment_bytes
from trainer.parameters import Trainable, select, set_rates
from trainer.rounding import StochasticRounding, round_stochastically

HERE = Path()
KINDS = ["adamw", "adafactor"]


def config(**fields: Any) -> RunConfig:
    return config_of(HERE, **fields)


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


class Problem:
    """A matrix and a bias that are to become a target."""

    def __init__(self, optimizer: str, dtype: torch.dtype = torch.float32, rate: float = 1e-2, seed: int = 0) -> None:
        self.matrix = nn.Parameter(drawn(96, 48).to(dtype))
        self.bias = nn.Parameter(torch.zeros(48))
        self.named: dict[str, Tensor] = {"matrix": self.matrix, "bias": self.bias}
        group = Trainable("unet", rate, {"matrix": self.matrix}, {"bias": self.bias})
        self.optimizer = build_optimizer([group], config(optimizer=optimizer, seed=seed))
        set_rates(self.optimizer, 1.0)

    def steps(self, count: int) -> float:
        loss = torch.zeros(())
        for _ in range(count):
            loss = (self.matrix.float() + self.bias - drawn(96, 48, seed=1)).square().mean()
            loss.backward()
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_each_learns(kind: str, dtype: torch.dtype) -> None:
    problem = Problem(kind, dtype)
    first = problem.steps(1)
    assert problem.steps(150) < 0.4 * first
    assert problem.matrix.dtype == dtype
    assert isinstance(problem.optimizer, StochasticRounding) == (dtype == torch.bfloat16)
    assert all(group["peak"] == 1e-2 for group in problem.optimizer.param_groups)


def test_a_rate_means_as_long_a_step_for_each() -> None:
    """The first step's root mean square, of a matrix of any scale, is the rate."""
    for kind in KINDS:
        for scale in (1e-3, 1.0):
            matrix = nn.Parameter(scale * drawn(64, 64))
            before = matrix.detach().clone()
            optimizer = build_optimizer([Trainable("unet", 1e-3, {}, {"w": matrix})], config(optimizer=kind))
            set_rates(optimizer, 1.0)
            matrix.grad = drawn(64, 64, seed=2)
            optimizer.step()
            length = float((matrix.detach() - before).square().mean().sqrt())
            assert length == pytest.approx(1e-3, rel=0.15), (kind, scale)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_resumed_equals_uninterrupted(kind: str, dtype: torch.dtype) -> None:
    straight, first = Problem(kind, dtype), Problem(kind, dtype)
    straight.steps(6)
    first.steps(3)
    moments = optimizer_moments(first.optimizer, first.named)
    assert all(isinstance(value, Tensor) for value in moments.values())
    second = Problem(kind, dtype)
    with torch.no_grad():
        for name, tensor in second.named.items():
            tensor.copy_(first.named[name])
    restore_moments(second.optimizer, second.named, moments)
    second.steps(3)
    assert all(torch.equal(straight.named[name], second.named[name]) for name in straight.named)


def test_rounding_is_right_on_the_mean() -> None:
    """Within 5 standard errors, of either sign and any size; and always to one of the two neighbours."""
    generator = torch.Generator().manual_seed(5)
    values = torch.cat([drawn(40), 1e-6 * drawn(40, seed=1), 1e6 * drawn(40, seed=2)])
    count = 4000
    rounded = torch.stack([round_stochastically(values, generator).double() for _ in range(count)])
    low, high = rounded.min(dim=0).values, rounded.max(dim=0).values
    step = (high - low).clamp(min=1e-300)
    exact = values.double()
    assert ((low <= exact) & (exact <= high)).all()
    assert (step <= exact.abs() / 128).all()
    error = (rounded.mean(dim=0) - exact) / step
    assert error.abs().max() < 5 * 0.5 / count**0.5
    assert abs(float(error.mean())) < 5 * 0.5 / (count * len(values)) ** 0.5
    nearest = values.to(torch.bfloat16).double()
    assert ((nearest - exact).abs() / step).max() > 0.3  # what rounding to the nearest would be off by


def test_rounding_keeps_what_bfloat16_has() -> None:
    values = torch.tensor([0.0, -0.0, 1.0, -2.5, 3e38, 1e-40]).to(torch.bfloat16).float()
    for seed in range(20):
        assert torch.equal(round_stochastically(values, torch.Generator().manual_seed(seed)).float(), values)


def test_small_updates_are_not_lost() -> None:
    """A hundred steps of 1/1000 of a bfloat16 step each: rounding to the nearest would lose every one."""
    weights = nn.Parameter(torch.ones(4096, 2, dtype=torch.bfloat16))
    optimizer = build_optimizer([Trainable("unet", 1e-5, {}, {"w": weights})], config(optimizer="adamw"))
    set_rates(optimizer, 1.0)
    for _ in range(100):
        weights.grad = torch.ones_like(weights)
        optimizer.step()
    moved = 1 - float(weights.detach().float().mean())
    assert moved == pytest.approx(100e-5, rel=0.1)
    assert (1 - 1e-5 * torch.ones(1)).to(torch.bfloat16) == 1


def test_rounding_is_a_function_of_seed_step_and_tensor() -> None:
    same, again, other = (Problem("adamw", torch.bfloat16, seed=seed) for seed in (1, 1, 2))
    for problem in (same, again, other):
        problem.steps(2)
    assert torch.equal(same.matrix, again.matrix)
    assert not torch.equal(same.matrix, other.matrix)


def test_chunks_change_nothing() -> None:
    tensors = [[nn.Parameter(drawn(8, 8, seed=n).to(torch.bfloat16)) for n in range(5)] for _ in range(2)]
    for mine, chunk in zip(tensors, (1, 10**9), strict=True):
        inner = torch.optim.AdamW([{"params": mine, "lr": 1e-2}])
        optimizer = StochasticRounding(inner, 0, chunk)
        for n, tensor in enumerate(mine):
            tensor.grad = None if n == 3 else drawn(8, 8, seed=10 + n).to(torch.bfloat16)
        given = [tensor.grad for tensor in mine]
        optimizer.step()
        assert all(tensor.grad is gradient for tensor, gradient in zip(mine, given, strict=True))
        assert all(tensor.dtype == torch.bfloat16 for tensor in mine)
    assert all(torch.equal(one, other) for one, other in zip(*tensors, strict=True))
    assert torch.equal(tensors[0][3], drawn(8, 8, seed=3).to(torch.bfloat16))


@pytest.mark.parametrize("kind", KINDS)
def test_moments_are_as_large_as_counted(kind: str) -> None:
    shapes = [(64, 32), (32, 16, 3, 3), (48,)]
    tensors = [nn.Parameter(drawn(*shape)) for shape in shapes]
    named: dict[str, Tensor] = {str(n): tensor for n, tensor in enumerate(tensors)}
    optimizer = build_optimizer([Trainable("unet", 1e-3, named, {})], config(optimizer=kind))
    for tensor in tensors:
        tensor.grad = torch.ones_like(tensor)
    optimizer.step()
    states = [value for tensor in tensors for value in optimizer.state[tensor].values()]
    held = sum(value.nbytes for value in states if isinstance(value, Tensor) and value.numel() > 1)
    assert moment_bytes(list(tensors), config(optimizer=kind)) == held


def test_eight_bit_moments_are_a_quarter() -> None:
    large, small = torch.empty(1024, 1024), torch.empty(100)
    full, eight = (moment_bytes([large, small], config(optimizer=kind)) for kind in ("adamw", "adamw-8bit"))
    assert 0.25 < eight / full < 0.26


def test_eight_bit_moments_need_a_card() -> None:
    group = Trainable("unet", 1e-3, {"w": nn.Parameter(drawn(4, 4))}, {})
    with pytest.raises(ConfigError, match="adamw-8bit, which needs a CUDA device") as caught:
        build_optimizer([group], config(optimizer="adamw-8bit"))
    assert "adafactor" in caught.value.advice


@pytest.mark.gpu
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("kind", [*KINDS, "adamw-8bit"])
def test_on_a_card_each_learns_and_is_taken_up(kind: str, dtype: torch.dtype) -> None:
    if kind == "adamw-8bit" and importlib.util.find_spec("bitsandbytes") is None:
        pytest.skip("the extra adamw-8bit is not installed")

    def made() -> tuple[nn.Parameter, torch.optim.Optimizer]:
        matrix = nn.Parameter(drawn(128, 128).to("cuda", dtype))
        group = Trainable("unet", 1e-2, {"w": matrix}, {})
        optimizer = build_optimizer([group], config(optimizer=kind))
        set_rates(optimizer, 1.0)
        return matrix, optimizer

    def steps(matrix: nn.Parameter, optimizer: torch.optim.Optimizer, count: int) -> float:
        loss = torch.zeros(())
        for _ in range(count):
            loss = matrix.float().square().mean()
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        return float(loss.detach())

    straight = made()
    assert steps(*straight, 60) < 0.6 * steps(*made(), 1)
    first, second = made(), made()
    steps(*first, 30)
    second[0].data.copy_(first[0].data)
    restore_moments(second[1], {"w": second[0]}, optimizer_moments(first[1], {"w": first[0]}))
    steps(*second, 30)
    assert torch.equal(straight[0], second[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_with_bfloat16_weights_trains(tmp_path: Path, kind: str) -> None:
    """Weights that learn are bfloat16, those that do not are as in their file, norms and biases stay float32."""
    base = tiny_bundle(tmp_path / "base", text="two")
    stage = Stage("joint", 1, unet=1e-3, lq_encoder=1e-3)
    run = config_of(
        base, alignment="base", stages=(stage,), optimizer=kind, weights="bf16", precision="bf16",
    )  # fmt: skip
    modules = load_modules(run)[0]
    for name, parameter in modules.named_parameters():
        assert parameter.dtype == kept_as(name, parameter, run), name
    kinds = {name: p.dtype for name, p in modules.named_parameters()}
    assert kinds["model.unet.conv_out.weight"] == kinds["model.lq_encoder.conv_in.weight"] == torch.bfloat16
    assert kinds["model.unet.conv_in.alignment.projection.weight"] == torch.float16
    assert kinds["model.unet.conv_out.bias"] == kinds["autoencoder.encoder.weight"] == torch.float32
    loss, changed = one_update(modules, run)
    assert loss == loss
    assert {name for name in changed if kinds[name] == torch.bfloat16}
    whole = load_modules(dataclasses.replace(run, weights="fp32"))[0]
    assert one_update(whole, dataclasses.replace(run, weights="fp32"))[0] == pytest.approx(loss, rel=0.02)
    groups = select(modules, stage)
    assert {p.dtype for group in groups for p in group.named.values()} == {torch.bfloat16, torch.float32}

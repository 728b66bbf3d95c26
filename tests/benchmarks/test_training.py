"""The benchmark of training, on tiny models: what it checks, and that it says what is wrong."""

from pathlib import Path

import pytest
import torch

from tests.benchmarks import training
from tests.benchmarks.training import PUBLISHED_MB, RECIPES, config_of


@pytest.mark.slow
def test_every_recipe_runs_and_is_beside_its_estimate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "table.md"
    assert training.main(["--small", "--steps", "2", "--out", str(out)]) == 0
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in out.read_text("utf-8").splitlines()]
    found = {row[0]: row for row in rows if row and row[0] in {recipe.label for recipe in RECIPES}}
    assert len(found) == 4
    for name in ("finetune-lora", "paper, stage 1", "paper, stage 2"):
        assert 0.9 < float(found[name][6]) < 1.1, name  # for the tiny full one, rounding's chunks are all there is
    assert "bf16 weights" in found["finetune-full"][-1]
    assert capsys.readouterr().out.endswith("all peaks within the estimate.\n")
    assert "python -m tests.benchmarks.training --small" in out.read_text("utf-8")


def test_more_memory_than_estimated_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(training, "ALLOWED", 0.5)
    assert training.main(["--small", "--steps", "1", "--recipes", "paper, stage 1"]) == 1
    assert "WRONG: paper, stage 1: took" in capsys.readouterr().out


def test_losses_that_are_no_numbers_are_a_failure() -> None:
    assert training._wrong("it", [1.0, float("nan")], 1, 1) == ["it: a loss is no number"]
    assert training._wrong("it", [1.0], 1, 1) == []


def test_at_full_size_batches_are_the_presets_and_the_papers() -> None:
    configs = {recipe.label: config_of(recipe, "cuda", small=False) for recipe in RECIPES}
    assert {label: (c.crops[0].size, c.crops[0].batch) for label, c in configs.items()} == {
        "finetune-lora": (512, 2),
        "finetune-full": (512, 2),
        "paper, stage 1": (512, 10),
        "paper, stage 2": (512, 10),
    }
    assert [stage.name for stage in configs["paper, stage 2"].stages] == ["joint"]
    assert PUBLISHED_MB == 50_990


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is here")
def test_the_full_size_asks_for_a_card(capsys: pytest.CaptureFixture[str]) -> None:
    assert training.main([]) == 2
    assert "--small" in capsys.readouterr().err

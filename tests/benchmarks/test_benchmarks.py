"""The benchmarks' own machinery, at the smallest sizes. What they measure is not tested: machines differ."""

import os
from pathlib import Path

import pytest
import torch

from tests.benchmarks import full_model, loop
from tests.benchmarks.measure import busy_seconds, covered, measure
from tests.benchmarks.table import markdown

SMALL = ["--small", "--sizes", "128", "--steps", "2", "--repeats", "1"]


def test_a_table() -> None:
    table = markdown(("way", "s"), [("slow", "10.5"), ("a fast one", "–")])
    assert table.splitlines() == [
        "| way        |    s |",
        "|------------|-----:|",
        "| slow       | 10.5 |",
        "| a fast one |    – |",
    ]


def test_overlapping_work_counts_once() -> None:
    assert covered([]) == 0
    assert covered([(0, 10), (2, 5), (8, 12), (20, 21)]) == 13


def test_busy_seconds_are_seen_by_the_profiler() -> None:
    x = torch.randn(64, 64)
    assert 0 < busy_seconds(lambda: x @ x, torch.device("cpu")) < 60


def test_measuring_gives_the_last_result() -> None:
    calls: list[int] = []

    def work() -> torch.Tensor:
        calls.append(1)
        return torch.tensor(float(len(calls)))

    found = measure(work, torch.device("cpu"), 3)
    assert len(calls) == 4
    assert float(found.result) == 4
    assert found.peak > 2**20


@pytest.mark.slow
def test_the_full_models_benchmark_on_narrow_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    modes = ["exact, eager", "exact + CUDA graph", "fast", "8 GB plan", "4 GB plan"]
    out = tmp_path / "table.md"
    assert full_model.main([*SMALL, "--modes", *modes, "--out", str(out)]) == 0
    rows = [line.split("|") for line in out.read_text("utf-8").splitlines() if line.startswith("| 128²")]
    assert [row[2].strip() for row in rows] == ["released", *modes]
    errors = {row[2].strip(): float(row[9]) for row in rows[1:]}
    assert 1e-3 < errors["exact, eager"] < 5e-2  # bfloat16 against float32
    assert errors["exact + CUDA graph"] == errors["exact, eager"]
    assert errors["fast"] > errors["exact, eager"]
    assert "no --released folder" in rows[0][10]
    assert capsys.readouterr().out.endswith("All errors are within bounds.\n")


@pytest.mark.slow
def test_an_error_beyond_the_bound_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(full_model, "ALLOWED", 0.5)
    assert full_model.main([*SMALL, "--modes", "exact, eager"]) == 1
    assert "WRONG: 128², exact, eager: error" in capsys.readouterr().out


@pytest.mark.slow
def test_modes_are_left_out_when_time_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert full_model.main([*SMALL, "--modes", "exact, eager", "--limit", "0"]) == 0
    assert "not run: out of time" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of code that was written for older packages
def test_the_released_code_runs_beside_ours(capsys: pytest.CaptureFixture[str]) -> None:
    folder = os.environ.get("HEIRLOOM_RELEASED")
    if not folder:
        pytest.skip("HEIRLOOM_RELEASED does not name a checkout of the released code")
    sizes = ["--small", "--sizes", "192", "--steps", "2", "--repeats", "1"]
    assert full_model.main([*sizes, "--released", folder, "--modes", "exact, eager"]) == 0
    assert "All errors are within bounds." in capsys.readouterr().out


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is here")
def test_the_full_model_asks_for_a_card(capsys: pytest.CaptureFixture[str]) -> None:
    assert full_model.main([]) == 2
    assert "--small" in capsys.readouterr().err


def test_the_loops_benchmark(built_in: Path, tmp_path: Path) -> None:
    out = tmp_path / "loop.md"
    loop.main(["--sizes", "64", "--steps", "2", "--repeats", "1", "--out", str(out)])
    rows = [line.split("|") for line in out.read_text("utf-8").splitlines() if line.startswith("|    64²")]
    assert [row[3].strip() for row in rows] == list(loop.WAYS) * 2
    exact = {row[3].strip(): float(row[7]) for row in rows[5:]}
    assert exact["exact, float32"] <= 1e-4
    assert 1e-3 < exact["exact (default)"] < 5e-2

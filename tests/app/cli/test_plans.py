"""`heirloom restore --dry-run`, `--plan` and what is learned of this computer's speed; plans in `heirloom doctor`."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from app import planning
from app.throughput import FILE
from engine.manifest import read_manifest
from engine.memory import DeviceMemory
from engine.request import RestoreRequest
from tests.app.cli.conftest import Heirloom, make_photo
from tests.engine.tiny import tiny_bundle


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bundle(tmp_path_factory.mktemp("model") / "tiny")


def pretend(monkeypatch: pytest.MonkeyPatch, memory: DeviceMemory) -> None:
    """This device, for all that looks ahead."""
    monkeypatch.setattr("app.cli.dry_run.memory_of", lambda _device: memory)
    monkeypatch.setattr(planning, "memory_of", lambda _device: memory)


def test_a_dry_run_says_size_plan_memory_and_writes_nothing(heirloom: Heirloom, photo: Path, model: Path) -> None:
    before = sorted(photo.parent.iterdir())
    ran = heirloom("restore", photo, "--model", model, "--scale", "3", "--dry-run")
    assert ran.code == 0, ran.err
    assert len(ran.out) == 1
    assert ran.out[0].startswith(f"{photo}: 120 × 72 px, plan cpu, ")
    assert ran.out[0].endswith("MB on CPU, time unknown")
    assert sorted(photo.parent.iterdir()) == before


def test_time_is_known_once_something_was_restored(
    heirloom: Heirloom, photo: Path, model: Path, own_data_folder: Path
) -> None:
    command = ("restore", photo, "--model", model, "--quiet")
    assert heirloom(*command).code == 0
    assert (own_data_folder / FILE).is_file()
    record = json.loads(heirloom(*command, "--dry-run", "--json").out[0])
    assert record["seconds"] > 0
    assert (record["plan"], record["device"]) == ("cpu", "CPU")
    assert record["peak_bytes"] > 100_000
    assert "about" in heirloom(*command, "--dry-run").out[0]
    more = json.loads(heirloom(*command, "--dry-run", "--json", "--steps", "30").out[0])
    assert more["seconds"] > 2 * record["seconds"]
    other = json.loads(heirloom(*command, "--dry-run", "--json", "--precision", "int8").out[0])
    assert other["seconds"] is None, "of another kind nothing was learned"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 9, "speeds": {"a": 1}}', b"\xff"]
)
def test_a_damaged_file_of_speeds_is_as_none(
    heirloom: Heirloom, photo: Path, model: Path, own_data_folder: Path, content: bytes
) -> None:
    (own_data_folder / FILE).write_bytes(content)
    ran = heirloom("restore", photo, "--model", model, "--quiet", "--dry-run")
    assert (ran.code, ran.err) == (0, [])
    assert "time unknown" in ran.out[0]


def test_the_plan_asked_for_is_used_and_told(heirloom: Heirloom, photo: Path, model: Path) -> None:
    ran = heirloom("restore", photo, "--model", model, "--quiet", "--json", "--plan", "cpu-small")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out[0])["plan"] == "cpu-small"


def test_a_plan_for_cards_is_wrong_usage_without_one(heirloom: Heirloom, photo: Path, model: Path) -> None:
    for extra in ((), ("--dry-run",)):
        ran = heirloom("restore", photo, "--model", model, "--quiet", "--device", "cpu", "--plan", "8gb", *extra)
        assert ran.code == 2
        assert len(ran.err) == 1
        assert "--plan '8gb' is none for the CPU. Choose from: auto, cpu, cpu-small." in ran.err[0]
    assert heirloom("restore", photo, "--plan", "3gb").code == 2


def test_with_a_card_the_plan_follows_its_free_memory(
    heirloom: Heirloom, photo: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("restore", photo, "--model", model, "--quiet", "--dry-run")
    pretend(monkeypatch, DeviceMemory("cuda", "Pretended 9000", 10**10, 10**10, 10**10))
    assert "plan resident, " in heirloom(*command).out[0]
    assert "on Pretended 9000" in heirloom(*command).out[0]
    assert "plan 4gb" in heirloom(*command, "--plan", "4gb").out[0]
    pretend(monkeypatch, DeviceMemory("cuda", "Pretended 9000", 2 * 10**8, 10**10, 10**10))
    ran = heirloom(*command)
    assert ran.code == 1
    assert "on Pretended 9000, and 0.2 GB are free" in ran.err[0]


def test_too_little_memory_is_told_before_anything_is_loaded(
    heirloom: Heirloom, photo: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, DeviceMemory("cpu", "CPU", 2 * 10**8, 10**9, 2 * 10**8))

    def loaded(*_: object, **__: object) -> None:
        raise AssertionError("it was loaded")

    monkeypatch.setattr("engine.bundle.load_bundle", loaded)
    ran = heirloom("restore", photo, "--model", model, "--quiet")
    assert ran.code == 1
    assert len(ran.err) == 1
    assert ran.err[0].startswith(f"{photo}: a picture of 40 x 24 pixels needs about 0.2 GB of main memory")


def test_new_options_reach_the_request(heirloom: Heirloom, photo: Path, model: Path) -> None:
    options = ("--precision", "int8", "--speed", "fast", "--time-ids", "pixels")
    ran = heirloom("restore", photo, "--model", model, "--quiet", "--json", *options)
    assert ran.code == 0, ran.err
    record = json.loads(ran.out[0])
    request = RestoreRequest.from_dict(record["request"])
    assert (request.precision, request.speed, request.time_ids) == ("int8", "fast", "pixels")
    assert any("8 bits" in warning for warning in record["warnings"])
    assert record["model"] == read_manifest(model).identity


def test_doctor_says_which_plan_fits_and_how_long_it_takes_once_that_is_known(
    heirloom: Heirloom, photo: Path, model: Path, own_data_folder: Path
) -> None:
    (own_data_folder / "models").mkdir()
    (own_data_folder / "models" / "tiny").symlink_to(model)

    def plan_of_tiny() -> dict[str, Any]:
        findings = [json.loads(line) for line in heirloom("doctor", "--json").out]
        return next(finding for finding in findings if finding["name"] == "tiny plan")

    assert plan_of_tiny()["seconds"] is None
    assert "time unknown" in plan_of_tiny()["text"]
    assert heirloom("restore", photo, "--model", model, "--quiet").code == 0
    found = plan_of_tiny()
    assert found["seconds"] > 0
    assert "about" in found["text"]
    assert (found["state"], found["plan"], found["device"]) == ("ok", "cpu", "CPU")
    assert found["peak_bytes"] > 10**6
    assert "with the plan cpu" in found["text"]


def test_a_photo_that_cannot_be_read_costs_a_line(heirloom: Heirloom, tmp_path: Path, model: Path) -> None:
    good = make_photo(tmp_path / "good.png", 20, 20)
    ran = heirloom("restore", tmp_path / "none.png", good, "--model", model, "--dry-run")
    assert ran.code == 1
    assert "none.png" in ran.err[0]
    assert len(ran.out) == 1


@pytest.mark.slow
def test_the_model_can_be_compiled(
    heirloom: Heirloom, photo: Path, model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[object] = []

    def compiling(block: Any, **options: Any) -> Any:
        calls.append(block)
        return compiled(block, **options | {"backend": "eager"})  # a code generator may not be here

    compiled: Any = torch.compile
    order = ("restore", photo, "--model", model, "--device", "cpu", "--precision", "fp32", "--quiet")
    assert heirloom(*order, "--out", tmp_path / "plain.png").code == 0
    assert not calls
    monkeypatch.setattr(torch, "compile", compiling)
    ran = heirloom(*order, "--compile", "--out", tmp_path / "compiled.png")
    assert ran.code == 0, ran.err
    assert calls
    one, two = (np.asarray(Image.open(tmp_path / f"{name}.png"), int) for name in ("plain", "compiled"))
    assert np.abs(one - two).max() <= 1


@pytest.mark.slow
def test_a_model_that_cannot_be_compiled_is_told(
    heirloom: Heirloom, photo: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("no compiler")

    compiled: Any = torch.compile
    monkeypatch.setattr(torch, "compile", lambda block, **options: compiled(block, **options | {"backend": failing}))
    torch._dynamo.reset()
    ran = heirloom("restore", photo, "--model", model, "--device", "cpu", "--compile", "--quiet")
    assert ran.code != 0
    assert "cannot be compiled" in ran.err[-1]
    assert "Traceback" not in "\n".join(ran.err)

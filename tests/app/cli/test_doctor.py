"""`heirloom doctor` and `heirloom models`: what is there, what is missing."""

import json
from pathlib import Path

import pytest

from engine.manifest import write_manifest
from engine.request import RestoreRequest
from tests.app.cli.conftest import Heirloom


@pytest.fixture
def family(own_data_folder: Path) -> Path:
    """A model that the person added."""
    folder = own_data_folder / "models" / "family"
    (folder / "unet").mkdir(parents=True)
    (folder / "unet" / "config.json").write_text("{}")
    write_manifest(folder, name="family", title="Family [b]", licence="CC0-1.0", recommended=RestoreRequest())
    return folder


def test_models_list(heirloom: Heirloom, family: Path) -> None:
    ran = heirloom("models", "list")
    assert ran.code == 0
    assert "family: Family [b], 2 bytes, licence CC0-1.0" in ran.out
    records = [json.loads(line) for line in heirloom("models", "list", "--json").out]
    record = next(record for record in records if record["name"] == "family")
    assert record["folder"] == str(family)
    assert record["problem"] is None
    assert record["recommended"]["steps"] == 20


def test_models_verify(heirloom: Heirloom, family: Path) -> None:
    ran = heirloom("models", "verify", "family")
    assert ran.code == 0
    assert "is whole" in ran.out[0]
    (family / "unet" / "config.json").write_text("[]")
    for name in ("family", family):
        ran = heirloom("models", "verify", name)
        assert ran.code == 1
        assert not ran.out
        assert len(ran.err) == 1
        assert "config.json: is damaged" in ran.err[0]


def test_a_broken_manifest_is_listed(heirloom: Heirloom, family: Path) -> None:
    (family / "bundle.json").write_text("{")
    ran = heirloom("models", "list")
    assert ran.code == 0
    assert any(line.startswith("family: cannot be used: ") for line in ran.out)


def test_doctor_names_a_damaged_model(heirloom: Heirloom, family: Path, own_data_folder: Path) -> None:
    (family / "unet" / "config.json").unlink()
    ran = heirloom("doctor", "--json")
    findings = [json.loads(line) for line in ran.out]
    assert ran.code == 1
    assert {finding["part"] for finding in findings} == {"versions", "devices", "window", "folders", "models"}
    by_name = {finding["name"]: finding for finding in findings}
    assert by_name["family"]["state"] == "missing"
    assert "config.json" in by_name["family"]["text"]
    assert by_name["torch"]["version"]
    assert by_name["cpu"]["cores"] >= 1
    assert by_name["data"]["folder"] == str(own_data_folder)
    assert by_name["data"]["free_bytes"] > 0


def test_doctor_is_well(heirloom: Heirloom, built_in: Path) -> None:
    ran = heirloom("doctor")
    wrong = [line for line in ran.out if line.strip().startswith("!")]
    assert ran.code == (1 if wrong else 0)
    assert not [line for line in wrong if "built-in" in line]
    assert ran.out[-1] == "All is well." or wrong


def test_doctor_with_a_folder_that_is_a_file(
    heirloom: Heirloom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("HEIRLOOM_DATA", str(tmp_path / "file"))
    ran = heirloom("doctor")
    assert ran.code == 1
    assert any("cannot be written" in line for line in ran.out)

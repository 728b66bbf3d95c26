"""`heirloom models get|import|list|remove|verify`, from a hub on this computer to a restored photo."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huggingface_hub.constants
import pytest
import torch
from safetensors.torch import save_file

from tests.app.cli.conftest import Heirloom
from tests.engine.hub_server import HubServer, serving
from tests.engine.released import Released, single_file_of, tiny_released
from tests.engine.tiny import tiny_bundle, tiny_model


@pytest.fixture(scope="module")
def tiny_repositories(tmp_path_factory: pytest.TempPathFactory) -> Released:
    return tiny_released(tmp_path_factory.mktemp("released") / "hub")


@pytest.fixture
def released(tmp_path: Path, tiny_repositories: Released) -> Released:
    return tiny_repositories.copied(tmp_path / "hub")


@pytest.fixture
def hub(released: Released, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with serving(released.catalogue.parent) as server:
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


def events(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


@pytest.mark.slow
def test_from_the_hub_to_a_restored_photo(
    heirloom: Heirloom, released: Released, hub: HubServer, photo: Path, own_data_folder: Path
) -> None:
    catalogue = ("--catalogue", released.catalogue)
    listed = {record["name"]: record for record in events(heirloom("models", "list", "--json", *catalogue).out)}
    assert listed["tiny"]["state"] == "available"
    refused = heirloom("models", "get", "tiny", *catalogue)
    assert refused.code == 2
    assert "https://example.org/licence" in "\n".join(refused.err)
    assert "--yes" in refused.err[-1]
    assert hub.asked == []

    ran = heirloom("models", "get", "tiny", "--yes", "--json", *catalogue)
    assert ran.code == 0, ran.err
    assert events(ran.out)[-1]["event"] == "ready"
    assert {event["stage"] for event in events(ran.out)[:-1]} == {"ask", "download", "check", "convert"}
    assert not (own_data_folder / "models" / ".downloads" / "tiny").exists()  # --yes agrees to that, too

    listed = {record["name"]: record for record in events(heirloom("models", "list", "--json", *catalogue).out)}
    assert listed["tiny"]["state"] == "installed"
    assert heirloom("models", "verify", "tiny").code == 0
    done = heirloom("restore", photo, "--model", "tiny", "--quiet", "--device", "cpu")
    assert done.code == 0, done.err
    assert len(list(photo.parent.glob("*.png"))) == 2

    hub.asked.clear()
    again = heirloom("models", "get", "tiny", *catalogue)  # no licence is asked about twice, nothing is fetched
    assert (again.code, hub.asked) == (0, [])
    assert "already there, and whole" in again.out[0]

    assert heirloom("models", "remove", "tiny").code == 2
    assert heirloom("models", "remove", "tiny", "--yes").code == 0
    assert heirloom("models", "verify", "tiny").code == 2


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["download", "convert"])
def test_killed_at_any_time_it_goes_on(
    heirloom: Heirloom, released: Released, hub: HubServer, own_data_folder: Path, stage: str
) -> None:
    if stage == "download":
        hub.faults.pace = 600_000
    command = [sys.executable, "-m", "app", "models", "get", "tiny", "--yes", "--json", "--catalogue"]
    environment = {**os.environ, "HF_ENDPOINT": hub.endpoint, "HF_HUB_OFFLINE": "0"}
    child = subprocess.Popen(
        [*command, released.catalogue],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    with child.stdout as lines:
        for line in lines:
            event = json.loads(line)
            if event["stage"] == stage and event["done"] >= (500_000 if stage == "download" else 0):
                break
        os.killpg(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert "tiny" not in {record["name"] for record in events(heirloom("models", "list", "--json").out)}
    assert heirloom("restore", "x.png", "--model", "tiny").code == 2

    hub.faults.pace = None
    hub.faults.go_on.set()
    hub.asked.clear()
    ran = heirloom("models", "get", "tiny", "--keep-download", "--catalogue", released.catalogue)
    assert ran.code == 0, ran.err
    assert heirloom("models", "verify", "tiny").code == 0
    starts = [start for _, name, start in hub.asked if name == "FaithDiff.bin"]
    assert starts == [] if stage == "convert" else min(starts) >= 500_000
    staged = [path for path in (own_data_folder / "models" / ".staging").iterdir() if path.is_dir()]
    assert staged == []
    assert heirloom("models", "remove", "--downloads", "tiny", "--yes").code == 0
    assert heirloom("models", "verify", "tiny").code == 0


@pytest.mark.parametrize(
    ("status", "kind"), [(401, "AccessDenied"), (404, "RemoteMissing"), (429, "RateLimited"), (500, "DownloadError")]
)
def test_trouble_with_the_hub_is_one_line(
    heirloom: Heirloom, released: Released, hub: HubServer, status: int, kind: str
) -> None:
    hub.faults.status[""] = status
    ran = heirloom("models", "get", "tiny", "--yes", "--json", "--quiet", "--catalogue", released.catalogue)
    assert ran.code == 1
    assert str(status) in ran.err[-1]
    assert events(ran.out)[-1] | {"event": "failed", "error": kind} == events(ran.out)[-1]


@pytest.mark.slow
def test_a_malicious_download_is_refused_and_the_others_stay(
    heirloom: Heirloom, released: Released, hub: HubServer, tmp_path: Path, own_data_folder: Path
) -> None:
    tiny_bundle(own_data_folder / "models" / "mine")
    canary = tmp_path / "canary"
    torch.save({"denoise_encoder.x": Canary(canary)}, released.weights)
    ran = heirloom("models", "get", "tiny", "--yes", "--catalogue", released.catalogue)
    assert ran.code == 1
    assert "unsafe format" in ran.err[-1]
    assert not canary.exists()
    assert heirloom("models", "verify", "mine").code == 0
    assert heirloom("models", "verify", "tiny").code == 2
    torch.load(released.weights, weights_only=False)
    assert canary.exists()


class Canary:
    """Touches a file when it is opened carelessly."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.path}",)


@pytest.mark.slow
def test_import_of_files_that_are_here(heirloom: Heirloom, released: Released, own_data_folder: Path) -> None:
    like = ("--like", "tiny", "--catalogue", released.catalogue)
    ran = heirloom("models", "import", released.catalogue.parent, "--name", "offline", *like)
    assert ran.code == 0, ran.err
    assert "is ready" in ran.out[0]
    assert released.weights.is_file()
    ran = heirloom("models", "import", released.weights, "--base", "offline", *like)
    assert ran.code == 0, ran.err
    assert (own_data_folder / "models" / "faithdiff" / "bundle.json").is_file()
    ran = heirloom("models", "import", own_data_folder / "models" / "faithdiff", "--name", "third")
    assert ran.code == 0, ran.err
    assert heirloom("models", "verify", "third").code == 0
    ran = heirloom("models", "import", released.weights, "--name", "third", "--base", "offline", *like)
    assert ran.code == 1
    assert "already a model 'third'" in ran.err[-1]


@pytest.mark.slow
def test_a_single_file_base_and_what_it_lacks(
    heirloom: Heirloom, released: Released, hub: HubServer, tmp_path: Path, own_data_folder: Path
) -> None:
    single = tmp_path / "base.safetensors"
    save_file(single_file_of(tiny_model(autoencoder="kl", text="two", prediction_type="epsilon")), single)
    order = ("models", "import", released.weights, single, "--name", "mine", "--like", "tiny")
    order += ("--catalogue", released.catalogue)
    ran = heirloom(*order)
    assert ran.code == 1
    assert "tokenizer" in ran.err[-1]
    assert "--fetch" in ran.err[-1]
    assert hub.asked == []
    hub.faults.status[""] = 401
    ran = heirloom(*order, "--fetch")
    assert ran.code == 1
    assert "(401)" in ran.err[-1]
    hub.faults.status.clear()
    ran = heirloom(*order, "--fetch")
    assert ran.code == 0, ran.err
    fetched = {name for _, name, _ in hub.asked if name}
    assert "tokenizer/vocab.json" in fetched
    assert not any(name.endswith(".safetensors") for name in fetched)
    assert heirloom("models", "verify", "mine").code == 0
    hub.asked.clear()
    assert heirloom("models", "remove", "mine", "--yes").code == 0
    assert heirloom(*order, "--fetch").code == 0  # what came once is kept
    assert not any(name for _, name, _ in hub.asked)
    assert (own_data_folder / "models" / "mine" / "bundle.json").is_file()


def test_import_of_something_else_is_told(heirloom: Heirloom, tmp_path: Path) -> None:
    (tmp_path / "x.safetensors").write_bytes(b"<!DOCTYPE html>")
    ran = heirloom("models", "import", tmp_path / "x.safetensors", "--json")
    assert ran.code == 1
    assert "is a web page, not the file itself" in ran.err[-1]
    assert events(ran.out)[-1]["error"] == "ModelDamaged"
    assert heirloom("models", "import", tmp_path / "nothing").code == 1


def test_the_built_in_model_is_never_removed(heirloom: Heirloom, built_in: Path) -> None:
    for arguments in (("built-in",), ("built-in", "--yes"), ("captioners", "--yes"), ("../models", "--yes")):
        assert heirloom("models", "remove", *arguments).code == 2
    assert (built_in / "bundle.json").is_file()


def test_unknown_names_are_told(heirloom: Heirloom, released: Released) -> None:
    ran = heirloom("models", "get", "famly", "--catalogue", released.catalogue)
    assert (ran.code, len(ran.err)) == (2, 1)
    assert "There is: tiny." in ran.err[0]
    assert heirloom("models", "remove", "famly", "--yes").code == 2


@pytest.mark.slow
def test_a_damaged_model_is_got_again(
    heirloom: Heirloom, released: Released, hub: HubServer, own_data_folder: Path
) -> None:
    get = ("models", "get", "tiny", "--yes", "--quiet", "--catalogue", released.catalogue)
    assert heirloom(*get).code == 0
    part = own_data_folder / "models" / "tiny" / "unet" / "config.json"
    part.write_text("{}")
    assert heirloom("models", "verify", "tiny").code == 1
    assert heirloom(*get).code == 0
    assert heirloom("models", "verify", "tiny").code == 0

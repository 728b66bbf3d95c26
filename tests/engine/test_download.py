"""Downloading from a hub that cuts, truncates, corrupts, refuses: told apart, and gone on with."""

import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import huggingface_hub.constants
import pytest

import engine.download
from engine.catalogue_file import CatalogueEntry
from engine.download import PLAN, PlannedFile, TransferProgress, download, plan
from engine.errors import (
    AccessDenied,
    DiskFull,
    DownloadError,
    ModelError,
    Offline,
    RateLimited,
    RemoteMissing,
    TransferDamaged,
)
from engine.hub import Hub
from tests.engine.hub_server import HubServer, serving
from tests.engine.released import REPOSITORIES, Released

WEIGHTS = "FaithDiff.bin"


@pytest.fixture
def released(tmp_path: Path, tiny_repositories: Released) -> Released:
    return tiny_repositories.copied(tmp_path / "hub")


@pytest.fixture
def hub(released: Released, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)  # 127.0.0.1 is all there is
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DOWNLOAD_TIMEOUT", 2)
    with serving(released.catalogue.parent) as server:
        yield server


def fetch(entry: CatalogueEntry, folder: Path, hub: HubServer) -> list[PlannedFile]:
    """Downloads without waiting between tries."""
    return finish(download(entry, folder, Hub(hub.endpoint), patience=0))


def finish(work: Generator[Any, None, Any]) -> Any:
    """What a generator returns."""
    try:
        while True:
            next(work)
    except StopIteration as stop:
        return stop.value


def is_whole(released: Released, folder: Path) -> bool:
    """Whether every file that was fetched has the bytes of the one served, and nothing is unfinished."""
    fetched = [path for part in REPOSITORIES for path in (folder / part).rglob("*") if path.is_file()]
    originals = {part: released.parts[part] for part in REPOSITORIES}
    return len(fetched) > 10 and all(
        path.read_bytes()
        == (originals[path.relative_to(folder).parts[0]] / Path(*path.relative_to(folder).parts[1:])).read_bytes()
        for path in fetched
    )


def test_everything_comes_and_progress_adds_up(released: Released, hub: HubServer, tmp_path: Path) -> None:
    steps: list[TransferProgress] = []
    work = download(released.entry, tmp_path / "d", Hub(hub.endpoint), patience=0)
    steps.extend(work)
    assert is_whole(released, tmp_path / "d")
    assert steps[0].stage == "ask"
    downloads = [step for step in steps if step.stage == "download"]
    assert [step.all_done for step in downloads] == sorted(step.all_done for step in downloads)
    assert (
        downloads[-1].all_done
        == downloads[-1].all_total
        == sum(
            path.stat().st_size
            for part in REPOSITORIES
            for path in (tmp_path / "d" / part).rglob("*")
            if path.is_file()
        )
    )
    assert {step.file for step in steps if step.stage == "check"} == {step.file for step in downloads}


def test_nothing_is_asked_for_twice(released: Released, hub: HubServer, tmp_path: Path) -> None:
    fetch(released.entry, tmp_path / "d", hub)
    hub.asked.clear()
    fetch(released.entry, tmp_path / "d", hub)
    assert hub.asked == []


@pytest.mark.parametrize("cut", [1, 1000, 333_333, 1_000_000])
def test_a_connection_that_breaks_is_taken_up_again(
    released: Released, hub: HubServer, tmp_path: Path, cut: int
) -> None:
    hub.faults.cut[WEIGHTS] = [cut, 10]
    fetch(released.entry, tmp_path / "d", hub)
    assert is_whole(released, tmp_path / "d")
    starts = [start for _, name, start in hub.asked if name == WEIGHTS]
    assert starts == [0, cut, cut + 10]
    assert hub.sent < 1.01 * sum(path.stat().st_size for path in released.catalogue.parent.rglob("*"))


def test_a_connection_that_always_breaks_is_given_up_and_gone_on_with_later(
    released: Released, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults.cut[WEIGHTS] = [500_000] + [0] * 20
    with pytest.raises(Offline, match=r"breaks again and again.*same command goes on"):
        fetch(released.entry, tmp_path / "d", hub)
    hub.faults.cut.clear()
    hub.asked.clear()
    fetch(released.entry, tmp_path / "d", hub)
    assert is_whole(released, tmp_path / "d")
    assert ("GET", WEIGHTS, 500_000) in hub.asked
    assert ("GET", "", 0) not in hub.asked  # the plan stands


def test_closing_the_work_keeps_what_has_come(released: Released, hub: HubServer, tmp_path: Path) -> None:
    work = download(released.entry, tmp_path / "d", Hub(hub.endpoint), patience=0)
    step = next(step for step in work if step.file == WEIGHTS and 0 < step.done < step.total)
    work.close()
    assert (tmp_path / "d" / "faithdiff" / f"{WEIGHTS}.part").stat().st_size == step.done
    hub.asked.clear()
    fetch(released.entry, tmp_path / "d", hub)
    assert is_whole(released, tmp_path / "d")
    assert hub.asked[0] == ("GET", WEIGHTS, step.done)


def test_a_hub_without_ranges_starts_anew(released: Released, hub: HubServer, tmp_path: Path) -> None:
    hub.faults.cut[WEIGHTS] = [400_000]
    hub.faults.no_ranges = True
    fetch(released.entry, tmp_path / "d", hub)
    assert is_whole(released, tmp_path / "d")


def test_a_hub_that_lists_no_hashes_is_asked_for_them(released: Released, hub: HubServer, tmp_path: Path) -> None:
    hub.faults.no_hashes = True
    files = fetch(released.entry, tmp_path / "d", hub)
    assert is_whole(released, tmp_path / "d")
    assert all(file.remote.sha256 or file.remote.git_sha1 for file in files)
    assert ("HEAD", "unet/config.json", 0) in hub.asked


@pytest.mark.parametrize("name", [WEIGHTS, "unet/config.json", "diffusion_pytorch_model.safetensors"])
def test_a_flipped_bit_is_found_and_fetched_anew(released: Released, hub: HubServer, tmp_path: Path, name: str) -> None:
    hub.faults.corrupt[name] = 100
    with pytest.raises(TransferDamaged, match=f"{name} came damaged"):
        fetch(released.entry, tmp_path / "d", hub)
    assert not list((tmp_path / "d").rglob(Path(name).name + "*")) or name != WEIGHTS
    hub.faults.corrupt.clear()
    fetch(released.entry, tmp_path / "d", hub)
    assert is_whole(released, tmp_path / "d")


def test_a_page_instead_of_the_file_costs_nothing_that_came(released: Released, hub: HubServer, tmp_path: Path) -> None:
    hub.faults.cut[WEIGHTS] = [500_000] + [0] * 20
    with pytest.raises(Offline):
        fetch(released.entry, tmp_path / "d", hub)
    hub.faults.cut.clear()
    hub.faults.web_page.add(WEIGHTS)
    with pytest.raises(TransferDamaged, match=r"bytes long instead of.*sign-in page"):
        fetch(released.entry, tmp_path / "d", hub)
    assert (tmp_path / "d" / "faithdiff" / f"{WEIGHTS}.part").stat().st_size == 500_000


def test_a_truncated_file_is_told(released: Released, hub: HubServer, tmp_path: Path) -> None:
    hub.faults.short[WEIGHTS] = 5000
    with pytest.raises(TransferDamaged, match=r"would be 5,000 bytes long instead of"):
        fetch(released.entry, tmp_path / "d", hub)


@pytest.mark.parametrize(
    ("name", "status", "kind", "said"),
    [
        ("", 401, AccessDenied, "HF_TOKEN"),
        ("", 403, AccessDenied, "Accept the conditions"),
        ("", 404, RemoteMissing, "has no tester/FaithDiff"),
        ("", 429, RateLimited, "in 77 seconds"),
        ("", 500, DownloadError, "has trouble"),
        (WEIGHTS, 401, AccessDenied, "without signing in"),
        (WEIGHTS, 403, AccessDenied, "does not let you have FaithDiff.bin"),
        (WEIGHTS, 404, RemoteMissing, "has no FaithDiff.bin of tester/FaithDiff"),
        (WEIGHTS, 429, RateLimited, "asks for a pause"),
        (WEIGHTS, 503, DownloadError, "has trouble"),
    ],
)
def test_refusals_are_told_apart(
    released: Released,
    hub: HubServer,
    tmp_path: Path,
    name: str,
    status: int,
    kind: type[DownloadError],
    said: str,
) -> None:
    hub.faults.status[name] = status
    hub.faults.headers["Retry-After"] = "77"
    with pytest.raises(kind, match=said) as caught:
        fetch(released.entry, tmp_path / "d", hub)
    assert type(caught.value) is kind
    assert not isinstance(caught.value, RateLimited) or caught.value.seconds == 77
    hub.faults.status.clear()
    fetch(released.entry, tmp_path / "d", hub)
    assert is_whole(released, tmp_path / "d")


def test_a_file_that_the_repository_has_not_is_named(released: Released, hub: HubServer, tmp_path: Path) -> None:
    (released.parts["base"] / "text_encoder_2" / "model.fp16.safetensors").unlink()
    with pytest.raises(RemoteMissing, match=r"Base_XL has no file text_encoder_2/model\.fp16"):
        fetch(released.entry, tmp_path / "d", hub)


def test_the_second_name_is_taken_where_the_first_is_missing(released: Released, hub: HubServer) -> None:
    half = released.parts["base"] / "text_encoder" / "model.fp16.safetensors"
    half.rename(half.with_name("model.safetensors"))
    names = [file.remote.name for file in plan(released.entry, Hub(hub.endpoint))]
    assert "text_encoder/model.safetensors" in names
    assert "text_encoder/model.fp16.safetensors" not in names


def test_the_token_stays_with_the_hub(
    released: Released, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    fetch(released.entry, tmp_path / "d", hub)
    assert "hf_secret" in str(hub.tokens)
    assert hub.strangers == []


def test_offline_is_told(released: Released, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(Offline, match=r"HF_HUB_OFFLINE.*heirloom models import"):
        fetch(released.entry, tmp_path / "d", hub)
    assert hub.asked == []


def test_nobody_there_is_told(released: Released, hub: HubServer, tmp_path: Path) -> None:
    with pytest.raises(Offline, match="cannot be reached"):
        finish(download(released.entry, tmp_path / "d", Hub("http://127.0.0.1:9"), patience=0))


def test_a_hub_that_goes_silent_is_given_up(
    released: Released, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.1)
    hub.faults.pace = 100  # a little comes at each try, and then nothing
    with pytest.raises(Offline, match="breaks again and again"):
        fetch(released.entry, tmp_path / "d", hub)


def test_an_answer_of_something_else_is_told(released: Released, tmp_path: Path, hub: HubServer) -> None:
    entry = released.entry
    with pytest.raises(DownloadError, match=r"404|not that of a model hub"):
        finish(download(entry, tmp_path / "d", Hub(hub.endpoint + "/elsewhere"), patience=0))


def test_a_repository_that_changed_meanwhile_is_asked_anew(released: Released, hub: HubServer, tmp_path: Path) -> None:
    hub.faults.cut[WEIGHTS] = [500_000] + [0] * 20
    with pytest.raises(Offline):
        fetch(released.entry, tmp_path / "d", hub)
    hub.faults.cut.clear()
    content = released.weights.read_bytes()
    released.weights.write_bytes(content[::-1])
    with pytest.raises(RemoteMissing, match="404"):  # its commit is gone
        fetch(released.entry, tmp_path / "d", hub)
    fetch(released.entry, tmp_path / "d", hub)
    assert (tmp_path / "d" / "faithdiff" / WEIGHTS).read_bytes() == content[::-1]


def test_a_half_written_plan_is_made_anew(released: Released, hub: HubServer, tmp_path: Path) -> None:
    fetch(released.entry, tmp_path / "d", hub)
    (tmp_path / "d" / PLAN).write_text('{"entry": "')
    fetch(released.entry, tmp_path / "d", hub)
    assert is_whole(released, tmp_path / "d")


def test_room_is_looked_for_before(
    released: Released, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.download, "MARGIN", 10**15)
    with pytest.raises(DiskFull, match=r"too full: 1000000\.0 GB are needed, but only .* are free.*Make room"):
        fetch(released.entry, tmp_path / "d", hub)
    assert {name for _, name, _ in hub.asked} == {""}


def test_a_disk_that_fills_up_is_told_and_gone_on_with(
    released: Released, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        monkeypatch.setattr(engine.download, "MARGIN", -(10**15))  # others filled it after it was looked at
        with pytest.raises(DiskFull, match=r"the disk is full.*Make room"):
            fetch(released.entry, disk / "d", hub)
        come = (disk / "d" / "faithdiff" / f"{WEIGHTS}.part").stat().st_size
        assert come > 300_000
        subprocess.run(["mount", "-o", "remount,size=8m", disk], check=True)
        fetch(released.entry, disk / "d", hub)
        assert ("GET", WEIGHTS, come) in hub.asked
        assert is_whole(released, disk / "d")
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_folder_that_cannot_be_written_is_told(released: Released, hub: HubServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelError, match="cannot be written"):
        fetch(released.entry, tmp_path / "file" / "d", hub)

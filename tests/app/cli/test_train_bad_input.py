"""`heirloom train` with what cannot work: one clear line, a code that is not 0, and nothing lost."""

import hashlib
import io
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from tests.app.cli.conftest import Heirloom
from tests.engine.tiny import tiny_bundle
from trainer import presets
from trainer.checkpoint import complete_checkpoints, load_checkpoint
from trainer.objective import Objective

NAME = 'name = "trial"'
RUN = """
name = "trial"
base = "start"
output = "run"
photos = ["photos"]
held_out = 0
checkpoint_every = 1
crops = [{ size = 32, batch = 1 }]
stages = [{ name = "joint", updates = 3, unet = 1e-4 }]
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run file that works, over two photos."""
    tiny_bundle(tmp_path / "start", text="plain")
    for number in range(2):
        add_photo(tmp_path / "photos", number)
    path = tmp_path / "run.toml"
    path.write_text(RUN, encoding="utf-8")
    return path


def add_photo(folder: Path, number: int, size: tuple[int, int] = (80, 60)) -> None:
    folder.mkdir(exist_ok=True)
    pixels = np.random.default_rng(number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC).save(folder / f"{number}.png")


def changed(run: Path, old: str, new: str) -> Path:
    text = run.read_text(encoding="utf-8")
    assert old in text
    run.write_text(text.replace(old, new), encoding="utf-8")
    return run


def hashes(folder: Path) -> dict[str, str]:
    """What the photos and the base are."""
    files = [path for name in ("photos", "start") for path in (folder / name).rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is at its end."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())


def refused(heirloom: Heirloom, run: Path, *words: str, code: int = 1) -> None:
    """One line on stderr with these words, and originals as they were."""
    before = hashes(run.parent)
    for arguments in ((run,), (run, "--json")):
        ran = heirloom("train", *arguments)
        assert ran.code == code
        assert len(ran.err) == 1, ran.err
        for word in words:
            assert word in ran.err[0]
    assert hashes(run.parent) == before


def test_an_empty_folder(heirloom: Heirloom, run: Path) -> None:
    shutil.rmtree(run.parent / "photos")
    (run.parent / "photos").mkdir()
    refused(heirloom, run, "no usable photo was found", str(run.parent / "photos"))


def test_photos_that_are_all_rejected(heirloom: Heirloom, run: Path) -> None:
    shutil.rmtree(run.parent / "photos")
    add_photo(run.parent / "photos", 0, (20, 20))
    (run.parent / "photos" / "broken.jpg").write_bytes(b"no picture")
    refused(heirloom, run, "no usable photo was found", "too small")


def test_one_photo(heirloom: Heirloom, run: Path) -> None:
    (run.parent / "photos" / "0.png").unlink()
    refused(heirloom, run, "only one usable photo was found", "at least two")


def test_an_output_that_cannot_be_written_to(heirloom: Heirloom, run: Path) -> None:
    (run.parent / "file").write_bytes(b"kept")
    refused(heirloom, changed(run, '"run"', '"file/run"'), "cannot be written to", str(run.parent / "file" / "run"))
    assert (run.parent / "file").read_bytes() == b"kept"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a mount")
def test_an_output_on_a_disk_that_is_read_only(heirloom: Heirloom, run: Path) -> None:
    folder = run.parent / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        refused(heirloom, changed(run, '"run"', '"disk/run"'), "cannot be written to", "Read-only")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_base_that_is_not_there_or_no_model(heirloom: Heirloom, run: Path) -> None:
    (run.parent / "empty").mkdir()
    refused(heirloom, changed(run, '"start"', '"nowhere"'), "nowhere")
    refused(heirloom, changed(run, '"nowhere"', '"empty"'), "empty")


def test_a_base_that_is_damaged(heirloom: Heirloom, run: Path) -> None:
    weights = next((run.parent / "start" / "unet").glob("*.safetensors"))
    content = bytearray(weights.read_bytes())
    content[-5] ^= 1
    weights.write_bytes(content)
    refused(heirloom, run, weights.name)


def test_a_checkpoint_of_another_base(heirloom: Heirloom, run: Path) -> None:
    assert heirloom("train", run).code == 0
    kept = complete_checkpoints(run.parent / "run" / "checkpoints")
    shutil.rmtree(run.parent / "start")
    tiny_bundle(run.parent / "start", text="plain", seed=1)
    refused(heirloom, run, "another base", str(kept[-1].parent), "choose another output folder")
    assert complete_checkpoints(run.parent / "run" / "checkpoints") == kept


def test_a_corrupt_checkpoint(heirloom: Heirloom, run: Path) -> None:
    assert heirloom("train", run).code == 0
    kept = complete_checkpoints(run.parent / "run" / "checkpoints")
    weights = kept[-1] / "weights.safetensors"
    weights.write_bytes(b"<html>" + weights.read_bytes()[6:])
    refused(heirloom, run, "the checkpoint is damaged", str(kept[-1]), "Delete it")
    shutil.rmtree(kept[-1])  # as advised
    assert heirloom("train", run).code == 0
    assert load_checkpoint(complete_checkpoints(kept[-1].parent)[-1]).update == 3


def test_a_preset_that_was_edited(heirloom: Heirloom, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = run.parent / "training"
    shutil.copytree(presets.resource("training"), folder)
    edited = folder / "finetune-lora.toml"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nsurprise = 1\n", encoding="utf-8")
    monkeypatch.setattr(presets, "resource", lambda name: run.parent / name)
    refused(heirloom, changed(run, NAME, f'preset = "finetune-lora"\n{NAME}'), str(edited), "surprise", code=2)


def test_a_run_file_of_a_newer_version(heirloom: Heirloom, run: Path) -> None:
    refused(heirloom, changed(run, NAME, f"format_version = 99\n{NAME}"), "newer", str(run), code=2)


def test_a_checkpoint_of_a_newer_version(heirloom: Heirloom, run: Path) -> None:
    assert heirloom("train", run).code == 0
    state = complete_checkpoints(run.parent / "run" / "checkpoints")[-1] / "state.json"
    state.write_text(state.read_text(encoding="utf-8").replace('"format": 2', '"format": 3'), encoding="utf-8")
    refused(heirloom, run, "format 3", "newer Heirloom")


def test_memory_that_runs_out_on_the_way(heirloom: Heirloom, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = Objective.forward, iter(range(10))

    def full(self: Objective, *values: Any) -> torch.Tensor:
        if next(calls) >= 3 and len(values[0].captions) == 1:  # one in the trial step, two updates
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return real(self, *values)

    monkeypatch.setattr(Objective, "forward", full)
    monkeypatch.setattr("trainer.start._fits", lambda run: iter(()))
    ran = heirloom("train", run)
    assert ran.code == 1
    assert len(ran.err) == 1
    for word in ("the memory ran out at update 2", "gradient_checkpointing = true", "last checkpoint is intact"):
        assert word in ran.err[0]
    monkeypatch.undo()
    assert load_checkpoint(complete_checkpoints(run.parent / "run" / "checkpoints")[-1]).update == 2
    assert heirloom("train", run).code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs a mount")
def test_a_disk_that_is_full(heirloom: Heirloom, run: Path) -> None:
    folder = run.parent / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        refused(heirloom, changed(run, '"run"', '"disk/run"'), "the disk is full", "needs", "free", "Free some space")
        assert not list((folder / "run" / "checkpoints").iterdir())
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_an_optimizer_that_cannot_be_had_is_told_before_anything_else(
    heirloom: Heirloom, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    changed(run, "held_out = 0", 'held_out = 0\noptimizer = "adamw-8bit"')
    ran = heirloom("train", run)
    assert ran.code == 2
    assert len(ran.err) == 1
    assert "adamw-8bit, which needs a CUDA device" in ran.err[0]
    assert not ran.out

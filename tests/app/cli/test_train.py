"""`heirloom train`: what is said. The training itself is tested in tests/trainer."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from app.cli.train import event_text
from tests.app.cli.conftest import Heirloom
from tests.conftest import ROOT
from tests.engine.tiny import tiny_bundle


def test_a_wrong_run_file_is_one_line(heirloom: Heirloom, tmp_path: Path) -> None:
    run = tmp_path / "run.toml"
    for content in ("this is not toml", "surprise = 1\n"):
        run.write_text(content)
        ran = heirloom("train", run)
        assert ran.code == 2
        assert not ran.out
        assert len(ran.err) == 1
        assert not list(tmp_path.glob("*/"))


def test_events_are_readable() -> None:
    event = {"phase": "train", "update": 20, "loss": 0.123456, "lr": 1e-4, "path": "a", "rejected": [1], "more": None}
    assert event_text(event) == "Train: update 20, loss 0.1235, lr 0.0001, path a"
    assert event_text({"phase": "held_out"}) == "Held out"


def test_preview_writes_a_sheet_and_says_where(heirloom: Heirloom, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(pixels).resize((80, 60), Image.Resampling.BICUBIC).save(photos / f"{number}.png")
    (photos / "broken.jpg").write_bytes(b"nothing")
    run = tmp_path / "run.toml"
    run.write_text(
        'name = "trial"\nbase = "none"\noutput = "out"\nphotos = ["photos"]\nheld_out = 0\n'
        'crops = [{ size = 32, batch = 1 }]\nstages = [{ name = "joint", updates = 1, unet = 1e-4 }]\n'
    )
    ran = heirloom("train", "preview", run, "--photos", "2", "--size", "32")
    assert ran.code == 0, ran.err
    assert len(ran.err) == 1
    assert "broken.jpg: left out: cannot be read" in ran.err[0]
    with Image.open(tmp_path / "run_preview.png") as sheet:
        assert sheet.height > 64
    assert str(tmp_path / "run_preview.json") in ran.out[0]
    assert heirloom("train", "preview", tmp_path / "none.toml").code == 2


def test_the_short_form_runs_and_help_names_both(heirloom: Heirloom, tmp_path: Path) -> None:
    assert "there is no such run file" in heirloom("train", tmp_path / "none.toml").err[0]
    assert "there is no such run file" in heirloom("train", "run", tmp_path / "none.toml").err[0]
    assert "there is no such run file" in heirloom("train", "--json", tmp_path / "none.toml").err[0]
    words = " ".join(heirloom("train", "--help").out)
    assert "preview" in words
    assert "run" in words


def test_another_program_steers_it_by_lines(tmp_path: Path) -> None:
    """Started paused and stopped through stdin, in a process of its own; what is no command is said on stderr."""
    tiny_bundle(tmp_path / "start", text="plain")
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(2):
        pixels = np.random.default_rng(number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(pixels).resize((80, 60), Image.Resampling.BICUBIC).save(photos / f"{number}.png")
    run = tmp_path / "run.toml"
    run.write_text(
        'name = "trial"\nbase = "start"\noutput = "out"\nphotos = ["photos"]\nheld_out = 0\n'
        'crops = [{ size = 32, batch = 1 }]\nstages = [{ name = "joint", updates = 100000, unet = 1e-4 }]\n'
    )
    command = [sys.executable, "-m", "app", "train", str(run), "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("pause\ndance\n")
        process.stdin.flush()
        phases: list[str] = []
        for line in process.stdout:
            phases.append(json.loads(line)["phase"])
            if phases[-1] == "paused":
                process.stdin.write("stop\n")
                process.stdin.flush()
        errors = process.stderr.read() if process.stderr is not None else ""
    assert process.returncode == 130
    assert phases == ["collection", "estimate", "text_cache", "trial", "start", "paused", "checkpoint", "stopped"]
    assert "no command 'dance'" in errors
    assert list((tmp_path / "out" / "checkpoints").glob("update-*/COMPLETE"))
    assert not (tmp_path / "out" / "bundle").exists()

"""`heirloom restore` with a real, tiny model: what is written, where, and what is said."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.manifest import read_manifest
from engine.request import RestoreRequest
from tests.app.cli.conftest import Heirloom, make_photo
from tests.engine.tiny import tiny_bundle


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "tiny"
    tiny_bundle(folder)
    return folder


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pixels(path: Path) -> np.ndarray:
    """uint8 [H, W, 3]."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_a_photo_is_restored_beside_itself(heirloom: Heirloom, photo: Path, model: Path) -> None:
    before = digest(photo)
    ran = heirloom("restore", photo, "--model", model, "--steps", "2", "--scale", "2")
    written = photo.with_name("photo_restored.png")
    assert ran.code == 0, ran.err
    assert len(ran.out) == 1
    assert ran.out[0].startswith(f"{photo} -> {written} (80 × 48, ")
    assert pixels(written).shape == (48, 80, 3)
    assert digest(photo) == before
    assert any("Restoring" in line for line in ran.err)  # not a terminal: sparse lines
    assert sorted(path.name for path in photo.parent.iterdir()) == ["photo.png", "photo_restored.png"]


def test_the_same_command_again_gives_the_same_picture_under_the_next_name(
    heirloom: Heirloom, photo: Path, model: Path
) -> None:
    command = ("restore", photo, "--model", model, "--steps", "2", "--seed", "7", "--quiet")
    assert heirloom(*command).code == 0
    ran = heirloom(*command, "--again")
    first, second = photo.with_name("photo_restored.png"), photo.with_name("photo_restored-2.png")
    assert str(second) in ran.out[0]
    assert not ran.err
    assert np.array_equal(pixels(first), pixels(second))


def test_json_has_all_there_is_to_know(heirloom: Heirloom, photo: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    ran = heirloom(
        "restore", photo, "--model", model, "--json", "--quiet", "--out", f"{out}/", "--size", "33x17",
        "--steps", "3", "--guidance", "1.5", "--seed", "9", "--sampler", "unipc", "--start", "noise",
        "--color", "wavelet", "--caption", "a boat", "--negative", "blur", "--tile", "512",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    record = json.loads(ran.out[0])
    assert (record["status"], record["error"], record["width"], record["height"]) == ("restored", None, 33, 17)
    assert record["output"] == str(out / "photo_restored.png")
    assert record["seconds"] > 0
    assert record["model"] == read_manifest(model).identity
    request = RestoreRequest.from_dict(record["request"])
    assert request == RestoreRequest.from_dict(
        {
            "size": (33, 17), "steps": 3, "guidance_scale": 1.5, "seed": 9, "sampler": "unipc", "start": "noise",
            "color": "wavelet", "caption": "a boat", "negative_prompt": "blur", "tile": 512,
        },
        base=read_manifest(model).request(),
    )  # fmt: skip
    assert pixels(out / "photo_restored.png").shape == (17, 33, 3)


def test_one_bad_photo_does_not_stop_the_others(heirloom: Heirloom, photo: Path, model: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture")
    other = make_photo(tmp_path / "other.jpg", 20, 30)
    out = tmp_path / "out"
    ran = heirloom("restore", photo, bad, other, "--model", model, "--steps", "1", "--out", out, "--json", "--quiet")
    assert ran.code == 1
    records = [json.loads(line) for line in ran.out]
    assert [record["status"] for record in records] == ["restored", "failed", "restored"]
    assert len(ran.err) == 1
    assert sorted(path.name for path in out.iterdir()) == ["other_restored.jpg", "photo_restored.png"]


def test_out_as_a_file_is_never_replaced(heirloom: Heirloom, photo: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.png"
    out.write_bytes(b"mine")
    ran = heirloom("restore", photo, "--model", model, "--steps", "1", "--out", out, "--quiet")
    assert ran.code == 0, ran.err
    assert out.read_bytes() == b"mine"
    assert "mine-2.png" in ran.out[0]
    assert pixels(tmp_path / "mine-2.png").shape == (24, 40, 3)
    before = digest(photo)
    ran = heirloom("restore", photo, "--model", model, "--steps", "1", "--out", photo, "--quiet")
    assert ran.code == 0, ran.err
    assert digest(photo) == before


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 200)])
def test_tiny_and_narrow_photos(heirloom: Heirloom, tmp_path: Path, model: Path, width: int, height: int) -> None:
    photo = make_photo(tmp_path / "odd.png", width, height)
    ran = heirloom("restore", photo, "--model", model, "--steps", "1", "--scale", "1", "--quiet")
    assert ran.code == 0, ran.err
    assert pixels(tmp_path / "odd_restored.png").shape == (height, width, 3)


def test_a_caption_too_long_is_noted(heirloom: Heirloom, photo: Path, model: Path) -> None:
    ran = heirloom("restore", photo, "--model", model, "--steps", "1", "--quiet", "--caption", "a boat " * 500)
    assert ran.code == 0, ran.err
    assert len(ran.err) <= 1
    assert all(": note: " in line for line in ran.err)


@pytest.mark.parametrize("name", ["-dash.png", "two\nlines.png", "[b]%s<b>♥.png", "bytes\udcff.png"])
def test_odd_names(heirloom: Heirloom, tmp_path: Path, model: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_photo(tmp_path / "photo.png", 16, 16).rename(tmp_path / name)
    ran = heirloom("restore", "--model", model, "--steps", "1", "--scale", "1", "--json", "--", name)
    assert ran.code == 0, ran.err
    record = json.loads(ran.out[0])
    assert record["input"] == name
    assert record["output"] == name.replace(".png", "_restored.png")
    assert (tmp_path / record["output"]).is_file()


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path, model: Path, own_data_folder: Path) -> None:
    photos = [make_photo(tmp_path / f"{number}.png", 64, 64) for number in (1, 2)]
    before = [digest(path) for path in photos]
    command = [sys.executable, "-m", "app", "restore", *map(str, photos), "--model", str(model), "--steps", "1000"]
    started = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stderr is not None
    for line in started.stderr:
        if "Restoring" in line:
            break
    started.send_signal(signal.SIGINT)
    asked = time.monotonic()
    out, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert time.monotonic() - asked < 20  # alone on two cores: under one
    assert not out
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "Cancelled. Photos restored before that are kept."
    assert [digest(path) for path in photos] == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.png", "2.png"]
    assert not list(own_data_folder.rglob("*.log"))


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path, model: Path) -> None:
    photo = make_photo(tmp_path / "a.png", 16, 16)
    command = [sys.executable, "-m", "app", "restore", str(photo), str(photo), "--model", str(model), "--steps", "1"]
    started = subprocess.Popen([*command, "--quiet"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stderr is not None
    started.stdout.close()
    err = started.stderr.read()
    assert started.wait(timeout=60) == 1
    started.stderr.close()
    assert not err


def test_the_built_in_model_restores_a_sample(heirloom: Heirloom, built_in: Path, tmp_path: Path) -> None:
    sample = next(iter(sorted((built_in.parents[1] / "samples").glob("*.jpg"))))
    ran = heirloom("restore", sample, "--out", f"{tmp_path}/", "--quiet", "--size", "128x96")
    assert ran.code == 0, ran.err
    with Image.open(tmp_path / f"{sample.stem}_restored.jpg") as written:
        assert written.size == (128, 96)


@pytest.mark.parametrize("option", [("--sampler", "dpmpp-2m"), ("--strength", "0.01")])
def test_what_the_model_cannot_do_is_said_once_for_all_photos(
    heirloom: Heirloom, photo: Path, model: Path, option: tuple[str, str]
) -> None:
    ran = heirloom("restore", photo, photo, "--model", model, "--quiet", "--steps", "1000", *option)
    assert ran.code == 2
    assert len(ran.err) == 1
    assert ran.err[0].startswith("--steps is 1000, which is more than")


def test_a_size_beyond_the_photos_format_becomes_png(heirloom: Heirloom, tmp_path: Path, model: Path) -> None:
    source = make_photo(tmp_path / "thin.webp", 64, 1)
    ran = heirloom(
        "restore", source, "--model", model, "--size", "16384x1", "--steps", "1", "--quiet", "--start", "noise"
    )
    written = tmp_path / "thin_restored.png"
    assert ran.code == 0, ran.err
    assert pixels(written).shape == (1, 16384, 3)
    note = "WEBP files cannot hold 16384 × 1 pixels, so the result is a PNG file."
    assert ran.err == [f"{source}: note: {note}"]


def test_a_size_beyond_the_limit_is_wrong_usage(heirloom: Heirloom, photo: Path, model: Path) -> None:
    ran = heirloom("restore", photo, photo, "--model", model, "--quiet", "--size", "60000x60000")
    assert ran.code == 2
    assert len(ran.err) == 1
    assert "3600 megapixels" in ran.err[0]


def test_a_factor_too_large_for_one_photo_is_that_photos_failure(
    heirloom: Heirloom, tmp_path: Path, model: Path
) -> None:
    large, small = make_photo(tmp_path / "large.png", 300, 300), make_photo(tmp_path / "small.png", 2, 2)
    ran = heirloom("restore", large, small, "--model", model, "--quiet", "--scale", "64", "--steps", "1")
    assert ran.code == 1
    assert len(ran.err) == 1
    assert ran.err[0].startswith(f"{large}: ")
    assert (tmp_path / "small_restored.png").exists()

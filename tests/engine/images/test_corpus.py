"""Real odd and malformed files: each is read right, or refused in one clear line, in bounded time and memory."""

import csv
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ImageError, ImageTooLarge, UnsupportedImage
from engine.images.picture import Picture
from engine.images.read import read_picture
from tests.conftest import SHARED

Row = dict[str, str]


def rows(kind: str) -> list[Row]:
    listing = SHARED / "corpus" / "SOURCES.csv"
    if not listing.is_file():
        return []
    with listing.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["kind"] == kind]


def name(row: Row) -> str:
    return row["file"]


def read_or_refusal(path: Path) -> Picture | ImageError:
    try:
        return read_picture(path)
    except ImageError as refusal:
        return refusal


@pytest.mark.parametrize("row", rows("valid"), ids=name)
def test_a_valid_file_is_read_right_or_named_unsupported(row: Row, shared: Path) -> None:
    path = shared / "corpus" / "valid" / row["file"]
    picture = read_or_refusal(path)
    if isinstance(picture, ImageError):
        assert isinstance(picture, UnsupportedImage), picture
        assert row["expect"] == "ok_or_unsupported", picture
        assert picture.path == path
        return
    assert picture.pixels.shape == (picture.height, picture.width, 3)
    assert picture.bits == picture.pixels.dtype.itemsize * 8
    if row["exp_w"]:
        assert (picture.width, picture.height) == (int(row["exp_w"]), int(row["exp_h"]))
    if row["exp_mean_srgb"]:
        wanted = np.array([float(number) for number in row["exp_mean_srgb"].split()])
        mean = picture.pixels8().reshape(-1, 3).mean(axis=0)
        assert np.abs(mean - wanted).max() <= float(row["mean_tol"]), (mean, wanted)


@pytest.mark.parametrize("row", rows("malformed"), ids=name)
def test_a_malformed_file_gives_one_clear_line(row: Row, shared: Path) -> None:
    path = shared / "corpus" / "malformed" / row["file"]
    begin = time.monotonic()
    refusal = read_or_refusal(path)
    assert time.monotonic() - begin < 10
    if isinstance(refusal, ImageError):
        assert refusal.path == path
        assert str(path) in str(refusal)
        assert "\n" not in str(refusal)
    else:
        assert row["expect"] == "error_or_partial"
    if row["expect"] == "refuse_too_large":
        assert isinstance(refusal, ImageTooLarge)


def test_few_valid_files_are_unsupported(shared: Path) -> None:
    """Most of what may be refused is read: a change that refuses more than these ten kinds is a loss."""
    found = [read_or_refusal(shared / "corpus" / "valid" / row["file"]) for row in rows("valid")]
    assert sum(isinstance(each, ImageError) for each in found) <= 10


READ_ALL = """
import sys, warnings
from pathlib import Path
from engine.errors import ImageError
from engine.images.picture import Picture
from engine.images.read import read_picture
warnings.simplefilter("error")
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        read_picture(path)
    except ImageError:
        pass
# Not ru_maxrss: it starts at the peak of the process that started this one, here the whole test run's.
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory as Linux reports it")
def test_malformed_files_cost_little_memory_and_change_nothing(shared: Path) -> None:
    folder = shared / "corpus" / "malformed"
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(folder)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= 600
    for row in rows("malformed"):
        assert hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() == row["sha256"]

"""What is installed with Heirloom, and what `make` runs, against what there is."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_MODULES = {"pillow": "PIL", "pillow-heif": "pillow_heif", "PySide6-Essentials": "PySide6"}


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9_-]+", requirement)
    assert found is not None
    return found[0]


def test_everything_that_must_be_installed_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    files = [path for folder in ("app", "engine", "trainer") for path in (ROOT / folder).rglob("*.py")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    imported = set(re.findall(r"^\s*(?:import|from) ([A-Za-z0-9_]+)", source, re.MULTILINE))
    needed = {_MODULES.get(name, name) for name in map(_name, project["dependencies"])}
    assert needed <= imported


WITHOUT_EXTRAS = """
import pathlib, sys, warnings
sys.modules |= {"accelerate": None, "peft": None, "bitsandbytes": None, "tensorboard": None}
warnings.simplefilter("error")
from tests.engine.tiny import tiny_bundle, tiny_picture
from engine.bundle import load_bundle
from engine.request import RestoreRequest
from engine.restorer import restore
model = load_bundle(tiny_bundle(pathlib.Path(sys.argv[1])))
list(restore(model, tiny_picture(), RestoreRequest(steps=1, scale=1.0)))
"""


def test_restoring_needs_nothing_of_training(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_EXTRAS, str(tmp_path / "tiny")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_make_bench_probes_the_window_too() -> None:
    ran = subprocess.run(["make", "-n", "bench"], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    assert re.findall(r"-m (tests\.benchmarks\.\w+)", ran.stdout) == [
        "tests.benchmarks.builtin",
        "tests.benchmarks.window",
    ]

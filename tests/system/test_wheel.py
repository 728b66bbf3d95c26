"""The wheel holds everything: code, resources, the way in."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("app", "engine", "trainer", "resources", "pyproject.toml", "README.md", "LICENSE")


@pytest.mark.slow
def test_the_wheel_works_away_from_the_checkout(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in PARTS:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.exists():
            shutil.copy(path, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    built = subprocess.run(
        [*build, "--wheel-dir", str(tmp_path), str(source)], capture_output=True, text=True, timeout=300, check=False
    )
    assert built.returncode == 0, built.stderr
    installed = tmp_path / "installed"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    here = {str(path.relative_to(ROOT)) for path in (ROOT / "resources").rglob("*") if path.is_file()}
    there = {str(path.relative_to(installed)) for path in (installed / "resources").rglob("*") if path.is_file()}
    assert there == here
    assert "heirloom = app.__main__:main" in next(installed.glob("*.dist-info/entry_points.txt")).read_text()
    code = "import engine.resources as r; print(r.__file__, r.resource('samples').is_dir())"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
    )
    assert ran.stdout.split() == [str(installed / "engine" / "resources.py"), "True"]

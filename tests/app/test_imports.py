"""What is imported when, seen in a fresh process: starting must be quick, and the command line has no Qt."""

import json
import subprocess
import sys

import pytest

from app.__main__ import window_files

HEAVY = {"torch", "diffusers", "transformers", "accelerate", "peft"}


def imported_by(statement: str) -> set[str]:
    """Names of all modules in a fresh Python after `statement`."""
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "statement",
    [
        "import app.__main__",
        "import app.cli",
        "import app.__main__ as m; assert m.main(['--version']) == 0",
        "import app.__main__ as m; assert m.main(['restore', 'nowhere.jpg', '--model', 'nothing']) == 2",
        "import app.__main__ as m; assert m.main(['models', 'list']) == 0",
    ],
)
def test_the_command_line_starts_without_torch_and_qt(statement: str) -> None:
    modules = imported_by(statement)
    assert not modules & HEAVY
    assert "PySide6" not in modules


def test_doctor_and_restoring_need_no_qt() -> None:
    modules = imported_by("import app.__main__ as m; m.main(['doctor']); import engine.bundle, engine.restorer")
    assert "torch" in modules
    assert "PySide6" not in modules


@pytest.mark.parametrize("arguments", [[], ["open"], ["open", "a.jpg", "b c.png"]])
def test_a_window_does_not_wait_for_the_command_line(arguments: list[str]) -> None:
    statement = (
        "import app.__main__ as m; m.open_window = lambda files: 0 if list(map(str, files)) == "
        f"{arguments[1:]} else 1; assert m.main({arguments}) == 0"
    )
    assert not {"typer", "rich", "app.cli", "numpy", "PySide6"} & imported_by(statement)


@pytest.mark.parametrize("arguments", [["--version"], ["open", "--help"], ["open", "-x"], ["models"], ["a.jpg"]])
def test_all_else_is_the_command_lines(arguments: list[str]) -> None:
    assert window_files(arguments) is None


def test_a_window_that_fails_at_its_start_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = (
        "import sys, app.__main__ as m\ndef fail(files): raise RuntimeError('no luck')\n"
        "m.open_window = fail\nsys.exit(m.main([]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert "no luck" in line
    assert line.startswith("heirloom: ") or "unexpected" in line


STATE = """
import importlib, pathlib, app.model
for path in pathlib.Path(app.model.__path__[0]).rglob("*.py"):
    importlib.import_module("app.model" if path.stem == "__init__" else f"app.model.{path.stem}")
"""


def test_state_knows_no_widgets_and_no_torch() -> None:
    modules = imported_by(STATE)
    assert not {"PySide6.QtWidgets", "app.ui", "app.cli"} & modules
    assert not modules & HEAVY


def test_the_window_is_imported_without_torch_and_numpy() -> None:
    assert not imported_by("import app.ui.main") & (HEAVY | {"numpy", "PIL"})


def test_the_engine_knows_no_qt() -> None:
    modules = imported_by("import engine.bundle, engine.restorer, engine.catalogue, engine.images.read")
    assert not [name for name in modules if name.startswith(("PySide6", "app", "trainer"))]

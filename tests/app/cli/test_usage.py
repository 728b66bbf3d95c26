"""Wrong usage: one line that says what to do, exit code 2, nothing done."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__
from tests.app.cli.conftest import Heirloom

RESTORE = ("restore", "photo.jpg")


def test_version(heirloom: Heirloom) -> None:
    ran = heirloom("--version")
    assert (ran.code, ran.out, ran.err) == (0, [f"heirloom {__version__}"], [])


def test_alone_it_opens_the_window(heirloom: Heirloom) -> None:
    assert heirloom().opened == []
    assert heirloom("open").opened == []
    assert heirloom("open", "a.jpg", "b.jpg").opened == [Path("a.jpg"), Path("b.jpg")]


@pytest.mark.parametrize("command", [(), ("restore",), ("models",), ("models", "list"), ("train",), ("doctor",)])
def test_help(heirloom: Heirloom, command: tuple[str, ...]) -> None:
    ran = heirloom(*command, "--help")
    assert ran.code == 0
    assert "Usage: heirloom" in " ".join(ran.out)
    assert not ran.err
    assert ran.opened is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("restore",), "INPUT"),
        (("restor", "a.jpg"), "restor"),
        ((*RESTORE, "--step", "5"), "--step"),
        ((*RESTORE, "--steps"), "--steps"),
        ((*RESTORE, "--steps", "many"), "--steps"),
        ((*RESTORE, "--steps", "0"), "--steps is 0, but must be a whole number from 1 to 1000"),
        ((*RESTORE, "--steps", "2.5"), "--steps"),
        ((*RESTORE, "--seed", "-1"), "--seed is -1"),
        ((*RESTORE, "--guidance", "nan"), "--guidance is nan"),
        ((*RESTORE, "--guidance", "31"), "--guidance is 31"),
        ((*RESTORE, "--scale", "0"), "--scale is 0"),
        ((*RESTORE, "--scale", "inf"), "--scale is inf"),
        ((*RESTORE, "--strength", "0"), "--strength is 0"),
        ((*RESTORE, "--tile", "8"), "--tile is 8"),
        ((*RESTORE, "--size", "big"), "--size is 'big', but must be width and height in pixels, as 1024x768"),
        ((*RESTORE, "--size", "0x5"), "--size is 0"),
        ((*RESTORE, "--size", "100000x5"), "--size is 100000"),
        ((*RESTORE, "--size", "5x5", "--scale", "2"), "--scale and --size contradict each other. Give one of them."),
        ((*RESTORE, "--sampler", "ddim"), "ddim"),
        ((*RESTORE, "--start", "middle"), "middle"),
        ((*RESTORE, "--color", "sepia"), "sepia"),
        ((*RESTORE, "--device", "gpu"), "--device is 'gpu', but must be auto, cpu, cuda or cuda:N"),
        ((*RESTORE, "--model", "famly"), "there is no model 'famly'. Give a model's folder or one of these names"),
        ((*RESTORE, "--out", ""), "--out is empty"),
        ((*RESTORE, "--out", "result.xyz"), "--out is 'result.xyz', but pictures are written as"),
        ((*RESTORE, "b.jpg", "--out", "result.png"), "--out is the file 'result.png', but there are 2 photos"),
        (("models", "verify", "famly"), "there is no model 'famly'"),
        (("train", "nowhere.toml"), "nowhere.toml: there is no such run file"),
    ],
)
def test_wrong_usage(heirloom: Heirloom, arguments: tuple[str, ...], said: str) -> None:
    ran = heirloom(*arguments)
    assert ran.code == 2
    assert not ran.out
    assert len(ran.err) == 1
    assert said in ran.err[0]


def test_a_folder_without_manifest_is_no_model(heirloom: Heirloom, tmp_path: Path) -> None:
    ran = heirloom("restore", "a.jpg", "--model", tmp_path)
    assert ran.code == 2
    assert ran.err == [f"{tmp_path}: has no bundle.json, so it is not a model. Name a model's folder."]


def test_ctrl_c_while_modules_are_imported_is_no_traceback() -> None:
    code = """
import sys
from importlib.abc import MetaPathFinder

class Interrupting(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "app.cli.batch":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from app.__main__ import main
sys.exit(main(["--version"]))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")

"""The command line, run in this process."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.cli import run


@dataclass(frozen=True)
class Ran:
    """What one command did.

    Attributes:
        code: exit code.
        out, err: lines on stdout and stderr.
        opened: the pictures the window was opened with, or None.
    """

    code: int
    out: list[str]
    err: list[str]
    opened: list[Path] | None


Heirloom = Callable[..., Ran]


@pytest.fixture
def heirloom(capsys: pytest.CaptureFixture[str]) -> Iterator[Heirloom]:
    """`heirloom("restore", path, ...)`; the window is only noted."""
    root = logging.getLogger()
    handlers = list(root.handlers)

    def call(*arguments: object) -> Ran:
        opened: list[list[Path]] = []

        def open_window(files: Sequence[Path]) -> int:
            opened.append(list(files))
            return 0

        capsys.readouterr()
        code = run([str(argument) for argument in arguments], open_window)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out.splitlines(), err.splitlines(), opened[0] if opened else None)

    yield call
    logging.captureWarnings(False)
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of 40 x 24 pixels."""
    return make_photo(tmp_path / "photo.png", 40, 24)


def make_photo(path: Path, width: int, height: int) -> Path:
    """A smooth picture with a little noise."""
    rows, columns = np.mgrid[0:height, 0:width]
    colour = np.stack([columns / max(1, width), rows / max(1, height), 0 * rows + 0.5], axis=-1)
    noisy = colour * 200 + np.random.default_rng(0).normal(20, 5, colour.shape)
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(path)
    return path

"""What all tests share."""

import os
import signal
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ.setdefault("HF_HUB_OFFLINE", "1")  # a test that would download must fail instead

# A shell that starts the tests in the background has them, and all that they start, ignore Ctrl-C; some test just that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("HEIRLOOM_SHARED", Path(__file__).parents[2] / "shared"))
"""The project's test data: reference numbers, odd pictures, photos. Not part of the repository."""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared test data; tests that need it are skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"no test data at {SHARED}; set HEIRLOOM_SHARED to its folder")
    return SHARED


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for each test, so that none touches the person's own."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("HEIRLOOM_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def built_in() -> Path:
    """The built-in model's folder; tests that need it are skipped in a checkout without it."""
    folder = ROOT / "resources" / "models" / "built-in"
    if not (folder / "bundle.json").is_file():
        pytest.skip(f"no built-in model at {folder}")
    return folder

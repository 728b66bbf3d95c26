"""The log file takes what would frighten a person."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import run
from app.log import log_path, set_up_logging


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    logging.captureWarnings(False)
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()


def test_the_unexpected_is_one_line_and_a_traceback_in_the_log(
    capsys: pytest.CaptureFixture[str], own_data_folder: Path
) -> None:
    def broken(files: object) -> int:
        raise ZeroDivisionError("no\nway")

    assert run([], broken) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.count("\n") == 1
    assert "ZeroDivisionError" in err
    assert str(own_data_folder / "log" / "heirloom.log") in err
    log = log_path().read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "in broken" in log


def test_no_file_before_there_is_something_to_say() -> None:
    path = set_up_logging()
    assert path == log_path()
    assert not log_path().exists()
    logging.getLogger("engine").warning("bad name \udcff")
    assert "bad name \\udcff" in log_path().read_text(encoding="utf-8")


def test_setting_up_twice_writes_once() -> None:
    set_up_logging()
    set_up_logging()
    logging.getLogger("engine").error("once")
    assert log_path().read_text(encoding="utf-8").count("once") == 1


def test_a_log_that_cannot_be_written_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("HEIRLOOM_DATA", os.fspath(tmp_path / "file"))
    assert set_up_logging() is None
    assert run(["--version"], lambda files: 0) == 0
    assert not capsys.readouterr().err

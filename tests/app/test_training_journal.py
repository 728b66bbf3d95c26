"""The journal between a training and whoever watches it: half lines, full disks, who is alive."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.model.training_journal import AlreadyRunning, Journal, JournalReader, began, is_running, process_of
from tests.conftest import ROOT


def test_what_is_written_is_read_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "events.jsonl"
    reader = JournalReader(path)
    assert reader.read() == []
    journal = Journal(path)
    journal.write({"phase": "start", "update": 0, "name": "Grüße"})
    (line,) = reader.read()
    assert line["name"] == "Grüße"
    assert line["time"] > 1_600_000_000
    assert reader.read() == []
    journal.write({"phase": "train", "update": 20})
    journal.write({"phase": "done", "update": 40})
    assert [line["phase"] for line in reader.read()] == ["train", "done"]
    journal.close()


def test_half_a_line_waits_for_its_end_and_one_broken_by_a_kill_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    reader = JournalReader(path)
    path.write_bytes(b'{"phase": "start"}\n{"phase": "tr')
    assert [line["phase"] for line in reader.read()] == ["start"]
    with path.open("ab") as file:
        file.write(b'ain"}\n{"phase": "chec')
    assert [line["phase"] for line in reader.read()] == ["train"]
    journal = Journal(path)  # the process before was killed in the middle of its line
    journal.write({"phase": "start"})
    journal.close()
    assert [line["phase"] for line in reader.read()] == ["start"]
    assert [line["phase"] for line in JournalReader(path).read()] == ["start", "train", "start"]


def test_lines_that_make_no_sense_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'[1]\nnothing\n\n\xff\xfe\n{"update": 1}\n{"phase": 3}\n{"phase": "done"}\n')
    assert [line["phase"] for line in JournalReader(path).read()] == ["done"]


def test_on_a_full_disk_lines_wait_and_none_is_lost_or_doubled(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    journal = Journal(path)
    real: Any = journal._file

    class Full:
        """Takes ten bytes, then nothing."""

        def __init__(self) -> None:
            self.room = 10

        def write(self, data: bytes) -> int:
            if not self.room:
                raise OSError(errno.ENOSPC, "no space left")
            taken, self.room = real.write(data[: self.room]), 0
            return taken

        def close(self) -> None:
            real.close()

    journal._file = Full()  # pyright: ignore[reportAttributeAccessIssue]
    journal.write({"phase": "disk_full"})
    journal.write({"phase": "paused"})
    assert len(path.read_bytes()) == 10
    journal._file = real
    journal.flush()
    journal.close()
    assert [line["phase"] for line in JournalReader(path).read()] == ["disk_full", "paused"]


HOLD = """
import sys
from pathlib import Path
from app.model.training_journal import Journal, began
journal = Journal(Path(sys.argv[1]))
journal.write(began())
print("ready", flush=True)
sys.stdin.read()
"""


def test_who_writes_is_known_and_a_second_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.jsonl"
    assert not is_running(path)
    monkeypatch.setattr("app.model.training_journal._PATIENCE", 0.1)
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert is_running(path)
        with pytest.raises(AlreadyRunning):
            Journal(path)
        (line,) = JournalReader(path).read()
        found = process_of(line)
        assert found is not None
        assert found.pid == process.pid
        assert process_of({**line, "created": line["created"] - 100}) is None, "another process with its number"
        process.kill()
    assert not is_running(path)
    assert process_of(line) is None
    Journal(path).close()


def test_this_process_says_who_it_is() -> None:
    line = began()
    assert line["pid"] == os.getpid()
    assert process_of(line) == psutil.Process()
    assert process_of({}) is None
    assert process_of({"pid": "x", "created": None}) is None
    json.dumps(line)

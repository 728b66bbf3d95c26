"""`heirloom train` with a journal and a folder of commands; `check` and `examples`."""

import json
from pathlib import Path

import pytest

from app.model.training_journal import Journal, JournalReader
from tests.app.cli.conftest import Heirloom
from tests.trainer.conftest import run_file, write_run
from trainer.control import leave_command

__all__ = ["run_file"]


def test_a_journal_holds_every_event_and_how_it_ended(heirloom: Heirloom, run_file: Path, tmp_path: Path) -> None:
    journal, commands = tmp_path / "events.jsonl", tmp_path / "commands"
    ran = heirloom("train", run_file, "--events", journal, "--commands", commands)
    assert ran.code == 0, ran.err
    lines = JournalReader(journal).read()
    phases = [line["phase"] for line in lines]
    assert phases[0] == "began"
    assert phases[-2:] == ["exported", "ended"]
    assert lines[-1]["code"] == 0
    assert all(line["time"] > 1e9 for line in lines)


def test_stop_before_anything_was_learned_ends_at_once(heirloom: Heirloom, run_file: Path, tmp_path: Path) -> None:
    journal, commands = tmp_path / "events.jsonl", tmp_path / "commands"
    leave_command(commands, "stop")
    ran = heirloom("train", run_file, "--events", journal, "--commands", commands)
    assert ran.code == 130
    lines = JournalReader(journal).read()
    assert [line["phase"] for line in lines] == ["began", "collection", "ended"]
    assert lines[-1]["code"] == 130
    leave_command(commands, "stop")
    assert heirloom("train", run_file, "--events", journal, "--commands", commands).code == 130
    assert [line["phase"] for line in JournalReader(journal).read()].count("began") == 2


def test_why_it_failed_is_in_the_journal(heirloom: Heirloom, run_file: Path, tmp_path: Path) -> None:
    journal = tmp_path / "events.jsonl"
    ran = heirloom("train", write_run(tmp_path, photos='["nowhere"]'), "--events", journal)
    assert ran.code == 1
    last = JournalReader(journal).read()[-1]
    assert (last["phase"], last["code"]) == ("ended", 1)
    assert "nowhere" in last["message"]
    heirloom("train", write_run(tmp_path, clip="true"), "--events", journal)
    assert JournalReader(journal).read()[-1]["code"] == 2


def test_two_cannot_write_one_journal(
    heirloom: Heirloom, run_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.model.training_journal._PATIENCE", 0.1)
    journal = Journal(tmp_path / "events.jsonl")
    ran = heirloom("train", run_file, "--events", tmp_path / "events.jsonl")
    journal.close()
    assert ran.code == 2
    assert "another training" in ran.err[0]
    assert JournalReader(tmp_path / "events.jsonl").read() == []
    blocked = heirloom("train", run_file, "--events", run_file / "events.jsonl")
    assert blocked.code == 2
    assert "cannot be written" in blocked.err[0]


def test_check_says_what_it_would_be(heirloom: Heirloom, run_file: Path, tmp_path: Path) -> None:
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"nothing")
    ran = heirloom("train", "check", run_file)
    assert ran.code == 0, ran.err
    assert "broken.jpg: left out: cannot be read" in ran.err[0]
    assert ran.out[0] == "4 photos, 1 of them held out; 4 have a caption."
    assert "are free on cpu" in ran.out[1]
    assert ran.out[2].endswith("s an update.")
    ran = heirloom("train", "check", run_file, "--no-machine", "--json")
    lines = [json.loads(line) for line in ran.out]
    assert [line["phase"] for line in lines if line["phase"] != "scanning"] == ["collection", "ended"]
    for changes, code in (({"photos": '["gone"]'}, 1), ({"clip": "0"}, 2)):
        refused(heirloom, write_run(tmp_path, **changes), code)
    refused(heirloom, tmp_path / "none.toml", 2)


def refused(heirloom: Heirloom, path: Path, code: int) -> None:
    ran = heirloom("train", "check", path, "--json")
    assert ran.code == code
    last = json.loads(ran.out[-1])
    assert (last["phase"], last["code"]) == ("ended", code)
    assert last["message"] == ran.err[-1]


def test_examples_are_written_and_told(heirloom: Heirloom, run_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "examples"
    ran = heirloom("train", "examples", run_file, "--out", out, "--photos", "2", "--size", "32", "--json")
    assert ran.code == 0, ran.err
    made = json.loads(ran.out[0])
    assert made["phase"] == "examples"
    assert len(made["rows"]) == 2
    assert Path(made["rows"][0]["original"]).parent == out
    assert heirloom("train", "examples", run_file, "--out", out).out == [f"{out}: 3 photos"]

"""Commands that come from threads and from other processes."""

import os
import threading
from pathlib import Path

import pytest

from tests.trainer.conftest import write_run
from tests.trainer.running import events_of, of_phase, started
from trainer.control import COMMANDS, Commands, clear_commands, leave_command


def test_they_come_in_their_order_and_only_whole(tmp_path: Path) -> None:
    folder = tmp_path / "commands"
    commands = Commands(folder)
    assert commands.listening
    assert commands.next() is None, "there need not be a folder yet"
    for command in ("pause", "checkpoint", "resume"):
        leave_command(folder, command)
    (folder / ".1.part").write_text("stop")  # half written
    (folder / "notes.txt").write_text("stop")
    assert commands.asked("resume")
    assert not commands.asked("stop")
    assert [commands.next(), commands.next(), commands.next(), commands.next()] == [
        "pause",
        "checkpoint",
        "resume",
        None,
    ]
    assert sorted(path.name for path in folder.iterdir()) == [".1.part", "notes.txt"]


def test_what_is_no_command_is_taken_away_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "1.command").write_bytes(b"\xff dance \n")
    (tmp_path / "2.command").write_text("")
    (tmp_path / "3.command").write_text(" stop \n")
    commands = Commands(tmp_path)
    assert commands.next() == "stop"
    assert not list(tmp_path.iterdir())
    assert "dance" in caplog.text


def test_one_that_cannot_be_taken_away_is_not_obeyed_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    leave_command(tmp_path, "pause")
    monkeypatch.setattr(Path, "unlink", lambda *_a, **_k: (_ for _ in ()).throw(PermissionError("no")))
    commands = Commands(tmp_path)
    assert commands.next() is None
    assert commands.next() is None
    assert caplog.text.count("cannot be taken") == 1


def test_whoever_waits_is_woken_by_a_thread_or_a_file(tmp_path: Path) -> None:
    for by_file in (False, True):
        commands = Commands(tmp_path if by_file else None, listening=True)
        idle = threading.Event()
        commands.idle = idle.set
        taken: list[str | None] = []
        waiting = threading.Thread(target=lambda to=taken, of=commands: to.append(of.next(wait=True)))
        waiting.start()
        if by_file:
            assert idle.wait(30), "it looks around meanwhile"
            leave_command(tmp_path, "resume")
        else:
            commands.send("resume")
        waiting.join(30)
        assert taken == ["resume"]


def test_closing_lets_the_training_go_on_unless_there_is_a_folder(tmp_path: Path) -> None:
    alone, shared = Commands(listening=True), Commands(tmp_path)
    alone.close()
    shared.close()
    assert not alone.listening
    assert alone.next() == "resume"
    assert shared.listening
    assert shared.next() is None


def test_old_ones_are_cleared(tmp_path: Path) -> None:
    clear_commands(tmp_path / "none")
    path = leave_command(tmp_path, "stop")
    assert path.read_text() == "stop\n"
    assert str(os.getpid()) in path.name
    clear_commands(tmp_path)
    assert not list(tmp_path.iterdir())
    assert not Commands().send("dance")
    assert "finish" in COMMANDS


def test_finish_measures_keeps_and_ends(run_file: Path) -> None:
    """Two of six updates, then no more: what is there is measured, and exported as at any end."""
    path = write_run(run_file.parent, evaluate_every="100", checkpoint_every="100")
    commands = Commands()
    commands.send("finish")
    run = started(path, commands)
    events = events_of(run)
    assert [event["phase"] for event in events[-4:]] == ["finishing", "held_out", "checkpoint", "done"]
    assert run.finished
    assert run.update == 1
    assert of_phase(events, "done")[0]["update"] == 1


def test_finish_does_not_measure_twice(run_file: Path) -> None:
    path = write_run(run_file.parent, evaluate_every="1")
    commands = Commands()
    commands.send("finish")
    events = events_of(started(path, commands))
    assert [event["update"] for event in of_phase(events, "held_out")] == [0, 1]

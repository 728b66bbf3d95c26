"""What must not be lost: kill -9 at any moment, and a full disk at any stage of a checkpoint."""

import contextlib
import errno
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import SafetensorError

from engine.errors import TrainingError
from tests.trainer.conftest import write_run
from tests.trainer.running import assert_same_state, events_of, of_phase, started, trained
from trainer import checkpoint as checkpoint_module
from trainer import start
from trainer.checkpoint import Checkpoint, NoRoom, complete_checkpoints, load_checkpoint, save_checkpoint
from trainer.control import Commands
from trainer.loop import train

STEADY = {
    "stages": '[{ name = "joint", updates = 1000, alignment = 1e-3, lq_encoder = 5e-4, unet = 1e-3 }]',
    "checkpoint_every": "1",
    "held_out": "0",
}
posix = pytest.mark.skipif(sys.platform == "win32", reason="no kill -9, no tmpfs")


def _train(path: Path, starts: Path) -> None:
    """A child's life: trains on, and writes down where it began. The memory estimate, which is slow, is left out."""
    torch.set_num_threads(1)
    start._fits = lambda run: iter(())  # pyright: ignore[reportAttributeAccessIssue]
    for event in train(started(path)):
        if event["phase"] == "start":
            with starts.open("a", encoding="utf-8") as file:
                file.write(f"{event['update']}\n")


def _save_and_die(folder: Path, moment: int) -> None:
    """Writes a second checkpoint, and kills itself when the operating system is asked for the `moment`th time."""
    asked = 0

    def watch(name: str, values: tuple[object, ...]) -> None:
        nonlocal asked
        if name.startswith(("os.", "open", "shutil.")) and any(str(folder) in str(value) for value in values):
            asked += 1
            if asked == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    save_checkpoint(folder, _state(2), keep=1)


def _state(update: int, values: int = 1000) -> Checkpoint:
    tensors = {"a.weight": torch.full((values,), float(update)), "b.bias": torch.arange(8.0)}
    return Checkpoint(update, tensors, tensors, {"a.weight/exp_avg": tensors["a.weight"]}, {"seed": 3, "rate": 1.0})


@pytest.fixture(scope="module")
def children() -> Any:
    """Makes child processes that have imported the trainer already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.trainer.test_safety"])
    return context


@posix
def test_killed_at_twenty_random_moments_it_goes_on_from_the_last_complete_checkpoint(
    run_file: Path, children: Any
) -> None:
    """Each child is killed somewhere, the next goes on; in the end all is as if nobody had killed anything."""
    folder = run_file.parent
    path, checkpoints, starts = write_run(folder, **STEADY), folder / "run" / "checkpoints", folder / "starts"
    first = children.Process(target=time.sleep, args=(0,))  # the server of children has its imports before it
    first.start()
    first.join()
    moments = random.Random(7)
    latest, span = [0], 0.0
    for death in range(21):
        process, begun = children.Process(target=_train, args=(path, starts)), time.monotonic()
        process.start()
        if death:
            process.join(moments.uniform(0.3, 1.3) * span)
        else:  # the first one shows how long a start takes; the moments are spread around that
            while len(complete_checkpoints(checkpoints)) < 2:
                assert process.is_alive()
                time.sleep(0.01)
            span = time.monotonic() - begun
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        complete = complete_checkpoints(checkpoints)
        for whole in complete:
            load_checkpoint(whole)
        latest.append(load_checkpoint(complete[-1]).update)
    assert latest == sorted(latest)
    assert latest[-1] > latest[1]
    assert {int(line) for line in starts.read_text(encoding="utf-8").split()} <= set(latest)
    straight = started(write_run(folder, **STEADY | {"output": '"straight"'}))
    for event in train(straight):
        if event["phase"] == "checkpoint" and event["update"] == latest[-1]:
            break
    folders = (checkpoints, straight.checkpoints)
    assert_same_state(*(load_checkpoint(complete_checkpoints(folder)[-1]) for folder in folders))


@posix
def test_killed_at_each_stage_of_a_checkpoint_one_is_complete(tmp_path: Path, children: Any) -> None:
    survived: list[int] = []
    for moment in range(1, 100):
        folder = tmp_path / str(moment)
        save_checkpoint(folder, _state(1), keep=1)
        process = children.Process(target=_save_and_die, args=(folder, moment))
        process.start()
        process.join()
        survived.append(load_checkpoint(complete_checkpoints(folder)[-1]).update)
        again = save_checkpoint(folder, _state(3), keep=1)  # and the next one is not hindered by what was left
        assert complete_checkpoints(folder) == [again]
        shutil.rmtree(folder)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
    assert len(survived) > 10
    assert survived == sorted(survived)
    assert set(survived) == {1, 2}


STAGES = [
    *((checkpoint_module, "save_file", number) for number in range(3)),
    *((os, "fsync", number) for number in range(8)),
    *((Path, name, 0) for name in ("mkdir", "write_text", "rename", "touch")),
]


@pytest.mark.parametrize(("owner", "name", "number"), STAGES, ids=[f"{name} {n}" for _, name, n in STAGES])
def test_no_room_at_any_stage_leaves_the_checkpoint_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, number: int
) -> None:
    save_checkpoint(tmp_path, _state(1), keep=1)
    real, calls = getattr(owner, name), iter(range(1000))

    def full(*values: Any, **named: Any) -> Any:
        if next(calls) == number:
            raise SafetensorError("No space left") if name == "save_file" else OSError(errno.ENOSPC, "No space left")
        return real(*values, **named)

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, full)
        with pytest.raises(NoRoom, match="the disk is full") as caught:
            save_checkpoint(tmp_path, _state(2), keep=1)
    assert caught.value.needed > 0
    assert [path.name for path in tmp_path.iterdir()] == ["update-00000001"]
    assert load_checkpoint(tmp_path / "update-00000001").update == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("cannot make a small disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_really_full_leaves_the_checkpoint_before(small_disk: Path) -> None:
    """With ever more room a checkpoint gets ever further, until it fits."""
    checkpoints, filler = small_disk / "checkpoints", small_disk / "filler"
    state = _state(2, 50_000)  # 0.6 MB
    outcomes: list[bool] = []
    for room in range(0, 800, 40):
        shutil.rmtree(checkpoints, ignore_errors=True)
        save_checkpoint(checkpoints, _state(1, 50_000), keep=1)
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(b"1" * max(0, free - room * 1024))
        with contextlib.suppress(NoRoom):
            save_checkpoint(checkpoints, state, keep=1)
        (whole,) = complete_checkpoints(checkpoints)
        assert list(checkpoints.iterdir()) == [whole]
        loaded = load_checkpoint(whole)
        assert torch.equal(loaded.weights["a.weight"], torch.full((50_000,), float(loaded.update)))
        outcomes.append(loaded.update == 2)
        filler.unlink()
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}


def test_a_run_on_a_full_disk_pauses_where_somebody_listens_and_goes_on_when_there_is_room(
    small_disk: Path, run_file: Path
) -> None:
    folder = run_file.parent
    changes = {"stages": '[{ name = "joint", updates = 4, unet = 1e-3 }]', "held_out": "0", "keep": "1"}
    straight = trained(write_run(folder, output='"straight"', **changes))
    path = write_run(folder, output=f'"{small_disk / "run"}"', **changes)
    filler = small_disk / "filler"
    commands = Commands(listening=True)
    run = started(path, commands)
    seen: list[tuple[str, int]] = []
    for event in train(run):
        if event["phase"] in ("checkpoint", "disk_full"):
            seen.append((event["phase"], event["update"]))
        if event["phase"] == "start":
            filler.write_bytes(b"1" * (shutil.disk_usage(small_disk).free - 100_000))
        if event["phase"] == "disk_full":
            assert event["needed"] > event["free"]
            if len(seen) > 1:
                filler.unlink()
            commands.send("resume")
    assert seen == [("disk_full", 2), ("disk_full", 2), ("checkpoint", 2), ("checkpoint", 4)]
    folders = (straight.checkpoints, run.checkpoints)
    assert_same_state(*(load_checkpoint(complete_checkpoints(folder)[-1]) for folder in folders))


def test_a_run_on_a_full_disk_stops_with_a_message_where_nobody_can_answer(small_disk: Path, run_file: Path) -> None:
    path = write_run(run_file.parent, output=f'"{small_disk / "run"}"', held_out="0", keep="1", checkpoint_every="1")
    for commands in (Commands(), Commands(listening=True)):
        shutil.rmtree(small_disk / "run", ignore_errors=True)
        run = started(path, commands)
        events = train(run)
        for event in events:
            if event["phase"] == "checkpoint" and event["update"] == 1:
                (small_disk / "filler").write_bytes(b"1" * (shutil.disk_usage(small_disk).free - 100_000))
                break
        commands.close()  # the window was closed
        with pytest.raises(TrainingError, match="the disk is full"):
            list(events)
        assert load_checkpoint(complete_checkpoints(run.checkpoints)[-1]).update == 1
        (small_disk / "filler").unlink()
    assert of_phase(events_of(started(path)), "start")[0]["update"] == 1

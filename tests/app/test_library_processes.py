"""Several processes at one library, and processes that are killed: nothing that was done is lost."""

import contextlib
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.model.job import Order
from app.model.keeping import find_kept, read_take
from app.model.library import FILE, Library
from app.model.owner import Owner
from app.model.queue_store import QueueStore
from app.model.takes_store import TakesStore
from engine.request import RestoreRequest
from tests.app.library_process import image_of

ROOT = Path(__file__).parents[2]
KILLS = 20


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.app.library_process", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    both = [start(str(tmp_path), "25", tag) for tag in ("one", "two")]
    for process in both:
        process.communicate(timeout=120)
    assert [process.returncode for process in both] == [0, 0]
    library = Library(tmp_path / FILE)
    takes = TakesStore(library).of_photo("one photo")
    assert [take.number for take in takes] == list(range(1, 51)), "no number is given twice"
    assert sorted(take.name for take in takes) == sorted(f"{tag} {n}" for tag in ("one", "two") for n in range(25))
    assert all(take.starred for take in takes)
    assert len(QueueStore(library, "me", lambda _name: False).all()) == 50
    with library.read() as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    library.close()


@pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork")
@pytest.mark.slow
def test_kill_9_at_twenty_random_moments_loses_nothing_that_was_done(tmp_path: Path) -> None:
    photos = {f"{n}.jpg": RestoreRequest(seed=n) for n in range(240)}
    library = Library(tmp_path / FILE)
    queue = QueueStore(library, "test", lambda _name: False)
    queue.add([Order(Path("/photos") / name, request, "tiny") for name, request in photos.items()])
    library.close()
    moments = random.Random(4)
    server = start(str(tmp_path))
    assert server.stdin is not None
    assert server.stdout is not None
    done_before: dict[str, int] = {}
    codes = []
    for _ in range(KILLS):
        server.stdin.write("go\n")
        server.stdin.flush()
        worker = int(server.stdout.readline())
        select.select([server.stdout], [], [], moments.uniform(0.0, 0.1))  # a random moment, or its end
        with contextlib.suppress(ProcessLookupError):  # it had ended
            os.kill(worker, signal.SIGKILL)
        codes.append(int(server.stdout.readline()))
        done_before = _check(tmp_path, set(photos), done_before)
    assert codes.count(-signal.SIGKILL) >= KILLS // 2, "most were killed at work"
    while True:
        server.stdin.write("go\n")
        server.stdin.flush()
        server.stdout.readline()
        if int(server.stdout.readline()) == 0:
            break
    server.communicate(timeout=30)
    _check(tmp_path, set(photos), done_before)
    library = Library(tmp_path / FILE)
    jobs = QueueStore(library, "test", lambda _name: False).all()
    assert {job.state for job in jobs} == {"done"}
    store = TakesStore(library)
    for name, request in photos.items():
        (take,) = store.of_photo(f"digest-{name}")
        assert np.array_equal(read_take(tmp_path / "results" / take.file), image_of(request.seed))
    library.close()


def _check(home: Path, photos: set[str], done_before: dict[str, int]) -> dict[str, int]:
    """What a start after the kill finds; returns which photos are done, with their takes."""
    library, owner = Library(home / FILE), Owner(home)
    owner.acquire()
    takes, queue = TakesStore(library), QueueStore(library, owner.name, owner.is_alive)
    takes.adopt(find_kept(home / "results", takes.known_files()))
    queue.begin()
    jobs = queue.all()
    assert library.problem == ""
    assert {job.path.name for job in jobs} == photos, "no row is lost"
    assert {job.state for job in jobs} <= {"waiting", "done"}, "running became waiting"
    done = {job.path.name: job.take or 0 for job in jobs if job.state == "done"}
    assert done_before.items() <= done.items(), "done stays done, with the same take"
    for name in done.keys() - done_before.keys():
        (take,) = takes.of_photo(f"digest-{name}")
        assert read_take(home / "results" / take.file).shape == (160, 160, 3)
    pictures = {path.name for path in (home / "results").glob("*.png")} if (home / "results").is_dir() else set()
    assert pictures == takes.known_files(), "every picture is a take"
    with library.read() as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    library.close()
    owner.release()
    return done


def test_the_library_opens_while_another_process_holds_it(tmp_path: Path) -> None:
    first = Library(tmp_path / FILE)
    queue = QueueStore(first, "first", lambda _name: True)
    queue.add([Order(Path("/a.jpg"), RestoreRequest(), "tiny")])
    reader = sqlite3.connect(tmp_path / FILE)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM job").fetchall()  # a long look by somebody else
    queue.set_paused(True)
    assert queue.is_paused()
    reader.close()
    first.close()

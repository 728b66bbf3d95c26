"""Masks on the disk and in the library: new names, old libraries, lost ones, and processes that are killed."""

import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.model.keeping import Source, find_kept, keep_take, purge
from app.model.library import FILE, Library
from app.model.library_schema import MIGRATIONS, VERSION
from app.model.mask_files import is_mask, keep_blend, load_mask, new_name
from app.model.takes_store import Take, TakesStore
from engine.errors import ImageError
from engine.images.picture import Picture
from engine.request import RestoreRequest, RestoreResult

A_DAY_AGO = (time.time() - 100_000, time.time() - 100_000)
ROOT = Path(__file__).parents[2]
PAINTER = """
import sys
from pathlib import Path
import numpy as np
from app.model.library import FILE, Library
from app.model.mask_files import keep_blend, new_name
from app.model.takes_store import TakesStore
home, first = Path(sys.argv[1]), int(sys.argv[2])
store = TakesStore(Library(home / FILE))
take = store.of_photo("d")[0]
for number in range(first, 250):
    mask = np.full((160, 160), number, np.uint8)
    keep_blend(store, home / "results", take.id, number % 101, new_name(take.file), mask)
    print(number, flush=True)
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A new one."""
    library = Library(tmp_path / FILE)
    yield library
    library.close()


def kept(library: Library, folder: Path, size: int = 6) -> Take:
    """A take whose picture is on the disk."""
    result = RestoreResult(np.zeros((size, size, 3), np.uint8), RestoreRequest(), "tiny@0", 1.0)
    picture = Picture(np.zeros((2, 2, 3), np.uint8))
    return keep_take(result, picture, Source("d", folder / "photo.png"), folder, TakesStore(library))


def paint(library: Library, folder: Path, take: Take, level: int, percent: int | None = None) -> str:
    name = new_name(take.file)
    keep_blend(TakesStore(library), folder, take.id, percent, name, np.full((6, 6), level, np.uint8))
    return name


def test_a_mask_is_kept_with_the_take_and_replaces_the_one_before(library: Library, tmp_path: Path) -> None:
    store, take = TakesStore(library), kept(library, tmp_path)
    assert (take.blend, take.mask, take.blended) == (100, "", False)
    first = paint(library, tmp_path, take, 7, 40)
    second = paint(library, tmp_path, take, 9)
    assert first != second
    (again,) = store.of_photo("d")
    assert (again.blend, again.mask, again.blended) == (40, second, True)
    assert [path.name for path in tmp_path.glob("*.mask-*")] == [second]
    name, pixels = load_mask(store, tmp_path, take.id, 6, 6)
    assert (name, pixels is not None and int(pixels[0, 0])) == (second, 9)
    keep_blend(store, tmp_path, take.id, 100, "", None)
    assert load_mask(store, tmp_path, take.id, 6, 6) == ("", None)
    assert not store.of_photo("d")[0].blended
    assert list(tmp_path.glob("*.mask-*")) == []


def test_masks_are_no_takes_and_are_found_again_with_theirs(library: Library, tmp_path: Path) -> None:
    take = kept(library, tmp_path / "results")
    name = paint(library, tmp_path / "results", take, 7, 40)
    assert is_mask(name)
    assert not is_mask(take.file)
    assert find_kept(tmp_path / "results", TakesStore(library).known_files()) == []
    fresh = Library(tmp_path / "fresh" / FILE)  # the library was lost
    store = TakesStore(fresh)
    assert store.adopt(find_kept(tmp_path / "results", set())) == 1
    assert store.of_photo("d")[0].mask == name
    fresh.close()


def test_a_mask_of_another_window_is_read_even_if_it_comes_in_between(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, take = TakesStore(library), kept(library, tmp_path)
    paint(library, tmp_path, take, 7)
    asked = store.mask_of(take.id)
    answers = iter([asked])
    paint(library, tmp_path, take, 9)  # after the first question, say
    truth = TakesStore.mask_of
    monkeypatch.setattr(TakesStore, "mask_of", lambda self, number: next(answers, None) or truth(self, number))
    _, pixels = load_mask(store, tmp_path, take.id, 6, 6)
    assert pixels is not None
    assert (pixels == 9).all()


def test_a_mask_that_is_gone_is_an_error(library: Library, tmp_path: Path) -> None:
    store, take = TakesStore(library), kept(library, tmp_path)
    (tmp_path / paint(library, tmp_path, take, 7)).unlink()
    with pytest.raises(ImageError, match="no such file"):
        load_mask(store, tmp_path, take.id, 6, 6)


def test_purging_removes_masks_with_their_takes_and_old_ones_of_nobody(library: Library, tmp_path: Path) -> None:
    store = TakesStore(library)
    gone, here = kept(library, tmp_path), kept(library, tmp_path)
    paint(library, tmp_path, gone, 1)
    used = paint(library, tmp_path, here, 2)
    store.set_deleted(gone.id, True)
    purge(tmp_path, store)
    assert len(list(tmp_path.glob("*.mask-*"))) == 2, "it may be brought back"
    left, fresh = tmp_path / new_name(here.file), tmp_path / new_name(here.file)
    for path in (left, fresh):
        path.write_bytes(b"half a mask")
    os.utime(left, A_DAY_AGO)
    os.utime(tmp_path / used, A_DAY_AGO)
    assert purge(tmp_path, store, days=-1) == 1
    assert {path.name for path in tmp_path.glob("*.mask-*")} == {used, fresh.name}


def test_a_library_that_is_not_the_real_one_removes_no_masks(tmp_path: Path) -> None:
    real = Library(tmp_path / FILE)
    take = kept(real, tmp_path / "results")
    name = paint(real, tmp_path / "results", take, 3)
    real.close()
    os.utime(tmp_path / "results" / name, A_DAY_AGO)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    other = Library(tmp_path / FILE)
    purge(tmp_path / "results", TakesStore(other))
    assert other.problem
    assert (tmp_path / "results" / name).exists()
    other.close()


def test_takes_of_an_older_library_are_not_blended(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    for number, step in enumerate(MIGRATIONS, 1):
        if step.__name__ == "add_blend":
            break
        step(db)
        db.execute(f"PRAGMA user_version = {number}")
    db.execute(
        "INSERT INTO take (file, digest, number, request, model, seconds, created) "
        "VALUES ('a.png', 'd', 1, '{}', 'tiny@0', 1.0, '2026-01-01T00:00:00')"
    )
    db.close()
    library = Library(tmp_path / FILE)
    store = TakesStore(library)
    (take,) = store.of_photo("d")
    assert (take.blend, take.mask) == (100, "")
    store.set_blend(take.id, 30)
    assert store.of_photo("d")[0].blend == 30
    assert library.problem == ""
    library.close()


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.slow
def test_kill_9_while_painting_loses_no_mask_that_was_kept(tmp_path: Path) -> None:
    library = Library(tmp_path / FILE)
    take = kept(library, tmp_path / "results", 160)
    library.close()
    moments, kills, last = random.Random(3), 0, 0
    for _ in range(6):
        command = [sys.executable, "-c", PAINTER, str(tmp_path), str(last + 1)]
        painter = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert painter.stdout is not None
        painter.stdout.readline()  # it is at work
        last += 1
        select.select([], [], [], moments.uniform(0.0, 0.05))
        painter.kill()
        told = painter.stdout.read().split()
        painter.stdout.close()
        last = int(told[-1]) if told else last
        kills += painter.wait() == -signal.SIGKILL
        library = Library(tmp_path / FILE)
        store = TakesStore(library)
        name, pixels = load_mask(store, tmp_path / "results", take.id, 160, 160)
        assert pixels is not None
        assert (pixels == pixels[0, 0]).all(), "whole, whichever it is"
        assert pixels[0, 0] in (last, last + 1), "the last that was told, or the one that was not told any more"
        (found,) = store.of_photo("d")
        assert (found.mask, found.blend) == (name, int(pixels[0, 0]) % 101)
        last = int(pixels[0, 0])
        with library.read() as db:
            assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        library.close()
    assert kills >= 4, "most were killed at work"

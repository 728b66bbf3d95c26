"""The library: takes, the queue, its versions and its accidents. No window."""

import datetime
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.model.job import Order
from app.model.keeping import Source, digest_of, find_kept, keep_take, purge, read_take, read_with_digest
from app.model.library import FILE, Library, LibraryError
from app.model.library_schema import MIGRATIONS, VERSION, migrate
from app.model.owner import Owner
from app.model.queue_store import QueueStore
from app.model.takes_store import NewTake, Take, TakesStore
from engine.errors import ImageWriteError
from engine.images.picture import Picture
from engine.request import RestoreRequest, RestoreResult

PICTURE = Picture(np.zeros((4, 6, 3), np.uint8))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A new one."""
    library = Library(tmp_path / FILE)
    yield library
    library.close()


def kept(library: Library, folder: Path, seed: int = 1, digest: str = "d", job: str = "") -> Take:
    """A take whose picture is on the disk."""
    image = np.full((4, 6, 3), seed, np.uint8)
    result = RestoreResult(image, RestoreRequest(seed=seed, caption="Grüße \U0001f600"), "tiny@0", 1.25, ("careful",))
    return keep_take(result, PICTURE, Source(digest, folder / "photo.png", job), folder, TakesStore(library))


def queue_of(library: Library, name: str = "me", dead: tuple[str, ...] = ()) -> QueueStore:
    return QueueStore(library, name, lambda owner: owner not in dead)


def orders(*names: str) -> list[Order]:
    return [Order(Path("/photos") / name, RestoreRequest(), "tiny") for name in names]


def names(queue: QueueStore, state: str) -> list[str]:
    return [job.path.name for job in queue.all() if job.state == state]


# The file ---------------------------------------------------------------------------------------------------------


def test_a_new_library_is_in_wal_mode_and_of_this_version(library: Library) -> None:
    with library.read() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA user_version").fetchone()[0] == VERSION == len(MIGRATIONS)
        assert db.execute("PRAGMA busy_timeout").fetchone()[0] >= 10_000
    assert library.problem == ""


def test_a_failed_migration_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half (id INTEGER)")
        raise sqlite3.OperationalError("disk full")

    db = migrate(sqlite3.connect(":memory:", isolation_level=None))
    monkeypatch.setattr("app.model.library_schema.MIGRATIONS", (*MIGRATIONS, broken))
    monkeypatch.setattr("app.model.library_schema.VERSION", VERSION + 1)
    with pytest.raises(sqlite3.OperationalError):
        migrate(db)
    assert db.execute("PRAGMA user_version").fetchone()[0] == VERSION
    assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall()
    db.close()


def test_a_newer_library_is_left_as_it_is_and_backed_up(tmp_path: Path) -> None:
    path = tmp_path / FILE
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE future (thing TEXT)")
    db.execute("INSERT INTO future VALUES ('precious')")
    db.execute(f"PRAGMA user_version = {VERSION + 7}")
    db.commit()
    db.close()
    before = path.read_bytes()
    library = Library(path)
    take = kept(library, tmp_path / "results")
    assert take.number == 1, "takes are made all the same"
    assert "newer Heirloom" in library.problem
    library.close()
    assert path.read_bytes() == before
    backup = sqlite3.connect(tmp_path / f"library.version-{VERSION + 7}.backup")
    assert backup.execute("SELECT thing FROM future").fetchall() == [("precious",)]
    backup.close()


@pytest.mark.parametrize(
    "content", [b"this is no database, but a long enough text" * 40, b"SQLite format 3\0" + b"\xff" * 4080]
)
def test_a_damaged_library_is_set_aside_and_takes_come_back_from_their_pictures(tmp_path: Path, content: bytes) -> None:
    first = Library(tmp_path / "other" / FILE)
    kept(first, tmp_path / "results", seed=5)
    first.close()
    (tmp_path / FILE).write_bytes(content)
    library = Library(tmp_path / FILE)
    takes = TakesStore(library)
    assert takes.adopt(find_kept(tmp_path / "results", takes.known_files())) == 1
    assert "damaged" in library.problem
    (take,) = takes.of_photo("d")
    assert take.request == RestoreRequest(seed=5, caption="Grüße \U0001f600")
    assert [path.read_bytes() for path in tmp_path.glob("library.damaged-*")] == [content]
    library.close()


def test_a_folder_that_cannot_hold_a_library_gives_one_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    library = Library(tmp_path / "file" / FILE)
    queue_of(library).add(orders("a"))
    assert names(queue_of(library), "waiting") == ["a"]
    assert "kept as files" in library.problem
    library.close()


def test_a_broken_transaction_changes_nothing_and_the_next_one_works(library: Library) -> None:
    queue_of(library).add(orders("a"))

    def broken() -> None:
        with library.write() as db:
            db.execute("DELETE FROM job")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert names(queue_of(library), "waiting") == ["a"]
    with pytest.raises(LibraryError, match="list of takes"), library.write() as db:
        db.execute("DELETE FROM nothing_of_that_name")
    queue_of(library).add(orders("b"))
    assert names(queue_of(library), "waiting") == ["a", "b"]


# Takes ------------------------------------------------------------------------------------------------------------


def test_a_take_is_a_lossless_picture_with_its_settings(library: Library, tmp_path: Path) -> None:
    take = kept(library, tmp_path / "results", seed=7)
    assert (read_take(tmp_path / "results" / take.file) == 7).all()
    assert take.request == RestoreRequest(seed=7, caption="Grüße \U0001f600")
    assert (take.number, take.title, take.model, take.seconds, take.warnings) == (
        1,
        "Take 1",
        "tiny@0",
        1.25,
        ("careful",),
    )
    record = json.loads((tmp_path / "results" / take.file).with_suffix(".json").read_text())
    assert RestoreRequest.from_dict(record["request"]) == take.request
    assert TakesStore(library).counts() == {tmp_path / "results" / "photo.png": 1}


@pytest.mark.parametrize("lost", ["nothing", "record"])
def test_a_result_that_a_crash_left_unindexed_is_found_again_and_ends_its_job(
    library: Library, tmp_path: Path, lost: str
) -> None:
    queue = queue_of(library)
    queue.add(orders("a"))
    job = queue.claim()
    assert job is not None
    elsewhere = Library(tmp_path / "elsewhere" / FILE)  # as if the process ended before it told ours
    made = kept(elsewhere, tmp_path / "results", seed=9, job=job.key)
    elsewhere.close()
    if lost == "record":
        (tmp_path / "results" / made.file).with_suffix(".json").unlink()
    takes = TakesStore(library)
    assert takes.adopt(find_kept(tmp_path / "results", takes.known_files())) == 1
    assert takes.adopt(find_kept(tmp_path / "results", takes.known_files())) == 0
    (take,) = takes.of_photo("d")
    assert (take.file, take.request, take.created) == (made.file, made.request, made.created)
    (ended,) = queue.all()
    assert (ended.state, ended.take) == ("done", take.id)


def test_a_record_of_the_first_format_is_found_by_its_photo(library: Library, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"some bytes")
    take = kept(Library(tmp_path / "elsewhere" / FILE), tmp_path / "results")
    record = (tmp_path / "results" / take.file).with_suffix(".json")
    values = json.loads(record.read_text()) | {"format": 1, "source": str(photo)}
    for name in ("digest", "job", "sheet"):
        del values[name]
    record.write_text(json.dumps(values))
    takes = TakesStore(library)
    takes.adopt(find_kept(tmp_path / "results", set()))
    assert len(takes.of_photo(digest_of(photo))) == 1


def test_pictures_that_say_nothing_are_no_takes(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (3, 3)).save(tmp_path / "foreign.png")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "half.png").write_bytes(b"x")
    (tmp_path / "half.json").write_text('{"request": ')
    assert find_kept(tmp_path, set()) == []


def test_rename_star_delete_and_bring_back(library: Library, tmp_path: Path) -> None:
    takes = TakesStore(library)
    first, second = (kept(library, tmp_path / "results", seed) for seed in (1, 2))
    takes.rename(first.id, "Warmer")
    takes.star(first.id, True)
    takes.set_deleted(second.id, True)
    (left,) = takes.of_photo("d")
    assert (left.title, left.starred) == ("Warmer", True)
    assert purge(tmp_path / "results", takes) == 0, "not yet"
    assert kept(library, tmp_path / "results", 3).number == 3, "its number is not given again"
    takes.set_deleted(second.id, False)
    assert [take.number for take in takes.of_photo("d")] == [1, 2, 3]
    assert (tmp_path / "results" / second.file).is_file()


def test_deleted_takes_go_for_good_after_their_time(library: Library, tmp_path: Path) -> None:
    takes, results = TakesStore(library), tmp_path / "results"
    first, second = (kept(library, results, seed) for seed in (1, 2))
    takes.set_deleted(first.id, True)
    assert purge(results, takes, days=-1) == 1
    assert not (results / first.file).exists()
    assert not (results / first.file).with_suffix(".json").exists()
    assert [take.id for take in takes.of_photo("d")] == [second.id]
    assert takes.known_files() == {second.file}


def test_a_photo_that_moved_keeps_its_takes(library: Library, tmp_path: Path) -> None:
    takes = TakesStore(library)
    kept(library, tmp_path / "results")
    takes.see(tmp_path / "moved.png", "d")
    assert takes.counts()[tmp_path / "moved.png"] == 1


def test_a_take_of_a_newer_heirloom_is_listed_without_settings(library: Library) -> None:
    takes = TakesStore(library)
    request = RestoreRequest().to_dict() | {"from_the_future": 1}
    takes.add(NewTake("a.png", "d", None, request, "tiny@0", 1.0))
    (take,) = takes.of_photo("d")
    assert take.request is None
    assert take.title == "Take 1"


def test_a_full_disk_is_said_and_indexes_nothing(library: Library, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file where the folder should be")
    with pytest.raises(ImageWriteError):
        kept(library, tmp_path / "results")
    assert TakesStore(library).of_photo("d") == []


def test_the_digest_is_of_the_bytes_that_were_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    from app import codec

    photo = tmp_path / "photo.png"
    Image.new("RGB", (5, 5), (255, 0, 0)).save(photo)
    real, calls = codec.read_picture, []

    def read_while_written(path: Path, check: object = None) -> Picture:
        picture = real(path)
        calls.append(path)
        return picture

    def digest_while_written(path: Path, check: object = None) -> str:
        if len(calls) == 1:
            Image.new("RGB", (6, 6), (0, 255, 0)).save(path)
        return digest_of(path)

    monkeypatch.setattr(codec, "read_picture", read_while_written)
    monkeypatch.setattr("app.model.keeping.digest_of", digest_while_written)
    picture, digest = read_with_digest(photo)
    assert (picture.width, digest) == (6, digest_of(photo))
    assert len(calls) == 2


# The queue --------------------------------------------------------------------------------------------------------


def test_photos_are_claimed_in_order_one_at_a_time(library: Library) -> None:
    queue = queue_of(library)
    queue.add(orders("a", "b"))
    first = queue.claim()
    assert first is not None
    assert (first.path.name, first.state, first.owner) == ("a", "running", "me")
    assert queue.claim() is None, "one runs"
    assert queue_of(library, "other").claim() is None, "in other windows too: there is one graphics card"
    queue.fail(first.id, "no such file")
    second = queue.claim()
    assert second is not None
    assert second.path.name == "b"
    assert [(job.path.name, job.reason) for job in queue.all() if job.state == "failed"] == [("a", "no such file")]


def test_what_a_dead_session_did_waits_again_in_its_place(library: Library) -> None:
    queue_of(library, "gone").add(orders("a", "b"))
    assert queue_of(library, "gone").claim() is not None
    queue = queue_of(library, "me", dead=("gone",))
    job = queue.claim()
    assert job is not None
    assert (job.path.name, job.owner) == ("a", "me")


def test_urgent_photos_come_first_and_pass_a_pause_only_where_they_were_asked_for(library: Library) -> None:
    queue = queue_of(library)
    queue.add(orders("a", "b"))
    queue.set_paused(True)
    assert queue.claim() is None
    queue.add(orders("now"), urgent=True)
    assert queue_of(library, "other").claim() is None
    job = queue.claim()
    assert job is not None
    assert job.path.name == "now"


def test_a_new_session_finds_what_waits_and_asks_before_it_goes_on(library: Library) -> None:
    gone = queue_of(library, "gone")
    gone.add(orders("a", "b", "c"))
    gone.claim()
    queue = queue_of(library, "me", dead=("gone",))
    assert queue.begin() == (3, False)
    assert queue.is_paused()
    assert queue.claim() is None
    queue.set_paused(False)
    assert queue.claim() is not None
    assert queue_of(library, "second window").begin() == (0, False), "the first one is at work"
    assert not queue.is_paused()


def test_cancel_one_or_all_and_retry(library: Library) -> None:
    queue = queue_of(library)
    ids = queue.add(orders("a", "b", "c"))
    running = queue.claim()
    queue.cancel([ids[1]])
    assert names(queue, "cancelled") == ["b"]
    queue.cancel()
    assert names(queue, "cancelled") == ["c", "b"]
    (still,) = [job for job in queue.all() if job.state == "running"]
    assert still.stop, "its session will hear of it"
    assert running is not None
    queue.cancelled(running.id)
    assert queue.retry(ids) == 3
    assert names(queue, "waiting") == ["a", "b", "c"]
    queue.cancel()
    assert queue.retry() == 0, "by default what failed, not what was cancelled"


def test_a_photo_cancelled_in_a_session_that_died_does_not_run_again(library: Library) -> None:
    gone = queue_of(library, "gone")
    gone.add(orders("a"))
    gone.claim()
    gone.cancel()
    assert queue_of(library, "me", dead=("gone",)).begin() == (0, False)
    assert names(gone, "cancelled") == ["a"]


@pytest.mark.parametrize(
    ("moved", "before", "expected"),
    [
        ("d", "a", "dabc"),
        ("a", None, "bcda"),
        ("ac", "d", "bacd"),
        ("bd", "b", "abdc"),
        ("a", "a", "abcd"),
    ],
)
def test_waiting_photos_change_places(library: Library, moved: str, before: str | None, expected: str) -> None:
    queue = queue_of(library)
    ids = dict(zip("abcd", queue.add(orders(*"abcd")), strict=True))
    queue.move([ids[name] for name in moved], ids[before] if before is not None else None)
    assert "".join(names(queue, "waiting")) == expected


def test_clearing_keeps_the_takes(library: Library, tmp_path: Path) -> None:
    queue = queue_of(library)
    queue.add(orders("a", "b"))
    job = queue.claim()
    assert job is not None
    take = kept(library, tmp_path / "results", job=job.key)
    queue.clear()
    assert names(queue, "waiting") == ["b"]
    assert [each.id for each in TakesStore(library).of_photo("d")] == [take.id]


def test_names_that_are_no_text_survive(library: Library) -> None:
    import os

    path = Path(os.fsdecode(b"/photos/\xff\xfe \n<b>%s.jpg"))
    queue = queue_of(library)
    queue.add([Order(path, RestoreRequest(), "tiny")])
    assert queue.all()[0].path == path
    TakesStore(library).see(path, "d")


def test_what_is_done_with_the_same_settings_is_known(library: Library, tmp_path: Path) -> None:
    takes = TakesStore(library)
    take = kept(library, tmp_path / "results", seed=3)
    assert take.request is not None
    assert takes.same("d", take.request, "tiny@0") == take
    assert takes.same("d", take.request, "tiny@1") is None
    assert takes.same("d", RestoreRequest(seed=4), "tiny@0") is None
    takes.set_deleted(take.id, True)
    assert takes.same("d", take.request, "tiny@0") is None


def test_a_session_is_alive_until_it_lets_go(tmp_path: Path) -> None:
    first, second = Owner(tmp_path), Owner(tmp_path)
    first.acquire()
    second.acquire()
    assert second.is_alive(first.name)
    first.release()
    assert not second.is_alive(first.name)
    assert not second.is_alive("never was")
    assert not second.is_alive(None)
    second.release()
    assert not list((tmp_path / "owners").iterdir())


def test_times_are_stored_with_their_zone(library: Library, tmp_path: Path) -> None:
    created = datetime.datetime.fromisoformat(kept(library, tmp_path / "results").created)
    assert created.tzinfo is not None

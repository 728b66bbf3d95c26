"""Reading and writing in another process: the same pictures, and a crash there is a message here."""

import os
import platform
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import codec
from app.codec_pool import COMMAND, CodecPool, Died
from engine.errors import Cancelled, ImageError, ImageTooLarge, ImageWriteError, UnreadableImage
from engine.images.picture import Picture
from engine.images.read import read_picture
from engine.images.thumbnail import read_thumbnail
from engine.images.write import write_picture
from tests.conftest import SHARED

CORPUS = SHARED / "corpus"

CRASHES = """
import os, sys, time
import engine.images.codec_process as process
def crash(path, **_):
    if path.stem == "slow":
        while True:
            time.sleep(0.01)
    if path.stem != "good":
        os.abort()
    return reading(path)
reading = process.read_picture
process.read_picture = crash
sys.exit(process.main())
"""
ENDS_WHILE_WRITING = """
import os, sys
import engine.images.write as write
import engine.images.codec_process as process
write._verify = lambda *_: os.abort()
sys.exit(process.main())
"""


RESTS_AT_ONCE = """
import sys
import engine.images.codec_process as process
process._REST = {seconds}
sys.exit(process.main())
"""


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[CodecPool]:
    """A pool of its own, which must leave neither thread nor process behind."""
    made = CodecPool()
    monkeypatch.setattr(codec, "POOL", made)
    yield made
    numbers = made.processes
    assert made.close(30)
    assert not any(map(alive, numbers))
    assert made.processes == []


def use(pool: CodecPool, program: str) -> None:
    pool.command = (sys.executable, "-P", "-c", program)


def same(one: Picture, other: Picture) -> None:
    for field in fields(Picture):
        mine, yours = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == yours.dtype, field.name
            assert np.array_equal(mine, yours), field.name
        else:
            assert mine == yours, field.name


def outcome(read: object, path: Path) -> Picture | ImageError:
    try:
        return read(path)  # type: ignore[operator]
    except ImageError as error:
        return error


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("kind", ["valid", "malformed"])
def test_the_corpus_is_read_as_in_this_process(kind: str, pool: CodecPool) -> None:
    files = sorted((CORPUS / kind).iterdir())
    assert len(files) > 50
    for path in files:
        here, there = outcome(read_picture, path), outcome(codec.read_picture, path)
        assert type(here) is type(there), path
        if isinstance(here, Picture):
            assert isinstance(there, Picture)
            same(here, there)
        else:
            assert isinstance(there, ImageError)
            assert (str(here), here.path) == (str(there), there.path)
    assert len(pool.processes) == 1, "one process reads them all, and none of them ends it"


def test_thumbnails_are_the_same(tmp_path: Path, pool: CodecPool) -> None:
    path = tmp_path / "photo.jpg"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)).save(path)
    assert np.array_equal(codec.read_thumbnail(path, 64), read_thumbnail(path, 64))
    with pytest.raises(UnreadableImage, match="no such file"):
        codec.read_thumbnail(tmp_path / "none.jpg", 64)


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp", "bmp"])
def test_files_are_written_byte_by_byte_as_in_this_process(ending: str, tmp_path: Path, pool: CodecPool) -> None:
    random = np.random.default_rng(0)
    exif = Image.Exif()
    exif[271], exif[274] = "Camera", 6
    source = tmp_path / "source.png"
    Image.fromarray(random.integers(0, 256, (30, 40, 4), np.uint8), "RGBA").save(source, exif=exif)
    picture, pixels = read_picture(source), random.integers(0, 256, (80, 60, 3), np.uint8)
    here: list[str] = []
    there: list[str] = []
    one, other = tmp_path / "here" / f"a.{ending}", tmp_path / "there" / f"a.{ending}"
    one.parent.mkdir()
    other.parent.mkdir()
    write_picture(pixels, one, source=picture, description={"seed": 7}, on_warning=here.append)
    codec.write_picture(pixels, other, source=picture, description={"seed": 7}, on_warning=there.append)
    assert one.read_bytes() == other.read_bytes()
    assert here == there
    assert codec.write_picture(pixels, other) == other.with_name(f"a-2.{ending}"), "a number, as there"


def test_sixteen_bits_and_names_that_are_no_text_survive(tmp_path: Path, pool: CodecPool) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/photo-\xff\n.tif"))
    pixels = np.random.default_rng(0).integers(0, 65_536, (9, 7, 3), np.uint16)
    assert codec.write_picture(pixels, path) == path
    read = codec.read_picture(path)
    assert (read.path, read.bits) == (path, 16)
    assert np.array_equal(read.pixels, pixels)


def test_a_relative_name_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pool: CodecPool) -> None:
    pool.ask({"do": "ready"})
    monkeypatch.chdir(tmp_path)  # the process has another current folder
    Image.new("RGB", (4, 3)).save("photo.png")
    assert codec.read_picture(Path("photo.png")).path == Path("photo.png")
    with pytest.raises(UnreadableImage) as caught:
        codec.read_picture(Path("none.png"))
    assert caught.value.path == Path("none.png")
    assert codec.write_picture(np.zeros((3, 4, 3), np.uint8), Path("saved.png")) == Path("saved.png")


def test_the_limits_hold_there_too(tmp_path: Path, pool: CodecPool) -> None:
    path = tmp_path / "photo.png"
    Image.new("RGB", (40, 30)).save(path)
    with pytest.raises(ImageTooLarge, match="the limit is"):
        codec.read_picture(path, max_pixels=1000)


def test_a_decoder_that_crashes_is_a_damaged_file_and_the_next_one_is_read(tmp_path: Path, pool: CodecPool) -> None:
    use(pool, CRASHES)
    for name in ("bad.png", "good.png"):
        Image.new("RGB", (4, 3), (1, 2, 3)).save(tmp_path / name)
    with pytest.raises(UnreadableImage, match="the decoder ended unexpectedly") as caught:
        codec.read_picture(tmp_path / "bad.png")
    assert caught.value.path == tmp_path / "bad.png"
    assert "\n" not in str(caught.value)
    assert codec.read_picture(tmp_path / "good.png").pixels[0, 0].tolist() == [1, 2, 3]


def test_an_encoder_that_crashes_leaves_nothing_half_written(tmp_path: Path, pool: CodecPool) -> None:
    use(pool, ENDS_WHILE_WRITING)
    with pytest.raises(ImageWriteError, match="saving ended unexpectedly"):
        codec.write_picture(np.zeros((3, 4, 3), np.uint8), tmp_path / "saved.png")
    assert list(tmp_path.iterdir()) == []


def test_cancelling_ends_a_decoder_that_hangs(tmp_path: Path, pool: CodecPool) -> None:
    use(pool, CRASHES)
    pool.ask({"do": "ready"})
    (number,) = pool.processes
    asked = threading.Event()
    cancel = threading.Event()

    def check() -> None:
        asked.set()
        if cancel.is_set():
            raise Cancelled

    threading.Thread(target=lambda: (asked.wait(), cancel.set())).start()
    with pytest.raises(Cancelled):
        codec.read_picture(tmp_path / "slow.png", check)
    Image.new("RGB", (4, 3)).save(tmp_path / "good.png")
    assert codec.read_picture(tmp_path / "good.png").width == 4
    assert number not in pool.processes


def test_cancelled_work_that_is_soon_done_keeps_its_process(tmp_path: Path, pool: CodecPool) -> None:
    pool.ask({"do": "ready"})
    numbers = pool.processes
    Image.new("RGB", (4, 3)).save(tmp_path / "photo.png")

    def check() -> None:
        raise Cancelled

    caught = 0
    for _ in range(20):
        try:
            codec.read_picture(tmp_path / "photo.png", check)
        except Cancelled:
            caught += 1
        if pool.processes != numbers:  # a machine that takes 0.2 s for 12 pixels may end it
            break
    else:
        assert pool.processes == numbers
    assert codec.read_picture(tmp_path / "photo.png").width == 4


def test_a_killed_process_is_replaced(tmp_path: Path, pool: CodecPool) -> None:
    pool.ask({"do": "ready"})
    (number,) = pool.processes
    os.kill(number, signal.SIGTERM)
    while number in pool.processes:
        time.sleep(0.001)  # until the system says that it is gone
    Image.new("RGB", (4, 3)).save(tmp_path / "photo.png")
    assert codec.read_picture(tmp_path / "photo.png").width == 4


def test_several_work_at_once_and_two_stay(pool: CodecPool) -> None:
    together = threading.Barrier(4)

    def ask() -> None:
        worker = pool._take()
        together.wait(60)
        pool._give_back(worker)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pool._idle) == 2


def test_one_that_nobody_asks_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = CodecPool(idle_seconds=0.01)
    pool.ask({"do": "ready"})
    for thread in [worker.thread for worker in pool._all]:
        thread.join(60)
    assert pool.processes == []
    assert pool.ask({"do": "ready"}) == ({}, {}), "a new one is started when it is needed"
    assert pool.close(30)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only there freed memory is kept")
def test_freed_memory_is_kept_for_the_next_picture_and_given_back_at_rest(tmp_path: Path, pool: CodecPool) -> None:
    def resident() -> float:
        """In MiB."""
        pages = int(Path(f"/proc/{pool.processes[0]}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 2**20

    def read() -> None:
        pool.ask({"do": "read", "path": str(tmp_path / "large.bmp"), "max_pixels": 10**8})

    Image.new("RGB", (6000, 4000), "teal").save(tmp_path / "large.bmp")
    use(pool, RESTS_AT_ONCE.format(seconds=60.0))
    pool.ask({"do": "ready"})
    before = resident()
    read()
    kept = resident()
    assert kept > before + 68, "24 megapixels"
    read()
    assert resident() < kept + 34, "they were used again"
    pool.close(30)
    use(pool, RESTS_AT_ONCE.format(seconds=0.01))
    read()
    deadline = time.monotonic() + 60
    while resident() > before + 34:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    import subprocess

    program = (
        "import os, sys; from app.codec_pool import CodecPool; pool = CodecPool(); pool.ask({'do': 'ready'});"
        "print(pool.processes[0], flush=True); os._exit(1)"
    )
    said = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, timeout=120, check=False)
    number = int(said.stdout)
    for _ in range(6000):
        if not alive(number) or Path(f"/proc/{number}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.01)
    else:
        pytest.fail("it is still there after a minute")


def test_where_no_process_can_be_started_the_picture_is_read_and_saved_all_the_same(
    tmp_path: Path, pool: CodecPool, caplog: pytest.LogCaptureFixture
) -> None:
    pool.command = (str(tmp_path / "no such program"),)
    target = codec.write_picture(np.full((3, 4, 3), 9, np.uint8), tmp_path / "saved.png")
    assert codec.read_picture(target).pixels.max() == 9
    assert "no codec process could be started" in caplog.text
    caplog.clear()


def test_what_is_a_fault_of_ours_is_no_damaged_file(tmp_path: Path, pool: CodecPool) -> None:
    with pytest.raises(RuntimeError, match="uint8 or uint16"):
        codec.write_picture(np.zeros((3, 4), np.uint8), tmp_path / "saved.png")


def test_a_process_that_does_not_start_says_why(pool: CodecPool) -> None:
    use(pool, "raise SystemExit('no Pillow')")
    with pytest.raises(Died) as caught:
        pool.ask({"do": "ready"})
    assert caught.value.code == 1
    assert "no Pillow" in caught.value.said


def test_the_command_takes_no_module_from_the_current_folder() -> None:
    assert "-P" in COMMAND

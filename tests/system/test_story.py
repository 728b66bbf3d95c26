"""One long story: two days of a person who restores photos, with a power cut between them."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.model.keeping import read_take
from app.model.session import Session
from app.settings import Settings, save_settings
from app.ui.theme import Appearance
from app.ui.window import Window
from engine.request import RestoreRequest
from tests.engine.tiny import tiny_bundle
from tests.system.story import SEEDS, drop, type_seed

ROOT = Path(__file__).parents[2]
WAIT = 120_000  # milliseconds: real restorations on a busy machine
STEPS = 24


@pytest.fixture
def home(own_data_folder: Path) -> Path:
    """The data folder of somebody who chose a small model before."""
    tiny_bundle(own_data_folder / "models" / "tiny")
    request = RestoreRequest(steps=STEPS, guidance_scale=1.0, scale=1.0, tile=64, precision="fp32")
    settings = Settings(model="tiny", request=request.to_dict(), offered=True, theme="dark", language="en")
    save_settings(settings, own_data_folder / "settings.json")
    return own_data_folder


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Four photos in a folder, and a file that is none."""
    folder = tmp_path / "attic"
    folder.mkdir()
    (folder / "notes.txt").write_text("from the attic")
    paths = [folder / f"photo {number}.png" for number in range(1, 5)]
    for number, path in enumerate(paths):
        Image.new("RGB", (60 + number, 40), (60 * number, 120, 90)).save(path)
    return paths


@pytest.fixture
def second_day(qtbot: QtBot, home: Path, photos: list[Path]) -> Iterator[Window]:
    """The first day in a process that is killed, and a window opened after that."""
    command = [sys.executable, "-m", "tests.system.story", str(photos[0].parent)]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WAIT / 1000, check=False)
    assert first.returncode == -signal.SIGKILL, first.stderr
    session = Session(home, log_file=home / "heirloom.log", cache=home / "cache")
    window = Window(session, Appearance("dark"))
    qtbot.addWidget(window)
    window.resize(1280, 820)
    window.show()
    session.begin([])
    yield window
    window.close()
    assert session.close(30)


def digests(paths: list[Path]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.slow
def test_two_days_with_a_power_cut_between_them(
    qtbot: QtBot, photos: list[Path], home: Path, request: pytest.FixtureRequest
) -> None:
    originals = digests(photos)
    window: Window = request.getfixturevalue("second_day")
    session = window.session
    told = [notice.text for notice in session.notices.history]

    def unfinished() -> bool:
        told[:] = [notice.text for notice in session.notices.history]
        return any("unfinished in the queue" in text for text in told)

    # Everything there: the photos, a photo open, each take with its settings, nothing of the cancelled one.
    qtbot.waitUntil(lambda: session.models is not None and session.photos.paths == photos, timeout=WAIT)
    qtbot.waitUntil(lambda: session.document.name == "photo 1.png", timeout=WAIT)
    qtbot.waitUntil(unfinished, timeout=WAIT)
    assert session.queue.paused, "a crash may have its cause in the work: the person is asked"
    seeds = {}
    for wide, path in enumerate(photos[:3], 60):
        session.show_photo(path)
        qtbot.waitUntil(lambda path=path: session.document.name == path.name, timeout=WAIT)
        if path != photos[2]:
            qtbot.waitUntil(lambda: bool(session.takes.all), timeout=WAIT)
        seeds[path] = [take.request.seed for take in session.takes.all if take.request is not None]
        for take in session.takes.all:
            assert read_take(session.results_folder / take.file).shape == (40, wide, 3)
    first = [seeds[path][0] for path in photos[:2]]
    assert first == list(SEEDS)
    assert session.queue.jobs, "the queue is there"
    assert all(job.state in ("waiting", "done") for job in session.queue.jobs)

    # The queue goes on where it was, and does nothing twice.
    window.messages.action.click()
    jobs = session.queue.jobs
    qtbot.waitUntil(
        lambda: all(job.state == "done" for job in session.queue.jobs) and not session.queue.active, timeout=WAIT
    )
    assert len(session.queue.jobs) == len(jobs)
    counts = session.shelf.watch.snapshot.counts
    assert [counts[path] for path in photos] == [2, 1, 1, 1], "photo 2 was done with these settings before"

    # Save one, go on with something else, and find its settings again in the file.
    session.show_photo(photos[0])
    qtbot.waitUntil(lambda: len(session.takes.all) == 2, timeout=WAIT)
    session.takes.choose(session.takes.all[0].id)

    def shows_the_first() -> bool:
        result = session.document.result
        return result is not None and result.request.seed == SEEDS[0] and session.can_save()

    qtbot.waitUntil(shows_the_first, timeout=WAIT)
    with qtbot.waitSignal(session.saved, timeout=WAIT) as saving:
        window.commands["save"].trigger()
    saved = Path((saving.args or ["nowhere"])[0])
    assert saved == photos[0].with_name("photo 1_restored.png")
    type_seed(window, 5)
    assert session.draft.request.seed == 5
    drop(window, saved)
    qtbot.waitUntil(lambda: session.document.name == saved.name, timeout=WAIT)
    qtbot.waitUntil(lambda: window.inspector.seed.edit.text() == str(SEEDS[0]), timeout=WAIT)
    assert session.draft.request.steps == STEPS
    assert "its settings are in the panel" in session.notices.history[-1].text
    window.messages.action.click()
    assert window.inspector.seed.edit.text() == "5", "undone with one click"

    assert digests(photos) == originals
    with Image.open(saved) as picture:
        assert json.loads(picture.info["heirloom"])["request"]["seed"] == SEEDS[0]
    for folder in (session.results_folder, photos[0].parent):
        assert not list(folder.rglob("*.part")), "nothing is left half written"

"""The window's benchmark at a small size. What it measures is not tested: machines differ."""

import signal
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.comparison import titles
from tests.benchmarks import formats, large
from tests.benchmarks.bystander import Bystander, longest
from tests.benchmarks.control import CASES, measure_control
from tests.benchmarks.probe import Gap
from tests.benchmarks.start import measure_start
from tests.benchmarks.stillness import Stillness, inside, may_go_first


@pytest.mark.usefixtures("qtbot")
def test_a_large_photo_is_opened_restored_kept_saved_and_looked_at(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(large, "VIEWS", ((320, 240),))
    monkeypatch.setattr(large, "STEPS", 2)
    large.measure_large(qapp, tmp_path, "built-in", 0.3, 60.0)
    printed = capsys.readouterr().out
    for phase in (
        "open, grey",
        "open",
        "restore",
        "show the result",
        "save (PNG)",
        "save (JPG)",
        "save (TIF)",
        "save (WEBP)",
        "save (BMP)",
    ):
        assert f"| {phase} " in printed
    assert "A photo of 632 x 474 pixels" in printed
    assert sum(f"| 320 x 240 | {title}" in printed for title in titles().values()) == len(titles())
    assert {path.name for path in tmp_path.glob("saved*")} == {
        f"saved.{kind}" for kind in ("png", "jpg", "tif", "webp", "bmp")
    }


@pytest.mark.usefixtures("qtbot")
def test_every_format_is_opened_and_every_thumbnail_made(qapp: QApplication, tmp_path: Path) -> None:
    photos = formats.make_photos(tmp_path / "photos", 0.1)
    assert len(photos) == len(formats.KINDS)
    times = {name: path.stat().st_mtime_ns for name, path in photos.items()}
    assert formats.make_photos(tmp_path / "photos", 0.1) == photos
    assert times == {name: path.stat().st_mtime_ns for name, path in photos.items()}, "those that are there are kept"
    table = formats.measure_formats(qapp, tmp_path, photos, 0.05, 60.0, count=7)
    for phase in (*(f"open {name}" for name in photos), "7 thumbnails"):
        assert f"| {phase} " in table, table
    assert "error" not in table
    assert "no thumbnail" not in table


@pytest.mark.skipif(sys.platform == "win32", reason="no signal stops a process there")
def test_a_bystander_notes_what_it_is_late_and_when(qtbot: QtBot) -> None:
    bystander = Bystander(1.0)
    qtbot.waitUntil(bystander.notes.exists, timeout=30_000)
    bystander.process.send_signal(signal.SIGSTOP)
    stopped = time.monotonic()
    qtbot.waitUntil(lambda: time.monotonic() > stopped + 0.05)
    bystander.process.send_signal(signal.SIGCONT)
    qtbot.waitUntil(lambda: bystander.notes.stat().st_size > 0, timeout=30_000)
    late = bystander.end()
    when, milliseconds = max(late, key=lambda each: each[1])
    assert milliseconds > 20, "it was stopped for 50"
    assert longest(late, [(when - 1, when + 1)]) == milliseconds
    assert longest(late, [(when + 100, when + 200), (0, 1)]) == 0


def test_a_stall_is_known_with_and_without_what_its_core_stood_still() -> None:
    stall = Gap(late=80.0, computing=5.0, span=(10.0, 10.09), core=1)
    assert stall.own({}) == 80
    assert stall.own({1: [(10.01, 10.05), (11.0, 12.0)]}) == pytest.approx(40)
    assert stall.own({0: [(10.01, 10.05)]}) == 80, "another core"
    assert stall.own({1: [(9.0, 11.0)]}) == 0, "less than nothing is nothing"


@pytest.mark.skipif(not may_go_first(), reason="this user's processes may not have the highest priority")
def test_it_is_noted_when_a_core_is_silent(qtbot: QtBot) -> None:
    """The process of one core is stopped, as if that core were."""
    stillness = Stillness()
    assert stillness.processes
    qtbot.waitUntil(lambda: all(notes.exists() for notes in stillness.notes), timeout=30_000)
    begun = time.perf_counter()
    stillness.processes[0].send_signal(signal.SIGSTOP)
    qtbot.waitUntil(lambda: time.perf_counter() > begun + 0.2)
    stillness.processes[0].send_signal(signal.SIGCONT)
    qtbot.waitUntil(lambda: stillness.notes[0].stat().st_size > 0, timeout=30_000)
    ended = time.perf_counter()
    still = stillness.end()
    assert still is not None
    assert len(still) == len(stillness.processes)
    assert inside((begun, ended), next(iter(still.values()))) > 0.15


def test_the_machine_is_measured_without_a_window() -> None:
    lines = measure_control(10.0, 0.2).splitlines()[2:]
    assert [line.split("|")[1].strip() for line in lines] == list(CASES)
    assert all(float(line.split("|")[2]) >= 0 for line in lines)


def test_the_start_is_measured_from_the_process_on(built_in: Path) -> None:
    from engine.resources import resource

    table = measure_start(resource("samples/faded-portrait.jpg"), 1)
    lines = table.splitlines()[2:]
    seconds = [float(line.split("|")[2]) for line in lines]
    assert seconds == sorted(seconds)
    assert "photo painted" in lines[-1]

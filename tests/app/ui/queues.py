"""Photos for the queue, and what the tests ask of it again and again."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from app.model.job import Job
from app.ui.window import Window
from tests.app.ui.conftest import WAIT
from tests.app.ui.engines import SeedEngine


def photos(folder: Path, count: int, bad: tuple[int, ...] = ()) -> list[Path]:
    """Small pictures "photo 1.png", ...; those that are `bad` cannot be restored by a `SeedEngine`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(1, count + 1):
        path = folder / f"photo {number}{' bad' if number in bad else ''}.png"
        Image.new("RGB", (8 + number % 5, 6), (number % 256, 100, 50)).save(path)
        made.append(path)
    return made


def states(window: Window) -> dict[str, str]:
    """Of each photo, by its name without the ending."""
    return {job.path.stem: job.state for job in reversed(window.session.queue.jobs)}


def waiting(window: Window) -> list[str]:
    """The photos to come, in their order."""
    return [job.path.stem for job in window.session.queue.jobs if job.state == "waiting"]


def ended(qtbot: QtBot, window: Window, count: int) -> list[Job]:
    """The rows, once there are so many and all have ended."""

    def over() -> bool:
        jobs = window.session.queue.jobs
        return len(jobs) == count and all(job.ended for job in jobs) and not window.session.queue.active

    qtbot.waitUntil(over, timeout=4 * WAIT)  # a hundred photos on a busy machine
    return list(window.session.queue.jobs)


def held(qtbot: QtBot, window: Window, engine: SeedEngine, paths: list[Path]) -> None:
    """The queue at work on the first photo, and held there."""
    engine.hold.set()
    window.session.enqueue(paths)
    qtbot.waitUntil(lambda: window.session.restoration.state == "running", timeout=WAIT)
    qtbot.waitUntil(lambda: "running" in states(window).values(), timeout=WAIT)


def select(window: Window, *stems: str) -> None:
    """Select the rows of these photos."""
    view = window.queue.list
    view.selectionModel().clear()
    for row, job in enumerate(window.session.queue.jobs):
        if job.path.stem in stems:
            view.selectionModel().select(view.model().index(row, 0), QItemSelectionModel.SelectionFlag.Select)

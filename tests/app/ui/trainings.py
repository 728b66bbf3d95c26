"""Photos to train on, and trainings that the tests look at: begun by a window, or written down as one would have."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image
from pytestqt.qtbot import QtBot

from app.model.training import Training
from app.model.training_journal import is_running, process_of
from app.model.training_plan import Plan
from app.model.training_record import FOLDER, Record, create, list_records
from app.ui.training_window import TrainingWindow
from app.ui.window import Window

WAIT = 600_000  # milliseconds: a training is a process that imports torch, on a machine that may be busy

CHANGE = {
    "measure": "agreement", "first": 0.66, "last": 0.69, "difference": 0.03, "low": 0.01, "high": 0.04,
    "improved": 11, "photos": 12,
}  # fmt: skip


def collection(folder: Path, count: int = 6) -> Path:
    """So many photos of 80 x 60 pixels, a file that is none, and one that is too small."""
    folder.mkdir()
    for number in range(count):
        coarse = np.random.default_rng(number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((80, 60), Image.Resampling.BICUBIC).save(folder / f"photo-{number}.png")
    (folder / "broken.jpg").write_bytes(b"no picture")
    Image.new("RGB", (20, 20), (200, 10, 10)).save(folder / "stamp.png")
    return folder


def opened(window: Window) -> TrainingWindow:
    """The window of trainings, by its command."""
    window.commands["train"].trigger()
    return window.windows.training()


def planned(qtbot: QtBot, window: Window, photos: Path, **changes: Any) -> TrainingWindow:
    """The same, with a plan for the tiny model that can be started."""
    training = opened(window)
    draft = window.session.trainings.draft
    draft.set(**({"crop": 32, "updates": 4} | changes))
    training.new.take_folder(photos)
    qtbot.waitUntil(lambda: training.new.start.start.isEnabled() or bool(draft.machine.found.problem), timeout=WAIT)
    assert not draft.machine.found.problem
    return training


def begun(qtbot: QtBot, window: Window, photos: Path, **changes: Any) -> tuple[TrainingWindow, Training]:
    """A real training that was started by its button."""
    training = planned(qtbot, window, photos, **changes)
    training.new.start.start.click()
    qtbot.waitUntil(lambda: bool(window.session.trainings.items), timeout=WAIT)
    return training, window.session.trainings.items[0]


def running(qtbot: QtBot, window: Window, photos: Path, updates: int) -> tuple[TrainingWindow, Training]:
    """A real training that was planned before and is started by Continue, in the window that shows it."""
    session, base = window.session, window.session.model
    assert base is not None
    plan = Plan(photos=photos, base=base.folder, base_name=base.name, crop=32, updates=updates)
    record = create(session.home, plan, 5, 1, keep=True)
    session.trainings.load()
    qtbot.waitUntil(lambda: session.trainings.training(record.name) is not None, timeout=WAIT)
    training = session.trainings.training(record.name)
    assert training is not None
    until(qtbot, training, "lost")
    shown = opened(window)
    shown.list.choose(record.name)
    shown.page.run.go_on.click()
    until(qtbot, training, "running")
    return shown, training


def until(qtbot: QtBot, training: Training, *states: str) -> None:
    """Waits until it is in one of these states."""
    qtbot.waitUntil(lambda: not training.starting and training.progress.state in states, timeout=WAIT)


def learning(qtbot: QtBot, training: Training, update: int = 1) -> None:
    """Waits until it has done so many updates."""
    qtbot.waitUntil(lambda: training.progress.update >= update or training.progress.ended, timeout=WAIT)
    assert not training.progress.ended, training.progress.message


def written(home: Path, photos: Path, base: Path, lines: Iterable[dict[str, Any]], **changes: Any) -> Record:
    """A training of an earlier day: its folder, and the journal that its process would have left."""
    plan = Plan(photos=photos, base=base, base_name="tiny", crop=32, updates=100, **changes)
    record = create(home, plan, 40, 12, keep=True)
    at = time.time() - 3600
    text = "".join(json.dumps({"time": at + number, **line}) + "\n" for number, line in enumerate(lines))
    record.journal.write_text(text, encoding="utf-8")
    return record


def done(
    kind: str, output: Path, *, improved: int = 11, form: str = "adapter", path: Path | None = None
) -> list[dict[str, Any]]:
    """The journal of a training that came to its end with this verdict."""
    judged = {
        "kind": kind, "sentence": "", "photos": 12, "canary": [],
        "changes": [{**CHANGE, "improved": improved, "low": -0.01 if kind == "no clear difference" else 0.01}],
        "warnings": ["Photos of other kinds come out worse than with the stock model: use this one for its own kind."],
    }  # fmt: skip
    evaluated = {"phase": "held_out", "stage": "joint", "preview": None}
    learned = [(20, 0.28), (40, 0.26), (60, 0.24)]
    return [
        {"phase": "began", "pid": 1, "created": 0.0},
        {"phase": "start", "update": 0, "updates": 100, "resumed": False, "processes": 1, "changed": []},
        {**evaluated, "update": 0, "loss": 0.3, "primary": 0.66, "best": False},
        *({"phase": "train", "update": at, "updates": 100, "loss": loss, "spilled": False} for at, loss in learned),
        {**evaluated, "update": 100, "loss": 0.2, "primary": 0.69, "best": True},
        {"phase": "done", "update": 100, "scores": []},
        {"phase": "verdict", "kind": kind, "update": 100, "report": str(output / "report.html"), "judged": judged},
        {"phase": "exported", "path": str(path or output / "x.safetensors"), "form": form, "update": 100},
        {"phase": "ended", "code": 0, "message": ""},
    ]


def end_all(home: Path) -> list[str]:
    """Kills the trainings of a home that still run; their names."""
    left: list[str] = []
    for record in list_records(home) if (home / FOLDER).is_dir() else []:
        if not is_running(record.journal):
            continue
        left.append(record.name)
        lines = [json.loads(line) for line in record.journal.read_text(encoding="utf-8").splitlines()]
        for line in (record.process, *(line for line in lines if line["phase"] == "began")):
            process = process_of(line)
            if process is not None:
                process.kill()
                process.wait(30)
    return left


def children() -> list[str]:
    """What this process has started and what still runs, as command lines."""
    return [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]

"""The folder of a training: what it was asked for, and what became of it. Knows no Qt.

`run.toml` for `heirloom train`, `training.json` for the window, `events.jsonl` and `commands/` between the two,
`messages.log` with what the process said beside, and `out/` with checkpoints, pictures, report and the adapter.
"""

import json
import logging
import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.model.training_plan import Plan, file_name, from_dict, run_text, run_values, to_dict
from app.settings import write_json

log = logging.getLogger(__name__)

FOLDER = "trainings"
_RECORD = "training.json"
_VERSION = 1


@dataclass
class Record:
    """One training.

    Attributes:
        folder: its own.
        plan: what was asked for.
        made: when, in ISO 8601.
        photos, held_out: how many there are to learn from, and to judge by.
        updates, evaluate_every: of the run.
        keep: whether it goes on when Heirloom is closed.
        installed: kind and name of what it made, among the models, or "".
        process: number and start of the process that was started last, or empty.
    """

    folder: Path
    plan: Plan
    made: str = ""
    photos: int = 0
    held_out: int = 0
    updates: int = 0
    evaluate_every: int = 0
    keep: bool = True
    installed: str = ""
    process: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def name(self) -> str:
        """Of its folder, and of the adapter that it makes."""
        return self.folder.name

    @property
    def run_file(self) -> Path:
        """For `heirloom train`."""
        return self.folder / "run.toml"

    @property
    def journal(self) -> Path:
        """What it says of itself."""
        return self.folder / "events.jsonl"

    @property
    def commands(self) -> Path:
        """What it is asked to do."""
        return self.folder / "commands"

    @property
    def messages(self) -> Path:
        """What its process wrote on stderr."""
        return self.folder / "messages.log"

    @property
    def output(self) -> Path:
        """What it makes."""
        return self.folder / "out"


def create(home: Path, plan: Plan, photos: int, held_out: int, *, keep: bool) -> Record:
    """Makes the folder of a new training, with its run file; `photos` are those to learn from.

    Raises:
        OSError, UnicodeEncodeError: it cannot be written.
    """
    root = home / FOLDER
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = _new_folder(root, file_name(plan.shown_title))
    values = run_values(plan, folder.name, folder / "out", photos)
    updates = plan.updates_of(photos)
    record = Record(
        folder,
        plan,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        photos=photos,
        held_out=held_out,
        updates=updates,
        evaluate_every=plan.evaluate_every(updates),
        keep=keep,
    )
    try:
        record.run_file.write_text(run_text(values), encoding="utf-8")
        save(record)
    except (OSError, UnicodeEncodeError):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return record


def save(record: Record) -> None:
    """Writes what the window knows.

    Raises:
        OSError: nothing was changed.
    """
    values = {
        "version": _VERSION,
        "made": record.made,
        "plan": to_dict(record.plan),
        "photos": record.photos,
        "held_out": record.held_out,
        "updates": record.updates,
        "evaluate_every": record.evaluate_every,
        "keep": record.keep,
        "installed": record.installed,
        "process": record.process,
    }
    write_json(values, record.folder / _RECORD)


def list_records(home: Path) -> list[Record]:
    """All trainings, the newest first; folders that are none are passed over."""
    root = home / FOLDER
    try:
        folders = [Path(entry.path) for entry in os.scandir(root) if entry.is_dir() and not entry.name.startswith(".")]
    except FileNotFoundError:
        return []
    found = [record for record in map(_read, folders) if record is not None]
    return sorted(found, key=lambda record: (record.made, record.name), reverse=True)


def size_of(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def remove(record: Record) -> None:
    """Deletes the folder; what was installed stays among the models.

    Raises:
        OSError: not all of it can be deleted.
    """
    (record.folder / _RECORD).unlink(missing_ok=True)  # half deleted, it is no training any more
    shutil.rmtree(record.folder)


def _new_folder(root: Path, name: str) -> Path:
    number = 1
    while True:
        folder = root / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _read(folder: Path) -> Record | None:
    try:
        values = json.loads((folder / _RECORD).read_bytes())
        numbers = {name: int(values[name]) for name in ("photos", "held_out", "updates", "evaluate_every")}
        return Record(
            folder,
            from_dict(values["plan"]),
            made=str(values["made"]),
            keep=bool(values["keep"]),
            installed=str(values["installed"]),
            process=dict(values["process"]),
            **numbers,
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s of %s cannot be read: %s", _RECORD, folder.name, error)
        return None

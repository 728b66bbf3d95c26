"""Licences of what is downloaded: shown, accepted once, and remembered in the person's data folder."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.paths import data_folder
from app.settings import write_json
from engine.catalogue_file import CatalogueEntry

log = logging.getLogger(__name__)
VERSION = 1


def licences_file(home: Path | None = None) -> Path:
    """Where the record is: in `home`, None: the person's data folder."""
    return (home or data_folder()) / "licences.json"


def licence_lines(entry: CatalogueEntry) -> list[str]:
    """What a person reads before anything of `entry` is downloaded."""
    lines = [f"{entry.title} comes under these conditions:"]
    for repository, licence in entry.licences:
        lines.append(f"  {repository}: {licence.name}")
        lines.append(f"    {licence.summary}")
        lines.append(f"    {licence.url}")
    return lines


def is_accepted(entry: CatalogueEntry, home: Path | None = None) -> bool:
    """Whether exactly these licences were accepted before."""
    return any(record.get("licences") == _licences(entry) for record in _records(licences_file(home)))


def accept(entry: CatalogueEntry, home: Path | None = None) -> None:
    """Writes down that the person accepted them, and when.

    Raises:
        OSError: the record cannot be written.
    """
    record = {"name": entry.name, "time": datetime.now(UTC).isoformat(timespec="seconds"), "licences": _licences(entry)}
    path = licences_file(home)
    write_json({"version": VERSION, "accepted": [*_records(path), record]}, path)


def _licences(entry: CatalogueEntry) -> list[dict[str, str]]:
    return [
        {"repository": repository, "name": licence.name, "url": licence.url, "summary": licence.summary}
        for repository, licence in entry.licences
    ]


def _records(path: Path) -> list[dict[str, Any]]:
    """Earlier records; a file that cannot be read holds none, and the person is asked again."""
    try:
        records = json.loads(path.read_bytes())["accepted"]
        return [record for record in records if isinstance(record, dict)]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s: %s", path, error)
        return []

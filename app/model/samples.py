"""The sample photos that come with Heirloom, with their captions."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from engine.resources import resource

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sample:
    """A sample photo: its file, a title for people, and what it shows."""

    path: Path
    title: str
    caption: str
    source: str


def list_samples() -> list[Sample]:
    """Those whose files are there, in the order of `resources/samples/samples.json`."""
    folder = resource("samples")
    try:
        values = json.loads((folder / "samples.json").read_text(encoding="utf-8"))
        found = [Sample(folder / v["file"], v["title"], v["caption"], v["source"]) for v in values]
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("no samples: %s", error)
        return []
    return [sample for sample in found if sample.path.is_file()]

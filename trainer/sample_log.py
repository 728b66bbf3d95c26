"""A line for each sample that was made: what was cropped and all that was drawn for its degradation.

The log ends at a size: with the run's seed and a batch's number `Samples.made` says the same of every sample since.
"""

import json
import logging
import threading
from pathlib import Path
from typing import Any

MOST_BYTES = 64 * 2**20
_log = logging.getLogger(__name__)


class SampleLog:
    """Appends JSON lines to `path`, from any thread; a disk that is full ends the log, not the training."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most = most_bytes
        self._lock = threading.Lock()
        self._open = True

    def add(self, batch: int, samples: list[dict[str, Any]]) -> None:
        """Lines of one batch. A run that goes on from a checkpoint writes the batches it repeats again, alike."""
        lines = "".join(json.dumps({"batch": batch, "sample": i} | made) + "\n" for i, made in enumerate(samples))
        with self._lock:
            if not self._open:
                return
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._path.open("a", encoding="utf-8") as file:
                    self._open = file.tell() + len(lines) <= self._most
                    if self._open:
                        file.write(lines)
            except OSError as error:
                self._open = False
                _log.warning("The log of samples ends: %s", error.strerror or error)

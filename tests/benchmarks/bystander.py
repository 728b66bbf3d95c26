"""A process that does nothing but tick, beside one that is measured: what this one is late is the machine's doing.

    python -m tests.benchmarks.bystander INTERVAL FILE

Every INTERVAL milliseconds it notes a tick that came late: when, by `perf_counter`, and how many milliseconds.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

_WORTH_IT = 1.0  # milliseconds; less is not noted


def main(interval: float, file: Path) -> None:
    """Ticks until it is killed."""
    with file.open("w", encoding="utf-8", buffering=1) as notes:
        last = time.perf_counter()
        while True:
            time.sleep(interval / 1000)
            now = time.perf_counter()
            late = (now - last) * 1000 - interval
            if late > _WORTH_IT:
                notes.write(f"{now} {late}\n")
            last = now


class Bystander:
    """That process, from this one: `process`, which writes `notes`."""

    def __init__(self, interval: float) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="heirloom-bystander-")
        self.notes = Path(self._folder.name) / "notes"
        arguments = [str(interval), str(self.notes)]
        self.process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.bystander", *arguments])

    def end(self) -> list[tuple[float, float]]:
        """Ends it; its late ticks: when, and how many milliseconds."""
        self.process.kill()
        self.process.wait()
        lines = self.notes.read_text(encoding="utf-8").splitlines()
        self._folder.cleanup()
        pairs = (line.split() for line in lines)
        return [(float(pair[0]), float(pair[1])) for pair in pairs if len(pair) == 2]  # the last may be torn


def longest(late: Sequence[tuple[float, float]], spans: Sequence[tuple[float, float]]) -> float:
    """The longest of these while one of the spans lasted, 0 if there was none."""
    return max((by for when, by in late if any(start <= when <= end for start, end in spans)), default=0.0)


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))

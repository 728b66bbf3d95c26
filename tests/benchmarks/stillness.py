"""When a core itself stood still: a host that takes a virtual machine's processor away stops whatever ran on it.

    python -m tests.benchmarks.stillness CORE FILE

On each core a process of the highest priority ticks. What keeps it waiting is not another program, which it goes
before, but a core that answers no clock. The time is counted as computed by whatever was on it.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

TICK = 0.002  # seconds
_WORTH_IT = 0.004  # seconds; ticks that are less late are not noted

Span = tuple[float, float]
"""From when to when, in seconds of `perf_counter`."""


def main(core: int, file: Path) -> None:
    """Ticks on `core` until it is killed."""
    os.sched_setaffinity(0, {core})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(os.sched_get_priority_max(os.SCHED_FIFO)))
    with file.open("w", encoding="utf-8", buffering=1) as notes:
        last = time.perf_counter()
        while True:
            time.sleep(TICK)
            now = time.perf_counter()
            if now - last - TICK > _WORTH_IT:
                notes.write(f"{last + TICK} {now}\n")
            last = now


class Stillness:
    """Those `processes`, from this one, and their `notes`. Where none may have that priority, nothing is known."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="heirloom-stillness-")
        self._cores = sorted(os.sched_getaffinity(0)) if may_go_first() else []
        self.notes = [Path(self._folder.name) / str(core) for core in self._cores]
        command = (sys.executable, "-m", "tests.benchmarks.stillness")
        self.processes = [
            subprocess.Popen([*command, str(core), str(notes)])
            for core, notes in zip(self._cores, self.notes, strict=True)
        ]

    def end(self) -> dict[int, list[Span]] | None:
        """Ends them; when each core stood still, None where nothing is known of it."""
        for process in self.processes:
            process.kill()
            process.wait()
        noted = [_read(notes) for notes in self.notes]
        self._folder.cleanup()
        return dict(zip(self._cores, noted, strict=True)) or None


def may_go_first() -> bool:
    """Whether this user's processes may have the highest priority, by trying."""
    if sys.platform != "linux":
        return False
    code = "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))"
    return not subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL, check=False).returncode


def this_core() -> int:
    """Which core this thread is on, -1 where the system does not say."""
    return ctypes.CDLL(None).sched_getcpu() if sys.platform == "linux" else -1


def inside(span: Span, times: Sequence[Span]) -> float:
    """Seconds of `span` that lie in `times`, which do not overlap each other."""
    return sum(max(0.0, min(span[1], end) - max(span[0], start)) for start, end in times)


def _read(notes: Path) -> list[Span]:
    with contextlib.suppress(FileNotFoundError):
        pairs = (line.split() for line in notes.read_text(encoding="utf-8").splitlines())
        return [(float(pair[0]), float(pair[1])) for pair in pairs if len(pair) == 2]  # the last may be torn
    return []


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))

"""What the machine itself does to a process that only ticks, while two others work and no window is there.

On a virtual machine memory that is taken from the system may have to come from its host first, and everything waits.
"""

import os
import subprocess
import sys
import time

from app.codec_pool import KEEP_MEMORY
from tests.benchmarks.bystander import Bystander
from tests.benchmarks.table import markdown

_COMPUTE = "while True: pass"
_TAKE = """
import numpy as np
while True:
    taken = np.ones(300_000_000, np.uint8)
    also = taken.copy()
    del taken, also
"""
CASES: dict[str, tuple[str, dict[str, str]]] = {
    "compute": (_COMPUTE, {}),
    "take and return 300 MB": (_TAKE, {}),
    "take 300 MB and keep them": (_TAKE, KEEP_MEMORY),
}


def measure_control(interval: float, seconds: float) -> str:
    """A table: how late its latest ticks were, one every `interval` ms, beside two processes of each kind."""
    rows: list[tuple[str, ...]] = []
    for name, (code, kept) in CASES.items():
        environment = {key: value for key, value in os.environ.items() if key not in KEEP_MEMORY} | kept
        workers = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(2)]
        bystander = Bystander(interval)
        time.sleep(seconds)
        late = sorted((by for _, by in bystander.end()), reverse=True)
        for worker in workers:
            worker.kill()
            worker.wait()
        longest = [f"{by:.0f}" for by in (*late, 0.0, 0.0, 0.0)[:3]]
        rows.append((name, *longest, str(sum(by > 50 for by in late)), f"{seconds:.0f}"))
    return markdown(("two processes", "longest ms", "2nd ms", "3rd ms", "over 50 ms", "seconds"), rows)

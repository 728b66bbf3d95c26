"""The built-in model on this machine: seconds and peak memory of a restoration. `make bench` runs it.

Each case runs in a process of its own, so that its peak memory is its own. The first restoration after loading is
told apart from the later ones, whose median is given.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time

import numpy as np

CASES = {
    "512 x 512 -> 512 x 512": (512, 1.0),
    "512 x 512 -> 1024 x 1024": (512, 2.0),
    "256 x 256 -> 512 x 512": (256, 2.0),
}
REPEATS = 3


def main() -> None:
    """Prints a table."""
    if len(sys.argv) > 1:
        print(json.dumps(measured(int(sys.argv[1]), float(sys.argv[2]))))
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; recommended request")
    print(f"{'picture':26} {'load s':>7} {'first s':>8} {'median s':>9} {'peak MiB':>9}")
    for name, (side, scale) in CASES.items():
        command = [sys.executable, "-m", "tests.benchmarks.builtin", str(side), str(scale)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        row = json.loads(done.stdout.splitlines()[-1])
        print(f"{name:26} {row['load']:7.1f} {row['first']:8.1f} {row['median']:9.1f} {row['peak']:9.0f}")


def measured(side: int, scale: float) -> dict[str, float]:
    """Loads the model and restores a noisy square of `side` pixels."""
    started = time.perf_counter()
    from engine.bundle import load_bundle
    from engine.catalogue import find_model
    from engine.images.picture import Picture
    from engine.request import RestoreRequest
    from engine.restorer import restore

    restorer = load_bundle(find_model("built-in"))
    loaded = time.perf_counter() - started
    rng = np.random.default_rng(0)
    rows = np.linspace(40, 200, side)[:, None, None]
    pixels = (rows + rng.normal(0, 12, (side, side, 3))).clip(0, 255).astype(np.uint8)
    picture = Picture(pixels=pixels, format="PNG")
    request = RestoreRequest.from_dict({"scale": scale}, base=restorer.recommended)
    seconds: list[float] = []
    for _ in range(1 + REPEATS):
        started = time.perf_counter()
        for _ in restore(restorer, picture, request):
            pass
        seconds.append(time.perf_counter() - started)
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return {"load": loaded, "first": seconds[0], "median": statistics.median(seconds[1:]), "peak": peak / 1024}


if __name__ == "__main__":
    main()

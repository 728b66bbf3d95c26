"""Fine-tunes the built-in model three times on 60 photos and shows what each run's own proof says of it.

    python packaging/fine_tuning/check.py PHOTOS [PHOTOS...]

PHOTOS are folders of photos with a captions.json. Sixty of them, evenly spread by name, are copied to
runs/fine-tuning/photos; the run files beside this script do the rest. A run that is there already is not repeated.
"""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNS = ROOT / "runs" / "fine-tuning"
COUNT = 60


def main(folders: list[Path]) -> None:
    collect(folders, RUNS / "photos")
    for run_file in (HERE / "lora.toml", HERE / "full.toml", HERE / "too_fast.toml"):
        events = train(run_file)
        print(json.dumps({"run": run_file.stem, "seconds": events.pop("seconds"), **events}), flush=True)


def collect(folders: list[Path], target: Path) -> None:
    """Copies the photos, with their captions, unless they are there."""
    if target.is_dir():
        return
    captions: dict[str, str] = {}
    found: list[Path] = []
    for folder in folders:
        captions |= json.loads((folder / "captions.json").read_text(encoding="utf-8"))
        found += sorted(folder.glob("*.jpg"))
    if len(found) < COUNT:
        raise SystemExit(f"{COUNT} photos are wanted, {len(found)} are there.")
    beside = target.with_suffix(".part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    chosen = [found[index * len(found) // COUNT] for index in range(COUNT)]
    for path in chosen:
        shutil.copyfile(path, beside / path.name)
    kept = {path.name: captions[path.name] for path in chosen if path.name in captions}
    (beside / "captions.json").write_text(json.dumps(kept), encoding="utf-8")
    beside.rename(target)


def train(run_file: Path) -> dict[str, Any]:
    """Runs it, keeps its events, and returns what matters of them."""
    log = RUNS / f"{run_file.stem}.jsonl"
    started = time.monotonic()
    if not log.is_file():
        beside = log.with_suffix(".part")
        with beside.open("a", encoding="utf-8") as out:
            command = [sys.executable, "-m", "app", "train", str(run_file), "--json"]
            code = subprocess.run(command, cwd=ROOT, stdout=out, stdin=subprocess.DEVNULL, check=False).returncode
        print(f"{run_file.name}: exit code {code}", file=sys.stderr)
        beside.rename(log)
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    last = {event["phase"]: event for event in events}
    wanted = ("verdict", "early_stop", "failed", "exported")
    return {"seconds": round(time.monotonic() - started)} | {name: last[name] for name in wanted if name in last}


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])

"""Makes the built-in model again, from nothing, with our own commands: start, train (resumed if interrupted), install.

python packaging/built_in_model/build.py [--run RUN.toml] [--target FOLDER]

The photos are those of `shared/photos` beside the checkout. Numbers in the model card are measured here.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from engine.errors import TrainingError
from engine.manifest import BundleManifest, read_manifest, write_manifest
from trainer.config import read_config

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LARGEST, LARGEST_FILE = 24 * 2**20, 16 * 2**20


def main() -> None:
    """Start, train, install."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=HERE / "run.toml")
    parser.add_argument("--target", type=Path, default=ROOT / "resources" / "models" / "built-in")
    arguments = parser.parse_args()
    config = read_config(arguments.run)
    if not (config.base / "bundle.json").is_file():
        run(str(HERE / "start.py"), *map(str, config.photos), "--out", str(config.base))
    run("-m", "app", "train", str(arguments.run))
    install(config.output / "bundle", arguments.run, arguments.target)


def install(bundle: Path, run_file: Path, target: Path) -> None:
    """Puts the trained bundle in place, with a model card that holds its measured numbers.

    Raises:
        TrainingError: the bundle or a file of it is larger than allowed.
    """
    table = run(str(HERE / "measure.py"), str(bundle), str(run_file), show=False)
    beside = target.with_name(f".{target.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(bundle, beside)
    manifest = read_manifest(beside)
    card = (HERE / "model_card.md").read_text(encoding="utf-8")
    details = json.dumps(manifest.details, indent=2, ensure_ascii=False)
    recommended = ", ".join(f"{k} {v}" for k, v in manifest.recommended.items() if v not in ("", None))
    filled = card.replace("{{table}}", table.strip()).replace("{{details}}", details)
    filled = filled.replace("{{updates}}", f"{manifest.details['updates']:,}")
    filled = filled.replace("{{recommended}}", recommended).replace(
        "{{photos}}", photo_list(read_config(run_file).photos)
    )
    (beside / "README.md").write_text(filled, encoding="utf-8")
    written = write_again(beside, manifest)
    largest = max(entry.bytes for entry in written.files.values())
    if written.size_bytes > LARGEST or largest > LARGEST_FILE:
        raise TrainingError(
            f"the bundle is too large: {written.size_bytes:,} bytes, largest file {largest:,}", path=beside
        )
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside.rename(target)
    print(f"{target}: {written.size_bytes / 2**20:.1f} MiB, {written.identity}")


def write_again(folder: Path, manifest: BundleManifest) -> BundleManifest:
    """Writes what `manifest` says into a folder whose files have changed since."""
    return write_manifest(
        folder,
        name=manifest.name,
        title=manifest.title,
        licence=manifest.licence,
        recommended=manifest.request(),
        native_scale=manifest.native_scale,
        native_size=manifest.native_size,
        base=manifest.base,
        details=manifest.details,
    )


def photo_list(folders: tuple[Path, ...]) -> str:
    """A line for each training photo: file, licence, author, source. From each folder's SOURCES.csv."""
    import csv

    lines: list[str] = []
    for folder in folders:
        with (folder / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                author = f", {row['author']}" if row["author"] else ""
                lines.append(
                    f"- {folder.name}/{row['file']}: {row['licence']}{author}; {row['repository']}, {row['path']}"
                )
    return "\n".join(lines)


def run(*arguments: str, show: bool = True) -> str:
    """One of our own commands, its output passed on or returned; a failure ends the build."""
    done = subprocess.run(
        [sys.executable, *arguments], check=True, cwd=ROOT, text=True, stdout=None if show else subprocess.PIPE
    )
    return done.stdout or ""


if __name__ == "__main__":
    main()

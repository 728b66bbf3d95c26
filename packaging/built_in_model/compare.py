"""Compares designs of the built-in model: each learns from nothing for a short while and is measured, alike.

python packaging/built_in_model/compare.py RUN.toml --out FOLDER [--updates 300] [--autoencoders] [--only NAME ...]

Photos, seed and degradations are those of the run file, measured on the held-out photos that decisions are made on.
What is done already is not done again.
"""

import argparse
import dataclasses
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch
from measure import CHOSEN_ON, held_out
from start import Design, fitted, write_start

from engine.model.autoencoder import PatchAutoencoder
from trainer.collection import scan
from trainer.config import read_config

MIXED = ((128, 16, 0.5), (192, 7, 0.3), (256, 4, 0.2))
KINDS = ((4, 16), (4, 48), (8, 48), (8, 96), (8, 192))


@dataclasses.dataclass(frozen=True)
class Variant:
    """A design, the crops (side, batch, share) that it learns on, and the share of old photos (None: the recipe's)."""

    design: Design = dataclasses.field(default_factory=Design)
    crops: tuple[tuple[int, int, float], ...] = MIXED
    old_share: float | None = None


VARIANTS = {
    "built-in": Variant(),
    "plain-start": Variant(Design(passes=False)),
    "factor-8": Variant(
        Design(patch=8, latents=192, widths=(128, 192), layers=(2, 1), lq_widths=(16, 48, 96, 128), passes=False)
    ),
    "spatial": Variant(Design(attention="spatial")),
    "wider": Variant(Design(widths=(128, 128, 192))),
    "crops-128": Variant(crops=((128, 16, 1.0),)),
    "few-old-photos": Variant(old_share=0.15),
}


def main() -> None:
    """Trains and measures what is not there yet, then prints all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--updates", type=int, default=300)
    parser.add_argument("--autoencoders", action="store_true", help="what each kind of autoencoder loses, too")
    parser.add_argument("--only", nargs="*", choices=tuple(VARIANTS), default=tuple(VARIANTS))
    arguments = parser.parse_args()
    out: Path = arguments.out.resolve()
    if arguments.autoencoders:
        autoencoders(arguments.run)
    for name in arguments.only:
        folder = out / name
        if not (folder / "table.txt").is_file():
            learn(name, VARIANTS[name], arguments.run.resolve(), folder, arguments.updates)
        print(f"\n## {name}\n{(folder / 'table.txt').read_text(encoding='utf-8').strip()}", flush=True)


def autoencoders(run_file: Path) -> None:
    """What patches of each size lose with so many components, on the held-out photos."""
    config = read_config(run_file)
    photos = [photo.path for photo in scan(config.photos, smallest=256).photos]
    squares = [square for square, _ in held_out(run_file, 0, CHOSEN_ON)]
    for patch, latents in KINDS:
        autoencoder = fitted(photos, patch, latents).requires_grad_(False)
        losses = [psnr(autoencoder, square) for square in squares]
        print(
            f"patches of {patch}, {latents} of {3 * patch**2} components: {statistics.fmean(losses):.1f} dB", flush=True
        )


def psnr(autoencoder: PatchAutoencoder, square: np.ndarray) -> float:
    """PSNR in dB of uint8 [H, W, 3] after encoding and decoding."""
    pixels = torch.from_numpy(square).permute(2, 0, 1)[None].float() / 127.5 - 1
    with torch.inference_mode():
        back = autoencoder.decoder(autoencoder.encoder(pixels))  # what is refined is nothing yet
    return float(-20 * ((back - pixels).clamp(-2, 2).square().mean().sqrt() / 2).log10())


def learn(name: str, variant: Variant, run_file: Path, folder: Path, updates: int) -> None:
    """From nothing to a table in `folder`.

    Raises:
        ConfigError: the run file cannot be read.
        subprocess.CalledProcessError: the training or the measuring failed, and has said why.
    """
    config = read_config(run_file)
    if not (folder / "start" / "bundle.json").is_file():
        write_start(config.photos, folder / "start", variant.design)
    stage = config.stages[-1]
    losses = ("pixel_loss", "gradient_loss", "texture_loss", "damage_weight", "reconstruction_loss")
    rates = {part: rate for part, rate in stage.rates.items() if rate}
    values = {
        "format_version": 1,
        "preset": "built-in",
        "name": name,
        "licence": config.licence,
        "base": "start",
        "output": ".",
        "photos": [str(photo) for photo in config.photos],
        "evaluate_every": updates,
        "stages": [
            {"name": "pictures", "updates": updates, **rates, **{each: getattr(stage, each) for each in losses}}
        ],
        "crops": [dict(zip(("size", "batch", "share"), crop, strict=True)) for crop in variant.crops],
    }
    if variant.old_share is not None:
        mixes = [dataclasses.asdict(mix) for mix in config.degradation]
        values["degradation"] = [m | {"share": variant.old_share} if m["preset"] == "old_photo" else m for m in mixes]
    written = folder / "run.toml"
    written.write_text("".join(f"{key} = {inline(value)}\n" for key, value in values.items()), encoding="utf-8")
    before = time.monotonic()
    call("-m", "app", "train", str(written))
    seconds = time.monotonic() - before
    bundle = folder / "bundle"
    table = call(
        str(Path(__file__).with_name("measure.py")),
        str(bundle),
        str(written),
        "--photos",
        str(CHOSEN_ON),
        "--skip",
        "0",
    )
    size = sum(file.stat().st_size for file in bundle.rglob("*.safetensors")) / 2**20
    heading = f"{updates} updates in {seconds:.0f} s, {size:.1f} MiB\n"
    (folder / "table.txt").write_text(heading + table, encoding="utf-8")


def inline(value: object) -> str:
    """A TOML value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {inline(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


def call(*arguments: str) -> str:
    """What one of our own commands prints."""
    return subprocess.run([sys.executable, *arguments], check=True, text=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    main()

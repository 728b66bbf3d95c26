"""Fits the decoder of a trained bundle anew, over neighbouring patches, to what the model really makes.

python packaging/built_in_model/decoder.py BUNDLE RUN.toml --out FOLDER [--crops N]

Latents out of restorations of training crops, and latents of the crops themselves, each with the crop as target: the
closed-form fit (`PatchAutoencoder.fit_decoder`) smooths the steps between patches as far as photos are smooth.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from measure import run
from torch import Tensor

from engine.bundle import load_bundle, save_bundle
from engine.manifest import read_manifest
from engine.model.autoencoder import PatchAutoencoder
from engine.request import RestoreRequest
from engine.restorer import Restorer
from trainer.collection import scan, split
from trainer.config import RunConfig, read_config
from trainer.dataset import Samples, generator_for

SIZE = 256


def main() -> None:
    """Writes the bundle with the new decoder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--crops", type=int, default=120)
    arguments = parser.parse_args()
    restorer, manifest = load_bundle(arguments.bundle), read_manifest(arguments.bundle)
    autoencoder = restorer.autoencoder
    assert isinstance(autoencoder, PatchAutoencoder)
    autoencoder.fit_decoder(list(pairs(restorer, autoencoder, read_config(arguments.run), arguments.crops)))
    save_bundle(
        arguments.out,
        name=manifest.name,
        title=manifest.title,
        licence=manifest.licence,
        model=restorer.model,
        autoencoder=autoencoder,
        text=restorer.text,
        scheduler_config=restorer.scheduler_config,
        recommended=manifest.request(),
        native_scale=manifest.native_scale,
        native_size=manifest.native_size,
        details=manifest.details | {"decoder": f"fitted on {arguments.crops} restored training crops"},
        max_file_bytes=16 * 2**20,
    )


def pairs(
    restorer: Restorer, autoencoder: PatchAutoencoder, config: RunConfig, count: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """(latents, picture) of training crops: restored, and undamaged."""
    collection = scan(config.photos, smallest=max(crop.size for crop in config.crops))
    training, _ = split(collection.photos, config.held_out, config.seed)
    samples = Samples(training, config)
    for number in range(count):
        generator = generator_for(config.seed, "decoder", number)
        crop = samples.draw(SIZE, generator)
        request = RestoreRequest.from_dict(
            {"scale": 1.0, "size": None, "color": "none", "seed": number}, base=restorer.recommended
        )
        with torch.inference_mode():
            target = to_model(crop.target)
            restored = to_model(run(restorer, crop.lq, request))
            # encoding what was decoded gives the latents back: the components are orthogonal
            for picture in (restored, target):
                yield autoencoder.encode(picture).latent_dist.mode().clone(), target.clone()  # pyright: ignore


def to_model(pixels: np.ndarray) -> Tensor:
    """uint8 [H, W, 3] -> [1, 3, H, W] in -1..1."""
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1


if __name__ == "__main__":
    main()

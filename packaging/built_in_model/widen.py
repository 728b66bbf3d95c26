"""Gives a bundle of patch latents all its components, so that what is encoded comes back whole.

python packaging/built_in_model/widen.py BUNDLE TRAINING_PHOTOS_FOLDER... --out FOLDER

The components that were left out are the principal ones of what the kept ones do not hold. Weights that read or write
them start at zero: the widened model predicts for the first components what the bundle did, and nothing for the rest.
"""

import argparse
import json
import math
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from start import SEED, patches_of
from torch import Tensor

from engine.manifest import read_manifest, write_manifest
from engine.part_files import write_json
from trainer.collection import scan


def main() -> None:
    """Writes the widened bundle."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    out: Path = arguments.out
    shutil.copytree(arguments.bundle, out)
    collection = scan(tuple(arguments.photos), smallest=256)
    patches = patches_of([photo.path for photo in collection.photos], np.random.default_rng(SEED))
    count = widen_autoencoder(out / "vae", patches)
    for key in ("conv_in.weight", "conv_out.weight", "conv_out.bias"):
        widen(out / "unet", key, 1 if key == "conv_in.weight" else 0, count)
    change(out / "unet" / "config.json", in_channels=count, out_channels=count)
    manifest = read_manifest(out)
    (out / "README.md").unlink(missing_ok=True)
    write_manifest(
        out,
        name="built-in-start",
        title="Start of the built-in model",
        licence=manifest.licence,
        recommended=manifest.request(),
        native_scale=manifest.native_scale,
    )


def widen_autoencoder(folder: Path, patches: Tensor) -> int:
    """Adds the missing components, scaled like the others, and an undoing decoder; returns how many there are now."""
    file = folder / "diffusion_pytorch_model.safetensors"
    state = {key: tensor.double() for key, tensor in load_file(file).items()}
    encoder = state["encoder.weight"].flatten(1)
    kept, whole = encoder.shape
    directions = torch.linalg.qr(encoder.T, mode="complete").Q.T[kept:]
    centred = patches.double() - patches.double().mean(dim=0)
    values, vectors = torch.linalg.eigh(directions @ torch.cov(centred.T) @ directions.T)
    order = values.argsort(descending=True)
    added, variances = vectors[:, order].T @ directions, values[order].clamp_min(1e-12)
    deviations = (centred @ encoder.T).std(dim=0)  # of latents: the square root of the components' own, times this
    lengths = encoder.norm(dim=1)
    unit = ((deviations / lengths).sqrt() / deviations).mean()
    added = added / (variances.pow(0.25) / unit)[:, None]
    encoder = torch.cat([encoder, added])
    mean = patches.double().mean(dim=0)
    bias = torch.cat([state["encoder.bias"], -added @ mean])
    decoder = torch.linalg.inv(encoder)  # [whole, latents]
    # the decoder's bias is one value a colour; what the encoder's biases leave of the mean is flat but for rounding
    state["encoder.weight"] = encoder.reshape(whole, *state["encoder.weight"].shape[1:])
    state["encoder.bias"] = bias
    state["decoder.weight"] = decoder.T.reshape(whole, *state["decoder.weight"].shape[1:])
    colours = state["decoder.bias"].shape[0]
    state["decoder.bias"] = -(decoder @ bias).reshape(colours, -1).mean(dim=1)
    read = state["refinement.conv_in.weight"]
    state["refinement.conv_in.weight"] = torch.cat([read, read.new_zeros(read.shape[0], whole - kept, 3, 3)], dim=1)
    for key in ("refinement.conv_out.weight", "refinement.conv_out.bias"):  # it drew what the latents now hold
        state[key] = torch.zeros_like(state[key])
    # What is encoded comes back in half precision, too.
    lost = (patches.double() @ encoder.half().double().T + bias.half().double()) @ decoder.half().double().T
    lost = lost + state["decoder.bias"].repeat_interleave(whole // colours) - patches
    print(
        f"{kept} -> {whole} components; encoded and decoded: {-20 * math.log10(lost.square().mean().sqrt() / 2):.1f} dB"
    )
    save_file({key: tensor.float().contiguous() for key, tensor in state.items()}, file)
    change(folder / "config.json", latent_channels=whole)
    return whole


def widen(folder: Path, key: str, dim: int, count: int) -> None:
    """Appends zeros to a tensor of the part in `folder` until it has `count` channels in dimension `dim`."""
    file, state = next((file, state) for file in folder.glob("*.safetensors") if key in (state := load_file(file)))
    tensor = state[key].float()
    shape = list(tensor.shape)
    shape[dim] = count - shape[dim]
    state[key] = torch.cat([tensor, tensor.new_zeros(shape)], dim=dim)
    save_file(state, file)


def change(file: Path, **values: int) -> None:
    """Other values in a part's settings."""
    write_json(file, json.loads(file.read_text(encoding="utf-8")) | values)


if __name__ == "__main__":
    main()

"""Adapters with random changes, for any bundle; and the same changes written into a bundle of their own."""

import json
import re
import shutil
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.adapter import LowRank, changed_weight, write_adapter
from engine.adapter_file import METADATA
from engine.manifest import read_manifest, write_manifest
from engine.request import RestoreRequest

_ATTENTION = re.compile(r".*\.attn[12]\.(to_[qkv]|to_out\.0)\.weight")
Changes = dict[tuple[str, str], LowRank | Tensor]


def weights_of(bundle: Path, part: str) -> dict[str, Tensor]:
    """As they are in the files."""
    return {key: t for path in sorted((bundle / part).glob("*.safetensors")) for key, t in load_file(path).items()}


def random_changes(bundle: Path, *, rank: int = 4, seed: int = 5, size: float = 0.3) -> Changes:
    """Low-rank changes of the UNet's attention, and another alignment and LQ encoder."""
    generator = torch.Generator().manual_seed(seed)

    def noise(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator)

    changes: Changes = {}
    for key, weight in weights_of(bundle, "unet").items():
        if _ATTENTION.fullmatch(key):
            changes["unet", key] = LowRank(
                noise(rank, weight.shape[1]) / weight.shape[1] ** 0.5, size * noise(weight.shape[0], rank), rank / 2
            )
    for part in ("alignment", "lq_encoder"):
        for key, weight in weights_of(bundle, part).items():
            scale = size * float(weight.float().abs().mean())
            changes[part, key] = weight.float() + scale * noise(*weight.shape)
    return changes


def random_adapter(
    path: Path,
    bundle: Path,
    changes: Changes | None = None,
    *,
    recommended: RestoreRequest | None = None,
    metrics: Mapping[str, Any] | None = None,
    title: str = "Family album",
) -> Path:
    """An adapter for `bundle`, called as its file."""
    base = read_manifest(bundle)
    changes = changes if changes is not None else random_changes(bundle)
    whole: dict[str, dict[str, Tensor]] = {}
    for (part, key), change in changes.items():
        if isinstance(change, Tensor):
            whole.setdefault(part, {})[key] = change
    write_adapter(
        path,
        name=path.stem,
        title=title,
        licence="CC0-1.0",
        base=base.name,
        base_sha256=base.sha256,
        recommended=recommended or base.request(),
        low_rank={key.removesuffix(".weight"): c for (_, key), c in changes.items() if isinstance(c, LowRank)},
        whole=whole,
        updates=600,
        metrics=metrics,
    )
    return path


def merged_bundle(folder: Path, bundle: Path, changes: Changes, strength: float) -> Path:
    """A copy of `bundle` with the changes at `strength` in its files, float32."""
    base = read_manifest(bundle)
    shutil.copytree(bundle, folder)
    for part in ("unet", "alignment", "lq_encoder"):
        for path in sorted((folder / part).glob("*.safetensors")):
            state = load_file(path)
            new = {
                key: changed_weight(weight, changes[part, key], strength, weight.device)
                if (part, key) in changes
                else weight.clone()
                for key, weight in state.items()
            }
            del state
            save_file(new, path, metadata={"format": "pt"})
    write_manifest(folder, name=base.name, title=base.title, licence=base.licence, recommended=base.request())
    return folder


def rewritten(path: Path, **fields: Any) -> Path:
    """`path` with other values in its metadata, as a forger would: the sha256 is not made anew. None takes one out."""
    raw = path.read_bytes()
    length = struct.unpack("<Q", raw[:8])[0]
    table = json.loads(raw[8 : 8 + length])
    values = json.loads(table["__metadata__"][METADATA]) | fields
    values = {name: value for name, value in values.items() if value is not None}
    table["__metadata__"][METADATA] = json.dumps(values)
    header = json.dumps(table).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(struct.pack("<Q", len(header)) + header + raw[8 + length :])
    return path

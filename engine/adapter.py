"""Adapters: a fine-tune in one file. Writing one, and a loaded model's weights at any strength of one.

At strength s a weight is W + s (W' - W), where W is the value in the base's own file and W' the adapter's: computed in
float32, rounded once. So 0 gives the stock model bit for bit, and no earlier strength leaves a trace.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save, save_file
from torch import Tensor

from engine.adapter_file import (
    DOWN,
    FORMAT_VERSION,
    MAX_METADATA,
    METADATA,
    PARTS,
    UP,
    AdapterManifest,
    content_sum,
    verify_adapter,
)
from engine.adapter_fit import check_adapter
from engine.errors import ModelDamaged, ModelError, ModelMismatch
from engine.manifest import BundleManifest, read_manifest
from engine.model.faithdiff import FaithDiff, StateDict
from engine.request import Progress, RestoreRequest

_YIELD_EVERY = 16  # tensors
_GET_AGAIN = "Get the adapter again."


@dataclass(frozen=True, eq=False)
class LowRank:
    """The change alpha / rank * B A of a weight [out, in]: `down` is A [rank, in], `up` is B [out, rank]."""

    down: Tensor
    up: Tensor
    alpha: float

    def change(self, device: torch.device) -> Tensor:
        """[out, in], float32, computed on `device`."""
        down, up = self.down.to(device, torch.float32), self.up.to(device, torch.float32)
        return (up @ down).mul_(self.alpha / len(down))


def changed_weight(weight: Tensor, change: LowRank | Tensor, strength: float, device: torch.device) -> Tensor:
    """A base's weight, changed: float32, on `device`; at strength 0 its very values.

    Args:
        weight: as in the base's file.
        change: to it, or the weight in its place.
        strength: 0 to 1.
        device: that computes.
    """
    start = weight.to(device, torch.float32)
    if strength == 0:  # the sum would make 0 of -0
        return start
    if isinstance(change, LowRank):
        return start.add(change.change(device), alpha=strength)
    # exactly the other one at 1
    return torch.lerp(start, change.to(device, torch.float32), strength)


class Adaptation:
    """A loaded model's adapter.

    Args:
        folder: of the base's bundle, whose weights are read again at each change of strength.
        base: its manifest.
        path: of the adapter.

    Attributes:
        manifest: of the adapter.
        strength: that the model's weights have now; None: in between two.

    Raises:
        ModelError: as `engine.adapter_fit.check_adapter`, or a value is not a number.
    """

    def __init__(self, folder: Path, base: BundleManifest, path: Path) -> None:
        self.manifest = check_adapter(path, folder, base)
        self.strength: float | None = 0.0
        self._folder, self._base, self._path = folder, base, path
        self._changes = _read_changes(path, self.manifest)

    @property
    def path(self) -> Path:
        """Its file."""
        return self._path

    def apply(
        self, model: FaithDiff, strength: float, device: torch.device, dtype: torch.dtype
    ) -> Generator[Progress, None, None]:
        """Writes the weights for `strength` over those of `model`, wherever they are. Closed midway, it is to be
        called again before the model is used.

        Args:
            model: the base, with no layers in the place of its own.
            strength: 0 to 1.
            device: that computes, the same one for a model wherever its weights are.
            dtype: that the model is held in; each value is rounded to it once.

        Raises:
            ModelMissing, ModelDamaged: the base's files are no longer those that were loaded.
        """
        self.strength = None
        if read_manifest(self._folder).sha256 != self._base.sha256:
            what = "has been replaced by another model since it was loaded"
            raise ModelDamaged(what, path=self._folder, advice="Load it again.")
        own = model.parts()
        yield Progress("load", 0, len(self._changes))
        with contextlib.closing(_base_weights(self._folder, self._changes)) as weights:
            for done, (part, key, weight) in enumerate(weights, 1):
                value = changed_weight(weight, self._changes[part, key], strength, device).to(dtype)
                own[part][key].copy_(value)
                if done % _YIELD_EVERY == 0 or done == len(self._changes):
                    yield Progress("load", done, len(self._changes))
        self.strength = strength


def write_adapter(
    path: Path,
    *,
    name: str,
    title: str,
    licence: str,
    base: str,
    base_sha256: str,
    recommended: RestoreRequest,
    low_rank: Mapping[str, LowRank],
    whole: Mapping[str, StateDict],
    preset: str = "",
    updates: int = 0,
    metrics: Mapping[str, Any] | None = None,
) -> AdapterManifest:
    """Writes an adapter's file in one step: beside, synced, read back, and only then under its name.

    Args:
        path: ends in `.safetensors`; what was there is replaced.
        base, base_sha256: name and sha256 of the manifest of the model that it changes.
        low_rank: by the UNet's module; all of one rank and alpha.
        whole: tensors in place of the base's, by part (`unet`, `lq_encoder`, `alignment`) and key.
        metrics: plain JSON, of what was measured. No paths and no captions: it goes wherever the file goes.

    Raises:
        ModelError: a value that `read_adapter` would refuse.
        OSError, SafetensorError: it cannot be written; what was there is untouched.
    """
    kinds = {(len(change.down), change.alpha) for change in low_rank.values()}
    if len(kinds) > 1:
        raise ModelError(f"low-rank changes of several ranks and alphas: {sorted(kinds)}", path=path)
    rank, alpha = next(iter(kinds), (0, 0.0))
    tensors: dict[str, Tensor] = {}
    for module, change in low_rank.items():
        tensors |= {f"unet.{module}{DOWN}": change.down, f"unet.{module}{UP}": change.up}
    for part, state in whole.items():
        tensors |= {f"{part}.{key}": tensor for key, tensor in state.items()}
    tensors = {key: tensor.detach().cpu().contiguous() for key, tensor in sorted(tensors.items())}
    values: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "name": name,
        "title": title,
        "licence": licence,
        "base": base,
        "base_sha256": base_sha256,
        "preset": preset,
        "updates": updates,
        "rank": rank,
        "alpha": alpha,
        "metrics": dict(metrics or {}),
        "recommended": recommended.to_dict(),
    }
    try:
        # as it will be read
        values = json.loads(json.dumps(values, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ModelError(f"its metadata is no JSON ({error})", path=path) from error
    text = json.dumps(values | {"sha256": content_sum(values, save(tensors))})
    if len(text) > MAX_METADATA:
        raise ModelError(f"would have more than {MAX_METADATA // 1024} KiB of metadata", path=path)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(tensors, beside, metadata={METADATA: text})
        with beside.open("rb+") as stream:
            os.fsync(stream.fileno())
        manifest = verify_adapter(beside)
        os.replace(beside, path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return manifest


def _read_changes(path: Path, manifest: AdapterManifest) -> dict[tuple[str, str], LowRank | Tensor]:
    """By part and key of the weight that changes."""
    try:
        # copies, since the file may be replaced while the model is in use
        tensors = {key: tensor.clone() for key, tensor in load_file(path).items()}
    except (SafetensorError, OSError) as error:
        raise ModelDamaged(f"cannot be read ({error})", path=path, advice=_GET_AGAIN) from error
    for key, tensor in tensors.items():
        if not bool(tensor.isfinite().all()):
            raise ModelDamaged(f"the values of {key} are no numbers", path=path, advice=_GET_AGAIN)
    changes: dict[tuple[str, str], LowRank | Tensor] = {}
    for key, tensor in tensors.items():
        part, _, inner = key.partition(".")
        if key.endswith(DOWN):
            up = tensors[key.removesuffix(DOWN) + UP]
            changes[part, inner.removesuffix(DOWN) + ".weight"] = LowRank(tensor, up, manifest.alpha)
        elif not key.endswith(UP):
            changes[part, inner] = tensor
    return changes


def _base_weights(
    folder: Path, wanted: Mapping[tuple[str, str], object]
) -> Generator[tuple[str, str, Tensor], None, None]:
    """Part, key and value of each wanted weight, from the base's files, one at a time.

    Raises:
        ModelDamaged: a file cannot be read.
        ModelMismatch: a weight is in none of them.
    """
    left = set(wanted)
    for part in PARTS:
        for path in sorted((folder / part).glob("*.safetensors")):
            try:
                with safe_open(path, framework="pt") as weights:
                    here = set(weights.keys())
                    for key in sorted(inner for name, inner in left if name == part and inner in here):
                        left.discard((part, key))
                        yield part, key, weights.get_tensor(key)
            except (SafetensorError, OSError) as error:
                raise ModelDamaged(f"cannot be read ({error})", path=path, advice="Get the model again.") from error
    if left:
        part, key = min(left)
        raise ModelMismatch(f"has no {key} any more", path=folder / part, advice="Get the model again.")

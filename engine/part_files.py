"""The files of one part of a model: its configuration and its weights, in safetensors only."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.errors import ModelDamaged, ModelMismatch, ModelMissing

GET_AGAIN = "Get the model again."


Place = Callable[[str, Tensor], Tensor]


Reader = Callable[[Path, Mapping[str, Tensor], Place], dict[str, Tensor]]


def read_shapes(folder: Path, own: Mapping[str, Tensor], place: Place) -> dict[str, Tensor]:
    """As `read_part`, of the headers only: the tensors have no values."""
    return _read(folder, own, place, _shapes)


def read_part(folder: Path, own: Mapping[str, Tensor], place: Place | None = None) -> dict[str, Tensor]:
    """The tensors of every safetensors file in `folder`: exactly the keys and shapes of `own`.

    Each goes through `place(key, tensor)` as soon as it is read, so that none is held twice for longer than that.

    Raises:
        ModelDamaged: a file cannot be read.
        ModelMismatch: names the file, and what is missing, too many or mis-shaped.
    """
    return _read(folder, own, place, load_file)


def _shapes(path: Path) -> dict[str, Tensor]:
    with safe_open(path, framework="pt") as file:
        return {key: torch.empty(file.get_slice(key).get_shape(), device="meta") for key in file.keys()}  # noqa: SIM118


def _read(
    folder: Path, own: Mapping[str, Tensor], place: Place | None, load: Callable[[Path], dict[str, Tensor]]
) -> dict[str, Tensor]:
    state: dict[str, Tensor] = {}
    path = folder
    for path in sorted(folder.glob("*.safetensors")):
        try:
            tensors = load(path)
        except (SafetensorError, OSError) as error:
            raise ModelDamaged(f"cannot be read ({error})", path=path, advice=GET_AGAIN) from error
        for key in list(tensors):
            tensor = tensors.pop(key)
            if key in state or key not in own:
                raise ModelMismatch(f"its key {key} is {'there twice' if key in state else 'unknown'}", path=path)
            if tensor.shape != own[key].shape:
                shapes = f"{list(tensor.shape)} instead of {list(own[key].shape)}"
                raise ModelMismatch(f"its key {key} has the shape {shapes}", path=path, advice=GET_AGAIN)
            state[key] = place(key, tensor) if place is not None else tensor
    if absent := sorted(own.keys() - state.keys()):
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        raise ModelMismatch(f"the key {absent[0]}{more} is missing", path=path, advice=GET_AGAIN)
    return state


def write_part(
    folder: Path, config: dict[str, Any], state: Mapping[str, Tensor], dtype: torch.dtype, max_file_bytes: int | None
) -> None:
    """Writes `config.json` and the weights of one part, over several files beyond `max_file_bytes` each."""
    for _ in write_part_by_file(folder, config, state, dtype, max_file_bytes):
        pass


def write_part_by_file(
    folder: Path,
    config: dict[str, Any],
    state: Mapping[str, Tensor],
    dtype: torch.dtype,
    max_file_bytes: int | None,
    *,
    finite: bool = False,
) -> Iterator[int]:
    """As `write_part`, yielding after each file the bytes of the tensors in it.

    Only one file's tensors are in memory at a time, so that `state` may be larger than memory where it is mapped
    from a file.

    Raises:
        ModelMismatch: `finite` is asked, and a value is not a number, or too large for `dtype`; names the key.
    """
    write_json(folder / "config.json", config)
    files: list[list[str]] = [[]]
    room = max_file_bytes
    for key, tensor in state.items():
        if room is not None:
            size = tensor.numel() * (dtype if tensor.is_floating_point() else tensor.dtype).itemsize + 256
            room -= size  # the header has a line a tensor
            if room < 0 and files[-1]:
                files.append([])
                room = (max_file_bytes or 0) - size
        files[-1].append(key)
    for index, keys in enumerate(files, start=1):
        number = f"-{index:05}-of-{len(files):05}" if len(files) > 1 else ""
        stem = "model" if folder.name.startswith("text_encoder") else "diffusion_pytorch_model"
        tensors = {key: _stored(key, state[key], dtype, folder, finite) for key in keys}
        save_file(tensors, folder / f"{stem}{number}.safetensors", metadata={"format": "pt"})
        written = sum(tensor.nbytes for tensor in tensors.values())
        del tensors  # not while the caller does something else
        yield written


def _stored(key: str, tensor: Tensor, dtype: torch.dtype, folder: Path, finite: bool) -> Tensor:
    """A copy of a tensor as it is written."""
    kept = tensor.detach().to("cpu", dtype if tensor.is_floating_point() else tensor.dtype).contiguous().clone()
    if finite and not torch.isfinite(kept).all():
        what = f"the values of {key} are no numbers, or too large for {str(dtype).removeprefix('torch.')}"
        raise ModelMismatch(what, path=folder, advice=GET_AGAIN)
    return kept


def plain_config(config: Mapping[str, Any], class_name: str) -> dict[str, Any]:
    """A diffusers config without what depends on where and by which version it was made."""
    return {"_class_name": class_name} | {key: value for key, value in config.items() if not key.startswith("_")}


def read_json(path: Path) -> dict[str, Any]:
    """The values of a JSON file of a model.

    Raises:
        ModelMissing: it is not there.
        ModelDamaged: it is not a JSON object.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMissing("this file of the model is missing", path=path, advice=GET_AGAIN) from None
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"cannot be read ({error})", path=path, advice=GET_AGAIN) from error
    if not isinstance(values, dict):
        raise ModelDamaged("is not a JSON object", path=path, advice=GET_AGAIN)
    return values


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Writes a JSON file, the same values in the same way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=2, sort_keys=True) + "\n", encoding="utf-8")

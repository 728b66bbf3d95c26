"""Weights out of files of others: safetensors, or PyTorch's own format through its restricted unpickler.

Only for the conversion's child process: no pickle is opened in the app's own.
"""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from engine.errors import ModelDamaged, ModelMismatch, UnsafeFormat
from engine.file_kind import GET_AGAIN, check_pickle_archive, container, safetensors_shapes

_WRAPPERS = ("state_dict", "module")


def read_weights(path: Path) -> dict[str, Tensor]:
    """All tensors of a file, mapped into memory rather than read, so that it may be larger than memory.

    Raises:
        ModelMissing: it is not there.
        ModelDamaged: truncated, damaged, or no weights.
        UnsafeFormat: it holds anything but tensors and their names. Nothing of it was run.
    """
    if container(path) == "safetensors":
        safetensors_shapes(path)
        try:
            return load_file(path)
        except (SafetensorError, OSError) as error:
            raise ModelDamaged(f"cannot be read ({error})", path=path, advice=GET_AGAIN) from error
    check_pickle_archive(path)
    try:
        loaded: Any = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except pickle.UnpicklingError as error:
        what = "unsafe format: it wants to run code when opened, which weights never need; it was not opened"
        raise UnsafeFormat(what, path=path, advice="Do not use this file.") from error
    except (RuntimeError, ValueError, KeyError, TypeError, EOFError, OSError, AttributeError) as error:
        raise ModelDamaged(f"cannot be read ({_first_line(error)})", path=path, advice=GET_AGAIN) from error
    return _state(loaded, path)


def read_folder(folder: Path) -> dict[str, Tensor]:
    """All tensors of the safetensors files in a folder.

    Where both are there, files named fp16 are taken and their full-precision twins left.

    Raises:
        ModelDamaged: none is there, or one cannot be read.
        ModelMismatch: a name is in two files.
    """
    paths = sorted(folder.glob("*.safetensors"))
    halves = [path for path in paths if ".fp16." in path.name or ".fp16-" in path.name]
    state: dict[str, Tensor] = {}
    for path in halves or paths:
        for key, tensor in read_weights(path).items():
            if key in state:
                raise ModelMismatch(f"its key {key} is in another file, too", path=path)
            state[key] = tensor
    if not state:
        raise ModelDamaged("has no safetensors file", path=folder, advice="Get the folder again.")
    return state


def shapes(state: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    """Names and shapes."""
    return {key: tuple(tensor.shape) for key, tensor in state.items()}


def _state(loaded: Any, path: Path) -> dict[str, Tensor]:
    """The tensors of what was unpickled: a flat table, or one inside a single wrapper."""
    if isinstance(loaded, dict) and len(loaded) == 1 and next(iter(loaded)) in _WRAPPERS:
        loaded = next(iter(loaded.values()))
    if not isinstance(loaded, dict) or not loaded:
        raise ModelMismatch("holds no table of weights", path=path, advice="Give another file.")
    for key, value in cast("dict[Any, Any]", loaded).items():
        if not isinstance(key, str) or not isinstance(value, Tensor):
            raise ModelMismatch(f"its entry {key!r:.80} is no tensor", path=path, advice="Give another file.")
        if value.layout != torch.strided or value.is_quantized:
            raise ModelMismatch(f"its tensor {key} is of a kind that is not supported", path=path)
    return dict(cast("dict[str, Tensor]", loaded))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]

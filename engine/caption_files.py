"""Captioners on disk: folders as transformers writes them, looked at before anything of them is loaded. No torch here.

Only safetensors and JSON are read, nothing in a folder is run, and what would make transformers fetch or run something
(adapters, kernels, quantisers) is refused.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.caption_kinds import Kind, kind_of
from engine.errors import ModelDamaged, ModelMismatch, ModelMissing
from engine.sentences import sentence

DEFAULT_CAPTIONER = "florence-2-base"
"""The catalogue's name of the one that is taken when none is named."""

CONFIG, WEIGHTS, INDEX, ADAPTER = (
    "config.json",
    "model.safetensors",
    "model.safetensors.index.json",
    "adapter_config.json",
)
GET_AGAIN = sentence("Get the captioner again.")

_MAX_CONFIG_BYTES = 1024 * 1024
_MAX_INDEX_BYTES = 32 * 1024 * 1024
_MAX_HEADER_BYTES = 100_000_000  # safetensors' own limit
_PICKLES = (".bin", ".pt", ".pth", ".ckpt")
_ATTENTION = (None, "eager", "sdpa")  # any other names code to be fetched or built
_MOST_LAYERS = 1024
_LARGEST_NUMBER = 2**27  # of a size in a config; larger ones only serve to fill the memory


@dataclass(frozen=True)
class CaptionerFolder:
    """A captioner whose files are there.

    Attributes:
        folder: where it lies.
        kind: how it is loaded and asked.
        model_type: of its `config.json`.
        weights: its safetensors files.
        size_bytes: of the weights together.
    """

    folder: Path
    kind: Kind
    model_type: str
    weights: tuple[Path, ...]
    size_bytes: int

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name


def list_captioners(folder: Path) -> list[str]:
    """Names of the captioners in `folder`, in order; it need not exist. Only that there is a config is checked."""
    try:
        return sorted(path.name for path in folder.iterdir() if (path / CONFIG).is_file())
    except OSError:
        return []


def default_captioner(folder: Path) -> str:
    """The name that is taken when none is given: the catalogue's default, else the first one in `folder`."""
    known = list_captioners(folder)
    return known[0] if known and DEFAULT_CAPTIONER not in known else DEFAULT_CAPTIONER


def find_captioner(name_or_dir: str, folder: Path) -> Path:
    """The folder of a captioner: a name in `folder`, or a path of a captioner's folder.

    Raises:
        ModelMissing: there is no such captioner; says how to get one.
    """
    known = list_captioners(folder)
    if name_or_dir in known:
        return folder / name_or_dir
    path = Path(name_or_dir)
    if name_or_dir and path.is_dir():
        return path
    advice = sentence("Get one with: heirloom models get {name}.", name=DEFAULT_CAPTIONER)
    if not known and name_or_dir == DEFAULT_CAPTIONER:
        raise ModelMissing(sentence("no captioner is installed"), advice=advice)
    there = sentence("Installed: {names}.", names=", ".join(known)) if known else advice
    raise ModelMissing(
        sentence("there is no captioner {name!r}", name=name_or_dir),
        advice=sentence("Give its folder or its name. {there}", there=there),
    )


def check_captioner(folder: Path) -> CaptionerFolder:
    """Looks at a captioner's files without loading any.

    Raises:
        ModelMissing: no such folder, or a file of it is missing; names it.
        ModelDamaged: a file is cut off, or is something else than it says.
        ModelMismatch: it is no whole captioner that Heirloom can load (an adapter, quantised weights, odd sizes).
    """
    if not folder.is_dir():
        raise ModelMissing(
            sentence("there is no such captioner folder"), path=folder, advice=sentence("Check the name.")
        )
    if (folder / ADAPTER).exists():
        what = sentence("is an adapter (LoRA), not a whole captioner")
        raise ModelMismatch(what, path=folder, advice=sentence("Merge it into its base, or get a whole captioner."))
    path = folder / CONFIG
    config = _read_json(path, _MAX_CONFIG_BYTES)
    model_type = config.get("model_type")
    if not isinstance(model_type, str) or not model_type:
        raise ModelMismatch(sentence("does not say which model it is (model_type)"), path=path, advice=GET_AGAIN)
    text = config.get("text_config")
    if isinstance(text, dict) and text.get("model_type") == "florence2_language":
        what = sentence("is Florence-2 as it was first published, which runs only with code of its own")
        raise ModelMismatch(
            what,
            path=path,
            advice=sentence("Get it converted: heirloom models get {name}.", name=DEFAULT_CAPTIONER),
        )
    _check_values(config, path)
    weights = _weights(folder)
    for file in weights:
        _check_safetensors(file)
    size = sum(file.stat().st_size for file in weights)
    return CaptionerFolder(folder, kind_of(config), model_type, weights, size)


def _weights(folder: Path) -> tuple[Path, ...]:
    """The files that transformers will read: one, or those of an index."""
    single, index = folder / WEIGHTS, folder / INDEX
    if single.exists():
        return (single,)
    if not index.exists():
        pickles = sorted(path for path in folder.iterdir() if path.suffix in _PICKLES)
        if pickles:
            what = sentence("can run code when opened, so it was not, and there are no other weights")
            raise ModelMismatch(
                what, path=pickles[0], advice=sentence("Get the captioner with weights in safetensors.")
            )
        raise ModelMissing(sentence("this file of the captioner is missing"), path=single, advice=GET_AGAIN)
    named = _read_json(index, _MAX_INDEX_BYTES).get("weight_map")
    if not isinstance(named, dict) or not named:
        raise ModelDamaged(sentence("names no files (weight_map)"), path=index, advice=GET_AGAIN)
    files: list[Path] = []
    for name in sorted({str(value) for value in named.values()}):
        if Path(name).name != name or not name.endswith(".safetensors"):
            raise ModelDamaged(
                sentence("names {name!r}, which is no safetensors file beside it", name=name),
                path=index,
                advice=GET_AGAIN,
            )
        files.append(folder / name)
        if not files[-1].exists():
            raise ModelMissing(sentence("this file of the captioner is missing"), path=files[-1], advice=GET_AGAIN)
    return tuple(files)


def _check_safetensors(path: Path) -> None:
    """Its header must be one, and its length must be what the header says; the contents have no checksum."""
    try:
        if not path.is_file():
            raise ModelDamaged(sentence("is not a file"), path=path, advice=GET_AGAIN)
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= min(_MAX_HEADER_BYTES, size - 8):
                raise ModelDamaged(_instead(start + file.read(248)), path=path, advice=GET_AGAIN)
            header: Any = json.loads(file.read(length).decode("utf-8"))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        wanted = 8 + length + max(ends, default=0)
    except OSError as error:
        raise ModelDamaged(
            sentence("cannot be read ({reason})", reason=error.strerror or error), path=path, advice=GET_AGAIN
        ) from error
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError, IndexError) as error:
        raise ModelDamaged(
            sentence("is damaged: its list of contents cannot be read"), path=path, advice=GET_AGAIN
        ) from error
    if size != wanted:
        raise ModelDamaged(
            sentence("is damaged: {size:,} bytes long instead of {wanted:,}", size=size, wanted=wanted),
            path=path,
            advice=GET_AGAIN,
        )


def _instead(start: bytes) -> str:
    """What lies in place of a safetensors file."""
    text = start.lstrip().lower()
    if text.startswith(b"version https://git-lfs"):
        return "is only a Git LFS pointer, not the file itself"
    if text.startswith((b"<!doctype html", b"<html")):
        return "is a web page, not the file itself"
    if start.startswith((b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return "is a pickle under another name, which can run code, so it was not opened"
    return "is not a safetensors file, or is cut off"


def _check_values(config: dict[str, Any], path: Path) -> None:
    """What no sound config has: calls for other code, and sizes that only fill the memory."""
    for name, value in _leaves(config):
        if name in ("attn_implementation", "_attn_implementation") and value not in _ATTENTION:
            raise ModelMismatch(
                sentence("asks for {value!r}, which is code from elsewhere", value=value), path=path, advice=GET_AGAIN
            )
        if name == "quantization_config" and value is not None:
            what, advice = "its weights are quantised, which is not supported", "Get the one with full weights."
            raise ModelMismatch(what, path=path, advice=advice)
        if isinstance(value, int) and not isinstance(value, bool) and "theta" not in name:
            most = _MOST_LAYERS if name.endswith(("layers", "depth", "depths")) else _LARGEST_NUMBER
            if not -most <= value <= most:
                raise ModelMismatch(
                    sentence("{name} is {value}, but {most} is the most", name=name, value=value, most=most),
                    path=path,
                    advice=GET_AGAIN,
                )


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with the name nearest to it."""
    if isinstance(value, dict):
        if name == "quantization_config":
            yield name, value
        for key, inner in value.items():
            yield from _leaves(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, value


def _read_json(path: Path, most_bytes: int) -> dict[str, Any]:
    try:
        if path.exists() and not path.is_file():
            raise ModelDamaged(sentence("is not a file"), path=path, advice=GET_AGAIN)
        with path.open("rb") as file:
            raw = file.read(most_bytes + 1)
        if len(raw) > most_bytes:
            raise ModelDamaged(
                sentence("is larger than {most} KiB", most=most_bytes // 1024), path=path, advice=GET_AGAIN
            )
        values: Any = json.loads(raw.decode("utf-8"))
    except FileNotFoundError:
        raise ModelMissing(sentence("this file of the captioner is missing"), path=path, advice=GET_AGAIN) from None
    except OSError as error:
        raise ModelDamaged(
            sentence("cannot be read ({reason})", reason=error.strerror or error), path=path, advice=GET_AGAIN
        ) from error
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(sentence("cannot be read ({reason})", reason=error), path=path, advice=GET_AGAIN) from error
    if not isinstance(values, dict):
        raise ModelDamaged(sentence("is not a JSON object"), path=path, advice=GET_AGAIN)
    return values

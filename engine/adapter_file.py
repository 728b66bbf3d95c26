"""An adapter's file: what its header says, and whether the file is whole. No torch here.

It is one safetensors file. Its tensors are `unet.<module>.lora_A.weight` [rank, in] and `.lora_B.weight` [out, rank],
which stand for the change alpha / rank * B A of that module's weight, and whole tensors in place of the base's:
`unet.<key>`, `lq_encoder.<key>`, `alignment.<key>`. Its metadata is one JSON text that names the base by its hash, and
holds a sha256 of everything else in the file.
"""

import hashlib
import json
import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, cast

from engine.errors import HeirloomError, ModelDamaged, ModelMismatch, RequestError
from engine.file_kind import Shapes, container, name_of, safetensors_shapes
from engine.request import RestoreRequest
from engine.sentences import sentence

FORMAT_VERSION = 1
METADATA = "heirloom_adapter"
SUFFIX = ".safetensors"
PARTS = ("unet", "lq_encoder", "alignment")
DOWN, UP = ".lora_A.weight", ".lora_B.weight"
MAX_METADATA = 1024 * 1024

_MAX_HEADER = 16 * 1024 * 1024
_DTYPES = ("F32", "F16", "BF16")
_GET_AGAIN = sentence("Get the adapter again.")
_FIELDS = {
    "format_version", "name", "title", "licence", "base", "base_sha256", "preset", "updates", "rank", "alpha",
    "metrics", "recommended", "sha256",
}  # fmt: skip
_KEY = re.compile(rf"({'|'.join(PARTS)})\.[A-Za-z0-9_.]+")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class AdapterManifest:
    """What an adapter's metadata says.

    Attributes:
        name: as a model's: lower case letters, digits, dots, dashes, underscores.
        title: for people.
        licence: SPDX identifier or a sentence.
        base: name of the model it changes, "" where that is not known.
        base_sha256: of that model's `bundle.json`; it fits no other.
        preset: of the training, or "".
        updates: of the training.
        rank, alpha: of the low-rank changes; rank 0: there are none.
        metrics: what the training measured, plain JSON.
        recommended: fields for `RestoreRequest.from_dict`.
        sha256: of all the rest of the metadata, and of all names, shapes and values.
        size_bytes: of the file.
    """

    name: str
    title: str
    licence: str
    base: str
    base_sha256: str
    preset: str
    updates: int
    rank: int
    alpha: float
    metrics: dict[str, Any]
    recommended: dict[str, Any]
    sha256: str
    size_bytes: int

    @property
    def identity(self) -> str:
        """Name and start of the hash, "granny@1a2b3c4d5e6f": the same string means the same change."""
        return f"{self.name}@{self.sha256[:12]}"

    @property
    def base_identity(self) -> str:
        """Of the model it changes, as in that model's manifest."""
        return f"{self.base or 'a model without a name'}@{self.base_sha256[:12]}"

    @property
    def verdict(self) -> str:
        """What its training's own test said, as "better", or ""."""
        verdict = self.metrics.get("verdict", "")
        kind = cast("dict[str, Any]", verdict).get("kind", "") if isinstance(verdict, dict) else verdict
        return kind if isinstance(kind, str) else ""

    def request(self) -> RestoreRequest:
        """The request recommended for this adapter."""
        return RestoreRequest.from_dict(self.recommended)


@dataclass(frozen=True)
class _Header:
    """The table of a safetensors file: name -> (number format, shape, first byte, byte after the last)."""

    metadata: dict[str, Any]
    tensors: dict[str, tuple[str, tuple[int, ...], int, int]]
    payload: int
    shapes: Shapes = field(repr=False)


def is_adapter(path: Path) -> bool:
    """Whether a file says that it is an adapter of Heirloom's. One that cannot be read is none, nor is a folder."""
    try:
        return path.is_file() and container(path) == "safetensors" and METADATA in _raw_header(path)[1]
    except HeirloomError:
        return False


def read_adapter(path: Path) -> AdapterManifest:
    """What an adapter's file says, every field checked; its values are not looked at.

    Raises:
        ModelMissing: it is not there.
        ModelDamaged: truncated, a web page, of a newer format, or a field of it is wrong; says which.
        ModelMismatch: not an adapter of Heirloom's; says what it is.
        UnsafeFormat: a pickle.
    """
    return _parsed(_header(path), path)


def verify_adapter(path: Path) -> AdapterManifest:
    """As `read_adapter`, after comparing all values with the sha256.

    Raises:
        ModelDamaged, ModelMismatch, ModelMissing, UnsafeFormat: as `read_adapter`, and where the values have changed.
    """
    header = _header(path)
    manifest = _parsed(header, path)
    try:
        with path.open("rb") as stream:
            stream.seek(header.payload)
            found = _sum(header.metadata, header.tensors)
            while chunk := stream.read(8 * 1024 * 1024):
                found.update(chunk)
    except OSError as error:
        raise ModelDamaged(sentence("cannot be read ({reason})", reason=error.strerror or error), path=path) from error
    if found.hexdigest() != manifest.sha256:
        raise ModelDamaged(sentence("is damaged: its content is not what it says"), path=path, advice=_GET_AGAIN)
    return manifest


def adapter_shapes(path: Path) -> Shapes:
    """Names and shapes of an adapter's tensors.

    Raises:
        ModelDamaged, ModelMismatch, ModelMissing, UnsafeFormat: as `read_adapter`.
    """
    return _header(path).shapes


def content_sum(metadata: Mapping[str, Any], serialized: bytes) -> str:
    """The sha256 that goes into `metadata`, for tensors as safetensors serializes them."""
    length = struct.unpack("<Q", serialized[:8])[0]
    table = json.loads(serialized[8 : 8 + length])
    table.pop("__metadata__", None)
    tensors = {key: (e["dtype"], tuple(e["shape"]), *e["data_offsets"]) for key, e in table.items()}
    found = _sum(metadata, tensors)
    found.update(memoryview(serialized)[8 + length :])
    return found.hexdigest()


def _sum(metadata: Mapping[str, Any], tensors: Mapping[str, tuple[str, tuple[int, ...], int, int]]) -> "hashlib._Hash":
    """Begun with all but the values."""
    said = {name: value for name, value in metadata.items() if name != "sha256"}
    text = json.dumps([said, tensors], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii") + b"\n")


def _raw_header(path: Path) -> tuple[dict[str, Any], dict[str, str], int]:
    """The table of a safetensors file, its metadata, and where its values begin.

    Raises:
        ModelDamaged: it makes no sense.
    """

    def damaged(why: str) -> ModelDamaged:
        return ModelDamaged(sentence("is damaged: {why}", why=why), path=path, advice=_GET_AGAIN)

    try:
        with path.open("rb") as stream:
            raw = stream.read(8)
            length = struct.unpack("<Q", raw)[0] if len(raw) == 8 else 0
            if not 2 <= length <= _MAX_HEADER:
                raise damaged(sentence("its header cannot be that long"))
            text = stream.read(length)
        if len(text) != length:
            raise damaged(sentence("it ends early, within its header"))
        table: Any = json.loads(text.decode("utf-8"), object_pairs_hook=_no_duplicates)
    except OSError as error:
        raise ModelDamaged(sentence("cannot be read ({reason})", reason=error.strerror or error), path=path) from error
    except (ValueError, RecursionError) as error:
        raise damaged(sentence("its header is no JSON")) from error
    if not isinstance(table, dict):
        raise damaged(sentence("its header is no table"))
    metadata: Any = cast("dict[str, Any]", table).pop("__metadata__", None) or {}
    if not isinstance(metadata, dict):
        raise damaged(sentence("its metadata is no table"))
    return cast("dict[str, Any]", table), cast("dict[str, str]", metadata), 8 + length


def _header(path: Path) -> _Header:
    """The checked table, for files that say they are adapters.

    Raises:
        ModelMismatch: not an adapter of Heirloom's.
        ModelDamaged, ModelMissing, UnsafeFormat: as `read_adapter`.
    """
    if path.is_dir():
        raise ModelMismatch(
            sentence("is a folder, but an adapter is one file"), path=path, advice=sentence("Name the adapter's file.")
        )
    if container(path) != "safetensors":
        advice = sentence("Adapters are .safetensors files that Heirloom's training writes.")
        raise ModelMismatch(sentence("is no adapter, but a PyTorch file"), path=path, advice=advice)
    table, metadata, payload = _raw_header(path)
    shapes = safetensors_shapes(path)
    if METADATA not in metadata:
        kind = sentence("a LoRA of another program") if "LoRA" in name_of(shapes) else name_of(shapes)
        advice = sentence("Give a file that Heirloom's training wrote; it fits only the model it was trained on.")
        raise ModelMismatch(sentence("is {kind}, not an adapter of Heirloom's", kind=kind), path=path, advice=advice)
    text = metadata[METADATA]
    try:
        if not isinstance(text, str) or len(text) > MAX_METADATA:
            raise ValueError("too long")
        values: Any = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(
            sentence("its metadata is not valid JSON ({reason})", reason=error), path=path, advice=_GET_AGAIN
        ) from error
    if not isinstance(values, dict):
        raise ModelDamaged(sentence("its metadata is not a JSON object"), path=path, advice=_GET_AGAIN)
    tensors = {key: (e["dtype"], tuple(e["shape"]), *e["data_offsets"]) for key, e in table.items()}
    return _Header(cast("dict[str, Any]", values), tensors, payload, shapes)


def _parsed(header: _Header, path: Path) -> AdapterManifest:
    """The checked metadata; the table's names are checked, too."""
    values = header.metadata

    def refuse(what: str, advice: str = _GET_AGAIN) -> NoReturn:
        raise ModelDamaged(what, path=path, advice=advice)

    def whole(name: str, low: int, high: int) -> None:
        value = values[name]
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            refuse(f"{name} is {value!r:.80}, but must be a whole number from {low} to {high}")

    version = values.get("format_version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        refuse(f"format_version is {version!r:.80}, but must be a whole number from 1")
    if version > FORMAT_VERSION:
        refuse(f"has format {version}; this Heirloom reads up to format {FORMAT_VERSION}", "Update Heirloom.")
    if unknown := sorted(values.keys() - _FIELDS):
        refuse(f"has an unknown field {unknown[0]!r:.80}")
    if absent := sorted(_FIELDS - values.keys()):
        refuse(f"has no field {absent[0]!r}")
    for name in ("name", "title", "licence", "base", "base_sha256", "preset", "sha256"):
        if not isinstance(values[name], str) or len(values[name]) > 500:
            refuse(f"{name} is no text of at most 500 characters")
    for name in ("metrics", "recommended"):
        if not isinstance(values[name], dict):
            refuse(f"{name} is not a JSON object")
    for name in ("name", "base"):
        if not _NAME.fullmatch(values[name]) and (name != "base" or values[name]):
            refuse(f"{name} is {values[name]!r:.80}, but must be lower case letters, digits, dots and dashes")
    for name in ("base_sha256", "sha256"):
        if not _SHA256.fullmatch(values[name]):
            refuse(f"{name} is no sha256")
    whole("updates", 0, 2**53)
    whole("rank", 0, 4096)
    alpha = values["alpha"]
    if isinstance(alpha, bool) or not isinstance(alpha, int | float) or not math.isfinite(alpha) or alpha < 0:
        refuse(f"alpha is {alpha!r:.80}, but must be a number from 0")
    try:
        RestoreRequest.from_dict(values["recommended"])
    except (RequestError, TypeError) as error:
        refuse(f"recommended settings cannot be used: {error}")
    _check_names(header, values["rank"], refuse)
    given = {name: value for name, value in values.items() if name != "format_version"}
    given |= {"title": values["title"] or values["name"], "alpha": float(alpha)}
    return AdapterManifest(**given, size_bytes=header.payload + max((e[3] for e in header.tensors.values()), default=0))


def _check_names(header: _Header, rank: int, refuse: Any) -> None:
    if not header.tensors:
        refuse("changes nothing: it has no values")
    whole: set[str] = set()
    pairs: dict[str, int] = {}
    for key, (dtype, _, _, _) in header.tensors.items():
        if not _KEY.fullmatch(key):
            refuse(f"its key {key!r:.80} is unknown")
        if dtype not in _DTYPES:
            refuse(f"its key {key} has the number format {dtype!r:.20}")
        if key.endswith((DOWN, UP)):
            changed = key.removesuffix(DOWN).removesuffix(UP)
            pairs[changed] = pairs.get(changed, 0) + 1
            if not rank or not key.startswith("unet."):
                refuse(f"its key {key} is unknown")
        else:
            whole.add(key)
    for changed, count in pairs.items():
        if count != 2:
            refuse(f"has only half of the change of {changed}")
        if f"{changed}.weight" in whole:
            refuse(f"changes {changed}.weight twice")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a field is there twice")
    return values

"""The catalogue file: which models and captioners can be downloaded, from where, under which licence. No torch here."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal, NoReturn, cast, get_args

from engine.errors import CatalogueError, RequestError
from engine.manifest import ALLOWED_NAMES, ALLOWED_SUFFIXES
from engine.request import RestoreRequest

FORMAT_VERSION = 1
MAX_CATALOGUE_BYTES = 1024 * 1024

Kind = Literal["model", "captioner"]
RESERVED = frozenset({"built-in", "captioners", "adapters"})
"""Names that no downloaded model may have: they are taken in the folder of models, or shadowed."""

_PARTS: dict[str, tuple[str, ...]] = {"model": ("faithdiff", "base", "vae"), "captioner": ("captioner",)}
_PICKLES = frozenset({".bin", ".pt", ".pth", ".ckpt"})


@dataclass(frozen=True)
class FileChoice:
    """One file of a part, or several of a kind.

    Attributes:
        names: paths in the repository, or patterns as `*.json` (a star does not cross a slash); the first that is
            there is taken.
        every: all files that fit any of `names`, not the first one only.
        optional: it may be missing.
        approximate_bytes: for people, before the hub was asked; None where unknown.
        sha256: in hexadecimal; None where unknown, and then the hub's own hash counts.
    """

    names: tuple[str, ...]
    every: bool = False
    optional: bool = False
    approximate_bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Licence:
    """Under which conditions a part comes: a short name, where the text is, and what it says in a sentence or two."""

    name: str
    url: str
    summary: str


@dataclass(frozen=True)
class Part:
    """Files out of one repository at one revision (a commit, or a branch that is fixed to one when asked)."""

    part: str
    repository: str
    revision: str
    licence: Licence
    files: tuple[FileChoice, ...]


@dataclass(frozen=True)
class ModelSettings:
    """What the files do not say about a model of kind `model`.

    Attributes:
        base: the model that it was made from, for people.
        native_scale: the size factor it was trained for.
        native_size: side in pixels of the pictures it was trained on.
        recommended: the request to start from.
        lq_encoder, alignment: for `LQEncoderConfig.from_dict` and `AlignmentConfig.from_dict`; empty: SDXL's.
    """

    base: str = ""
    native_scale: float = 2.0
    native_size: int = 1024
    recommended: RestoreRequest = field(default_factory=RestoreRequest)
    lq_encoder: Mapping[str, Any] = field(default_factory=dict[str, Any])
    alignment: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class CatalogueEntry:
    """Something that can be downloaded.

    Attributes:
        name: what `heirloom models get` and, once there, `--model` know it by.
        kind: a restoring model, or a captioner.
        title, about, memory_hint: for people.
        parts: where its files come from.
        installed_bytes: about so much it takes when it is ready; None where unknown.
        model: only for kind `model`.
    """

    name: str
    kind: Kind
    title: str
    about: str
    memory_hint: str
    parts: tuple[Part, ...]
    installed_bytes: int | None = None
    model: ModelSettings = field(default_factory=ModelSettings)

    @property
    def approximate_bytes(self) -> int | None:
        """About so much is to be downloaded; None where a large file's size is not known."""
        sizes = [choice.approximate_bytes for part in self.parts for choice in part.files if _is_weights(choice)]
        return None if None in sizes else sum(size or 0 for size in sizes)

    @property
    def licences(self) -> tuple[tuple[str, Licence], ...]:
        """Repository and licence of each part."""
        return tuple((part.repository, part.licence) for part in self.parts)


def read_catalogue(path: Path) -> tuple[CatalogueEntry, ...]:
    """The entries of a catalogue file, every field checked.

    Raises:
        CatalogueError: not readable, not of the expected form, or newer than this Heirloom; names the field.
    """
    try:
        if path.stat().st_size > MAX_CATALOGUE_BYTES:
            raise CatalogueError(f"is larger than {MAX_CATALOGUE_BYTES // 1024} KiB", path=path)
        values: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror or error})", path=path) from error
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"is not valid JSON ({error})", path=path) from error
    reader = _Reader(path)
    top = reader.table(values, "the file", {"format_version", "entries"}, {"note"})
    version = top["format_version"]
    if version != FORMAT_VERSION:
        newer = isinstance(version, int) and version > FORMAT_VERSION
        reader.refuse(f"format_version is {version!r}", "Update Heirloom." if newer else "")
    entries = tuple(_entry(reader, entry, f"entries[{index}]") for index, entry in reader.items(top, "entries"))
    names = [entry.name for entry in entries]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        reader.refuse(f"the name {twice[0]!r} is there twice")
    if taken := sorted(RESERVED & set(names)):
        reader.refuse(f"the name {taken[0]!r} is taken by Heirloom")
    return entries


def _entry(reader: "_Reader", values: Any, where: str) -> CatalogueEntry:
    needed = {"name", "kind", "title", "about", "parts"}
    given = reader.table(values, where, needed, {"memory_hint", "installed_bytes", "model"})
    kind = reader.text(given, "kind", where)
    if kind not in get_args(Kind):
        reader.refuse(f"{where}.kind is {kind!r}, but must be one of {', '.join(get_args(Kind))}")
    parts = tuple(_part(reader, part, f"{where}.parts[{index}]") for index, part in reader.items(given, "parts", where))
    if sorted(part.part for part in parts) != sorted(_PARTS[kind]):
        reader.refuse(f"{where}.parts must be {', '.join(_PARTS[kind])}, each once")
    if kind != "model" and "model" in given:
        reader.refuse(f"{where}.model is only for models")
    return CatalogueEntry(
        name=reader.text(given, "name", where, r"[a-z0-9][a-z0-9._-]{0,63}"),
        kind=cast("Kind", kind),
        title=reader.text(given, "title", where),
        about=reader.text(given, "about", where),
        memory_hint=reader.text(given, "memory_hint", where) if "memory_hint" in given else "",
        parts=parts,
        installed_bytes=reader.count(given, "installed_bytes", where),
        model=_settings(reader, given.get("model", {}), f"{where}.model"),
    )


def _part(reader: "_Reader", values: Any, where: str) -> Part:
    given = reader.table(values, where, {"part", "repository", "revision", "licence", "files"})
    licence = reader.table(given["licence"], f"{where}.licence", {"name", "url", "summary"})
    part = reader.text(given, "part", where)
    files = tuple(
        _choice(reader, file, f"{where}.files[{index}]", part) for index, file in reader.items(given, "files", where)
    )
    return Part(
        part=part,
        repository=reader.text(given, "repository", where, r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}"),
        revision=reader.text(given, "revision", where, r"[A-Za-z0-9][\w./-]{0,99}"),
        licence=Licence(
            name=reader.text(licence, "name", f"{where}.licence"),
            url=reader.text(licence, "url", f"{where}.licence", r"https://\S{3,300}"),
            summary=reader.text(licence, "summary", f"{where}.licence"),
        ),
        files=files,
    )


def _choice(reader: "_Reader", values: Any, where: str, part: str) -> FileChoice:
    given = reader.table(values, where, {"names"}, {"all", "optional", "approximate_bytes", "sha256"})
    names = tuple(str(name) for _, name in reader.items(given, "names", where))
    for name in names:
        if not safe_name(name) or not _fetchable(name, part):
            reader.refuse(f"{where}.names has {name!r}, which is no file that may be fetched")
    for key in ("all", "optional"):
        if not isinstance(given.get(key, False), bool):
            reader.refuse(f"{where}.{key} is {given[key]!r}, but must be true or false")
    sha256 = given.get("sha256")
    if sha256 is not None and not (isinstance(sha256, str) and re.fullmatch(r"[0-9a-f]{64}", sha256)):
        reader.refuse(f"{where}.sha256 is {sha256!r}, but must be 64 hexadecimal digits or null")
    size = reader.count(given, "approximate_bytes", where)
    return FileChoice(names, bool(given.get("all")), bool(given.get("optional")), size, sha256)


def _settings(reader: "_Reader", values: Any, where: str) -> ModelSettings:
    known = {"base", "native_scale", "native_size", "recommended", "lq_encoder", "alignment"}
    given = reader.table(values, where, set(), known)
    for key in ("recommended", "lq_encoder", "alignment"):
        if not isinstance(given.get(key, {}), dict):
            reader.refuse(f"{where}.{key} is not a JSON object")
    scale = given.get("native_scale", 2.0)
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0 < scale <= 64:
        reader.refuse(f"{where}.native_scale is {scale!r}, but must be a number from 0 to 64")
    try:
        recommended = RestoreRequest.from_dict(given.get("recommended", {}))
    except (RequestError, TypeError) as error:
        reader.refuse(f"{where}.recommended: {error}")
    return ModelSettings(
        base=reader.text(given, "base", where) if "base" in given else "",
        native_scale=float(scale),
        native_size=reader.count(given, "native_size", where) or 0,
        recommended=recommended,
        lq_encoder=given.get("lq_encoder", {}),
        alignment=given.get("alignment", {}),
    )


def safe_name(name: str) -> bool:
    """Whether a path with forward slashes stays inside the folder it is joined to, on every system."""
    path = PurePosixPath(name)
    odd = not name.isprintable() or any(character in name for character in '\\:?"<>|') or name != name.strip()
    return not (odd or path.is_absolute() or ".." in path.parts or str(path) != name or name in ("", "."))


def _fetchable(name: str, part: str) -> bool:
    """Weights are safetensors, and the released checkpoint a pickle; nothing else that could run is fetched."""
    path = PurePosixPath(name)
    return (
        path.suffix in ALLOWED_SUFFIXES
        or path.name in ALLOWED_NAMES
        or (part == "faithdiff" and path.suffix in _PICKLES)
    )


def _is_weights(choice: FileChoice) -> bool:
    return any(PurePosixPath(name).suffix in _PICKLES | {".safetensors"} for name in choice.names)


class _Reader:
    """Takes values out of JSON, or says which field is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def refuse(self, what: str, advice: str = "") -> NoReturn:
        raise CatalogueError(what, path=self.path, advice=advice or "Mend this list of models, or use another.")

    def table(self, values: Any, where: str, needed: set[str], optional: Iterable[str] = ()) -> dict[str, Any]:
        if not isinstance(values, dict):
            self.refuse(f"{where} is not a JSON object")
        given = cast("dict[str, Any]", values)
        if absent := sorted(needed - given.keys()):
            self.refuse(f"{where} has no field {absent[0]!r}")
        if unknown := sorted(given.keys() - needed - set(optional)):
            self.refuse(f"{where} has an unknown field {unknown[0]!r}")
        return given

    def items(self, values: dict[str, Any], key: str, where: str = "the file") -> list[tuple[int, Any]]:
        found = values[key]
        if not isinstance(found, list) or not found:
            self.refuse(f"{where}.{key} is not a list with something in it")
        return list(enumerate(cast("list[Any]", found)))

    def text(self, values: dict[str, Any], key: str, where: str, pattern: str = r"[^\x00-\x1f\x7f]{1,2000}") -> str:
        value = values[key]
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            self.refuse(f"{where}.{key} is {value!r:.100}, which it cannot be")
        return value

    def count(self, values: dict[str, Any], key: str, where: str) -> int | None:
        value = values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            self.refuse(f"{where}.{key} is {value!r}, but must be a whole number from 0, or null")
        return value

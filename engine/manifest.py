"""`bundle.json`: what a model folder says about itself, and whether the folder keeps that promise. No torch here."""

import hashlib
import json
import math
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn, cast

from engine.errors import ModelDamaged, ModelError, ModelMissing, RequestError
from engine.request import RestoreRequest
from engine.sentences import sentence

MANIFEST = "bundle.json"
FORMAT_VERSION = 1
MAX_MANIFEST_BYTES = 1024 * 1024

# Weights are safetensors; the rest is text or pictures. Nothing here can run code when it is read. (.jinja: templates
# of captioners' prompts, which transformers fills in a sandbox.)
ALLOWED_SUFFIXES = frozenset(
    {".safetensors", ".json", ".txt", ".md", ".model", ".csv", ".toml", ".png", ".jpg", ".jinja"}
)
ALLOWED_NAMES = frozenset({"LICENSE", "NOTICE"})
_LEFT_BY_FILE_BROWSERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})

_GET_AGAIN = sentence("Get the model again.")
_KEYS = {
    "format_version", "name", "title", "base", "licence", "native_scale", "native_size", "recommended", "details",
    "files",
}  # fmt: skip
_OPTIONAL_KEYS = {"base", "native_size", "details"}


@dataclass(frozen=True)
class BundleFile:
    """What one file of a bundle must be: its sha256 in hexadecimal and its size in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class BundleManifest:
    """What `bundle.json` says.

    Attributes:
        name: short, for command lines and file names: lower case letters, digits, dots, dashes, underscores.
        title: for people.
        format_version: of the folder's layout.
        base: identity of the model it was made from, or "".
        licence: SPDX identifier or a sentence.
        native_scale: the size factor the model was trained for.
        native_size: side in pixels of the pictures it was trained on; 0 if not one size.
        recommended: fields for `RestoreRequest.from_dict`.
        files: what each file must be, by its path relative to the folder, with forward slashes.
        details: anything else worth knowing, not needed to load it.
        sha256: of the bytes of `bundle.json`.
    """

    name: str
    title: str
    format_version: int
    base: str
    licence: str
    native_scale: float
    native_size: int
    recommended: dict[str, Any]
    files: dict[str, BundleFile]
    details: dict[str, Any] = field(default_factory=dict[str, Any])
    sha256: str = ""

    @property
    def identity(self) -> str:
        """Name and hash, "built-in@1a2b3c4d5e6f": the same string means the same weights."""
        return f"{self.name}@{self.sha256[:12]}"

    @property
    def size_bytes(self) -> int:
        """Bytes of all its files together."""
        return sum(entry.bytes for entry in self.files.values())

    def request(self) -> RestoreRequest:
        """The request recommended for this model."""
        return RestoreRequest.from_dict(self.recommended)


def read_manifest(folder: Path) -> BundleManifest:
    """The manifest of the model in `folder`, every field checked; the files themselves are not looked at.

    Raises:
        ModelMissing: no such folder, or no `bundle.json` in it.
        ModelDamaged: not readable, too large, not of the expected form, or of a newer format; says which.
    """
    path = folder / MANIFEST
    if not folder.is_dir():
        raise ModelMissing(sentence("there is no such model folder"), path=folder, advice=sentence("Check the name."))
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ModelDamaged(sentence("is not a file"), path=path, advice=_GET_AGAIN)
        with path.open("rb") as file:
            raw = file.read(MAX_MANIFEST_BYTES + 1)
    except FileNotFoundError:
        advice = sentence("A model folder has a {file}.", file=MANIFEST)
        raise ModelMissing(
            sentence("has no {file}, so it is not a model", file=MANIFEST), path=folder, advice=advice
        ) from None
    except OSError as error:
        raise ModelDamaged(
            sentence("cannot be read ({reason})", reason=error.strerror or error), path=path, advice=_GET_AGAIN
        ) from error
    if len(raw) > MAX_MANIFEST_BYTES:
        raise ModelDamaged(
            sentence("is larger than {most} KiB", most=MAX_MANIFEST_BYTES // 1024), path=path, advice=_GET_AGAIN
        )
    try:
        values: Any = json.loads(raw.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(
            sentence("is not valid JSON ({reason})", reason=error), path=path, advice=_GET_AGAIN
        ) from error
    return _parsed(values, path, hashlib.sha256(raw).hexdigest())


def verify_bundle(folder: Path, *, hashes: bool = True) -> BundleManifest:
    """Checks that `folder` holds exactly the files of its manifest, unchanged, and returns the manifest.

    `hashes=False` compares sizes only, which is quick for a model of several gigabytes.

    Raises:
        ModelMissing: no folder, no manifest, or a file of it is not there; names the file.
        ModelDamaged: a file is not in the manifest, has other content, or lies outside; names the file.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest.files, manifest.name, hashes=hashes)
    return manifest


def describe_files(folder: Path) -> dict[str, BundleFile]:
    """Size and sha256 of every file in `folder`, by its path relative to it; the reverse of `check_files`.

    Raises:
        ModelError: a file of a kind that a model may not hold.
        OSError: a file cannot be read.
    """
    return {file: _described(folder / file) for file in sorted(_files_in(folder))}


def check_files(
    folder: Path, files: Mapping[str, BundleFile], name: str, *, besides: str = MANIFEST, hashes: bool = True
) -> None:
    """Checks that `folder` holds exactly `files`, unchanged, and perhaps `besides`, which describes them.

    Raises:
        ModelMissing: a file is not there; names it.
        ModelDamaged: a file is one too many, has other content, or lies outside; names it.
    """
    present = set(_files_in(folder)) - {besides}
    for file, entry in files.items():
        if file not in present:
            raise ModelMissing(sentence("this file of the model is missing"), path=folder / file, advice=_GET_AGAIN)
        _check_file(folder / file, entry, hashes)
    for file in sorted(present - set(files)):
        advice = sentence("Remove it, or get the model again.")
        raise ModelDamaged(
            sentence("this file does not belong to the model {name}", name=name), path=folder / file, advice=advice
        )


def write_manifest(
    folder: Path,
    *,
    name: str,
    title: str,
    licence: str,
    recommended: RestoreRequest,
    native_scale: float = 1.0,
    native_size: int = 0,
    base: str = "",
    details: dict[str, Any] | None = None,
) -> BundleManifest:
    """Hashes every file in `folder` and writes its `bundle.json` atomically; the same files give the same bytes.

    Raises:
        ModelError: a file of a kind that a model may not hold, or a value that `read_manifest` would refuse.
        OSError: the folder cannot be read or written.
    """
    files = describe_files(folder)
    values: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "name": name,
        "title": title,
        "base": base,
        "licence": licence,
        "native_scale": native_scale,
        "native_size": native_size,
        "recommended": recommended.to_dict(),
        "details": details or {},
        "files": {file: {"sha256": entry.sha256, "bytes": entry.bytes} for file, entry in files.items()},
    }
    path = folder / MANIFEST
    raw = (json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    manifest = _parsed(json.loads(raw), path, hashlib.sha256(raw).hexdigest())
    if len(raw) > MAX_MANIFEST_BYTES:
        raise ModelError(sentence("would be larger than {most} KiB", most=MAX_MANIFEST_BYTES // 1024), path=path)
    beside = folder / f".{MANIFEST}.{os.getpid()}.part"
    try:
        with beside.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def file_sha256(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parsed(values: Any, path: Path, sha256: str) -> BundleManifest:
    """A checked manifest from the JSON in `path`."""

    def refuse(what: str, advice: str = _GET_AGAIN) -> NoReturn:
        raise ModelDamaged(what, path=path, advice=advice)

    if not isinstance(values, dict):
        refuse("is not a JSON object")
    given = cast("dict[str, Any]", values)
    version = given.get("format_version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        refuse(f"format_version is {version!r}, but must be a whole number from 1")
    if version > FORMAT_VERSION:
        refuse(f"has format {version}; this Heirloom reads up to format {FORMAT_VERSION}", "Update Heirloom.")
    if unknown := sorted(set(given) - _KEYS):
        refuse(f"has an unknown field {unknown[0]!r}")
    if absent := sorted(_KEYS - _OPTIONAL_KEYS - set(given)):
        refuse(f"has no field {absent[0]!r}")
    for key in ("name", "title", "licence", "base"):
        if not isinstance(given.get(key, ""), str):
            refuse(f"{key} is not a text")
    for key in ("recommended", "files", "details"):
        if not isinstance(given.get(key, {}), dict):
            refuse(f"{key} is not a JSON object")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", given["name"]):
        refuse(f"name is {given['name']!r}, but must be lower case letters, digits, dots, dashes and underscores")
    scale, size = given["native_scale"], given.get("native_size", 0)
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not math.isfinite(scale) or scale <= 0:
        refuse(f"native_scale is {scale!r}, but must be a number above 0")
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        refuse(f"native_size is {size!r}, but must be a whole number from 0")
    try:
        RestoreRequest.from_dict(given["recommended"])
    except (RequestError, TypeError) as error:
        refuse(f"recommended settings cannot be used: {error}")
    files = cast("dict[str, Any]", given["files"])
    return BundleManifest(
        name=given["name"],
        title=given["title"] or given["name"],
        format_version=version,
        base=given.get("base", ""),
        licence=given["licence"],
        native_scale=float(scale),
        native_size=size,
        recommended=given["recommended"],
        files={name: _entry(name, entry, path) for name, entry in files.items()},
        details=given.get("details", {}),
        sha256=sha256,
    )


def _entry(name: str, entry: Any, manifest: Path) -> BundleFile:
    """The checked description of one file; `name` must stay inside the folder."""
    parts = PurePosixPath(name)
    odd = not name.isprintable() or any(character in name for character in '\\:*?"<>|')
    if odd or parts.is_absolute() or ".." in parts.parts or str(parts) != name or name in ("", ".", MANIFEST):
        raise ModelDamaged(
            sentence("names a file outside the model, {name!r}", name=name),
            path=manifest,
            advice=sentence("Do not use this model."),
        )
    if parts.suffix not in ALLOWED_SUFFIXES and parts.name not in ALLOWED_NAMES:
        raise _unsafe(manifest.parent / name)
    values = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    sha256, size = values.get("sha256"), values.get("bytes")
    right_hash = isinstance(sha256, str) and re.fullmatch(r"[0-9a-f]{64}", sha256)
    right_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    if not right_hash or not right_size or set(values) != {"sha256", "bytes"}:
        raise ModelDamaged(
            sentence("does not say sha256 and bytes of {name!r} rightly", name=name), path=manifest, advice=_GET_AGAIN
        )
    return BundleFile(cast("str", sha256), cast("int", size))


def _files_in(folder: Path) -> Iterator[str]:
    """Relative paths of all files below `folder` but the manifest; links that leave it are refused."""
    inside = folder.resolve()
    for place, folders, names in os.walk(folder):
        for name in folders + names:
            path = Path(place, name)
            if path.is_symlink() and (name in folders or not path.resolve().is_relative_to(inside)):
                raise ModelDamaged(
                    sentence("is a link out of the model"), path=path, advice=sentence("Do not use this model.")
                )
        for name in names:
            path = Path(place, name)
            relative = path.relative_to(folder).as_posix()
            temporary = relative.startswith(f".{MANIFEST}.") and relative.endswith(".part")
            if relative != MANIFEST and name not in _LEFT_BY_FILE_BROWSERS and not temporary:
                yield relative


def _described(path: Path) -> BundleFile:
    if path.suffix not in ALLOWED_SUFFIXES and path.name not in ALLOWED_NAMES:
        raise _unsafe(path)
    return BundleFile(file_sha256(path), path.stat().st_size)


def _check_file(path: Path, entry: BundleFile, hashes: bool) -> None:
    """Compares one file with the manifest.

    Raises:
        ModelDamaged: it differs, or cannot be read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ModelDamaged(sentence("is not a file"), path=path, advice=_GET_AGAIN)
        if status.st_size != entry.bytes:
            what = _instead(path) or sentence(
                "is damaged: {size:,} bytes long instead of {wanted:,}", size=status.st_size, wanted=entry.bytes
            )
            raise ModelDamaged(what, path=path, advice=_GET_AGAIN)
        if hashes and file_sha256(path) != entry.sha256:
            raise ModelDamaged(
                sentence("is damaged: its content is not what the model says"), path=path, advice=_GET_AGAIN
            )
    except OSError as error:
        raise ModelDamaged(
            sentence("cannot be read ({reason})", reason=error.strerror or error), path=path, advice=_GET_AGAIN
        ) from error


def _instead(path: Path) -> str:
    """What a broken download left in place of the file, or ""."""
    with path.open("rb") as file:
        start = file.read(256).lstrip().lower()
    if start.startswith(b"version https://git-lfs"):
        return sentence("is only a Git LFS pointer, not the file itself")
    if start.startswith((b"<!doctype html", b"<html")):
        return sentence("is a web page, not the file itself")
    return ""


def _unsafe(path: Path) -> ModelError:
    return ModelDamaged(
        sentence("is of a kind that a model may not hold"),
        path=path,
        advice=sentence("Weights must be .safetensors; other formats can run code when opened."),
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a field is there twice")
    return values

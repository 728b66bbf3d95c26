"""The catalogue: the one that comes with Heirloom, and what a list of models may not say."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import available, entry_named
from engine.catalogue_file import read_catalogue, safe_name
from engine.errors import CatalogueError
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.resources import resource
from tests.engine.released import Released

Spoil = Callable[[dict[str, Any]], None]


def test_the_catalogue_that_comes_along() -> None:
    entries = {entry.name: entry for entry in available()}
    assert {"faithdiff", "florence-2-base"} <= set(entries)
    full = entries["faithdiff"]
    assert [part.repository for part in full.parts] == [
        "jychen9811/FaithDiff",
        "SG161222/RealVisXL_V4.0",
        "madebyollin/sdxl-vae-fp16-fix",
    ]
    assert full.model.recommended.guidance_scale == 5.0
    assert LQEncoderConfig.from_dict(dict(full.model.lq_encoder)) == LQEncoderConfig()
    assert AlignmentConfig.from_dict(dict(full.model.alignment)) == AlignmentConfig()
    assert all(licence.url.startswith("https://") for entry in entries.values() for _, licence in entry.licences)
    with pytest.raises(CatalogueError, match=r"nothing called 'x'.*faithdiff"):
        entry_named("x")


def change(values: dict[str, Any], place: str, value: Any) -> None:
    """Sets a field by its path, as `entries.0.name`; `...` deletes it."""
    *way, last = place.split(".")
    for step in way:
        values = values[int(step)] if step.isdecimal() else values[step]  # pyright: ignore[reportArgumentType]
    if value is ...:
        del values[last]
    else:
        values[last] = value


PART = "entries.0.parts.0"
FILE = f"{PART}.files.0"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("format_version", 2, "Update Heirloom"),
        ("entries", [], r"entries is not a list with something in it"),
        ("extra", 1, "unknown field 'extra'"),
        ("entries.0.name", "Upper", r"entries\[0\]\.name is 'Upper'"),
        ("entries.0.name", "built-in", "taken by Heirloom"),
        ("entries.0.name", "../x", "name is"),
        ("entries.0.kind", "upscaler", "must be one of model, captioner"),
        ("entries.0.title", ..., "has no field 'title'"),
        ("entries.0.installed_bytes", -1, "must be a whole number"),
        ("entries.0.parts.2.part", "base", "must be faithdiff, base, vae, each once"),
        (f"{PART}.repository", "https://example.org/x", "repository is"),
        (f"{PART}.repository", "../../x", "repository is"),
        (f"{PART}.revision", "", "revision is"),
        (f"{PART}.licence.url", "file:///etc/passwd", "url is"),
        (f"{FILE}.names", ["../FaithDiff.bin"], "no file that may be fetched"),
        (f"{FILE}.names", ["run.py"], "no file that may be fetched"),
        (f"{FILE}.names", [], "not a list with something"),
        (f"{FILE}.sha256", "abc", "64 hexadecimal digits"),
        (f"{FILE}.optional", 1, "must be true or false"),
        ("entries.0.parts.1.files.0.names", ["x.bin"], "no file that may be fetched"),
        ("entries.0.model.native_scale", 0, "native_scale is 0"),
        ("entries.0.model.recommended", {"steps": 0}, "recommended: steps is 0"),
        ("entries.0.model.alignment", [], "is not a JSON object"),
        ("entries.0.model.other", 1, "unknown field 'other'"),
    ],
)
def test_wrong_fields_are_named(tiny_repositories: Released, tmp_path: Path, place: str, value: Any, said: str) -> None:
    values = copy.deepcopy(json.loads(tiny_repositories.catalogue.read_text()))
    change(values, place, value)
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(values))
    with pytest.raises(CatalogueError, match=said) as caught:
        read_catalogue(path)
    assert caught.value.path == path


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format_version": 1}', "[" * 100_000, "x" * 2_000_000])
def test_broken_catalogues_are_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "catalogue.json"
    path.write_text(content)
    with pytest.raises(CatalogueError):
        read_catalogue(path)


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    values = json.loads(resource("catalogue.json").read_text())
    values["entries"].append(values["entries"][0])
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(values))
    with pytest.raises(CatalogueError, match="'faithdiff' is there twice"):
        read_catalogue(path)


@pytest.mark.parametrize("name", ["a/../b", "/a", "a\\b", "C:x", "a//b", "", ".", "a\nb", " a", "a\u202eb"])
def test_names_that_leave_the_folder(name: str) -> None:
    assert not safe_name(name)


def test_ordinary_names() -> None:
    assert all(safe_name(name) for name in ("a", "a/b.json", "text_encoder_2/model.fp16.safetensors"))

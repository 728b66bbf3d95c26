"""Preset files: what goes in comes out, and what is not exactly a preset is refused with the reason."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.presets import (
    HOW,
    MOST_BYTES,
    SUFFIX,
    Preset,
    PresetError,
    checked_name,
    file_name,
    find_preset,
    keep_preset,
    made_of,
    read_folder,
    read_preset,
    remove_preset,
    write_preset,
)
from engine.request import RestoreRequest

REQUEST = RestoreRequest(
    caption="My aunt.", negative_prompt="blur", guidance_scale=2.5, steps=7, seed=5, sampler="unipc", scale=3.0
)


def written(path: Path, **changes: Any) -> Path:
    """A file like a preset, with something else in it."""
    values: dict[str, Any] = {"heirloom_preset": 1, "name": "A", "model": "tiny", "settings": {"steps": 7}}
    path.write_text(json.dumps(values | changes))
    return path


def test_a_preset_says_how_and_not_which_photo() -> None:
    preset = made_of("Old  portraits", REQUEST, "tiny")
    assert preset.name == "Old portraits"
    assert set(preset.settings) == {*HOW, "scale"}
    assert preset.fields["scale"] == 3.0
    assert preset.fields["size"] is None, "a factor takes the place of pixels"
    every = made_of("A", REQUEST, "tiny", caption=True, seed=True)
    assert (every.settings["caption"], every.settings["seed"]) == ("My aunt.", 5)


def test_exact_pixels_are_kept_on_wish_only() -> None:
    sized = RestoreRequest(size=(90, 60))
    assert not {"scale", "size"} & made_of("A", sized, "tiny").settings.keys()
    assert made_of("A", sized, "tiny", pixels=True).fields["size"] == (90, 60)


def test_a_preset_matches_by_its_fields_and_model() -> None:
    preset = made_of("A", REQUEST, "tiny")
    assert preset.matches(replace(REQUEST, caption="Other words.", seed=6), "tiny")
    assert not preset.matches(replace(REQUEST, steps=8), "tiny")
    assert not preset.matches(REQUEST, "other")


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    preset = made_of("Großmutter & <b>co</b> 照片", REQUEST, "tiny", caption=True, seed=True)
    path = tmp_path / f"a{SUFFIX}"
    write_preset(preset, path)
    assert read_preset(path) == preset
    sized = made_of("B", RestoreRequest(size=(90, 60)), "", pixels=True)
    write_preset(sized, path)
    assert read_preset(path).fields["size"] == (90, 60)


def test_every_name_has_a_file_of_its_own() -> None:
    names = ["A", "B", "ä", "a/b", "../../etc/passwd", "CON", ".", "x" * 60, "照片", "a b", "a-b"]
    files = [file_name(name) for name in names]
    assert len(set(files)) == len(names)
    assert all(Path(file).name == file and file.endswith(SUFFIX) and file.isascii() for file in files)
    assert file_name("Old Portraits") == file_name("old  portraits"), "one name, whatever its case"


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b", "a\u202eb", None, 3])
def test_names_that_cannot_be(name: object) -> None:
    with pytest.raises(PresetError):
        checked_name(name)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"heirloom_preset": 2}, "newer Heirloom"),
        ({"heirloom_preset": True}, "version"),
        ({"heirloom_preset": "1"}, "version"),
        ({"name": ""}, "name"),
        ({"name": "a\u202ecba"}, "cannot be shown"),
        ({"name": ["a"]}, "name"),
        ({"model": "../../evil"}, "model"),
        ({"model": 3}, "model"),
        ({"settings": []}, "no settings"),
        ({"settings": None}, "no settings"),
        ({"settings": {"steps": 0}}, "steps"),
        ({"settings": {"steps": "many"}}, "steps"),
        ({"settings": {"guidance_scale": 1e999}}, "Infinity|guidance_scale"),
        ({"settings": {"sampler": {"a": 1}}}, "sampler"),
        ({"settings": {"size": [1, 2, 3]}}, "size"),
        ({"settings": {"size": [70_000, 2]}}, "size"),
        ({"settings": {"caption": "\ud800"}}, "caption"),
        ({"settings": {"rm": "-rf"}}, "unknown setting 'rm'"),
        ({"run": "something"}, "unknown entry 'run'"),
    ],
)
def test_what_is_not_exactly_a_preset_is_refused(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    path = written(tmp_path / f"bad{SUFFIX}", **changes)
    with pytest.raises(PresetError, match=reason) as caught:
        read_preset(path)
    assert caught.value.path == path


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"[]", b"3", b"{", b"[" * 60_000, b'{"heirloom_preset": NaN}', b" " * (MOST_BYTES + 1),
        b'{"heirloom_preset": 1, "name": "a", "name": "b", "settings": {}}',
        b'{"heirloom_preset": 1, "name": "a", "settings": {"steps": ' + b"9" * 5000 + b"}}",
    ],
)  # fmt: skip
def test_hostile_bytes_are_refused_quickly(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / f"bad{SUFFIX}"
    path.write_bytes(content)
    with pytest.raises(PresetError):
        read_preset(path)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="no such file"):
        read_preset(tmp_path / "nothing")
    with pytest.raises(PresetError, match="not a file"):
        read_preset(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(PresetError, match="not a file"):
            read_preset(tmp_path / "pipe")


def test_the_folder_is_read_as_far_as_it_can_be(tmp_path: Path) -> None:
    assert read_folder(tmp_path / "nowhere") == ([], [])
    for name in ("b", "A", "c"):
        keep_preset(Preset(name, {"steps": 3}), tmp_path)
    written(tmp_path / f"bad{SUFFIX}", settings=3)
    (tmp_path / "notes.txt").write_text("no preset")
    found, wrong = read_folder(tmp_path)
    assert [preset.name for preset in found] == ["A", "b", "c"]
    assert [error.path for error in wrong] == [tmp_path / f"bad{SUFFIX}"]


def test_one_name_is_one_file_wherever_it_came_from(tmp_path: Path) -> None:
    written(tmp_path / f"copied by hand{SUFFIX}", name="Mine")
    keep_preset(Preset("mine", {"steps": 9}), tmp_path)
    found, _wrong = read_folder(tmp_path)
    assert [(preset.name, preset.settings["steps"]) for preset in found] == [("mine", 9)]
    assert len(list(tmp_path.iterdir())) == 1
    remove_preset("MINE", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_preset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_preset(Preset("A", {"steps": 3}), tmp_path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PresetError, match="No space left"):
        keep_preset(Preset("A", {"steps": 9}), tmp_path)
    assert read_folder(tmp_path)[0][0].settings == {"steps": 3}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_preset_is_found_by_name_or_file(tmp_path: Path) -> None:
    folder, shared = tmp_path / "kept", written(tmp_path / f"shared{SUFFIX}", name="Shared")
    keep_preset(Preset("Old portraits", {"steps": 3}), folder)
    assert find_preset("old portraits", folder).name == "Old portraits"
    assert find_preset(str(shared), folder).name == "Shared"
    with pytest.raises(PresetError, match=r"no preset called 'x'.*Old portraits"):
        find_preset("x", folder)
    with pytest.raises(PresetError, match="no such file"):
        find_preset(f"x{SUFFIX}", folder)

"""`heirloom restore --preset`: between what the model recommends and what the other options say."""

import json
from pathlib import Path

import pytest
from PIL import Image

from app.presets import FOLDER, SUFFIX, Preset, keep_preset, write_preset
from tests.app.cli.conftest import Heirloom
from tests.engine.tiny import tiny_bundle


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two presets and the model that one is for."""
    home = tmp_path / "home"
    monkeypatch.setenv("HEIRLOOM_DATA", str(home))
    tiny_bundle(home / "models" / "tiny")
    keep_preset(Preset("Double", {"steps": 2, "scale": 2.0, "seed": 9, "guidance_scale": 1.0}, "tiny"), home / FOLDER)
    keep_preset(Preset("Elsewhere", {"steps": 2}, "gone"), home / FOLDER)
    return home


def said(line: str) -> dict[str, object]:
    """What is said of a photo to programs."""
    return json.loads(line)


def test_a_preset_brings_its_settings_and_its_model(heirloom: Heirloom, home: Path, photo: Path) -> None:
    ran = heirloom("restore", photo, "--preset", "double", "--json", "--quiet")
    assert ran.code == 0, ran.err
    result = said(ran.out[-1])
    assert str(result["model"]).startswith("tiny@")
    with Image.open(photo.with_name("photo_restored.png")) as image:
        assert image.size == (80, 48)


def test_options_overrule_it(heirloom: Heirloom, home: Path, photo: Path) -> None:
    ran = heirloom("restore", photo, "--preset", "Double", "--scale", "1", "--quiet")
    assert ran.code == 0, ran.err
    with Image.open(photo.with_name("photo_restored.png")) as image:
        assert image.size == (40, 24)


def test_a_shared_file_does_too(heirloom: Heirloom, home: Path, photo: Path, tmp_path: Path) -> None:
    shared = tmp_path / f"from a friend{SUFFIX}"
    write_preset(Preset("Theirs", {"size": [20, 12], "steps": 1, "guidance_scale": 1.0}), shared)
    ran = heirloom("restore", photo, "--preset", shared, "--model", "tiny", "--quiet")
    assert ran.code == 0, ran.err
    with Image.open(photo.with_name("photo_restored.png")) as image:
        assert image.size == (20, 12)


def test_what_cannot_be_is_told_before_anything_is_loaded(
    heirloom: Heirloom, home: Path, photo: Path, tmp_path: Path
) -> None:
    bad = tmp_path / f"bad{SUFFIX}"
    bad.write_text("{}")
    for preset, words in (
        ("Nothing", "no preset called 'Nothing'"),
        ("Elsewhere", "made for the model gone"),
        (bad, "not a preset"),
    ):
        ran = heirloom("restore", photo, "--preset", preset)
        assert ran.code == 2
        assert words in " ".join(ran.err)
    assert sorted(path.name for path in photo.parent.glob("photo*")) == ["photo.png"]

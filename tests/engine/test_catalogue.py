"""Which models there are, by name and by folder."""

from pathlib import Path

import pytest

from engine.catalogue import find_model, list_models
from engine.errors import ModelMissing
from engine.manifest import MANIFEST, write_manifest
from engine.request import RestoreRequest
from engine.resources import resource


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    for name in ("family", "portraits"):
        (folder / name / "unet").mkdir(parents=True)
        (folder / name / "unet" / "config.json").write_text("{}")
        write_manifest(
            folder / name, name=name, title=name.title(), licence="CC0-1.0", recommended=RestoreRequest(steps=7)
        )
    (folder / "not-a-model").mkdir()
    (folder / "a-file").write_text("x")
    return folder


def test_models_of_a_folder_are_found(models: Path) -> None:
    found = {info.name: info for info in list_models([models])}
    assert {"family", "portraits"} <= set(found)
    assert "not-a-model" not in found
    assert found["family"].title == "Family"
    assert found["family"].recommended.steps == 7
    assert find_model("family", [models]) == models / "family"


def test_a_broken_model_is_listed_with_its_problem(models: Path) -> None:
    (models / "family" / MANIFEST).write_text("{")
    found = {info.name: info for info in list_models([models])}
    assert "not valid JSON" in found["family"].problem
    assert not found["portraits"].problem


def test_a_folder_is_a_model(models: Path) -> None:
    assert find_model(str(models / "portraits")) == models / "portraits"
    with pytest.raises(ModelMissing, match=r"has no bundle\.json"):
        find_model(str(models))


def test_an_unknown_name_says_which_there_are(models: Path) -> None:
    with pytest.raises(ModelMissing, match=r"'famly'.*family, portraits"):
        find_model("famly", [models, models / "nowhere"])


def test_the_built_in_model(built_in: Path) -> None:
    assert find_model("built-in") == built_in
    assert list_models()[0].folder == built_in


def test_resources_stay_inside() -> None:
    assert resource("samples").is_dir()
    for path in ("../pyproject.toml", "/etc/passwd", "samples/../../x"):
        with pytest.raises(ValueError, match="not a path inside"):
            resource(path)

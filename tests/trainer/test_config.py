"""Run files: what is read, and what is refused by name."""

from pathlib import Path

import pytest

from engine.errors import ConfigError
from tests.conftest import ROOT
from tests.trainer.conftest import write_run
from trainer.config import PARTS, read_config


def test_reads_and_places_paths_beside_the_file(tmp_path: Path) -> None:
    config = read_config(write_run(tmp_path))
    assert config.base == tmp_path / "start"
    assert config.photos == (tmp_path / "photos",)
    assert config.updates == 6
    assert [stage.name for stage in config.stages] == ["alignment", "joint"]
    assert config.stage_at(1)[0].name == "alignment"
    assert config.stage_at(2) == (config.stages[1], 0)
    assert config.stages[0].rates == dict.fromkeys(PARTS, 0.0) | {"alignment": 1e-3}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"sede": "3"}, "sede"),
        ({"name": '"My Model"'}, "My Model"),
        ({"seed": '"three"'}, "seed"),
        ({"seed": "true"}, "seed"),
        ({"clip": "-1"}, "clip"),
        ({"held_out": "1.5"}, "held_out"),
        ({"precision": '"fp64"'}, "precision"),
        ({"photos": "[]"}, "photos"),
        ({"betas": "[0.9]"}, "betas"),
        ({"crops": "[{ size = 32, batch = 0 }]"}, r"crops\[0\].batch"),
        ({"crops": "[{ size = 32 }]"}, r"crops\[0\].batch"),
        ({"degradation": '[{ preset = "rain" }]'}, r"degradation\[0\].preset"),
        ({"degradation": '[{ preset = "pasd", factor = 0.5 }]'}, r"degradation\[0\].factor"),
        ({"degradation": '[{ preset = "pasd", texture = -1 }]'}, r"degradation\[0\].texture"),
        ({"recommended": "{ stepz = 3 }"}, "stepz"),
        ({"stages": '[{ name = "a", updates = 1, decoder = 1e-3 }]'}, r"stages\[0\].decoder learns from"),
        ({"stages": '[{ name = "a", updates = 1, unet = 1e-3, pixel_loss = -1 }]'}, r"stages\[0\].pixel_loss"),
    ],
)
def test_refuses_by_name(tmp_path: Path, changes: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named) as caught:
        read_config(write_run(tmp_path, **changes))
    assert caught.value.path == tmp_path / "run.toml"


def test_a_stage_that_trains_nothing_is_refused(tmp_path: Path) -> None:
    path = write_run(tmp_path)
    text = path.read_text(encoding="utf-8").replace("updates = 2, alignment = 1e-3", "updates = 2")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="trains nothing"):
        read_config(path)


def test_missing_and_malformed_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("name = [", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid TOML"):
        read_config(tmp_path / "bad.toml")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="base and photos and output and stages and name are missing"):
        read_config(tmp_path / "empty.toml")


def test_the_built_in_recipe_is_right() -> None:
    config = read_config(ROOT / "packaging" / "built_in_model" / "run.toml")
    assert config.name == "built-in"
    assert config.stages[-1].text_encoder > 0

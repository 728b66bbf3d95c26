"""Targets with corrected colours, and the request that does not undo them."""

from pathlib import Path

import pytest

from engine.errors import ConfigError
from tests.trainer.conftest import write_run
from trainer.config import read_config
from trainer.degradation import PRINTS

CORRECTED = '[{ preset = "old_photo", colour = "correct_colour" }, { preset = "clean" }]'


@pytest.mark.parametrize("preset", PRINTS)
def test_a_run_that_corrects_colours_recommends_no_colour_fix(tmp_path: Path, preset: str) -> None:
    assert read_config(write_run(tmp_path)).recommended == {}
    mixes = CORRECTED.replace("old_photo", preset)
    config = read_config(write_run(tmp_path, degradation=mixes, recommended="{ steps = 4 }"))
    assert config.recommended == {"steps": 4, "color": "none"}


def test_asking_for_both_is_refused(tmp_path: Path) -> None:
    run = write_run(tmp_path, degradation=CORRECTED, recommended='{ color = "adain" }')
    with pytest.raises(ConfigError, match=r"recommended.color is adain, but degradation corrects colours"):
        read_config(run)

"""The contact sheet of a run's degradations."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import ConfigError
from tests.trainer.conftest import write_run
from trainer.contact_sheet import contact_sheet
from trainer.degradation import Parameters, apply


def test_every_cell_is_what_its_parameters_make_of_the_original(run_file: Path) -> None:
    sheet = contact_sheet(run_file, photos=2, side=48)
    assert [row["photo"] for row in sheet.rows] == ["0.png", "1.png"]
    pixels = np.asarray(sheet.image)
    for index, row in enumerate(sheet.rows):
        top = 24 + 30 + index * (48 + 8 + 30)
        cells = [pixels[top : top + 48, 24 + k * 56 : 24 + k * 56 + 48] for k in range(3)]
        assert [values["preset"] for values in row["degradations"]] == ["old_photo", "pasd"]
        for cell, values in zip(cells[1:], row["degradations"], strict=True):
            lq, _ = apply(np.ascontiguousarray(cells[0]), Parameters.from_dict(values))
            assert np.array_equal(lq, cell)
            assert not np.array_equal(cell, cells[0])


def test_the_same_run_gives_the_same_sheet_and_another_seed_another(run_file: Path) -> None:
    first, second = (contact_sheet(run_file, 2, 32) for _ in range(2))
    assert first.rows == second.rows
    assert np.array_equal(np.asarray(first.image), np.asarray(second.image))
    other = contact_sheet(write_run(run_file.parent, seed="4"), 2, 32)
    assert other.rows != first.rows


def test_no_base_model_is_needed_and_names_that_exist_get_a_number(run_file: Path, tmp_path: Path) -> None:
    run = write_run(run_file.parent, base='"not there"')
    target = tmp_path / "sheet.png"
    sheet = contact_sheet(run, photos=50, side=2000)  # as many and as large as there are
    assert len(sheet.rows) == 3
    first = sheet.save(target)
    second = sheet.save(target)
    assert first == (target, tmp_path / "sheet.json")
    assert second == (tmp_path / "sheet-2.png", tmp_path / "sheet-2.json")
    assert first[0].read_bytes() == second[0].read_bytes()
    with Image.open(first[0]) as written:
        assert np.array_equal(np.asarray(written), np.asarray(sheet.image))
    assert json.loads(first[1].read_text(encoding="utf-8")) == list(sheet.rows)


def test_a_wrong_run_file_is_refused_as_for_training(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="sede"):
        contact_sheet(write_run(tmp_path, sede="3"))

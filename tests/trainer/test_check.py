"""A run that is looked at before it is one, and examples of its damage."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import TrainingError
from tests.trainer.conftest import write_run
from trainer.check import check_run
from trainer.events import PHASES
from trainer.examples import write_examples


def test_photos_memory_and_pace(run_file: Path) -> None:
    (run_file.parent / "photos" / "broken.jpg").write_bytes(b"nothing")
    path = write_run(run_file.parent, proof="true")
    events = list(check_run(path))
    for event in events:
        assert event.keys() - {"phase"} <= PHASES[event["phase"]].fields
    found = {event["phase"]: event for event in events}
    assert found["collection"]["photos"] == 4
    assert found["collection"]["held_out"] == 1
    assert found["collection"]["rejected"][0]["file"] == "broken.jpg"
    assert 0 < found["estimate"]["bytes"] < found["estimate"]["free"]
    assert found["estimate"]["advice"] == ""
    assert [event["stage"] for event in events if event["phase"] == "trial"] == ["alignment", "joint"]
    assert found["pace"]["update"] > 0
    assert found["pace"]["photo"] > 0
    assert not (path.parent / "run").exists(), "nothing is written"
    assert json.loads(json.dumps(events)) == events


def test_one_half_at_a_time(run_file: Path) -> None:
    assert {event["phase"] for event in check_run(run_file, machine=False)} <= {"scanning", "collection"}
    phases = [event["phase"] for event in check_run(run_file, photos=False)]
    assert phases == ["estimate", "trial", "trial", "pace"]


def test_what_does_not_fit_is_not_tried(run_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.check.free_bytes", lambda _device: 1000)
    (event,) = check_run(run_file, photos=False)
    assert event["phase"] == "estimate"
    assert event["bytes"] > event["free"]
    assert event["advice"].endswith(".")


def test_an_empty_folder_is_no_error_but_a_missing_one_is(run_file: Path) -> None:
    empty = run_file.parent / "empty"
    empty.mkdir()
    events = list(check_run(write_run(run_file.parent, photos='["empty"]'), machine=False))
    assert events[-1]["photos"] == 0
    assert events[-1]["held_out"] == 0
    with pytest.raises(TrainingError, match="not a folder"):
        list(check_run(write_run(run_file.parent, photos='["gone"]'), machine=False))


def test_examples_show_the_same_crop_damaged_in_each_way(run_file: Path, tmp_path: Path) -> None:
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"nothing")
    made = write_examples(run_file, tmp_path / "ex", photos=2, side=32)
    assert len(made["rows"]) == 2
    for row in made["rows"]:
        assert [each["kind"] for each in row["damaged"]] == ["old_photo", "pasd"]
        assert sum(each["share"] for each in row["damaged"]) == pytest.approx(1)
        with Image.open(row["original"]) as picture:
            original = np.asarray(picture)
        assert original.shape == (32, 32, 3)
        for each in row["damaged"]:
            assert each["done"]
            with Image.open(each["file"]) as damaged, Image.open(each["target"]) as target:
                assert damaged.size == target.size == (32, 32)
                assert not np.array_equal(np.asarray(damaged), original)
    again = write_examples(run_file, tmp_path / "again", photos=2, side=32)
    assert [row["photo"] for row in again["rows"]] == [row["photo"] for row in made["rows"]]
    with (
        Image.open(again["rows"][0]["damaged"][0]["file"]) as one,
        Image.open(made["rows"][0]["damaged"][0]["file"]) as two,
    ):
        assert np.array_equal(np.asarray(one), np.asarray(two)), "the same turn makes the same examples"
    other = write_examples(run_file, tmp_path / "other", photos=2, side=32, turn=1)
    with Image.open(other["rows"][0]["original"]) as one, Image.open(made["rows"][0]["original"]) as two:
        assert not np.array_equal(np.asarray(one), np.asarray(two))


def test_examples_need_a_photo(run_file: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "photos").glob("*.png"):
        path.unlink()
    with pytest.raises(TrainingError, match="no usable photo"):
        write_examples(run_file, tmp_path / "ex")

"""What a person chose becomes a run file that the trainer takes."""

import dataclasses
from pathlib import Path

import pytest

from app.model.training_plan import FORMS, GOALS, LENGTHS, Plan, file_name, from_dict, run_text, run_values, to_dict
from app.model.training_record import create, list_records, remove, save, size_of
from trainer.config import RunConfig, read_config
from trainer.presets import preset_names

PLAN = Plan(photos=Path("/photos"), base=Path("/models/built-in"), base_name="built-in", licence="Apache-2.0")


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("goal", GOALS)
def test_every_choice_is_a_run_file_that_is_taken(tmp_path: Path, small: bool, form: str, goal: str) -> None:
    plan = dataclasses.replace(PLAN, small=small, form=form, goal=goal)  # pyright: ignore[reportArgumentType]
    assert plan.preset in preset_names()
    path = tmp_path / "run.toml"
    path.write_text(run_text(run_values(plan, "album", tmp_path / "out", 80)), encoding="utf-8")
    config = read_config(path)
    assert config.form == form
    assert (config.name, config.base, config.photos) == ("album", plan.base, (plan.photos,))
    assert config.proof
    colours = {mix.colour for mix in config.degradation if mix.preset == "old_photo"}
    assert colours == {"keep": {"keep_colour"}, "colours": {"correct_colour"}, "general": set()}[goal]
    assert (config.recommended.get("color") == "none") == (goal == "colours")
    assert config.stages[0].updates == plan.updates_of(80)
    assert config.evaluate_every * 4 >= config.updates > config.evaluate_every * 3
    assert config.checkpoint_every <= config.evaluate_every
    assert (config.lora_rank > 0) == (form == "adapter")


def test_lengths_and_what_is_set_by_hand(tmp_path: Path) -> None:
    updates = [dataclasses.replace(PLAN, length=length).updates_of(100) for length in LENGTHS]
    assert updates == sorted(set(updates))
    plan = dataclasses.replace(PLAN, updates=7, crop=64, rate=0.5, held_out=0.3, seed=9, captioner="florence")
    path = tmp_path / "run.toml"
    path.write_text(run_text(run_values(plan, "album", tmp_path / "out", 80)), encoding="utf-8")
    config, usual = read_config(path), read_config_of(tmp_path, PLAN)
    assert config.updates == 7
    assert config.stages[0].unet == pytest.approx(usual.stages[0].unet / 2)
    assert [(crop.size, crop.batch) for crop in config.crops] == [(64, 8)]
    assert (config.held_out, config.seed, config.captioner) == (0.3, 9, "florence")
    large = run_values(dataclasses.replace(PLAN, crop=384), "album", tmp_path, 80)["crops"]
    assert large == [{"size": 384, "batch": 2}], "as many pixels at a time as before"


def read_config_of(folder: Path, plan: Plan) -> RunConfig:
    path = folder / "usual.toml"
    path.write_text(run_text(run_values(plan, "album", folder / "out", 80)), encoding="utf-8")
    return read_config(path)


def test_odd_names_survive(tmp_path: Path) -> None:
    folder = tmp_path / 'Omas "Bilder" \\ 祖母\x7f\t'
    plan = dataclasses.replace(PLAN, photos=folder, title="  Oma\n“s” \u202e Bilder ", licence="a\nb")
    config = read_config_of(tmp_path, plan)
    assert config.photos == (folder,)
    assert config.title == "Oma“s” Bilder"
    assert config.licence == "ab"
    assert file_name("Omas Bilder für 1950!") == "omas-bilder-fur-1950"
    assert file_name("祖母") == "training"


def test_plans_go_through_json_and_bad_values_are_left() -> None:
    plan = dataclasses.replace(PLAN, goal="colours", pairs=Path("/damaged"), rate=2.0)
    assert from_dict(to_dict(plan)) == plan
    assert from_dict({"form": "statue", "goal": 3, "updates": "many", "rate": 1, "more": 1}) == Plan()


def test_folders_are_made_listed_and_removed(tmp_path: Path) -> None:
    assert list_records(tmp_path) == []
    one = create(tmp_path, dataclasses.replace(PLAN, title="Album"), 80, 20, keep=True)
    two = create(tmp_path, dataclasses.replace(PLAN, title="Album"), 80, 20, keep=False)
    assert (one.name, two.name) == ("album", "album-2")
    two.installed, two.process = "adapter:album-2", {"pid": 1, "created": 2.0}
    save(two)
    (tmp_path / "trainings" / "damaged").mkdir()
    (tmp_path / "trainings" / "damaged" / "training.json").write_text("{")
    found = {record.name: record for record in list_records(tmp_path)}
    assert found == {"album": one, "album-2": two}
    assert read_config(one.run_file).output == one.output
    assert size_of(one.folder) > 100
    remove(one)
    assert not one.folder.exists()
    assert [record.name for record in list_records(tmp_path)] == ["album-2"]


def test_a_folder_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        create(tmp_path, dataclasses.replace(PLAN, photos=Path("/odd\udcff")), 80, 20, keep=True)
    assert list_records(tmp_path) == []
    assert not list((tmp_path / "trainings").iterdir())

"""What is remembered, and what happens when the file is not what it should be."""

import json
from pathlib import Path

import pytest

from app.settings import Settings, load_settings, save_settings
from engine.request import RestoreRequest
from tests.app.ui.conftest import MakeWindow, ScriptedEngine
from tests.engine.tiny import tiny_bundle


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(theme="light", last_folder="/photos/Größe", request=RestoreRequest(steps=7).to_dict())
    save_settings(settings, path)
    loaded, trouble = load_settings(path)
    assert not trouble
    assert trouble.words() == ""
    assert not loaded.first_start
    loaded.first_start = True
    assert loaded == settings


def test_no_file_is_the_first_start(tmp_path: Path) -> None:
    settings, trouble = load_settings(tmp_path / "settings.json")
    assert settings == Settings()
    assert settings.first_start
    assert not trouble


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe\x00", b"{}", b"[" * 100_000, b" " * 2_000_000])
def test_a_corrupt_file_is_reset_kept_and_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings, trouble = load_settings(path)
    settings.first_start = True
    assert settings == Settings()
    assert trouble.words() == (
        "The settings could not be read and were reset. The old ones are in settings.json.backup-1."
    )
    assert (tmp_path / "settings.json.backup-1").read_bytes() == content
    save_settings(settings, path)
    assert not load_settings(path)[1]


def test_a_second_bad_file_leaves_the_first_backup(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    others = [tmp_path / "settings.json.backup-mine", tmp_path / "settings.json.backup"]
    for other in others:
        other.write_text("the person's own")
    for number in range(1, 9):
        path.write_text(f"bad file {number}")
        assert load_settings(path)[1].backup == f"settings.json.backup-{number}"
    kept = {backup.name: backup.read_text() for backup in tmp_path.glob("settings.json.backup-[0-9]*")}
    assert kept == {f"settings.json.backup-{number}": f"bad file {number}" for number in range(4, 9)}, "the last five"
    assert all(other.read_text() == "the person's own" for other in others)


def test_a_command_line_changes_nothing_about_a_bad_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{")
    settings, trouble = load_settings(path, back_up=False)
    assert (settings.name_pattern, trouble.kind, trouble.backup) == ("{name}_restored", "unreadable", "")
    assert [p.name for p in tmp_path.iterdir()] == ["settings.json"]


def test_where_no_backup_can_be_made_the_settings_are_reset_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{")

    def refused(_from: object, _to: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refused)
    trouble = load_settings(path)[1]
    assert trouble.words() == "The settings could not be read and were reset."
    assert path.read_text() == "{"


def test_bad_values_are_reset_one_by_one_and_unknown_ones_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    values = {
        "version": 1,
        "theme": "pink",
        "canvas": "mid",
        "geometry": 5,
        "inspector": "yes",
        "request": {"steps": -3},
        "last_folder": "a\0b",
        "of_another_version": [1, 2],
    }
    path.write_text(json.dumps(values))
    settings, trouble = load_settings(path)
    assert (settings.theme, settings.canvas, settings.geometry, settings.inspector) == ("system", "mid", "", True)
    assert settings.request == {}
    assert settings.last_folder == ""
    assert "reset" in trouble.words()
    save_settings(settings, path)
    assert json.loads(path.read_text())["of_another_version"] == [1, 2]


def test_a_newer_version_is_read_as_far_as_known_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 9, "theme": "light"}))
    settings, trouble = load_settings(path)
    assert settings.theme == "light"
    assert "newer" in trouble.words()
    assert (tmp_path / "settings.json.backup-1").exists()


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(theme="light"), path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_settings(Settings(theme="dark"), path)
    assert load_settings(path)[0].theme == "light"
    assert [p.name for p in tmp_path.iterdir()] == ["settings.json"]


def test_another_model_brings_its_own_settings(make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    recommended = RestoreRequest(steps=7, guidance_scale=2.5, sampler="unipc", tile=128, seed=1, scale=4.0)
    tiny_bundle(tmp_path / "home" / "models" / "other", name="other", recommended=recommended)
    window = make_window(photo, engine=ScriptedEngine())
    draft = window.session.draft
    draft.set(caption="A wall.", negative_prompt="blur", seed=5, size=(90, 60))
    before = draft.request
    window.session.choose_model("other")
    request = draft.request
    assert (request.steps, request.guidance_scale, request.sampler, request.tile) == (7, 2.5, "unipc", 128)
    assert (request.caption, request.negative_prompt, request.seed) == ("A wall.", "blur", 5)
    assert (request.scale, request.size) == (1.0, (90, 60))
    assert window.inspector.steps.number.value() == 7
    window.commands["undo"].trigger()
    assert draft.request == before

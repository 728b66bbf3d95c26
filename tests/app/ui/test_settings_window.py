"""The window of settings: every control takes effect, is saved, and is there again at the next start."""

import json
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.settings import load_settings
from app.ui.fields import Choice
from app.ui.settings_window import SettingsWindow
from app.ui.window import Window
from engine.memory import DeviceMemory
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, restored, said
from tests.engine.tiny_captioners import tiny_captioner

_GPS = 0x8825


def opened(window: Window) -> SettingsWindow:
    window.commands["settings"].trigger()
    return window.windows.settings()


def choose(choice: Choice, value: str) -> None:
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


def saved(qtbot: QtBot, window: Window) -> Path:
    window.session.document.saved = None
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: window.session.document.saved is not None, timeout=WAIT)
    assert window.session.document.saved is not None
    return window.session.document.saved


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """A photo that says where it was taken."""
    path = tmp_path / "photos" / "grandma.jpg"
    path.parent.mkdir(exist_ok=True)
    exif = Image.Exif()
    exif[0x010F] = "Voigt"
    exif[_GPS] = {1: "N", 2: (54.0, 42.0, 30.0)}
    Image.new("RGB", (60, 40), (0, 0, 255)).save(path, exif=exif)
    return path


def test_every_control_is_saved_at_once(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window(engine=ScriptedEngine())
    settings = opened(window)
    assert settings.isVisible()
    choose(settings.theme, "light")
    assert window.appearance.theme.name == "light"
    choose(settings.canvas, "mid")
    assert window.appearance.canvas.name() == "#808080"
    choose(settings.metadata, "none")
    assert not settings.place.isEnabled()
    choose(settings.plan, "cpu-small")
    settings.pattern.setText("{name} {seed}")
    settings.pattern.textEdited.emit(settings.pattern.text())
    assert "grandma 42.jpg" in settings.pattern_note.text()
    kept, trouble = load_settings(tmp_path / "home" / "settings.json")
    assert not trouble
    assert (kept.theme, kept.canvas, kept.metadata, kept.plan) == ("light", "mid", "none", "cpu-small")
    assert kept.name_pattern == "{name} {seed}"
    assert window.session.outlook.plan == "cpu-small"
    choose(settings.theme, "dark")


def test_results_go_where_and_are_named_as_the_settings_say(
    qtbot: QtBot, make_window: MakeWindow, placed: Path, tmp_path: Path
) -> None:
    window = make_window(placed, engine=ScriptedEngine())
    settings = opened(window)
    target = tmp_path / "restored ones"
    target.mkdir()
    choose(settings.folder, "folder")
    dialog = settings.findChildren(QFileDialog)[0]
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    assert settings.folder_path.text() == str(target)
    settings.pattern.setText("{name}, {model}, {width}")
    settings.pattern.textEdited.emit(settings.pattern.text())
    restored(qtbot, window)
    assert saved(qtbot, window) == target / "grandma, scripted, 60.jpg"
    assert saved(qtbot, window) == target / "grandma, scripted, 60-2.jpg"
    settings.pattern.setText("{name}/../x")
    settings.pattern.textEdited.emit(settings.pattern.text())
    assert "cannot have /" in settings.pattern_note.text()
    assert saved(qtbot, window).name == "grandma, scripted, 60-3.jpg", "the last usable one holds"
    settings.pattern.editingFinished.emit()
    target.rename(tmp_path / "gone")
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: "does not exist" in said(window), timeout=WAIT)
    choose(settings.folder, "beside")
    assert saved(qtbot, window).parent == placed.parent


def test_the_place_goes_and_the_rest_stays(qtbot: QtBot, make_window: MakeWindow, placed: Path) -> None:
    window = make_window(placed, engine=ScriptedEngine())
    settings = opened(window)
    restored(qtbot, window)
    with Image.open(saved(qtbot, window)) as image:
        assert _GPS in image.getexif()
    choose(settings.place, "remove")
    with Image.open(saved(qtbot, window)) as image:
        assert _GPS not in image.getexif()
        assert image.getexif()[0x010F] == "Voigt"
    choose(settings.metadata, "none")
    with Image.open(saved(qtbot, window)) as image:
        assert 0x010F not in image.getexif()
    with Image.open(placed) as image:
        assert _GPS in image.getexif()


def test_the_plan_is_for_this_computer(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = ScriptedEngine()
    engine.device = DeviceMemory("cpu", "CPU", 8 * 10**9, 16 * 10**9, 8 * 10**9)
    window = make_window(photo, engine=engine)
    qtbot.waitUntil(lambda: window.session.outlook.memory is not None, timeout=WAIT)
    settings = opened(window)
    assert [settings.plan.itemData(i) for i in range(settings.plan.count())] == ["auto", "cpu", "cpu-small"]
    window.session.preferences.set("plan", "8gb")
    assert "not on this computer" in settings.plan.currentText()
    assert "no graphics card here" in settings.plan_note.text()
    choose(settings.plan, "cpu-small")
    qtbot.waitUntil(lambda: "little memory" in window.inspector.hint.text(), timeout=WAIT)


def test_a_plan_is_restored_with(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    choose(opened(window).plan, "cpu-small")
    assert restored(qtbot, window).plan == "cpu-small"


def test_the_captioner_is_chosen(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    captioners = tmp_path / "home" / "models" / "captioners"
    for name in ("first", "second"):
        tiny_captioner(captioners / name, "blip")
    window = make_window(engine=ScriptedEngine())
    captioning = window.session.captioning
    qtbot.waitUntil(lambda: captioning.captioner == captioners / "first", timeout=WAIT)
    settings = opened(window)
    qtbot.waitUntil(lambda: settings.captioner.findData("second") >= 0, timeout=WAIT)
    choose(settings.captioner, "second")
    qtbot.waitUntil(lambda: captioning.captioner == captioners / "second", timeout=WAIT)
    window.session.preferences.set("captioner", "third")
    qtbot.waitUntil(lambda: captioning.captioner == captioners / "first", timeout=WAIT)
    assert "third is not installed, so first writes captions" in settings.captioner_note.text()


def test_bad_values_are_reset_and_told_and_newer_settings_are_kept(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    path = tmp_path / "home" / "settings.json"
    path.parent.mkdir()
    values = {"version": 1, "plan": "warp", "name_pattern": "../{name}", "metadata": 3, "place": "remove"}
    path.write_text(json.dumps(values | {"language": "x"}))
    window = make_window(engine=ScriptedEngine())
    settings = window.session.settings
    assert (settings.plan, settings.name_pattern, settings.metadata) == ("auto", "{name}_restored", "keep")
    assert (settings.place, settings.language) == ("remove", "system")
    assert any("were reset" in notice.text for notice in window.session.notices.history)
    newer = {"version": 7, "place": "remove", "holograms": True}
    path.write_text(json.dumps(newer))
    window = make_window(engine=ScriptedEngine())
    assert any("newer Heirloom" in notice.text for notice in window.session.notices.history)
    assert json.loads((path.parent / "settings.json.backup-1").read_text()) == newer
    opened(window)
    window.session.preferences.set("plan", "cpu")
    assert json.loads(path.read_text())["holograms"] is True, "what this Heirloom does not know is kept"


def test_settings_that_cannot_be_saved_are_told(make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window = make_window(engine=ScriptedEngine())

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("app.settings.os.fsync", full)
        assert window.session.preferences.set("theme", "light")
    assert "could not be saved (No space left on device)" in said(window)
    assert window.session.settings.theme == "light"
    assert not window.session.preferences.set("theme", "pink")


def test_everything_can_be_reached_and_has_a_name(make_window: MakeWindow) -> None:
    window = make_window(engine=ScriptedEngine())
    window.commands["models"].trigger()
    for shown in (opened(window), window.windows.models()):
        for kind in (QAbstractButton, QComboBox, QLineEdit):
            for control in filter(QWidget.isVisible, shown.findChildren(kind)):
                assert control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()), control
    window.windows.close()
    assert not window.windows.settings().isVisible()

"""The window in German and Chinese: its words, plurals and numbers, and how it changes from one to the other."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import QLocale, QMetaMethod, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import language, words
from app.model.session import Session
from app.notify import error_text
from app.settings import LANGUAGES, load_settings
from app.ui.dialogs import keys_dialog
from app.ui.settings_window import SettingsWindow
from app.ui.stage import Stage
from app.ui.theme import Appearance
from app.ui.window import Window
from engine.errors import ImageError
from engine.images.read import read_picture
from tests.app.ui.conftest import WAIT, ScriptedEngine, restored
from tests.app.ui.conftest import said as said_in
from tests.conftest import SHARED

MakeStage = Callable[..., Stage]


@pytest.fixture
def make_stage(qtbot: QtBot, qapp: QApplication, tmp_path: Path, tiny: Path) -> Iterator[MakeStage]:
    """As `make_window`, with what changes its language."""
    made: list[tuple[Stage, Session]] = []

    def make(*files: Path, engine: ScriptedEngine | None = None, speaks: str = "en") -> Stage:
        home = tmp_path / "home"
        (home / "models").mkdir(parents=True, exist_ok=True)
        if not (home / "models" / "tiny").exists():
            (home / "models" / "tiny").symlink_to(tiny)
        session = Session(home, engine=engine or ScriptedEngine())
        session.settings.model, session.settings.first_start, session.settings.language = "tiny", False, speaks
        session.draft.set(steps=3, guidance_scale=1.0, scale=1.0, tile=64, precision="fp32")
        stage = Stage(qapp, session, Appearance("dark"))
        made.append((stage, session))
        stage.window.show()
        session.begin(list(files))
        qtbot.waitUntil(lambda: session.models is not None, timeout=WAIT)
        if files:
            qtbot.waitUntil(lambda: session.document.picture is not None, timeout=WAIT)
        return stage

    yield make
    for stage, session in made:
        stage.window.close()
        assert session.close(30)
        stage.window.deleteLater()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Five small photos."""
    folder = tmp_path / "photos"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.png" for number in range(5)]
    for number, path in enumerate(paths):
        Image.new("RGB", (30, 20), (0, 50 * number, 255)).save(path)
    return paths


def choose(window: Window, value: str) -> SettingsWindow:
    """Choose a language as a person does, in the window of settings."""
    window.windows.show_settings()
    settings = window.windows.settings()
    settings.language.setCurrentIndex(settings.language.findData(value))
    settings.language.activated.emit(settings.language.currentIndex())
    return settings


def changed(qtbot: QtBot, stage: Stage, value: str) -> Window:
    """The window that came in place of the one before, once that is gone."""
    before = stage.window
    choose(before, value)
    qtbot.waitUntil(lambda: stage.window is not before and not shiboken6.isValid(before), timeout=WAIT)
    return stage.window


def words_in(window: QWidget) -> set[str]:
    """Every text with an English-looking word that is written or read out in `window` and its menus."""
    found: set[str] = set()
    for part in [window, *window.findChildren(QWidget)]:
        found |= {part.toolTip(), part.accessibleName(), part.accessibleDescription(), part.windowTitle()}
        if isinstance(part, QLabel | QAbstractButton):
            found.add(part.text())
        if isinstance(part, QComboBox):
            found |= {part.itemText(at) for at in range(part.count())}
        if isinstance(part, QLineEdit):
            found.add(part.placeholderText())
        for action in part.actions():
            found |= {action.text(), action.toolTip()}
    plain = {re.sub(r"<[^>]*>|\u200b", "", text) for text in found}
    return {text for text in plain if re.search("[A-Za-z]{4}", text)}


def receivers(session: QObject) -> dict[str, int]:
    """How many slots listen to each signal of the session and what belongs to it."""
    counts: dict[str, int] = {}
    for number, part in enumerate([session, *session.findChildren(QObject)]):
        meta = part.metaObject()
        for at in range(meta.methodCount()):
            method = meta.method(at)
            if method.methodType() == QMetaMethod.MethodType.Signal:
                name = bytes(method.methodSignature().data()).decode()
                counts[f"{number} {meta.className()}.{name}"] = part.receivers(f"2{name}")
    return counts


def test_another_language_takes_effect_at_once(qtbot: QtBot, make_stage: MakeStage, photo: Path) -> None:
    engine = ScriptedEngine(gated=True)
    stage = make_stage(photo, engine=engine)
    window, session = stage.window, stage.window.session
    window.resize(1111, 720)
    assert window.commands["save"].text() == "Save"
    window.restore()
    qtbot.waitUntil(lambda: session.restoration.state == "running", timeout=WAIT)
    window.show_queue()
    german = changed(qtbot, stage, "de")
    assert german.isVisible()
    assert german.size().width() == 1111
    assert not german.queue.isHidden()
    assert german.commands["save"].text() == "Speichern"
    assert german.inspector.restore.text() == "Restaurieren"
    assert german.windows.settings().isVisible()  # where the person was
    assert german.windows.settings().language.currentText() == "Deutsch"
    assert session.restoration.busy  # nothing was stopped
    assert not german.canvas.empty
    engine.gate.set()
    qtbot.waitUntil(lambda: not session.restoration.busy and session.document.after is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: "Restauriert" in german.canvas.accessibleName(), timeout=WAIT)


def test_what_was_restored_is_seen_in_the_new_window(qtbot: QtBot, make_stage: MakeStage, photo: Path) -> None:
    stage = make_stage(photo)
    restored(qtbot, stage.window)
    qtbot.waitUntil(lambda: "Restored" in stage.window.canvas.accessibleName(), timeout=WAIT)
    chinese = changed(qtbot, stage, "zh_CN")
    qtbot.waitUntil(lambda: "修复后" in chinese.canvas.accessibleName(), timeout=WAIT)
    assert "原图" in chinese.canvas.accessibleName()
    shown = chinese.canvas.grab().toImage()
    right = shown.pixelColor(shown.width() * 3 // 4, shown.height() // 2)
    left = shown.pixelColor(shown.width() // 4, shown.height() // 2)
    assert (right.green(), right.blue()) == (200, 0)
    assert left.blue() == 255
    chinese.commands["delete_take"].trigger()  # the commands of the new window work on the same session
    qtbot.waitUntil(lambda: not chinese.session.takes.all, timeout=WAIT)


def test_nothing_of_the_old_window_listens_any_more(qtbot: QtBot, make_stage: MakeStage, photo: Path) -> None:
    stage = make_stage(photo)
    session = stage.window.session
    restored(qtbot, stage.window)
    stage.window.windows.show_models()
    before = changed(qtbot, stage, "de") and receivers(session)
    assert sum(before.values()) > 50
    for name in ("zh_CN", "en", "de"):
        changed(qtbot, stage, name)
    after = receivers(session)
    assert {name: (before.get(name), count) for name, count in after.items() if before.get(name) != count} == {}


@pytest.mark.parametrize(
    ("name", "one", "two", "five"),
    [("en", "1 photo", "2 photos", "5 photos"), ("de", "1 Foto", "2 Fotos", "5 Fotos"),
     ("zh_CN", "1 张照片", "2 张照片", "5 张照片")],
)  # fmt: skip
def test_plurals(
    qtbot: QtBot, make_stage: MakeStage, photos: list[Path], name: str, one: str, two: str, five: str
) -> None:
    window = make_stage(photos[0], speaks=name).window
    for count, said in ((1, one), (2, two), (5, five)):
        window.session.open_files(photos[:count])
        qtbot.waitUntil(lambda: len(window.session.photos.paths) == count, timeout=WAIT)  # noqa: B023
        assert window.strip.count.text() == said


@pytest.mark.parametrize(("name", "comma"), [("en", "."), ("de", ","), ("zh_CN", ".")])
def test_numbers_are_written_and_read_as_the_language_does(
    qtbot: QtBot, make_stage: MakeStage, photo: Path, name: str, comma: str
) -> None:
    window = make_stage(photo, speaks=name).window
    draft, box = window.session.draft, window.inspector.guidance.number
    draft.set(guidance_scale=2.5)
    assert box.text() == f"2{comma}5"
    for typed in (f"4{comma}5", "3.5", "3,2"):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, typed)
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert draft.request.guidance_scale == float(typed.replace(",", "."))
    assert language.number(6.6, 1) == f"6{comma}6"
    assert language.number(12345.678, 2) == f"12345{comma}68"  # no signs between the thousands


@pytest.mark.parametrize("name", ["de", "zh_CN"])
def test_nothing_stays_english(qtbot: QtBot, make_stage: MakeStage, photo: Path, name: str) -> None:
    """Texts of the whole window, its menus and the windows beside it; also what only a screen reader says."""
    stage = make_stage(photo)
    restored(qtbot, stage.window)

    def all_words(window: Window) -> set[str]:
        window.inspector.more.set_unfolded(True)
        window.windows.show_models()
        window.windows.show_settings()
        store = window.session.store
        qtbot.waitUntil(lambda: store.items is not None and len(store.items) > 3, timeout=WAIT)
        keys = keys_dialog(window, window.commands)
        qtbot.addWidget(keys)
        window.windows.show_training()
        windows = window.windows
        parts = (window, windows.models(), windows.settings(), windows.training(), keys)
        return set().union(*map(words_in, parts))

    english = all_words(stage.window)
    other = all_words(changed(qtbot, stage, name))
    assert len(english) > 150
    own = re.compile(
        r"/|blue|tiny|FaithDiff|Florence|Heirloom$|Deutsch|English|简体中文|Apache|MIT|OpenRAIL|Euler|UniPC|DDIM|"
        r"\{name\}|\.(png|bin|jpg)|restored$|Home|^(Ctrl|Alt|Shift|Esc|Enter)|fp\d\d"
    )
    alike = {"Original", "Seed", "Name", "Adapter", "Sampler", "Zoom", "Plan", "2   Plan", "Normal", "Trainings"}
    assert {text for text in english & other if not own.search(text)} - alike == set()


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("name", ["de", "zh_CN"])
def test_what_the_engine_says_of_damaged_files_is_translated(qapp: QApplication, name: str) -> None:
    language.install(qapp, name)
    try:
        refused: list[tuple[str, ImageError]] = []
        for path in sorted((SHARED / "corpus" / "malformed").iterdir()):
            try:
                read_picture(path)
            except ImageError as error:
                refused.append((path.name, error))
        assert len(refused) > 10
        for file, error in refused:
            said = error_text(error)
            assert file in said
            assert words.engine_text(error.what) != error.what
            assert words.engine_text(error.advice) != error.advice or not error.advice
            assert ("。" in said) == (name == "zh_CN" and bool(error.advice))
    finally:
        language.remove(qapp)


def test_a_file_that_cannot_be_opened_is_told_in_the_windows_language(
    qtbot: QtBot, make_stage: MakeStage, photo: Path, tmp_path: Path
) -> None:
    stage = make_stage(photo, speaks="de")
    (tmp_path / "leer.jpg").touch()
    stage.window.session.open_files([tmp_path / "leer.jpg"])
    told = "leer.jpg: die Datei ist leer. Noch einmal von dort kopieren, woher sie kam."
    qtbot.waitUntil(lambda: told in said_in(stage.window), timeout=WAIT)


def test_settings_files_are_the_same_in_every_language(
    qtbot: QtBot, make_stage: MakeStage, photo: Path, tmp_path: Path
) -> None:
    """What is saved are names and numbers, never words of a language."""
    stage = make_stage(photo)
    stage.window.session.draft.set(guidance_scale=2.5)
    path = tmp_path / "home" / "settings.json"
    saved: dict[str, dict[str, object]] = {}
    for name in ("de", "zh_CN", "en"):
        window = changed(qtbot, stage, name)
        settings = window.windows.settings()
        settings.theme.setCurrentIndex(settings.theme.findData("light"))
        settings.theme.activated.emit(settings.theme.currentIndex())
        window.session.preferences.save()
        saved[name] = json.loads(path.read_text())
        assert saved[name].pop("language") == name
        assert saved[name].pop("geometry") is not None
        assert load_settings(path)[0].language == name
    assert saved["de"] == saved["zh_CN"] == saved["en"]


def test_languages_are_named_in_their_own(make_stage: MakeStage) -> None:
    window = make_stage(speaks="de").window
    choice = window.windows.settings().language
    assert [choice.itemData(at) for at in range(choice.count())] == list(LANGUAGES)
    assert [choice.itemText(at) for at in range(choice.count())] == ["Wie das System", "English", "Deutsch", "简体中文"]
    assert choice.currentData() == "de"


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [(["de-AT", "en"], "de"), (["fr-FR", "de-DE"], "de"), (["en-GB"], "en"), (["fr-FR"], "en"), ([], "en"),
     (["C"], "en"), (["zh-Hans-CN", "zh-CN", "zh"], "zh_CN"), (["zh-SG"], "zh_CN"), (["zh-TW", "zh-Hant-TW"], "en"),
     (["zh-Hant-HK", "de"], "de")],
)  # fmt: skip
def test_the_system_language(wanted: list[str], chosen: str) -> None:
    assert language.language_for(wanted) == chosen


def test_the_system_is_asked(qapp: QApplication) -> None:
    assert language.install(qapp, "system") == language.language_for(QLocale.system().uiLanguages())


def test_keys_and_dialogs_of_qt_are_translated_too(qapp: QApplication) -> None:
    language.install(qapp, "de")
    assert qapp.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    assert qapp.translate("QShortcut", "Ctrl") == "Strg"
    language.remove(qapp)
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_missing_translation_leaves_english(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(language, "resource", lambda _name: tmp_path)
    with caplog.at_level(logging.WARNING):
        language.install(qapp, "de")
    assert "heirloom_de.qm" in caplog.text
    assert words.translate("Commands", "Save") == "Save"


def test_without_a_window_words_are_english(qapp: QApplication) -> None:
    """As on the command line, which knows no Qt."""
    language.remove(qapp)
    assert words.translate("FilmStrip", "%n photos", n=3) == "3 photos"
    assert words.translate("Commands", "Save") == "Save"
    assert words.number(6.6, 1) == "6.6"


def test_buttons_give_up_words_before_the_name_of_the_photo(qtbot: QtBot, make_stage: MakeStage, photo: Path) -> None:
    """Long German words at the smallest size: nothing is shortened but what has an icon, and the tooltip says it."""
    window = make_stage(photo, speaks="de").window
    bar = window.toolbar
    words, icons = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
    window.resize(880, 560)
    qtbot.waitUntil(lambda: bar.width() == 880, timeout=WAIT)
    assert bar.fit.toolButtonStyle() == icons
    assert bar.title.width() >= 150
    for button in (bar.open, bar.save, bar.mode, bar.fit, bar.actual, bar.queue, bar.train):
        assert button.width() >= button.sizeHint().width(), button.text()
        assert button.accessibleName()
        assert button.toolTip()
    window.resize(1600, 800)
    qtbot.waitUntil(lambda: bar.width() == 1600, timeout=WAIT)
    assert {button.toolButtonStyle() for button in (bar.open, bar.save, bar.fit, bar.train)} == {words}

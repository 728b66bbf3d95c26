"""Settings panel, keys, themes, names for screen readers, what is remembered."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLabel, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from app.ui.dialogs import keys_dialog
from app.ui.imaging import pixels_of, qt_image
from app.ui.theme import CANVAS_GREYS, DARK, LIGHT, Appearance, Theme
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, restored


def test_every_control_changes_its_field(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    panel, draft = window.inspector, window.session.draft
    panel.caption.edit.setPlainText("A blue wall.")
    assert "About 6 of 77" in panel.caption.count.text()
    panel.guidance.number.setValue(7)
    panel.steps.slider.setValue(33)
    panel.seed.edit.setText("123")
    panel.seed.edit.editingFinished.emit()
    panel.more.negative.setText("blur")
    panel.more.negative.textEdited.emit("blur")
    panel.more.strength.number.setValue(60)
    for choice, value in (
        (panel.more.start, "noise"),
        (panel.more.colour, "wavelet"),
        (panel.more.sampler, "unipc"),
        (panel.more.tile, 512),
    ):
        choice.show_value(value)
        choice.activated.emit(choice.currentIndex())
    request = draft.request
    assert (request.caption, request.guidance_scale, request.steps, request.seed) == ("A blue wall.", 7.0, 33, 123)
    assert (request.negative_prompt, request.strength) == ("blur", pytest.approx(0.6))
    assert (request.start, request.color, request.sampler, request.tile) == ("noise", "wavelet", "unipc", 512)
    panel.seed.dice.click()
    assert draft.request.seed != 123


def test_size_is_a_factor_or_exact_pixels(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    size, draft = window.inspector.size_field, window.session.draft
    size.factors.buttons()[3].click()
    assert (draft.request.scale, draft.request.size) == (3.0, None)
    assert (size.width_box.value(), size.height_box.value()) == (180, 120)
    size.width_box.setValue(90)
    assert draft.request.size == (90, 60), "proportions are kept"
    size.lock.click()
    size.height_box.setValue(100)
    assert draft.request.size == (90, 100)
    assert not any(button.isChecked() for button in size.factors.buttons())
    assert "90 × 100" in window.inspector.hint.text()


def test_numbers_beyond_the_slider_are_kept(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.inspector.steps.number.setValue(120)
    assert window.session.draft.request.steps == 120
    assert window.inspector.steps.slider.value() == window.inspector.steps.slider.maximum()
    window.inspector.steps.slider.reset.emit()
    assert window.session.draft.request.steps == 3, "back to what the model recommends"


def test_undo_covers_settings(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.inspector.steps.number.setValue(9)
    window.inspector.caption.edit.setPlainText("words")
    window.commands["undo"].trigger()
    assert window.inspector.caption.edit.toPlainText() == ""
    window.commands["undo"].trigger()
    assert window.inspector.steps.number.value() == 3
    window.commands["redo"].trigger()
    assert window.inspector.steps.number.value() == 9


def test_keys(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.session.document.after is not None)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Y)
    assert window.canvas.mode == "side"
    assert window.toolbar.mode.text() == "Side by side"
    qtbot.keyClick(window.canvas, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.canvas.viewport.scale == 1.0
    assert window.status.zoom.text() == "100 %"
    qtbot.keyClick(window.canvas, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert window.canvas.viewport.fitted
    right = window.canvas.panes()[1].center()
    assert window.canvas.grab().toImage().pixelColor(right).green() == 200
    qtbot.keyPress(window.canvas, Qt.Key.Key_Backslash)
    assert window.canvas.grab().toImage().pixelColor(right).blue() == 255, "the original in its place while held"
    qtbot.keyRelease(window.canvas, Qt.Key.Key_Backslash)
    assert window.canvas.grab().toImage().pixelColor(right).green() == 200
    qtbot.keyClick(window.canvas, Qt.Key.Key_F8)
    assert window.inspector.isHidden()


def test_letters_typed_into_the_caption_are_no_commands(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    qtbot.waitUntil(window.isActiveWindow)
    edit = window.inspector.caption.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "yX\\?")
    assert edit.toPlainText() == "yX\\?"
    assert window.canvas.mode == "slider"


def test_the_list_of_keys_names_every_key(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(engine=ScriptedEngine())
    dialog = keys_dialog(window, window.commands)
    qtbot.addWidget(dialog)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for key in ("Ctrl+O", "Ctrl+Enter", "Esc", "Ctrl+S", "Ctrl+Shift+S", "Y", "Ctrl+0", "Ctrl+1", "F1", "Ctrl+Z"):
        assert key in words
    assert not dialog.isModal()


def test_every_control_has_a_name_and_icon_buttons_a_tooltip(make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QSlider)
    for kind in kinds:
        for control in window.findChildren(kind):
            if control.objectName().startswith("qt_") or control is window.messages.action:
                continue
            name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            assert name, f"{control} in {control.parent()} has no name"
            if isinstance(control, QAbstractButton) and not control.text():
                assert control.toolTip(), name


def test_the_wheel_over_a_slider_without_focus_changes_nothing(qtbot: QtBot, make_window: MakeWindow) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    window = make_window(engine=ScriptedEngine())
    slider = window.inspector.steps.slider
    window.canvas.setFocus()
    no = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    before = slider.value()
    QApplication.sendEvent(slider, QWheelEvent(QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), *no, False))
    assert slider.value() == before


def _contrast(one: str, other: str) -> float:
    def light(name: str) -> float:
        parts = (QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF())
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_has_contrast_in_both_themes(theme: Theme) -> None:
    for ink, ground in (
        (theme.text, theme.panel), (theme.text, theme.field), (theme.text, theme.raised), (theme.text, theme.hover),
        (theme.muted, theme.panel), (theme.muted, theme.field), (theme.on_accent, theme.accent),
        (theme.on_accent, theme.accent_hover), (theme.panel, theme.text),
    ):  # fmt: skip
        assert _contrast(ink, ground) >= 4.5, (ink, ground)
    assert _contrast(theme.accent, theme.panel) >= 3
    assert _contrast(theme.error, theme.raised) >= 3


@pytest.mark.parametrize("canvas", list(CANVAS_GREYS))
def test_text_on_every_canvas_grey_has_contrast(qtbot: QtBot, canvas: str) -> None:
    appearance = Appearance("dark", canvas)
    assert _contrast(appearance.canvas_ink.name(), appearance.canvas.name()) >= 4.5
    assert appearance.canvas.hslSaturation() == 0, "no colour next to the picture"


def test_no_colour_is_named_outside_the_table() -> None:
    style = (Path(__file__).parents[3] / "resources" / "style" / "window.qss").read_text()
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", style)


def test_the_window_remembers(qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine())
    window.session.draft.set(steps=11, caption="only for this photo")
    window.session.settings.theme = "light"
    restored(qtbot, window)
    window.close()
    assert window.session.close(30)
    values = json.loads((tmp_path / "home" / "settings.json").read_text())
    assert values["version"] == 1
    assert (values["theme"], values["last_photo"], values["request"]["steps"]) == ("light", str(photo), 11)
    assert values["request"]["caption"] == ""
    assert values["geometry"]
    again = make_window(engine=ScriptedEngine())
    qtbot.waitUntil(lambda: again.session.document.name == photo.name)


def test_pixels_go_to_qt_and_back() -> None:
    import numpy as np

    for width in (1, 5, 33):  # Qt pads rows to four bytes
        pixels = np.random.default_rng(width).integers(0, 256, (7, width, 3), np.uint8)
        assert np.array_equal(pixels_of(qt_image(pixels)), pixels)
    with pytest.raises(ValueError, match="contiguous"):
        qt_image(np.zeros((4, 8, 3), np.uint8)[:, ::2])


def test_the_window_is_there_before_torch() -> None:
    code = "import sys, app.ui.main; print([m for m in ('torch', 'diffusers', 'transformers') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True)
    assert ran.stdout.strip() == "[]"


def test_controls_beside_a_name_begin_on_one_line(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = make_window(photo, engine=ScriptedEngine())
    before = (app.style().name(), app.font(), app.palette())
    try:
        window.appearance.choose("light")
        window.appearance.apply_to(app)
        window.resize(1024, 700)
        panel = window.inspector
        panel.more.set_unfolded(True)
        QApplication.processEvents()
        more = (panel.more.start, panel.more.strength.slider, panel.more.colour, panel.more.sampler, panel.more.tile)
        controls = (panel.guidance.slider, panel.steps.slider, panel.seed.edit, panel.model, *more, panel.more.negative)
        assert len({control.mapTo(panel, QPoint(0, 0)).x() for control in controls}) == 1
    finally:
        app.setStyleSheet("")
        app.setStyle(before[0])
        app.setFont(before[1])
        app.setPalette(before[2])


def test_a_sample_says_where_it_comes_from(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(engine=ScriptedEngine(), first_start=True)
    source = window.session.samples[0].source
    assert "Aged artificially" in source
    assert window.status.source.isVisible()
    assert window.status.source.text() == f"Sample: {source}"
    assert source in window.toolbar.title.toolTip()
    window.session.open_files([photo])
    qtbot.waitUntil(lambda: window.session.document.origin == "file", timeout=WAIT)
    assert not window.status.source.isVisible()
    assert source not in window.toolbar.title.toolTip()

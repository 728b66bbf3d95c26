"""Restore, watch, cancel, fail: with a real tiny model, and with a scripted engine where it must go wrong."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.window import Window
from engine.errors import OutOfMemory
from engine.request import RestoreRequest
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, restored, said


def _colour(window: Window, x: float) -> QColor:
    canvas = window.canvas
    image = canvas.grab().toImage()
    left, _, right, _ = canvas.viewport.visible()
    return image.pixelColor(round(left + (right - left) * x), canvas.height() // 2 + 40)


def _running(qtbot: QtBot, window: Window) -> None:
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: window.session.restoration.state == "running" and window.canvas.comparing, timeout=WAIT)


def test_a_real_model_restores_and_the_result_is_kept(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    before = hashlib.sha256(photo.read_bytes()).hexdigest()
    window = make_window(photo)
    result = restored(qtbot, window)
    assert result.image.shape == (40, 60, 3)
    assert result.model.startswith("tiny@")
    document = window.session.document
    qtbot.waitUntil(lambda: document.kept is not None, timeout=WAIT)
    assert document.kept is not None
    with Image.open(document.kept) as kept:
        assert np.array_equal(np.asarray(kept), result.image)
    record = json.loads(document.kept.with_suffix(".json").read_text())
    assert RestoreRequest.from_dict(record["request"]) == result.request
    assert record["source"] == str(photo)
    assert hashlib.sha256(photo.read_bytes()).hexdigest() == before
    assert window.commands["save"].isEnabled()
    assert "restored in" in window.status.facts.text()


def test_the_same_request_gives_the_same_picture(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    first = restored(qtbot, window)
    window.session.document.after = None
    second = restored(qtbot, window)
    assert np.array_equal(first.image, second.image)


def test_progress_preview_and_cancel_button_while_it_runs(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = ScriptedEngine(gated=True)
    window = make_window(photo, engine=engine)
    _running(qtbot, window)
    qtbot.waitUntil(lambda: "step 3 of 3" in window.status.detail.text() or "step 2" in window.status.detail.text())
    assert window.status.stage.text() == "Restoring"
    assert "of 2" in window.status.detail.text()
    assert 0 < window.status.bar.value() < 1000
    assert window.status.cancel.isVisible()
    assert not window.inspector.restore.isEnabled()
    assert _colour(window, 0.25).blue() == 255, "the original stays on the left"
    assert _colour(window, 0.75).red() == 255, "the preview replaces the right side"
    engine.gate.set()
    qtbot.waitUntil(lambda: window.session.document.after is not None, timeout=WAIT)
    assert _colour(window, 0.75).green() == 200
    assert not window.status.cancel.isVisible()


@pytest.mark.parametrize("way", ["button", "key"])
def test_cancel_leaves_nothing(qtbot: QtBot, make_window: MakeWindow, photo: Path, way: str) -> None:
    engine = ScriptedEngine(gated=True)
    window = make_window(photo, engine=engine)
    _running(qtbot, window)
    if way == "button":
        window.status.cancel.click()
    else:
        window.commands["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.session.restoration.busy, timeout=WAIT)
    assert engine.closed.is_set(), "the generator is closed"
    assert not window.canvas.comparing
    assert window.session.document.result is None
    assert not window.session.results_folder.exists()
    assert "Cancelled" in said(window)
    engine.gate.set()
    restored(qtbot, window)


def test_cancel_of_a_real_model_is_prompt_and_the_next_run_works(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    window = make_window(photo)
    window.session.draft.set(steps=1000)
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: window.session.restoration.state == "running", timeout=WAIT)
    window.commands["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.session.restoration.busy, timeout=WAIT)
    assert window.session.document.result is None
    window.session.draft.set(steps=2)
    restored(qtbot, window)


def test_an_engine_error_is_one_sentence_with_a_way_to_try_again(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    engine = ScriptedEngine(error=OutOfMemory("not enough memory", advice="Choose a smaller size."))
    window = make_window(photo, engine=engine)
    window.commands["restore"].trigger()
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert said(window) == "Not enough memory. Choose a smaller size."
    assert window.messages.action.text() == "Try again"
    assert not window.canvas.comparing
    engine.error = None
    window.messages.action.click()
    qtbot.waitUntil(lambda: window.session.document.after is not None, timeout=WAIT)
    assert not window.messages.isVisible()


def test_an_unexpected_error_is_logged_and_worded(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, caplog: pytest.LogCaptureFixture
) -> None:
    window = make_window(photo, engine=ScriptedEngine(error=ZeroDivisionError("inner detail")))
    window.commands["restore"].trigger()
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert "Something went wrong" in said(window)
    assert "heirloom.log" in said(window)
    assert "inner detail" not in said(window)
    assert any(record.exc_info and "inner detail" in str(record.exc_info[1]) for record in caplog.records)


def test_what_the_engine_warns_of_is_said(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=ScriptedEngine(warning="The caption was cut."))
    restored(qtbot, window)
    assert "The caption was cut." in [notice.text for notice in window.session.notices.history]


def test_a_result_for_a_photo_no_longer_open_is_kept_and_said(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    engine = ScriptedEngine(gated=True)
    window = make_window(photo, engine=engine)
    _running(qtbot, window)
    other = tmp_path / "other.png"
    Image.new("RGB", (20, 20)).save(other)
    window.session.open_files([other])
    qtbot.waitUntil(lambda: window.session.document.name == "other.png", timeout=WAIT)
    engine.gate.set()
    qtbot.waitUntil(lambda: "blue.png was restored too" in said(window), timeout=WAIT)
    assert window.session.document.result is None
    assert not window.canvas.comparing
    qtbot.waitUntil(lambda: len(list(window.session.results_folder.glob("*.json"))) == 1, timeout=WAIT)


def test_the_window_answers_while_a_real_model_runs(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    window.session.draft.set(steps=60)
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: window.session.restoration.state == "running", timeout=WAIT)
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(window.session.restoration.pace.progress is not None))
    timer.start(5)
    window.inspector.steps.slider.setValue(7)  # settings of the next run can be changed meanwhile
    qtbot.waitUntil(lambda: len(ticks) >= 10 or not window.session.restoration.busy, timeout=WAIT)
    timer.stop()
    assert len(ticks) >= 10, "the event loop stood still until the restoration was over"
    qtbot.waitUntil(lambda: window.session.document.after is not None, timeout=WAIT)
    result = window.session.document.result
    assert result is not None
    assert result.request.steps == 60
    assert window.session.draft.request.steps == 7


def test_a_damaged_model_is_named(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path, tiny: Path
) -> None:
    window = make_window(photo)
    broken = tmp_path / "home" / "models" / "broken"
    broken.mkdir()
    for path in tiny.rglob("*"):
        target = broken / path.relative_to(tiny)
        target.mkdir(parents=True, exist_ok=True) if path.is_dir() else target.write_bytes(path.read_bytes())
    (broken / "unet" / "config.json").write_text("{}")
    window.session.look_for_models()
    qtbot.waitUntil(lambda: "broken" in [m.name for m in window.session.models or []], timeout=WAIT)
    window.session.choose_model("broken")
    window.commands["restore"].trigger()
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert "config.json" in said(window)
    assert "damaged" in said(window)
    window.session.choose_model("tiny")
    restored(qtbot, window)

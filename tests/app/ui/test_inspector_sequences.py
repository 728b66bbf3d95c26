"""Whatever a person does to the controls, in any order: the engine accepts what comes out, and is said to if not."""

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.fields import Choice
from app.ui.slider_field import SliderField
from app.ui.window import Window
from engine.bundle import build_scheduler
from engine.checks import output_size
from engine.stages import strength_of
from engine.timesteps import read_schedule
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine
from tests.app.ui.test_inspector import choose_unit, typed

_TEXTS = st.one_of(
    st.integers(-5, 200_000).map(str),
    st.floats(0, 2000, allow_nan=False).map(lambda value: f"{value:.3f}"),
    st.sampled_from(
        ["", "-", ",", "1e9", "999999999999", "9223372036854775808", "0", "0.01", "1000", "998", "nan", "½"]
    ),
)
_NUMBERS = ("guidance", "steps", "strength", "width", "height", "dpi", "seed")
_ACTIONS = st.one_of(
    st.tuples(st.just("type"), st.sampled_from(_NUMBERS), _TEXTS),
    st.tuples(st.just("type and go on"), st.sampled_from(_NUMBERS), _TEXTS),
    st.tuples(st.just("slide"), st.sampled_from(("guidance", "steps", "strength")), st.integers(0, 100)),
    st.tuples(st.just("choose"), st.integers(0, 7), st.integers(0, 5)),
    st.tuples(st.just("factor"), st.integers(0, 4)),
    st.tuples(st.just("unit"), st.sampled_from(("px", "cm", "in"))),
    st.tuples(st.just("press"), st.sampled_from(("link", "dice", "lock", "undo", "redo", "recommend", "reset steps"))),
    st.tuples(st.just("preset"), st.integers(1, 1000), st.sampled_from((0.01, 0.3, 1.0)), st.integers(1, 65_535)),
)


def act(window: Window, action: tuple[Any, ...]) -> None:
    panel, session = window.inspector, window.session
    sliders: dict[str, SliderField] = {
        "guidance": panel.guidance,
        "steps": panel.steps,
        "strength": panel.more.strength,
    }
    boxes = {name: field.number for name, field in sliders.items()} | {
        "width": panel.size_field.width_box, "height": panel.size_field.height_box, "dpi": panel.size_field.dpi_box,
        "seed": panel.seed.edit,
    }  # fmt: skip
    match action:
        case ("type", name, text):
            typed(boxes[name], text, leave=True)
        case ("type and go on", name, text):
            typed(boxes[name], text)
            panel.caption.edit.setFocus()
        case ("slide", name, share):
            slider = sliders[name].slider
            slider.setValue(slider.minimum() + (slider.maximum() - slider.minimum()) * share // 100)
        case ("choose", which, index):
            choice: Choice = list(panel.more._choices.values())[which]
            choice.setCurrentIndex(index % choice.count())
            choice.activated.emit(choice.currentIndex())
        case ("factor", index):
            panel.size_field.factors.buttons()[index].click()
        case ("unit", unit):
            choose_unit(window, unit)
        case ("preset", steps, strength, side):
            session.draft.set(steps=steps, strength=strength, size=(side, side))
        case ("press", what):
            {
                "link": panel.size_field.lock.click,
                "dice": panel.seed.dice.click,
                "lock": panel.seed.lock.click,
                "undo": window.commands["undo"].trigger,
                "redo": window.commands["redo"].trigger,
                "recommend": session.presets.recommend,
                "reset steps": panel.steps.reset.click,
            }[what]()


def test_no_sequence_of_inputs_leaves_what_the_engine_refuses(
    qtbot: QtBot, make_window: MakeWindow, tiny: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "wide.png"
    Image.fromarray(np.zeros((700, 2100), np.uint8)).save(photo)
    window = make_window(photo, engine=ScriptedEngine())
    window.inspector.more.set_unfolded(True)
    qtbot.waitUntil(lambda: bool(window.session.draft.problem(strength=0.01, steps=50)), timeout=WAIT)
    schedule = read_schedule(tiny)
    assert (schedule.length, schedule.spacing) == (1000, "leading")
    config = {
        "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000,
        "timestep_spacing": "leading", "steps_offset": 1, "prediction_type": "v_prediction",
    }  # fmt: skip
    first = window.session.draft.request
    panel, picture = window.inspector, window.session.document.picture
    assert picture is not None

    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(_ACTIONS, min_size=1, max_size=12))
    def check(actions: list[tuple[Any, ...]]) -> None:
        window.session.draft.replace(first)
        for action in actions:
            act(window, action)
            request = window.session.draft.request
            output_size(picture, request)  # or a RequestError
            assert not window.session.draft.refusals()
        request = window.session.draft.request
        build_scheduler(config, request.sampler, request.steps, strength_of(request))  # or a RequestError
        QTest.keyClick(panel.caption.edit, Qt.Key.Key_Tab)  # what was being typed is left
        assert panel.steps.number.value() == request.steps
        assert panel.seed.edit.text() == str(request.seed)
        assert panel.more.strength.number.value() == round(request.strength * 100)

    check()

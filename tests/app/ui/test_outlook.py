"""The line under the Restore button: what it will take, as far as that is known."""

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.window import Window
from engine.memory import DeviceMemory
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, restored

CPU = DeviceMemory("cpu", "CPU", 8 * 10**9, 16 * 10**9, 8 * 10**9)
CARD = DeviceMemory("cuda", "Pretended 9000", 8 * 10**9, 8 * 10**9, 8 * 10**9)


def told(qtbot: QtBot, window: Window, pattern: str) -> str:
    """The line, once it is so."""
    hint = window.inspector.hint
    qtbot.waitUntil(lambda: re.fullmatch(pattern, hint.text()) is not None, timeout=WAIT)
    return hint.text()


def with_memory(memory: DeviceMemory | None) -> ScriptedEngine:
    engine = ScriptedEngine()
    engine.device = memory
    return engine


def test_memory_and_plan_are_told_and_follow_the_settings(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=with_memory(CPU))
    small = told(qtbot, window, r"\d+ MB · on the processor")
    window.session.draft.set(size=(3000, 2000))
    large = told(qtbot, window, r"(\d+ MB|\d\.\d GB) · on the processor(, little memory)?")
    assert large != small
    window.session.draft.set(size=(12_000, 12_000))
    told(qtbot, window, "Too little memory for this size")
    window.session.draft.set(size=None, scale=1.0)
    assert window.inspector.hint.text() == small
    window.session.document.close()
    assert window.inspector.hint.text() == "Open a photo to begin"


def test_a_cards_plan_is_told_by_its_name(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    told(qtbot, make_window(photo, engine=with_memory(CARD)), r"\d+ MB · all on the graphics card")


def test_while_memory_is_unknown_the_size_stands_there(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=with_memory(None))
    restored(qtbot, window)
    assert window.inspector.hint.text() == "60 × 40 px"


def test_the_real_engine_tells_and_learns(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo)
    told(qtbot, window, r"\d+ MB · on the processor")
    result = restored(qtbot, window)
    assert result.plan == "cpu"
    told(qtbot, window, r"About \d+ s · \d+ MB · on the processor")
    window.session.draft.set(steps=300, scale=2.0)
    seconds = re.match(r"About (\d+) (s|min)", window.inspector.hint.text())
    assert seconds is not None
    assert window.session.files is not None
    other = make_window(photo)
    other.session.draft.set(steps=3)
    told(qtbot, other, r"About \d+ s · \d+ MB · on the processor")  # remembered from one window to the next


def test_another_models_speed_is_not_this_ones(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=with_memory(CPU))
    restored(qtbot, window)  # by "scripted@0", which is none of the models
    told(qtbot, window, r"\d+ MB · on the processor")


@pytest.mark.parametrize("memory", [CPU, CARD])
def test_looking_ahead_is_quick_enough_for_the_window(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, memory: DeviceMemory
) -> None:
    """No file is opened and nothing waited for: all that was read is held."""
    window = make_window(photo, engine=with_memory(memory))
    told(qtbot, window, r"\d+ MB · on the processor|\d+ MB · all on the graphics card")
    session = window.session
    for path in (session.home / "models" / "tiny",):
        path.rename(session.home / "elsewhere")
    assert session.model is not None
    assert " MB · " in session.outlook.line(session.model, session.draft.request, (200, 100))


def test_the_tooltip_tells_what_is_free_and_what_comes_next(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=with_memory(CARD))
    told(qtbot, window, r"\d+ MB · all on the graphics card")
    detail = window.inspector.hint.toolTip()
    assert re.search(r"Needs \d+ MB on Pretended 9000 at most; 8\.0 GB are free\.", detail)
    assert "it goes on with another plan: parts take turns on the card." in detail
    assert "known after the first photo" in detail
    assert window.inspector.hint.accessibleDescription() in detail
    assert window.session.preferences.set("plan", "4gb")
    told(qtbot, window, r"\d+ MB · streamed to the card, slow")
    assert "No plan needs less" in window.inspector.hint.toolTip()


def test_too_little_memory_says_how_much_is_needed(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=with_memory(CPU))
    told(qtbot, window, r"\d+ MB · on the processor")
    window.session.draft.set(size=(12_000, 12_000))
    told(qtbot, window, "Too little memory for this size")
    detail = window.inspector.hint.toolTip()
    assert "8.0 GB are free" in detail
    assert "Choose a smaller size" in detail

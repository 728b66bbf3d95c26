"""A saved picture brings its settings back when it is opened, and only then."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.ui.window import Window
from engine.images.write import write_picture
from engine.request import RestoreRequest
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, said


def saved(path: Path, request: dict[str, Any], model: str = "tiny@0123") -> Path:
    """A picture as Heirloom saves it."""
    description = {"request": request, "model": model}
    return write_picture(np.full((40, 60, 3), 90, np.uint8), path, description=description)


def opened(qtbot: QtBot, window: Window, path: Path) -> None:
    qtbot.waitUntil(lambda: window.session.document.name == path.name, timeout=WAIT)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_its_settings_come_back_and_undo_takes_them_away(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path, suffix: str
) -> None:
    request = RestoreRequest(seed=77, steps=5, guidance_scale=2.5, caption="A wall.", tile=64)
    path = saved(tmp_path / f"old{suffix}", request.to_dict())
    window = make_window(photo, engine=ScriptedEngine())
    before = window.session.draft.request
    window.session.open_files([path])
    told = "This picture was restored with Heirloom, and its settings are in the panel."
    qtbot.waitUntil(lambda: said(window) == told, timeout=WAIT)
    assert window.session.draft.request == request
    assert window.inspector.seed.edit.text() == "77"
    assert window.inspector.caption.edit.toPlainText() == "A wall."
    window.messages.action.click()
    assert window.session.draft.request.seed == before.seed


def test_another_model_is_chosen_or_named(qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path) -> None:
    path = saved(tmp_path / "old.png", RestoreRequest(seed=77).to_dict(), "built-in@1+sepia@2")
    window = make_window(photo, engine=ScriptedEngine())
    window.session.open_files([path])
    qtbot.waitUntil(lambda: said(window).endswith("restored with sepia, which is not installed here."), timeout=WAIT)
    assert window.session.draft.request.seed == 77
    assert window.session.model is not None
    assert window.session.model.name == "tiny"


@pytest.mark.parametrize("request_", [{"holograms": 3}, {"steps": -1}, [1], "x"])
def test_what_a_newer_heirloom_wrote_changes_nothing(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path, request_: Any
) -> None:
    path = saved(tmp_path / "old.png", request_)
    window = make_window(photo, engine=ScriptedEngine())
    before = window.session.draft.request
    window.session.open_files([path])
    qtbot.waitUntil(lambda: "another Heirloom" in said(window), timeout=WAIT)
    assert window.session.draft.request == before


def test_going_through_the_film_strip_changes_no_settings(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    Image.new("RGB", (20, 20)).save(folder / "a.png")
    path = saved(folder / "b.png", RestoreRequest(seed=77).to_dict())
    window = make_window(photo, engine=ScriptedEngine())
    window.session.open_files([folder])
    opened(qtbot, window, folder / "a.png")
    window.session.show_photo(path)
    opened(qtbot, window, path)
    window.session.show_photo(photo)
    opened(qtbot, window, photo)
    assert window.session.draft.request.seed != 77
    window.session.open_files([path])
    qtbot.waitUntil(lambda: window.session.draft.request.seed == 77, timeout=WAIT)

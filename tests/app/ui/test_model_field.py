"""The inspector's menu of models and adapters, and the strength of an adapter."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.model.choices import identity_of, list_choices
from app.ui.window import Window
from engine.catalogue import adapters_folder
from engine.request import RestoreRequest, RestoreResult
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, restored
from tests.engine.adapters import random_adapter
from tests.engine.tiny import tiny_bundle


@pytest.fixture
def adapter(tmp_path: Path, tiny: Path) -> Path:
    """An adapter for the tiny model, where the window looks for adapters."""
    folder = adapters_folder(tmp_path / "home" / "models")
    folder.mkdir(parents=True)
    recommended = RestoreRequest(steps=2, guidance_scale=1.0, scale=1.0, tile=64, adapter_strength=0.8)
    return random_adapter(
        folder / "album.safetensors",
        tiny,
        recommended=recommended,
        metrics={"verdict": {"kind": "better"}},
        title="Family <album>",
    )


def choose(window: Window, name: str) -> None:
    menu = window.inspector.model
    menu.setCurrentIndex(menu.findData(name))
    menu.activated.emit(menu.currentIndex())


def restored_again(qtbot: QtBot, window: Window) -> RestoreResult:
    """As `restored`, once there is a result already."""
    before = window.session.document.result
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: window.session.document.result not in (None, before), timeout=WAIT)
    assert window.session.document.result is not None
    return window.session.document.result


def test_adapters_are_in_the_menu_with_what_is_wrong(make_window: MakeWindow, adapter: Path, tmp_path: Path) -> None:
    other = tiny_bundle(tmp_path / "other", name="other", seed=9)
    random_adapter(adapter.with_name("orphan.safetensors"), other, title="Orphan")
    adapter.with_name("broken.safetensors").write_bytes(b"<!DOCTYPE html>")
    window = make_window(engine=ScriptedEngine())
    field = window.inspector.model_field
    names = [field.choice.itemData(index) for index in range(field.choice.count())]
    assert names[-3:] == ["album", "broken", "orphan"]
    assert None in names, "a line between models and adapters"
    assert not field.strength.isVisible()
    assert "cannot be used" in field.choice.itemText(names.index("orphan"))
    tip = field.choice.itemData(names.index("orphan"), Qt.ItemDataRole.ToolTipRole)
    assert "needs the model other" in tip
    assert "heirloom models" not in tip
    choose(window, "orphan")
    assert "needs the model other" in field.line.text()
    assert not field.strength.isVisible()
    assert not window.session.can_restore()
    choose(window, "album")
    assert field.line.text() == "Adapts tiny, its test: better"
    assert field.strength.isVisible()


def test_the_strength_goes_into_the_request_and_changes_the_picture(
    qtbot: QtBot, make_window: MakeWindow, adapter: Path, photo: Path
) -> None:
    window = make_window(photo)
    session, field = window.session, window.inspector.model_field
    plain = restored(qtbot, window)
    choose(window, "album")
    assert session.draft.request.adapter_strength == pytest.approx(0.8), "what the adapter recommends"
    assert field.strength.number.value() == 80
    session.draft.set(precision="fp32", steps=plain.request.steps, seed=plain.request.seed, tile=64, color="adain")
    field.strength.number.setValue(0)
    none = restored_again(qtbot, window)
    assert none.request.adapter_strength == 0
    assert "+album@" in none.model
    assert np.array_equal(none.image, plain.image), "at 0 % it is exactly the model without it"
    field.strength.slider.setValue(100)
    full = restored_again(qtbot, window)
    assert full.request.adapter_strength == 1
    assert not np.array_equal(full.image, plain.image)
    chosen = session.model
    assert chosen is not None
    assert identity_of(chosen) == full.model
    field.strength.slider.reset.emit()
    assert session.draft.request.adapter_strength == pytest.approx(0.8)
    choose(window, "tiny")
    assert not field.strength.isVisible()


def test_undo_covers_the_strength(make_window: MakeWindow, adapter: Path) -> None:
    window = make_window(engine=ScriptedEngine())
    choose(window, "album")
    field = window.inspector.model_field
    field.strength.number.setValue(30)
    window.commands["undo"].trigger()
    assert field.strength.number.value() == 80


def test_a_take_brings_its_adapter_back(qtbot: QtBot, make_window: MakeWindow, adapter: Path, photo: Path) -> None:
    window = make_window(photo)
    choose(window, "album")
    window.session.draft.set(precision="fp32")
    restored(qtbot, window)
    qtbot.waitUntil(lambda: bool(window.session.takes.all), timeout=WAIT)
    choose(window, "tiny")
    window.session.use_settings(window.session.takes.all[-1])
    assert window.session.settings.model == "album"


def test_a_model_and_an_adapter_of_one_name_are_the_model(tmp_path: Path, adapter: Path, tiny: Path) -> None:
    models = tmp_path / "home" / "models"
    tiny_bundle(models / "album", name="album")
    assert [info.name for info in list_choices([models])].count("album") == 1

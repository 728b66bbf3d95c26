"""The window of models, from a hub on this computer to a restored photo; and all that can go wrong on the way."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import huggingface_hub.constants
import pytest
import torch
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton
from pytestqt.qtbot import QtBot
from safetensors.torch import save_file

from app.ui.licence_dialog import LicenceDialog
from app.ui.model_card import ModelCard
from app.ui.models_window import ModelsWindow
from app.ui.window import Window
from tests.app.ui.conftest import MakeWindow, ScriptedEngine, restored, said
from tests.engine.adapters import random_adapter
from tests.engine.hub_server import HubServer, serving
from tests.engine.released import Released, single_file_of, tiny_released
from tests.engine.tiny import tiny_bundle, tiny_model
from tests.engine.tiny_captioners import tiny_captioner

TINY = "model:faith"
WAIT = 240_000  # milliseconds: a conversion is a process of its own, which imports torch


@pytest.fixture(scope="module")
def tiny_repositories(tmp_path_factory: pytest.TempPathFactory) -> Released:
    made = tiny_released(tmp_path_factory.mktemp("released") / "hub")
    named = made.catalogue.read_text().replace('"name": "tiny"', '"name": "faith"', 1)
    made.catalogue.write_text(named)
    return made


@pytest.fixture
def released(tmp_path: Path, tiny_repositories: Released) -> Released:
    return tiny_repositories.copied(tmp_path / "hub")


@pytest.fixture
def hub(released: Released, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with serving(released.catalogue.parent) as server:
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


OpenModels = Callable[..., tuple[Window, ModelsWindow]]


@pytest.fixture
def open_models(qtbot: QtBot, make_window: MakeWindow, released: Released) -> OpenModels:
    def call(*files: Path, scripted: bool = True) -> tuple[Window, ModelsWindow]:
        window = make_window(*files, engine=ScriptedEngine() if scripted else None)
        window.session.store.catalogue = released.catalogue
        window.commands["models"].trigger()
        models = window.windows.models()
        qtbot.waitUntil(lambda: TINY in models.cards and models.cards[TINY].main.isVisible(), timeout=WAIT)
        return window, models

    return call


def card(models: ModelsWindow, key: str = TINY) -> ModelCard:
    return models.cards[key]


def shown(button: QAbstractButton) -> str:
    """A button's words, or "" where it is not there."""
    return button.text() if button.isVisible() else ""


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_for(qtbot: QtBot, models: ModelsWindow, words: str, key: str = TINY) -> None:
    """Until the card's main button says this."""
    qtbot.waitUntil(lambda: key in models.cards and shown(models.cards[key].main) == words, timeout=WAIT)


def accept(qtbot: QtBot, models: ModelsWindow) -> None:
    qtbot.waitUntil(lambda: bool(models.findChildren(LicenceDialog)), timeout=WAIT)
    dialog = models.findChildren(LicenceDialog)[0]
    press(qtbot, dialog.yes)


def drop(models: ModelsWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPoint(20, 20).toPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    )
    models.dropEvent(event)


def problem_of_import(qtbot: QtBot, models: ModelsWindow) -> str:
    qtbot.waitUntil(lambda: any(key.startswith("import:") for key in models.cards), timeout=WAIT)
    key = next(key for key in models.cards if key.startswith("import:"))
    qtbot.waitUntil(models.cards[key].problem.isVisible, timeout=WAIT)
    return models.cards[key].problem.text()


@pytest.mark.slow
def test_downloaded_paused_resumed_chosen_restored_with_removed(
    qtbot: QtBot, open_models: OpenModels, hub: HubServer, photo: Path, tmp_path: Path
) -> None:
    window, models = open_models(photo, scripted=False)
    session = window.session
    faith = card(models)
    assert "CC0-1.0" in faith.facts.text()
    assert faith.main.accessibleName() == "Download A tiny model"

    hub.faults.pace = 600_000
    press(qtbot, faith.main)
    assert hub.asked == [], "nothing before the licences"
    accept(qtbot, models)
    assert hub.paused.wait(30)
    qtbot.waitUntil(lambda: faith.bar.isVisible() and faith.bar.value() > 0, timeout=WAIT)
    assert "MB" in faith.words.text()
    press(qtbot, faith.main)
    assert session.store.transfer(TINY) is not None
    hub.faults.pace = None
    hub.faults.go_on.set()
    wait_for(qtbot, models, "Resume")
    assert faith.badge.text() == "Paused"
    assert "of 4 MB" in faith.words.text() or "MB" in faith.words.text()
    assert not (tmp_path / "home" / "models" / "faith").exists()
    assert session.device is not session.store._lane

    hub.asked.clear()
    press(qtbot, faith.main)
    wait_for(qtbot, models, "Use")
    starts = [start for _, name, start in hub.asked if name == "FaithDiff.bin"]
    assert starts
    assert min(starts) >= 600_000, "it went on where it was"
    assert "is ready" in said(window)
    assert not (tmp_path / "home" / "models" / ".downloads" / "faith").exists()
    qtbot.waitUntil(lambda: window.inspector.model.findData("faith") >= 0, timeout=WAIT)

    window.inspector.model.setCurrentIndex(window.inspector.model.findData("faith"))
    window.inspector.model.activated.emit(window.inspector.model.currentIndex())
    assert faith.badge.text() == "In use"
    session.draft.set(steps=1, guidance_scale=1.0, scale=1.0, tile=64, precision="fp32")
    assert restored(qtbot, window).model.startswith("faith@")

    press(qtbot, faith.second)
    assert "It can be downloaded again" in faith.question.text()
    press(qtbot, faith.no)
    assert not faith.question.isVisible()
    press(qtbot, faith.second)
    press(qtbot, faith.yes)
    wait_for(qtbot, models, "Download")
    assert session.settings.model == "built-in"
    qtbot.waitUntil(lambda: window.inspector.model.findData("faith") < 0, timeout=WAIT)
    assert not (tmp_path / "home" / "models" / "faith").exists()
    asked = len(hub.asked)
    press(qtbot, faith.main)  # the licences are not asked about again
    qtbot.waitUntil(lambda: len(hub.asked) > asked, timeout=WAIT)
    assert not models.findChildren(LicenceDialog)


def test_the_built_in_model_is_always_there(open_models: OpenModels) -> None:
    window, models = open_models()
    built_in = card(models, "model:built-in")
    assert not built_in.second.isVisible()
    window.session.store.remove("model:built-in")
    assert window.session.store.transfer("model:built-in") is None
    assert "GB of memory" in built_in.facts.text() or "MB of memory" in built_in.facts.text()


@pytest.mark.parametrize(
    ("status", "words"), [(401, "without signing in (401)"), (429, "asks for a pause (429)"), (500, "trouble (500")]
)
def test_trouble_with_the_hub_is_told_apart(
    qtbot: QtBot, open_models: OpenModels, hub: HubServer, status: int, words: str
) -> None:
    _, models = open_models()
    hub.faults.status[""] = status
    press(qtbot, card(models).main)
    accept(qtbot, models)
    wait_for(qtbot, models, "Try again")
    problem = card(models).problem.text()
    assert words in problem
    assert "ry again" in problem
    assert "command" not in problem
    hub.faults.status.clear()
    hub.faults.pace = 1000
    press(qtbot, card(models).main)
    wait_for(qtbot, models, "Pause")
    assert not card(models).problem.isVisible()


def test_no_network_and_a_full_disk_are_told_apart(
    qtbot: QtBot, open_models: OpenModels, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, models = open_models()
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    press(qtbot, card(models).main)
    accept(qtbot, models)
    wait_for(qtbot, models, "Try again")
    assert "cannot be reached" in card(models).problem.text()
    assert "Check the connection" in card(models).problem.text()
    models.close()
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    real = shutil.disk_usage

    def full(path: object) -> object:
        return real("/")._replace(free=1_000_000)

    monkeypatch.setattr("engine.download.shutil.disk_usage", full)
    window.session.store.get(TINY)
    qtbot.waitUntil(lambda: "disk is too full" in said(window), timeout=WAIT)
    assert "Make room" in said(window)
    assert window.messages.action.text() == "Show"
    window.messages.action.click()
    assert models.isVisible()


def test_a_damaged_download_is_never_ready(qtbot: QtBot, open_models: OpenModels, hub: HubServer) -> None:
    window, models = open_models()
    hub.faults.corrupt["diffusion_pytorch_model.safetensors"] = 2000
    press(qtbot, card(models).main)
    accept(qtbot, models)
    wait_for(qtbot, models, "Try again")
    assert "came damaged" in card(models).problem.text()
    assert "faith" not in {info.name for info in window.session.models or ()}
    qtbot.waitUntil(lambda: shown(card(models).second) == "Discard", timeout=WAIT)
    press(qtbot, card(models).second)
    wait_for(qtbot, models, "Download")
    assert card(models).badge.text() == ""


def test_each_refusal_is_told_by_name_and_the_model_stays(
    qtbot: QtBot, open_models: OpenModels, photo: Path, tmp_path: Path
) -> None:
    window, models = open_models(photo)
    canary = tmp_path / "canary"
    page, lora, pickle, one = (
        tmp_path / name for name in ("page.safetensors", "lora.safetensors", "evil.safetensors", "sd")
    )
    page.write_bytes(b"<!DOCTYPE html><title>Sign in</title>")
    save_file({"unet.down.lora_A.weight": torch.zeros(2, 2)}, lora)
    torch.save({"denoise_encoder.x": Canary(canary)}, pickle)
    one.mkdir()
    for path, words in (
        (page, "is a web page, not the file itself"),
        (lora, "a LoRA"),
        (pickle, "unsafe format"),
        (one, "nothing in it is of use"),
        (tmp_path / "gone.safetensors", "there is no such file"),
    ):
        drop(models, path)
        assert words in problem_of_import(qtbot, models)
        key = next(key for key in models.cards if key.startswith("import:"))
        assert path.name in card(models, key).title.text()
        press(qtbot, card(models, key).second)
        assert key not in models.cards
    assert not canary.exists()
    assert window.session.model is not None
    assert window.session.model.name == "tiny"
    assert restored(qtbot, window).model == "scripted@0"


@pytest.mark.slow
def test_files_that_are_here_become_a_model(
    qtbot: QtBot, open_models: OpenModels, released: Released, tmp_path: Path
) -> None:
    window, models = open_models()
    drop(models, released.weights)
    assert problem_of_import(qtbot, models)
    key = next(key for key in models.cards if key.startswith("import:"))
    assert "folder of its base" in card(models, key).problem.text()
    drop(models, released.catalogue.parent)
    qtbot.waitUntil(lambda: "is ready" in said(window), timeout=WAIT)
    name = said(window).split()[0]
    wait_for(qtbot, models, "Use", f"model:{name}")
    ways = [button for button in card(models, key).findChildren(QPushButton) if "Take it from" in button.text()]
    named = [button for button in ways if name in button.text()]
    assert named, [button.text() for button in ways]
    press(qtbot, named[0])
    wait_for(qtbot, models, "Use", "model:faithdiff")
    assert key not in models.cards


@pytest.mark.slow
def test_what_a_single_file_base_lacks_is_offered_and_downloaded(
    qtbot: QtBot, open_models: OpenModels, released: Released, hub: HubServer, tmp_path: Path
) -> None:
    window, models = open_models()
    single = tmp_path / "base.safetensors"
    save_file(single_file_of(tiny_model(autoencoder="kl", text="two", prediction_type="epsilon")), single)
    drop(models, released.weights, single)
    assert "tokenizer" in problem_of_import(qtbot, models)
    key = next(key for key in models.cards if key.startswith("import:"))
    offer = card(models, key)
    assert "a few MB" in offer.lacks.text()
    assert "tester/Base_XL" in offer.lacks.text().replace("\u200b", "")
    assert "tester/Base_XL" in offer.fetch.accessibleName()
    assert (offer.badge.text(), shown(offer.main), shown(offer.second)) == ("Incomplete", "", "Dismiss")
    assert hub.asked == [], "nothing before it was pressed"

    hub.faults.status[""] = 401
    press(qtbot, offer.fetch)
    qtbot.waitUntil(lambda: "(401)" in offer.problem.text(), timeout=WAIT)
    assert not offer.fetch.isVisible()
    hub.faults.status.clear()
    press(qtbot, offer.main)  # try again is as it was: with the download
    wait_for(qtbot, models, "Use", "model:faithdiff")
    assert key not in models.cards
    fetched = {name for _, name, _ in hub.asked if name}
    assert "tokenizer/vocab.json" in fetched
    assert not any(name.endswith(".safetensors") for name in fetched)
    assert "is ready" in said(window)


def test_a_base_without_weights_is_told_what_it_lacks(qtbot: QtBot, open_models: OpenModels, tmp_path: Path) -> None:
    _, models = open_models()
    single = tmp_path / "base.safetensors"
    save_file(single_file_of(tiny_model(autoencoder="kl", text="two", prediction_type="epsilon")), single)
    drop(models, single)
    assert "a FaithDiff checkpoint is missing" in problem_of_import(qtbot, models).replace("A FaithDiff", "a FaithDiff")
    key = next(key for key in models.cards if key.startswith("import:"))
    assert not card(models, key).fetch.isVisible()


def test_a_whole_model_an_adapter_and_a_captioner_are_added(
    qtbot: QtBot, open_models: OpenModels, tmp_path: Path, tiny: Path
) -> None:
    window, models = open_models()
    bundle = tiny_bundle(tmp_path / "Nice Model", name="nice")
    drop(models, bundle)
    wait_for(qtbot, models, "Use", "model:nice-model")
    press(qtbot, card(models, "model:nice-model").main)
    assert window.session.settings.model == "nice-model"
    press(qtbot, card(models, "model:nice-model").check)
    qtbot.waitUntil(lambda: "is whole" in said(window), timeout=WAIT)
    adapter = random_adapter(tmp_path / "album.safetensors", tiny)
    models.close()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(adapter))])
    window.take(data)  # dropped where photos are dropped
    assert models.isVisible()
    wait_for(qtbot, models, "Use", "adapter:album")
    assert "For tiny" in card(models, "adapter:album").about.text()
    drop(models, tiny_captioner(tmp_path / "words", "blip"))
    wait_for(qtbot, models, "", "captioner:words")
    assert card(models, "captioner:words").badge.text() == "In use"
    (tmp_path / "home" / "models" / "nice-model" / "unet" / "config.json").write_text("{}")
    press(qtbot, card(models, "model:nice-model").check)
    qtbot.waitUntil(card(models, "model:nice-model").problem.isVisible, timeout=WAIT)
    assert "config.json" in card(models, "model:nice-model").problem.text()


def test_the_line_about_the_full_model_is_shown_once(qtbot: QtBot, make_window: MakeWindow, released: Released) -> None:
    window = make_window(engine=ScriptedEngine())
    session = window.session
    offer = window.windows.offer
    assert not offer.isVisible()
    session.settings.model = "built-in"
    session.store.look()
    qtbot.waitUntil(offer.isVisible, timeout=WAIT)
    assert "7.0 GB" in offer.text.text()
    assert "graphics memory" in offer.text.text()
    assert "licence" in offer.text.text()
    press(qtbot, offer.see)
    assert not offer.isVisible()
    assert window.windows.models().isVisible()
    with qtbot.waitSignal(session.store.changed, timeout=WAIT):
        session.store.look()
    assert not offer.isVisible()
    again = make_window(engine=ScriptedEngine())
    assert again.session.settings.offered


def test_closing_the_window_pauses_a_download(
    qtbot: QtBot, open_models: OpenModels, hub: HubServer, make_window: MakeWindow, released: Released
) -> None:
    window, models = open_models()
    hub.faults.pace = 600_000
    press(qtbot, card(models).main)
    accept(qtbot, models)
    assert hub.paused.wait(30)
    hub.faults.go_on.set()
    window.close()
    assert not models.isVisible()
    assert window.session.close(30)


class Canary:
    """Touches a file when it is opened carelessly."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.path}",)

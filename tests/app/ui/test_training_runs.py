"""Real trainings of a tiny model, in processes of their own: begun, steered, killed, left alone and found again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.model.training_journal import is_running, process_of
from tests.app.ui.conftest import MakeWindow, restored
from tests.app.ui.trainings import WAIT, begun, children, collection, end_all, learning, opened, running, until
from trainer.checkpoint import complete_checkpoints

pytestmark = pytest.mark.slow
ENDLESS = 100_000


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return collection(tmp_path / "album")


@pytest.fixture(autouse=True)
def nothing_runs_on(tmp_path: Path) -> Iterator[None]:
    yield
    assert end_all(tmp_path / "home") == []
    assert [line for line in children() if "train" in line] == []


def test_from_a_folder_to_an_adapter_that_restores(
    qtbot: QtBot, make_window: MakeWindow, photos: Path, photo: Path
) -> None:
    window = make_window(photo)
    session = window.session
    shown, training = begun(qtbot, window, photos, title="Granny’s album")
    record = training.record
    assert record.name == "grannys-album"
    assert shown.pages.currentIndex() == 1, "the training is shown as soon as it is begun"
    assert shown.page.title.text() == "Granny’s album"
    until(qtbot, training, "done", "failed", "lost", "stopped")
    assert training.progress.state == "done", training.progress.message
    assert "torch" not in record.messages.read_text(encoding="utf-8")
    assert [update for update, _ in training.progress.scores] == [0, 1, 2, 3, 4]

    verdict = shown.page.verdict
    qtbot.waitUntil(lambda: bool(record.installed) and verdict.use.isVisible(), timeout=WAIT)
    assert verdict.title.text() == "Too few photos to tell"
    assert "tell it from chance" in verdict.words.text()
    qtbot.waitUntil(lambda: bool(verdict.grid.rows), timeout=WAIT)
    assert verdict.grid.titles == ("Damaged", "Before", "After", "As it should be")
    assert all(picture is not None for row in verdict.grid.rows for picture in row.pictures)
    assert Path(training.progress.verdict["report"]).is_file()

    qtbot.waitUntil(lambda: "grannys-album" in session.adapters, timeout=WAIT)
    verdict.use.click()
    assert session.model is not None
    assert session.model.name == "grannys-album"
    session.draft.set(steps=2, guidance_scale=1.0, scale=1.0, tile=64, precision="fp32")
    assert "+grannys-album@" in restored(qtbot, window).model

    shown.page.remove.click()
    assert shown.page.asking.isVisible()
    shown.page.yes.click()
    qtbot.waitUntil(lambda: not session.trainings.items, timeout=WAIT)
    assert not record.folder.exists()
    assert shown.pages.currentIndex() == 0
    assert "grannys-album" in session.adapters, "what was installed stays"


def test_paused_resumed_stopped_continued_killed_and_finished(
    qtbot: QtBot, make_window: MakeWindow, photos: Path
) -> None:
    window = make_window()
    shown, training = running(qtbot, window, photos, ENDLESS)
    run, progress = shown.page.run, training.progress
    learning(qtbot, training)
    assert run.pause.isVisible()
    assert window.commands["train"].text() == "Train  0 %"
    assert not shown.page.remove.isVisible()

    run.pause.click()
    assert not run.pause.isEnabled(), "nothing else can be asked until it answers"
    until(qtbot, training, "paused")
    at = progress.update
    assert run.pause.text() == "Go on"
    assert run.words.text() == f"Paused at update {at} of {ENDLESS}."
    run.pause.click()
    until(qtbot, training, "running")
    learning(qtbot, training, at + 2)

    run.stop.click()
    until(qtbot, training, "stopped")
    qtbot.waitUntil(lambda: not is_running(training.record.journal), timeout=WAIT)
    stopped_at = progress.update
    assert complete_checkpoints(training.record.output / "checkpoints")
    qtbot.waitUntil(run.go_on.isVisible, timeout=WAIT)
    assert f"update {stopped_at}" in run.words.text()

    run.go_on.click()
    until(qtbot, training, "running")
    learning(qtbot, training, stopped_at + 2)
    process = process_of(progress.began)
    assert process is not None
    process.kill()
    until(qtbot, training, "lost")
    assert shown.page.badge.text() == "Stopped unexpectedly"
    assert f"Continue goes on from update {stopped_at}" in run.words.text()

    run.go_on.click()
    until(qtbot, training, "running")
    learning(qtbot, training, stopped_at + 1)
    qtbot.waitUntil(lambda: bool(progress.losses), timeout=WAIT)
    run.finish.click()
    until(qtbot, training, "done", "failed")
    assert progress.state == "done", progress.message
    assert progress.update < ENDLESS
    assert progress.verdict["kind"] == "too few to tell"
    assert any(line["phase"] == "finishing" for line in progress.notes)
    assert "Finished at update" in run.note_list.text()
    qtbot.waitUntil(lambda: bool(training.record.installed), timeout=WAIT)


def test_it_goes_on_without_the_window_and_is_found_again(
    qtbot: QtBot, make_window: MakeWindow, photos: Path, tmp_path: Path
) -> None:
    window = make_window()
    shown, training = running(qtbot, window, photos, ENDLESS)
    learning(qtbot, training)
    assert shown.page.run.keep.isChecked()
    shown.close()
    assert training.active, "the window of trainings is only a view"
    window.close()
    assert window.session.close(30)
    journal = training.record.journal
    assert is_running(journal)

    again = make_window()
    qtbot.waitUntil(lambda: again.session.trainings.running is not None, timeout=WAIT)
    found = again.session.trainings.items[0]
    before = found.progress.update
    shown = opened(again)
    assert shown.pages.currentIndex() == 1, "the one that runs is shown"
    learning(qtbot, found, before + 1)
    shown.page.run.keep.click()
    assert not found.record.keep
    again.close()
    assert again.session.close(30)
    qtbot.waitUntil(lambda: not is_running(journal), timeout=WAIT)
    assert complete_checkpoints(found.record.output / "checkpoints"), "it wrote a checkpoint before it stopped"

    last = make_window()
    qtbot.waitUntil(lambda: bool(last.session.trainings.items), timeout=WAIT)
    until(qtbot, last.session.trainings.items[0], "stopped")
    assert not last.session.trainings.items[0].record.keep


def test_stopping_while_the_stock_model_is_measured_loses_nothing_and_is_prompt(
    qtbot: QtBot, make_window: MakeWindow, photos: Path
) -> None:
    window = make_window()
    shown, training = running(qtbot, window, photos, ENDLESS)
    qtbot.waitUntil(shown.page.run.stop.isVisible, timeout=WAIT)
    shown.page.run.stop.click()
    until(qtbot, training, "stopped")
    assert training.progress.update == 0
    assert shown.page.run.words.text() == "Continue begins again from the start."
    qtbot.waitUntil(lambda: not is_running(training.record.journal), timeout=WAIT)

"""Planning a training: photos that are found and left out, what cannot be started and why; earlier trainings."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QProgressBar, QSpinBox
from pytestqt.qtbot import QtBot

from app.model.training_draft import Draft
from app.model.training_probe import Found
from app.ui.training_chart import Chart, Line, smoothed
from app.ui.training_pictures import PictureGrid, Row
from tests.app.ui.conftest import MakeWindow, said
from tests.app.ui.trainings import WAIT, children, collection, done, opened, planned, until, written


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return collection(tmp_path / "album")


@pytest.mark.slow
def test_a_folder_is_looked_at_and_the_plan_can_be_started(qtbot: QtBot, make_window: MakeWindow, photos: Path) -> None:
    window = make_window()
    shown = planned(qtbot, window, photos)
    new, draft = shown.new, window.session.trainings.draft
    assert new.photos.words.text() == "6 usable photos, 1 of them set aside to judge the result."
    assert "20 or more" in new.photos.advice.text()
    assert new.photos.rejected.button.text() == "2 left out"
    new.photos.rejected.button.click()
    assert new.photos.list.isVisible()
    reasons = new.photos.list.toPlainText().splitlines()
    assert any(line.startswith("broken.jpg: cannot be read") for line in reasons)
    assert "stamp.png: too small: 20 pixels on the short side, 32 needed" in reasons
    words = new.start.estimate.text()
    assert "of memory" in words
    assert "4 updates take about" in words
    assert draft.obstacle() == ""

    qtbot.waitUntil(lambda: bool(new.examples.grid.rows), timeout=WAIT)
    assert new.examples.grid.titles == ("Your photo", "Old print, 60 %", "Small and noisy, 30 %", "Nearly clean, 10 %")
    first = [row.words[0] for row in new.examples.grid.rows]
    assert all(name.startswith("photo-") for name in first)
    before = [picture for row in new.examples.grid.rows for picture in row.pictures]
    qtbot.waitUntil(new.examples.other.isEnabled, timeout=WAIT)
    new.examples.other.click()
    qtbot.waitUntil(
        lambda: [picture for row in new.examples.grid.rows for picture in row.pictures] != before, timeout=WAIT
    )

    new.run_file.button.click()
    text = new.run_file.text.toPlainText()
    assert 'preset = "finetune-small-lora"' in text
    assert "updates = 4" in text
    assert str(photos) in text
    new.options.form.button("bundle").click()
    assert 'preset = "finetune-small-full"' in new.run_file.text.toPlainText()
    assert not new.start.start.isEnabled()
    assert new.start.why.text() == "How much memory and time it takes is still being tried."


@pytest.mark.slow
def test_too_few_photos_and_a_folder_without_any(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window()
    shown = opened(window)
    draft = window.session.trainings.draft
    assert shown.new.start.why.text() == "Choose a folder of photos first."
    assert shown.new.start.start.toolTip() == shown.new.start.why.text()
    draft.set(crop=32)
    one = collection(tmp_path / "one", 1)
    shown.new.take_folder(one)
    qtbot.waitUntil(lambda: bool(draft.photos.found["collection"]) and not draft.photos.found.busy, timeout=WAIT)
    assert shown.new.photos.words.text().startswith("1 usable photo")
    assert "at least two usable photos" in shown.new.start.why.text()
    assert not shown.new.start.start.isEnabled()

    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "letter.txt").write_text("no photo")
    shown.new.take_folder(empty)
    qtbot.waitUntil(
        lambda: draft.photos.found["collection"].get("photos") == 0 and not draft.photos.found.busy, timeout=WAIT
    )
    assert shown.new.photos.words.text() == "0 usable photos."
    assert not shown.new.start.start.isEnabled()

    shown.new.take_folder(tmp_path / "nowhere")
    qtbot.waitUntil(lambda: bool(draft.photos.found.problem), timeout=WAIT)
    assert "not a folder" in shown.new.photos.words.text()
    assert shown.new.photos.again.isVisible()
    assert not shown.new.start.start.isEnabled()
    window.session.trainings.draft.close()
    qtbot.waitUntil(lambda: not [line for line in children() if "train" in line], timeout=WAIT)


def test_too_little_memory_is_said_beforehand(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window()
    shown = opened(window)
    draft = window.session.trainings.draft
    know(draft, tmp_path, needed=14_000_000_000, free=8_200_000_000)
    assert shown.new.start.estimate.text() == "Needs 14.0 GB of memory, 8.2 GB are free."
    assert "Choose a smaller model or smaller squares" in shown.new.start.advice.text()
    assert shown.new.start.why.text() == "It needs more memory than is free."
    assert not shown.new.start.start.isEnabled()

    know(draft, tmp_path, needed=4_000_000_000, free=8_200_000_000, update=3600.0)
    assert "days on the graphics card" in shown.new.start.estimate.text()
    assert "very long" in shown.new.start.advice.text()
    assert shown.new.start.start.isEnabled()
    draft.keep = False
    shown.new.start.refresh()
    assert not shown.new.start.keep.isChecked()


def know(draft: Draft, folder: Path, *, needed: int, free: int, update: float = 1.0) -> None:
    """A plan that was looked at."""
    found = {"photos": 60, "held_out": 12, "captioned": 60, "paired": 0, "rejected": []}
    draft.photos.found = Found({"collection": found})
    machine = {
        "estimate": {"bytes": needed, "free": free, "device": "cuda:0"},
        "pace": {"update": update, "photo": 2.0},
    }
    draft.machine.found = Found(machine)
    draft.photos._key = (folder, None, draft.plan.crop_size, draft.plan.held_out, draft.plan.seed)
    draft.machine._key = (draft.plan.base, draft.plan.form, draft.plan.crop_size)
    draft.examples._key = object()
    draft.plan = draft.plan.__class__(**{**draft.plan.__dict__, "photos": folder})
    draft.examples.look = lambda *_arguments: None  # pyright: ignore[reportAttributeAccessIssue]
    draft.changed.emit()


def test_a_folder_is_dropped(qtbot: QtBot, make_window: MakeWindow, photos: Path) -> None:
    window = make_window()
    shown = opened(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photos))])
    event = QDropEvent(
        QPoint(20, 20).toPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    )
    shown.dropEvent(event)
    assert window.session.trainings.draft.plan.photos == photos
    assert shown.new.photos.folder.text() == str(photos)
    assert shown.new.options.name.placeholderText() == "album"


@pytest.mark.parametrize(
    ("kind", "improved", "headline", "sentence", "button"),
    [
        ("better", 11, "Better than before", "11 of 12 photos", "Add it to the models"),
        ("no clear difference", 7, "No clear difference", "may well be chance", "Add it to the models"),
        ("worse", 2, "Worse than before", "Keep using the model as it was", "Add it all the same"),
    ],
)
def test_a_verdict_of_an_earlier_day(
    qtbot: QtBot, make_window: MakeWindow, photos: Path, tmp_path: Path, tiny: Path,
    kind: str, improved: int, headline: str, sentence: str, button: str,
) -> None:  # fmt: skip
    home = tmp_path / "home"
    record = written(home, photos, tiny, done(kind, tmp_path, improved=improved), title="Album")
    window = make_window()
    shown = opened(window)
    qtbot.waitUntil(lambda: bool(window.session.trainings.items), timeout=WAIT)
    training = window.session.trainings.items[0]
    until(qtbot, training, "done")
    shown.list.choose(record.name)
    verdict = shown.page.verdict
    assert verdict.title.text() == headline
    assert sentence in verdict.words.text()
    assert "Photos of other kinds" in verdict.warning.text()
    assert verdict.add.text() == button, "nothing is installed by looking at an old training"
    assert not verdict.use.isVisible()
    verdict.numbers.button.click()
    assert verdict.numbers.content.isVisible()
    verdict.add.click()
    qtbot.waitUntil(lambda: "x.safetensors" in said(window), timeout=WAIT)
    assert verdict.add.isEnabled(), "what could not be added can be tried again"
    entry = shown.list.item(1)
    assert "Album" in entry.data(Qt.ItemDataRole.AccessibleTextRole)


def test_what_failed_and_what_was_lost_say_so_and_can_go_on(
    qtbot: QtBot, make_window: MakeWindow, photos: Path, tmp_path: Path, tiny: Path
) -> None:
    home = tmp_path / "home"
    start = done("better", tmp_path)[:6]
    failed = written(
        home, photos, tiny,
        [
            *start,
            {"phase": "rolled_back", "update": 20, "rate": 0.5},
            {"phase": "ended", "code": 1, "message": "The disk broke."},
        ],
        title="Failed",
    )  # fmt: skip
    lost = written(home, photos, tiny, [*start, {"phase": "checkpoint", "update": 50, "path": ""}], title="Lost")
    (home / "trainings" / "no-training").mkdir()
    window = make_window()
    shown = opened(window)
    qtbot.waitUntil(lambda: len(window.session.trainings.items) == 2, timeout=WAIT)
    for record, badge, words in (
        (failed, "Failed", "The disk broke."),
        (lost, "Stopped unexpectedly", "Continue goes on from update 50."),
    ):
        training = window.session.trainings.training(record.name)
        assert training is not None
        until(qtbot, training, "failed", "lost")
        shown.list.choose(record.name)
        assert shown.page.badge.text() == badge
        assert words in shown.page.run.words.text()
        assert shown.page.run.go_on.isVisible()
        assert not shown.page.verdict.isVisible()
        assert len(shown.page.run.loss.lines[0].points) == 3
    shown.list.choose(failed.name)
    assert "learns half as fast" in shown.page.run.note_list.text()
    shown.page.remove.click()
    shown.page.no.click()
    assert failed.folder.is_dir()
    shown.page.remove.click()
    qtbot.waitUntil(lambda: "free" in shown.page.question.text(), timeout=WAIT)
    shown.page.yes.click()
    qtbot.waitUntil(lambda: not failed.folder.exists(), timeout=WAIT)


def test_everything_has_a_name_and_can_be_reached(
    qtbot: QtBot, make_window: MakeWindow, photos: Path, tmp_path: Path, tiny: Path
) -> None:
    record = written(tmp_path / "home", photos, tiny, done("better", tmp_path))
    window = make_window()
    shown = opened(window)
    qtbot.waitUntil(lambda: bool(window.session.trainings.items), timeout=WAIT)
    until(qtbot, window.session.trainings.items[0], "done")
    shown.list.choose(record.name)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QProgressBar, QSpinBox, Chart, PictureGrid)
    for kind in kinds:
        for control in shown.findChildren(kind):
            if control.objectName().startswith("qt_"):
                continue
            named = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            assert named, f"{kind.__name__} {control.objectName()} of {control.parentWidget()} has no name"
            if isinstance(control, QAbstractButton):
                assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert window.commands["train"].shortcut().toString() == "Ctrl+T"
    qtbot.waitUntil(shown.isActiveWindow, timeout=WAIT)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_a_chart_draws_what_it_is_given(qtbot: QtBot, make_window: MakeWindow) -> None:
    appearance = make_window().appearance
    chart = Chart(appearance, "Loss", "updates")
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    chart.show_lines([], 100, empty="Nothing yet")
    assert chart.accessibleDescription() == "Nothing yet"
    points = [(0.0, 1.0), (50.0, 0.5), (100.0, 0.25)]
    chart.show_lines([Line("loss", points, "accent", 3.0)], 100, level=(1.0, "before"))
    assert chart.place_of(0, 1).x() < chart.place_of(100, 0.25).x()
    assert chart.place_of(0, 1).y() < chart.place_of(100, 0.25).y(), "higher values are higher"
    image = chart.grab().toImage()
    place = chart.place_of(25, 0.75)
    near = [image.pixelColor(round(place.x()), round(place.y()) + shift).name() for shift in range(-2, 3)]
    assert appearance.theme.accent in near
    assert smoothed(points) == []
    assert smoothed([(float(n), float(n % 2)) for n in range(9)], 3)[0][1] == pytest.approx(1 / 3)


def test_pictures_are_drawn_in_their_places(qtbot: QtBot, make_window: MakeWindow) -> None:
    grid = PictureGrid(make_window().appearance, "Pairs", 100)
    qtbot.addWidget(grid)
    red, blue = QImage(4, 4, QImage.Format.Format_RGB32), QImage(8, 4, QImage.Format.Format_RGB32)
    red.fill(0xFF0000)
    blue.fill(0x0000FF)
    grid.show_rows(("Before", "After", "None"), [Row((red, blue, None), ("a", "b"))])
    grid.resize(400, grid.heightForWidth(400))
    image = grid.grab().toImage()
    assert image.pixelColor(grid.rect_of(0, 0).center()).name() == "#ff0000"
    assert image.pixelColor(grid.rect_of(0, 1).center()).name() == "#0000ff"
    assert grid.accessibleDescription() == "Before, After, None"
    grid.show_rows((), ())
    assert grid.heightForWidth(400) == 0


def test_notices_come_only_while_the_window_is_closed(
    qtbot: QtBot, make_window: MakeWindow, photos: Path, tmp_path: Path, tiny: Path
) -> None:
    record = written(tmp_path / "home", photos, tiny, done("worse", tmp_path, improved=1), title="Album")
    window = make_window()
    qtbot.waitUntil(lambda: bool(window.session.trainings.items), timeout=WAIT)
    training = window.session.trainings.items[0]
    until(qtbot, training, "done")
    window.session.trainings.finished.emit(training)
    assert said(window) == "The training “Album” is done. Worse."
    window.session.notices.history[-1].act()  # pyright: ignore[reportOptionalCall]
    shown = window.windows.training()
    assert shown.isVisible()
    assert shown.page.training is training
    count = len(window.session.notices.history)
    window.session.trainings.finished.emit(training)
    assert len(window.session.notices.history) == count
    assert json.loads((record.folder / "training.json").read_text())["installed"] == ""

"""Saving the results of the queue: all, the selected ones, or each when it is finished."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QDesktopServices, QHelpEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QToolTip
from pytestqt.qtbot import QtBot

from app.model import saving_many
from app.model.saving_take import SavedTake
from app.ui.queue_row_buttons import areas
from app.ui.window import Window
from tests.app.ui.conftest import WAIT, MakeWindow, restored, said
from tests.app.ui.engines import SeedEngine, colour_of
from tests.app.ui.queues import ended, held, photos, select, states
from tests.engine.images.test_privacy import exif_with_place


def done(qtbot: QtBot, window: Window, paths: list[Path]) -> None:
    """These photos, restored by the queue."""
    window.show_queue(True)
    window.session.enqueue(paths)
    ended(qtbot, window, len(window.session.queue.jobs) or len(paths))
    qtbot.waitUntil(lambda: {job.path for job in window.session.queue.jobs} >= set(paths), timeout=WAIT)
    ended(qtbot, window, len(window.session.queue.jobs))


def saved(qtbot: QtBot, window: Window) -> str:
    """Presses "Save all" and returns what is said at the end."""
    with qtbot.waitSignal(window.session.saving_many.ended, timeout=WAIT):
        window.queue.save.click()
    return said(window)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def colour(path: Path) -> tuple[int, ...]:
    with Image.open(path) as image:
        return tuple(int(value) for value in np.asarray(image.convert("RGB"))[0, 0])


def test_all_are_saved_beside_their_originals_once(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    many = tmp_path / "many"
    paths = photos(many, 5, bad=(4,))
    originals = {path: path.read_bytes() for path in paths}
    window = make_window(engine=SeedEngine())
    window.session.draft.set(seed=9)
    done(qtbot, window, paths)
    assert window.queue.save.isVisible()
    assert saved(qtbot, window) == "4 results saved."
    assert {path: path.read_bytes() for path in paths} == originals
    results = [f"photo {n}_restored.png" for n in (1, 2, 3, 5)]
    assert names(many) == sorted([path.name for path in paths] + results)
    assert all(colour(many / name) == colour_of(9) for name in results)
    row = window.queue.model.index(1, 0)
    words = "photo 5.png, Saved as photo 5_restored.png"
    qtbot.waitUntil(lambda: row.data(Qt.ItemDataRole.AccessibleTextRole) == words, timeout=WAIT)
    assert saved(qtbot, window) == "4 were saved before."
    assert len(names(many)) == 9
    # what was deleted is saved again; what somebody changed stays, and gets a neighbour
    (many / "photo 1_restored.png").unlink()
    Image.new("RGB", (1, 1)).save(many / "photo 2_restored.png")
    assert saved(qtbot, window) == "2 results saved. 2 were saved before."
    assert colour(many / "photo 2_restored-2.png") == colour_of(9)
    assert colour(many / "photo 2_restored.png") == (0, 0, 0)
    # another name is another file
    window.session.settings.name_pattern = "{name} {seed}"
    assert saved(qtbot, window) == "4 results saved."
    assert (many / "photo 5 9.png").is_file()
    assert {path: path.read_bytes() for path in paths} == originals


def test_the_next_session_knows_what_was_saved(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window(engine=SeedEngine())
    done(qtbot, window, photos(tmp_path / "many", 2))
    saved(qtbot, window)
    window.close()
    assert window.session.close(30)
    again = make_window(engine=SeedEngine())
    qtbot.waitUntil(lambda: len(again.session.queue.jobs) == 2, timeout=WAIT)
    again.show_queue(True)
    assert saved(qtbot, again) == "2 were saved before."


def test_into_one_folder_names_are_numbered_and_choices_hold(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    paths = []
    for grey, folder in enumerate(("one", "two")):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "aunt.jpg"
        Image.new("RGB", (12, 8), (grey, 9, 9)).save(path, exif=b"Exif\0\0" + exif_with_place())
        paths.append(path)
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    window = make_window(engine=SeedEngine())
    window.session.settings.save_folder = str(chosen)
    window.session.settings.place = "remove"
    done(qtbot, window, paths)
    assert saved(qtbot, window) == "2 results saved."
    assert names(chosen) == ["aunt_restored-2.jpg", "aunt_restored.jpg"]
    for path in chosen.iterdir():
        with Image.open(path) as image:
            assert image.getexif()[0x010F] == "Voigt & Sons"
            assert 0x8825 not in image.getexif()
    window.session.settings.metadata = "none"
    saved(qtbot, window)
    with Image.open(chosen / "aunt_restored-3.jpg") as image:
        assert 0x010F not in image.getexif()


def test_what_was_saved_by_hand_is_not_saved_again(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    paths = photos(tmp_path / "many", 2)
    window = make_window(engine=SeedEngine())
    done(qtbot, window, paths)
    window.session.show_photo(paths[0])
    qtbot.waitUntil(lambda: window.session.document.name == "photo 1.png", timeout=WAIT)
    qtbot.waitUntil(lambda: len(window.session.takes.all) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: window.session.blends.right is not None, timeout=WAIT)
    qtbot.waitUntil(window.session.can_save, timeout=WAIT)
    with qtbot.waitSignal(window.session.saved, timeout=WAIT):
        window.commands["save"].trigger()
    qtbot.waitUntil(lambda: any(job.saved for job in window.session.queue.jobs), timeout=WAIT)
    assert saved(qtbot, window) == "1 result saved. 1 was saved before."
    # how much of the photo shows makes it another result
    window.session.shelf.takes.set_blend(window.session.takes.all[0].id, 40)
    assert saved(qtbot, window) == "1 result saved. 1 was saved before."
    assert colour(tmp_path / "many" / "photo 1_restored-2.png") != colour_of(window.session.draft.request.seed)


def test_a_copy_of_a_photo_gets_a_file_of_its_own(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    (original,) = photos(tmp_path / "many", 1)
    copy = original.with_name("copy.png")
    copy.write_bytes(original.read_bytes())
    window = make_window(engine=SeedEngine())
    done(qtbot, window, [original, copy])
    assert saved(qtbot, window) == "2 results saved."
    assert names(tmp_path / "many") == ["copy.png", "copy_restored.png", "photo 1.png", "photo 1_restored.png"]


def test_one_summary_with_reasons(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    many = tmp_path / "many"
    paths = photos(many, 4)
    window = make_window(engine=SeedEngine())
    done(qtbot, window, paths)
    kept = {job.path.stem: job.take for job in window.session.queue.jobs}
    for name in ("photo 1", "photo 3"):
        take = window.session.shelf.takes.by_id(kept[name] or 0)
        assert take is not None
        (window.session.results_folder / take.file).unlink()
    paths[1].unlink()  # the photo itself: its result can be saved all the same
    words = "2 results saved. 2 could not be saved. Of 1 photo something could not be kept."
    assert saved(qtbot, window) == words
    assert QApplication.activeModalWidget() is None
    assert window.messages.action.text() == "Reasons…"
    window.messages.action.click()
    (text,) = window.findChildren(QPlainTextEdit, "", Qt.FindChildOption.FindChildrenRecursively)[-1:]
    lines = text.toPlainText().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["photo 1.png", "photo 3.png", "photo 2.png"]
    assert "photo was changed or is gone" in lines[2]
    assert (many / "photo 2_restored.png").is_file()
    text.window().close()


def test_a_folder_that_cannot_be_written_is_tried_once(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window(engine=SeedEngine())
    done(qtbot, window, photos(tmp_path / "many", 3))
    window.session.settings.save_folder = str(tmp_path / "gone")
    words = saved(qtbot, window)
    assert words.startswith("photo 1.png: ")
    assert "does not exist" in words
    assert words.endswith("2 were not saved any more.")
    (tmp_path / "gone").mkdir()
    assert saved(qtbot, window) == "3 results saved."


def test_saving_goes_on_beside_the_window_and_can_be_stopped(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, threads = threading.Event(), set()
    real: Callable[..., SavedTake] = saving_many.save_take

    def gated(*arguments: Any) -> SavedTake:
        threads.add(threading.current_thread().name)
        check = arguments[-1]
        while not gate.wait(0.005):
            check()
        return real(*arguments)

    monkeypatch.setattr(saving_many, "save_take", gated)
    window = make_window(engine=SeedEngine())
    done(qtbot, window, photos(tmp_path / "many", 4))
    window.queue.save.click()
    line = window.queue.saving
    assert line.isVisible()
    assert line.words.text() == "Saving 1 of 4: photo 1.png"
    assert window.status.facts.text() == "Saving 1 of 4…"
    assert not window.queue.save.isEnabled()
    window.close()
    assert window.isVisible(), "what is being saved is asked about, too"
    assert window.quit_bar.when_done.text() == "Quit when they are saved"
    window.quit_bar.stay.click()
    gate.set()
    qtbot.waitUntil(lambda: window.session.saving_many.done >= 1, timeout=WAIT)
    gate.clear()
    with qtbot.waitSignal(window.session.saving_many.ended, timeout=WAIT) as ending:
        line.stop.click()
    summary = ending.args[0] if ending.args else None
    assert summary is not None
    assert len(summary.saved) + summary.left == 4
    assert 1 <= len(summary.saved) < 4
    assert line.isHidden()
    assert len(list((tmp_path / "many").glob("*_restored.png"))) == len(summary.saved)
    assert not list((tmp_path / "many").glob(".*"))
    assert all(name.startswith("heirloom-files") for name in threads)
    gate.set()
    assert saved(qtbot, window).startswith(f"{summary.left} result")


def test_quit_when_they_are_saved(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    real: Callable[..., SavedTake] = saving_many.save_take
    monkeypatch.setattr(saving_many, "save_take", lambda *given: gate.wait(60) and real(*given))
    window = make_window(engine=SeedEngine())
    done(qtbot, window, photos(tmp_path / "many", 3))
    window.queue.save.click()
    window.close()
    assert window.quit_bar.text.text() == "3 results are not saved yet; they are kept all the same."
    window.quit_bar.when_done.click()
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert len(list((tmp_path / "many").glob("*_restored.png"))) == 3


def test_a_row_is_saved_and_shown_by_menu_and_by_button(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()) or True)
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    window = make_window(engine=SeedEngine())
    window.session.settings.save_folder = str(chosen)
    done(qtbot, window, photos(tmp_path / "many", 3))
    select(window, "photo 2")
    actions = {action.text(): action for action in window.queue.menu().actions()}
    assert actions["Save"].isEnabled()
    actions["Show in folder"].trigger()
    assert shown == [str(tmp_path / "many")], "where the photo is"
    with qtbot.waitSignal(window.session.saving_many.ended, timeout=WAIT):
        actions["Save"].trigger()
    assert names(chosen) == ["photo 2_restored.png"]
    qtbot.waitUntil(lambda: any(job.saved for job in window.session.queue.jobs), timeout=WAIT)
    window.queue.act("folder")
    assert shown[1:] == [str(chosen)], "where the result is"
    row = next(n for n, job in enumerate(window.session.queue.jobs) if job.path.stem == "photo 3")
    view = window.queue.list
    index = window.queue.model.index(row, 0)
    rect = QRectF(view.visualRect(index)).adjusted(8, 1, -8, -1)
    spot = areas(window.session.queue.jobs[row], rect)["save"].center().toPoint()
    hint = QHelpEvent(QEvent.Type.ToolTip, spot, view.viewport().mapToGlobal(spot))
    QApplication.sendEvent(view.viewport(), hint)
    assert QToolTip.text() == "Save the result"
    with qtbot.waitSignal(window.session.saving_many.ended, timeout=WAIT):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert names(chosen) == ["photo 2_restored.png", "photo 3_restored.png"]
    QToolTip.hideText()


def test_each_result_is_saved_when_it_is_finished(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    window.queue.each.trigger()
    assert window.session.settings.save_each
    many = tmp_path / "many"
    paths = photos(many, 4, bad=(2,))
    held(qtbot, window, engine, paths)
    window.inspector.restore.click()  # alone: the person looks at it, and saves it or not
    engine.hold.clear()
    words = "4 of 5 photos restored. photo 2 bad.png: the result is empty. Try another seed. 3 results saved."
    qtbot.waitUntil(lambda: said(window) == words, timeout=WAIT)
    assert len(list(many.glob("*_restored.png"))) == 3
    assert not list(photo.parent.glob("*_restored*"))
    assert states(window)["photo 2 bad"] == "failed"
    window.session.document.open(photo)
    qtbot.waitUntil(lambda: window.session.document.name == "blue.png", timeout=WAIT)
    window.commands["four"].trigger()
    qtbot.waitUntil(lambda: len(engine.restored) == 8, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.session.queue.active, timeout=WAIT)
    assert not list(photo.parent.glob("*_restored*")), "four takes are for choosing"


def test_saving_each_says_once_that_it_cannot(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window(engine=SeedEngine())
    window.session.settings.save_each = True
    window.session.settings.save_folder = str(tmp_path / "gone")
    done(qtbot, window, photos(tmp_path / "many", 3))
    qtbot.waitUntil(lambda: said(window) == "3 of 3 photos restored. 3 could not be saved.", timeout=WAIT)
    told = [notice.text for notice in window.session.notices.history if "does not exist" in notice.text]
    assert len(told) == 1, "not once a photo"
    assert window.messages.notice is not None
    assert window.messages.notice.level == "warning"


@pytest.mark.usefixtures("qapp")
def test_save_all_by_key_and_by_menu(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    assert not window.commands["save_all"].isEnabled()
    restored(qtbot, window)
    done(qtbot, window, photos(tmp_path / "many", 2))
    qtbot.waitUntil(window.commands["save_all"].isEnabled, timeout=WAIT)
    with qtbot.waitSignal(window.session.saving_many.ended, timeout=WAIT):
        qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert said(window) == "2 results saved."
    assert window.commands["save_all"] in window.toolbar.save.menu().actions()


def test_the_open_photo_says_that_it_was_saved_with_the_others(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    window = make_window(photo, engine=SeedEngine())
    done(qtbot, window, [photo])
    qtbot.waitUntil(lambda: window.session.document.result is not None, timeout=WAIT)
    assert window.status.facts.text().endswith("kept, not yet saved")
    assert saved(qtbot, window) == "1 result saved."
    assert window.status.facts.text().endswith("saved as blue_restored.png")


def test_nothing_is_written_beside_samples_and_pasted_pictures(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    window = make_window(engine=SeedEngine())
    sample = window.session.samples[0].path
    before = names(sample.parent)
    window.session.open_pixels(np.full((20, 30, 3), 7, np.uint8))
    qtbot.waitUntil(lambda: window.session.document.picture is not None, timeout=WAIT)
    pasted = window.session.photos.current
    assert pasted is not None
    done(qtbot, window, [sample, pasted])
    assert saved(qtbot, window) == "2 could not be saved."
    assert names(sample.parent) == before
    assert names(pasted.parent) == [pasted.name]
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    window.session.settings.save_folder = str(chosen)
    assert saved(qtbot, window) == "2 results saved."
    assert len(names(chosen)) == 2

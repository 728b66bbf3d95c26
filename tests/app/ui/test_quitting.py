"""Quitting in the middle of something: asked once in a bar, obeyed the second time, and nothing is lost either way."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.window import Window
from tests.app.ui.conftest import WAIT, MakeWindow, restored, said
from tests.app.ui.engines import SeedEngine
from tests.app.ui.queues import ended, held, photos, states, waiting


def closed(window: Window) -> None:
    """What `app.ui.main` does when the window has gone."""
    assert not window.isVisible()
    assert window.session.close(30)


def start_alone(qtbot: QtBot, window: Window, engine: SeedEngine) -> None:
    """The open photo is being restored, outside the queue."""
    engine.hold.set()
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: window.session.restoration.state == "running", timeout=WAIT)


def test_idle_windows_close_at_once(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    restored(qtbot, window)
    window.commands["quit"].trigger()
    assert not window.isVisible()
    assert window.quit_bar.isHidden()


def test_quit_now_puts_the_photo_back_and_the_next_start_goes_on(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    held(qtbot, window, engine, photos(tmp_path / "many", 3))
    window.close()
    assert window.isVisible()
    assert QApplication.activeModalWidget() is None
    assert window.quit_bar.isVisible()
    assert window.quit_bar.text.text() == "If you quit now, 3 photos stay in the queue and go on at the next start."
    assert window.session.restoration.state == "running", "asking stops nothing"
    window.quit_bar.now.click()
    closed(window)
    again = make_window(engine=SeedEngine())
    qtbot.waitUntil(lambda: "3 photos of the queue go on." in [n.text for n in again.session.notices.history])
    ended(qtbot, again, 3)
    assert set(states(again).values()) == {"done"}
    assert len(list(again.session.results_folder.glob("*.png"))) == 3


def test_the_second_wish_to_quit_is_obeyed(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    held(qtbot, window, engine, photos(tmp_path / "many", 2))
    window.close()
    assert window.isVisible()
    window.close()
    closed(window)


def test_stay_goes_on_as_if_nothing_had_been_asked(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    held(qtbot, window, engine, photos(tmp_path / "many", 2))
    window.close()
    window.quit_bar.when_done.click()
    assert window.quit_bar.isVisible()
    assert not window.quit_bar.when_done.isVisible()
    window.commands["cancel"].trigger()  # Esc: the bar first, not the work
    assert window.quit_bar.isHidden()
    assert window.session.restoration.state == "running"
    engine.hold.clear()
    ended(qtbot, window, 2)
    assert set(states(window).values()) == {"done"}
    assert window.isVisible()


def test_quit_when_this_photo_is_done(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    held(qtbot, window, engine, photos(tmp_path / "many", 3))
    window.close()
    window.quit_bar.when_done.click()
    words = "Heirloom quits when this photo is done. 2 photos stay in the queue and go on at the next start."
    assert window.quit_bar.text.text() == words
    engine.hold.clear()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert states(window) == {"photo 1": "done", "photo 2": "waiting", "photo 3": "waiting"}
    closed(window)
    assert len(engine.restored) == 1
    next_engine = SeedEngine()
    again = make_window(engine=next_engine)
    ended(qtbot, again, 3)
    assert [name for name, _ in next_engine.restored] == ["photo 2.png", "photo 3.png"]


def test_what_goes_wrong_while_it_is_waited_for_is_read_first(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    engine = SeedEngine()
    (bad,) = photos(tmp_path / "bad", 1, bad=(1,))
    window = make_window(bad, engine=engine)
    start_alone(qtbot, window, engine)
    window.close()
    window.quit_bar.when_done.click()
    assert window.quit_bar.text.text() == "Heirloom quits when this photo is done."
    engine.hold.clear()
    qtbot.waitUntil(lambda: "the result is empty" in said(window), timeout=WAIT)
    qtbot.waitUntil(window.quit_bar.isHidden, timeout=WAIT)
    assert window.isVisible()


def test_a_result_that_cannot_be_kept_keeps_the_window(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    window.session.results_folder.write_text("a file where the folder should be")
    start_alone(qtbot, window, engine)
    window.close()
    window.quit_bar.when_done.click()
    engine.hold.clear()
    qtbot.waitUntil(lambda: "could not be kept" in said(window), timeout=WAIT)
    assert window.isVisible()
    assert window.quit_bar.isHidden()
    qtbot.waitUntil(lambda: window.session.document.result is not None, timeout=WAIT)
    assert window.session.can_save()


def test_alone_it_quits_once_the_result_is_kept(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    start_alone(qtbot, window, engine)
    window.close()
    window.quit_bar.when_done.click()
    engine.hold.clear()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert len(list(window.session.results_folder.glob("*.png"))) == 1


def test_a_window_made_anew_asks_on(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    start_alone(qtbot, window, engine)
    window.close()
    other = Window(window.session, window.appearance)  # as after another language was chosen
    assert not other.quit_bar.isHidden()
    assert other.quit_bar.text.text() == window.quit_bar.text.text()
    other.close()
    other.deleteLater()


def test_a_photo_outside_the_queue_stays_in_it(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    window.session.draft.set(seed=77, caption="A wall.")
    start_alone(qtbot, window, engine)
    window.close()
    assert window.quit_bar.text.text() == "If you quit now, 1 photo stays in the queue and goes on at the next start."
    window.close()
    closed(window)
    next_engine = SeedEngine()
    again = make_window(engine=next_engine)
    (job,) = ended(qtbot, again, 1)
    assert next_engine.restored == [("blue.png", 77)]
    assert job.request is not None
    assert (job.path, job.request.caption) == (photo, "A wall.")


def test_it_comes_first_in_a_paused_queue_which_stays_paused(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    window.session.queue.set_paused(True)
    window.session.enqueue(photos(tmp_path / "many", 2))
    qtbot.waitUntil(lambda: waiting(window) == ["photo 1", "photo 2"], timeout=WAIT)
    start_alone(qtbot, window, engine)
    window.close()
    words = "If you quit now, the photo that is being restored stays in the queue."
    assert window.quit_bar.text.text() == words
    window.close()
    closed(window)
    again = make_window(engine=SeedEngine())
    qtbot.waitUntil(lambda: waiting(again) == ["blue", "photo 1", "photo 2"], timeout=WAIT)
    assert again.session.queue.paused
    assert said(again) == "3 photos are unfinished in the queue."


def test_a_cancelled_photo_does_not_come_back(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    start_alone(qtbot, window, engine)
    window.session.cancel()
    window.close()
    window.close()
    closed(window)
    again = make_window(engine=SeedEngine())
    qtbot.waitUntil(lambda: again.session.photos.paths == [photo], timeout=WAIT)
    assert again.session.queue.jobs == ()


def test_the_bar_goes_when_there_is_nothing_to_ask_any_more(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    start_alone(qtbot, window, engine)
    window.close()
    assert window.quit_bar.isVisible()
    engine.hold.clear()
    qtbot.waitUntil(window.quit_bar.isHidden, timeout=WAIT)
    assert window.isVisible()
    qtbot.waitUntil(lambda: window.session.document.kept is not None, timeout=WAIT)
    window.close()
    assert not window.isVisible()


def test_the_end_of_the_desktops_session_asks_nothing(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    held(qtbot, window, engine, photos(tmp_path / "many", 2))
    window.session.leave()
    assert (tmp_path / "home" / "settings.json").is_file(), "the desktop may not wait for more"
    window.close()
    closed(window)
    again = make_window(engine=SeedEngine())
    ended(qtbot, again, 2)
    assert set(states(again).values()) == {"done"}


def test_the_bar_by_keyboard_and_for_screen_readers(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    window.activateWindow()
    start_alone(qtbot, window, engine)
    window.close()
    bar = window.quit_bar
    assert window.focusWidget() is bar.when_done
    assert bar.accessibleName() == bar.text.text()
    assert [button.text() for button in (bar.now, bar.when_done, bar.stay)] == [
        "Quit now",
        "Quit when this photo is done",
        "Stay",
    ]
    qtbot.keyClick(bar.when_done, Qt.Key.Key_Tab)
    assert window.focusWidget() is bar.stay
    qtbot.keyClick(bar.stay, Qt.Key.Key_Return)
    assert bar.isHidden()
    engine.hold.clear()
    qtbot.waitUntil(lambda: window.session.document.result is not None, timeout=WAIT)

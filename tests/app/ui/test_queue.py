"""The queue: one bad photo of a hundred, pause, order, cancel, retry, other windows, and what is left after a kill."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.library import FILE, Library
from app.model.queue_store import QueueStore
from app.model.queue_work import RECENT
from engine.errors import ModelDamaged
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, said
from tests.app.ui.engines import SeedEngine
from tests.app.ui.queues import ended, held, photos, select, states, waiting

ROOT = Path(__file__).parents[3]


def test_one_bad_photo_of_a_hundred(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    paths = photos(tmp_path / "many", 100, bad=(41,))
    originals = {path: path.read_bytes() for path in paths}
    window = make_window(engine=SeedEngine())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "many"))])
    window.commands["queue"].trigger()
    assert window.queue.isVisible()
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window.queue, QDragEnterEvent(QPoint(40, 120), Qt.DropAction.CopyAction, data, button, keys))
    event = QDropEvent(QPointF(40, 120), Qt.DropAction.CopyAction, data, button, keys)
    QApplication.sendEvent(window.queue, event)
    jobs = ended(qtbot, window, 100)
    assert [job.state for job in jobs].count("done") == 99
    assert (jobs[0].path.name, jobs[0].state) == ("photo 41 bad.png", "failed"), "what failed comes first"
    assert jobs[0].reason == "photo 41 bad.png: the result is empty. Try another seed."
    assert said(window) == "99 of 100 photos restored. photo 41 bad.png: the result is empty. Try another seed."
    assert window.queue.summary.text() == "Queue · 99 of 100 restored · 1 failed"
    assert QApplication.activeModalWidget() is None
    assert len(list(window.session.results_folder.glob("*.png"))) == 99
    assert {path: path.read_bytes() for path in paths} == originals
    fixed = paths[40]
    assert window.queue.retry.isVisible()
    window.queue.retry.click()
    again = "photo 41 bad.png: the result is empty. Try another seed."
    qtbot.waitUntil(lambda: said(window) == again, timeout=WAIT)
    ended(qtbot, window, 100)
    assert window.session.queue.jobs[0].state == "failed", "still bad"
    window.queue.clear.trigger()
    qtbot.waitUntil(lambda: window.session.queue.jobs == (), timeout=WAIT)
    assert fixed in window.session.photos.paths
    assert len(window.session.photos.paths) == 100


def test_rows_progress_and_the_time_of_the_whole(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    window.show_queue(True)
    window.session.enqueue(photos(tmp_path / "first", RECENT + 2))
    ended(qtbot, window, RECENT + 2)
    held(qtbot, window, engine, photos(tmp_path / "many", 4))
    queue = window.session.queue
    running = next(job for job in queue.jobs if job.state == "running")
    assert 0 < (queue.fraction_of(running) or 0) < 1
    assert window.queue.summary.text().startswith("Queue · 0 of 4 · about ")
    assert len(queue._work.recent) == RECENT, "only the last photos count"
    assert window.queue.bar.isVisible()
    assert "%," in window.windowTitle()
    assert window.commands["queue"].text() == "Queue  4"
    window.queue.grab()
    engine.hold.clear()
    ended(qtbot, window, RECENT + 6)
    assert not window.queue.bar.isVisible()
    assert "%" not in window.windowTitle()


def test_pause_and_continue(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    window.show_queue(True)
    held(qtbot, window, engine, photos(tmp_path / "many", 3))
    window.queue.pause.click()
    qtbot.waitUntil(lambda: window.queue.pause.text() == "Continue", timeout=WAIT)
    assert "pausing after this photo" in window.queue.summary.text()
    engine.hold.clear()
    qtbot.waitUntil(lambda: states(window)["photo 1"] == "done" and not window.session.queue.active, timeout=WAIT)
    assert waiting(window) == ["photo 2", "photo 3"]
    # what the person asks for now is not kept waiting by a paused queue
    window.session.show_photo(tmp_path / "many" / "photo 3.png")
    qtbot.waitUntil(lambda: window.session.document.name == "photo 3.png", timeout=WAIT)
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: window.session.document.result is not None, timeout=WAIT)
    assert waiting(window) == ["photo 2", "photo 3"]
    window.queue.pause.click()
    ended(qtbot, window, 3)


def test_order_by_keys_and_by_dragging(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    window.show_queue(True)
    held(qtbot, window, engine, photos(tmp_path / "many", 5))
    view = window.queue.list
    alt = Qt.KeyboardModifier.AltModifier

    def comes(expected: str) -> None:
        qtbot.waitUntil(lambda: waiting(window) == [f"photo {n}" for n in expected], timeout=WAIT)

    select(window, "photo 5")
    qtbot.keyClick(view, Qt.Key.Key_Up, alt)
    comes("2354")
    assert [job.path.stem for job in window.queue.selected()] == ["photo 5"], "the selection goes with it"
    qtbot.keyClick(view, Qt.Key.Key_Home, alt)
    comes("5234")
    qtbot.keyClick(view, Qt.Key.Key_Down, alt)
    comes("2534")
    qtbot.keyClick(view, Qt.Key.Key_End, alt)
    comes("2345")
    model = window.queue.model
    dragged = model.mimeData([model.index(4, 0)])
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, 1, 0, model.index(-1, -1))
    comes("5234")
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled, "the running one stays"
    window.session.queue.cancel()
    engine.hold.clear()
    ended(qtbot, window, 5)


def test_cancel_one_the_running_one_and_all(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    window.show_queue(True)
    held(qtbot, window, engine, photos(tmp_path / "many", 5))
    select(window, "photo 3")
    qtbot.keyClick(window.queue.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: states(window)["photo 3"] == "cancelled", timeout=WAIT)
    window.status.cancel.click()
    qtbot.waitUntil(lambda: states(window)["photo 1"] == "cancelled", timeout=WAIT)
    qtbot.waitUntil(lambda: states(window)["photo 2"] == "running", timeout=WAIT)
    window.queue.cancel.click()
    ended(qtbot, window, 5)
    assert set(states(window).values()) == {"cancelled"}
    assert not window.session.results_folder.exists()
    engine.hold.clear()
    select(window, "photo 4")
    window.queue.act("retry")
    qtbot.waitUntil(lambda: states(window)["photo 4"] == "done", timeout=WAIT)


def test_restore_while_the_queue_is_at_work_comes_next(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, photo: Path
) -> None:
    engine = SeedEngine()
    window = make_window(photo, engine=engine)
    held(qtbot, window, engine, photos(tmp_path / "many", 4))
    assert window.inspector.restore.isEnabled()
    window.session.draft.set(seed=77)
    window.inspector.restore.click()
    qtbot.waitUntil(lambda: states(window).get("blue") == "waiting", timeout=WAIT)
    assert not window.inspector.restore.isEnabled(), "once is enough"
    engine.hold.clear()
    qtbot.waitUntil(lambda: window.session.document.result is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: len(engine.restored) == 5, timeout=WAIT)
    assert engine.restored[1] == ("blue.png", 77)
    assert window.session.document.result is not None
    assert window.session.document.result.request.seed == 77


def test_what_is_done_with_the_same_settings_is_not_done_again(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    window = make_window()  # the real model: its identity counts
    paths = photos(tmp_path / "many", 2)
    window.session.enqueue(paths)
    ended(qtbot, window, 2)
    window.session.enqueue(paths)
    ended(qtbot, window, 4)
    assert len(list(window.session.results_folder.glob("*.png"))) == 2
    window.session.draft.set(seed=5)
    window.session.enqueue(paths[:1])
    ended(qtbot, window, 5)
    assert len(list(window.session.results_folder.glob("*.png"))) == 3


def test_captions_beside_the_photos_are_read(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    paths = photos(tmp_path / "many", 2)
    paths[0].with_suffix(".txt").write_text("A woman at a well.")
    paths[1].with_suffix(".txt").write_bytes(b"\xff\xfenot text at all\xff")
    window = make_window(engine=SeedEngine())
    window.session.enqueue(paths)
    ended(qtbot, window, 2)
    assert set(states(window).values()) == {"done"}
    window.session.show_photo(paths[0])
    qtbot.waitUntil(lambda: len(window.session.takes.all) == 1, timeout=WAIT)
    request = window.session.takes.all[0].request
    assert request is not None
    assert request.caption == "A woman at a well."


def test_a_broken_model_pauses_instead_of_failing_them_all(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    engine = ScriptedEngine(error=ModelDamaged("is damaged", path=tmp_path / "unet", advice="Install it again."))
    window = make_window(engine=engine)
    window.session.enqueue(photos(tmp_path / "many", 3))
    qtbot.waitUntil(lambda: "The queue is paused" in said(window), timeout=WAIT)
    qtbot.waitUntil(lambda: waiting(window) == ["photo 2", "photo 3"], timeout=WAIT)
    engine.error = None
    window.messages.action.click()
    ended(qtbot, window, 3)
    assert sorted(states(window).values()) == ["done", "done", "failed"]


def test_a_photo_deleted_while_it_waits_fails_alone(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    paths = photos(tmp_path / "many", 3)
    held(qtbot, window, engine, paths)
    paths[1].unlink()
    engine.hold.clear()
    ended(qtbot, window, 3)
    assert states(window) == {"photo 1": "done", "photo 2": "failed", "photo 3": "done"}
    assert "no such file" in said(window)


def test_two_windows_share_the_queue(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engines = SeedEngine(), SeedEngine()
    one = make_window(engine=engines[0])
    other = make_window(engine=engines[1])
    held(qtbot, one, engines[0], photos(tmp_path / "many", 4))
    qtbot.waitUntil(lambda: states(other).get("photo 1") == "running", timeout=WAIT)
    row = other.queue.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert row == "photo 1.png, Restoring in another window"
    running = other.session.queue.jobs[0]
    other.session.queue.cancel([running.id])
    qtbot.waitUntil(lambda: states(one)["photo 1"] == "cancelled", timeout=WAIT)
    engines[0].hold.clear()
    ended(qtbot, one, 4)
    qtbot.waitUntil(lambda: states(other) == states(one), timeout=WAIT)
    assert len(engines[0].restored) + len(engines[1].restored) == 3, "none twice"


_PROCESS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.model.session import Session
from app.ui.theme import Appearance
from app.ui.window import Window

app = QApplication([])
session = Session(Path(sys.argv[1]))
session.settings.model = "tiny"
session.draft.set(steps=2, guidance_scale=1.0, scale=1.0, tile=64, precision="fp32")
window = Window(session, Appearance("dark"))
window.show()
session.begin([])
session.models_changed.connect(lambda: session.enqueue(sorted(Path(sys.argv[2]).glob("*.png"))))
sys.exit(app.exec())
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.slow
def test_kill_9_of_a_window_while_a_real_model_restores(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, tiny: Path
) -> None:
    paths = photos(tmp_path / "many", 12)
    home = tmp_path / "home"
    (home / "models").mkdir(parents=True)
    (home / "models" / "tiny").symlink_to(tiny)
    process = subprocess.Popen([sys.executable, "-c", _PROCESS, str(home), str(tmp_path / "many")], cwd=ROOT)
    library = Library(home / FILE)
    store = QueueStore(library, "nobody", lambda _name: True)

    def at_work() -> bool:
        seen = [job.state for job in store.all()]
        assert process.poll() is None
        return seen.count("done") >= 2 and "running" in seen

    qtbot.waitUntil(at_work, timeout=2 * WAIT)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    done = {job.path: job.take for job in store.all() if job.state == "done"}
    library.close()
    window = make_window()
    qtbot.waitUntil(lambda: "unfinished in the queue" in said(window), timeout=WAIT)
    qtbot.waitUntil(lambda: len(window.session.queue.jobs) == len(paths), timeout=WAIT)
    jobs = {job.path: job for job in window.session.queue.jobs}
    assert set(jobs) == set(paths)
    assert {job.state for job in jobs.values()} <= {"done", "waiting"}
    assert all(jobs[path].take == take for path, take in done.items()), "done stays done"
    window.messages.action.click()
    ended(qtbot, window, 12)
    assert {job.state for job in window.session.queue.jobs} == {"done"}
    counts = window.session.shelf.watch.snapshot.counts
    assert counts == dict.fromkeys(paths, 1), "one take each, none lost, none twice"

"""The rows of the queue under the hand: keys, selection, dragging, their buttons, and five hundred of them."""

import time
from pathlib import Path
from statistics import median

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.job import Order
from app.ui.queue_row_buttons import buttons_of, tip_of
from app.ui.window import Window
from engine.request import RestoreRequest
from tests.app.ui.conftest import WAIT, MakeWindow, said
from tests.app.ui.engines import SeedEngine
from tests.app.ui.queues import ended, held, photos, select, states, waiting

CONTROL = Qt.KeyboardModifier.ControlModifier
FLUID_SECONDS = 0.03
"""What one change of the queue may cost the window: two frames."""


def comes(qtbot: QtBot, window: Window, expected: str) -> None:
    qtbot.waitUntil(lambda: waiting(window) == [f"photo {n}" for n in expected], timeout=WAIT)


def at_rest(qtbot: QtBot, make_window: MakeWindow, folder: Path, count: int) -> Window:
    """Rows that wait in a paused queue."""
    window = make_window(engine=SeedEngine())
    window.session.queue.set_paused(True)
    window.show_queue(True)
    window.session.enqueue(photos(folder, count))
    qtbot.waitUntil(lambda: len(waiting(window)) == count, timeout=WAIT)
    return window


def test_selected_rows_move_by_key(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = at_rest(qtbot, make_window, tmp_path / "many", 5)
    view = window.queue.list
    select(window, "photo 4", "photo 5")
    for key, order in (
        (Qt.Key.Key_Up, "12453"), (Qt.Key.Key_Up, "14523"), (Qt.Key.Key_Up, "45123"), (Qt.Key.Key_Up, "45123"),
        (Qt.Key.Key_Down, "14523"), (Qt.Key.Key_End, "12345"), (Qt.Key.Key_Home, "45123"),
    ):  # fmt: skip
        qtbot.keyClick(view, key, CONTROL)
        comes(qtbot, window, order)
        assert sorted(job.path.stem for job in window.queue.selected()) == ["photo 4", "photo 5"], "they stay selected"
    shown = [action.text() for action in window.queue.menu().actions() if "Move" in action.text()]
    assert shown == [
        "Move to the top\tCtrl+Home",
        "Move up\tCtrl+Up",
        "Move down\tCtrl+Down",
        "Move to the end\tCtrl+End",
    ]


def test_many_rows_are_selected_and_cancelled_and_taken_off(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    window = at_rest(qtbot, make_window, tmp_path / "many", 6)
    view = window.queue.list
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot(window, 1))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, pos=spot(window, 2))
    view.scrollToBottom()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, CONTROL, pos=spot(window, 4))
    assert [job.path.stem for job in window.queue.selected()] == ["photo 2", "photo 3", "photo 5"]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    comes(qtbot, window, "146")
    qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert len(window.queue.selected()) == 6
    qtbot.keyClick(view, Qt.Key.Key_Delete)  # cancels what waits, and takes off what was cancelled before
    qtbot.waitUntil(lambda: len(window.session.queue.jobs) == 3, timeout=WAIT)
    assert set(states(window).values()) == {"cancelled"}
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: window.session.queue.jobs == (), timeout=WAIT)
    assert window.queue.nothing.isVisible()


def spot(window: Window, row: int) -> QPoint:
    """A place in this row without a button."""
    return window.queue.list.visualRect(window.queue.model.index(row, 0)).center() - QPoint(120, 0)


def test_rows_are_dragged_between_others(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = at_rest(qtbot, make_window, tmp_path / "many", 3)
    view, model = window.queue.list, window.queue.model
    data = model.mimeData([model.index(2, 0)])
    between = QPoint(200, view.visualRect(model.index(1, 0)).top() + 1)
    move, button, keys = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(between, move, data, button, keys),
        QDragMoveEvent(between, move, data, button, keys),
        QDropEvent(QPointF(between), move, data, button, keys),
    ):
        QApplication.sendEvent(view.viewport(), event)
        assert event.isAccepted() or isinstance(event, QDropEvent)
    comes(qtbot, window, "132")
    assert model.rowCount(QModelIndex()) == 3


def test_all_that_failed_are_retried_and_their_reasons_copied(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    window = make_window(engine=SeedEngine())
    window.show_queue(True)
    paths = photos(tmp_path / "many", 6, bad=(2, 4, 5))
    window.session.enqueue(paths)
    ended(qtbot, window, 6)
    qtbot.waitUntil(lambda: said(window) == "3 of 6 photos restored. 3 photos failed.", timeout=WAIT)
    assert window.messages.action.text() == "Show"
    window.show_queue(False)
    window.messages.action.click()
    assert window.queue.isVisible()
    assert window.queue.retry.text() == "Retry 3 failed"
    assert [job.state for job in window.session.queue.jobs[:3]] == ["failed"] * 3, "reasons stand first"
    window.queue.list.selectAll()
    window.queue.act("copy")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3
    assert all("the result is empty. Try another seed." in line for line in lines)
    for path in paths:
        if "bad" in path.name:
            path.unlink()
    window.queue.retry.click()
    qtbot.waitUntil(lambda: "no such file" in window.session.queue.jobs[0].reason, timeout=WAIT)
    ended(qtbot, window, 6)


def test_the_buttons_of_a_row(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    engine = SeedEngine()
    window = make_window(engine=engine)
    window.show_queue(True)
    held(qtbot, window, engine, photos(tmp_path / "many", 3, bad=(2,)))
    jobs = window.session.queue.jobs
    assert [buttons_of(job) for job in jobs] == [("cancel",)] * 3
    window.queue.do("cancel", [jobs[2]])
    qtbot.waitUntil(lambda: states(window)["photo 3"] == "cancelled", timeout=WAIT)
    engine.hold.clear()
    rows = {job.state: job for job in ended(qtbot, window, 3)}
    assert {state: buttons_of(job) for state, job in rows.items()} == {
        "done": ("save", "folder"), "failed": ("retry",), "cancelled": ("retry",),
    }  # fmt: skip
    assert all(tip_of(button, job) for job in rows.values() for button in buttons_of(job))
    view = window.queue.list
    view.selectionModel().select(window.queue.model.index(0, 0), QItemSelectionModel.SelectionFlag.Select)
    plain = view.viewport().grab().toImage()
    view.clearSelection()
    assert view.viewport().grab().toImage() != plain


def test_five_hundred_rows_stay_fluid(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window(engine=SeedEngine())
    queue = window.session.queue
    window.show_queue(True)
    queue.set_paused(True)
    request = RestoreRequest(steps=3)
    queue.add([Order(tmp_path / f"a photo that is not there {n}.jpg", request, "tiny") for n in range(500)])
    qtbot.waitUntil(lambda: len(queue.jobs) == 500, timeout=WAIT)
    window.grab()

    def cost() -> float:
        """Processor time of the window's own thread: other programs do not count."""
        before = time.thread_time()
        window.session.shelf.watch.refreshed.emit()
        window.queue.list.viewport().repaint()
        return time.thread_time() - before

    assert median(cost() for _ in range(9)) < FLUID_SECONDS
    ids = [job.id for job in queue.jobs]
    window.queue.list.selectAll()
    queue.move(ids[400:], ids[0])
    qtbot.waitUntil(lambda: [job.id for job in queue.jobs][:100] == ids[400:], timeout=WAIT)
    assert len(window.queue.selected()) == 500
    queue.cancel()
    qtbot.waitUntil(lambda: all(job.ended for job in queue.jobs), timeout=WAIT)
    queue.clear()
    qtbot.waitUntil(lambda: queue.jobs == (), timeout=WAIT)

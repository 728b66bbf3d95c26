"""The first day of the long story, as a process of its own that ends by kill -9 in the middle of its work.

python -m tests.system.story FOLDER    the application with HEIRLOOM_DATA, driven through its widgets
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.main import run_window
from app.ui.window import Window

SEEDS = (11, 22)


def drop(window: Window, *paths: Path) -> None:
    """Let these fall onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 300), copy, data, button, keys))
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), copy, data, button, keys))


def type_seed(window: Window, seed: int) -> None:
    """Write a seed into its field."""
    edit = window.inspector.seed.edit
    edit.selectAll()
    QTest.keyClicks(edit, str(seed))
    QTest.keyClick(edit, Qt.Key.Key_Return)


def until(condition: Callable[[], object]) -> None:
    """Let the application run until this holds; it wakes up twice a second at least."""
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def first_day(folder: Path) -> None:
    """Two photos restored with different seeds, one cancelled, two in the queue; then the power goes."""
    window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Window))
    session = window.session
    drop(window, folder)
    until(lambda: len(session.photos.paths) == 4 and window.inspector.restore.isEnabled())
    for number, seed in enumerate(SEEDS, 1):
        until(lambda name=f"photo {number}.png": session.document.name == name)
        type_seed(window, seed)
        window.inspector.restore.click()
        until(lambda: len(session.takes.all) == 1 and not session.restoration.busy)
        window.commands["next_photo"].trigger()
    until(lambda: session.document.name == "photo 3.png" and window.inspector.restore.isEnabled())
    window.inspector.restore.click()
    until(lambda: session.restoration.state == "running")
    window.status.cancel.click()
    until(lambda: not session.restoration.busy)
    window.strip.list.selectAll()
    restore = next(action for action in window.strip.menu().actions() if action.isEnabled())
    assert "estore" in restore.text(), restore.text()
    restore.trigger()
    until(lambda: session.queue.active and session.restoration.state == "running")
    until(lambda: sum(job.state == "running" for job in session.queue.jobs) == 1)
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path) -> None:
    """As `heirloom` does, with somebody at the mouse."""
    app = QApplication(["heirloom"])
    QTimer.singleShot(0, app, lambda: first_day(folder))
    run_window([])


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The application at work on a queue, until somebody ends it; prints "working" once a photo is being restored.

python -m tests.system.at_work FOLDER    with HEIRLOOM_DATA
"""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.ui.main import run_window
from app.ui.window import Window
from tests.system.story import until


def work(folder: Path) -> None:
    """Put all photos of the folder into the queue."""
    window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Window))
    session = window.session
    until(lambda: session.model is not None)
    session.enqueue_files([folder])
    until(lambda: session.queue.active and session.restoration.state == "running")
    sys.stdout.write("working\n")
    sys.stdout.flush()


if __name__ == "__main__":
    app = QApplication(["heirloom"])
    QTimer.singleShot(0, app, lambda: work(Path(sys.argv[1])))
    sys.exit(run_window([]))

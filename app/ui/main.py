"""Opens the window and runs it until it is closed."""

import gc
import logging
import os
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.log import log_path, set_up_logging
from app.model.session import Session
from app.paths import cache_folder, data_folder
from app.ui.endings import quit_when_told
from app.ui.first_paint import FirstPaint
from app.ui.icons import app_icon
from app.ui.stage import Stage
from app.ui.theme import Appearance

log = logging.getLogger(__name__)


class Unexpected(QObject):
    """Exceptions that nothing handled, from any thread: logged, told, and the window goes on."""

    happened = Signal(object)

    def install(self) -> None:
        """Take the place of Python's hooks."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self.happened.emit(args.exc_value)

    def remove(self) -> None:
        """Put Python's own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            self.happened.emit(error)


def run_window(files: list[Path] | list[str]) -> int:
    """Show the window with the first of `files` open; returns the exit code once it is closed."""
    set_up_logging()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("heirloom")
    app.setApplicationDisplayName("Heirloom")
    app.setDesktopFileName("heirloom")
    app.setWindowIcon(app_icon())
    session = Session(data_folder(), log_file=log_path(), cache=cache_folder())
    appearance = Appearance(session.settings.theme, session.settings.canvas)
    appearance.apply_to(app)
    unexpected = Unexpected()
    unexpected.happened.connect(session.notices.failed, Qt.ConnectionType.QueuedConnection)
    unexpected.install()
    quit_when_told(app, session)
    # Python handles Ctrl-C and the like only when it gets to run.
    awake = QTimer()
    awake.timeout.connect(lambda: None)
    awake.start(500)
    stage = Stage(app, session, appearance)

    def begin() -> None:
        from app.codec import POOL

        gc.freeze()  # what is there now stays for good
        gc.enable()
        POOL.warm_up()  # while the session looks for what to open
        session.begin([Path(file) for file in files])

    FirstPaint(stage.window, begin)
    stage.window.show()
    code = app.exec()
    awake.stop()
    stage.window.hide()
    unexpected.remove()
    from app.codec import POOL

    if not (session.close() and POOL.close(5)):
        # A thread hangs in a system call, a dead network share say; everything that matters is written.
        log.warning("a background thread did not end in time")
        logging.shutdown()
        os._exit(code)
    return code

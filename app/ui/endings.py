"""How the application ends when nobody closed its window: the desktop's session, the terminal, a service manager."""

import signal
from types import FrameType

from PySide6.QtWidgets import QApplication

from app.model.session import Session


def quit_when_told(app: QApplication, session: Session) -> None:
    """Quit at once and safely on SIGINT, SIGTERM and SIGHUP, and when the desktop's session ends.

    Python sees signals only when it gets to run: something has to wake it now and then.
    """

    def leave(_number: int, _frame: FrameType | None) -> None:
        session.leave()
        app.quit()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # not every system has each
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), leave)
    app.commitDataRequest.connect(lambda _manager: session.leave())

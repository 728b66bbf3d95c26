"""What waits until the window can be seen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_LONGEST = 500  # milliseconds: a window that starts minimised, or on another desktop, is not painted


class FirstPaint(QObject):
    """Calls `then` once, right after `window` and all in it was painted for the first time, or else a little later.

    A timer of no delay does not do: a window system says later that a window may be painted.
    """

    def __init__(self, window: QWidget, then: Callable[[], None], longest: int = _LONGEST) -> None:
        super().__init__(window)
        self._window, self._then = window, then
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._call)
        self._wait.start(longest)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's; what is in the window is painted by the same event, after the window itself."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            self._wait.start(0)
        return False

    def _call(self) -> None:
        self._window.removeEventFilter(self)
        self._then()

"""Keys that act for as long as they are held: backslash shows the original, Space lets the pointer move the picture."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.ui.canvas import Canvas

_TEXT = (QPlainTextEdit, QLineEdit, QAbstractSpinBox)


class HeldKeys(QObject):
    """Watches the whole application, so that it works wherever the focus is, except while writing."""

    def __init__(self, window: QWidget, canvas: Canvas) -> None:
        super().__init__(window)
        self._window = window
        self._canvas = canvas
        self._code = 0  # of the key on the keyboard that is held for a backslash
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def remove(self) -> None:
        """Stop watching."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the two keys; everything else goes its way."""
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) and isinstance(event, QKeyEvent):
            return self._key(event, down=kind == QEvent.Type.KeyPress)
        if kind == QEvent.Type.WindowDeactivate and watched is self._window:
            self._canvas.hold_original(False)
            self._canvas.set_space(False)
        return False

    def _key(self, event: QKeyEvent, *, down: bool) -> bool:
        focused = QApplication.focusWidget()
        if QApplication.activeModalWidget() is not None or isinstance(focused, _TEXT):
            return False
        if focused is not None and focused.window() is not self._window:
            return False
        # Where a backslash takes AltGr, that may be let go first, and then the key is no backslash any more.
        let_go = not down and self._code and event.nativeScanCode() == self._code
        if event.key() == Qt.Key.Key_Backslash or let_go:
            if not event.isAutoRepeat():
                self._code = event.nativeScanCode() if down else 0
                self._canvas.hold_original(down)
            return True
        if event.key() == Qt.Key.Key_Space and (focused is self._canvas or self._canvas.underMouse()):
            if not event.isAutoRepeat():
                self._canvas.set_space(down)
            return True
        return False

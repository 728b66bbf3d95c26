"""One message at a time above the canvas: plain text, what can be done about it, and a way to dismiss it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from app.language import translate
from app.notify import Notice
from app.ui.fields import breakable
from app.ui.icons import icon, pixmap
from app.ui.theme import Appearance

INFO_SECONDS = 8


class MessageBar(QFrame):
    """Hidden until there is something to say. Information goes by itself; warnings and errors stay."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("message")
        self.notice: Notice | None = None
        self._appearance = appearance
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.action = QPushButton()
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setAccessibleName(translate("Messages", "Dismiss the message"))
        self.close_button.setToolTip(translate("Messages", "Dismiss"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        row.setAlignment(self._icon, Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.action.clicked.connect(self._act)
        self.close_button.clicked.connect(self.dismiss)
        appearance.changed.connect(self._draw)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show `notice` in place of what is shown; information does not replace an error."""
        if notice.level == "info" and self.notice is not None and self.notice.level == "error" and self.isVisible():
            return
        self.notice = notice
        self.setProperty("level", notice.level)
        self.setAccessibleName(translate("Messages", "Message: {text}").format(text=notice.text))
        # A long word such as a path would widen the window; let it break anywhere.
        self.text.setText(breakable(notice.text))
        self.action.setText(notice.action)
        self.action.setVisible(bool(notice.action and notice.act))
        self._draw()
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        self._timer.stop()
        if notice.level == "info":
            self._timer.start(INFO_SECONDS * 1000)

    def dismiss(self) -> None:
        """Hide the message."""
        self._timer.stop()
        self.notice = None
        self.hide()

    def _act(self) -> None:
        act: Callable[[], None] | None = self.notice.act if self.notice is not None else None
        self.dismiss()
        if act is not None:
            act()

    def _draw(self) -> None:
        theme = self._appearance.theme
        self.close_button.setIcon(icon("close", theme))
        if self.notice is not None:
            colour = {"error": theme.error, "warning": theme.warning, "info": theme.muted}[self.notice.level]
            screen = self.screen() or QGuiApplication.primaryScreen()
            self._icon.setPixmap(pixmap(self.notice.level, colour, 20, screen.devicePixelRatio()))

"""What is seen while no photo is open: what to do, and a place to drop one."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.language import translate
from app.ui.icons import pixmap
from app.ui.theme import LARGE, Appearance, ui_font


class EmptyState(QWidget):
    """A dashed frame with words and two buttons.

    Signals:
        open_pressed(), sample_pressed(): the buttons.
    """

    open_pressed = Signal()
    sample_pressed = Signal()

    def __init__(self, appearance: Appearance, *, has_sample: bool) -> None:
        super().__init__()
        self._appearance = appearance
        self._icon = QLabel()
        self._title = QLabel(translate("Empty", "Drop a photo here"))
        self._title.setFont(ui_font(LARGE, bold=True))
        self._text = QLabel(translate("Empty", "or open one, or paste one with Ctrl+V. The original is never changed."))
        self._text.setWordWrap(True)
        self.open_button = QPushButton(translate("Empty", "Open photo…"))
        self.open_button.setObjectName("primary")
        self.sample_button = QPushButton(translate("Empty", "Try the sample"))
        self.sample_button.setVisible(has_sample)
        self.sample_button.setObjectName("tall")
        for shown in (self._icon, self._title, self._text):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(48, 48, 48, 48)
        box.setSpacing(8)
        box.addStretch()
        box.addWidget(self._icon)
        box.addSpacing(8)
        box.addWidget(self._title)
        box.addWidget(self._text)
        box.addSpacing(16)
        box.addLayout(buttons)
        box.addStretch()
        self.open_button.clicked.connect(self.open_pressed)
        self.sample_button.clicked.connect(self.sample_pressed)
        appearance.changed.connect(self._draw)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Canvas grey with the frame."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._appearance.canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(self._appearance.canvas_ink)
        ink.setAlpha(90)
        pen = QPen(ink, 1.5)
        pen.setDashPattern([5, 5])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(24, 24, -24, -24), 6, 6)
        painter.end()

    def _draw(self) -> None:
        ink = self._appearance.canvas_ink
        self._icon.setPixmap(pixmap("photo", ink.name(), 48, 2.0))
        for shown in (self._title, self._text):
            shown.setStyleSheet(f"color: {ink.name()};")
        self.update()


class DropFrame(QWidget):
    """Over everything while files are dragged across the window."""

    def __init__(self, appearance: Appearance, parent: QWidget, text: str = "") -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._text = text or translate("Empty", "Drop to open")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Show over the whole parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil, a frame and one line."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.panel)
        veil.setAlpha(215)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(12, 12, -12, -12), 6, 6)
        painter.setPen(QColor(theme.text))
        painter.setFont(ui_font(LARGE, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()

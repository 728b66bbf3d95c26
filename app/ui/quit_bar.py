"""The bar that asks, without stopping anything, what is to become of the work when the person quits."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from app.language import translate
from app.model.quitting import Quitting
from app.ui.fields import label
from app.ui.icons import pixmap
from app.ui.theme import Appearance


class QuitBar(QFrame):
    """Hidden unless the person wants to quit in the middle of something."""

    def __init__(self, quitting: Quitting, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("message")
        self.setProperty("level", "warning")
        self._quitting, self._appearance = quitting, appearance
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        self.text = label("")
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.now = QPushButton(translate("Quit", "Quit now"))
        self.now.setToolTip(translate("Quit", "Stop at once; closing the window once more does the same"))
        self.when_done = QPushButton(quitting.choice())
        self.stay = QPushButton(translate("Quit", "Stay"))
        self.stay.setToolTip(translate("Quit", "Go on as before (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addSpacing(4)
        row.addWidget(self.text, 1)
        for button in (self.now, self.when_done, self.stay):
            button.setAutoDefault(True)  # Enter presses the one that has the focus
            row.addWidget(button)
        self.now.clicked.connect(lambda _checked=False: self.window().close())  # the second wish is obeyed
        self.when_done.clicked.connect(lambda _checked=False: quitting.when_done())
        self.stay.clicked.connect(lambda _checked=False: quitting.stay())
        quitting.changed.connect(self.refresh)
        appearance.changed.connect(self._draw)
        self._draw()
        self.hide()

    def refresh(self) -> None:
        """Show what is asked now; once the bar has its place in the window."""
        state = self._quitting.state
        if state not in ("asking", "finishing"):
            self.hide()
            return
        self.text.setText(self._quitting.words())
        self.setAccessibleName(self.text.text())
        self.when_done.setText(self._quitting.choice())
        self.when_done.setVisible(state == "asking")
        appears = self.isHidden()
        self.show()
        if appears:
            self.when_done.setFocus()
        elif state == "finishing" and not self.isAncestorOf(self.window().focusWidget() or self.window()):
            self.stay.setFocus()  # the button that had the focus is gone

    def _draw(self) -> None:
        self._icon.setPixmap(pixmap("warning", self._appearance.theme.warning, 20, self.devicePixelRatio()))

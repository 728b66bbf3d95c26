"""The seed: a number that names one take among many."""

import random

from PySide6.QtCore import QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from app.ui.fields import NAME_WIDTH, label
from app.ui.icons import icon
from app.ui.theme import Appearance
from engine.request import MAX_SEED

_ROLLED = 999_999  # short enough to be read out


class SeedField(QWidget):
    """A whole number and a dice.

    Signals:
        changed(int): the person chose another.
    """

    changed = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._seed = 0
        self._rolls = random.Random()
        self.edit = QLineEdit()  # seeds go to 2^63 - 1, beyond what a number field holds
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{1,19}"), self.edit))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setAccessibleName("Seed")
        tip = "The same seed and settings give the same picture; another seed gives another take."
        self.edit.setToolTip(tip)
        self.dice = QToolButton()
        self.dice.setObjectName("square")
        self.dice.setIconSize(QSize(20, 20))
        self.dice.setAccessibleName("Another seed")
        self.dice.setToolTip("Another seed")
        title = label("Seed", "heading")
        title.setToolTip(tip)
        title.setBuddy(self.edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        title.setFixedWidth(NAME_WIDTH)
        row.addWidget(title)
        row.addWidget(self.edit, 1)
        row.addWidget(self.dice)
        self.edit.editingFinished.connect(self._edited)
        self.dice.clicked.connect(lambda: self.changed.emit(self._rolls.randint(0, _ROLLED)))
        appearance.changed.connect(self._draw)
        self._draw()

    def show_value(self, seed: int) -> None:
        """Show a seed that was chosen elsewhere."""
        self._seed = seed
        if self.edit.text() != str(seed):
            self.edit.setText(str(seed))

    def _edited(self) -> None:
        text = self.edit.text()
        seed = min(int(text), MAX_SEED) if text.isdecimal() else self._seed
        self.show_value(seed)
        self.changed.emit(seed)

    def _draw(self) -> None:
        self.dice.setIcon(icon("dice", self._appearance.theme))

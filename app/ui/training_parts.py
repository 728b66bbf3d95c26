"""Pieces of the window of trainings: numbered cards, folding parts, choices with an explanation."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.fields import breakable, label
from app.ui.icons import icon
from app.ui.theme import Appearance

WIDEST = 880  # pixels of a column: longer lines are hard to read


class Card(QFrame):
    """A framed part of the page. `box` takes what is in it; a number in the title says which step it is."""

    def __init__(self, title: str, step: int = 0) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(title)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(16, 12, 16, 16)
        self.box.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = label(f"{step}   {title}" if step else title, "heading")
        self.head.addWidget(self.title, 1)
        self.box.addLayout(self.head)


class Options(QWidget):
    """One of a few, each with a line that explains it.

    Signals:
        chosen(object): the person chose another.
    """

    chosen = Signal(object)

    def __init__(self, name: str, options: Sequence[tuple[object, str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._values: list[object] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for value, words, note in options:
            button = QRadioButton(words)
            button.setAccessibleName(f"{name}: {words}")
            button.setAccessibleDescription(note)
            about = wrapped(note, "muted")
            about.setContentsMargins(26, 0, 0, 0)
            about.setBuddy(button)
            self._group.addButton(button, len(self._values))
            self._values.append(value)
            box.addWidget(button)
            box.addWidget(about)
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._values[index]))

    def show_value(self, value: object) -> None:
        """Show one that was chosen elsewhere."""
        self._group.button(self._values.index(value)).setChecked(True)

    def button(self, value: object) -> QRadioButton:
        """The button of a value."""
        button = self._group.button(self._values.index(value))
        assert isinstance(button, QRadioButton)
        return button


class Fold(QWidget):
    """A heading that shows or hides what is below it: `inside` takes that."""

    def __init__(self, title: str, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.button = QToolButton()
        self.button.setObjectName("fold")
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.content = QWidget()
        self.content.hide()
        self.inside = QVBoxLayout(self.content)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(8)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.content)
        self.button.toggled.connect(self._turn)
        appearance.changed.connect(self._draw)
        self.set_title(title)
        self._draw()

    def set_title(self, title: str) -> None:
        """Another heading."""
        self.button.setText(title)
        self.button.setAccessibleName(title)

    def _turn(self, shown: bool) -> None:
        self.content.setVisible(shown)
        self._draw()

    def _draw(self) -> None:
        name = "chevron-down" if self.button.isChecked() else "chevron-right"
        self.button.setIcon(icon(name, self._appearance.theme))


def wrapped(text: str = "", role: str = "") -> QLabel:
    """Plain text over as many lines as it needs."""
    made = label(text, role)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


def say(shown: QLabel, text: str) -> None:
    """Show `text`, or nothing at all."""
    broken = breakable(text) if shown.wordWrap() else text
    if shown.text() != broken:
        shown.setText(broken)
    shown.setVisible(bool(text))


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def link(text: str, name: str = "") -> QToolButton:
    """A small button that looks like text."""
    button = QToolButton()
    button.setObjectName("link")
    button.setText(text)
    button.setAccessibleName(name or text)
    return button

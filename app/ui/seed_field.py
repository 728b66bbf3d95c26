"""The seed: a number that names one take among many, a dice, and a lock."""

from PySide6.QtCore import QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.language import translate
from app.model.seeds import Seeds
from app.ui.field_parts import NamedRow, ProblemLine, mark_problem
from app.ui.icons import icon
from app.ui.theme import Appearance
from engine.request import MAX_SEED

_DIGITS = 20  # one more than the largest seed has, to be told that it is too much


class SeedField(QWidget):
    """A whole number, a dice, and a lock that keeps it from take to take.

    Signals:
        changed(int): the person typed another.
    """

    changed = Signal(object)

    def __init__(self, seeds: Seeds, appearance: Appearance) -> None:
        super().__init__()
        self._seeds, self._appearance = seeds, appearance
        self._seed = 0
        self.edit = QLineEdit()  # seeds go to 2^63 - 1, beyond what a number field holds
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression(rf"\d{{0,{_DIGITS}}}"), self.edit))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setAccessibleName(translate("Seed", "Seed"))
        self._tip = translate(
            "Seed", "The same seed and settings give the same picture; another seed gives another take."
        )
        self.dice, self.lock = (self._button() for _ in range(2))
        self.dice.setAccessibleName(translate("Seed", "Another seed"))
        self.dice.setToolTip(translate("Seed", "Another seed"))
        self.lock.setCheckable(True)
        self.lock.setAccessibleName(translate("Seed", "Keep the seed from take to take"))
        self.problem = ProblemLine()
        row = NamedRow(translate("Seed", "Seed"), self.edit, (self.dice, self.lock), "heading")
        row.title.setToolTip(self._tip)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(row)
        box.addWidget(self.problem)
        self.edit.textEdited.connect(lambda text: self._say(_objection(text)))
        self.edit.editingFinished.connect(self._edited)
        self.dice.clicked.connect(seeds.roll)
        self.lock.toggled.connect(seeds.lock)
        seeds.changed.connect(self._show_lock)
        appearance.changed.connect(self._show_lock)
        self._say("")
        self._show_lock()

    def show_value(self, seed: int) -> None:
        """Show a seed that was chosen elsewhere; what is being typed stays, unless it is another now."""
        if seed != self._seed or not self.edit.isModified():
            self._seed = seed
            self.edit.setText(str(seed))
            self._say("")

    def _edited(self) -> None:
        text = self.edit.text()
        if not _objection(text):
            self._seed = int(text)
        self.edit.setText(str(self._seed))
        self._say("")
        self.changed.emit(self._seed)

    def _say(self, problem: str) -> None:
        mark_problem(self.edit, problem)
        self.edit.setToolTip(self._tip)
        self.edit.setAccessibleDescription(problem or self._tip)
        self.problem.show_problem(problem)

    def _button(self) -> QToolButton:
        made = QToolButton()
        made.setObjectName("square")
        made.setIconSize(QSize(20, 20))
        return made

    def _show_lock(self) -> None:
        locked = self._seeds.locked
        self.lock.setChecked(locked)
        self.lock.setIcon(icon("lock" if locked else "unlock", self._appearance.theme))
        self.lock.setToolTip(
            translate("Seed", "Locked: every take has this seed")
            if locked
            else translate("Seed", "Unlocked: every take has a seed of its own")
        )
        self.dice.setIcon(icon("dice", self._appearance.theme))


def _objection(text: str) -> str:
    """Why `text` is no seed, or ""."""
    if not text.isdecimal():
        return translate("Seed", "A whole number is wanted")
    if int(text) > MAX_SEED:
        return translate("Seed", "At most {most}").format(most=MAX_SEED)
    return ""

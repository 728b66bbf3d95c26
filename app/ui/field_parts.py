"""What the inspector's controls have in common: their names, the way back to a default, what is wrong with a value."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from app.language import translate
from app.ui.fields import label
from app.ui.icons import pixmap

NAME_WIDTH, WIDEST_NAME = 72, 128  # of the names beside controls, in pixels
_RESET, _GLYPH = 20, 14


def name_label(text: str, role: str, control: QWidget) -> QLabel:
    """The name of `control`, to stand at its left; `align_names` gives all of them one width."""
    made = label(text, role)
    made.setProperty("names", True)
    made.setBuddy(control)
    made.setWordWrap(True)
    made.setMinimumWidth(NAME_WIDTH)
    return made


def align_names(panel: QWidget) -> None:
    """Make every name in `panel` as wide as the widest, so that the controls begin on one line in any language."""
    names = [name for name in panel.findChildren(QLabel) if name.property("names")]
    wanted = 0
    for name in names:
        name.ensurePolished()
        wanted = max(wanted, name.fontMetrics().horizontalAdvance(name.text()) + 2)
    for name in names:
        name.setFixedWidth(min(WIDEST_NAME, max(NAME_WIDTH, wanted)))


def mark_problem(control: QWidget, problem: str) -> None:
    """Draw `control` as one whose value cannot be taken, or with "" as any other."""
    if bool(control.property("problem")) != bool(problem):
        control.setProperty("problem", bool(problem))
        control.style().unpolish(control)
        control.style().polish(control)


class ProblemLine(QLabel):
    """Why a value cannot be taken; takes no room while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "problem")
        self.setWordWrap(True)
        self.setContentsMargins(0, 4, 0, 0)
        self.hide()

    def show_problem(self, problem: str) -> None:
        """Say `problem`, or nothing."""
        self.setText(problem)
        self.setAccessibleName(problem)
        self.setVisible(bool(problem))


class ResetButton(QToolButton):
    """Leads back to a default; there only while the value is another, but its room is kept."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("reset")
        self.setFixedSize(_RESET, _RESET)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(translate("Inspector", "Reset: {setting}").format(setting=name))
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.explain("")
        self.hide()

    def explain(self, words: str) -> None:
        """What it goes back to, and why."""
        told = words or translate("Inspector", "Back to what the model recommends")
        self.setToolTip(f"<span>{told.replace('&', '&amp;').replace('<', '&lt;')}</span>")
        self.setAccessibleDescription(told)

    def offer(self, differs: bool) -> None:
        """Show it while the value is not the default."""
        self.setVisible(differs)

    def withdraw(self) -> None:
        """This control has no default: keep no room for it."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(False)
        self.setSizePolicy(policy)
        self.setMaximumSize(0, 0)
        self.hide()

    def leave_to(self, control: QWidget) -> None:
        """It is about to go: the keyboard goes on at `control`."""
        if self.hasFocus():
            control.setFocus()

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(_RESET, _RESET)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, and its arrow in the palette's ink."""
        super().paintEvent(event)
        lively = self.underMouse() or self.hasFocus()
        role = QPalette.ColorRole.WindowText if lively else QPalette.ColorRole.PlaceholderText
        # The style sheet gives the button's own palette one ink for everything.
        ink = QGuiApplication.palette().color(role)
        drawn = pixmap("reset", ink.name(), _GLYPH, self.devicePixelRatioF())
        place = QRect(0, 0, _GLYPH, _GLYPH)
        place.moveCenter(self.rect().center())
        painter = QPainter(self)
        painter.drawPixmap(place, drawn)
        painter.end()


class NamedRow(QHBoxLayout):
    """A name, its control, and small buttons after it."""

    def __init__(self, name: str, control: QWidget, after: Iterable[QWidget] = (), role: str = "") -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(8)
        self.title = name_label(name, role, control)
        self.addWidget(self.title)
        self.addWidget(control, 1)
        for widget in after:
            self.addWidget(widget)

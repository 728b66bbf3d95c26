"""Controls that many parts of the window use: labels, choices, rows of segments, number fields."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

_ARROW = 48  # pixels of a choice that are not for its words
_FEWEST = 6  # characters of a shortened text: fewer say nothing


class QuietWheel(QObject):
    """Keeps the wheel from changing a control that has no focus: a scrolled panel must not alter settings."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the panel have the wheel unless the control is focused."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def quiet_wheel(control: QWidget) -> None:
    """Give `control` focus by click and key only, and the wheel only with focus."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(QuietWheel(control))


def label(text: str, role: str = "") -> QLabel:
    """A plain-text label; `role` is "", "heading", "quiet" or "muted"."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


def breakable(text: str) -> str:
    """`text` with places to break inside words longer than a line's worth."""
    words = text.split(" ")
    return " ".join("\u200b".join(w[i : i + 24] for i in range(0, len(w), 24)) if len(w) > 40 else w for w in words)


class ElidedLabel(QLabel):
    """One line of plain text, shortened in the middle where it does not fit; the whole is in the tooltip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._mode = Qt.TextElideMode.ElideMiddle
        self._note = ""
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`."""
        super().setText(text)
        self.setAccessibleName(text)
        self._hint()

    def annotate(self, note: str) -> None:
        """Add plain text to the tooltip, or with "" none."""
        self._note = note
        self.setAccessibleDescription(note)
        self._hint()

    def elide(self, mode: Qt.TextElideMode) -> None:
        """Where the dots go."""
        self._mode = mode
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whether a tooltip is needed depends on the width."""
        super().resizeEvent(event)
        self._hint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shortened text."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        if shown != self.text() and len(shown) < _FEWEST:
            shown = ""
        painter.drawText(self.rect(), int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), shown)
        painter.end()

    def _hint(self) -> None:
        long = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        # Escaped by hand: a tooltip guesses whether it is HTML, and a file name may look like it.
        parts = [part.replace("&", "&amp;").replace("<", "&lt;") for part in (self.text() * long, self._note) if part]
        self.setToolTip(f"<span>{'<br>'.join(parts)}</span>" if parts else "")


class Choice(QComboBox):
    """One of a few values, each with its words.

    Signals:
        chosen(object): the person chose another value.
    """

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[object, str]], tip: str = "") -> None:
        super().__init__()
        for value, words in choices:
            self.addItem(words, value)
        quiet_wheel(self)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def show_value(self, value: object, words: str = "") -> None:
        """Show a value that was chosen elsewhere; one that is not listed is added in `words`."""
        index = self.findData(value)
        if index < 0:
            self.addItem(words or str(value), value)
            index = self.count() - 1
        self.setCurrentIndex(index)

    def width_for_words(self) -> int:
        """So wide that none of the words is shortened."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        return max((metrics.horizontalAdvance(self.itemText(at)) for at in range(self.count())), default=0) + _ARROW

    def showPopup(self) -> None:
        """The list is as wide as its words, however narrow the field is."""
        self.view().setMinimumWidth(self.width_for_words())
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words that do not fit are shortened, not cut; the list has them in full."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        words = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = words  # pyright: ignore[reportAttributeAccessIssue]
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class Segments(QWidget):
    """A row of exclusive buttons.

    Signals:
        chosen(float): the person chose another.
    """

    chosen = Signal(float)

    def __init__(self, name: str, values: Sequence[tuple[float, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in values]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for index, (value, words) in enumerate(values):
            button = QToolButton()
            button.setObjectName("segment")
            button.setText(words)
            button.setCheckable(True)
            button.setAccessibleName(f"{name} {words}")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked, chosen=value: self.chosen.emit(chosen))
            self._group.addButton(button, index)
            row.addWidget(button)

    def show_value(self, value: float | None) -> None:
        """Show the chosen one, or none."""
        self._group.setExclusive(False)
        for index, own in enumerate(self._values):
            self._group.button(index).setChecked(own == value)
        self._group.setExclusive(True)

    def buttons(self) -> list[QToolButton]:
        """In order, for tests and keyboard order."""
        return [b for b in self._group.buttons() if isinstance(b, QToolButton)]


def column(spacing: int = 8) -> QVBoxLayout:
    """A vertical layout without margins."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    return made


def plain_number(box: QAbstractSpinBox) -> None:
    """A number field without arrows, right-aligned, that takes effect when Enter is pressed or it is left."""
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    box.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    box.setKeyboardTracking(False)
    box.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    box.setLocale(locale)

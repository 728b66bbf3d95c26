"""A setting on a slider: its name, its value as an editable number, what its ends do, and a way back."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSlider, QWidget

from app.ui.field_parts import ProblemLine, ResetButton, name_label
from app.ui.fields import label, quiet_wheel
from app.ui.number_box import NumberBox

NUMBER_WIDTH = 64


class ResettingSlider(QSlider):
    """A slider whose double click is a reset."""

    reset = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the default."""
        self.reset.emit()


class SliderField(QWidget):
    """A name, a slider, its value as an editable number, and what its ends do.

    With `resets` a button under the number leads back to the default while the value is another; a double click on
    the slider does so in any case.

    Signals:
        changed(float): the person chose another value.
    """

    changed = Signal(float)

    def __init__(
        self,
        name: str,
        *,
        low: float,
        high: float,
        step: float,
        default: float,
        decimals: int = 0,
        slider_high: float | None = None,
        ends: tuple[str, str] | None = None,
        suffix: str = "",
        tip: str = "",
        role: str = "heading",
        resets: bool = False,
    ) -> None:
        """`high` bounds the number; the slider may end earlier, at `slider_high`, where useful values end."""
        super().__init__()
        self._step = step
        self._default = default
        self._shown = default
        self._refusal = ""
        self._slider_high = slider_high if slider_high is not None else high
        self._check: Callable[[float], str] = lambda _value: ""
        self.number = NumberBox(name, low, high, decimals=decimals, step=step, suffix=suffix)
        self.number.setFixedWidth(NUMBER_WIDTH)
        self.slider = ResettingSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(low / step), round(self._slider_high / step))
        self.slider.setPageStep(max(1, round((self._slider_high - low) / step / 10)))
        self.slider.setAccessibleName(name)
        quiet_wheel(self.slider)
        self.title = name_label(name, role, self.number)
        self.note = label("", "muted")
        self.note.setWordWrap(True)
        self.note.hide()
        self.problem = ProblemLine()
        self.reset = ResetButton(name)
        self._lay_out(ends, resets=resets)
        self.set_tip(tip)
        self.show_value(default)
        self.slider.valueChanged.connect(lambda position: self._chosen(position * self._step))
        self.number.valueChanged.connect(self._chosen)
        self.number.problem_changed.connect(self._show_problem)
        self.slider.reset.connect(lambda: self._chosen(self._default))
        self.reset.clicked.connect(lambda: self.reset.leave_to(self.number))
        self.reset.clicked.connect(lambda: self._chosen(self._default))

    @property
    def value(self) -> float:
        """The value shown."""
        return self.number.value()

    def set_default(self, value: float, words: str = "") -> None:
        """What a reset goes back to; `words` say why, for the button's tooltip."""
        self._default = value
        self.reset.explain(words)
        self._show_reset()

    def set_check(self, check: Callable[[float], str]) -> None:
        """`check(value)` says why a value within the bounds cannot be chosen, or ""."""
        self._check = check
        self.number.set_check(check)

    def set_note(self, text: str) -> None:
        """A quiet line below, "" for none."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_tip(self, tip: str) -> None:
        """What it is for, and the jargon."""
        self.number.set_tip(tip)
        self.slider.setToolTip(tip)
        self.slider.setAccessibleDescription(tip)
        self.title.setToolTip(tip)

    def show_value(self, value: float) -> None:
        """Show a value that was chosen elsewhere."""
        self._shown = value
        self.slider.blockSignals(True)
        self.slider.setValue(round(min(value, self._slider_high) / self._step))
        self.slider.blockSignals(False)
        self.number.show_value(value)
        self._show_problem(self.number.problem)
        self._show_reset()

    def show_refusal(self, reason: str) -> None:
        """Say why the value that is shown, and was accepted once, cannot be used now; "" when it can."""
        self._refusal = reason
        self._show_problem(self.number.problem)

    def _show_problem(self, problem: str) -> None:
        self.problem.show_problem(problem or self._refusal)

    def _chosen(self, value: float) -> None:
        if problem := self._check(value):
            self.show_value(self._shown)
            self._show_problem(problem)
            return
        self.show_value(value)
        self.changed.emit(float(self.number.value()))

    def _show_reset(self) -> None:
        self.reset.offer(abs(self.number.value() - self._default) > self._step / 100)

    def _lay_out(self, ends: tuple[str, str] | None, *, resets: bool) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self.slider, 0, 1)
        grid.addWidget(self.number, 0, 2)
        grid.setColumnStretch(1, 1)
        if ends is not None:
            row = QHBoxLayout()
            row.addWidget(label(ends[0], "muted"))
            row.addStretch()
            row.addWidget(label(ends[1], "muted"))
            grid.addLayout(row, 1, 1, Qt.AlignmentFlag.AlignTop)
        if resets:
            grid.addWidget(self.reset, 1, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        else:
            self.reset.setParent(self)
            self.reset.withdraw()
        grid.addWidget(self.note, 2, 0, 1, 3)
        grid.addWidget(self.problem, 3, 0, 1, 3)

"""A number that is checked while it is typed: what cannot be is said beside it, and is never taken."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from app.language import number, translate
from app.ui.field_parts import mark_problem
from app.ui.fields import plain_number, quiet_wheel

_LONGEST = 12
_SIGNS = "0123456789.,-+ "


class NumberBox(QDoubleSpinBox):
    """A number field without arrows, that takes effect when Enter is pressed or it is left.

    What is out of range, or what `set_check`'s function objects to, can be typed but not taken: while it stands there
    the field is marked and says why, and when it is left the number before comes back.

    Signals:
        problem_changed(str): why what is being typed cannot be taken, "" for nothing.
    """

    problem_changed = Signal(str)

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        *,
        decimals: int = 0,
        step: float = 1,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self._check: Callable[[float], str] = lambda _value: ""
        self._tip = ""
        self.problem = ""
        self.setAccessibleName(name)
        plain_number(self)
        self.setCorrectionMode(QDoubleSpinBox.CorrectionMode.CorrectToPreviousValue)
        self.set_bounds(low, high, decimals)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        quiet_wheel(self)
        self.lineEdit().textEdited.connect(self._typed)
        self.valueChanged.connect(lambda _value: self._say(""))
        self.editingFinished.connect(lambda: self._say(""))

    def set_bounds(self, low: float, high: float, decimals: int) -> None:
        """Between what and with how many decimals."""
        self._low, self._high = low, high
        self.setDecimals(decimals)
        self.setRange(low, high)

    def set_check(self, check: Callable[[float], str]) -> None:
        """`check(value)` says why a number within the bounds cannot be taken, or ""."""
        self._check = check

    def set_tip(self, tip: str) -> None:
        """What the field is for."""
        self._tip = tip
        self._describe()

    def show_value(self, value: float) -> None:
        """Show a value that was chosen elsewhere. What is being typed stays, unless the value is another now."""
        if value == self.value():
            return
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)
        self._say("")

    def objection(self, value: float) -> str:
        """Why `value` cannot be taken, or ""."""
        if not self._low <= value <= self._high:
            return translate("NumberBox", "From {low} to {high}").format(
                low=self._worded(self._low), high=self._worded(self._high)
            )
        return self._check(value)

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Anything that looks like a number can be typed; only what can be taken is acceptable."""
        bare = self._bare(text)
        if len(bare) > _LONGEST or any(sign not in _SIGNS for sign in bare):
            return QValidator.State.Invalid, text, pos
        value = self._parsed(bare)
        fine = value is not None and not self.objection(value)
        return QValidator.State.Acceptable if fine else QValidator.State.Intermediate, text, pos

    def valueFromText(self, text: str) -> float:
        """What was typed, with a dot or a comma."""
        value = self._parsed(self._bare(text))
        return self.value() if value is None else value

    def stepBy(self, steps: int) -> None:
        """Arrow keys and the wheel stop at what cannot be taken, and say why."""
        wanted = min(self.maximum(), max(self.minimum(), self.value() + steps * self.singleStep()))
        if objection := self.objection(wanted):
            self._say(objection)
        else:
            super().stepBy(steps)

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()

    def _parsed(self, text: str) -> float | None:
        try:
            return round(float(text.replace(" ", "").replace(",", ".")), self.decimals())
        except ValueError:
            return None

    def _worded(self, value: float) -> str:
        decimals = 0 if float(value).is_integer() else self.decimals()
        return number(value, decimals) + self.suffix()

    def _typed(self, text: str) -> None:
        value = self._parsed(self._bare(text))
        self._say(translate("NumberBox", "A number is wanted") if value is None else self.objection(value))

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            mark_problem(self, problem)
            self._describe()
            self.problem_changed.emit(problem)

    def _describe(self) -> None:
        self.setToolTip(self._tip)
        self.setAccessibleDescription(self.problem or self._tip)

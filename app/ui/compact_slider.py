"""A number on a short slider, in one line: its name, the slider, the number."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpinBox, QWidget

from app.ui.fields import label, plain_number, quiet_wheel
from app.ui.slider_field import ResettingSlider

_FINE = 400  # positions of a slider whose numbers grow evenly in proportion


class CompactSlider(QWidget):
    """Shows and chooses a whole number.

    Signals:
        changed(int, int): the number the person chose, and which drag it belongs to; 0 for none.
    """

    changed = Signal(int, int)

    def __init__(
        self,
        name: str,
        low: int,
        high: int,
        *,
        default: int | None = None,
        suffix: str = "",
        tip: str = "",
        proportional: bool = False,
        slider_width: int = 56,
        number_width: int = 56,
    ) -> None:
        """`proportional`: one step of the slider is the same share anywhere. A double click goes to `default`."""
        super().__init__()
        self._low, self._high, self._proportional = low, high, proportional
        self._gesture = self._gestures = 0
        self.name = label(name, "quiet")
        self.slider = ResettingSlider(Qt.Orientation.Horizontal)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider.setMinimumWidth(slider_width)
        self.slider.setMaximumWidth(2 * slider_width)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.number = QSpinBox()
        plain_number(self.number)
        self.number.setSuffix(suffix)
        self.number.setFixedWidth(number_width)
        self.name.setBuddy(self.number)
        for control in (self.slider, self.number):
            quiet_wheel(control)
            control.setAccessibleName(name)
            control.setAccessibleDescription(tip)
        for widget in (self.name, self.slider, self.number):
            widget.setToolTip(tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.name, self.slider, self.number):
            row.addWidget(widget)
        self.set_range(low, high)
        self.slider.valueChanged.connect(lambda place: self._chosen(self._value(place), self._gesture))
        self.slider.sliderPressed.connect(self._begin)
        self.slider.sliderReleased.connect(self._end)
        self.number.valueChanged.connect(lambda value: self._chosen(value, 0))
        if default is not None:
            self.slider.reset.connect(lambda: self._chosen(default, 0))

    def shorten(self, *, name: bool = True, slider: bool = True) -> None:
        """Leave out the name or the slider where there is no room; the number always stays."""
        self.name.setVisible(name)
        self.slider.setVisible(slider)

    def width_with_slider(self) -> int:
        """How wide it is at least when nothing is left out."""
        return self.name.sizeHint().width() + self.slider.minimumWidth() + self.number.width() + 16

    @property
    def value(self) -> int:
        """The number shown."""
        return self.number.value()

    def set_range(self, low: int, high: int) -> None:
        """From where to where it goes."""
        self._low, self._high = low, high
        shown = self.number.value()
        for control in (self.slider, self.number):
            control.blockSignals(True)
        self.number.setRange(low, high)
        self.slider.setRange(*((0, _FINE) if self._proportional else (low, high)))
        self.slider.setPageStep(max(1, (self.slider.maximum() - self.slider.minimum()) // 10))
        for control in (self.slider, self.number):
            control.blockSignals(False)
        self.show_value(shown)

    def show_value(self, value: int) -> None:
        """Show a number that was chosen elsewhere."""
        for control, shown in ((self.slider, self._place(value)), (self.number, value)):
            if control.value() != shown and not (control is self.slider and self._value(control.value()) == value):
                control.blockSignals(True)
                control.setValue(shown)
                control.blockSignals(False)

    def _chosen(self, value: int, gesture: int) -> None:
        self.show_value(value)
        self.changed.emit(value, gesture)

    def _begin(self) -> None:
        self._gestures += 1
        self._gesture = self._gestures

    def _end(self) -> None:
        self._gesture = 0

    def _place(self, value: int) -> int:
        if not self._proportional:
            return value
        share = math.log(max(value, self._low) / self._low) / math.log(self._high / self._low)
        return round(share * _FINE)

    def _value(self, place: int) -> int:
        if not self._proportional:
            return place
        return round(self._low * (self._high / self._low) ** (place / _FINE))

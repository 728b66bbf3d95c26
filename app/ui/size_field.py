"""The size of the result: a factor, exact pixels, or a print of so many centimetres or inches."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.language import number, translate
from app.settings import DPI
from app.ui.field_parts import ProblemLine, ResetButton
from app.ui.fields import Choice, Segments, label
from app.ui.icons import icon
from app.ui.number_box import NumberBox
from app.ui.print_size import DECIMALS, Print, Sizing
from app.ui.theme import Appearance
from engine.request import MAX_SIDE, RestoreRequest

FACTORS = (1.0, 1.5, 2.0, 3.0, 4.0)
_NARROWEST = 64  # of a number, in pixels
_TYPED = 999_999  # what can be typed, to be told that it is too much

Photo = tuple[int, int]


class SizeField(QWidget):
    """Factors as segments, and what they come to in pixels or on paper, which can be edited.

    What was said last stays: a print size keeps its centimetres when the DPI change, a factor or pixels keep the
    picture, and the centimetres follow.

    Signals:
        changed(dict): the request's fields `scale` and `size` as the person chose them.
        units_changed(str, int): another unit, "px", "cm" or "in", or other DPI.
    """

    changed = Signal(object)
    units_changed = Signal(str, int)

    def __init__(self, appearance: Appearance, unit: str = "px", dpi: int = 300) -> None:
        super().__init__()
        self._appearance = appearance
        self._sizing = Sizing(unit, dpi)
        self._recommended = self._sizing.request.scale
        self._refusal = ""
        self._check: Callable[[dict[str, Any]], str] = lambda _fields: ""
        self.factors = Segments(translate("Size", "Size"), [(factor, f"{number_text(factor)}×") for factor in FACTORS])
        self.width_box = NumberBox("", 0, _TYPED)
        self.height_box = NumberBox("", 0, _TYPED)
        self.unit = Choice(
            translate("Size", "Unit of the size"), _units(), translate("Size", "In pixels, or printed at so many DPI")
        )
        self.unit.show_value(unit)
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setChecked(True)
        self.lock.setObjectName("square")
        self.lock.setIconSize(QSize(16, 16))
        self.lock.setAccessibleName(translate("Size", "Keep proportions"))
        self.lock.setToolTip(translate("Size", "Keep the photo's proportions"))
        self.dpi_box = NumberBox(translate("Size", "DPI of the print"), *DPI)
        self.dpi_box.set_tip(translate("Size", "Pixels of a printed inch: 300 for photos looked at closely"))
        self.dpi_box.show_value(dpi)
        self.pixels = label("", "muted")
        self.paper = QWidget()
        self.problem = ProblemLine()
        self.reset = ResetButton(translate("Size", "Size"))
        self._lay_out()
        self._connect()
        self._show_unit()
        self.show_request(self._sizing.request, None)

    @property
    def dpi(self) -> int:
        """Pixels of a printed inch."""
        return self._sizing.dpi

    @property
    def unit_name(self) -> str:
        """ "px", "cm" or "in"."""
        return self._sizing.unit

    def set_check(self, check: Callable[[dict[str, Any]], str]) -> None:
        """`check(fields)` says why fields of the request cannot be so, or ""."""
        self._check = check

    def set_recommended(self, scale: float, words: str) -> None:
        """The factor that a reset goes back to, and why."""
        self._recommended = scale
        self.reset.explain(words)
        self._show_reset()

    def show_refusal(self, reason: str) -> None:
        """Say why the size that is shown cannot be restored; "" when it can."""
        self._refusal = reason
        self._show_problem()

    def show_request(self, request: RestoreRequest, photo: Photo | None) -> None:
        """Show the request's size for a photo of (width, height) pixels, or None when there is no photo."""
        sizing = self._sizing
        sizing.show(request, photo)
        self.factors.show_value(request.scale if request.size is None else None)
        for index, box in enumerate((self.width_box, self.height_box)):
            box.show_value(sizing.shown(index))
            box.setEnabled(photo is not None)
        size = sizing.size
        self.lock.setEnabled(photo is not None)
        self.pixels.setText(f"{size[0]} × {size[1]} px" if size is not None else "")
        self._show_reset()
        self._show_problem()

    def _objection(self, index: int, value: float) -> str:
        """Why a width (0) or height (1) cannot be had."""
        if self._sizing.photo is None:
            return ""
        fields, _meant = self._sizing.asked(index, value)
        if self._sizing.pixels(value) < 1:
            return _side_words()
        return self._objection_to(fields)

    def _objection_to(self, fields: dict[str, Any]) -> str:
        return _side_words() if max(fields["size"]) > MAX_SIDE else self._check(fields)

    def _dpi_objection(self, dpi: float) -> str:
        paper = self._sizing.paper
        if paper is None:
            return ""
        return self._objection_to({"size": Print.of(paper.width, paper.height, round(dpi)).pixels})

    def _edited(self, index: int, value: float) -> None:
        sizing = self._sizing
        if sizing.photo is None:
            return
        if objection := self._objection(index, value):
            self._refuse(objection)
            return
        fields, sizing.paper = sizing.asked(index, value)
        self.changed.emit(fields)
        self.show_request(sizing.request, sizing.photo)

    def _dpi_edited(self, dpi: float) -> None:
        sizing = self._sizing
        sizing.dpi = round(dpi)
        self.units_changed.emit(sizing.unit, sizing.dpi)
        if sizing.paper is not None:
            sizing.paper = Print.of(sizing.paper.width, sizing.paper.height, sizing.dpi)
            self.changed.emit({"size": sizing.paper.pixels})
        self.show_request(sizing.request, sizing.photo)

    def _factor(self, factor: float) -> None:
        fields = {"scale": factor, "size": None}
        if objection := self._check(fields):
            self._refuse(objection)
        else:
            self.changed.emit(fields)

    def _refuse(self, objection: str) -> None:
        self.show_request(self._sizing.request, self._sizing.photo)
        self.problem.show_problem(objection)

    def _reset_pressed(self) -> None:
        self.reset.leave_to(self.factors.buttons()[0])
        self._factor(self._recommended)

    def _show_unit(self) -> None:
        paper = self.unit_name != "px"
        self.paper.setVisible(paper)
        names = (translate("Size", "Width"), translate("Size", "Height"))
        for box, name in zip((self.width_box, self.height_box), names, strict=True):
            box.blockSignals(True)
            box.set_bounds(0, _TYPED, DECIMALS if paper else 0)
            box.blockSignals(False)
            words = translate("Size", "{side} in {unit}").format(side=name, unit=self.unit.currentText())
            box.setAccessibleName(words)
            box.set_tip(words)

    def _unit_chosen(self) -> None:
        self._sizing.unit = str(self.unit.currentData())
        self._show_unit()
        self.units_changed.emit(self.unit_name, self.dpi)
        self.show_request(self._sizing.request, self._sizing.photo)

    def _show_reset(self) -> None:
        request = self._sizing.request
        self.reset.offer(request.size is not None or request.scale != self._recommended)

    def _show_problem(self) -> None:
        boxes = (self.width_box, self.height_box, self.dpi_box)
        self.problem.show_problem(next((box.problem for box in boxes if box.problem), self._refusal))

    def _draw_lock(self) -> None:
        self._sizing.linked = self.lock.isChecked()
        name = "linked" if self.lock.isChecked() else "unlinked"
        self.lock.setIcon(icon(name, self._appearance.theme))

    def _connect(self) -> None:
        self.factors.chosen.connect(self._factor)
        self.reset.clicked.connect(self._reset_pressed)
        for index, box in enumerate((self.width_box, self.height_box)):
            box.set_check(lambda value, index=index: self._objection(index, value))
            box.valueChanged.connect(lambda value, index=index: self._edited(index, value))
        self.dpi_box.set_check(self._dpi_objection)
        self.dpi_box.valueChanged.connect(self._dpi_edited)
        for box in (self.width_box, self.height_box, self.dpi_box):
            box.problem_changed.connect(lambda _problem: self._show_problem())
        self.unit.chosen.connect(lambda _unit: self._unit_chosen())
        self.lock.toggled.connect(self._draw_lock)
        self._appearance.changed.connect(self._draw_lock)
        self._draw_lock()

    def _lay_out(self) -> None:
        head, sides, paper = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(self.paper)
        for row in (head, sides, paper):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
        title = label(translate("Size", "Size"), "heading")
        title.setToolTip(
            translate("Size", "Size of the restored picture: times the photo's, in pixels, or as a print.")
        )
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self.reset)
        for box in (self.width_box, self.height_box):
            box.setSpecialValueText("–")
            box.setMinimumWidth(_NARROWEST)
            box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.unit.setFixedWidth(max(64, self.unit.width_for_words()))
        sides.addWidget(self.width_box, 1)
        sides.addWidget(label("×", "quiet"))
        sides.addWidget(self.height_box, 1)
        sides.addWidget(self.unit)
        sides.addWidget(self.lock)
        self.dpi_box.setFixedWidth(64)
        paper.addWidget(self.dpi_box)
        paper.addWidget(label(translate("Size", "DPI"), "quiet"))
        paper.addStretch()
        paper.addWidget(self.pixels)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.factors)
        box.addLayout(sides)
        box.addWidget(self.paper)
        box.addWidget(self.problem)


def number_text(value: float) -> str:
    """As short as it can be: 1, 1.5."""
    return number(value, 0 if float(value).is_integer() else 1)


def _units() -> list[tuple[object, str]]:
    """Pixels, and the two units of paper, this place's own first."""
    units: list[tuple[object, str]] = [
        ("cm", translate("Size", "cm", "centimetres")),
        ("in", translate("Size", "in", "inches")),
    ]
    if QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem:
        units.reverse()
    return [("px", translate("Size", "px", "pixels")), *units]


def _side_words() -> str:
    return translate("Size", "A side has 1 to {most} pixels.").format(most=number(MAX_SIDE))

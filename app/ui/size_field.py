"""The size of the result: a factor, or exact pixels."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QToolButton, QVBoxLayout, QWidget

from app.ui.fields import Segments, label, plain_number, quiet_wheel
from app.ui.icons import icon
from app.ui.theme import Appearance
from engine.request import MAX_SIDE, RestoreRequest

FACTORS = (1.0, 1.5, 2.0, 3.0, 4.0)


class SizeField(QWidget):
    """Factors as segments, and the pixels they come to, which can be edited.

    Signals:
        changed(dict): the request's fields `scale` and `size` as the person chose them.
    """

    changed = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._photo: tuple[int, int] | None = None
        self._request = RestoreRequest()
        self.factors = Segments("Size", [(factor, f"{factor:g}×") for factor in FACTORS])
        self.width_box, self.height_box = (self._pixels(name) for name in ("Width", "Height"))
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setChecked(True)
        self.lock.setObjectName("square")
        self.lock.setIconSize(QSize(16, 16))
        self.lock.setAccessibleName("Keep proportions")
        self.lock.setToolTip("Keep the photo's proportions")
        pixels = QHBoxLayout()
        pixels.setContentsMargins(0, 0, 0, 0)
        pixels.setSpacing(8)
        pixels.addWidget(self.width_box, 1)
        pixels.addWidget(label("×", "quiet"))
        pixels.addWidget(self.height_box, 1)
        pixels.addWidget(label("px", "quiet"))
        pixels.addWidget(self.lock)
        title = label("Size", "heading")
        tip = "Size of the restored picture: times the photo's, or exactly so many pixels."
        title.setToolTip(tip)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(title)
        box.addWidget(self.factors)
        box.addLayout(pixels)
        self.factors.chosen.connect(lambda factor: self.changed.emit({"scale": factor, "size": None}))
        self.width_box.valueChanged.connect(lambda value: self._edited(width=value))
        self.height_box.valueChanged.connect(lambda value: self._edited(height=value))
        self.lock.toggled.connect(self._draw_lock)
        appearance.changed.connect(self._draw_lock)
        self._draw_lock()
        self.show_request(self._request, None)

    def show_request(self, request: RestoreRequest, photo: tuple[int, int] | None) -> None:
        """Show the request's size for a photo of (width, height) pixels, or None when there is no photo."""
        self._photo = photo
        self._request = request
        self.factors.show_value(request.scale if request.size is None else None)
        size = request.output_size(*photo) if photo is not None else request.size
        for box, side in zip((self.width_box, self.height_box), size or (0, 0), strict=True):
            box.blockSignals(True)
            box.setValue(side)
            box.blockSignals(False)
            box.setEnabled(photo is not None)
        self.lock.setEnabled(photo is not None)

    def _pixels(self, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, MAX_SIDE)
        box.setSpecialValueText("–")
        box.setAccessibleName(f"{name} in pixels")
        box.setToolTip(f"{name} of the restored picture in pixels")
        plain_number(box)
        box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        quiet_wheel(box)
        return box

    def _edited(self, width: int | None = None, height: int | None = None) -> None:
        if self._photo is None:
            return
        wide, high = self._request.output_size(*self._photo)
        if width is not None:
            wide = max(1, width)
            if self.lock.isChecked():
                high = _side(wide * self._photo[1] / self._photo[0])
        if height is not None:
            high = max(1, height)
            if self.lock.isChecked():
                wide = _side(high * self._photo[0] / self._photo[1])
        self.changed.emit({"size": (wide, high)})

    def _draw_lock(self) -> None:
        name = "linked" if self.lock.isChecked() else "unlinked"
        self.lock.setIcon(icon(name, self._appearance.theme))


def _side(value: float) -> int:
    return min(MAX_SIDE, max(1, round(value)))

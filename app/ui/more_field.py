"""The folded part of the inspector: what most photos never need."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.ui.fields import Choice, Row, SliderField, column
from app.ui.icons import icon
from app.ui.theme import Appearance
from engine.request import RestoreRequest

_STARTS = (("lq", "The photo, with noise"), ("noise", "Noise alone"))
_COLOURS = (("adain", "Like the photo, overall"), ("wavelet", "Like the photo, in detail"), ("none", "As restored"))
_SAMPLERS = (("euler", "Euler"), ("dpmpp-2m", "DPM++ 2M"), ("unipc", "UniPC"))
_TILES = tuple((side, f"{side} px") for side in (256, 512, 768, 1024, 1536, 2048))


class MoreField(QWidget):
    """Start, strength, colours, sampler, tile and negative prompt.

    Signals:
        changed(dict): fields of the request as the person chose them.
        folded(bool): whether the part is shown.
    """

    changed = Signal(object)
    unfolded = Signal(bool)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.fold = QToolButton()
        self.fold.setObjectName("fold")
        self.fold.setText("More")
        self.fold.setCheckable(False)
        self.fold.setIconSize(QSize(16, 16))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.body = QWidget()
        self.start = Choice("Start", _STARTS, "Where the restoration starts. From the photo is more faithful.")
        self.strength = SliderField(
            "Strength", low=1, high=100, step=1, default=100, suffix=" %", ends=("closer", "as trained"),
            role="", tip="How much noise is put on the photo at the start. Only when starting from the photo.",
        )  # fmt: skip
        self.colour = Choice("Colours", _COLOURS, "How the colours are matched to the photo (AdaIN, wavelet, none).")
        self.sampler = Choice("Sampler", _SAMPLERS, "How each step is calculated.")
        self.tile = Choice(
            "Tile", _TILES, "Large pictures are restored in tiles of this size; smaller needs less memory."
        )
        self.negative = QLineEdit()
        self.negative.setAccessibleName("Steer away from")
        self.negative.setPlaceholderText("blurry, scratched")
        self.negative.setToolTip("Negative prompt: what the result should not look like. Needs a guidance above 1.")
        inside = column(12)
        inside.addLayout(Row("Start from", self.start))
        inside.addWidget(self.strength)
        inside.addLayout(Row("Colours", self.colour))
        inside.addLayout(Row("Sampler", self.sampler))
        inside.addLayout(Row("Tile", self.tile))
        inside.addLayout(Row("Steer away", self.negative))
        self.body.setLayout(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.fold)
        box.addWidget(self.body)
        self.fold.clicked.connect(lambda: self.set_unfolded(self.body.isHidden()))
        self.start.chosen.connect(lambda value: self.changed.emit({"start": value}))
        self.strength.changed.connect(lambda value: self.changed.emit({"strength": value / 100}))
        self.colour.chosen.connect(lambda value: self.changed.emit({"color": value}))
        self.sampler.chosen.connect(lambda value: self.changed.emit({"sampler": value}))
        self.tile.chosen.connect(lambda value: self.changed.emit({"tile": value}))
        self.negative.textEdited.connect(lambda text: self.changed.emit({"negative_prompt": text}))
        appearance.changed.connect(self._draw_fold)
        self.set_unfolded(False)

    def set_unfolded(self, shown: bool) -> None:
        """Show or hide the part."""
        self.body.setVisible(shown)
        self.fold.setAccessibleName("Hide more settings" if shown else "Show more settings")
        self._draw_fold()
        self.unfolded.emit(shown)

    def show_request(self, request: RestoreRequest) -> None:
        """Show values that were chosen elsewhere."""
        self.start.show_value(request.start)
        self.strength.show_value(request.strength * 100)
        self.strength.setEnabled(request.start == "lq")
        self.colour.show_value(request.color)
        self.sampler.show_value(request.sampler)
        self.tile.show_value(request.tile, f"{request.tile} px")
        self.negative.setEnabled(request.guidance_scale > 1)
        if self.negative.text() != request.negative_prompt:
            self.negative.setText(request.negative_prompt)

    def _draw_fold(self) -> None:
        name = "chevron-right" if self.body.isHidden() else "chevron-down"
        self.fold.setIcon(icon(name, self._appearance.theme))

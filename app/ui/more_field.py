"""The folded part of the inspector: what most photos never need."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.language import translate
from app.ui.field_parts import NamedRow, ResetButton
from app.ui.fields import Choice, column
from app.ui.icons import icon
from app.ui.slider_field import SliderField
from app.ui.theme import Appearance
from engine.request import RestoreRequest

_TILES = tuple((side, f"{side} px") for side in (256, 512, 768, 1024, 1536, 2048))


class MoreField(QWidget):
    """Start, strength, colours, sampler, tiles, arithmetic and negative prompt.

    Signals:
        changed(dict): fields of the request as the person chose them.
        unfolded(bool): whether the part is shown.
    """

    changed = Signal(object)
    unfolded = Signal(bool)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._request = self._recommended = RestoreRequest()
        self._resets: dict[str, ResetButton] = {}
        self.fold = QToolButton()
        self.fold.setObjectName("fold")
        self.fold.setText(translate("Inspector", "More"))
        self.fold.setCheckable(False)
        self.fold.setIconSize(QSize(16, 16))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.body = QWidget()
        self._make_choices()
        self.strength = SliderField(
            translate("Inspector", "Strength"), low=1, high=100, step=1, default=100, suffix=" %", role="", resets=True,
            ends=(translate("Inspector", "closer", "to the photo"), translate("Inspector", "as trained")),
            tip=translate(
                "Inspector", "How much noise is put on the photo at the start. Only when starting from the photo."
            ),
        )  # fmt: skip
        self.negative = QLineEdit()
        self.negative.setAccessibleName(translate("Inspector", "Steer away from"))
        self.negative.setPlaceholderText(translate("Inspector", "blurry, scratched"))
        self._lay_out()
        self._connect()
        self.set_unfolded(False)

    def set_unfolded(self, shown: bool) -> None:
        """Show or hide the part."""
        self.body.setVisible(shown)
        self.fold.setAccessibleName(
            translate("Inspector", "Hide more settings") if shown else translate("Inspector", "Show more settings")
        )
        self._draw_fold()
        self.unfolded.emit(shown)

    def needed_width(self) -> int:
        """What the part needs once it is shown."""
        inside = self.body.layout()
        return inside.minimumSize().width() if inside is not None else 0

    def set_check(self, check: Callable[[dict[str, Any]], str]) -> None:
        """`check(fields)` says why fields of the request cannot be so, or ""."""
        self.strength.set_check(lambda value: check({"strength": value / 100}))

    def set_recommended(self, request: RestoreRequest, words: Callable[[str], str]) -> None:
        """What resets go back to; `words(value)` say so for a value in words."""
        self._recommended = request
        self.strength.set_default(request.strength * 100, words(f"{request.strength * 100:.0f} %"))
        for field, choice in self._choices.items():
            index = choice.findData(getattr(request, field))
            self._resets[field].explain(words(choice.itemText(index)) if index >= 0 else "")
        self._resets["negative_prompt"].explain(
            words(request.negative_prompt) if request.negative_prompt else translate("Inspector", "Back to none")
        )
        self._show_resets()

    def show_request(self, request: RestoreRequest) -> None:
        """Show values that were chosen elsewhere."""
        self._request = request
        for field, choice in self._choices.items():
            value = getattr(request, field)
            words = f"{(1 - value) * 100:.0f} %" if field == "tile_overlap" else f"{value} px"
            choice.show_value(value, words if isinstance(value, int | float) else "")
        self.strength.show_value(request.strength * 100)
        self.strength.setEnabled(request.start == "lq")
        self.negative.setEnabled(request.guidance_scale > 1)
        self.negative.setToolTip(
            translate("Inspector", "Negative prompt: what the result should not look like. Needs a guidance above 1.")
        )
        if self.negative.text() != request.negative_prompt:
            self.negative.setText(request.negative_prompt)
        self._show_resets()

    def _make_choices(self) -> None:
        def made(name: str, choices: Sequence[tuple[object, str]], tip: str) -> Choice:
            return Choice(name, choices, tip)

        self.start = made(
            translate("Inspector", "Start"),
            [
                ("lq", translate("Inspector", "Photo with noise")),
                ("noise", translate("Inspector", "Noise alone")),
            ],
            translate("Inspector", "Where the restoration starts. From the photo is more faithful."),
        )
        self.colour = made(
            translate("Inspector", "Colours"),
            [
                ("adain", translate("Inspector", "Photo's, overall")),
                ("wavelet", translate("Inspector", "Photo's, in detail")),
                ("none", translate("Inspector", "As restored")),
            ],
            translate(
                "Inspector",
                "How the colours are matched to the photo (AdaIN, wavelet, none). AdaIN takes its contrast, too, with "
                "noise and scratches in it: where there are many, the others are closer.",
            ),
        )
        self.sampler = made(
            translate("Inspector", "Sampler"),
            [("euler", "Euler"), ("dpmpp-2m", "DPM++ 2M"), ("unipc", "UniPC")],
            translate("Inspector", "How each step is calculated."),
        )
        self.tile = made(
            translate("Inspector", "Tile"),
            _TILES,
            translate("Inspector", "Large pictures are restored in tiles of this size; smaller needs less memory."),
        )
        self.overlap = made(
            translate("Inspector", "Overlap"),
            [(0.75, "25 %"), (0.5, "50 %"), (0.25, "75 %")],
            translate("Inspector", "How far tiles overlap: more hides their seams better and takes longer."),
        )
        self.speed = made(
            translate("Inspector", "Speed"),
            [("exact", translate("Inspector", "Exact")), ("fast", translate("Inspector", "Fast, approximate"))],
            translate("Inspector", "Fast leaves guidance out in the second half and reuses features between steps."),
        )
        self.precision = made(
            translate("Inspector", "Arithmetic"),
            [
                ("auto", translate("Inspector", "As the device likes it")),
                ("fp32", translate("Inspector", "32 bits")),
                ("bf16", translate("Inspector", "16 bits, wide range (bf16)")),
                ("fp16", translate("Inspector", "16 bits (fp16)")),
                ("int8", translate("Inspector", "8-bit weights, approximate")),
            ],
            translate("Inspector", "How precisely is calculated; 8-bit weights need about half the memory."),
        )
        self.place = made(
            translate("Inspector", "Positions"),
            [("released", translate("Inspector", "As released")), ("pixels", translate("Inspector", "In pixels"))],
            translate("Inspector", "How a tile is told its place in the picture (micro-conditioning of SDXL)."),
        )
        self._choices: dict[str, Choice] = {
            "start": self.start,
            "color": self.colour,
            "sampler": self.sampler,
            "tile": self.tile,
            "tile_overlap": self.overlap,
            "speed": self.speed,
            "precision": self.precision,
            "time_ids": self.place,
        }

    def _lay_out(self) -> None:
        inside = column(12)
        names = {
            "start": translate("Inspector", "Start from"),
            "color": translate("Inspector", "Colours"),
            "sampler": translate("Inspector", "Sampler"),
            "tile": translate("Inspector", "Tile"),
            "tile_overlap": translate("Inspector", "Overlap"),
            "speed": translate("Inspector", "Speed"),
            "precision": translate("Inspector", "Arithmetic"),
            "time_ids": translate("Inspector", "Positions"),
        }
        for field, choice in self._choices.items():
            inside.addLayout(self._row(field, names[field], choice))
            if field == "start":
                inside.addWidget(self.strength)
        inside.addLayout(self._row("negative_prompt", translate("Inspector", "Steer away"), self.negative))
        self.body.setLayout(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.fold)
        box.addWidget(self.body)

    def _row(self, field: str, name: str, control: QWidget) -> NamedRow:
        reset = self._resets[field] = ResetButton(name)
        reset.clicked.connect(lambda: reset.leave_to(control))
        reset.clicked.connect(lambda: self.changed.emit({field: getattr(self._recommended, field)}))
        return NamedRow(name, control, (reset,))

    def _connect(self) -> None:
        self.fold.clicked.connect(lambda: self.set_unfolded(self.body.isHidden()))
        for field, choice in self._choices.items():
            choice.chosen.connect(lambda value, field=field: self.changed.emit({field: value}))
        self.strength.changed.connect(lambda value: self.changed.emit({"strength": value / 100}))
        self.negative.textEdited.connect(lambda text: self.changed.emit({"negative_prompt": text}))
        self._appearance.changed.connect(self._draw_fold)

    def _show_resets(self) -> None:
        for field, reset in self._resets.items():
            reset.offer(getattr(self._request, field) != getattr(self._recommended, field))

    def _draw_fold(self) -> None:
        name = "chevron-right" if self.body.isHidden() else "chevron-down"
        self.fold.setIcon(icon(name, self._appearance.theme))

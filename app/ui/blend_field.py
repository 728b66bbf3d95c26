"""How much of the restored picture shows: the slider at the end of the takes."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import translate
from app.model.blends import Blends
from app.model.takes import Takes
from app.ui.compact_slider import CompactSlider


class BlendField(QWidget):
    """Shows and changes the strength of the take on the right."""

    def __init__(self, blends: Blends, takes: Takes) -> None:
        super().__init__()
        self._blends = blends
        tip = translate("Blend", "How much of the restored picture shows; at 0 % it is the original")
        self.field = CompactSlider(
            translate("Blend", "Blend"), 0, 100, default=100, suffix=" %", tip=tip, slider_width=56
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field)
        self.field.changed.connect(self._chosen)
        takes.changed.connect(self.refresh)
        blends.right_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the strength as it is."""
        take = self._blends.right_take
        self.setEnabled(take is not None)
        self.field.show_value(take.blend if take is not None else 100)

    def _chosen(self, percent: int, drag: int) -> None:
        if self._blends.right is not None:
            self._blends.set_percent(self._blends.right.take, percent, drag)

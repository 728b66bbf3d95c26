"""The bar of the brush, between the picture and its takes, while the brush is in hand."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.language import translate
from app.model.blends import Blends
from app.model.brush import LARGEST, SMALLEST, Brush
from app.ui.compact_slider import CompactSlider
from app.ui.icons import icon
from app.ui.theme import Appearance

ROW = 44
_CLOSE, _APART = 4, 16


class BrushBar(QWidget):
    """Shows and drives a brush. In a narrow window it has two rows.

    Signals:
        done(): the person puts the brush away.
    """

    done = Signal()

    def __init__(self, brush: Brush, blends: Blends, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("takes")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(translate("Brush", "Brush"))
        self._brush, self._blends, self._appearance = brush, blends, appearance
        self.photo = self._choice(
            translate("Brush", "Original", "what the brush paints"),
            translate("Brush", "Paint the original over the restored picture; X changes"),
        )
        self.restored = self._choice(
            translate("Brush", "Restored", "what the brush paints"),
            translate("Brush", "Paint the restored picture back; X changes"),
        )
        self.size_field = CompactSlider(
            translate("Brush", "Size"),
            SMALLEST,
            LARGEST,
            suffix=translate("Brush", " px"),
            tip=translate("Brush", "Diameter in pixels of the restored picture ([ and ], or Shift + wheel)"),
            proportional=True,
            number_width=72,
        )
        self.hardness = CompactSlider(
            translate("Brush", "Hardness"),
            0,
            100,
            default=50,
            suffix=" %",
            tip=translate("Brush", "How sharp the edge is (Shift + [ and Shift + ])"),
        )
        self.opacity = CompactSlider(
            translate("Brush", "Opacity"),
            1,
            100,
            default=100,
            suffix=" %",
            tip=translate("Brush", "How much one stroke changes"),
        )
        self.overlay = self._square("overlay", translate("Brush", "Show the layer"))
        self.overlay.setToolTip(translate("Brush", "Show in red where the original shows (O)"))
        self.overlay.setCheckable(True)
        self.invert = self._square("invert", translate("Brush", "Invert the layer"))
        self.invert.setToolTip(translate("Brush", "Swap original and restored everywhere (I)"))
        self.clear = self._square("clear", translate("Brush", "Clear the layer"))
        self.clear.setToolTip(translate("Brush", "Show the restored picture everywhere again"))
        self.away = QToolButton()
        self.away.setText(translate("Brush", "Done"))
        self.away.setToolTip(translate("Brush", "Put the brush away (B or Esc)"))
        self._lay_out()
        self._connect()
        self._draw()
        self.refresh()

    def refresh(self) -> None:
        """Show the brush as it is."""
        brush, right = self._brush, self._blends.right
        (self.restored if brush.restores else self.photo).setChecked(True)
        self.size_field.show_value(round(brush.size))
        self.hardness.show_value(brush.hardness)
        self.opacity.show_value(brush.opacity)
        self.overlay.setChecked(brush.overlay)
        self.clear.setEnabled(right is not None and not right.mask.blank)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row where there is room for it, else two; at last without sliders."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """It can be as narrow as the window makes it."""
        return QSize(320, ROW)

    def _arrange(self) -> None:
        room = self.width() - 20
        self.away.setMinimumWidth(self.away.sizeHint().width())  # else the layout shortens its word first
        for button in (self.photo, self.restored):  # here, since another style sheet takes it back
            bold = button.font()
            bold.setBold(True)  # as the chosen one is
            button.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(button.text()) + 24)
        choices = self.photo.minimumWidth() + self.restored.minimumWidth() + _CLOSE
        tools = sum(button.sizeHint().width() + _CLOSE for button in (self.overlay, self.invert, self.clear, self.away))
        upper = choices + _APART + self.size_field.width_with_slider()
        lower = self.hardness.width_with_slider() + _APART + self.opacity.width_with_slider() + _APART + tools
        one = room >= upper + _APART + lower
        self._rows.setDirection(QBoxLayout.Direction.LeftToRight if one else QBoxLayout.Direction.TopToBottom)
        for field in (self.hardness, self.opacity):
            field.shorten(slider=room >= lower)
        sliders = self.hardness.slider.minimumWidth() + self.opacity.slider.minimumWidth() + 16
        self.away.setVisible(room >= lower - sliders)  # there are two keys and the button below, too
        self.size_field.shorten(slider=room >= upper)
        self._rows.setSpacing(_APART if one else _CLOSE)
        self.setFixedHeight(ROW if one else 2 * ROW - 8)

    def _lay_out(self) -> None:
        upper, lower = QHBoxLayout(), QHBoxLayout()
        group = QButtonGroup(self)
        for button in (self.photo, self.restored):
            group.addButton(button)
            upper.addWidget(button)
        upper.addSpacing(_APART - _CLOSE)
        upper.addWidget(self.size_field)
        lower.addWidget(self.hardness)
        lower.addSpacing(_APART - _CLOSE)
        lower.addWidget(self.opacity)
        lower.addSpacing(_APART - _CLOSE)
        lower.addStretch(1)
        for button in (self.overlay, self.invert, self.clear, self.away):
            lower.addWidget(button)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(12, 5, 8, 4)  # the line above stays free
        self._rows.setSpacing(_APART)
        for row in (upper, lower):
            row.setSpacing(_CLOSE)
        upper.addStretch(1)
        self._rows.addLayout(upper)
        self._rows.addLayout(lower, 1)
        self.setFixedHeight(ROW)

    def _connect(self) -> None:
        brush = self._brush
        brush.changed.connect(self.refresh)
        self._blends.edited.connect(self.refresh)
        self.photo.clicked.connect(lambda: brush.choose(restores=False))
        self.restored.clicked.connect(lambda: brush.choose(restores=True))
        self.size_field.changed.connect(lambda value, _drag: brush.choose(size=value))
        self.hardness.changed.connect(lambda value, _drag: brush.choose(hardness=value))
        self.opacity.changed.connect(lambda value, _drag: brush.choose(opacity=value))
        self.overlay.clicked.connect(lambda: brush.choose(overlay=self.overlay.isChecked()))
        self.invert.clicked.connect(self._blends.invert)
        self.clear.clicked.connect(self._blends.clear)
        self.away.clicked.connect(self.done)
        self._appearance.changed.connect(self._draw)

    def _choice(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("segment")
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        return button

    def _square(self, name: str, said: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("square")
        button.setProperty("glyph", name)
        button.setIconSize(QSize(20, 20))
        button.setAccessibleName(said)
        return button

    def _draw(self) -> None:
        for button in (self.overlay, self.invert, self.clear):
            button.setIcon(icon(str(button.property("glyph")), self._appearance.theme))

"""One take in the strip under the picture: its name, its star, and on which side of the comparison it stands."""

from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.language import translate
from app.ui.photo_cell import glyph_pixmap
from app.ui.theme import NORMAL, Appearance, ui_font

HEIGHT = 28
WIDEST = 148.0

Place = Literal["", "left", "right", "alone"]


def _said(place: Place) -> str:
    return {
        "": "",
        "left": translate("Takes", "on the left"),
        "right": translate("Takes", "on the right"),
        "alone": translate("Takes", "shown"),
    }[place]


class TakeChip(QAbstractButton):
    """A button that is drawn. Click: on the right; Ctrl + click or Shift + Enter: on the left.

    Signals:
        compare_wanted(): put it on the left.
        menu_wanted(QPoint): what can be done with it.
        stepped(int): the keyboard goes to the neighbour after (1) or before (-1).
        asked(str): "rename", "star" or "delete".
    """

    compare_wanted = Signal()
    menu_wanted = Signal(QPoint)
    stepped = Signal(int)
    asked = Signal(str)

    def __init__(self, number: int | None, appearance: Appearance) -> None:
        """`number` is the take's id; None for the original."""
        super().__init__()
        self.number = number
        self.place: Place = ""
        self.starred = self.unseen = self.blended = False
        self._appearance = appearance
        self._hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(ui_font(NORMAL))
        appearance.changed.connect(self.update)

    def show_take(
        self,
        text: str,
        place: Place,
        *,
        starred: bool = False,
        unseen: bool = False,
        blended: bool = False,
        tip: str = "",
    ) -> None:
        """What it says; `tip` is plain text."""
        self.place, self.starred, self.unseen, self.blended = place, starred, unseen, blended
        self.setText(text)
        numbered = self.number is not None and text.isdecimal()
        said = [translate("Takes", "Take {number}").format(number=text) if numbered else text]
        said += [translate("Takes", "starred")] * starred + [translate("Takes", "blended")] * blended
        said += [translate("Takes", "new", "a take not looked at yet")] * unseen
        said += [_said(place)] if place else []
        self.setAccessibleName(", ".join(said))
        lines = [line.replace("&", "&amp;").replace("<", "&lt;") for line in tip.split("\n") if line]
        self.setToolTip(f"<span>{'<br>'.join(lines)}</span>" if lines else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the words, the side and the marks."""
        words = min(QFontMetricsF(self.font()).horizontalAdvance(self.text()), WIDEST)
        return QSize(round(words) + 20 + 18 * self._sided + self._marks, HEIGHT)

    @property
    def _marks(self) -> int:
        """How wide the marks after the words are."""
        return 18 * self.blended + 18 * self.starred + 10 * self.unseen

    @property
    def _sided(self) -> bool:
        return self.place in ("left", "right")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Filled when on the right, outlined when on the left."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filled = self.place in ("right", "alone")
        ink = QColor(theme.panel if filled else theme.text)
        ground = QColor(theme.text if filled else theme.hover if self._hovered or self.isDown() else theme.raised)
        edge = QColor(theme.accent if self.hasFocus() else theme.strong_line if self.place == "left" else ground)
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        at = 10.0
        if self._sided:
            self._draw_side(painter, at, ink)
            at += 18
        right = self.width() - 10.0 - self._marks
        painter.setPen(ink)
        painter.setFont(self.font())
        words = QFontMetricsF(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, right - at + 1)
        box = QRectF(at, 0, right - at + 1, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
        if self.blended:
            drawn = glyph_pixmap("blended", ink.name(), 14, self.devicePixelRatioF())
            painter.drawPixmap(round(right + 4), round(self.height() / 2 - 7), drawn)
            right += 18
        if self.starred:
            drawn = glyph_pixmap("starred", ink.name(), 14, self.devicePixelRatioF())
            painter.drawPixmap(round(right + 4), round(self.height() / 2 - 7), drawn)
            right += 18
        if self.unseen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(QRectF(right + 4, self.height() / 2 - 3, 6, 6))
        painter.end()

    def _draw_side(self, painter: QPainter, left: float, ink: QColor) -> None:
        """A small frame, of which the half is filled where this one stands."""
        frame = QRectF(left + 0.5, self.height() / 2 - 4.5, 12, 9)
        half = QRectF(frame.left(), frame.top(), 6, 9)
        if self.place == "right":
            half.moveLeft(frame.center().x())
        painter.fillRect(half, ink)
        painter.save()
        painter.setPen(QPen(ink, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ctrl + click puts it on the left."""
        if event.button() == Qt.MouseButton.LeftButton and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.compare_wanted.emit()
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename it where it stands."""
        if event.button() == Qt.MouseButton.LeftButton and self.number is not None:
            self.asked.emit("rename")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbours, Enter chooses, Shift + Enter compares."""
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        asks = {Qt.Key.Key_S: "star", Qt.Key.Key_Delete: "delete"}
        if key in ways:
            self.stepped.emit(ways[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.compare_wanted if shift else self.clicked).emit()
        elif key in asks and self.number is not None:
            self.asked.emit(asks[key])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By mouse or key."""
        self.menu_wanted.emit(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Under the pointer."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No more."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

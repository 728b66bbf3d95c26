"""The contact sheet: takes side by side, all showing the same part of the photo. One of them is chosen."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.language import translate
from app.model.blends import Blends
from app.model.contact_sheet import ContactSheet, Slot
from app.model.side import Side
from app.model.take_pictures import TakePicture
from app.model.takes import Takes
from app.model.viewport import STEP, Viewport
from app.ui.imaging import Levels
from app.ui.photo_cell import glyph_pixmap
from app.ui.scene import draw_name
from app.ui.theme import NORMAL, Appearance, ui_font

GAP = 8
_MARGIN = 16
_CLICK = 4.0


class SheetView(QWidget):
    """Wheel zooms all at once, dragging moves all at once, a click chooses; arrows and Enter do too.

    Signals:
        chosen(int): this take it is.
    """

    chosen = Signal(int)

    def __init__(self, sheet: ContactSheet, takes: Takes, blends: Blends, appearance: Appearance) -> None:
        super().__init__()
        self.focused = 0
        self.viewport = Viewport()
        self._sheet, self._takes, self._blends, self._appearance = sheet, takes, blends, appearance
        self._pictures: dict[int, Levels] = {}
        self._asked: set[int] = set()
        self._pressed: QPointF | None = None
        self._moved = QPointF()
        self._panned = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(translate("Sheet", "Contact sheet"))
        sheet.changed.connect(self.refresh)
        sheet.preview_changed.connect(self.update)
        appearance.changed.connect(self.update)

    def refresh(self) -> None:
        """Show the slots as they are, and fetch pictures that are there by now."""
        if not self._sheet.open:
            self._pictures.clear()
            self._asked.clear()
            self.viewport.fit()
            return
        if not self._asked and not self._pictures:
            self.viewport.set_picture(*self._sheet.size)
        slots = self._sheet.slots
        wanted = {slot.take for slot in slots if slot.take is not None}
        self._pictures = {number: levels for number, levels in self._pictures.items() if number in wanted}
        for number in wanted - self._asked:
            self._asked.add(number)
            self._takes.with_picture(number, lambda picture, take=number: self._fetched(take, picture))
        self.focused = min(self.focused, max(0, len(slots) - 1))
        self._lay_out()
        if slots:
            self.setAccessibleDescription(self._words(self.focused, slots[self.focused]))
        self.update()

    def cells(self) -> list[QRectF]:
        """Where the takes lie, in logical pixels: as large as the photo's shape allows."""
        count = len(self._sheet.slots)
        if not count:
            return []
        area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        aspect = self.viewport.picture[0] / self.viewport.picture[1]

        def scale(columns: int) -> float:
            wide, high = _cell_size(area, columns, math.ceil(count / columns))
            return min(wide, high * aspect)

        columns = max(range(1, count + 1), key=scale)
        wide, high = _cell_size(area, columns, math.ceil(count / columns))
        return [
            QRectF(area.left() + at % columns * (wide + GAP), area.top() + at // columns * (high + GAP), wide, high)
            for at in range(count)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every take, or what is known of it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._appearance.canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, (slot, cell) in enumerate(zip(self._sheet.slots, self.cells(), strict=True)):
            self._draw_slot(painter, slot, cell)
            self._draw_caption(painter, at, slot, cell)
            if at == self.focused and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self._appearance.theme.accent), 2))
                painter.drawRoundedRect(cell.adjusted(-3, -3, 3, 3), 6, 6)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, a number or Enter chooses, S stars."""
        slots, cells = self._sheet.slots, self.cells()
        key = event.key()
        columns = sum(1 for cell in cells if cell.top() == cells[0].top()) if cells else 1
        ways = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns,
        }  # fmt: skip
        if key in ways:
            at = self.focused + ways[Qt.Key(key)]
            if 0 <= at < len(slots):
                self._focus(at)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not event.modifiers():
            self._choose(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._choose(self.focused)
        elif key == Qt.Key.Key_S and not event.modifiers() and self.focused < len(slots):
            take = slots[self.focused].take
            if take is not None:
                self._takes.star(take)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame appears."""
        super().focusInEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or the beginning of a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._moved = event.position()
            self._panned = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag all pictures at once."""
        over = any(cell.contains(event.position()) for cell in self.cells())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        if self._pressed is None:
            return
        if (event.position() - self._pressed).manhattanLength() > _CLICK:
            self._panned = True
        if self._panned:
            step = (event.position() - self._moved) * self.devicePixelRatioF()
            self.viewport.pan(step.x(), step.y())
            self._moved = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._panned or event.button() != Qt.MouseButton.LeftButton:
            return
        for at, cell in enumerate(self.cells()):
            if cell.contains(event.position()):
                self._choose(at)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom all pictures to the point under the pointer."""
        notches = event.angleDelta().y() / 120
        for cell in self.cells():
            if notches and cell.contains(event.position()):
                point = (event.position() - cell.topLeft()) * self.devicePixelRatioF()
                self.viewport.zoom_to(self.viewport.scale * STEP**notches, point.x(), point.y())
                self.update()
                break
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other cells."""
        self._lay_out()

    def _focus(self, at: int) -> None:
        self.focused = at
        self.setAccessibleDescription(self._words(at, self._sheet.slots[at]))
        self.update()

    def _choose(self, at: int) -> None:
        slots = self._sheet.slots
        if at < len(slots):
            self._focus(at)
            take = slots[at].take
            if take is not None:
                self.chosen.emit(take)

    def _fetched(self, number: int, picture: TakePicture) -> None:
        if self._sheet.open:
            pyramid = picture.pyramid
            self._pictures[number] = Levels(Side("", pyramid, blend=self._blends.blend(number, pyramid)))
            self.viewport.set_picture(pyramid.width, pyramid.height)
            self._lay_out()
            self.update()

    def _lay_out(self) -> None:
        cells = self.cells()
        if cells:
            ratio = self.devicePixelRatioF()
            self.viewport.set_area(cells[0].width() * ratio, cells[0].height() * ratio)

    def _draw_slot(self, painter: QPainter, slot: Slot, cell: QRectF) -> None:
        levels = self._pictures.get(slot.take) if slot.take is not None else None
        preview = self._sheet.preview() if slot.state == "running" else None
        if levels is None and preview is not None:
            levels = Levels(Side("", pixels=preview))
        if levels is None:
            veil = QColor(self._appearance.canvas_ink)
            veil.setAlpha(18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(veil)
            painter.drawRoundedRect(cell, 6, 6)
            return
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.translate(cell.topLeft())
        painter.scale(1 / ratio, 1 / ratio)
        clip = QRectF(0, 0, cell.width() * ratio, cell.height() * ratio)
        levels.draw(painter, QRectF(*self.viewport.rect()), clip, smooth=self.viewport.scale <= 2.0)
        painter.restore()

    def _draw_caption(self, painter: QPainter, at: int, slot: Slot, cell: QRectF) -> None:
        """Named in the corner, as pictures on the canvas are; what is not there yet says so in the middle."""
        words = self._words(at, slot)
        shown = slot.state == "running" and self._sheet.preview() is not None
        if (slot.take is not None and slot.take in self._pictures) or shown:
            seen = QRectF(*self.viewport.rect())
            ratio = self.devicePixelRatioF()
            area = QRectF(seen.topLeft() / ratio, seen.size() / ratio).translated(cell.topLeft()).intersected(cell)
            draw_name(painter, words, area, area.width(), corner="left", ratio=1.0)
            take = self._takes.take(slot.take)
            if take is not None and take.starred:
                drawn = glyph_pixmap("starred", "#ffffff", 16, ratio)
                painter.drawPixmap(QPointF(area.right() - 28, area.top() + 12), drawn)
        else:
            painter.setFont(ui_font(NORMAL))
            painter.setPen(self._appearance.canvas_ink)
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(cell.adjusted(16, 16, -16, -16), flags, words)

    def _words(self, at: int, slot: Slot) -> str:
        take = self._takes.take(slot.take)
        if take is not None:
            seed = translate("Sheet", "seed {seed}").format(seed=slot.seed)
            return f"{at + 1}   {take.title}, {seed}" if take.name else f"{at + 1}   {seed}"
        if slot.state == "running":
            percent = round(self._sheet.fraction() * 100)
            return translate("Sheet", "seed {seed}, {percent} %").format(seed=slot.seed, percent=percent)
        if slot.state == "failed":
            return translate("Sheet", "seed {seed}: {reason}").format(seed=slot.seed, reason=slot.reason)
        if slot.state == "cancelled":
            return translate("Sheet", "seed {seed}: cancelled").format(seed=slot.seed)
        return translate("Sheet", "seed {seed}, waiting").format(seed=slot.seed)


def _cell_size(area: QRectF, columns: int, rows: int) -> tuple[float, float]:
    wide = (area.width() - GAP * (columns - 1)) / columns
    high = (area.height() - GAP * (rows - 1)) / rows
    return max(1.0, wide), max(1.0, high)

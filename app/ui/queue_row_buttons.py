"""The small buttons in a row of the queue; they appear in the row under the pointer, and in selected rows.

The same is in the menu of the row and on its keys, for those who use no mouse.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.language import translate
from app.model.job import Job
from app.ui.photo_cell import glyph_pixmap
from app.ui.theme import Theme

SIDE = 28
_GLYPHS = {"save": "save", "folder": "open", "retry": "retry", "cancel": "close"}


def buttons_of(job: Job) -> tuple[str, ...]:
    """What can be done with one click, as `QueuePanel.act` takes it."""
    if job.state == "done":
        return ("save", "folder") if job.take is not None else ("folder",)
    return ("retry",) if job.state in ("failed", "cancelled") else ("cancel",)


def tip_of(button: str, job: Job) -> str:
    """What a button does."""
    if button == "folder" and job.saved is not None:
        return translate("Queue", "Show the saved file in its folder")
    tips = {
        "save": translate("Queue", "Save the result"),
        "folder": translate("Queue", "Show the photo in its folder"),
        "retry": translate("Queue", "Restore it once more"),
        "cancel": translate("Queue", "Cancel this photo"),
    }
    return tips[button]


def areas(job: Job, row: QRectF) -> dict[str, QRectF]:
    """Where the buttons are in the row's rectangle, from the right."""
    found, right = {}, row.right() - 4
    for button in reversed(buttons_of(job)):
        found[button] = QRectF(right - SIDE, row.center().y() - SIDE / 2, SIDE, SIDE)
        right -= SIDE
    return found


def button_at(job: Job, row: QRectF, at: QPointF) -> str | None:
    """The button under the pointer."""
    return next((button for button, area in areas(job, row).items() if area.contains(at)), None)


def draw_buttons(painter: QPainter, job: Job, row: QRectF, theme: Theme, pointer: QPointF | None) -> float:
    """Draws them; returns where the room for words ends."""
    left = row.right()
    for button, area in areas(job, row).items():
        if pointer is not None and area.contains(pointer):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.strong_line))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)
        drawn = glyph_pixmap(_GLYPHS[button], theme.text, 16, painter.device().devicePixelRatio())
        painter.drawPixmap(QPointF(round(area.center().x() - 8), round(area.center().y() - 8)), drawn)
        left = min(left, area.left())
    return left

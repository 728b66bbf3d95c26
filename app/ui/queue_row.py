"""How a row of the queue is drawn: thumbnail, name, state, and the small buttons under the pointer."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.model.job import Job
from app.model.thumbnails import Thumbnails
from app.notify import one_line
from app.ui.imaging import qt_image
from app.ui.photo_cell import draw_thumbnail, glyph_pixmap
from app.ui.queue_row_buttons import button_at, draw_buttons, tip_of
from app.ui.queue_rows import JOB, Index, QueueModel
from app.ui.theme import NORMAL, SMALL, Appearance, ui_font

ROW = 44


class RowDelegate(QStyledItemDelegate):
    """One row: thumbnail, name, state, for what runs a bar, and under the pointer what can be done with it.

    Signals:
        pressed(str, Job): a button of the row, as `QueuePanel.do` takes it.
    """

    pressed = Signal(str, object)

    def __init__(
        self, model: QueueModel, thumbnails: Thumbnails, appearance: Appearance, view: QAbstractItemView
    ) -> None:
        super().__init__(view)
        self._model, self._thumbnails, self._appearance, self._view = model, thumbnails, appearance, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All are of one size."""
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it in the theme's colours."""
        job = index.data(JOB)
        if not isinstance(job, Job):
            return
        theme = self._appearance.theme
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        flags = option.state  # pyright: ignore[reportAttributeAccessIssue]
        row = _row(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if flags & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(row, 6, 6)
        if flags & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.drawRoundedRect(row.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
        pixels = self._thumbnails.get(job.path)
        image = qt_image(pixels) if pixels is not None else None
        box = QRectF(row.left() + 8, row.top() + 4, 48, row.height() - 8)
        draw_thumbnail(painter, box, image, self._appearance, broken=bool(self._thumbnails.problem(job.path)))
        room = QRectF(row)
        if flags & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            room.setRight(draw_buttons(painter, job, row, theme, self._pointer()))
        self._draw_words(painter, job, room, row, box.right() + 12)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A click on one of the row's buttons."""
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)
        job = index.data(JOB)
        if isinstance(event, QMouseEvent) and isinstance(job, Job):
            rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
            button = button_at(job, _row(rect), event.position())
            if event.type() == QEvent.Type.MouseMove:
                self._view.update(index)  # the button under the pointer is drawn as such
            elif button is not None and event.type() in kinds and event.button() == Qt.MouseButton.LeftButton:
                if event.type() == QEvent.Type.MouseButtonRelease:
                    self.pressed.emit(button, job)
                return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """What the button under the pointer does, else the whole path and state."""
        job = index.data(JOB)
        if isinstance(job, Job):
            rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
            button = button_at(job, _row(rect), QPointF(event.pos()))
            if button is not None:
                QToolTip.showText(event.globalPos(), tip_of(button, job), view)
                return True
        return super().helpEvent(event, view, option, index)

    def _pointer(self) -> QPointF | None:
        viewport = self._view.viewport()
        return QPointF(viewport.mapFromGlobal(viewport.cursor().pos())) if viewport.underMouse() else None

    def _draw_words(self, painter: QPainter, job: Job, room: QRectF, row: QRectF, left: float) -> None:
        """The name and the state, in columns of the whole `row` but within `room`."""
        theme = self._appearance.theme
        ended = job.state in ("done", "cancelled")
        state = QRectF(max(left + 80, row.center().x() - 20), row.top(), 0, row.height())
        state.setRight(room.right() - 10)
        name = QRectF(left, row.top(), state.left() - left - 16, row.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        font = ui_font(NORMAL)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted if ended else theme.text))
        shown = QFontMetricsF(font).elidedText(one_line(job.path.name), Qt.TextElideMode.ElideMiddle, name.width())
        painter.drawText(name, flags, shown)
        glyphs = {"done": "check", "failed": "error", "waiting": "clock"}
        ink = theme.error if job.state == "failed" else theme.text if job.state == "running" else theme.muted
        ratio = painter.device().devicePixelRatio()
        if job.state in glyphs:
            drawn = glyph_pixmap(glyphs[job.state], ink, 16, ratio)
            painter.drawPixmap(round(state.left()), round(state.center().y() - 8), drawn)
        words = state.adjusted(24, 0, 0, 0)
        small = ui_font(SMALL if job.state == "failed" else NORMAL)
        painter.setFont(small)
        painter.setPen(QColor(theme.text if job.state in ("failed", "running") else theme.muted))
        fraction = self._model.fraction(job) if job.state == "running" else None
        if fraction is not None:
            words.setHeight(row.height() - 10)
            bar = QRectF(words.left(), row.bottom() - 11, words.width(), 4)
            painter.drawText(words, flags, self._model.words(job))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.strong_line))
            painter.drawRoundedRect(bar, 2, 2)
            bar.setWidth(max(4.0, bar.width() * fraction))
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(bar, 2, 2)
            return
        text, metrics = self._model.words(job), QFontMetricsF(small)
        if job.state == "failed" and metrics.horizontalAdvance(text) > words.width():
            # a reason may take two lines; the tooltip has all of it
            wrapped = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.setClipRect(words.adjusted(0, 4, 0, -4))
            painter.drawText(words.adjusted(0, 4, 0, -4), wrapped, text)
            return
        painter.drawText(words, flags, metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width()))


def _row(rect: QRect) -> QRectF:
    """What is drawn of a row's rectangle."""
    return QRectF(rect).adjusted(8, 1, -8, -1)

"""The rows of the queue: a model that Qt's views understand, and how a row is drawn."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.model.pace import duration
from app.model.queue import Queue
from app.model.queue_store import Job
from app.model.thumbnails import Thumbnails
from app.notify import one_line
from app.ui.imaging import qt_image
from app.ui.photo_cell import draw_thumbnail, glyph_pixmap
from app.ui.theme import NORMAL, SMALL, Appearance, ui_font

JOB = Qt.ItemDataRole.UserRole
ROW = 44
_MIME = "application/x-heirloom-jobs"

Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """Jobs in the order of the queue. Waiting rows can be dragged among themselves."""

    def __init__(self, queue: Queue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._jobs: tuple[Job, ...] = queue.jobs
        queue.changed.connect(self._on_changed)
        queue.progressed.connect(self._on_progressed)

    def rowCount(self, parent: Index | None = None) -> int:
        """A flat list."""
        return len(self._jobs) if parent is None or not parent.isValid() else 0

    def job_at(self, row: int) -> Job | None:
        """The job in this row."""
        return self._jobs[row] if 0 <= row < len(self._jobs) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The job, and its words."""
        job = self.job_at(index.row()) if index.isValid() else None
        if job is None:
            return None
        if role == JOB:
            return job
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(job.path.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{one_line(job.path.name)}, {self.words(job)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            plain = f"{job.path}\n{self.words(job)}".replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
            return f"<span>{plain}</span>"
        return None

    def words(self, job: Job) -> str:
        """Its state, for the row and for screen readers."""
        if job.state == "running":
            fraction = self.fraction(job)
            return f"Restoring, {round(fraction * 100)} %" if fraction is not None else "Restoring in another window"
        if job.state == "done":
            return f"Done in {duration(job.seconds)}" if job.seconds else "Done"
        return {"waiting": "Waiting", "failed": job.reason or "Failed", "cancelled": "Cancelled"}[job.state]

    def fraction(self, job: Job) -> float | None:
        """How far a running one is; None where another window restores it."""
        return self._queue.fraction_of(job)

    # Dragging -----------------------------------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only what waits can be moved; it is dropped between rows."""
        job = self.job_at(index.row()) if index.isValid() else None
        if job is None:
            return Qt.ItemFlag.ItemIsDropEnabled
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return plain | Qt.ItemFlag.ItemIsDragEnabled if job.state == "waiting" else plain

    def supportedDropActions(self) -> Qt.DropAction:
        """Rows move."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Rows of this list."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The ids of the rows that are dragged."""
        jobs = [job for job in (self.job_at(index.row()) for index in indexes) if job is not None]
        data = QMimeData()
        data.setData(_MIME, QByteArray(",".join(str(job.id) for job in jobs).encode()))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Have them come before the row they were dropped at."""
        if not data.hasFormat(_MIME):
            return False
        jobs = [int(part) for part in bytes(data.data(_MIME).data()).decode().split(",") if part.isdecimal()]
        at = row if row >= 0 else parent.row() if parent.isValid() else len(self._jobs)
        before = next((job for job in self._jobs[max(0, at) :] if job.state == "waiting" and job.id not in jobs), None)
        self._queue.move(jobs, before.id if before is not None else None)
        return False  # the queue says itself where they are; the view must not remove any row

    def _on_changed(self) -> None:
        new = self._queue.jobs
        old, ids = [job.id for job in self._jobs], [job.id for job in new]
        if ids == old:
            self._jobs = new
            self._on_progressed()
        elif ids[: len(old)] == old:
            self.beginInsertRows(QModelIndex(), len(old), len(ids) - 1)
            self._jobs = new
            self.endInsertRows()
        else:
            # Rows change places: what is selected goes with them.
            self.layoutAboutToBeChanged.emit()
            held = self.persistentIndexList()
            places = {job: row for row, job in enumerate(ids)}
            moved = [self.index(places[old[i.row()]]) if old[i.row()] in places else QModelIndex() for i in held]
            self._jobs = new
            moved = [self.index(i.row()) if i.isValid() else i for i in moved]
            self.changePersistentIndexList(held, moved)
            self.layoutChanged.emit()

    def _on_progressed(self) -> None:
        if self._jobs:
            self.dataChanged.emit(self.index(0), self.index(len(self._jobs) - 1), [JOB])


class RowDelegate(QStyledItemDelegate):
    """One row: thumbnail, name, state, and for what runs a bar."""

    def __init__(self, model: QueueModel, thumbnails: Thumbnails, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._thumbnails, self._appearance = model, thumbnails, appearance

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
        row = QRectF(rect).adjusted(8, 1, -8, -1)
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
        box = QRectF(row.left() + 6, row.top() + 4, 48, row.height() - 8)
        draw_thumbnail(painter, box, image, self._appearance, broken=bool(self._thumbnails.problem(job.path)))
        self._draw_words(painter, job, row, box.right() + 12)
        painter.restore()

    def _draw_words(self, painter: QPainter, job: Job, row: QRectF, left: float) -> None:
        theme = self._appearance.theme
        ended = job.state in ("done", "cancelled")
        state = QRectF(max(left + 80, row.center().x() - 20), row.top(), 0, row.height())
        state.setRight(row.right() - 10)
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


def jobs_of(model: QueueModel, rows: Sequence[int]) -> list[Job]:
    """The jobs in these rows."""
    return [job for job in (model.job_at(row) for row in rows) if job is not None]

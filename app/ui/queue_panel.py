"""The queue below the picture: its rows, how long the whole takes, and what can be done about it."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.model.pace import duration
from app.model.queue import Queue
from app.model.queue_store import Job
from app.model.thumbnails import Thumbnails
from app.ui.fields import ElidedLabel, label
from app.ui.icons import icon
from app.ui.queue_rows import JOB, QueueModel, RowDelegate, jobs_of
from app.ui.theme import Appearance

HEIGHT = 232


class QueueList(QListView):
    """Keys: Delete cancels or takes off, Alt + arrows move, the menu key shows what can be done."""

    menu_wanted = Signal(QPoint)
    asked = Signal(str)
    files_dropped = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What concerns the selected rows."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        moves = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down", Qt.Key.Key_Home: "first", Qt.Key.Key_End: "last"}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Delete:
            self.asked.emit("remove")
        elif alt and key in moves:
            self.asked.emit(moves[key])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By mouse or key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))
        else:
            self.menu_wanted.emit(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files go into the queue; rows change places."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """As `dragEnterEvent`."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """As `dragEnterEvent`; a drop never moves a file away."""
        if event.mimeData().hasUrls():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(event.mimeData())
        else:
            super().dropEvent(event)


class QueuePanel(QWidget):
    """Shows and drives the queue.

    Signals:
        files_dropped(QMimeData): put these into the queue.
        photo_wanted(Path): look at this photo.
        close_pressed(): hide the panel.
    """

    files_dropped = Signal(object)
    photo_wanted = Signal(object)
    close_pressed = Signal()

    def __init__(self, queue: Queue, thumbnails: Thumbnails, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("queue")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.setAcceptDrops(True)
        self._queue, self._appearance = queue, appearance
        self.summary = ElidedLabel("", "quiet")
        self.summary.elide(Qt.TextElideMode.ElideRight)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("Progress of the queue")
        self.pause = QPushButton("Pause")
        self.retry = QPushButton("Retry")
        self.cancel = QPushButton("Cancel all")
        self.clear = QPushButton("Clear finished")
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setAccessibleName("Hide the queue")
        self.close_button.setToolTip("Hide the queue (F6)")
        self.model = QueueModel(queue, self)
        self.list = QueueList()
        self.list.setObjectName("photos")
        self.list.setAccessibleName("Queue")
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowDelegate(self.model, thumbnails, appearance, self))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setAcceptDrops(True)
        self.list.setTabKeyNavigation(False)
        self.nothing = label(
            "Nothing is queued. Drop photos or folders here, or choose Restore in the film strip.", "quiet"
        )
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self._lay_out()
        self.pause.clicked.connect(lambda: queue.set_paused(not queue.paused))
        self.retry.clicked.connect(lambda _checked=False: queue.retry(None))
        self.cancel.clicked.connect(lambda _checked=False: queue.cancel(None))
        self.clear.clicked.connect(lambda _checked=False: queue.clear(None))
        self.close_button.clicked.connect(self.close_pressed)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.asked.connect(self.act)
        self.list.files_dropped.connect(self.files_dropped)
        self.list.activated.connect(self._open)
        queue.changed.connect(self.refresh)
        queue.progressed.connect(self.refresh)
        thumbnails.ready.connect(lambda _path: self.list.viewport().update())
        appearance.changed.connect(self._draw)
        self._draw()
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 6)
        head.setSpacing(8)
        head.addWidget(self.summary, 1)
        for widget in (self.pause, self.retry, self.cancel, self.clear, self.close_button):
            head.addWidget(widget)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self.list)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 1, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 16, 4)
        line.addWidget(self.bar)
        box.addLayout(line)
        box.addLayout(self._pages, 1)

    def refresh(self) -> None:
        """Show the queue as it is."""
        jobs = self._queue.jobs
        waiting = sum(job.state == "waiting" for job in jobs)
        running = sum(job.state == "running" for job in jobs)
        failed = sum(job.state == "failed" for job in jobs)
        _, total, fraction = self._queue.progress()
        self.summary.setText(self._words(waiting, running, failed))
        self.bar.setVisible(bool(waiting or running) and total > 1)
        self.bar.setValue(round(fraction * 1000))
        paused = self._queue.paused
        self.pause.setText("Continue" if paused else "Pause")
        tip = "Go on with the next photo" if paused else "Finish the photo that is being restored, and wait"
        self.pause.setToolTip(tip)
        self.pause.setVisible(bool(waiting or running))
        self.retry.setText(f"Retry {failed} failed" if failed > 1 else "Retry")
        self.retry.setToolTip("Restore those that failed once more")
        self.retry.setVisible(failed > 0)
        self.cancel.setVisible(bool(waiting or running))
        self.clear.setVisible(any(job.ended for job in jobs) and not (waiting or running))
        self.clear.setToolTip("Take the rows off this list; the takes stay")
        self._pages.setCurrentIndex(1 if jobs else 0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files go into the queue, wherever on the panel they are dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """As `dragEnterEvent`; a drop never moves a file away."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.files_dropped.emit(event.mimeData())

    def selected(self) -> list[Job]:
        """The selected rows, from the top."""
        return jobs_of(self.model, sorted(index.row() for index in self.list.selectionModel().selectedIndexes()))

    def act(self, what: str) -> None:
        """Do something with the selected rows: "cancel", "retry", "remove", "up", "down", "first" or "last"."""
        chosen = self.selected()
        ids = [job.id for job in chosen]
        if not ids:
            return
        if what == "retry":
            self._queue.retry(ids)
        elif what in ("cancel", "remove"):
            self._queue.cancel([job.id for job in chosen if not job.ended])
            if what == "remove":
                self._queue.clear([job.id for job in chosen if job.ended])
        else:
            self._move(ids, what)

    def menu(self) -> QMenu:
        """What can be done with the selected rows."""
        chosen = self.selected()
        states = {job.state for job in chosen}
        menu = QMenu(self)

        def entry(words: str, what: str, *, enabled: bool) -> None:
            action = menu.addAction(words)
            action.setEnabled(enabled)
            action.triggered.connect(lambda: self.act(what))

        shown = menu.addAction("Look at it")
        shown.setEnabled(len(chosen) == 1)
        shown.triggered.connect(lambda: self.photo_wanted.emit(chosen[0].path))
        menu.addSeparator()
        for words, what in (
            ("Move to the top\tAlt+Home", "first"), ("Move up\tAlt+Up", "up"),
            ("Move down\tAlt+Down", "down"), ("Move to the end\tAlt+End", "last"),
        ):  # fmt: skip
            entry(words, what, enabled="waiting" in states)
        menu.addSeparator()
        entry("Retry", "retry", enabled=bool(states & {"failed", "cancelled"}))
        entry("Cancel\tDel", "cancel", enabled=bool(states & {"waiting", "running"}))
        entry("Take off the list\tDel", "remove", enabled=bool(states & {"done", "failed", "cancelled"}))
        return menu

    def _move(self, ids: list[int], what: str) -> None:
        waiting = [job.id for job in self._queue.jobs if job.state == "waiting"]
        places = [waiting.index(job) for job in ids if job in waiting]
        if not places:
            return
        rest = [job for job in waiting if job not in ids]
        first, last = min(places), max(places)
        at = {
            "first": 0,
            "last": len(rest),
            "up": max(0, first - 1),
            "down": min(len(rest), last + 2 - len(places)),
        }[what]
        self._queue.move(ids, rest[at] if at < len(rest) else None)

    def _words(self, waiting: int, running: int, failed: int) -> str:
        ended, total, _ = self._queue.progress()
        parts = []
        if waiting or running:
            parts.append(f"{ended} of {total}" if total > 1 else "1 photo")
            left = self._queue.seconds_left()
            if self._queue.paused:
                parts.append("pausing after this photo" if running else "paused")
            elif left is not None:
                parts.append(f"about {duration(left)} left")
        elif self._queue.jobs:
            done = sum(job.state == "done" for job in self._queue.jobs)
            parts.append(f"{done} of {len(self._queue.jobs)} restored")
        if failed:
            parts.append(f"{failed} failed")
        return " · ".join(["Queue", *parts])

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _open(self) -> None:
        job = self.list.currentIndex().data(JOB)
        if isinstance(job, Job):
            self.photo_wanted.emit(job.path)

    def _draw(self) -> None:
        self.close_button.setIcon(icon("close", self._appearance.theme))
        self.list.viewport().update()

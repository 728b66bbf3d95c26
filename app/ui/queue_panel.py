"""The queue below the picture: its rows, how long the whole takes, and what can be done about it."""

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.language import translate
from app.model.job import Job
from app.model.session import Session
from app.ui.fields import ElidedLabel, label
from app.ui.icons import icon
from app.ui.queue_list import QueueList
from app.ui.queue_menu import row_menu
from app.ui.queue_row import RowDelegate
from app.ui.queue_rows import JOB, QueueModel, jobs_of
from app.ui.queue_words import can_save_all, queue_words
from app.ui.save_line import SaveLine
from app.ui.theme import Appearance

HEIGHT = 232


class QueuePanel(QWidget):
    """Shows and drives the queue.

    Signals:
        files_dropped(QMimeData): put these into the queue.
        photo_wanted(Path): look at this photo.
        folder_wanted(Path): show this folder.
        close_pressed(): hide the panel.
    """

    files_dropped = Signal(object)
    photo_wanted = Signal(object)
    folder_wanted = Signal(object)
    close_pressed = Signal()

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("queue")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.setAcceptDrops(True)
        self._session, self._queue, self._appearance = session, session.queue, appearance
        self.summary = ElidedLabel("", "quiet")
        self.summary.elide(Qt.TextElideMode.ElideRight)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(translate("Queue", "Progress of the queue"))
        self.pause, self.retry, self.cancel, self.save = (QPushButton() for _ in range(4))
        self.cancel.setText(translate("Queue", "Cancel all"))
        self.cancel.setToolTip(translate("Queue", "Cancel the running photo and all that wait; what is done stays"))
        self.save.setText(translate("Queue", "Save all"))
        self.save.setToolTip(
            translate("Queue", "Save every finished photo that is not saved yet, where the settings say (Ctrl+Alt+S)")
        )
        self.more = self._tool(translate("Queue", "More about the queue"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu())
        self.close_button = self._tool(translate("Queue", "Hide the queue"))
        self.close_button.setToolTip(translate("Queue", "Hide the queue (F6)"))
        self.saving = SaveLine(session.saving_many)
        self.model = QueueModel(session.queue, self)
        self.list = QueueList()
        self.list.setAccessibleName(translate("Queue", "Queue"))
        self.list.setModel(self.model)
        rows = RowDelegate(self.model, session.photos.thumbnails, appearance, self.list)
        self.list.setItemDelegate(rows)
        self.nothing = label(
            translate("Queue", "Nothing is queued. Drop photos or folders here, or choose Restore in the film strip."),
            "quiet",
        )
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self._lay_out()
        self.pause.clicked.connect(lambda: self._queue.set_paused(not self._queue.paused))
        self.retry.clicked.connect(lambda _checked=False: self._queue.retry(None))
        self.cancel.clicked.connect(lambda _checked=False: self._queue.cancel(None))
        self.save.clicked.connect(lambda _checked=False: session.save_all())
        self.close_button.clicked.connect(self.close_pressed)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.asked.connect(self.act)
        self.list.files_dropped.connect(self.files_dropped)
        self.list.activated.connect(lambda index: self.do("look", [index.data(JOB)]))
        rows.pressed.connect(lambda what, job: self.do(what, [job]))
        self._queue.changed.connect(self.refresh)
        self._queue.progressed.connect(self.refresh)
        session.saving_many.changed.connect(self.refresh)
        session.photos.thumbnails.ready.connect(self._redraw)
        appearance.changed.connect(self._draw)
        self._draw()
        self.refresh()

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self.each = menu.addAction(translate("Queue", "Save each result when it is finished"))
        self.each.setCheckable(True)
        self.each.triggered.connect(lambda on: self._session.preferences.set("save_each", on))
        menu.addSeparator()
        self.clear = menu.addAction(translate("Queue", "Clear finished"))
        self.clear.setToolTip(translate("Queue", "Take the rows off this list; the takes stay"))
        self.clear.triggered.connect(lambda _checked=False: self._queue.clear(None))
        menu.aboutToShow.connect(lambda: self.each.setChecked(self._session.settings.save_each))
        return menu

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 6)
        head.setSpacing(8)
        head.addWidget(self.summary, 1)
        for widget in (self.pause, self.retry, self.cancel, self.save):
            head.addWidget(widget)
        tools = QHBoxLayout()
        tools.setSpacing(0)
        tools.addWidget(self.more)
        tools.addWidget(self.close_button)
        head.addLayout(tools)
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
        box.addWidget(self.saving)
        box.addLayout(self._pages, 1)

    def refresh(self) -> None:
        """Show the queue as it is."""
        jobs = self._queue.jobs
        under_way = any(not job.ended for job in jobs)
        failed = sum(job.state == "failed" for job in jobs)
        _, total, fraction = self._queue.progress()
        self.summary.setText(queue_words(self._queue))
        self.bar.setVisible(under_way and total > 1)
        self.bar.setValue(round(fraction * 1000))
        paused = self._queue.paused
        self.pause.setText(translate("Queue", "Continue") if paused else translate("Queue", "Pause"))
        self.pause.setToolTip(
            translate("Queue", "Go on with the next photo")
            if paused
            else translate("Queue", "Finish the photo that is being restored, and wait")
        )
        self.pause.setVisible(under_way)
        retry = translate("Queue", "Retry %n failed", n=failed) if failed > 1 else translate("Queue", "Retry")
        self.retry.setText(retry)
        self.retry.setToolTip(translate("Queue", "Restore those that failed once more"))
        self.retry.setVisible(failed > 0)
        self.cancel.setVisible(under_way)
        self.save.setVisible(any(job.take is not None for job in jobs))
        self.save.setEnabled(can_save_all(jobs) and not self._session.saving_many.busy)
        self.clear.setEnabled(any(job.ended for job in jobs))
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

    def menu(self) -> QMenu:
        """What can be done with the selected rows."""
        return row_menu(self, self.selected(), self.act)

    def act(self, what: str) -> None:
        """As `do`, with the selected rows."""
        self.do(what, self.selected())

    def do(self, what: str, jobs: list[Job]) -> None:
        """Do something with these rows: "look", "save", "folder", "retry", "copy", "cancel", "remove", or move them
        "up", "down", "first" or "last".
        """
        ids = [job.id for job in jobs]
        if not ids:
            return
        if what == "look":
            self.photo_wanted.emit(jobs[0].path)
        elif what == "save":
            self._session.save_all(jobs)
        elif what == "folder":
            self.folder_wanted.emit(_folder_of(jobs[0]))
        elif what == "retry":
            self._queue.retry(ids)
        elif what == "copy":
            QGuiApplication.clipboard().setText("\n".join(f"{job.path}: {job.reason}" for job in jobs if job.reason))
        elif what in ("cancel", "remove"):
            self._queue.cancel([job.id for job in jobs if not job.ended])
            if what == "remove":
                self._queue.clear([job.id for job in jobs if job.ended])
        else:
            self._move(ids, what)

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

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _redraw(self, _path: Path) -> None:
        self.list.viewport().update()

    def _draw(self) -> None:
        self.more.setIcon(icon("more", self._appearance.theme))
        self.close_button.setIcon(icon("close", self._appearance.theme))
        self.list.viewport().update()


def _folder_of(job: Job) -> Path:
    saved = job.saved if job.saved is not None and job.saved.exists() else None
    return (saved or job.path).parent

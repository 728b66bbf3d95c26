"""The window: puts the parts together and says what each command does."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import number, translate
from app.model.restoration_news import RestorationNews
from app.model.session import Session
from app.ui.commands import Commands
from app.ui.comparison import mode_named
from app.ui.empty_state import DropFrame
from app.ui.film_strip import FilmStrip
from app.ui.held_keys import HeldKeys
from app.ui.inspector import Inspector
from app.ui.message_bar import MessageBar
from app.ui.photo_area import PhotoArea
from app.ui.queue_panel import QueuePanel
from app.ui.quit_bar import QuitBar
from app.ui.reasons_dialog import reasons_dialog
from app.ui.side_windows import SideWindows
from app.ui.status_strip import StatusStrip
from app.ui.theme import Appearance
from app.ui.titles import Titles
from app.ui.toolbar import Toolbar
from app.ui.window_commands import connect_commands, enable_commands
from app.ui.window_files import WindowFiles, local_files

SMALLEST = (880, 560)
FIRST = (1280, 840)


class Window(QWidget):
    """One session on the screen."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Heirloom")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.session = session
        self.appearance = appearance
        self.commands = Commands(self)
        self.toolbar = Toolbar(session, self.commands, appearance)
        self.messages = MessageBar(appearance)
        self.quit_bar = QuitBar(session.quitting, appearance)
        self.area = PhotoArea(session, appearance)
        self.canvas, self.empty = self.area.canvas, self.area.empty
        self.strip = FilmStrip(session.photos, appearance)
        self.queue = QueuePanel(session, appearance)
        self.queue.hide()
        self.inspector = Inspector(session, appearance)
        self.status = StatusStrip(session)
        self._drop = DropFrame(appearance, self)
        self._held = HeldKeys(self, self.canvas)
        self.windows = SideWindows(session, appearance, self)
        self._files = WindowFiles(self, session, self.windows.take)
        self._news = RestorationNews(session, self.messages.dismiss, self.restore, self)
        self._titles = Titles(self, session, self.toolbar.title)
        self._lay_out()
        self._connect()
        self._restore_geometry()
        self.choose_mode(session.settings.mode)
        self.inspector.setVisible(session.settings.inspector)
        session.notices.subscribe(self.messages.show_notice)
        self._on_photo()
        self.quit_bar.refresh()

    # Building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.messages)
        left.addWidget(self.windows.offer)
        left.addWidget(self.area, 1)
        left.addWidget(self.queue)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.strip)
        across.addLayout(left, 1)
        across.addWidget(self.inspector)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.toolbar)
        whole.addWidget(self.quit_bar)
        whole.addLayout(across, 1)
        whole.addWidget(self.status)

    def _connect(self) -> None:
        session, canvas = self.session, self.canvas
        connect_commands(self)
        self.inspector.restore_pressed.connect(self.restore)
        self.inspector.offered.connect(self.take)
        self.inspector.model_field.manage_pressed.connect(self.windows.show_models)
        self.empty.open_pressed.connect(self.choose_photo)
        self.empty.sample_pressed.connect(lambda: session.open_files([session.samples[0].path]))
        canvas.view_changed.connect(self._on_view)
        document = session.document
        document.photo_changed.connect(self._on_photo)
        document.result_changed.connect(self._enable)
        session.restoration.state_changed.connect(self._enable)
        session.draft.changed.connect(self._enable)
        session.edits.changed.connect(self._enable)
        session.takes.changed.connect(self._on_takes)
        session.brush.changed.connect(self._enable)
        session.sheet.changed.connect(self._enable)
        session.inventions.changed.connect(self._enable)
        session.models_changed.connect(self._enable)
        session.saving_changed.connect(self._enable)
        session.folder_wanted.connect(self.show_folder)
        self._connect_lists()

    def _connect_lists(self) -> None:
        session = self.session
        self.strip.chosen.connect(session.show_photo)
        self.strip.queue_wanted.connect(session.enqueue)
        self.strip.close_wanted.connect(session.photos.remove)
        self.strip.folder_wanted.connect(lambda path: self.show_folder(path.parent))
        for signal in (session.photos.added, session.photos.removed, session.photos.reordered):
            signal.connect(self._show_strip)
        self._show_strip()
        self.area.takes.save_wanted.connect(self.save)
        self.area.takes.four_wanted.connect(session.make_sheet)
        self.area.takes.sheet_wanted.connect(session.sheet.show_takes)
        self.queue.files_dropped.connect(lambda data: session.enqueue_files(local_files(data)))
        self.queue.photo_wanted.connect(session.show_photo)
        self.queue.folder_wanted.connect(self.show_folder)
        self.queue.close_pressed.connect(lambda: self.show_queue(False))
        session.queue_wanted.connect(self.show_queue)
        session.reasons_wanted.connect(self._show_reasons)
        session.quitting.granted.connect(self.close)
        session.queue.changed.connect(self._on_queue)
        session.queue.progressed.connect(self._titles.refresh)

    def _restore_geometry(self) -> None:
        stored = QByteArray.fromBase64(self.session.settings.geometry.encode())
        if stored.isEmpty() or not self.restoreGeometry(stored):
            room = (self.screen() or QGuiApplication.primaryScreen()).availableSize()
            self.resize(min(FIRST[0], room.width()), min(FIRST[1], room.height()))

    # Commands -----------------------------------------------------------------------------------------------------

    def choose_photo(self) -> None:
        """Ask for photos."""
        self._files.choose()

    def take(self, data: QMimeData) -> None:
        """Open what was pasted or dropped: files or a picture."""
        self._files.take(data)

    def restore(self) -> None:
        """Restore the photo, with what is being typed taken in first."""
        focused = self.focusWidget()
        if focused is not None and focused is not self.canvas:
            self.canvas.setFocus()  # ends editing in number fields
        self.session.restore()

    def save(self) -> None:
        """Save beside the original; what has no place of its own asks for one."""
        self._files.save()

    def save_as(self) -> None:
        """Ask where to save."""
        self._files.save_as()

    def save_map(self) -> None:
        """Save where the result goes beyond its photo."""
        self._files.save_map()

    def show_folder(self, folder: Path) -> None:
        """In the desktop's own program."""
        self._files.show_folder(folder)

    def show_queue(self, shown: bool = True) -> None:
        """Show or hide the queue."""
        self.queue.setVisible(shown)
        self._on_queue()

    def choose_mode(self, mode: str) -> None:
        """Compare in another way; an unknown one is the slider."""
        chosen = mode_named(mode)
        self.canvas.set_mode(chosen)
        self.session.settings.mode = chosen
        self.toolbar.show_mode(chosen)

    def toggle_inspector(self) -> None:
        """Show or hide the settings of the restoration, and remember it."""
        shown = self.inspector.isHidden()
        self.inspector.setVisible(shown)
        self.session.settings.inspector = shown

    def toggle_strip(self) -> None:
        """Show or hide the open photos, and remember it."""
        self.session.settings.film_strip = not self.session.settings.film_strip
        self._show_strip()

    def _show_strip(self, _count: int = 0) -> None:
        self.strip.setVisible(self.session.settings.film_strip and bool(self.session.photos.paths))
        self._enable()

    def _show_reasons(self, title: str, lines: list[str]) -> None:
        reasons_dialog(self, title, lines).show()

    # What changed -------------------------------------------------------------------------------------------------

    def _on_photo(self) -> None:
        document = self.session.document
        self._titles.refresh()
        focused = self.focusWidget()
        busy_elsewhere = focused is not None and any(
            part.isAncestorOf(focused) for part in (self.inspector, self.strip, self.queue)
        )
        if document.picture is not None and not busy_elsewhere:
            self.canvas.setFocus()
        elif document.picture is None:
            self.empty.open_button.setFocus()
        self._enable()

    def _on_takes(self) -> None:
        self._titles.refresh()
        self._enable()

    def _on_queue(self) -> None:
        open_jobs = sum(not job.ended for job in self.session.queue.jobs)
        counted = translate("Window", "Queue  {number}").format(number=open_jobs)
        self.commands["queue"].setText(counted if open_jobs else translate("Window", "Queue"))
        self._titles.refresh()
        self._enable()

    def _on_view(self) -> None:
        if self.canvas.empty:
            self.status.show_zoom("")
            return
        scale = self.canvas.viewport.scale * 100
        percent = number(scale, 0 if scale >= 10 else 1)
        fitted = self.canvas.viewport.fitted
        words = translate("Window", "Fit, {percent} %") if fitted else translate("Window", "{percent} %")
        self.status.show_zoom(words.format(percent=percent))

    def _enable(self, _names: object = None) -> None:
        enable_commands(self)

    def retire(self) -> None:
        """Leave the session to another window, or to nobody: keep where this one was, close what hangs on it."""
        self.session.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._held.remove()
        self.windows.close()

    # Qt's events --------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures are welcome."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.accept()
            self._drop.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self._drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped; a drop never moves a file away."""
        self._drop.hide()
        event.accept()
        copies = bool(event.possibleActions() & Qt.DropAction.CopyAction)
        event.setDropAction(Qt.DropAction.CopyAction if copies else Qt.DropAction.IgnoreAction)
        self.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only work that goes on is asked about, and only once: results are kept already."""
        if not self.session.quitting.ask():
            event.ignore()
            return
        self.retire()
        event.accept()

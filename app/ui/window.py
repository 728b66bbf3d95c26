"""The window: puts the parts together and says what each command does."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.model.session import Session
from app.ui.commands import Commands
from app.ui.comparison import MODES, mode_named, next_mode
from app.ui.dialogs import keys_dialog, messages_dialog, open_dialog, proposed_target, save_dialog
from app.ui.empty_state import DropFrame
from app.ui.film_strip import FilmStrip
from app.ui.held_keys import HeldKeys
from app.ui.imaging import pixels_of
from app.ui.inspector import Inspector
from app.ui.message_bar import MessageBar
from app.ui.photo_area import PhotoArea
from app.ui.queue_panel import QueuePanel
from app.ui.side_windows import SideWindows
from app.ui.status_strip import StatusStrip
from app.ui.take_commands import enable_takes, take_commands
from app.ui.theme import Appearance
from app.ui.titles import Titles
from app.ui.toolbar import Toolbar

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
        self.area = PhotoArea(session, appearance)
        self.canvas, self.empty = self.area.canvas, self.area.empty
        self.strip = FilmStrip(session.photos, appearance)
        self.queue = QueuePanel(session.queue, session.photos.thumbnails, appearance)
        self.queue.hide()
        self.inspector = Inspector(session, appearance)
        self.status = StatusStrip(session)
        self._drop = DropFrame(appearance, self)
        self._held = HeldKeys(self, self.canvas)
        self.windows = SideWindows(session, appearance, self)
        self._titles = Titles(self, session, self.toolbar.title)
        self._lay_out()
        self._connect()
        self._restore_geometry()
        self.choose_mode(session.settings.mode)
        self.inspector.setVisible(session.settings.inspector)
        session.notices.subscribe(self.messages.show_notice)
        self._on_photo()

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
        whole.addLayout(across, 1)
        whole.addWidget(self.status)

    def _connect(self) -> None:
        session, canvas = self.session, self.canvas
        self.commands.connect(
            open=self.choose_photo,
            paste=lambda: self.take(QGuiApplication.clipboard().mimeData()),
            save=self.save,
            save_as=self.save_as,
            close=self._close_photo,
            restore=self.restore,
            restore_all=lambda: session.enqueue(list(session.photos.paths)),
            cancel=self._escape,
            undo=session.edits.undo,
            redo=session.edits.redo,
            mode=lambda: self.choose_mode(next_mode(canvas.mode)),
            **{f"mode_{mode}": partial(self.choose_mode, mode) for mode in MODES},
            fit=canvas.fit,
            actual=canvas.actual_size,
            zoom_in=lambda: canvas.zoom_by(1.25),
            zoom_out=lambda: canvas.zoom_by(0.8),
            inspector=self._toggle_inspector,
            film_strip=self._toggle_strip,
            queue=lambda: self.show_queue(self.queue.isHidden()),
            next_photo=lambda: self._step_photo(1),
            previous_photo=lambda: self._step_photo(-1),
            **take_commands(session, self.area.takes),
            models=self.windows.show_models,
            settings=self.windows.show_settings,
            keys=lambda: keys_dialog(self, self.commands).show(),
            messages=lambda: messages_dialog(self, list(session.notices.history)).show(),
            results=lambda: self._show_folder(session.results_folder),
            quit=self.close,
        )
        self.inspector.restore_pressed.connect(self.restore)
        self.inspector.offered.connect(self.take)
        self.inspector.model_field.manage_pressed.connect(self.windows.show_models)
        self.empty.open_pressed.connect(self.choose_photo)
        self.empty.sample_pressed.connect(lambda: session.open_files([session.samples[0].path]))
        canvas.view_changed.connect(self._on_view)
        document, restoration = session.document, session.restoration
        document.photo_changed.connect(self._on_photo)
        document.result_changed.connect(self._enable)
        document.failed.connect(session.notices.failed)
        restoration.state_changed.connect(self._on_state)
        restoration.failed.connect(self._on_failed)
        restoration.cancelled.connect(self._on_cancelled)
        session.draft.changed.connect(lambda _names: self._enable())
        session.edits.changed.connect(self._enable)
        session.takes.changed.connect(self._on_takes)
        session.sheet.changed.connect(self._enable)
        session.models_changed.connect(self._on_models)
        session.saving_changed.connect(self._enable)
        session.folder_wanted.connect(self._show_folder)
        self._connect_lists()

    def _connect_lists(self) -> None:
        session = self.session
        self.strip.chosen.connect(session.show_photo)
        self.strip.queue_wanted.connect(session.enqueue)
        self.strip.close_wanted.connect(session.photos.remove)
        self.strip.folder_wanted.connect(lambda path: self._show_folder(path.parent))
        for signal in (session.photos.added, session.photos.removed, session.photos.reordered):
            signal.connect(self._show_strip)
        self._show_strip()
        self.area.takes.save_wanted.connect(self.save)
        self.area.takes.four_wanted.connect(session.make_sheet)
        self.area.takes.sheet_wanted.connect(session.sheet.show_takes)
        self.queue.files_dropped.connect(self._enqueue_dropped)
        self.queue.photo_wanted.connect(session.show_photo)
        self.queue.close_pressed.connect(lambda: self.show_queue(False))
        session.queue_wanted.connect(lambda: self.show_queue(True))
        session.queue.changed.connect(self._on_queue)
        session.queue.progressed.connect(self._titles.refresh)

    def _restore_geometry(self) -> None:
        stored = QByteArray.fromBase64(self.session.settings.geometry.encode())
        if stored.isEmpty() or not self.restoreGeometry(stored):
            room = (self.screen() or QGuiApplication.primaryScreen()).availableSize()
            self.resize(min(FIRST[0], room.width()), min(FIRST[1], room.height()))

    # Commands -----------------------------------------------------------------------------------------------------

    def choose_photo(self) -> None:
        """Ask for a photo; the dialog does not block the window's work."""
        dialog = open_dialog(self, self.session.settings.last_folder)
        dialog.filesSelected.connect(lambda names: self.session.open_files([Path(name) for name in names]))
        dialog.open()

    def take(self, data: QMimeData) -> None:
        """Open what was pasted or dropped: files or a picture."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if self.windows.take(files):
            return
        if files:
            self.session.open_files(files)
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.session.open_pixels(pixels_of(image))
        elif data.hasText() and Path(data.text().strip()).is_absolute() and len(data.text()) < 4096:
            self.session.open_files([Path(data.text().strip())])
        else:
            self.session.notices.tell("info", "The clipboard holds no picture. Copy one, or drop a file here.")

    def restore(self) -> None:
        """Restore the photo, with what is being typed taken in first."""
        focused = self.focusWidget()
        if focused is not None and focused is not self.canvas:
            self.canvas.setFocus()  # ends editing in number fields
        self.session.restore()

    def save(self) -> None:
        """Save beside the original; what has no place of its own asks for one."""
        if self.session.can_save():
            if self.session.document.origin == "file":
                self.session.save()
            else:
                self.save_as()

    def save_as(self) -> None:
        """Ask where to save."""
        if self.session.can_save():
            dialog = save_dialog(self, proposed_target(self.session.document, self.session.settings))
            dialog.fileSelected.connect(lambda name: self.session.save(Path(name), overwrite=True))
            dialog.open()

    def show_queue(self, shown: bool) -> None:
        """Show or hide the queue."""
        self.queue.setVisible(shown)
        self._on_queue()

    def _close_photo(self) -> None:
        current = self.session.photos.current
        if current in self.session.photos.paths:
            self.session.photos.remove([current])
        else:
            self.session.document.close()

    def _step_photo(self, way: int) -> None:
        path = self.session.photos.neighbour(way)
        if path is not None:
            self.session.show_photo(path)

    def _enqueue_dropped(self, data: QMimeData) -> None:
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        self.session.enqueue_files(files)

    def _escape(self) -> None:
        if self.session.sheet.open:
            self.session.sheet.close()
        elif self.session.restoration.busy:
            self.session.cancel()
        else:
            self.messages.dismiss()

    def choose_mode(self, mode: str) -> None:
        """Compare in another way; an unknown one is the slider."""
        chosen = mode_named(mode)
        self.canvas.set_mode(chosen)
        self.session.settings.mode = chosen
        self.toolbar.show_mode(chosen)

    def _toggle_inspector(self) -> None:
        shown = self.inspector.isHidden()
        self.inspector.setVisible(shown)
        self.session.settings.inspector = shown

    def _toggle_strip(self) -> None:
        self.session.settings.film_strip = not self.session.settings.film_strip
        self._show_strip()

    def _show_strip(self, _count: int = 0) -> None:
        self.strip.setVisible(self.session.settings.film_strip and bool(self.session.photos.paths))
        self._enable()

    def _show_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self.session.notices.tell("info", "Nothing was restored yet, so nothing is kept.")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.session.notices.tell("info", f"The folder is {folder}.")

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
        self.commands["queue"].setText(f"Queue  {open_jobs}" if open_jobs else "Queue")
        self._titles.refresh()
        self._enable()

    def _on_state(self) -> None:
        if self.session.restoration.busy and not self.session.restoration.source.job:
            self.messages.dismiss()
        self._enable()

    def _on_failed(self, error: BaseException) -> None:
        if not self.session.restoration.source.job:  # the queue has its own list of reasons
            self.session.notices.failed(error, "Try again", self.restore)

    def _on_cancelled(self) -> None:
        if not self.session.restoration.source.job:
            self.session.notices.tell("info", "Cancelled. Nothing was changed.")

    def _on_models(self) -> None:
        session = self.session
        if session.models is not None and not session.models:
            session.notices.tell(
                "warning",
                "No model is installed, so photos can be looked at but not restored. Install Heirloom again.",
                "Look again",
                session.look_for_models,
            )
        elif session.model is not None and session.model.problem:
            session.notices.tell("error", session.model.problem)
        self._enable()

    def _on_view(self) -> None:
        if self.canvas.empty:
            self.status.show_zoom("")
            return
        scale = self.canvas.viewport.scale * 100
        percent = f"{scale:.0f}" if scale >= 10 else f"{scale:.1f}"
        self.status.show_zoom(f"Fit, {percent} %" if self.canvas.viewport.fitted else f"{percent} %")

    def _enable(self) -> None:
        session, commands = self.session, self.commands
        photo, busy = session.document.picture is not None, session.restoration.busy
        for name in ("close", "fit", "actual", "zoom_in", "zoom_out", "mode"):
            commands[name].setEnabled(photo)
        for name in ("save", "save_as"):
            commands[name].setEnabled(session.can_save())
        commands["restore"].setEnabled(session.can_restore())
        commands["cancel"].setText("Cancel" if busy else "Dismiss the message")
        commands["undo"].setEnabled(session.edits.can_undo())
        commands["redo"].setEnabled(session.edits.can_redo())
        enable_takes(commands, session, self.area.takes)
        commands["restore_all"].setEnabled(bool(session.photos.paths) and session.model is not None)
        for name in ("next_photo", "previous_photo"):
            commands[name].setEnabled(len(session.photos.paths) > 1)

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
        """Nothing is asked: results are kept already."""
        self.session.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._held.remove()
        self.windows.close()
        event.accept()

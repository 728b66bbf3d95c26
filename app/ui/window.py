"""The window: puts the parts together and says what each command does."""

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
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.model.session import Session
from app.model.target import target_of_size
from app.ui.canvas import Canvas
from app.ui.commands import Commands
from app.ui.dialogs import keys_dialog, messages_dialog, open_dialog, pictures_folder, save_dialog
from app.ui.empty_state import DropFrame, EmptyState
from app.ui.held_keys import HeldKeys
from app.ui.imaging import pixels_of
from app.ui.inspector import Inspector
from app.ui.message_bar import MessageBar
from app.ui.status_strip import StatusStrip
from app.ui.theme import Appearance
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
        self.canvas = Canvas(appearance)
        self.empty = EmptyState(appearance, has_sample=bool(session.samples))
        self.inspector = Inspector(session, appearance)
        self.status = StatusStrip(session)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.empty)
        self._middle.addWidget(self.canvas)
        self._drop = DropFrame(appearance, self)
        self._held = HeldKeys(self, self.canvas)
        self._lay_out()
        self._connect()
        self._restore_geometry()
        self.canvas.set_mode("side" if session.settings.mode == "side" else "slider")
        self.inspector.setVisible(session.settings.inspector)
        session.notices.subscribe(self.messages.show_notice)
        self._on_photo()

    # Building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.messages)
        left.addWidget(self._middle, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
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
            close=session.document.close,
            restore=self.restore,
            cancel=self._escape,
            undo=session.draft.undo,
            redo=session.draft.redo,
            mode=self._next_mode,
            fit=canvas.fit,
            actual=canvas.actual_size,
            zoom_in=lambda: canvas.zoom_by(1.25),
            zoom_out=lambda: canvas.zoom_by(0.8),
            inspector=self._toggle_inspector,
            keys=lambda: keys_dialog(self, self.commands).show(),
            messages=lambda: messages_dialog(self, list(session.notices.history)).show(),
            results=lambda: self._show_folder(session.results_folder),
            quit=self.close,
        )
        self.inspector.restore_pressed.connect(self.restore)
        self.inspector.offered.connect(self.take)
        self.empty.open_pressed.connect(self.choose_photo)
        self.empty.sample_pressed.connect(lambda: session.open_files([session.samples[0].path]))
        canvas.view_changed.connect(self._on_view)
        document, restoration = session.document, session.restoration
        document.photo_changed.connect(self._on_photo)
        document.result_changed.connect(self._on_result)
        document.failed.connect(session.notices.failed)
        restoration.state_changed.connect(self._on_state)
        restoration.progressed.connect(self._on_progress)
        restoration.failed.connect(self._on_failed)
        restoration.cancelled.connect(self._on_cancelled)
        session.draft.changed.connect(lambda _names: self._enable())
        session.models_changed.connect(self._on_models)
        session.saving_changed.connect(self._enable)
        session.folder_wanted.connect(self._show_folder)

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
        if not self.session.can_save():
            return
        dialog = save_dialog(self, self._proposed())
        dialog.fileSelected.connect(lambda name: self.session.save(Path(name), overwrite=True))
        dialog.open()

    def _proposed(self) -> Path:
        document = self.session.document
        source = document.picture.path if document.picture is not None else None
        own = document.origin == "file" and source is not None
        folder = source.parent if own and source is not None else Path(pictures_folder())
        height, width = document.result.image.shape[:2] if document.result is not None else (0, 0)
        return target_of_size(source or Path("photo.png"), width, height, folder)

    def _escape(self) -> None:
        if self.session.restoration.busy:
            self.session.restoration.cancel()
        else:
            self.messages.dismiss()

    def _next_mode(self) -> None:
        mode = "side" if self.canvas.mode == "slider" else "slider"
        self.canvas.set_mode(mode)
        self.session.settings.mode = mode
        self.toolbar.show_mode(mode)

    def _toggle_inspector(self) -> None:
        shown = self.inspector.isHidden()
        self.inspector.setVisible(shown)
        self.session.settings.inspector = shown

    def _show_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self.session.notices.tell("info", "Nothing was restored yet, so nothing is kept.")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.session.notices.tell("info", f"The folder is {folder}.")

    # What changed -------------------------------------------------------------------------------------------------

    def _on_photo(self) -> None:
        document = self.session.document
        self.canvas.show_photo(document.before)
        self._middle.setCurrentWidget(self.empty if document.picture is None else self.canvas)
        sample = self.session.sample_at(document.picture.path) if document.picture is not None else None
        self.toolbar.title.setText(f"{sample.title} (sample)" if sample is not None else document.name)
        self.toolbar.title.annotate(f"Sample: {sample.source}" if sample is not None else "")
        self.setWindowTitle(f"{document.name} – Heirloom" if document.name else "Heirloom")
        if document.picture is not None and not self.inspector.isAncestorOf(self.focusWidget() or self):
            self.canvas.setFocus()
        elif document.picture is None:
            self.empty.open_button.setFocus()
        self._enable()

    def _on_result(self) -> None:
        self.canvas.show_preview(None)
        self.canvas.show_result(self.session.document.after)
        self._enable()

    def _on_state(self) -> None:
        if self.session.restoration.busy:
            self.messages.dismiss()
        self._enable()

    def _on_progress(self) -> None:
        restoration = self.session.restoration
        progress = restoration.pace.progress
        if (
            progress is not None
            and progress.preview is not None
            and restoration.picture is self.session.document.picture
        ):
            self.canvas.show_preview(progress.preview)

    def _on_failed(self, error: BaseException) -> None:
        self.canvas.show_preview(None)
        self.session.notices.failed(error, "Try again", self.restore)

    def _on_cancelled(self) -> None:
        self.canvas.show_preview(None)
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
        commands["undo"].setEnabled(session.draft.can_undo())
        commands["redo"].setEnabled(session.draft.can_redo())

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
        event.accept()

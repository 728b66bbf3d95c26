"""The window of trainings: plan one, watch it, read its verdict; and those of earlier days."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.language import translate
from app.model.session import Session
from app.model.training import Training
from app.ui.empty_state import DropFrame
from app.ui.theme import Appearance
from app.ui.training_list import TrainingList
from app.ui.training_page import NewPage, TrainingPage

FIRST, SMALLEST = (1104, 800), (720, 480)


class TrainingWindow(QWidget):
    """Shows the session's trainings. Closing it stops none.

    Signals:
        chosen(str): this model shall be used.
    """

    chosen = Signal(str)

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("training")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(translate("Training", "Train – Heirloom"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST)
        self.setAcceptDrops(True)
        self._session, self._trainings = session, session.trainings
        self.list = TrainingList(session.trainings)
        self.new, self.page = NewPage(session, appearance), TrainingPage(session, appearance)
        self.pages = QStackedWidget()
        new = QWidget()
        above = QVBoxLayout(new)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.new, 1)
        above.addWidget(self.new.start)
        self.pages.addWidget(new)
        self.pages.addWidget(self.page)
        self._drop = DropFrame(appearance, self, translate("Training", "Drop a folder of photos"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.pages, 1)
        self.list.chosen.connect(self._show)
        self.new.start.pressed.connect(session.trainings.start)
        session.trainings.begun.connect(self._on_begun)
        self.page.use_pressed.connect(self._use)
        session.trainings.removed.connect(self._on_removed)

    def open(self, name: str | None = None) -> None:
        """Show the window, in front; with `name` that training, else the one that runs, if any."""
        running = self._trainings.running
        if name is None and running is not None and self.pages.currentIndex() == 0:
            name = running.record.name
        self.show()
        if name is not None:
            self.list.choose(name)
        self.raise_()
        self.activateWindow()

    def _show(self, training: Training | None) -> None:
        if training is None:
            self.pages.setCurrentIndex(0)
            self.new.refresh()
        else:
            self.page.show_training(training)
            self.pages.setCurrentWidget(self.page)

    def _on_begun(self, training: Training) -> None:
        self.list.choose(training.record.name)

    def _use(self, name: str) -> None:
        self.chosen.emit(name)
        self._session.notices.tell(
            "info", translate("Training", "{name} is chosen: Restore uses it from now on.").format(name=name)
        )

    def _on_removed(self, name: str) -> None:
        self.page.forget(name)

    # Qt's events --------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Ctrl+W close the window; a training goes on."""
        closing = event.key() == Qt.Key.Key_W and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if closing or event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A folder is welcome."""
        if _folder_of(event) is not None:
            event.accept()
            self._drop.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self._drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Plan a training on the photos of the folder."""
        self._drop.hide()
        folder = _folder_of(event)
        if folder is None:
            return
        event.accept()
        copies = bool(event.possibleActions() & Qt.DropAction.CopyAction)
        event.setDropAction(Qt.DropAction.CopyAction if copies else Qt.DropAction.IgnoreAction)
        self.list.choose("")
        self.new.take_folder(folder)


def _folder_of(event: QDropEvent) -> Path | None:
    """The folder that is dragged, or that of a photo that is."""
    for url in event.mimeData().urls():
        if url.isLocalFile():
            path = Path(url.toLocalFile())
            return path if path.is_dir() else path.parent
    return None

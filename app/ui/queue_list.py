"""The list of the queue: its keys, drops, and what is asked of the selected rows."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

_MOVES = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down", Qt.Key.Key_Home: "first", Qt.Key.Key_End: "last"}
_MOVING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class QueueList(QListView):
    """Keys: Delete cancels or takes off, Ctrl or Alt + arrows move, the menu key shows what can be done.

    Signals:
        menu_wanted(QPoint): the menu of the selected rows, here on the screen.
        asked(str): do this with the selected rows, as `QueuePanel.act` takes it.
        files_dropped(QMimeData): put these into the queue.
    """

    menu_wanted = Signal(QPoint)
    asked = Signal(str)
    files_dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("photos")
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAcceptDrops(True)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)  # buttons appear in the row under the pointer
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What concerns the selected rows."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Delete:
            self.asked.emit("remove")
        elif event.modifiers() & _MOVING and key in _MOVES:
            self.asked.emit(_MOVES[key])
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

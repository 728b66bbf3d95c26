"""The film strip on the left: every open photo with its state. A list that is drawn, so that thousands stay smooth."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.language import translate
from app.model.photos import Photos, PhotoState
from app.ui.fields import ElidedLabel
from app.ui.imaging import qt_image
from app.ui.photo_cell import CELL, draw_cell
from app.ui.theme import Appearance

WIDTH = 132

Index = QModelIndex | QPersistentModelIndex
PATH = Qt.ItemDataRole.UserRole
STATE = Qt.ItemDataRole.UserRole + 1


class PhotosModel(QAbstractListModel):
    """The open photos as a list that views and screen readers understand."""

    def __init__(self, photos: Photos, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self._shown = len(photos.paths)
        photos.added.connect(self._on_added)
        photos.removed.connect(self._on_removed)
        photos.reordered.connect(self._on_reordered)
        photos.states_changed.connect(self._on_states)
        photos.thumbnails.ready.connect(self._on_states)

    def rowCount(self, parent: Index | None = None) -> int:
        """A flat list."""
        return self._shown if parent is None or not parent.isValid() else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, path, state, and all of it in words."""
        if not index.isValid() or index.row() >= len(self._photos.paths):
            return None
        path = self._photos.paths[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._photos.name_of(path)
        if role == PATH:
            return path
        if role == STATE:
            return self._photos.state_of(path)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            state = self._photos.state_of(path)
            why = f": {state.reason}" if state.reason else ""
            text = f"{self._photos.name_of(path)}, {state.words()}{why}"
            # a tooltip guesses whether it is HTML, and a file name may look like it
            plain = text.replace("&", "&amp;").replace("<", "&lt;")
            return text if role == Qt.ItemDataRole.AccessibleTextRole else f"<span>{plain}</span>"
        return None

    def _on_added(self, count: int) -> None:
        self.beginInsertRows(QModelIndex(), self._shown, self._shown + count - 1)
        self._shown += count
        self.endInsertRows()

    def _on_removed(self, place: int) -> None:
        self.beginRemoveRows(QModelIndex(), place, place)
        self._shown -= 1
        self.endRemoveRows()

    def _on_reordered(self) -> None:
        self.beginResetModel()
        self._shown = len(self._photos.paths)
        self.endResetModel()

    def _on_states(self, _path: object = None) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(self._shown - 1), [STATE])


class PhotoDelegate(QStyledItemDelegate):
    """Draws one photo: thumbnail, name, state."""

    def __init__(self, photos: Photos, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._photos, self._appearance = photos, appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All are of one size, which keeps long lists quick."""
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Asks for the thumbnail too: what is never seen is never made."""
        path, state = index.data(PATH), index.data(STATE)
        if not isinstance(path, Path) or not isinstance(state, PhotoState):
            return
        pixels = self._photos.thumbnails.get(path)
        image: QImage | None = qt_image(pixels) if pixels is not None else None
        flags = option.state  # pyright: ignore[reportAttributeAccessIssue]
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        draw_cell(
            painter,
            QRectF(rect),
            image,
            self._photos.name_of(path),
            state,
            self._appearance,
            current=path == self._photos.current,
            selected=bool(flags & QStyle.StateFlag.State_Selected),
            focused=bool(flags & QStyle.StateFlag.State_HasFocus),
            broken=bool(self._photos.thumbnails.problem(path)),
        )


class PhotoList(QListView):
    """Keys: arrows open, Delete closes, the menu key shows what can be done."""

    menu_wanted = Signal(QPoint)
    close_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete closes the selected photos."""
        if event.key() == Qt.Key.Key_Delete:
            self.close_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By mouse or key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        else:
            at = event.globalPos()
        self.menu_wanted.emit(at)


class FilmStrip(QWidget):
    """The list and how many photos there are.

    Signals:
        chosen(Path): the person wants to look at this photo.
        queue_wanted(list): restore these.
        close_wanted(list): close these.
        folder_wanted(Path): show this photo's folder.
    """

    chosen = Signal(object)
    queue_wanted = Signal(object)
    close_wanted = Signal(object)
    folder_wanted = Signal(object)

    def __init__(self, photos: Photos, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("filmstrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._photos = photos
        self.count = ElidedLabel("", "muted")
        self.list = PhotoList()
        self.list.setObjectName("photos")
        self.list.setAccessibleName(translate("FilmStrip", "Open photos"))
        self.list.setModel(PhotosModel(photos, self))
        self.list.setItemDelegate(PhotoDelegate(photos, appearance, self))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setTabKeyNavigation(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 1, 0)
        box.setSpacing(0)
        self.count.setFixedHeight(28)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 8, 0)
        head.addWidget(self.count)
        box.addLayout(head)
        box.addWidget(self.list, 1)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.close_wanted.connect(lambda: self.close_wanted.emit(self.selected()))
        photos.current_changed.connect(self._follow)
        for signal in (photos.added, photos.removed, photos.reordered):
            signal.connect(self._recount)
        photos.reordered.connect(self._follow)
        appearance.changed.connect(self.list.viewport().update)
        self._recount()

    def selected(self) -> list[Path]:
        """The selected photos, in their order."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self._photos.paths[row] for row in rows]

    def menu(self) -> QMenu:
        """What can be done with the selected photos."""
        chosen = self.selected()
        count = len(chosen)
        menu = QMenu(self)
        for words, signal, value in (
            (translate("FilmStrip", "Restore %n photos", n=count), self.queue_wanted, chosen),
            (translate("FilmStrip", "Show in folder"), self.folder_wanted, chosen[0] if count == 1 else None),
            (translate("FilmStrip", "Close %n photos", n=count), self.close_wanted, chosen),
        ):
            action = menu.addAction(words)
            action.setEnabled(bool(value))
            action.triggered.connect(lambda _checked=False, tell=signal, what=value: tell.emit(what))
        return menu

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        path = current.data(PATH)
        if isinstance(path, Path) and path != self._photos.current:
            self.chosen.emit(path)

    def _follow(self) -> None:
        """The photo that is open is the current one of the list, however it was opened."""
        current = self._photos.current
        self.list.viewport().update()
        if current is None or current not in self._photos.paths:
            return
        index = self.list.model().index(self._photos.paths.index(current), 0)
        if self.list.currentIndex() != index:
            flag = QItemSelectionModel.SelectionFlag
            keep = len(self.selected()) > 1 and self.list.selectionModel().isSelected(index)
            self.list.selectionModel().setCurrentIndex(index, flag.NoUpdate if keep else flag.ClearAndSelect)
        self.list.scrollTo(index)

    def _recount(self, _count: int = 0) -> None:
        count = len(self._photos.paths)
        self.count.setText(translate("FilmStrip", "%n photos", n=count))

"""The window of models: what is installed, what can be had, and files that become models when they are dropped here."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.language import translate
from app.model.model_items import Item
from app.model.session import Session
from app.ui.empty_state import DropFrame
from app.ui.fields import ElidedLabel, label
from app.ui.licence_dialog import LicenceDialog
from app.ui.model_card import ModelCard
from app.ui.theme import Appearance

FIRST, SMALLEST = (840, 680), (560, 420)
WIDEST = 880  # of the cards: longer lines are hard to read
_PATTERNS = "*.safetensors *.bin *.pt *.pth *.ckpt"


class ModelsWindow(QWidget):
    """Shows the session's store. Nothing in it waits: closing it stops no download.

    Signals:
        chosen(str): this model shall be used.
    """

    chosen = Signal(str)

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("models")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(translate("ModelsWindow", "Models – Heirloom"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST)
        self.setAcceptDrops(True)
        self._session, self._store, self._appearance = session, session.store, appearance
        self.cards: dict[str, ModelCard] = {}
        self._order: list[tuple[str, list[str]]] = []
        self._headings: list[QLabel] = []
        self.add_files = QPushButton(translate("ModelsWindow", "Add files…"))
        self.add_folder = QPushButton(translate("ModelsWindow", "Add folder…"))
        self.where = ElidedLabel("", "quiet")
        self.show_folder = QToolButton()
        self.show_folder.setObjectName("link")
        self.show_folder.setText(translate("ModelsWindow", "Show folder"))
        self.problem = label("", "quiet")
        self.problem.setWordWrap(True)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._drop = DropFrame(appearance, self, translate("ModelsWindow", "Drop to add"))
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(translate("ModelsWindow", "Models"), "title"), 1)
        head.addWidget(self.add_folder)
        head.addWidget(self.add_files)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.where, 1)
        place.addWidget(self.show_folder)
        column = QWidget()
        column.setMaximumWidth(WIDEST)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(24, 16, 24, 24)
        inside.setSpacing(8)
        inside.addLayout(head)
        inside.addLayout(place)
        inside.addWidget(self.problem)
        inside.addLayout(self._list)
        words = translate(
            "ModelsWindow",
            "Drop files or folders anywhere here: a whole model, an adapter, a captioner, or FaithDiff.bin together "
            "with its base, a folder or a single file.",
        )
        hint = label(words, "muted")
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addSpacing(8)
        inside.addWidget(hint)
        inside.addStretch(1)
        page = QWidget()
        page.setObjectName("fields")
        across = QHBoxLayout(page)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(column, 1000)
        across.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def _connect(self) -> None:
        session, store = self._session, self._store
        store.changed.connect(self.refresh)
        store.progressed.connect(self._on_progress)
        store.licence_wanted.connect(self._ask_licence)
        session.models_changed.connect(self.refresh)
        session.captioning.changed.connect(self._on_captioner)
        self.add_files.clicked.connect(self._choose_files)
        self.add_folder.clicked.connect(self._choose_folder)
        self.show_folder.clicked.connect(self._open_folder)

    def open(self) -> None:
        """Show the window, in front, with what there is now."""
        self._store.look()
        self.show()
        self.raise_()
        self.activateWindow()

    # Showing ------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the store has."""
        store = self._store
        self.where.setText(translate("ModelsWindow", "Yours are kept in {folder}").format(folder=store.folder))
        self.problem.setText(store.problem if store.items is not None else translate("ModelsWindow", "Looking…"))
        self.problem.setVisible(bool(self.problem.text()))
        items = {item.key: item for item in store.items or ()}
        imports = {transfer.key: transfer for transfer in store.imports()}
        order = [(translate("ModelsWindow", "Being added"), list(imports))] if imports else []
        for kind, words in (
            ("model", translate("ModelsWindow", "Models")),
            ("adapter", translate("ModelsWindow", "Adapters")),
            ("captioner", translate("ModelsWindow", "Captioners")),
        ):
            keys = [item.key for item in items.values() if item.kind == kind]
            order += [(words, keys)] if keys else []
        names = {info.name for info in self._session.models or ()}
        if order != self._order:
            self._rebuild(order)
        for key, item in items.items():
            used = self._in_use(item)
            needed = store.needed_by(item) if item.installed and not item.built_in else ""
            known = item.kind == "captioner" or item.name in names
            self.cards[key].show_item(item, store.transfer(key), in_use=used, known=known, needed_by=needed)
        for key, transfer in imports.items():
            self.cards[key].show_item(None, transfer, helpers=store.helpers(transfer))

    def _rebuild(self, order: list[tuple[str, list[str]]]) -> None:
        """Headings and cards in this order; cards that stay are the same widgets, and keep the focus."""
        self._order = order
        for heading in self._headings:
            self._list.removeWidget(heading)
            heading.deleteLater()
        self._headings.clear()
        # Not `takeAt`: an item that Python still holds keeps the widget's new one from hearing of its size.
        for card in self.cards.values():
            self._list.removeWidget(card)
        wanted = {key for _, keys in order for key in keys}
        for key in [key for key in self.cards if key not in wanted]:
            card = self.cards.pop(key)
            card.hide()
            card.deleteLater()
        before: QWidget = self.show_folder
        for words, keys in order:
            heading = label(words, "heading")
            heading.setContentsMargins(0, 12, 0, 0)
            self._list.addWidget(heading)
            self._headings.append(heading)
            for key in keys:
                if key not in self.cards:
                    self.cards[key] = ModelCard(key, self._appearance)
                    self.cards[key].asked.connect(self._act)
                card = self.cards[key]
                self._list.addWidget(card)
                for part in (card.second, card.main, card.fetch, card.check, card.no, card.yes):
                    QWidget.setTabOrder(before, part)
                    before = part

    def _in_use(self, item: Item) -> bool:
        session = self._session
        if item.kind == "captioner":
            return session.captioning.captioner == item.folder
        return item.installed and session.model is not None and session.model.name == item.name

    def _on_progress(self, key: str) -> None:
        transfer, card = self._store.transfer(key), self.cards.get(key)
        if transfer is not None and card is not None:
            card.show_progress(transfer)

    def _on_captioner(self) -> None:
        if not self._session.captioning.busy:
            self.refresh()

    # Acting -------------------------------------------------------------------------------------------------------

    def _act(self, verb: str, about: str, base: str) -> None:
        store = self._store
        if verb == "use":
            item = store.item(about)
            if item is not None and item.kind == "captioner":
                self._session.preferences.set("captioner", item.name)
            elif item is not None:
                self.chosen.emit(item.name)
        elif verb == "complete":
            store.complete(about, base)
        else:
            calls = {
                "get": store.get, "pause": store.pause, "discard": store.discard, "remove": store.remove,
                "check": store.check, "again": store.again, "dismiss": store.dismiss, "fetch": store.fetch,
            }  # fmt: skip
            calls[verb](about)

    def _ask_licence(self, item: Item) -> None:
        dialog = LicenceDialog(self, item)
        dialog.accepted.connect(lambda: self._store.accept(item))
        dialog.open()

    def _choose_files(self) -> None:
        models, others = translate("ModelsWindow", "Files of models"), translate("ModelsWindow", "All files")
        kinds = f"{models} ({_PATTERNS});;{others} (*)"
        dialog = QFileDialog(self, translate("ModelsWindow", "Add a model"), self._session.settings.last_folder, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._choose(dialog)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(
            self, translate("ModelsWindow", "Add a model's folder"), self._session.settings.last_folder
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._choose(dialog)

    def _choose(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self._store.add([Path(name) for name in names]))
        dialog.open()

    def _open_folder(self) -> None:
        folder = self._store.folder
        if not folder.is_dir() or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            text = translate("ModelsWindow", "The folder is {folder}.").format(folder=folder)
            self._session.notices.tell("info", text)

    # Qt's events --------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Ctrl+W close the window."""
        closing = event.key() == Qt.Key.Key_W and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if closing or event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.accept()
            self._drop.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self._drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped; a drop never moves a file away."""
        self._drop.hide()
        event.accept()
        copies = bool(event.possibleActions() & Qt.DropAction.CopyAction)
        event.setDropAction(Qt.DropAction.CopyAction if copies else Qt.DropAction.IgnoreAction)
        self._store.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

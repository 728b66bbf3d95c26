"""The caption: what the photo shows, in words, with how much of it the model will read."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.language import translate
from app.model.caption import WINDOW, count_tokens
from app.model.captioning import Captioning
from app.ui.fields import label


class CaptionEdit(QPlainTextEdit):
    """Plain text; Tab leaves it, Ctrl+Enter is the window's, pictures and files go to the window."""

    offered = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the window."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text is pasted here; pictures and files are offered to the window."""
        return source.hasText() or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """As `canInsertFromMimeData`."""
        if source.hasUrls() or (source.hasImage() and not source.hasText()):
            self.offered.emit(source)
        else:
            super().insertFromMimeData(source)


class CaptionField(QWidget):
    """The caption with its count, a way to have it written and one to empty it.

    Signals:
        changed(str): the person wrote something else.
        offered(QMimeData): a picture or files were pasted into the text.
    """

    changed = Signal(str)
    offered = Signal(object)

    def __init__(self, captioning: Captioning) -> None:
        super().__init__()
        self._captioning = captioning
        self.edit = CaptionEdit()
        self.edit.setAccessibleName(translate("Caption", "Caption"))
        self.edit.setPlaceholderText(translate("Caption", "What the photo shows, or nothing"))
        self.edit.setTabChangesFocus(True)
        self.edit.setUndoRedoEnabled(False)  # the window's undo covers it, with every other setting
        self.edit.setFixedHeight(72)
        self.edit.setAcceptDrops(False)  # the window takes what is dropped
        self.count = label("", "muted")
        self.clear = QToolButton()
        self.clear.setText(translate("Caption", "No caption", "a button"))
        self.clear.setObjectName("link")
        self.clear.setAccessibleName(translate("Caption", "No caption: empty it"))
        self.clear.setToolTip(translate("Caption", "Empty the caption: the photo alone decides"))
        self.write = QToolButton()
        self.write.setObjectName("link")
        self.write.setProperty("role", "offer")  # seen even where it cannot be had, since its tooltip says how
        title = label(translate("Caption", "Caption"), "heading")
        title.setBuddy(self.edit)
        tip = translate(
            "Caption", "Words for what the photo shows steer the restoration. A person's name steers the face."
        )
        title.setToolTip(tip)
        self.edit.setToolTip(tip)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self.write)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.count)
        foot.addStretch()
        foot.addWidget(self.clear)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self.edit)
        box.addLayout(foot)
        self.edit.textChanged.connect(self._written)
        self.edit.offered.connect(self.offered)
        self.clear.clicked.connect(lambda: self.edit.setPlainText(""))
        self.write.clicked.connect(self._write_or_stop)
        captioning.changed.connect(self._show_captioning)
        self._show_captioning()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Whoever comes here without a captioner may just have got one."""
        if self._captioning.captioner is None:
            self._captioning.look()
        super().enterEvent(event)

    def show_text(self, text: str) -> None:
        """Show a caption that was chosen elsewhere."""
        if text != self.edit.toPlainText():
            self.edit.blockSignals(True)
            self.edit.setPlainText(text)
            self.edit.blockSignals(False)
        self._show_count(text)

    def _write_or_stop(self) -> None:
        if self._captioning.busy:
            self._captioning.cancel()
        else:
            self._captioning.write()

    def _show_captioning(self) -> None:
        captioning = self._captioning
        stoppable = captioning.state in ("waiting", "running")
        text = translate("Caption", "Stop") if captioning.busy else translate("Caption", "Write caption")
        tip = translate("Caption", "Stop at the next word") if captioning.busy else captioning.hint()
        self.write.setText(text)
        self.write.setEnabled(stoppable or captioning.can_write())
        # An HTML tag in a folder's name would be one in the tooltip.
        self.write.setToolTip(f"<span>{tip.replace('&', '&amp;').replace('<', '&lt;')}</span>")
        self.write.setAccessibleName(translate("Caption", "Stop writing the caption") if captioning.busy else text)
        self.write.setAccessibleDescription(tip)
        self._show_count(self.edit.toPlainText())

    def _written(self) -> None:
        text = self.edit.toPlainText()
        self._show_count(text)
        self.changed.emit(text)

    def _show_count(self, text: str) -> None:
        tokens = count_tokens(text)
        self.clear.setEnabled(bool(text))
        if self._captioning.busy:
            self.count.setText(self._captioning.words)
            self.count.setToolTip("")
            return
        if not text.strip():
            self.count.setText(translate("Caption", "No caption", "a state"))
            self.count.setToolTip("")
            return
        if tokens <= WINDOW:
            words = translate("Caption", "About {tokens} of {window} tokens")
        else:
            words = translate("Caption", "About {tokens} of {window} tokens, read in parts")
        self.count.setText(words.format(tokens=tokens, window=WINDOW))
        self.count.setToolTip(
            translate("Caption", "The model reads {window} tokens at once, roughly {words} words.").format(
                window=WINDOW, words=WINDOW * 3 // 4
            )
        )

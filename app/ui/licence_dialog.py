"""The licences of what is about to be downloaded: read, accepted once, or not."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.language import data_text, translate
from app.model.model_items import Item
from app.notify import one_line
from app.ui.fields import label

WIDTH = 560


class LicenceDialog(QDialog):
    """Not shown yet; `accepted` is Qt's own signal."""

    def __init__(self, parent: QWidget, item: Item) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Licences", "Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = translate("Licences", "{model} comes under these conditions").format(model=one_line(item.title))
        title = label(heading, "title")
        title.setWordWrap(True)
        texts = QWidget()
        texts.setObjectName("fields")
        inside = QVBoxLayout(texts)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        for repository, licence in item.entry.licences if item.entry is not None else ():
            called = data_text(licence.name)
            name = label(called[:1].upper() + called[1:], "heading")
            summary = label(data_text(licence.summary))
            for shown in (name, summary):
                shown.setWordWrap(True)
            link = QLabel(f'{escape(repository)}: <a href="{escape(licence.url)}">{escape(licence.url)}</a>')
            link.setTextFormat(Qt.TextFormat.RichText)
            link.setProperty("role", "muted")
            link.setWordWrap(True)
            link.setOpenExternalLinks(True)
            link.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
            named = translate("Licences", "Licence of {what}: {address}")
            link.setAccessibleName(named.format(what=repository, address=licence.url))
            for shown in (name, summary, link):
                inside.addWidget(shown)
            inside.addSpacing(12)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(texts)
        promise = translate(
            "Licences", "Heirloom asks once. Your photos stay on this computer; only the model's files are fetched."
        )
        note = label(promise, "quiet")
        note.setWordWrap(True)
        self.yes = QPushButton(translate("Licences", "Accept and download"))
        self.no = QPushButton(translate("Licences", "Not now"))
        self.yes.setObjectName("primary")
        self.yes.setDefault(True)
        self.no.setObjectName("tall")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 16)
        box.setSpacing(16)
        box.addWidget(title)
        box.addWidget(scroll, 1)
        box.addWidget(note)
        box.addLayout(buttons)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        texts.setMinimumWidth(0)
        height = texts.heightForWidth(WIDTH - 48) if texts.hasHeightForWidth() else texts.sizeHint().height()
        self.resize(WIDTH, min(600, height + 200))

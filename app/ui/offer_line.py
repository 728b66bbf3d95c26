"""One line above the canvas, once: what the built-in model is, and what the full model would give."""

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton

from app.language import data_text, translate
from app.model.model_items import Item
from app.model.session import Session
from app.model.transfer import size_text
from app.ui.fields import label
from app.ui.icons import icon
from app.ui.theme import Appearance
from engine.catalogue import BUILT_IN


class OfferLine(QFrame):
    """Hidden, but for the first start at which there is a full model to be had.

    Signals:
        models_pressed(): the person wants to see the models.
    """

    models_pressed = Signal()

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("message")
        self.setProperty("level", "info")
        self._session, self._appearance = session, appearance
        self.text = label("")
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.see = QPushButton(translate("Offer", "See models…"))
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setAccessibleName(translate("Offer", "Dismiss the offer of the full model"))
        self.close_button.setToolTip(translate("Offer", "Dismiss; the models stay in the menu at the top right"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self.text, 1)
        row.addWidget(self.see, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.see.clicked.connect(self._see)
        self.close_button.clicked.connect(self.hide)
        session.store.changed.connect(self._look)
        appearance.changed.connect(self._draw)
        self._draw()
        self.hide()

    def _look(self) -> None:
        """Once what there is is known: show the line if this is the time for it, and never again after that."""
        session, settings = self._session, self._session.settings
        items = [item for item in session.store.items or () if item.kind == "model"]
        offered = next((item for item in items if not item.installed and item.entry is not None), None)
        if not self.isHidden() and offered is None:
            self.hide()  # it is here now
        elif not settings.offered and offered is not None and session.settings.model == BUILT_IN:
            self.text.setText(_words(offered))
            self.setAccessibleName(self.text.text())
            self.show()
            session.preferences.set("offered", True)

    def _see(self) -> None:
        self.hide()
        self.models_pressed.emit()

    def _draw(self) -> None:
        self.close_button.setIcon(icon("close", self._appearance.theme))


def _words(item: Item) -> str:
    if item.size_bytes:
        size = translate("Offer", "{size} on the disk").format(size=size_text(item.size_bytes))
    else:
        size = translate("Offer", "a large download")
    licence = data_text(item.entry.parts[0].licence.name) if item.entry is not None else ""
    memory = re.split("[;\uff1b]", item.memory)[0].rstrip(".。")
    parts = [size, *([f"{memory[:1].lower()}{memory[1:]}"] if memory else [])]
    parts.append(translate("Offer", "licence: {name}").format(name=licence))
    return translate(
        "Offer", "The built-in model is small and works everywhere. {model} gives more detail: {facts}."
    ).format(model=item.title, facts=translate("Offer", "; ", "between facts").join(parts))

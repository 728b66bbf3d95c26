"""Which model restores: the menu of models and adapters, what the chosen one is, and how strong an adapter is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.language import data_text, translate
from app.model.choices import adapter_of
from app.model.session import Session
from app.model.transfer import size_text
from app.model.verdict_words import verdict_words
from app.ui.field_parts import NamedRow
from app.ui.fields import Choice, ElidedLabel
from app.ui.slider_field import SliderField
from engine.catalogue import BUILT_IN, ModelInfo


class ModelField(QWidget):
    """A part of the inspector.

    Signals:
        manage_pressed(): the person wants to see all models.
    """

    manage_pressed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.choice = Choice(
            translate("Inspector", "Model"),
            (),
            translate("Inspector", "Which model restores. Adapters are models that were trained further."),
        )
        self.line = ElidedLabel("", "muted")
        self.line.elide(Qt.TextElideMode.ElideRight)
        self.manage = QToolButton()
        self.manage.setObjectName("link")
        self.manage.setText(translate("Inspector", "Models…"))
        self.manage.setAccessibleName(translate("Inspector", "Show all models"))
        self.manage.setToolTip(translate("Inspector", "What is installed, and what can be had"))
        self.strength = SliderField(
            translate("Inspector", "Adapter"), low=0, high=100, step=1, default=100, suffix=" %", resets=True,
            ends=(translate("Inspector", "model alone"), translate("Inspector", "as trained")),
            tip=translate(
                "Inspector",
                "How much of what the adapter was trained for is used. 0 % is exactly the model without it.",
            ),
        )  # fmt: skip
        first = NamedRow(translate("Inspector", "Model"), self.choice, role="heading")
        second = QHBoxLayout()
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(8)
        second.addWidget(self.line, 1)
        second.addWidget(self.manage)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(first)
        box.addLayout(second)
        box.addWidget(self.strength)
        self.choice.chosen.connect(session.choose_model)
        self.strength.changed.connect(lambda value: session.draft.set(adapter_strength=value / 100))
        self.manage.clicked.connect(self.manage_pressed)
        session.draft.changed.connect(self._show_strength)
        session.models_changed.connect(self.show_models)
        self.show_models()

    def show_models(self) -> None:
        """Show what can be chosen, and what is."""
        session = self._session
        self.choice.clear()
        models = session.models or []
        adapters = [info for info in models if adapter_of(info) is not None]
        for info in models:
            if adapters and info is adapters[0]:
                self.choice.insertSeparator(self.choice.count())
            self._add(info)
        chosen = session.model
        self.choice.setEnabled(bool(models))
        if session.models is None:
            self.choice.addItem(translate("Inspector", "Looking…"))
            self.line.setText("")
        elif chosen is None:
            self.choice.addItem(translate("Inspector", "No model"))
            self.line.setText(translate("Inspector", "No model is installed"))
        else:
            self.choice.show_value(chosen.name)
            self.line.setText(chosen.problem or _line(chosen))
            self.strength.set_default(chosen.recommended.adapter_strength * 100)
        self._show_strength()

    def _add(self, info: ModelInfo) -> None:
        title = translate("Inspector", "{title} – cannot be used").format(title=data_text(info.title))
        self.choice.addItem(title if info.problem else data_text(info.title), info.name)
        last = self.choice.count() - 1
        self.choice.setItemData(last, _plain(info.problem or _line(info)), Qt.ItemDataRole.ToolTipRole)
        items = self.choice.model()
        if info.problem and isinstance(items, QStandardItemModel):
            items.item(last).setEnabled(False)  # it is told why, and cannot be chosen

    def _show_strength(self, _names: object = None) -> None:
        chosen = self._session.model
        self.strength.setVisible(chosen is not None and adapter_of(chosen) is not None and not chosen.problem)
        self.strength.show_value(self._session.draft.request.adapter_strength * 100)


def _line(info: ModelInfo) -> str:
    adapter = adapter_of(info)
    if adapter is None:
        if info.name == BUILT_IN:
            what = translate("Inspector", "Comes with Heirloom, {size}")
            return what.format(size=size_text(info.size_bytes))
        return f"{info.licence}, {size_text(info.size_bytes)}"
    if not adapter.verdict:
        return translate("Inspector", "Adapts {base}").format(base=adapter.base)
    return translate("Inspector", "Adapts {base}, its test: {verdict}").format(
        base=adapter.base, verdict=verdict_words(adapter.verdict)
    )


def _plain(text: str) -> str:
    """A tooltip guesses whether it is HTML, and a title may look like it."""
    return f"<span>{text.replace('&', '&amp;').replace('<', '&lt;')}</span>"

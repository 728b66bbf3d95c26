"""Which model restores: the menu of models and adapters, what the chosen one is, and how strong an adapter is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.model.choices import adapter_of
from app.model.session import Session
from app.model.transfer import size_text
from app.ui.fields import NAME_WIDTH, Choice, ElidedLabel, SliderField, label
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
        self.choice = Choice("Model", (), "Which model restores. Adapters are models that were trained further.")
        self.line = ElidedLabel("", "muted")
        self.line.elide(Qt.TextElideMode.ElideRight)
        self.manage = QToolButton()
        self.manage.setObjectName("link")
        self.manage.setText("Models…")
        self.manage.setAccessibleName("Show all models")
        self.manage.setToolTip("What is installed, and what can be had")
        self.strength = SliderField(
            "Adapter", low=0, high=100, step=1, default=100, suffix=" %", ends=("model alone", "as trained"),
            tip="How much of what the adapter was trained for is used. 0 % is exactly the model without it.",
        )  # fmt: skip
        name = label("Model", "heading")
        name.setBuddy(self.choice)
        name.setFixedWidth(NAME_WIDTH)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
        first.addWidget(name)
        first.addWidget(self.choice, 1)
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
        session.draft.changed.connect(lambda _names: self._show_strength())
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
            self.choice.addItem(f"{info.title} – cannot be used" if info.problem else info.title, info.name)
            tip = info.problem or _line(info)
            self.choice.setItemData(self.choice.count() - 1, _plain(tip), Qt.ItemDataRole.ToolTipRole)
        chosen = session.model
        self.choice.setEnabled(bool(models))
        if session.models is None:
            self.choice.addItem("Looking…")
            self.line.setText("")
        elif chosen is None:
            self.choice.addItem("No model")
            self.line.setText("No model is installed")
        else:
            self.choice.show_value(chosen.name)
            self.line.setText(chosen.problem or _line(chosen))
            self.strength.set_default(chosen.recommended.adapter_strength * 100)
        self._show_strength()

    def _show_strength(self) -> None:
        chosen = self._session.model
        self.strength.setVisible(chosen is not None and adapter_of(chosen) is not None and not chosen.problem)
        self.strength.show_value(self._session.draft.request.adapter_strength * 100)


def _line(info: ModelInfo) -> str:
    adapter = adapter_of(info)
    if adapter is None:
        what = "Small model that comes with Heirloom" if info.name == BUILT_IN else info.licence
        return f"{what}, {size_text(info.size_bytes)}"
    verdict = f", its test: {adapter.verdict}" if adapter.verdict else ""
    return f"Adapts {adapter.base}{verdict}"


def _plain(text: str) -> str:
    """A tooltip guesses whether it is HTML, and a title may look like it."""
    return f"<span>{text.replace('&', '&amp;').replace('<', '&lt;')}</span>"

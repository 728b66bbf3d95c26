"""The list at the left of the window of trainings: a new one, and those that were begun."""

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.language import translate
from app.model.training import Training
from app.model.trainings import Trainings
from app.notify import one_line
from app.ui.fields import ElidedLabel, label
from app.ui.training_news import state_words

WIDTH = 248
_HIGH = 56
_NAME = Qt.ItemDataRole.UserRole


class _Entry(QWidget):
    """Title, and how it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title, self.state, self.day = ElidedLabel("", "heading"), ElidedLabel("", "muted"), label("", "muted")
        for shown in (self.title, self.state):
            shown.elide(Qt.TextElideMode.ElideRight)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(2)
        box.addWidget(self.title)
        low = QHBoxLayout()
        low.setSpacing(8)
        low.addWidget(self.state, 1)
        low.addWidget(self.day)
        box.addLayout(low)


class TrainingList(QListWidget):
    """Signals:
    chosen(object): this training shall be shown, or None: a new one.
    """

    chosen = Signal(object)

    def __init__(self, trainings: Trainings) -> None:
        super().__init__()
        self.setObjectName("trainings")
        self.setAccessibleName(translate("Training", "Trainings"))
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._trainings = trainings
        self._names: list[str] = []
        self._entries: dict[str, _Entry] = {}
        self.currentItemChanged.connect(self._on_current)
        trainings.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is; the chosen one stays chosen."""
        names = ["", *(training.record.name for training in self._trainings.items)]
        if names != self._names:
            self._rebuild(names)
        for row in range(self.count()):
            item = self.item(row)
            self._fill(item, self._trainings.training(item.data(_NAME)))

    def choose(self, name: str) -> None:
        """Select the one of this name, or with "" a new one."""
        for row in range(self.count()):
            if self.item(row).data(_NAME) == name:
                self.setCurrentRow(row)

    def _rebuild(self, names: list[str]) -> None:
        current = self.currentItem().data(_NAME) if self.currentItem() is not None else ""
        self.blockSignals(True)
        self.clear()
        self._names, self._entries = names, {}
        for name in names:
            item = QListWidgetItem(self)
            item.setData(_NAME, name)
            item.setSizeHint(QSize(WIDTH - 16, _HIGH))
            self._entries[name] = _Entry()
            self.setItemWidget(item, self._entries[name])
        self.blockSignals(False)
        self.choose(current if current in names else "")

    def _fill(self, item: QListWidgetItem, training: Training | None) -> None:
        entry = self._entries[item.data(_NAME)]
        if training is None:
            title, state, day = translate("Training", "New training"), translate("Training", "Photos, plan, run"), ""
        else:
            title = one_line(training.record.plan.shown_title)
            state, day = state_words(training)[0], _day(training.record.made)
        entry.title.setText(title)
        entry.state.setText(state)
        entry.day.setText(day)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in (title, state, day) if part))

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(self._trainings.training(item.data(_NAME)))


def _day(made: str) -> str:
    try:
        day = datetime.fromisoformat(made).astimezone()
    except ValueError:
        return ""
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)

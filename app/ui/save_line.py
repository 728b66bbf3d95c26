"""The line in the queue that says how far saving its results is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from app.language import translate
from app.model.saving_many import SavingMany
from app.notify import one_line
from app.ui.fields import ElidedLabel


class SaveLine(QWidget):
    """Hidden unless the person has the results saved; what is saved by itself needs no watching."""

    def __init__(self, saving: SavingMany) -> None:
        super().__init__()
        self._saving = saving
        self.words = ElidedLabel("", "quiet")
        self.words.elide(Qt.TextElideMode.ElideRight)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(translate("SaveAll", "Progress of saving"))
        self.stop = QPushButton(translate("SaveAll", "Stop saving"))
        self.stop.setToolTip(translate("SaveAll", "What was saved stays"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 6)
        row.setSpacing(8)
        row.addWidget(self.words, 3)
        row.addWidget(self.bar, 2)
        row.addWidget(self.stop)
        self.stop.clicked.connect(lambda _checked=False: saving.cancel())
        saving.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        saving = self._saving
        self.setVisible(saving.busy and not saving.automatic)
        if saving.busy:
            name = one_line(saving.current.name) if saving.current is not None else ""
            words = translate("SaveAll", "Saving {number} of {total}: {name}")
            self.words.setText(words.format(number=saving.done + 1, total=saving.total, name=name))
            self.bar.setRange(0, saving.total)
            self.bar.setValue(saving.done)

"""Naming a preset, in the panel itself: a new one, with what it shall hold, or another name for one."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from app.language import translate
from app.model.presets import Presets, checked
from app.presets import PresetError, checked_name, same_name
from app.ui.field_parts import ProblemLine, mark_problem
from app.ui.fields import breakable, label
from app.words import engine_text
from engine.request import RestoreRequest


class PresetForm(QFrame):
    """Shown by `ask_new` or `ask_name`, gone when it was answered.

    Signals:
        closed(): it is gone; the keyboard goes back to where it came from.
    """

    closed = Signal()

    def __init__(self, presets: Presets) -> None:
        super().__init__()
        self.setObjectName("card")
        self._presets = presets
        self._renamed = ""
        self.title = label("", "heading")
        self.title.setWordWrap(True)
        self.name = QLineEdit()
        self.name.setAccessibleName(translate("Presets", "Name of the preset"))
        self.name.setPlaceholderText(translate("Presets", "A name, as “Old portraits”"))
        self.caption, self.seed, self.pixels = QCheckBox(), QCheckBox(), QCheckBox()
        self._say(RestoreRequest())
        self.problem = ProblemLine()
        self.cancel = QPushButton(translate("Presets", "Cancel"))
        self.accept = QPushButton(translate("Presets", "Save"))
        self._lay_out()
        self.name.textChanged.connect(self._look)
        self.name.returnPressed.connect(self._done)
        self.accept.clicked.connect(self._done)
        self.cancel.clicked.connect(self.leave)
        self.hide()

    def _say(self, request: RestoreRequest) -> None:
        """What of `request` can be kept; the boxes have words from the start, for those who read the hidden ones."""
        width, height = request.size or (0, 0)
        self.caption.setText(translate("Presets", "With the caption"))
        self.seed.setText(translate("Presets", "With the seed, {seed}").format(seed=request.seed))
        size = translate("Presets", "With the size, {width} × {height} px")
        self.pixels.setText(size.format(width=width, height=height))

    def ask_new(self, request: RestoreRequest, proposed: str = "") -> None:
        """Ask for the name of a new preset, and for what of `request` belongs to it beside how to restore."""
        self._renamed = ""
        self.title.setText(translate("Presets", "Save as a preset"))
        self._say(request)
        for box in (self.caption, self.seed, self.pixels):
            box.setChecked(False)
        self.caption.setVisible(bool(request.caption))
        self.seed.setVisible(True)
        self.pixels.setVisible(request.size is not None)
        self._show(proposed)

    def ask_name(self, name: str) -> None:
        """Ask for another name of the preset called `name`."""
        self._renamed = name
        self.title.setText(translate("Presets", "Rename “{name}”").format(name=breakable(name)))
        for box in (self.caption, self.seed, self.pixels):
            box.hide()
        self._show(name)

    def leave(self) -> None:
        """Ask no more."""
        self.hide()
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        """Escape leaves the form, and is not the window's while it is open."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if escape and event.type() == QEvent.Type.KeyPress:
            self.leave()
            return True
        return super().event(event)

    def _show(self, name: str) -> None:
        self.name.setText(name)
        self._look()
        self.show()
        self.name.setFocus()
        self.name.selectAll()

    def _look(self) -> None:
        """What is wrong with the name as it stands, and what the button does."""
        text, problem, note = self.name.text(), "", ""
        there = None
        try:
            if self._renamed:
                checked(text, self._presets, besides=self._presets.named(self._renamed))
            else:
                there = self._presets.named(checked_name(text))
        except PresetError as error:
            what = engine_text(error.what)
            problem = what[:1].upper() + what[1:] + "."
        if there is not None:
            note = translate("Presets", "There is one of this name; it will be replaced.")
        told = problem if text.strip() else ""
        mark_problem(self.name, told)
        self.name.setAccessibleDescription(told or note)
        self.problem.show_problem(told or note)
        self.accept.setEnabled(not problem)
        if self._renamed:
            self.accept.setText(translate("Presets", "Rename"))
        else:
            self.accept.setText(translate("Presets", "Replace") if there else translate("Presets", "Save"))

    def _done(self) -> None:
        if not self.accept.isEnabled():
            return
        name = self.name.text()
        if not self._renamed:
            self._presets.save(
                name,
                caption=self.caption.isChecked() and not self.caption.isHidden(),
                seed=self.seed.isChecked(),
                pixels=self.pixels.isChecked() and not self.pixels.isHidden(),
            )
        elif not same_name(name, self._renamed) or name.strip() != self._renamed:
            self._presets.rename(self._renamed, name)
        self.leave()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        for widget in (self.title, self.name, self.problem, self.caption, self.seed, self.pixels):
            box.addWidget(widget)
        box.addLayout(buttons)

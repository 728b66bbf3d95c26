"""Step 3 of a training that is planned: what it will take, whether it can be, and Start."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.language import translate
from app.model.training_draft import Draft
from app.model.training_plan import file_name, run_text, run_values
from app.model.trainings import Trainings
from app.ui.fields import label
from app.ui.theme import Appearance
from app.ui.training_parts import WIDEST, Fold, mark, say, wrapped
from app.ui.training_words import DAY, estimate_words, too_large_words


class StartBar(QFrame):
    """Below the page of a new training, always in sight: what the draft takes.

    Signals:
        pressed(): the training shall start.
    """

    pressed = Signal()

    def __init__(self, trainings: Trainings) -> None:
        super().__init__()
        self.setObjectName("start")
        self._trainings = trainings
        self.estimate = wrapped()
        self.advice = wrapped("", "quiet")
        self.why = wrapped("", "quiet")
        self.keep = keep_box()
        self.start = QPushButton(translate("Training", "Start training"))
        self.start.setObjectName("primary")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(f"3   {translate('Training', 'Run')}", "heading"))
        for widget in (self.estimate, self.advice, self.why):
            words.addWidget(widget)
        words.addStretch(1)
        act = QVBoxLayout()
        act.setSpacing(8)
        act.addWidget(self.start)
        act.addWidget(self.keep)
        act.addStretch(1)
        inside = QWidget()
        inside.setMaximumWidth(WIDEST)
        inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(inside)
        row.setContentsMargins(40, 12, 40, 12)
        row.setSpacing(24)
        row.addLayout(words, 1)
        row.addLayout(act)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(inside, 1000)
        across.addStretch(1)
        self.start.clicked.connect(self.pressed)
        self.keep.toggled.connect(lambda on: setattr(trainings.draft, "keep", on))
        self.refresh()

    def refresh(self) -> None:
        """Show what is known."""
        draft = self._trainings.draft
        obstacle = self._trainings.obstacle()
        say(self.estimate, estimate_words(draft))
        mark(self.estimate, "level", "error" if draft.too_large else "")
        say(self.advice, self._advice())
        self.start.setEnabled(not obstacle)
        self.start.setToolTip(obstacle)
        self.start.setAccessibleDescription(obstacle)
        say(self.why, obstacle)
        self.keep.setChecked(draft.keep)

    def _advice(self) -> str:
        draft = self._trainings.draft
        if draft.too_large:
            return too_large_words(draft)
        seconds = draft.seconds
        if seconds is not None and seconds > 2 * DAY:
            return translate("Training", "That is very long. A graphics card, a smaller model or “Quick” takes less.")
        if draft.machine.found["estimate"].get("device") == "cpu" and draft.seconds is not None:
            return translate("Training", "Restoring photos meanwhile is possible; both are slower then.")
        return ""


class RunFile(Fold):
    """The run file of the draft."""

    def __init__(self, draft: Draft, appearance: Appearance) -> None:
        super().__init__(translate("Training", "Run file"), appearance)
        self._draft = draft
        self.text = run_file_box()
        note = wrapped(
            translate(
                "Training",
                "What will be started, for people who want every knob: save it, change it, and give it to "
                "“heirloom train”. trainer/config.py lists all fields.",
            ),
            "muted",
        )
        self.inside.addWidget(self.text)
        self.inside.addWidget(note)
        self.button.toggled.connect(lambda _on: self.refresh())

    def refresh(self) -> None:
        """Show the draft, if it is to be seen."""
        draft = self._draft
        if not self.button.isChecked():
            return
        text = ""
        if draft.plan.photos is not None and draft.plan.base_name:
            name = file_name(draft.plan.shown_title)
            text = run_text(run_values(draft.plan, name, draft.photos.folder.parent / name / "out", draft.usable))
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)


def keep_box() -> QCheckBox:
    """Whether a training goes on without the window."""
    box = QCheckBox(translate("Training", "Keep training after Heirloom is closed"))
    box.setToolTip(translate("Training", "Otherwise it writes a checkpoint and stops, and can go on later"))
    return box


def run_file_box() -> QPlainTextEdit:
    """Shows a run file."""
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setFixedHeight(200)
    box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    box.setAccessibleName(translate("Training", "Run file"))
    return box

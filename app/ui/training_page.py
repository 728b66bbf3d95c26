"""The pages of the window of trainings: one that is planned, and one that was begun."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.language import translate
from app.model.session import Session
from app.model.training import Training
from app.model.transfer import size_text
from app.notify import one_line
from app.ui.fields import ElidedLabel, label
from app.ui.theme import Appearance
from app.ui.training_examples import ExamplesCard
from app.ui.training_news import state_words
from app.ui.training_options import OptionsCard
from app.ui.training_parts import WIDEST, Card, Fold, link, mark, say, wrapped
from app.ui.training_photos import PhotosCard
from app.ui.training_run import RunCard
from app.ui.training_start import RunFile, StartBar, run_file_box
from app.ui.training_verdict import VerdictCard
from app.ui.training_words import photos_words, plan_words


class Page(QScrollArea):
    """A column of cards that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QWidget()
        column.setMaximumWidth(WIDEST)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(column)
        self.column.setContentsMargins(24, 16, 24, 24)
        self.column.setSpacing(12)
        page = QWidget()
        page.setObjectName("fields")
        across = QHBoxLayout(page)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(column, 1000)
        across.addStretch(1)
        self.setWidget(page)


class NewPage(Page):
    """Photos, plan and run of a training that is not begun."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session, draft = session, session.trainings.draft
        self.photos = PhotosCard(draft, appearance)
        self.examples = ExamplesCard(draft, session.files, appearance)
        self.options = OptionsCard(draft, appearance)
        self.run_file = RunFile(draft, appearance)
        self.options.box.addWidget(self.run_file)
        self.start = StartBar(session.trainings)
        self.column.addWidget(label(translate("Training", "New training"), "title"))
        for card in (self.photos, self.examples, self.options):
            self.column.addWidget(card)
        self.column.addStretch(1)
        self.photos.folder_chosen.connect(self.take_folder)
        session.trainings.changed.connect(self.refresh)
        session.models_changed.connect(self._offer)
        session.captioning.changed.connect(self._offer)
        self._offer()

    def take_folder(self, folder: Path) -> None:
        """Plan a training on these photos."""
        self._session.trainings.draft.set(photos=folder)
        self.ensureVisible(0, 0)

    def refresh(self) -> None:
        """Show the draft."""
        for card in (self.photos, self.examples, self.options, self.run_file, self.start):
            card.refresh()

    def _offer(self) -> None:
        session, draft = self._session, self._session.trainings.draft
        bases = [info for info in session.models or () if not info.problem and info.name not in session.adapters]
        captioner = session.captioning.captioner
        self.options.offer(bases, [captioner.name] if captioner is not None else [])
        names = {info.name: info for info in bases}
        if draft.plan.base_name not in names and names:
            chosen = session.model
            adapter = session.adapters.get(chosen.name) if chosen is not None else None
            wanted = adapter.base if adapter is not None else chosen.name if chosen is not None else ""
            draft.choose_base(names.get(wanted) or bases[0])
        self.refresh()


class TrainingPage(Page):
    """A training that was begun.

    Signals:
        use_pressed(str): what it made shall be used.
    """

    use_pressed = Signal(str)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session = session
        self.training: Training | None = None
        self.title = ElidedLabel("", "title")
        self.badge = label("", "badge")
        self.folder = link(translate("Training", "Show folder"))
        self.remove = link(translate("Training", "Remove…"))
        self.question = wrapped()
        self.yes, self.no = QPushButton(translate("Training", "Remove")), QPushButton(translate("Training", "Keep"))
        self.asking = QFrame()
        self.asking.setObjectName("card")
        self.verdict = VerdictCard(session.trainings, session.files, appearance)
        self.photos = Card(translate("Training", "Photos"))
        self.photos_text, self.photos_folder = wrapped(), ElidedLabel("", "quiet")
        self.plan = Card(translate("Training", "Plan"))
        self.plan_text = wrapped()
        self.run_file = Fold(translate("Training", "Run file"), appearance)
        self.run_text = run_file_box()
        self.edit = link(translate("Training", "Open the run file"))
        self.run = RunCard(session.trainings, session.files, appearance)
        self._lay_out()
        self.folder.clicked.connect(self._show_folder)
        self.edit.clicked.connect(self._edit)
        self.remove.clicked.connect(self._ask)
        self.no.clicked.connect(self._do_not)
        self.yes.clicked.connect(self._do)
        self.run_file.button.toggled.connect(lambda _on: self._show_run_file())
        self.verdict.use_pressed.connect(self.use_pressed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        for widget in (self.badge, self.folder, self.remove):
            head.addWidget(widget)
        row = QHBoxLayout(self.asking)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(self.question, 1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.asking.hide()
        self.photos.box.addWidget(self.photos_folder)
        self.photos.box.addWidget(self.photos_text)
        self.plan.box.addWidget(self.plan_text)
        self.run_file.inside.addWidget(self.run_text)
        self.run_file.inside.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignLeft)
        self.plan.box.addWidget(self.run_file)
        self.column.addLayout(head)
        for card in (self.asking, self.verdict, self.run, self.photos, self.plan):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def show_training(self, training: Training) -> None:
        """Show this one from now on."""
        if training is not self.training:
            if self.training is not None:
                self.training.changed.disconnect(self.refresh)
            self.training = training
            training.changed.connect(self.refresh)
            self.asking.hide()
            self.run_file.button.setChecked(False)
            self.verdict.show_training(training)
            self.run.show_training(training)
            self.verticalScrollBar().setValue(0)
        self.refresh()

    def forget(self, name: str) -> None:
        """That training is gone."""
        if self.training is not None and self.training.record.name == name:
            self.training = None

    def refresh(self) -> None:
        """Show how it is now."""
        training = self.training
        if training is None:
            return
        record = training.record
        self.title.setText(one_line(record.plan.shown_title))
        words, level = state_words(training)
        say(self.badge, words)
        mark(self.badge, "level", level)
        self.remove.setVisible(not training.active)
        self.photos_folder.setText(one_line(str(record.plan.photos)))
        collection = training.progress.collection
        known = {"photos": record.photos + record.held_out, "held_out": record.held_out, "captioned": 0, "paired": 0}
        say(self.photos_text, photos_words(collection or known))
        say(self.plan_text, f"{plan_words(record.plan, training.progress.updates or record.updates)}.")
        self.verdict.refresh()
        self.run.refresh()

    def _show_folder(self) -> None:
        if self.training is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.training.record.folder)))

    def _edit(self) -> None:
        if self.training is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.training.record.run_file)))

    def _show_run_file(self) -> None:
        training = self.training
        if training is None or not self.run_file.button.isChecked():
            return
        path = training.record.run_file
        read = lambda _task: path.read_text(encoding="utf-8")  # noqa: E731
        self._session.files.start(read, success=self.run_text.setPlainText, failure=self._session.notices.failed)

    def _ask(self) -> None:
        training = self.training
        if training is None:
            return
        self.question.setText(translate("Training", "Remove this training? There is no way back."))
        self.asking.show()
        self.no.setFocus()

        def told(size: int) -> None:
            if training is self.training and size:
                kept = translate("Training", "What was added to the models stays.") if training.record.installed else ""
                text = translate("Training", "Remove this training and free {size}? There is no way back. {kept}")
                self.question.setText(text.format(size=size_text(size), kept=kept).strip())

        self._session.trainings.measure(training, told)

    def _do_not(self) -> None:
        self.asking.hide()
        self.remove.setFocus()

    def _do(self) -> None:
        self.asking.hide()
        if self.training is not None:
            self._session.trainings.remove(self.training)

"""Step 3 of a training that was begun: how far it is, its curves and pictures, and what can be done with it."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton

from app.language import number, translate
from app.model.training import Training
from app.model.trainings import Trainings
from app.tasks import Lane
from app.ui.fields import label
from app.ui.theme import Appearance
from app.ui.training_chart import Chart, Line, smoothed
from app.ui.training_news import doing_words, ended_words, note_words
from app.ui.training_parts import Card, Fold, mark, say, wrapped
from app.ui.training_pictures import PictureGrid, Row, load_sheet
from app.ui.training_start import keep_box
from trainer.control import Command

_STEPS = 1000
_NOTES = 50
_SHOWN = 3  # rows of the newest pictures


class RunCard(Card):
    """Shows one training and steers it."""

    def __init__(self, trainings: Trainings, files: Lane, appearance: Appearance) -> None:
        super().__init__(translate("Training", "Run"))
        self._trainings, self._files = trainings, files
        self._training: Training | None = None
        self._preview = ""
        self.words = wrapped()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(translate("Training", "Progress of the training"))
        self.pause = QPushButton(translate("Training", "Pause"))
        self.finish = QPushButton(translate("Training", "Finish now"))
        self.finish.setToolTip(translate("Training", "Learn no more; judge and keep the best so far"))
        self.stop = QPushButton(translate("Training", "Stop"))
        self.stop.setToolTip(translate("Training", "Write a checkpoint and stop; it can go on later"))
        self.go_on = QPushButton(translate("Training", "Continue"))
        self.go_on.setObjectName("primary")
        self.keep = keep_box()
        self.loss = Chart(appearance, translate("Training", "Training loss"), translate("Training", "updates"))
        self.score = Chart(appearance, "", translate("Training", "updates"))
        self.pictures = label(translate("Training", "Held-out photos, as they come out now"), "heading")
        self.grid = PictureGrid(appearance, translate("Training", "Held-out photos, as they come out now"), 176)
        self.notes = Fold("", appearance)
        self.note_list = wrapped("", "quiet")
        self.notes.inside.addWidget(self.note_list)
        self._lay_out()
        self.pause.clicked.connect(self._pause)
        self.finish.clicked.connect(lambda: self._ask("finish"))
        self.stop.clicked.connect(self._stop)
        self.go_on.clicked.connect(self._continue)
        self.keep.clicked.connect(self._keep)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.go_on, self.pause, self.finish, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        charts = QGridLayout()
        charts.setContentsMargins(0, 8, 0, 0)
        charts.setHorizontalSpacing(24)
        charts.addWidget(self.score, 0, 0)
        charts.addWidget(self.loss, 0, 1)
        charts.setColumnStretch(0, 1)
        charts.setColumnStretch(1, 1)
        self.box.addWidget(self.words)
        self.box.addWidget(self.bar)
        self.box.addLayout(buttons)
        self.box.addWidget(self.keep)
        self.box.addLayout(charts)
        self.box.addWidget(self.pictures)
        self.box.addWidget(self.grid)
        self.box.addWidget(self.notes)

    def show_training(self, training: Training) -> None:
        """Show this one from now on."""
        if training is not self._training:
            self._training = training
            self._preview = ""
            self.grid.show_rows((), ())
        self.refresh()

    def refresh(self) -> None:
        """Show how it is now."""
        training = self._training
        if training is None:
            return
        progress, active = training.progress, training.active
        say(self.words, doing_words(training) if active else ended_words(training))
        mark(
            self.words,
            "level",
            "error" if progress.state in ("failed", "lost", "disk_full") and not training.starting else "",
        )
        waits = training.starting or (active and progress.doing in ("starting", "preparing"))
        self.bar.setVisible(active)
        self.bar.setRange(0, 0 if waits else _STEPS)
        if not waits:
            first = progress.doing in ("captioning", "measuring") and progress.update == 0 and progress.total > 0
            self.bar.setValue(round((progress.done / progress.total if first else progress.fraction) * _STEPS))
        mark(self.bar, "idle", progress.state in ("paused", "disk_full"))
        self._show_buttons(training)
        self._show_charts(training)
        self._show_notes(training)
        if progress.preview and progress.preview != self._preview:
            self._preview = progress.preview
            load_sheet(self._files, self, progress.preview, 3, self._show_pictures)
        has_pictures = bool(self.grid.rows) and not progress.verdict
        self.pictures.setVisible(has_pictures)
        self.grid.setVisible(has_pictures)

    def _show_buttons(self, training: Training) -> None:
        progress, active = training.progress, training.active
        waiting = progress.state in ("paused", "disk_full")
        learns = active and not training.starting and progress.doing != "judging"
        self.pause.setVisible(learns)
        self.pause.setText(translate("Training", "Go on") if waiting else translate("Training", "Pause"))
        self.pause.setEnabled(training.asked is None)
        self.finish.setVisible(learns and progress.update > 0 and progress.state != "disk_full")
        self.finish.setEnabled(training.asked is None)
        self.stop.setVisible(learns)
        ends = training.asked == "stop"
        self.stop.setText(translate("Training", "End at once") if ends else translate("Training", "Stop"))
        self.stop.setToolTip(
            translate("Training", "What was learned since update {update} is lost").format(
                update=number(progress.checkpoint, 0)
            )
            if ends
            else translate("Training", "Write a checkpoint and stop; it can go on later")
        )
        self.stop.setEnabled(training.asked in (None, "stop"))
        self.go_on.setVisible(training.can_continue)
        other = self._trainings.running
        self.go_on.setEnabled(other is None)
        self.go_on.setToolTip(
            translate("Training", "Another training is running. One at a time.") if other is not None else ""
        )
        self.keep.setVisible(active)
        self.keep.setChecked(training.record.keep)

    def _show_charts(self, training: Training) -> None:
        progress = training.progress
        end = progress.updates or training.record.updates
        smooth = smoothed(progress.losses)
        raw = Line(translate("Training", "loss"), progress.losses, "strong_line" if smooth else "text", 1.0)
        self.loss.show_lines(
            [raw, Line(translate("Training", "smoothed"), smooth)],
            end,
            empty=translate("Training", "The first values come after 20 updates."),
        )
        if progress.scores or not progress.held_out:
            self.score.title = translate("Training", "Agreement with held-out photos, higher is better")
            points = progress.scores
        else:
            self.score.title = translate("Training", "Held-out loss, lower is better")
            points = progress.held_out
        level = (points[0][1], translate("Training", "the model as it was")) if points else None
        self.score.setAccessibleName(self.score.title)
        self.score.show_lines(
            [Line(translate("Training", "held out"), points, "accent", 2.0, dots=True)],
            end,
            level=level,
            empty=translate("Training", "The model as it is has to be measured first."),
        )
        shown = bool(progress.losses or points or training.active)
        self.loss.setVisible(shown)
        self.score.setVisible(shown)

    def _show_notes(self, training: Training) -> None:
        notes = training.progress.notes
        self.notes.setVisible(bool(notes))
        self.notes.set_title(translate("Training", "%n messages", n=len(notes)))
        say(self.note_list, "\n".join(note_words(line) for line in notes[-_NOTES:]))

    def _show_pictures(self, sheet: list[list[QImage | None]]) -> None:
        titles = (
            translate("Training", "Damaged"),
            translate("Training", "Restored in one step"),
            translate("Training", "As it should be"),
        )
        self.grid.show_rows(titles, [Row(tuple(pictures)) for pictures in sheet[:_SHOWN]])
        self.refresh()

    # Asking -------------------------------------------------------------------------------------------------------

    def _ask(self, command: Command) -> None:
        if self._training is not None:
            self._training.ask(command)

    def _pause(self) -> None:
        if self._training is not None:
            waiting = self._training.progress.state in ("paused", "disk_full")
            self._training.ask("resume" if waiting else "pause")

    def _stop(self) -> None:
        if self._training is None:
            return
        if self._training.asked == "stop":
            self._training.kill()
        else:
            self._training.ask("stop")

    def _continue(self) -> None:
        if self._training is not None:
            self._trainings.go_on(self._training)

    def _keep(self) -> None:
        if self._training is not None:
            self._training.keep(self.keep.isChecked())

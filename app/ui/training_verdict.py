"""The end of a training: what its own test says in plain words, before and after, and what to do with what it made."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from app.language import number, translate
from app.model.training import Training
from app.model.trainings import Trainings
from app.notify import one_line
from app.tasks import Lane
from app.ui.fields import label
from app.ui.theme import Appearance
from app.ui.training_news import kind_words
from app.ui.training_parts import Card, Fold, link, mark, say, wrapped
from app.ui.training_pictures import PictureGrid, Row, load_rows

_MOST = 8  # pairs that a training keeps
_FIRST = 3  # of them are shown at once


class VerdictCard(Card):
    """Shows the verdict of a training that is done.

    Signals:
        use_pressed(str): the model or adapter of this name shall be used.
    """

    use_pressed = Signal(str)

    def __init__(self, trainings: Trainings, files: Lane, appearance: Appearance) -> None:
        super().__init__(translate("Training", "Verdict"))
        self._trainings, self._files = trainings, files
        self._training: Training | None = None
        self._loaded = ""
        self._all = False
        self._rows: list[Row] = []
        self._judged: object = None
        self.title.setProperty("role", "title")
        self.words, self.warning, self.installed = wrapped(), wrapped("", "quiet"), wrapped("", "quiet")
        self.use = QPushButton(translate("Training", "Use it"))
        self.use.setObjectName("primary")
        self.add = QPushButton()
        self.report = link(translate("Training", "Open the report"))
        self.grid = PictureGrid(appearance, translate("Training", "Before and after"), 224)
        self.more = link(translate("Training", "Show all"))
        self.numbers = Fold(translate("Training", "Numbers"), appearance)
        self._table = QWidget()
        self._cells = QGridLayout(self._table)
        self._cells.setContentsMargins(0, 0, 0, 0)
        self._cells.setHorizontalSpacing(24)
        self._cells.setVerticalSpacing(4)
        self.numbers.inside.addWidget(self._table)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.use, self.add, self.report):
            row.addWidget(widget)
        row.addWidget(self.installed, 1)
        row.addStretch(0)
        self.box.addWidget(self.words)
        self.box.addWidget(self.warning)
        self.box.addLayout(row)
        for widget in (self.grid, self.more, self.numbers):
            self.box.addWidget(widget)
        self.use.clicked.connect(self._use)
        self.add.clicked.connect(self._add)
        self.report.clicked.connect(self._open_report)
        self.more.clicked.connect(self._toggle)

    def show_training(self, training: Training) -> None:
        """Show this one from now on."""
        if training is not self._training:
            self._training, self._loaded, self._all, self._rows = training, "", False, []
            self.grid.show_rows((), ())
        self.refresh()

    def refresh(self) -> None:
        """Show how it is now; nothing while there is no verdict."""
        training = self._training
        done = training is not None and training.progress.state == "done"
        self.setVisible(done)
        if training is None or not done:
            return
        progress, record = training.progress, training.record
        verdict = progress.verdict
        judged, kind = verdict.get("judged") or {}, verdict.get("kind", "")
        self.title.setText(_headline(kind))
        mark(self.title, "level", {"better": "good", "worse": "error"}.get(kind, ""))
        say(self.words, _sentence(kind, judged))
        say(self.warning, " ".join(judged.get("warnings", ())))
        adapter = progress.exported.get("form") == "adapter"
        name = record.installed.partition(":")[2]
        busy = self._trainings.installing(training)
        self.use.setVisible(bool(name))
        self.use.setAccessibleName(translate("Training", "Use {name}").format(name=name))
        self.add.setVisible(bool(progress.exported) and not name)
        self.add.setEnabled(not busy)
        self.add.setText(
            translate("Training", "Being added…")
            if busy
            else translate("Training", "Add it all the same")
            if kind == "worse"
            else translate("Training", "Add it to the models")
        )
        self.report.setVisible(bool(verdict.get("report")))
        if name:
            words = (
                translate("Training", "The adapter {name} is in the model menu.")
                if adapter
                else translate("Training", "The model {name} is in the model menu.")
            )
            say(self.installed, words.format(name=one_line(name)))
        else:
            say(self.installed, translate("Training", "It was not added to the models.") if kind == "worse" else "")
        self._show_numbers(judged)
        self._load(training)

    def _load(self, training: Training) -> None:
        if self._loaded == training.record.name:
            return
        self._loaded = training.record.name
        proof = training.record.output / "proof"
        columns = ("damaged", "stock", "trained", "original")
        files = [[proof / column / f"{index}.png" for column in columns] for index in range(_MOST)]

        def loaded(pictures: list[list[QImage | None]]) -> None:
            if training is self._training:
                self._rows = [Row(tuple(row)) for row in pictures if row[2] is not None]
                self._show_pairs()

        load_rows(self._files, self, files, loaded)

    def _show_pairs(self) -> None:
        titles = (
            translate("Training", "Damaged"),
            translate("Training", "Before"),
            translate("Training", "After"),
            translate("Training", "As it should be"),
        )
        there = [column for column in range(len(titles)) if any(row.pictures[column] is not None for row in self._rows)]
        rows = [Row(tuple(row.pictures[column] for column in there)) for row in self._rows]
        shown = rows if self._all else rows[:_FIRST]
        self.grid.show_rows([titles[column] for column in there], shown)
        self.grid.setVisible(bool(shown))
        self.more.setVisible(len(self._rows) > _FIRST)
        self.more.setText(
            translate("Training", "Show fewer")
            if self._all
            else translate("Training", "Show all %n", n=len(self._rows))
        )
        self.more.setAccessibleName(self.more.text())

    def _show_numbers(self, judged: dict[str, Any]) -> None:
        changes = judged.get("changes", ())
        self.numbers.setVisible(bool(changes))
        if self._judged is judged:
            return
        self._judged = judged
        while (entry := self._cells.takeAt(0)) is not None:
            if (old := entry.widget()) is not None:
                old.hide()
                old.deleteLater()
        heads = (
            translate("Training", "Measure"),
            translate("Training", "Before"),
            translate("Training", "After"),
            translate("Training", "Photos improved"),
        )
        for column, head in enumerate(heads):
            self._cells.addWidget(label(head, "muted"), 0, column)
        for row, change in enumerate(changes, 1):
            digits = _DIGITS.get(change["measure"], 3)
            of = translate("Training", "{improved} of {photos}")
            texts = (
                _measure(change["measure"]),
                number(change["first"], digits),
                number(change["last"], digits),
                of.format(improved=change["improved"], photos=change["photos"]),
            )
            for column, text in enumerate(texts):
                self._cells.addWidget(label(text), row, column)
        self._cells.setColumnStretch(len(heads), 1)

    def _use(self) -> None:
        if self._training is not None:
            self.use_pressed.emit(self._training.record.installed.partition(":")[2])

    def _add(self) -> None:
        if self._training is not None:
            self._trainings.install(self._training)

    def _open_report(self) -> None:
        if self._training is not None:
            path = Path(self._training.progress.verdict["report"])
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _toggle(self) -> None:
        self._all = not self._all
        self._show_pairs()


_DIGITS = {"agreement": 4, "tones": 2, "psnr": 2, "ssim": 4, "lpips": 4, "dists": 4, "l1": 4}


def _measure(name: str) -> str:
    words = {
        "agreement": translate("Training", "True detail that is there (agreement)"),
        "tones": translate("Training", "Brightness and colours off, in levels of 255"),
        "psnr": translate("Training", "PSNR in dB"),
        "ssim": translate("Training", "SSIM"),
        "lpips": translate("Training", "LPIPS, lower is better"),
        "dists": translate("Training", "DISTS, lower is better"),
        "l1": translate("Training", "Loss, lower is better"),
    }
    return words.get(name, name)


def _headline(kind: str) -> str:
    words = {
        "better": translate("Training", "Better than before"),
        "worse": translate("Training", "Worse than before"),
        "no clear difference": translate("Training", "No clear difference"),
        "too few to tell": translate("Training", "Too few photos to tell"),
    }
    return words.get(kind) or kind_words(kind) or translate("Training", "Done")


def _sentence(kind: str, judged: dict[str, Any]) -> str:
    """What the test says, in plain words."""
    changes = judged.get("changes") or []
    if not changes:
        return translate("Training", "It is trained. No photos were set aside, so nothing can be said of it.")
    improved = translate(
        "Training", "{improved} of {photos} photos that it never saw come out closer to the original than before."
    ).format(improved=changes[0]["improved"], photos=changes[0]["photos"])
    ends = {
        "better": translate("Training", "So large a gain is not chance."),
        "worse": translate("Training", "Keep using the model as it was."),
        "no clear difference": translate("Training", "That may well be chance. It can be used, but need not be."),
        "too few to tell": translate("Training", "That is too few to tell it from chance. Look at the pictures."),
    }
    certain = changes[0]["low"] > 0 or changes[0]["high"] < 0
    if kind == "no clear difference" and certain:
        return f"{improved} {translate('Training', 'But the difference is smaller than anybody would see.')}"
    return f"{improved} {ends.get(kind, '')}".strip()

"""Step 1 of a training: the folder, what was found in it, what was left out and why."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QProgressBar, QPushButton

from app.language import translate
from app.model.training_draft import Draft
from app.notify import one_line
from app.ui.dialogs import pictures_folder
from app.ui.fields import ElidedLabel
from app.ui.theme import Appearance
from app.ui.training_parts import Card, Fold, link, say, wrapped
from app.ui.training_words import photos_advice, photos_words

_LISTED = 500  # photos that were left out


class PhotosCard(Card):
    """Shows the draft's photos.

    Signals:
        folder_chosen(Path): the person chose this one.
    """

    folder_chosen = Signal(object)

    def __init__(self, draft: Draft, appearance: Appearance) -> None:
        super().__init__(translate("Training", "Photos"), 1)
        self._draft = draft
        self.choose = QPushButton(translate("Training", "Choose folder…"))
        self.choose.setAccessibleName(translate("Training", "Choose the folder of photos to learn from"))
        self.about = wrapped(
            translate(
                "Training",
                "Good photos of the kind that shall be restored: sharp, undamaged, at least 50, all in one folder or "
                "below it. Heirloom damages copies of them and learns to undo that. Your photos stay as they are.",
            ),
            "quiet",
        )
        self.folder = ElidedLabel("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(translate("Training", "Looking at the photos"))
        self.words = wrapped()
        self.advice = wrapped("", "quiet")
        self.again = link(translate("Training", "Try again"))
        self.rejected = Fold("", appearance)
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setTabChangesFocus(True)
        self.list.setFixedHeight(128)
        self.list.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.list.setAccessibleName(translate("Training", "Photos that were left out"))
        self.rejected.inside.addWidget(self.list)
        self.head.addWidget(self.choose)
        low = QHBoxLayout()
        low.setSpacing(8)
        low.addWidget(self.words, 1)
        low.addWidget(self.again)
        for widget in (self.about, self.folder, self.bar):
            self.box.addWidget(widget)
        self.box.addLayout(low)
        self.box.addWidget(self.advice)
        self.box.addWidget(self.rejected)
        self.choose.clicked.connect(self._choose)
        self.again.clicked.connect(draft.look)
        self.refresh()

    def refresh(self) -> None:
        """Show what the draft knows."""
        draft, found = self._draft, self._draft.photos.found
        chosen = draft.plan.photos
        self.about.setVisible(chosen is None)
        self.folder.setVisible(chosen is not None)
        self.folder.setText(one_line(str(chosen)) if chosen is not None else "")
        self.choose.setText(
            translate("Training", "Choose folder…") if chosen is None else translate("Training", "Choose another…")
        )
        self._make_primary(chosen is None)
        collection, scanning = found["collection"], found["scanning"]
        self.bar.setVisible(found.busy)
        self.bar.setRange(0, scanning.get("total", 0))
        self.bar.setValue(scanning.get("done", 0))
        self.again.setVisible(bool(found.problem))
        if found.problem:
            say(self.words, found.problem)
        elif found.busy:
            looked = translate("Training", "Looking at the photos, {done} of {total} files")
            plain = translate("Training", "Looking at the photos…")
            say(self.words, looked.format(done=scanning["done"], total=scanning["total"]) if scanning else plain)
        else:
            say(self.words, photos_words(collection) if collection else "")
        say(self.advice, photos_advice(collection) if collection and not found.busy else "")
        rejected = collection.get("rejected", []) if not found.busy else []
        self.rejected.setVisible(bool(rejected))
        self.rejected.set_title(translate("Training", "%n left out", n=len(rejected)))
        lines = [f"{one_line(each['file'])}: {one_line(each['reason'])}" for each in rejected[:_LISTED]]
        text = "\n".join(lines)
        if self.list.toPlainText() != text:
            self.list.setPlainText(text)

    def _make_primary(self, primary: bool) -> None:
        """It is what to do first; afterwards Start is."""
        name = "primary" if primary else ""
        if self.choose.objectName() != name:
            self.choose.setObjectName(name)
            self.choose.style().unpolish(self.choose)
            self.choose.style().polish(self.choose)

    def _choose(self) -> None:
        start = self._draft.plan.photos or Path(pictures_folder())
        dialog = QFileDialog(self, translate("Training", "Photos to learn from"), str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.folder_chosen.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

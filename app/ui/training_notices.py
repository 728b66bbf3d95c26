"""What the main window says of trainings while theirs is closed: how far one is, and that it has ended."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.language import number, translate
from app.model.session import Session
from app.model.training import Training
from app.notify import one_line
from app.ui.training_news import kind_words


class ProgressInCommand(QObject):
    """Has the command that opens the window of trainings say how far the one is that runs."""

    def __init__(self, session: Session, action: QAction) -> None:
        super().__init__(action)
        self._session, self._action, self._words = session, action, action.text()
        session.trainings.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        running = self._session.trainings.running
        text = self._words
        if running is not None:
            percent = number(100 * running.progress.fraction, 0)
            text = translate("Training", "{train}  {percent} %").format(train=text, percent=percent)
        if self._action.text() != text:
            self._action.setText(text)


class TrainingNotices(QObject):
    """Tells when a training ends, unless its window is there to say so."""

    def __init__(
        self, session: Session, show: Callable[[str], None], shown: Callable[[], bool], parent: QObject
    ) -> None:
        """`show` brings a training to the front, `shown` says whether the window of trainings can be seen."""
        super().__init__(parent)
        self._session, self._show, self._shown = session, show, shown
        session.trainings.finished.connect(self._on_finished)

    def _on_finished(self, training: Training) -> None:
        if self._shown():
            return
        progress, title = training.progress, one_line(training.record.plan.shown_title)
        act = partial(self._show, training.record.name)
        button = translate("Training", "Show")
        tell = self._session.notices.tell
        if progress.state == "done":
            kind = progress.verdict.get("kind", "")
            words = translate("Training", "The training “{title}” is done. {verdict}.").format(
                title=title, verdict=kind_words(kind) or translate("Training", "Nothing was measured")
            )
            tell("info", words, button, act)
        elif progress.state == "stopped":
            tell("info", translate("Training", "The training “{title}” has stopped.").format(title=title), button, act)
        else:
            words = translate("Training", "The training “{title}” has ended before it was done.").format(title=title)
            tell("warning", words, button, act)

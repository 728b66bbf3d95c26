"""Keeps the window of a session, and makes it anew in another language: photo, takes and running work stay."""

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from app import language
from app.model.session import Session
from app.ui.theme import Appearance
from app.ui.window import Window


class Stage(QObject):
    """One window at a time; `window` is the one that is shown.

    Every text is chosen when its control is made, so another language means another window. The session, which
    does the work and knows no widget, never notices.
    """

    def __init__(self, app: QCoreApplication, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._app, self._session, self._appearance = app, session, appearance
        language.install(app, session.settings.language)
        self.window = Window(session, appearance)
        # Not at once: the control that was used to choose is part of what goes.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._make_anew)
        session.preferences.changed.connect(self._on_preference)

    def _on_preference(self, name: str) -> None:
        if name == "language":
            self._later.start()

    def _make_anew(self) -> None:
        before = self.window
        queue, places = not before.queue.isHidden(), before.windows.places()
        before.retire()
        language.install(self._app, self._session.settings.language)
        self.window = Window(self._session, self._appearance)
        self.window.setGeometry(before.geometry())
        self.window.setWindowState(before.windowState())
        self.window.show_queue(queue)
        self.window.show()
        self._session.store.look()  # which says what there is in words, too
        self.window.windows.show_at(places)
        before.hide()
        before.deleteLater()

"""The photo's name in the toolbar and the window's title, and how far the work is, where task bars show it."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.language import data_text, translate
from app.model.session import Session
from app.ui.fields import ElidedLabel
from app.ui.taskbar import TaskbarProgress


class Titles(QObject):
    """The title has the percentage, the icon how many photos are left, the task bar the progress where it can."""

    def __init__(self, window: QWidget, session: Session, label: ElidedLabel) -> None:
        super().__init__(window)
        self._window, self._session, self._label = window, session, label
        self._taskbar = TaskbarProgress()
        self._badged = 0
        session.restoration.state_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show photo, take and progress as they are."""
        document, takes = self._session.document, self._session.takes
        sample = self._session.sample_at(document.picture.path) if document.picture is not None else None
        name = document.name
        if sample is not None:
            name = translate("Titles", "{title} (sample)").format(title=data_text(sample.title))
        if takes.right is not None and len(takes.all) > 1:
            name = f"{name} — {takes.name_of(takes.right)}"
        self._label.setText(name)
        source = translate("Titles", "Sample: {source}").format(source=sample.source) if sample is not None else ""
        self._label.annotate(source)
        title = f"{document.name} – Heirloom" if document.name else "Heirloom"
        ended, total, fraction = self._session.queue.progress()
        many = total > 1
        if many:
            title = translate("Titles", "{percent} %, {title}").format(percent=round(fraction * 100), title=title)
        self._window.setWindowTitle(title)
        self._badge(total - ended if many else 0)
        restoration = self._session.restoration
        self._taskbar.show(fraction if many else restoration.pace.fraction if restoration.busy else None)

    def _badge(self, number: int) -> None:
        """How many photos are left, on the application's icon where the desktop shows it."""
        app = QGuiApplication.instance()
        if number != self._badged and isinstance(app, QGuiApplication):
            self._badged = number
            app.setBadgeNumber(number)

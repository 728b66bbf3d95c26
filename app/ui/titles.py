"""The photo's name in the toolbar and the window's title, and how far the queue is, where task bars show it."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.model.session import Session
from app.ui.fields import ElidedLabel


class Titles:
    """Qt 6 draws no progress on task bar buttons: the title has the percentage, the icon how many are left."""

    def __init__(self, window: QWidget, session: Session, label: ElidedLabel) -> None:
        self._window, self._session, self._label = window, session, label
        self._badged = 0

    def refresh(self) -> None:
        """Show photo, take and progress as they are."""
        document, takes = self._session.document, self._session.takes
        sample = self._session.sample_at(document.picture.path) if document.picture is not None else None
        name = f"{sample.title} (sample)" if sample is not None else document.name
        if takes.right is not None and len(takes.all) > 1:
            name = f"{name} — {takes.name_of(takes.right)}"
        self._label.setText(name)
        self._label.annotate(f"Sample: {sample.source}" if sample is not None else "")
        title = f"{document.name} – Heirloom" if document.name else "Heirloom"
        ended, total, fraction = self._session.queue.progress()
        many = total > 1
        self._window.setWindowTitle(f"{round(fraction * 100)} %, {title}" if many else title)
        self._badge(total - ended if many else 0)

    def _badge(self, number: int) -> None:
        """How many photos are left, on the application's icon where the desktop shows it."""
        app = QGuiApplication.instance()
        if number != self._badged and isinstance(app, QGuiApplication):
            self._badged = number
            app.setBadgeNumber(number)

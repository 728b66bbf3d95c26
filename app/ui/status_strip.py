"""The strip at the bottom: what the photo is, or how far its restoration is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedLayout, QWidget

from app.model.pace import duration
from app.model.session import Session
from app.notify import one_line
from app.ui.fields import ElidedLabel, label

HEIGHT = 40


class StatusStrip(QWidget):
    """Two pages of the same height, so that the canvas keeps its size when a restoration begins."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._session = session
        self.facts = ElidedLabel("", "quiet")
        self.source = ElidedLabel("", "muted")
        self.source.elide(Qt.TextElideMode.ElideLeft)  # its end says what was done to it
        self.zoom = label("", "quiet")
        self.zoom.setAccessibleName("Zoom")
        self.stage = label("", "heading")
        self.detail = ElidedLabel("", "quiet")
        self.detail.elide(Qt.TextElideMode.ElideRight)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("Progress of the restoration")
        self.cancel = QPushButton("Cancel")
        self.cancel.setToolTip("Stop at the next step (Esc)")
        self._pages = QStackedLayout(self)
        for widgets in (
            ((self.facts, 3), (self.source, 2), (self.zoom, 0)),
            ((self.stage, 0), (self.detail, 2), (self.bar, 3), (self.cancel, 0)),
        ):
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(16, 0, 16, 0)
            row.setSpacing(12)
            for widget, stretch in widgets:
                row.addWidget(widget, stretch)
            self._pages.addWidget(page)
        self.cancel.clicked.connect(session.cancel)
        session.restoration.state_changed.connect(self.refresh)
        session.restoration.progressed.connect(self.refresh)
        session.document.photo_changed.connect(self.refresh)
        session.document.result_changed.connect(self.refresh)
        session.document.opening_changed.connect(self.refresh)
        session.saving_changed.connect(self.refresh)
        session.saved.connect(lambda _path: self.refresh())
        self.refresh()

    def show_zoom(self, text: str) -> None:
        """The scale of the view in words."""
        self.zoom.setText(text)

    def refresh(self) -> None:
        """Show the session as it is."""
        restoration = self._session.restoration
        self._pages.setCurrentIndex(1 if restoration.busy else 0)
        self.facts.setText(self._facts())
        self._show_source()
        pace = restoration.pace
        cancelling = restoration.state == "cancelling"
        self.cancel.setEnabled(not cancelling)
        self.stage.setText("Cancelling…" if cancelling else pace.stage())
        self.detail.setText("" if cancelling else self._whose() + pace.detail())
        waiting = restoration.state == "waiting"
        self.bar.setRange(0, 0 if waiting else 1000)  # an empty range is drawn as "busy"
        if not waiting:
            self.bar.setValue(round(pace.fraction * 1000))

    def _whose(self) -> str:
        """Which photo runs, where it is not the one that is looked at."""
        path = self._session.restoration.source.path
        return f"{one_line(path.name)}, " if path is not None and path != self._session.photos.current else ""

    def _show_source(self) -> None:
        """Where a sample comes from, and that its damage is made; other photos need no such line."""
        picture = self._session.document.picture
        sample = self._session.sample_at(picture.path) if picture is not None else None
        self.source.setText(f"Sample: {one_line(sample.source)}" if sample is not None else "")
        self.source.setVisible(sample is not None)

    def _facts(self) -> str:
        document = self._session.document
        if self._session.saving:
            return "Saving…"
        if document.opening is not None:
            return f"Opening {one_line(document.opening.name)}…"
        picture = document.picture
        if picture is None:
            return ""
        depth = ", 16 bit" if picture.bits == 16 else ""
        facts = f"{picture.width} × {picture.height} px {picture.format}{depth}"
        result = document.result
        if result is not None:
            height, width = result.image.shape[:2]
            kept = f"saved as {one_line(document.saved.name)}" if document.saved else "kept, not yet saved"
            facts += f"   →   {width} × {height} px, restored in {duration(result.seconds)}, {kept}"
        return facts

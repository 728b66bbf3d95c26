"""The strip at the bottom: what the photo is, or how far its restoration is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedLayout, QWidget

from app.language import translate
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
        self.zoom.setAccessibleName(translate("Status", "Zoom"))
        self.stage = label("", "heading")
        self.detail = ElidedLabel("", "quiet")
        self.detail.elide(Qt.TextElideMode.ElideRight)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(translate("Status", "Progress of the restoration"))
        self.cancel = QPushButton(translate("Status", "Cancel"))
        self.cancel.setToolTip(translate("Status", "Stop at the next step (Esc)"))
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
        session.saving_many.changed.connect(self.refresh)
        session.saved.connect(self.refresh)
        self.refresh()

    def show_zoom(self, text: str) -> None:
        """The scale of the view in words."""
        self.zoom.setText(text)

    def refresh(self, _saved: object = None) -> None:
        """Show the session as it is."""
        restoration = self._session.restoration
        self._pages.setCurrentIndex(1 if restoration.busy else 0)
        self.facts.setText(self._facts())
        self._show_source()
        pace = restoration.pace
        cancelling = restoration.state == "cancelling"
        self.cancel.setEnabled(not cancelling)
        self.stage.setText(translate("Status", "Cancelling…") if cancelling else pace.stage())
        self.detail.setText("" if cancelling else self._whose() + pace.detail())
        waiting = restoration.state == "waiting"
        self.bar.setRange(0, 0 if waiting else 1000)  # an empty range is drawn as "busy"
        if not waiting:
            self.bar.setValue(round(pace.fraction * 1000))

    def _whose(self) -> str:
        """Which photo runs, where it is not the one that is looked at."""
        path = self._session.restoration.source.path
        if path is None or path == self._session.photos.current:
            return ""
        return translate("Status", "{photo}, ", "before what is being done with it").format(photo=one_line(path.name))

    def _show_source(self) -> None:
        """Where a sample comes from, and that its damage is made; other photos need no such line."""
        picture = self._session.document.picture
        sample = self._session.sample_at(picture.path) if picture is not None else None
        said = translate("Status", "Sample: {source}").format(source=one_line(sample.source)) if sample else ""
        self.source.setText(said)
        self.source.setVisible(sample is not None)

    def _facts(self) -> str:
        document, many = self._session.document, self._session.saving_many
        if many.busy and not many.automatic:
            words = translate("Status", "Saving {number} of {total}…")
            return words.format(number=many.done + 1, total=many.total)
        if self._session.saving:
            return translate("Status", "Saving…")
        if document.opening is not None:
            return translate("Status", "Opening {name}…").format(name=one_line(document.opening.name))
        picture = document.picture
        if picture is None:
            return ""
        facts = translate("Status", "{width} × {height} px {format}, 16 bit")
        if picture.bits != 16:
            facts = translate("Status", "{width} × {height} px {format}")
        facts = facts.format(width=picture.width, height=picture.height, format=picture.format)
        result = document.result
        if result is None:
            return facts
        kept = translate("Status", "kept, not yet saved")
        if document.saved:
            kept = translate("Status", "saved as {name}").format(name=one_line(document.saved.name))
        height, width = result.image.shape[:2]
        made = translate("Status", "{width} × {height} px, restored in {time}, {kept}")
        made = made.format(width=width, height=height, time=duration(result.seconds), kept=kept)
        return f"{facts}   →   {made}"

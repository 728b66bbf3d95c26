"""The panel on the right: everything that decides how a photo is restored, and the button that does it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.model.session import Session
from app.model.target import format_problem
from app.ui.caption_field import CaptionField
from app.ui.fields import ElidedLabel, SliderField
from app.ui.model_field import ModelField
from app.ui.more_field import MoreField
from app.ui.seed_field import SeedField
from app.ui.size_field import SizeField
from app.ui.theme import Appearance

WIDTH = 320
_MARGINS = (16, 12, 16, 8)


class Inspector(QWidget):
    """Shows and edits the session's draft.

    Signals:
        restore_pressed(): the primary button.
        offered(QMimeData): a picture or files were pasted into the caption.
    """

    restore_pressed = Signal()
    offered = Signal(object)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._session = session
        self.caption = CaptionField(session.captioning)
        self.guidance = SliderField(
            "Guidance", low=0, high=30, slider_high=10, step=0.5, decimals=1, default=5, ends=("faithful", "crisp"),
            tip="How strongly the caption is followed (classifier-free guidance). Low stays with the photo; "
            "high is crisper and may invent. Up to 1 is about twice as fast.",
        )  # fmt: skip
        self.steps = SliderField(
            "Steps", low=1, high=1000, slider_high=50, step=1, default=20, ends=("quick", "fine"),
            tip="How many denoising steps are taken.",
        )  # fmt: skip
        self.size_field = SizeField(appearance)
        self.seed = SeedField(appearance)
        self.model_field = ModelField(session)
        self.model, self.model_line = self.model_field.choice, self.model_field.line
        self.more = MoreField(appearance)
        self.more.set_unfolded(session.settings.more)
        self.restore = QPushButton("Restore")
        self.restore.setObjectName("primary")
        self.restore.setToolTip("Restore this photo (Ctrl+Enter)")
        self.hint = ElidedLabel("", "muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.elide(Qt.TextElideMode.ElideRight)
        self._lay_out()
        self._connect()
        self._show_draft()
        self._show_models()

    def sizeHint(self) -> QSize:
        """As wide as fixed, as high as it gets."""
        return QSize(WIDTH, 640)

    def first_field(self) -> QWidget:
        """Where the keyboard enters the panel."""
        return self.caption.edit

    def _lay_out(self) -> None:
        fields = QWidget()
        fields.setObjectName("fields")
        box = QVBoxLayout(fields)
        box.setContentsMargins(*_MARGINS)
        box.setSpacing(16)
        parts = (self.caption, self.guidance, self.steps, self.size_field, self.seed, self.model_field, self.more)
        for part in parts:
            box.addWidget(part)
        box.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(fields)
        bar = scroll.verticalScrollBar()
        # The scroll bar takes the margin's place, so that the fields keep their width.
        bar.rangeChanged.connect(lambda _low, high: box.setContentsMargins(16, 12, 6 if high else 16, 8))
        footer = QWidget()
        footer.setObjectName("footer")
        footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot = QVBoxLayout(footer)
        foot.setContentsMargins(16, 12, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self.restore)
        foot.addWidget(self.hint)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(footer)

    def _connect(self) -> None:
        draft = self._session.draft
        draft.changed.connect(lambda _names: self._show_draft())
        self.caption.changed.connect(lambda text: draft.set(caption=text))
        self.caption.offered.connect(self.offered)
        self.guidance.changed.connect(lambda value: draft.set(guidance_scale=value))
        self.steps.changed.connect(lambda value: draft.set(steps=round(value)))
        self.size_field.changed.connect(lambda fields: draft.set(**fields))
        self.seed.changed.connect(lambda seed: draft.set(seed=seed))
        self.more.changed.connect(lambda fields: draft.set(**fields))
        self.more.unfolded.connect(lambda shown: setattr(self._session.settings, "more", shown))
        self.restore.clicked.connect(self.restore_pressed)
        self._session.document.photo_changed.connect(self._show_draft)
        self._session.models_changed.connect(self._show_models)
        self._session.restoration.state_changed.connect(self._show_hint)
        self._session.queue.changed.connect(self._show_hint)
        self._session.outlook.changed.connect(self._show_hint)

    def _show_draft(self) -> None:
        request = self._session.draft.request
        picture = self._session.document.picture
        self.caption.show_text(request.caption)
        self.guidance.show_value(request.guidance_scale)
        self.steps.show_value(request.steps)
        self.size_field.show_request(request, (picture.width, picture.height) if picture is not None else None)
        self.seed.show_value(request.seed)
        self.more.show_request(request)
        self._show_hint()

    def _show_models(self) -> None:
        chosen = self._session.model
        if chosen is not None and not chosen.problem:
            self.guidance.set_default(chosen.recommended.guidance_scale)
            self.steps.set_default(chosen.recommended.steps)
        self._show_hint()

    def _show_hint(self) -> None:
        session = self._session
        picture, model = session.document.picture, session.model
        self.restore.setEnabled(session.can_restore())
        text = ""
        if session.restoration.busy and not session.queue.active:
            text = "Esc cancels"
        elif picture is None:
            text = "Open a photo to begin"
        elif session.models is not None and model is None:
            text = "No model is installed"
        elif model is not None and model.problem:
            text = "This model cannot be used"
        else:
            wide, high = session.draft.request.output_size(picture.width, picture.height)
            if picture.path is not None and format_problem(picture.path, wide, high):
                text = f"{wide} × {high} px, as PNG"
            elif model is not None:
                text = session.outlook.line(model, session.draft.request, (wide, high)) or f"{wide} × {high} px"
        self.hint.setText(text)

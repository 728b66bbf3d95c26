"""The panel on the right: everything that decides how a photo is restored, and the button that does it."""

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.language import number, translate
from app.model.guidance import guidance_note, guidance_tip, steps_note, steps_tip
from app.model.session import Session
from app.ui.caption_field import CaptionField
from app.ui.field_parts import ResetButton, align_names
from app.ui.forecast_line import ForecastLine
from app.ui.model_field import ModelField
from app.ui.more_field import MoreField
from app.ui.preset_bar import PresetBar
from app.ui.seed_field import SeedField
from app.ui.size_field import SizeField, number_text
from app.ui.slider_field import SliderField
from app.ui.theme import Appearance
from engine.request import RestoreRequest

WIDTH, WIDEST = 320, 400  # as wide as the language's words need, within these
_MARGINS = (16, 12, 16, 8)


class Inspector(QWidget):
    """Shows and edits the session's draft. What the engine would refuse is explained, and not taken.

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
        self._session = session
        settings = session.settings
        self.presets = PresetBar(session, appearance)
        self.caption = CaptionField(session.captioning)
        self.guidance = SliderField(
            translate("Inspector", "Guidance"), low=0, high=30, slider_high=10, step=0.5, decimals=1, default=5,
            ends=(translate("Inspector", "faithful"), translate("Inspector", "crisp")), resets=True,
        )  # fmt: skip
        self.steps = SliderField(
            translate("Inspector", "Steps"), low=1, high=1000, slider_high=50, step=1, default=20,
            ends=(translate("Inspector", "quick"), translate("Inspector", "fine")), resets=True,
        )  # fmt: skip
        self.size_field = SizeField(appearance, settings.size_unit, settings.dpi)
        self.seed = SeedField(session.seeds, appearance)
        self.model_field = ModelField(session)
        self.model, self.model_line = self.model_field.choice, self.model_field.line
        self.more = MoreField(appearance)
        self.more.set_unfolded(settings.more)
        self.restore = QPushButton(translate("Inspector", "Restore"))
        self.restore.setObjectName("primary")
        self.restore.setToolTip(translate("Inspector", "Restore this photo (Ctrl+Enter)"))
        self.hint = ForecastLine(session)
        self._lay_out()
        self._connect()
        self._show_models()
        self._show_draft()

    def sizeHint(self) -> QSize:
        """As wide as fixed, as high as it gets."""
        return QSize(self.width(), 640)

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
        whole.addWidget(self.presets)
        whole.addWidget(scroll, 1)
        whole.addWidget(footer)
        self._fields, self._box = fields, box
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now is it known how wide words are."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another font has other widths."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.isVisible():
            self._fit()

    def _fit(self) -> None:
        """As wide as the words need."""
        align_names(self._fields)
        left, right = _MARGINS[0], _MARGINS[2]
        needed = max(self._box.minimumSize().width(), self.more.needed_width() + left + right)
        self.setFixedWidth(max(WIDTH, min(WIDEST, needed + 1)))

    def _connect(self) -> None:
        session, draft = self._session, self._session.draft
        draft.changed.connect(self._show_draft)
        self.caption.changed.connect(lambda text: self._set({"caption": text}))
        self.caption.offered.connect(self.offered)
        self.guidance.changed.connect(lambda value: self._set({"guidance_scale": value}))
        self.steps.changed.connect(lambda value: self._set({"steps": round(value)}))
        self.size_field.changed.connect(self._set)
        self.size_field.units_changed.connect(self._remember_units)
        self.seed.changed.connect(lambda seed: self._set({"seed": seed}))
        self.more.changed.connect(self._set)
        self.more.unfolded.connect(self._remember_unfolded)
        self.steps.set_check(lambda value: draft.problem(steps=round(value)))
        self.size_field.set_check(lambda fields: draft.problem(**fields))
        self.more.set_check(lambda fields: draft.problem(**fields))
        for reset in self.findChildren(ResetButton):
            reset.pressed.connect(draft.separate)
        self.restore.clicked.connect(self.restore_pressed)
        session.document.photo_changed.connect(self._show_draft)
        session.models_changed.connect(self._show_models)
        session.limits.changed.connect(self._show_refusals)
        for signal in (session.restoration.state_changed, session.queue.changed, session.outlook.changed):
            signal.connect(self._show_hint)

    def _set(self, fields: dict[str, Any]) -> None:
        """One edit of the person's; what would be refused is explained where the blame lies."""
        problem = self._session.draft.problem(**fields)
        if not problem:
            self._session.draft.set(**fields)
            return
        self._show_draft()  # the control goes back to what it was
        if fields.keys() & {"start", "sampler", "strength", "steps"}:
            self.steps.show_refusal(problem)
        elif fields.keys() & {"size", "scale"}:
            self.size_field.show_refusal(problem)
        else:
            self._session.notices.tell("info", problem)

    def _show_draft(self, _names: object = None) -> None:
        request = self._session.draft.request
        picture = self._session.document.picture
        self.caption.show_text(request.caption)
        self.guidance.show_value(request.guidance_scale)
        self.steps.show_value(request.steps)
        self.size_field.show_request(request, (picture.width, picture.height) if picture is not None else None)
        self.seed.show_value(request.seed)
        self.more.show_request(request)
        recommended = self._recommended()
        self.guidance.set_note(guidance_note(request.guidance_scale, recommended))
        self.steps.set_note(steps_note(request.steps, recommended))
        self._show_refusals()

    def _show_refusals(self) -> None:
        refusals = self._session.draft.refusals()
        for field, control in (("scale", self.size_field), ("steps", self.steps)):
            reasons = [refusal.reason for refusal in refusals if field in refusal.fields]
            control.show_refusal(reasons[0] if reasons else "")
        self._show_hint()

    def _show_models(self) -> None:
        recommended, model = self._recommended(), self._session.model

        def back(value: str) -> str:
            if model is None:
                return ""
            told = translate("Inspector", "Back to {value}, which {model} recommends")
            return told.format(value=value, model=model.title)

        self.guidance.set_default(recommended.guidance_scale, back(number(recommended.guidance_scale, 1)))
        self.guidance.set_tip(guidance_tip(recommended))
        self.steps.set_default(recommended.steps, back(number(recommended.steps)))
        self.steps.set_tip(steps_tip(recommended))
        self.size_field.set_recommended(recommended.scale, back(f"{number_text(recommended.scale)}×"))
        self.more.set_recommended(recommended, back)
        self._show_draft()

    def _recommended(self) -> RestoreRequest:
        chosen = self._session.model
        return chosen.recommended if chosen is not None and not chosen.problem else RestoreRequest()

    def _show_hint(self) -> None:
        self.restore.setEnabled(self._session.can_restore())
        self.hint.refresh()

    def _remember_units(self, unit: str, dpi: int) -> None:
        self._session.preferences.set("size_unit", unit)
        self._session.preferences.set("dpi", dpi)

    def _remember_unfolded(self, shown: bool) -> None:
        self._session.settings.more = shown

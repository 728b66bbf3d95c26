"""The line under the Restore button: what restoring would take, or why it cannot be done."""

from PySide6.QtCore import Qt

from app.language import translate
from app.model.session import Session
from app.model.target import format_problem
from app.ui.fields import ElidedLabel
from app.words import engine_text


class ForecastLine(ElidedLabel):
    """One line, with what may happen on the way in its tooltip."""

    def __init__(self, session: Session) -> None:
        super().__init__("", "muted")
        self._session = session
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.elide(Qt.TextElideMode.ElideRight)
        self.refresh()

    def refresh(self) -> None:
        """Say what is so now."""
        text, detail = self._said()
        self.setText(text)
        self.annotate(detail)

    def _said(self) -> tuple[str, str]:
        session = self._session
        picture, model = session.document.picture, session.model
        if session.restoration.busy and not session.queue.active:
            return translate("Forecast", "Esc cancels"), ""
        if picture is None:
            return translate("Forecast", "Open a photo to begin"), ""
        if session.models is not None and model is None:
            return translate("Forecast", "No model is installed"), ""
        if model is not None and model.problem:
            return translate("Forecast", "This model cannot be used"), engine_text(model.problem)
        if refusals := session.draft.refusals():
            return refusals[0].reason, ""
        request = session.draft.request
        wide, high = request.output_size(picture.width, picture.height)
        size = f"{wide} × {high} px"
        forecast = session.outlook.forecast(model, request, (wide, high)) if model is not None else None
        line, detail = (forecast.line, forecast.detail) if forecast is not None else ("", "")
        if picture.path is not None and (problem := format_problem(picture.path, wide, high)):
            return translate("Forecast", "{size}, as PNG").format(size=size), f"{problem} {line}"
        return line or size, detail

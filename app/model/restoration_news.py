"""What is told of single restorations and of models; the queue has its own list of reasons."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.language import translate
from app.words import engine_text

if TYPE_CHECKING:
    from app.model.session import Session


class RestorationNews(QObject):
    """One line each, with the one thing that can be done about it."""

    def __init__(
        self, session: "Session", dismiss: Callable[[], None], again: Callable[[], None], parent: QObject | None = None
    ) -> None:
        """`dismiss` takes away what was said before; `again` restores once more."""
        super().__init__(parent)
        self._session, self._dismiss, self._again = session, dismiss, again
        session.restoration.state_changed.connect(self._on_state)
        session.restoration.failed.connect(self._on_failed)
        session.restoration.cancelled.connect(self._on_cancelled)
        session.models_changed.connect(self._on_models)

    def _alone(self) -> bool:
        return not self._session.restoration.source.job

    def _on_state(self) -> None:
        if self._session.restoration.busy and self._alone():
            self._dismiss()

    def _on_failed(self, error: BaseException) -> None:
        if self._alone():
            self._session.notices.failed(error, translate("Restoration", "Try again"), self._again)

    def _on_cancelled(self) -> None:
        if self._alone():
            self._session.notices.tell("info", translate("Restoration", "Cancelled. Nothing was changed."))

    def _on_models(self) -> None:
        session = self._session
        if session.models is not None and not session.models:
            session.notices.tell(
                "warning",
                translate(
                    "Restoration",
                    "No model is installed, so photos can be looked at but not restored. Install Heirloom again.",
                ),
                translate("Restoration", "Look again"),
                session.look_for_models,
            )
        elif session.model is not None and session.model.problem:
            session.notices.tell("error", engine_text(session.model.problem))

"""What the engine would refuse to do with the open photo and the chosen model, said before it is asked."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.document import Document
from app.tasks import Lane
from app.words import number
from engine.catalogue import ModelInfo
from engine.images.picture import DEFAULT_MAX_PIXELS
from engine.request import RestoreRequest
from engine.timesteps import Schedule, read_schedule

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Refusal:
    """Why a request cannot be carried out.

    Attributes:
        fields: of the request, that together are to blame.
        reason: one sentence.
    """

    fields: frozenset[str]
    reason: str


class Limits(QObject):
    """Knows the size of the open photo, and the noise schedule of the chosen model as soon as it was read.

    Signals:
        changed(): something else may be refused.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        files: Lane,
        model: Callable[[], ModelInfo | None],
        parent: QObject | None = None,
    ) -> None:
        """`model` is the chosen one, or None."""
        super().__init__(parent)
        self._document, self._files, self._model = document, files, model
        self._schedules: dict[Path, Schedule | None] = {}
        document.photo_changed.connect(self.changed)

    def look(self) -> None:
        """Another model may be chosen; its schedule is read in the background, once."""
        self.changed.emit()
        model = self._model()
        if model is None or model.problem or model.folder in self._schedules:
            return
        folder = model.folder
        self._schedules[folder] = None

        def success(schedule: Schedule) -> None:
            self._schedules[folder] = schedule
            self.changed.emit()

        def failure(error: BaseException) -> None:
            # loading the model says what is wrong with it; until then nothing is known to be refused
            log.info("the schedule of %s is not known: %s", folder, error)

        self._files.start(lambda _task: read_schedule(folder), success=success, failure=failure)

    def refusals(self, request: RestoreRequest) -> Sequence[Refusal]:
        """Why `request` cannot be carried out; empty when it can. Quick: nothing is read."""
        found = []
        if reason := self._too_many_pixels(request):
            found.append(Refusal(frozenset({"scale", "size"}), reason))
        if reason := self._too_many_steps(request):
            found.append(Refusal(frozenset({"steps", "strength", "start", "sampler"}), reason))
        return found

    def _too_many_pixels(self, request: RestoreRequest) -> str:
        picture = self._document.picture
        size = request.output_size(picture.width, picture.height) if picture is not None else request.size
        if size is None or size[0] * size[1] <= DEFAULT_MAX_PIXELS:
            return ""
        megapixels = -(-size[0] * size[1] // 1_000_000)
        most = DEFAULT_MAX_PIXELS // 1_000_000
        return translate("Limits", "The result would have {megapixels} megapixels; {most} are the most.").format(
            megapixels=number(megapixels), most=number(most)
        )

    def _too_many_steps(self, request: RestoreRequest) -> str:
        model = self._model()
        schedule = self._schedules.get(model.folder) if model is not None else None
        if schedule is None or schedule.holds(request):
            return ""
        most = schedule.most(request)
        if request.steps <= most:
            return translate(
                "Limits", "This model cannot take exactly {steps} steps; one less or more will do."
            ).format(steps=number(request.steps))
        if request.start == "lq" and request.strength < 1:
            return translate("Limits", "At a strength of {strength} % there is room for {most} steps.").format(
                strength=number(request.strength * 100), most=number(most)
            )
        return translate("Limits", "This model and sampler have room for {most} steps.").format(most=number(most))

"""What restoring would take, before it is started: time, memory and the plan, in one line."""

import logging
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.pace import duration
from app.model.plan_words import plan_words
from app.notify import error_text
from app.tasks import Lane
from app.throughput import Throughput, Work, seconds_of
from app.words import number
from engine.activations import NotCounted
from engine.catalogue import ModelInfo
from engine.errors import HeirloomError, OutOfMemory
from engine.footprint import Prediction, predict
from engine.manifest import read_manifest
from engine.memory import PLANS, DeviceMemory, choose_plan, smaller_plan
from engine.request import RestoreRequest, RestoreResult
from engine.sizes import ModelSizes, read_sizes

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Forecast:
    """What restoring would take.

    Attributes:
        line: time, memory and plan, without what is not known; "" if nothing is.
        detail: in sentences, with what happens where memory runs out.
    """

    line: str = ""
    detail: str = ""


class Outlook(QObject):
    """Knows the models' sizes and the device's memory, as soon as they are known.

    Signals:
        changed(): `line` may say something else.
    """

    changed = Signal()

    def __init__(self, files: Lane, folder: Path, parent: QObject | None = None) -> None:
        """`folder` keeps what is learned of this computer's speed."""
        super().__init__(parent)
        self.memory: DeviceMemory | None = None
        self.plan = "auto"
        self._files = files
        self._throughput = Throughput(folder)
        self._models: dict[Path, tuple[str, ModelSizes] | None] = {}

    def look_at(self, model: ModelInfo | None) -> None:
        """Read the sizes of `model` in the background, once."""
        if model is None or model.problem or model.folder in self._models:
            return
        folder = model.folder
        self._models[folder] = None

        def success(read: tuple[str, ModelSizes]) -> None:
            self._models[folder] = read
            self.changed.emit()

        def failure(error: BaseException) -> None:
            log.info("the sizes of %s are not known: %s", folder, error)

        def work(_task: object) -> tuple[str, ModelSizes]:
            return read_manifest(folder).identity, read_sizes(folder)

        self._files.start(work, success=success, failure=failure)

    def set_memory(self, memory: DeviceMemory | None) -> None:
        """The device has this much memory for us."""
        if memory is not None:
            self.memory = memory
            self.changed.emit()

    def line(self, model: ModelInfo, request: RestoreRequest, size: tuple[int, int]) -> str:
        """As "About 12 s · 1.1 GB · on the processor", without what is not known; "" if nothing is."""
        return self.forecast(model, request, size).line

    def forecast(self, model: ModelInfo, request: RestoreRequest, size: tuple[int, int]) -> Forecast:
        """What it will take to restore to `size` (width, height), and what happens if that is too much.

        Takes a millisecond: nothing is read.
        """
        known, memory = self._models.get(model.folder), self.memory
        if known is None or memory is None:
            return Forecast()
        identity, sizes = known
        try:
            prediction = choose_plan(sizes, request, size, memory, self.plan)
        except NotCounted:
            return Forecast()
        except OutOfMemory as error:
            return Forecast(translate("Outlook", "Too little memory for this size"), error_text(error))
        except HeirloomError as error:
            log.info("no outlook: %s", error)
            return Forecast()
        seconds = seconds_of(self._throughput, memory, identity, prediction, request)
        parts = [memory_text(prediction), plan_words(prediction.plan)]
        if seconds is not None:
            parts.insert(0, translate("Outlook", "About {time}").format(time=duration(seconds)))
        return Forecast(" · ".join(parts), _detail(prediction, memory, timed=seconds is not None))

    def learn(self, model: ModelInfo, result: RestoreResult) -> None:
        """`result` was made by `model`; how long it took is remembered."""
        known, memory = self._models.get(model.folder), self.memory
        if known is None or memory is None or result.model.partition("+")[0] != known[0] or result.plan not in PLANS:
            return
        identity, sizes = known
        height, width = result.image.shape[:2]
        try:
            flops = predict(sizes, PLANS[result.plan], result.request, (width, height)).flops  # pyright: ignore[reportArgumentType]
        except NotCounted:
            return
        self._throughput.learn(Work.of(memory, identity, result.plan, result.request), flops, result.seconds)
        self._files.start(lambda _task: self._throughput.save())
        self.changed.emit()


def memory_text(prediction: Prediction) -> str:
    """As "1.1 GB": the peak on the device."""
    return _size(prediction.peak_bytes)


def _size(count: int) -> str:
    gigabytes = count / 1e9
    if gigabytes >= 0.95:
        return translate("Outlook", "{number} GB").format(number=number(gigabytes, 1))
    return translate("Outlook", "{number} MB").format(number=number(max(10, round(gigabytes * 100) * 10)))


def _detail(prediction: Prediction, memory: DeviceMemory, *, timed: bool) -> str:
    """Where the memory is, and what comes next where it runs out."""
    if memory.kind == "cpu":
        told = translate("Outlook", "Needs {needed} of main memory at most; {free} are free.")
    else:
        told = translate("Outlook", "Needs {needed} on {device} at most; {free} are free.")
    said = [told.format(needed=memory_text(prediction), free=_size(memory.free), device=memory.name)]
    plan = smaller_plan(prediction.plan)
    while plan is not None and plan_words(plan) == plan_words(prediction.plan):
        plan = smaller_plan(plan)  # the same plan with fewer tiles at once
    if plan is not None:
        told = translate("Outlook", "Should that run out all the same, it goes on with another plan: {plan}.")
        said.append(told.format(plan=plan_words(plan)))
    else:
        said.append(translate("Outlook", "No plan needs less: should that run out all the same, nothing is lost."))
    if not timed:
        said.append(translate("Outlook", "How long it takes is known after the first photo."))
    return " ".join(said)

"""What restoring would take, before it is started: time, memory and the plan, in one line."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.model.pace import duration
from app.tasks import Lane
from app.throughput import Throughput, Work, seconds_of
from engine.activations import NotCounted
from engine.catalogue import ModelInfo
from engine.errors import HeirloomError, OutOfMemory
from engine.footprint import Prediction, predict
from engine.manifest import read_manifest
from engine.memory import PLANS, DeviceMemory, choose_plan
from engine.request import RestoreRequest, RestoreResult
from engine.sizes import ModelSizes, read_sizes

log = logging.getLogger(__name__)


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
        """As "About 12 s · 1.1 GB · plan: CPU", without what is not known; "" if nothing is.

        Takes a millisecond: nothing is read.
        """
        known, memory = self._models.get(model.folder), self.memory
        if known is None or memory is None:
            return ""
        identity, sizes = known
        try:
            prediction = choose_plan(sizes, request, size, memory, self.plan)
        except NotCounted:
            return ""
        except OutOfMemory as error:
            log.debug("%s", error)
            return "Too little memory for this size"
        except HeirloomError as error:
            log.info("no outlook: %s", error)
            return ""
        seconds = seconds_of(self._throughput, memory, identity, prediction, request)
        return " · ".join(
            [
                *([f"About {duration(seconds)}"] if seconds is not None else []),
                memory_text(prediction),
                f"plan: {prediction.plan.title}",
            ]
        )

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
    gigabytes = prediction.peak_bytes / 1e9
    return f"{gigabytes:.1f} GB" if gigabytes >= 0.95 else f"{max(10, round(gigabytes * 100) * 10)} MB"

"""Restores one photo after another: a bad one costs a line, not the rest."""

import dataclasses
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.console import (
    EXIT_CANCELLED,
    EXIT_FAILED,
    EXIT_OK,
    EXIT_USAGE,
    ProgressView,
    complain,
    error_text,
    in_options,
    plain,
    progress_view,
    say,
    say_json,
)
from app.cli.targets import Destination, check_source, target_for
from app.log import log_path
from app.model.pace import duration
from app.model.target import format_problem
from app.paths import data_folder
from app.planning import AUTO, foresee, load_with_plan
from app.throughput import Throughput, Work
from engine.checks import output_size
from engine.errors import Cancelled, DeviceError, HeirloomError, ModelError, RequestError
from engine.images.read import read_picture
from engine.images.write import write_picture
from engine.manifest import BundleManifest
from engine.plans import PLANS, MemoryPlan
from engine.request import Progress, RestoreRequest, RestoreResult

if TYPE_CHECKING:
    from engine.images.picture import Picture
    from engine.restorer import Restorer

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """Everything one `heirloom restore` was asked for.

    Attributes:
        sources: the photos.
        where: where the results go.
        model: folder of the model.
        manifest: of that model.
        request: what to do with each photo.
        adapter: file of an adapter for the model, or None.
        adapter_identity: of that adapter, or "".
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        plan: name of a memory plan, or `auto`.
        compiled: compile the model first.
        json: a JSON object a line on stdout instead of sentences.
        quiet: no progress.
    """

    sources: tuple[Path, ...]
    where: Destination
    model: Path
    manifest: BundleManifest
    request: RestoreRequest
    device: str
    plan: str = "auto"
    compiled: bool = False
    json: bool = False
    quiet: bool = False
    adapter: Path | None = None
    adapter_identity: str = ""

    @property
    def identity(self) -> str:
        """What results will say of the model, and of the adapter if there is one."""
        base = self.manifest.identity
        return f"{base}+{self.adapter_identity}" if self.adapter_identity else base


def restore_all(batch: Batch) -> int:
    """Restores every photo and returns the exit code. Each result is written as soon as it exists.

    The model is loaded once, when the first photo proved readable. If it cannot be loaded, or cannot do what
    was asked for whatever the photo, nothing can be restored: then the exit code says wrong usage.
    """
    view = progress_view(batch.quiet)
    model = _Model(batch)
    failed = 0
    try:
        for number, source in enumerate(batch.sources, 1):
            try:
                _restore_one(batch, source, number, model, view)
            except (ModelError, DeviceError, KeyboardInterrupt, Cancelled, BrokenPipeError):
                raise
            except Exception as error:  # one photo's trouble must not end the others' work
                if isinstance(error, RequestError) and not depends_on_photo(error, batch.request):
                    raise
                view.stop()
                failed += 1
                report_failure(batch, source, error)
    except RequestError as error:
        view.stop()
        complain(in_options(error))
        return EXIT_USAGE
    except (ModelError, DeviceError) as error:
        view.stop()
        complain(error_text(error))
        return EXIT_USAGE
    except (KeyboardInterrupt, Cancelled):
        view.stop()
        complain("Cancelled. Photos restored before that are kept.")
        return EXIT_CANCELLED
    finally:
        view.stop()
    return EXIT_FAILED if failed else EXIT_OK


def _restore_one(batch: Batch, source: Path, number: int, model: "_Model", view: ProgressView) -> None:
    check_source(source)
    picture = read_picture(source)
    size = output_size(picture, batch.request)
    target = target_for(source, batch.where, *size)
    view.start(source.name if len(batch.sources) == 1 else f"{source.name} ({number} of {len(batch.sources)})")
    view.show(Progress("load", 0, 1))
    result = _drive(model.ready(size), picture, batch.request, model.plan(size), view)
    model.learn(result)
    warnings = [*picture.warnings, *result.warnings]
    if batch.where.file is None and (problem := format_problem(source, *size)):
        warnings.append(problem)
    description = {"request": result.request.to_dict(), "model": result.model}
    written = write_picture(result.image, target, source=picture, description=description, on_warning=warnings.append)
    view.stop()
    _report_success(batch, source, written, result, warnings)


def depends_on_photo(error: RequestError, request: RestoreRequest) -> bool:
    """Whether another photo might do: only the size of the result comes from the photo, and only by a factor."""
    return error.field in ("size", "scale") and request.size is None


def _drive(
    restorer: "Restorer", picture: "Picture", request: RestoreRequest, plan: MemoryPlan | None, view: ProgressView
) -> RestoreResult:
    """Runs the restoration to its end; on Ctrl-C the generator is closed, which frees what it holds."""
    from engine.restorer import restore

    work = restore(restorer, picture, request, plan)
    try:
        while True:
            view.show(next(work))
    except StopIteration as end:
        return end.value
    finally:
        work.close()


class _Model:
    """The batch's model, loaded when it is first needed, and what is learned of its speed here."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._restorer: Restorer | None = None
        self._throughput = Throughput(data_folder())

    def ready(self, size: tuple[int, int]) -> "Restorer":
        """Loaded, with the plan that suits a first result of `size` (width, height)."""
        batch = self._batch
        if self._restorer is None:
            self._restorer = load_with_plan(batch.model, batch.device, batch.plan, batch.request, size, batch.adapter)
        return self._restorer

    def plan(self, size: tuple[int, int]) -> MemoryPlan | None:
        """The one asked for, for a result of `size`; None: the engine's choice.

        Raises:
            OutOfMemory: there is too little main memory for it.
            RequestError: it is none for this device.
        """
        restorer, batch = self.ready(size), self._batch
        if batch.plan == AUTO:
            return (
                dataclasses.replace(restorer.plan_for(batch.request, *size), compiled=True) if batch.compiled else None
            )
        prediction = foresee(restorer.sizes, batch.request, size, restorer.memory(), batch.plan)
        chosen = prediction.plan if prediction is not None else PLANS[batch.plan]  # pyright: ignore[reportArgumentType]
        return dataclasses.replace(chosen, compiled=batch.compiled)

    def learn(self, result: RestoreResult) -> None:
        """Remembers how long `result` took."""
        if self._restorer is None:
            return
        height, width = result.image.shape[:2]
        memory = self._restorer.memory()
        try:
            prediction = foresee(self._restorer.sizes, result.request, (width, height), memory, result.plan)
        except HeirloomError as error:  # it did fit; other programs have taken the memory meanwhile
            logger.info("nothing learned: %s", error)
            return
        if prediction is not None:
            # an adapter changes values, not how many there are
            work = Work.of(memory, self._batch.manifest.identity, result.plan, result.request)
            self._throughput.learn(work, prediction.flops, result.seconds)
            self._throughput.save()


def _report_success(batch: Batch, source: Path, written: Path, result: RestoreResult, warnings: list[str]) -> None:
    height, width = result.image.shape[:2]
    if batch.json:
        say_json(
            _record(batch, source)
            | {
                "status": "restored",
                "output": str(written),
                "request": result.request.to_dict(),
                "model": result.model,
                "seconds": round(result.seconds, 3),
                "plan": result.plan,
                "width": int(width),
                "height": int(height),
                "warnings": warnings,
            }
        )
        return
    for warning in warnings:
        complain(f"{source}: note: {warning}")
    say(f"{source} -> {written} ({width} × {height}, {duration(result.seconds)})")


def report_failure(batch: Batch, source: Path, error: Exception) -> None:
    """One line on stderr, and with --json a record on stdout."""
    line = _worded(source, error)
    complain(line)
    if batch.json:
        say_json(_record(batch, source) | {"error": line})


def _worded(source: Path, error: Exception) -> str:
    """What happened, to which file, in one line."""
    if isinstance(error, HeirloomError):
        return error_text(error) if error.path is not None else f"{plain(source)}: {error_text(error)}"
    if isinstance(error, OSError):
        named = f" ({error.filename})" if error.filename and str(error.filename) != str(source) else ""
        return f"{plain(source)}: {error.strerror or error}{named}"
    if isinstance(error, MemoryError):
        return f"{plain(source)}: there is not enough memory. Choose a smaller --size, or close other programs."
    logger.error("unexpected error with %r", str(source), exc_info=error)
    return f"{plain(source)}: something unexpected went wrong ({type(error).__name__}: {error}). Details: {log_path()}"


def _record(batch: Batch, source: Path) -> dict[str, Any]:
    return {
        "input": str(source),
        "output": None,
        "status": "failed",
        "error": None,
        "request": batch.request.to_dict(),
        "model": batch.identity,
        "seconds": None,
        "plan": None,
        "width": None,
        "height": None,
        "warnings": [],
    }

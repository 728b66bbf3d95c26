"""Restores one photo after another: a bad one costs a line, not the rest."""

import dataclasses
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import (
    EXIT_CANCELLED,
    EXIT_FAILED,
    EXIT_OK,
    EXIT_USAGE,
    ProgressView,
    complain,
    error_text,
    in_options,
    progress_view,
)
from app.cli.earlier import Earlier, digest_or_none
from app.cli.reports import report_failure, report_skipped, report_success
from app.cli.targets import Destination, check_source, target_for
from app.model.manner import Manner, model_name
from app.model.target import format_problem
from app.naming import DEFAULT_PATTERN, Facts, stem_of
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
        pattern: of the results' names.
        metadata: "keep", or "none" of what the photo's file says of it.
        place: "keep", or "remove" where it was taken.
        dpi: pixels of a printed inch; None: prints are as large as the photos'.
        again: restore what was restored before, too.
        beyond: write where each result goes beyond its photo, too.
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
    pattern: str = DEFAULT_PATTERN
    metadata: str = "keep"
    place: str = "keep"
    dpi: int | None = None
    again: bool = False
    beyond: bool = False

    @property
    def identity(self) -> str:
        """What results will say of the model, and of the adapter if there is one."""
        base = self.manifest.identity
        return f"{base}+{self.adapter_identity}" if self.adapter_identity else base

    def stem(self, source: Path, width: int, height: int) -> str:
        """What the result of `source` is called, without its ending."""
        facts = Facts(source.stem, model_name(self.identity), self.request.seed, width, height)
        return stem_of(self.pattern, facts)

    @property
    def manner(self) -> Manner:
        """How results are saved; one file that was named stands for folder and pattern."""
        if self.where.file is not None:
            return Manner(self.where.file, "", self.metadata, self.place, self.dpi)
        return Manner(self.where.folder, self.pattern, self.metadata, self.place, self.dpi)


def restore_all(batch: Batch) -> int:
    """Restores every photo and returns the exit code. Each result is written as soon as it exists.

    The model is loaded once, when the first photo proved readable. If it cannot be loaded, or cannot do what
    was asked for whatever the photo, nothing can be restored: then the exit code says wrong usage.
    """
    view = progress_view(batch.quiet)
    model = _Model(batch)
    earlier = Earlier(data_folder(), batch.request, batch.identity)
    failed = 0
    try:
        for number, source in enumerate(batch.sources, 1):
            try:
                _restore_one(batch, source, number, model, earlier, view)
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
        earlier.close()
    return EXIT_FAILED if failed else EXIT_OK


def _restore_one(
    batch: Batch, source: Path, number: int, model: "_Model", earlier: Earlier, view: ProgressView
) -> None:
    check_source(source)
    picture = read_picture(source)
    digest, manner = digest_or_none(source), batch.manner.key(source)
    known = earlier.saved(digest, manner) if digest and not batch.again else None
    if known is not None:
        report_skipped(batch, source, known)
        return
    result = earlier.result(digest) if digest and not batch.again else None
    size = output_size(picture, batch.request)
    target = target_for(source, batch.where, *size, stem=batch.stem(source, *size))
    if made := result is None:
        many = len(batch.sources) > 1
        view.start(f"{source.name} ({number} of {len(batch.sources)})" if many else source.name)
        view.show(Progress("load", 0, 1))
        result = _drive(model.ready(size), picture, batch.request, model.plan(size), view)
        model.learn(result)
    warnings = [*picture.warnings, *result.warnings]
    if batch.where.file is None and (problem := format_problem(source, *size)):
        warnings.append(problem)
    description = {"request": result.request.to_dict(), "model": result.model}
    allowed = batch.manner.allowed(picture)
    written = write_picture(
        result.image,
        target,
        source=allowed,
        description=description,
        dpi=batch.dpi,
        on_warning=warnings.append,
    )
    if digest:
        earlier.note(written, digest, manner)
    beyond = _beyond(picture, result, written) if batch.beyond else None
    view.stop()
    report_success(batch, source, written, result, warnings, earlier=not made, beyond=beyond)


def _beyond(picture: "Picture", result: RestoreResult, written: Path) -> tuple[float, Path]:
    """The share of the result that goes beyond the photo, and the grey picture of where that is, written beside it."""
    from engine.images.invention import find_invention

    found = find_invention(picture.pixels8(), result.image)
    return found.share, write_picture(found.picture, written.with_name(f"{written.stem}_beyond.png"))


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

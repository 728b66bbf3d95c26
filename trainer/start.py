"""What comes before the first update: the collection, encoded captions, the memory it will take, and a trial step."""

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path

from engine.errors import TrainingError
from trainer.captioning import Captioned, with_captions
from trainer.checkpoint import Checkpoint, clear_incomplete
from trainer.collection import Photo
from trainer.device_use import free_bytes
from trainer.estimate import estimate
from trainer.events import Event, event
from trainer.objective import Encoded, Objective
from trainer.parameters import select
from trainer.run import TrainingRun
from trainer.saving import latest
from trainer.text_cache import TextCache
from trainer.trial import stages_to_try, try_step


def prepare(run: TrainingRun) -> Generator[Event, None, Checkpoint | None]:
    """Everything up to the first update; returns the checkpoint that the run goes on from, if there is one.

    Raises:
        TrainingError: the training cannot fit, or the checkpoint that is there does not belong to it.
    """
    failed = yield from _caption(run)
    config, found = run.config, run.collection
    yield event(
        "collection",
        photos=len(found.photos),
        captioned=found.captioned,
        held_out=len(run.held_out),
        paired=found.paired,
        rejected=[{"file": path.name, "reason": reason} for path, reason in found.rejected],
        captions_failed=[{"file": path.name, "reason": reason} for path, reason in failed],
    )
    if run.processes.main:
        clear_incomplete(run.checkpoints)
    run.processes.wait()
    saved, changed = latest(run)
    yield from _fits(run)
    run.modules.model.lq_encoder.gradient_checkpointing = config.gradient_checkpointing
    if config.gradient_checkpointing:
        run.modules.model.unet.enable_gradient_checkpointing()
    yield from _encode_captions(run, found.photos)
    if run.update < config.updates and not run.processes.sharded:
        yield from _try(run)
    start = {"update": run.update, "updates": config.updates, "resumed": saved is not None}
    yield event("start", **start, processes=run.processes.count, changed=changed)
    if saved is None and run.held_out:
        yield from run.evaluate(config.stages[0])
    return saved


def _caption(run: TrainingRun) -> Generator[Event, None, tuple[tuple[Path, str], ...]]:
    """Describes photos without a caption where the run file names a captioner; photos for which that failed, and why.

    The main process goes first; the others find what it has written.
    """
    if run.captioner is None:
        return ()
    if not run.processes.main:
        run.processes.wait()
    work = with_captions(run.collection, run.captioner, run.config.output / "cache" / "captions.jsonl", run.device)
    while True:
        try:
            done, total = next(work)
        except StopIteration as finished:
            made: Captioned = finished.value
            break
        yield event("captioning", done=done, total=total)
    if run.processes.main:
        run.processes.wait()
    run.use(made.collection)
    return made.failed


def _fits(run: TrainingRun) -> Generator[Event, None, None]:
    """Predicts what the training takes at its peak."""
    free = free_bytes(run.device)
    predicted = estimate(run.modules, run.config, free)
    parts = {name: value for name, value in asdict(predicted).items() if isinstance(value, int)}
    yield event("estimate", bytes=predicted.total, parts=parts, free=free, device=str(run.device))
    if predicted.total > free:
        raise TrainingError(
            f"this training needs about {predicted.total / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free",
            advice=predicted.advice(free),
        )


def _encode_captions(run: TrainingRun, photos: tuple[Photo, ...]) -> Generator[Event, None, None]:
    """Encodes all captions once where the text encoders do not learn, and takes the encoders off the device."""
    config = run.config
    if not config.text_cache or any(stage.text_encoder for stage in config.stages):
        return
    objective = Objective(run.modules, config.stages[0], config, Encoded(run.modules))
    folder = config.output / "cache" / "text"
    cache = TextCache(folder, run.modules.text, objective.arithmetic, config.precision, writes=run.processes.main)
    captions = {photo.caption for photo in photos}
    encoded = cache.fill(captions) if run.processes.main else 0
    run.processes.wait()
    if not run.processes.main:
        cache.fill(captions)
    run.texts = cache
    run.text_encoders_to("cpu")
    yield event("text_cache", texts=len({"", *captions}), encoded=encoded, bytes=cache.bytes, stored=cache.stored)


def _try(run: TrainingRun) -> Generator[Event, None, None]:
    """One step of each kind of stage that is left."""
    run.modules.train()
    captions = tuple(photo.caption for photo in run.collection.photos)
    for stage in stages_to_try(run.config, run.update):
        select(run.modules, stage)
        yield try_step(Objective(run.modules, stage, run.config, run.texts), run.processes, captions)

"""What a run would be, before it is: what its photos are, what it takes, and how fast this machine is. Nothing trains.

The pace is measured and not guessed: a step of the largest crop, forth and back, and one photo restored as the proof
restores it.
"""

import dataclasses
import time
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.precision import resolve_device
from engine.request import RestoreRequest
from trainer.checks import check_crops
from trainer.collection import Collection, scanning, split
from trainer.config import RunConfig, read_config
from trainer.device_use import free_bytes
from trainer.distributed import Processes
from trainer.estimate import estimate
from trainer.events import Event, event
from trainer.lora import plain
from trainer.modules import TrainingModules, load_modules
from trainer.objective import Encoded, Objective
from trainer.optimizers import check_optimizer
from trainer.parameters import select
from trainer.presets import resolve
from trainer.proof import Proof
from trainer.proof.proof import canary_photos
from trainer.proof.samples import proof_side
from trainer.text_cache import TextCache
from trainer.trial import stages_to_try, try_step

_QUICK = 10.0  # seconds under which a trial is repeated: the first one also warms up
_SLOW = 60.0  # seconds of a trial from which on restoring is not tried
_LOOK_EVERY = 0.25  # seconds between two `scanning` events


def check_run(path: Path, *, photos: bool = True, machine: bool = True) -> Generator[Event, None, None]:
    """Looks at a run without training it.

    Args:
        path: the run file.
        photos: scan its folders; yields `scanning` and `collection`. That nothing usable is there is no error here.
        machine: load its base; yields `estimate`, and where that fits `trial` and `pace`.

    Raises:
        ConfigError, TrainingError, ModelError, DeviceError: as for training.
    """
    config = read_config(path)
    if photos:
        yield from _photos(config)
    if machine:
        yield from _machine(config)


def _photos(config: RunConfig) -> Generator[Event, None, None]:
    smallest = max(crop.size for crop in config.crops)
    work = scanning(config.photos, smallest, config.pairs, needed=False)
    spoken = time.monotonic()
    while True:
        try:
            done, total = next(work)
        except StopIteration as finished:
            found: Collection = finished.value
            break
        if time.monotonic() - spoken >= _LOOK_EVERY:
            spoken = time.monotonic()
            yield event("scanning", done=done, total=total)
    held_out = split(found.photos, config.held_out, config.seed, proof=config.proof)[1] if found.photos else ()
    yield event(
        "collection",
        photos=len(found.photos),
        captioned=found.captioned,
        held_out=len(held_out),
        paired=found.paired,
        rejected=[{"file": path.name, "reason": reason} for path, reason in found.rejected],
        captions_failed=[],
    )


def _machine(config: RunConfig) -> Generator[Event, None, None]:
    config = resolve(config, 1)  # how many updates there will be makes no difference here
    processes = Processes(config)
    try:
        device = processes.device(config)
        check_optimizer(config, resolve_device(device))
        modules, recommended, _ = load_modules(dataclasses.replace(config, device=device))
        check_crops(config, modules)
        own = next(modules.model.parameters()).device
        free = free_bytes(own)
        predicted = estimate(modules, config, free)
        fits = predicted.total <= free
        parts = {name: value for name, value in dataclasses.asdict(predicted).items() if isinstance(value, int)}
        advice = "" if fits else predicted.advice(free)
        yield event("estimate", bytes=predicted.total, parts=parts, free=free, device=str(own), advice=advice)
        if fits:
            yield from _pace(config, modules, recommended, processes)
    finally:
        processes.close()


def _pace(
    config: RunConfig, modules: TrainingModules, recommended: RestoreRequest, processes: Processes
) -> Generator[Event, None, None]:
    modules.model.lq_encoder.gradient_checkpointing = config.gradient_checkpointing
    if config.gradient_checkpointing:
        modules.model.unet.enable_gradient_checkpointing()
    with TemporaryDirectory() as folder:
        objective = Objective(modules, config.stages[0], config, Encoded(modules))
        texts = TextCache(Path(folder), modules.text, objective.arithmetic, config.precision, writes=False)
        texts.fill(())
        slowest = 0.0
        modules.train()
        for stage in stages_to_try(config, 0):
            select(modules, stage)
            objective = Objective(modules, stage, config, texts)
            tried = try_step(objective, processes, ())
            if tried["seconds"] < _QUICK:
                tried = try_step(objective, processes, ())
            slowest = max(slowest, tried["seconds"])
            yield tried
    photo = _restored(config, modules, objective, recommended) if config.proof and slowest < _SLOW else None
    yield event("pace", update=round(slowest * config.accumulate, 3), photo=photo)


def _restored(
    config: RunConfig, modules: TrainingModules, objective: Objective, recommended: RestoreRequest
) -> float | None:
    """Seconds that an evaluation takes for each photo; a photo that comes with Heirloom stands for one of them."""
    photos = tuple(dataclasses.replace(photo, caption="") for photo in canary_photos(config, proof_side(config))[:1])
    if not photos:
        return None
    request = RestoreRequest.from_dict(config.recommended, base=recommended)
    with TemporaryDirectory() as folder, plain(modules):
        modules.eval()
        proof = Proof(photos, dataclasses.replace(config, output=Path(folder)), request)
        work = proof.steps(modules, objective.predict)
        started = time.monotonic()
        next(work)
        seconds = time.monotonic() - started
        work.close()
    return round(seconds, 3)

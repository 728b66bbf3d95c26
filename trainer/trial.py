"""One step before the start: the largest crop goes forth and back once, so that a lack of memory shows at once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from engine.attempts import is_out_of_memory
from engine.errors import TrainingError
from trainer.config import Crop, RunConfig, Stage
from trainer.dataset import Batch
from trainer.device_use import peak_bytes
from trainer.distributed import Processes
from trainer.events import Event, event
from trainer.objective import Objective


def stages_to_try(config: RunConfig, update: int) -> list[Stage]:
    """What is left of the stages, one of each kind: they differ in what learns, and in losses on pictures."""
    different: dict[tuple[object, ...], Stage] = {}
    for stage in config.stages[config.stages.index(config.stage_at(update)[0]) :]:
        parts = tuple(bool(rate) for rate in stage.rates.values())
        different.setdefault((*parts, stage.pixel_loss > 0, stage.reconstruction_loss > 0), stage)
    return list(different.values())


def try_step(objective: Objective, processes: Processes, captions: tuple[str, ...]) -> Event:
    """Forward and backward of the largest crop, without an update: weights, moments and generators stay as they are.

    Args:
        objective: with the stage's `requires_grad`; gradients are gone afterwards.
        processes: that share the batch.
        captions: of the collection; the longest is taken.

    Raises:
        TrainingError: memory runs out; with advice in numbers.
    """
    config = objective.config
    crop = max(config.crops, key=lambda crop: crop.size**2 * crop.batch)
    rows = processes.rows(crop.batch)
    count = len(range(crop.batch)[rows.own])
    device = next(objective.parameters()).device
    own = torch.Generator().manual_seed(config.seed)
    pictures = torch.rand(2, count, 3, crop.size, crop.size, generator=own) * 2 - 1
    batch = Batch(pictures[0], pictures[1], (max(("", *captions), key=len),) * count).to(device)
    started = time.monotonic()
    with advised_when_full(config, crop):
        objective(batch, own, rows).backward()
    objective.zero_grad(set_to_none=True)
    seconds = time.monotonic() - started
    return event("trial", stage=objective.stage.name, seconds=round(seconds, 3), memory=peak_bytes(device))


@contextmanager
def advised_when_full(config: RunConfig, crop: Crop | None = None, update: int | None = None) -> Iterator[None]:
    """Where memory runs out inside, says so, and what would take less.

    Raises:
        TrainingError: memory ran out.
    """
    try:
        yield
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        when = "in the trial step, before the start" if update is None else f"at update {update}"
        largest = crop or max(config.crops, key=lambda crop: crop.size**2 * crop.batch)
        raise TrainingError(
            f"the memory ran out {when}, with crops of {largest.size} pixels, {largest.batch} at a time",
            advice=smaller_advice(config, largest) + ("" if update is None else " The last checkpoint is intact."),
        ) from None  # with the traceback would live what filled the memory


def smaller_advice(config: RunConfig, crop: Crop) -> str:
    """What would take less memory, best first, with the values to put into the run file."""
    choices: list[str] = []
    if not config.gradient_checkpointing:
        choices.append("gradient_checkpointing = true")
    if crop.batch > 1:
        half = crop.batch // 2
        choices.append(f"batch = {half} with accumulate = {config.accumulate * -(-crop.batch // half)}")
    if crop.size > 256:
        choices.append(f"size = {max(256, crop.size * 3 // 4 // 64 * 64)}")
    if not config.lora_rank and any(stage.unet for stage in config.stages):
        choices.append("lora_rank = 16")
    if config.weights == "fp32" and config.precision == "bf16":
        choices.append('weights = "bf16"')
    if config.optimizer == "adamw":
        choices.append('optimizer = "adafactor"')
    if not choices:
        return "Close other programs, or use a card with more memory."
    return f"In the run file, try one after another: {'; '.join(choices)}. Or close other programs."

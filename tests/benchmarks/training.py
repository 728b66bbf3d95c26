"""Training at full size with random weights: peak memory and pictures a second of each recipe, beside the estimate.

    python -m tests.benchmarks.training [--steps 20] [--out FILE]
    python -m tests.benchmarks.training --small          # tiny models on the CPU: tests the benchmark itself

`finetune-lora`, `finetune-full` and both stages of `paper`, at crops of 512 pixels, a step being forward, backward,
clipping, update and average of one micro-batch: the presets' own, for `paper` the published 10. Objective, optimizer,
average and clipping are the loop's. Ends with a Markdown table beside the published 50,990 MB a card at batch 10 (two
cards, DeepSpeed ZeRO-2), and with status 1 if a loss is no number, nothing was learned, or a run took more than 1.1
times what was estimated. On the CPU, memory is counted tensor by tensor.
"""

import argparse
import contextlib
import dataclasses
import gc
import math
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import diffusers
import torch
from torch import Tensor

from engine.text import Conditioning
from tests.benchmarks.table import markdown
from tests.engine.live_bytes import PretendedCard
from tests.engine.tiny import tiny_model
from tests.trainer.full_size import sdxl
from trainer.config import Crop, RunConfig, read_config
from trainer.dataset import Batch
from trainer.distributed import Processes, Rows
from trainer.ema import EMA
from trainer.estimate import estimate
from trainer.lora import add_lora
from trainer.modules import TrainingModules, place
from trainer.objective import Objective
from trainer.optimizers import build_optimizer
from trainer.parameters import part_of, select, set_rates

PUBLISHED_MB = 50_990
ALLOWED = 1.1
HEADERS = (
    *("recipe", "batch", "trained", "peak MB", "reserved MB", "estimate MB", "ratio", "pictures/s", "first s", "loss"),
    "remarks",
)


@dataclass(frozen=True)
class Recipe:
    """A preset's stage, and what is changed about it.

    Attributes:
        label: in the table.
        preset: which one.
        stage: its number.
        batch: pictures at a time; 0 leaves the preset's.
    """

    label: str
    preset: str
    stage: int
    batch: int = 0


RECIPES = (
    Recipe("finetune-lora", "finetune-lora", 0),
    Recipe("finetune-full", "finetune-full", 0),
    Recipe("paper, stage 1", "paper", 0, 10),
    Recipe("paper, stage 2", "paper", 1, 10),
)


def preset_of(name: str) -> RunConfig:
    """A run of a preset, whose files do not matter."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.toml"
        head = 'name = "full"\nbase = "base"\nphotos = ["photos"]\noutput = "run"\n'
        path.write_text(f'{head}preset = "{name}"\n', "utf-8")
        return read_config(path)


def config_of(recipe: Recipe, device: str, *, small: bool) -> RunConfig:
    """The recipe's one stage, with an update after each micro-batch."""
    preset = preset_of(recipe.preset)
    crop = Crop(64, 2) if small else Crop(512, recipe.batch or preset.crops[0].batch)
    return dataclasses.replace(
        preset, device=device, crops=(crop,), accumulate=1, stages=(preset.stages[recipe.stage],)
    )


def modules_of(config: RunConfig, whole: RunConfig, device: torch.device, small: bool) -> TrainingModules:
    """Random weights, in the number formats of the whole run; the text encoders have left."""
    attention = "per_position" if config.alignment == "base" else config.alignment
    if small:
        parts = tiny_model(autoencoder="kl", text="two", prediction_type="epsilon")
        modules = TrainingModules(parts.model, parts.text, parts.autoencoder, parts.scheduler_config)
    else:
        with torch.random.fork_rng():
            modules = sdxl(attention, device.type)  # pyright: ignore[reportArgumentType]
    if config.lora_rank:
        add_lora(modules, config.lora_rank, config.lora_alpha)
    encoders = modules.text_encoders
    modules.text_encoders = torch.nn.ModuleList()
    place(modules, whole, device)
    modules.text_encoders = encoders
    return modules


class RandomTexts:
    """Encoded captions of one window, as from the cache."""

    def __init__(self, modules: TrainingModules, device: torch.device) -> None:
        self._text, self._device = modules.text, device

    def conditioning(self, captions: tuple[str, ...]) -> Conditioning:
        """The same for all captions."""
        text, generator = self._text, torch.Generator().manual_seed(1)
        context = torch.randn(len(captions), text.window, text.width, generator=generator)
        pooled = torch.randn(len(captions), text.pooled_width, generator=generator)
        return Conditioning(context.to(self._device), pooled.to(self._device))


@dataclass
class Peak:
    """Most bytes on the device, weights included: of tensors, and what was reserved for them."""

    count: int = 0
    reserved: int = 0


@contextlib.contextmanager
def peak_of(modules: TrainingModules, device: torch.device) -> Iterator[Peak]:
    """Counts while it is entered."""
    peak = Peak()
    if device.type == "cuda":
        gc.collect()
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)
        yield peak
        peak.count, peak.reserved = torch.cuda.max_memory_allocated(device), torch.cuda.max_memory_reserved(device)
        return
    with PretendedCard() as card:
        parts = [p for name, p in modules.named_parameters() if part_of(name) != "text_encoder"]
        card.held = sum(p.nbytes for p in parts)
        yield peak
    peak.count = peak.reserved = card.peak


def run(recipe: Recipe, given: argparse.Namespace, device: torch.device) -> tuple[list[str], list[str]]:
    """A row of the table, and what is wrong with it."""
    config = config_of(recipe, device.type, small=given.small)
    modules = modules_of(config, preset_of(recipe.preset), device, given.small)
    predicted = estimate(modules, config)
    expected = predicted.total - predicted.workspace
    crop, stage = config.crops[0], config.stages[0]
    processes = Processes(config)
    generator = torch.Generator().manual_seed(0)
    losses: list[float] = []
    times: list[float] = []
    with peak_of(modules, device) as peak:
        groups = select(modules, stage)
        optimizer = build_optimizer(groups, config)
        set_rates(optimizer, 1.0)
        named: dict[str, Tensor] = {name: tensor for group in groups for name, tensor in group.named.items()}
        before = {name: tensor.detach().flatten()[:64].cpu().clone() for name, tensor in named.items()}
        average = EMA(named, config.ema_decay, config.ema_device)
        modules.train()
        modules.model.lq_encoder.gradient_checkpointing = config.gradient_checkpointing
        if config.gradient_checkpointing:
            modules.model.unet.enable_gradient_checkpointing()
        objective = Objective(modules, stage, config, RandomTexts(modules, device))
        pictures = torch.rand(2, crop.batch, 3, crop.size, crop.size, generator=generator) * 2 - 1
        batch = Batch(pictures[0], pictures[1], ("",) * crop.batch).to(device)
        for _ in range(given.steps):
            started = time.perf_counter()
            loss: Tensor = objective(batch, generator, Rows(crop.batch, 0, crop.batch))
            loss.backward()
            processes.clip(named.values(), config.clip)
            optimizer.step()
            average.update(named)
            optimizer.zero_grad(set_to_none=True)
            losses.append(float(loss.detach()))  # waits for the device
            times.append(time.perf_counter() - started)
    wrong = _wrong(recipe.label, losses, peak.count, expected)
    if all(torch.equal(before[name], tensor.detach().flatten()[:64].cpu()) for name, tensor in named.items()):
        wrong.append(f"{recipe.label}: no weight has changed")
    later = times[1:] or times
    trained = sum(tensor.numel() for tensor in named.values())
    row = [
        recipe.label,
        str(crop.batch),
        f"{trained / 1e6:.1f} M",
        f"{peak.count / 1e6:.0f}",
        f"{peak.reserved / 1e6:.0f}",
        f"{expected / 1e6:.0f}",
        f"{peak.count / expected:.2f}",
        f"{crop.batch * len(later) / sum(later):.2f}",
        f"{times[0]:.2f}",
        f"{losses[-1]:.3f}",
        f"{config.optimizer}, {config.weights} weights, average {'in main memory' if predicted.host else 'beside'}",
    ]
    return row, wrong


def _wrong(label: str, losses: list[float], peak: int, predicted: int) -> list[str]:
    wrong: list[str] = []
    if not all(math.isfinite(loss) for loss in losses):
        wrong.append(f"{label}: a loss is no number")
    if peak > ALLOWED * predicted:
        wrong.append(f"{label}: took {peak / 1e6:.0f} MB, estimated {predicted / 1e6:.0f} MB")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 1 if something is wrong with it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", action="store_true", help="tiny models and crops of 64 pixels, on the CPU")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--recipes", nargs="+", choices=[recipe.label for recipe in RECIPES])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    if not given.small and not torch.cuda.is_available():
        print("The full model needs a CUDA device; --small runs on the CPU.", file=sys.stderr)
        return 2
    device = torch.device("cpu") if given.small else torch.device("cuda", 0)
    rows: list[list[str]] = []
    wrong: list[str] = []
    for recipe in RECIPES:
        if given.recipes and recipe.label not in given.recipes:
            continue
        try:
            row, complaints = run(recipe, given, device)
        except torch.OutOfMemoryError as error:
            row = [recipe.label, *[""] * (len(HEADERS) - 2), "out of memory"]
            complaints = [f"{recipe.label}: {str(error).splitlines()[0]}"]
        gc.collect()
        rows.append(row)
        wrong += complaints
        print("  ".join(row), flush=True)
    if not given.small:
        published = ["paper, published", "10", "", str(PUBLISHED_MB), *[""] * (len(HEADERS) - 5)]
        rows.append([*published, "a card of two, ZeRO-2"])
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.machine()
    head = (
        f"{name}, torch {torch.__version__}, diffusers {diffusers.__version__}, {time.strftime('%Y-%m-%d')}; "
        f"{'tiny' if given.small else 'full'} model, random weights, {given.steps} steps; memory "
        f"{'counted by tensor' if device.type == 'cpu' else 'as the allocator says'}, text encoders gone"
    )
    verdict = "\n".join(f"WRONG: {line}" for line in wrong) or "All losses are numbers, all peaks within the estimate."
    text = f"{head}\n\n{markdown(HEADERS, rows)}\n\n{verdict}"
    if given.out:
        command = " ".join(["python -m tests.benchmarks.training", *(arguments or sys.argv[1:])])
        given.out.write_text(f"`{command}`\n\n{text}\n", "utf-8")
    print(f"\n{text}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

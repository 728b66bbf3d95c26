"""The denoising loop of the built-in model on this machine, against a loop that goes about it as the release does.

    python -m tests.benchmarks.loop [--sizes 512 1024] [--requests recommended guided] [--repeats 3] [--out FILE]

All ways take turns, several times over, so that another program on the machine slows them alike. The ratios are those
of median processor seconds, which a busy machine changes least. The released way: one tile after another, the guidance
pair with everything twice, the condition embedded at each step, each tile its own scheduler, float32, no folding,
tensors as they come.
"""

import argparse
import copy
import dataclasses
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.bundle import load_bundle
from engine.catalogue import find_model
from engine.precision import arithmetic_for
from engine.request import RestoreRequest
from engine.restorer import Restorer
from engine.sampling import Denoising, Execution, build_scheduler, denoise, embed_conditions, initial_latents
from engine.text import Conditioning
from engine.tiling import TileGrid, gaussian_weights, tile_of
from tests.benchmarks.table import markdown

HEADERS = ("output", "request", "way", "s", "CPU s", "ratio", "difference")


@dataclass(frozen=True)
class Task:
    """What every way is given."""

    restorer: Restorer
    request: RestoreRequest
    grid: TileGrid
    features: Tensor
    text: Conditioning
    latents: Tensor
    size: int


def task_for(restorer: Restorer, request: RestoreRequest, size: int) -> Task:
    """A square of `size` pixels, with random features; what is in them does not change the time."""
    grid = restorer.grid(request, size, size)
    generator = torch.Generator().manual_seed(0)
    channels = restorer.model.lq_encoder.config.feature_channels
    features = torch.randn(1, channels, grid.height, grid.width, generator=generator)
    noise = torch.randn(1, restorer.model.stem.conv.in_channels, grid.height, grid.width, generator=generator)
    guided = request.guidance_scale > 1
    with torch.inference_mode():
        text = restorer.text.encode(["blurred", "an old house"] if guided else ["an old house"])
    return Task(restorer, request, grid, features, text, noise, size)


def ours(task: Task, precision: str = "auto", speed: str = "exact", execution: Execution | None = None) -> Tensor:
    """The engine's loop, what is done once for a picture included."""
    request = dataclasses.replace(task.request, precision=precision, speed=speed)  # pyright: ignore[reportArgumentType]
    restorer = task.restorer
    arithmetic = arithmetic_for(request.precision, restorer.device, restorer.dtype)
    scheduler = build_scheduler(restorer.scheduler_config, request.sampler, request.steps, request.strength)
    job = Denoising(
        model=restorer.model,
        grid=task.grid,
        conditions=embed_conditions(restorer.model, task.features, task.grid, arithmetic),
        text=task.text,
        guidance_scale=request.guidance_scale,
        picture_size=(task.size, task.size),
        tile_pixels=request.tile,
        arithmetic=arithmetic,
        execution=execution or Execution(),
        speed=request.speed,
    )
    start = initial_latents(scheduler, restorer.scheduler_config, task.latents, None)
    work = denoise(job, scheduler, start)
    while True:
        try:
            next(work)
        except StopIteration as finished:
            return finished.value


@torch.inference_mode()
def as_released(task: Task) -> Tensor:
    """The same latents, in the released order of work."""
    model, grid, request = task.restorer.model, task.grid, task.request
    scheduler = build_scheduler(task.restorer.scheduler_config, request.sampler, request.steps, request.strength)
    latents = initial_latents(scheduler, task.restorer.scheduler_config, task.latents, None)
    schedulers = [copy.deepcopy(scheduler) for _ in range(len(grid))]
    rows = len(task.text.context)
    for timestep in scheduler.timesteps:
        stepped: list[Tensor] = []
        for index, own in enumerate(schedulers):
            tile = tile_of(latents, grid, index)
            features = tile_of(task.features, grid, index)
            condition = model.embed_condition(torch.cat([features] * rows))
            scaled = own.scale_model_input(torch.cat([tile] * rows), timestep)
            prediction = model(scaled, timestep, task.text.context, condition)
            if rows == 2:
                negative, positive = prediction.chunk(2)
                prediction = negative + request.guidance_scale * (positive - negative)
            stepped.append(own.step(prediction, timestep, tile, return_dict=False)[0])  # pyright: ignore[reportArgumentType]
        weights = gaussian_weights(grid.tile_height, grid.tile_width)
        area, total = torch.zeros_like(latents), torch.zeros_like(latents)
        for index, tile in enumerate(stepped):
            tile_of(area, grid, index).add_(tile * weights)
            tile_of(total, grid, index).add_(weights)
        latents = area / total
    return latents


WAYS: dict[str, Callable[[Task], Tensor]] = {
    "as released, float32": as_released,
    "exact, float32": lambda task: ours(task, "fp32"),
    "exact, bfloat16 products, contiguous": lambda task: ours(task, execution=Execution(channels_last=False)),
    "exact (default)": ours,
    "fast": lambda task: ours(task, speed="fast"),
}


def measured(task: Task, repeats: int) -> dict[str, tuple[float, float, float]]:
    """Of each way median seconds, processor seconds, and how far its latents are from the released way's (L2)."""
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    used: dict[str, list[float]] = {name: [] for name in WAYS}
    results: dict[str, Tensor] = {}
    for _ in range(repeats):
        for name, way in WAYS.items():
            started = time.perf_counter(), time.process_time()
            results[name] = way(task)
            seconds[name].append(time.perf_counter() - started[0])
            used[name].append(time.process_time() - started[1])
    expected = results["as released, float32"]
    return {
        name: (
            statistics.median(seconds[name]),
            statistics.median(used[name]),
            float((results[name] - expected).norm() / expected.norm()),
        )
        for name in WAYS
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", default="built-in")
    parser.add_argument("--sizes", type=int, nargs="+", default=[512, 1024])
    parser.add_argument("--requests", nargs="+", choices=("recommended", "guided"), default=["recommended", "guided"])
    parser.add_argument("--steps", type=int, default=20, help="of the guided request")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, help="of torch; 1 measures best beside other work")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    if given.threads:
        torch.set_num_threads(given.threads)
    restorer = load_bundle(find_model(given.model), "cpu")
    guided = dataclasses.replace(restorer.recommended, guidance_scale=5.0, steps=given.steps, strength=1.0)
    requests = {"recommended": restorer.recommended, "guided": guided}
    rows: list[list[str]] = []
    for size in given.sizes:
        for name in given.requests:
            request = requests[name]
            settings = f"{request.steps} steps, guidance {request.guidance_scale:g}"
            found = measured(task_for(restorer, request, size), given.repeats)
            released = found["as released, float32"][1]
            for way, (seconds, used, difference) in found.items():
                numbers = [f"{seconds:.2f}", f"{used:.2f}", f"{released / used:.2f}", f"{difference:.1e}"]
                row = [f"{size}²", settings, way, *numbers]
                rows.append(row)
                print("  ".join(row), flush=True)
    head = (
        f"{platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, torch {torch.__version__}, "
        f"{torch.backends.cpu.get_cpu_capability()}; {restorer.identity}, medians of {given.repeats} in turn"
    )
    text = f"{head}\n\n{markdown(HEADERS, rows)}"
    print(f"\n{text}")
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""The full SDXL FaithDiff with random weights: our denoising loop in all its modes, against the released one.

    python -m tests.benchmarks.full_model --released PATH [--sizes 1024 2048] [--out FILE]
    python -m tests.benchmarks.full_model --small          # narrow models on the CPU: tests the benchmark itself

PATH is a checkout of github.com/JyChen9811/FaithDiff; without it that row is left out. Every way gets the same LQ
features, text embeddings and noise and gives final latents: the loop with all that it prepares, without encoders and
decoder. Errors are relative L2 to float32. Ends with a Markdown table, and with status 1 if an exact way's error is
more than 1.25 times the released one's. Random weights (the outputs of alignment and condition embedding too) cost as
much time as trained ones, and say nothing about quality.
"""

import argparse
import contextlib
import functools
import math
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

from engine.cuda_graph import forget_graphs
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.faithdiff import FaithDiff, build_faithdiff
from engine.placement import Placement
from engine.plans import PLANS, PlanName
from engine.precision import Arithmetic
from engine.sampling import Denoising, Execution, build_scheduler, denoise, embed_conditions, initial_latents
from engine.text import Conditioning
from engine.tiling import tile_grid
from tests.benchmarks.measure import Measured, measure
from tests.benchmarks.released import Released
from tests.benchmarks.table import markdown
from tests.engine.tiny import tiny_autoencoder, tiny_text

SDXL: dict[str, Any] = {
    "sample_size": 128,
    "in_channels": 4,
    "out_channels": 4,
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    "block_out_channels": [320, 640, 1280],
    "layers_per_block": 2,
    "transformer_layers_per_block": [1, 2, 10],
    "attention_head_dim": [5, 10, 20],
    "cross_attention_dim": 2048,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 1280 + 6 * 256,
}
# The released alignment knows no widths but 320 and 512.
NARROW: dict[str, Any] = SDXL | {
    "block_out_channels": [320, 64, 64],
    "layers_per_block": 1,
    "transformer_layers_per_block": [1, 1, 1],
    "attention_head_dim": [5, 2, 2],
    "cross_attention_dim": 32,
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": 32 + 6 * 8,
}
EULER: dict[str, Any] = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "timestep_spacing": "leading",
    "steps_offset": 1,
    "prediction_type": "epsilon",
}
GUIDANCE = 5.0
ALLOWED = 1.25
FACTOR = 8
HEADERS = ("size", "mode", "s", "ratio", "busy s", "first s", "peak GiB", "reserved", "error", "remarks")


@dataclass(frozen=True)
class Inputs:
    """What every way is given, in the fast ones' number format.

    Shapes: [1, 512, h, w], [2, 77, c], [2, p], [1, 4, h, w].
    """

    features: Tensor
    context: Tensor
    pooled: Tensor
    noise: Tensor


@dataclass(frozen=True)
class Bench:
    """The model and how it is to be run."""

    model: FaithDiff
    unet_config: dict[str, Any]
    steps: int
    tile_pixels: int
    released: Path | None

    @property
    def example(self) -> Tensor:
        return self.model.unet.conv_out.weight

    def ours(self, inputs: Inputs, execution: Execution, speed: str = "exact") -> Tensor:
        """Final latents by the engine's loop, in the number format of the weights."""
        dtype, device = self.example.dtype, inputs.noise.device
        arithmetic = Arithmetic(device.type, dtype)
        height, width = inputs.noise.shape[2:]
        grid = tile_grid(height, width, self.tile_pixels // FACTOR, 0.5)
        job = Denoising(
            model=self.model,
            grid=grid,
            conditions=embed_conditions(self.model, inputs.features.to(dtype), grid, arithmetic),
            text=Conditioning(inputs.context.to(dtype), inputs.pooled.to(dtype)),
            guidance_scale=GUIDANCE,
            picture_size=(height * FACTOR, width * FACTOR),
            tile_pixels=self.tile_pixels,
            arithmetic=arithmetic,
            execution=execution,
            speed=speed,
        )
        scheduler = build_scheduler(EULER, "euler", self.steps, device=device)
        work = denoise(job, scheduler, initial_latents(scheduler, EULER, inputs.noise.float(), None))
        while True:
            try:
                next(work)
            except StopIteration as finished:
                return finished.value

    def as_released(self, inputs: Inputs) -> Callable[[], Tensor]:
        """The released loop on the same weights."""
        assert self.released is not None
        pipeline = Released(self.released, self.model, self.unet_config, EULER)
        dtype = self.example.dtype
        given = [t.to(dtype) for t in (inputs.features, inputs.context, inputs.pooled, inputs.noise)]
        return functools.partial(
            pipeline.latents, *given, steps=self.steps, guidance_scale=GUIDANCE, tile_pixels=self.tile_pixels
        )


@contextlib.contextmanager
def _cudnn_attention() -> Iterator[None]:
    kinds = [SDPBackend.CUDNN_ATTENTION, SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]
    with sdpa_kernel(kinds, set_priority=True):
        yield


@contextlib.contextmanager
def _channels_last(bench: Bench) -> Iterator[None]:
    bench.model.unet.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    try:
        yield
    finally:
        bench.model.unet.to(memory_format=torch.contiguous_format)  # pyright: ignore[reportCallIssue]


@contextlib.contextmanager
def _placed(bench: Bench, name: PlanName, int8: bool = False) -> Iterator[None]:
    generator = torch.Generator().manual_seed(0)
    text = tiny_text("plain", 24, generator)
    device, dtype = bench.example.device, bench.example.dtype
    placement = Placement(bench.model, tiny_autoencoder("linear", generator), text, device)
    try:
        placement.arrange(PLANS[name], dtype, int8=int8)
        with placement.lend("unet"):
            yield
    finally:
        placement.arrange(None, dtype)


EAGER, GRAPH = Execution(cuda_graph=False), Execution()
COMPILED = Execution(compile=True, channels_last=True, tiles_per_call=3)  # 9 tiles in calls of one shape

Setting = Callable[[Bench], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True)
class Mode:
    """A way to compute; `around` is entered for all its runs. What is not approximate is held to the released error."""

    execution: Execution
    speed: str = "exact"
    around: Setting = lambda _bench: contextlib.nullcontext()
    approximate: bool = False


# In the order of their weight: if time runs out, the last are left out.
MODES: dict[str, Mode] = {
    "exact, eager": Mode(EAGER),
    "exact + CUDA graph": Mode(GRAPH),
    "fast": Mode(GRAPH, "fast", approximate=True),
    "8 GB plan": Mode(PLANS["8gb"].execution, around=lambda bench: _placed(bench, "8gb")),
    "4 GB plan": Mode(PLANS["4gb"].execution, around=lambda bench: _placed(bench, "4gb")),
    "6 GB plan": Mode(PLANS["6gb"].execution, around=lambda bench: _placed(bench, "6gb")),
    "exact + CUDA graph, cuDNN attention": Mode(GRAPH, around=lambda _bench: _cudnn_attention()),
    "exact + CUDA graph, channels_last": Mode(Execution(channels_last=True), around=_channels_last),
    "exact + compile": Mode(COMPILED, around=_channels_last),
    "8 GB plan, int8": Mode(
        PLANS["8gb"].execution, around=lambda bench: _placed(bench, "8gb", int8=True), approximate=True
    ),
}


def random_model(unet_config: dict[str, Any], dtype: torch.dtype, device: torch.device) -> FaithDiff:
    """In float32, every value one that `dtype` has: kernels N(0, 1/fan in), scales about 1, offsets about 0."""
    with torch.device("meta"):
        model = build_faithdiff(unet_config, LQEncoderConfig(), AlignmentConfig())
    model.lq_encoder.down_blocks = torch.nn.ModuleList()  # not run here
    model.to_empty(device=device).eval().requires_grad_(False)
    generator = torch.Generator(device).manual_seed(0)
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator, device=device)
        if parameter.ndim >= 2:
            noise /= math.sqrt(parameter[0].numel())
        else:
            noise = 1 + 0.1 * noise if name.endswith("weight") else 0.05 * noise
        parameter.copy_(noise.to(dtype))
    return model


def random_inputs(bench: Bench, size: int, dtype: torch.dtype) -> Inputs:
    """For a square picture of `size` pixels."""
    device, config = bench.example.device, bench.unet_config
    generator = torch.Generator(device).manual_seed(size)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, device=device).to(dtype)

    side = size // FACTOR
    pooled = config["projection_class_embeddings_input_dim"] - 6 * config["addition_time_embed_dim"]
    return Inputs(
        drawn(1, 512, side, side),
        drawn(2, 77, config["cross_attention_dim"]),
        drawn(2, pooled),
        drawn(1, 4, side, side),
    )


class Report:
    """Rows as they come, and what is wrong with them."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.wrong: list[str] = []

    def add(
        self, size: int, mode: str, found: Measured | None, released: Measured | None, error: float, note: str
    ) -> None:
        """One row, printed at once."""
        if found is None:
            row = [f"{size}²", mode, *[""] * (len(HEADERS) - 3), note]
        else:
            ratio = f"{released.seconds / found.seconds:.2f}" if released else "–"
            numbers = [f"{found.seconds:.3f}", ratio, f"{found.busy:.3f}", f"{found.first:.2f}"]
            numbers += [f"{held / 2**30:.2f}" for held in (found.peak, found.reserved)]
            row = [f"{size}²", mode, *numbers, f"{error:.2e}", note]
        self.rows.append(row)
        print("  ".join(row), flush=True)


def relative(ours: Tensor, theirs: Tensor) -> float:
    """L2 norm of the difference as a share of that of `theirs`; infinite if anything is not finite."""
    error = float((ours.double() - theirs.double()).norm() / theirs.double().norm())
    return error if math.isfinite(error) else math.inf


def in_float32(bench: Bench, inputs: Inputs) -> Tensor:
    """By the released loop, where it is there: it shares no code with ours."""
    latents = bench.as_released(inputs)() if bench.released is not None else bench.ours(inputs, EAGER)
    return latents.float().cpu()


def run_size(bench: Bench, size: int, inputs: Inputs, expected: Tensor, report: Report, given: Any) -> None:
    """All rows of one size; `bench.model` in the fast number format."""
    device = bench.example.device
    until = given.started + given.limit
    released: Measured | None = None
    bound = math.inf
    if bench.released is None:
        report.add(size, "released", None, None, 0, "no --released folder")
    else:
        released = measure(bench.as_released(inputs), device, given.repeats)
        bound = relative(released.result, expected)
        report.add(size, "released", released, released, bound, "")
    results: dict[str, Tensor] = {}
    for name in given.modes:
        mode = MODES[name]
        if time.monotonic() > until:
            report.add(size, name, None, None, 0, "not run: out of time")
            continue
        forget_graphs(bench.model)
        with mode.around(bench):
            run = functools.partial(bench.ours, inputs, mode.execution, mode.speed)
            found = measure(run, device, given.repeats)
        error = relative(found.result, expected)
        results[name] = found.result
        if math.isinf(bound):
            bound = error  # without the released one, of the first of ours
        notes = [] if device.type == "cuda" or not mode.execution.cuda_graph else ["no CUDA: no graph"]
        if mode.approximate and "exact, eager" in results:
            notes.append(f"approximate; {relative(found.result, results['exact, eager']):.1e} from exact")
        if error > ALLOWED * bound and not mode.approximate:
            report.wrong.append(f"{size}², {name}: error {error:.2e}, allowed {ALLOWED * bound:.2e}")
        if not found.result.isfinite().all():
            report.wrong.append(f"{size}², {name}: not finite")
        report.add(size, name, found, released, error, "; ".join(notes))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 1 if something is wrong with it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--released", type=Path, help="a checkout of the released code")
    parser.add_argument("--small", action="store_true", help="narrow models, 128-pixel tiles, few steps, on the CPU")
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--limit", type=float, default=540, help="seconds after which no mode is begun")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments, argparse.Namespace(started=time.monotonic()))
    if not given.small and not torch.cuda.is_available():
        print("The full model needs a CUDA device; --small runs on the CPU.", file=sys.stderr)
        return 2
    device, dtype = (torch.device("cpu"), torch.bfloat16) if given.small else (torch.device("cuda", 0), torch.float16)
    with torch.inference_mode(False), torch.no_grad():
        config = NARROW if given.small else SDXL
        bench = Bench(
            random_model(config, dtype, device),
            config,
            given.steps or (3 if given.small else 20),
            128 if given.small else 1024,
            given.released,
        )
        sizes = given.sizes or ([128, 256] if given.small else [1024, 2048])
        inputs = {size: random_inputs(bench, size, dtype) for size in sizes}
        expected = {size: in_float32(bench, inputs[size]) for size in sizes}
        bench.model.to(dtype)
        report = Report()
        for size in sizes:
            run_size(bench, size, inputs[size], expected[size], report, given)
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.machine()
    head = (
        f"{name}, torch {torch.__version__}, diffusers {diffusers.__version__}, {time.strftime('%Y-%m-%d')}; "
        f"{'narrow' if given.small else 'full'} model, random weights, {str(dtype).removeprefix('torch.')}, "
        f"{bench.steps} steps, guidance {GUIDANCE:g}, tiles of {bench.tile_pixels} pixels, medians of {given.repeats}; "
        f"errors relative to float32 of the {'released' if given.released else 'exact eager'} loop"
    )
    verdict = "\n".join(f"WRONG: {line}" for line in report.wrong) or "All errors are within bounds."
    text = f"{head}\n\n{markdown(HEADERS, report.rows)}\n\n{verdict}"
    if given.out:
        given.out.write_text(
            f"`{' '.join(['python -m tests.benchmarks.full_model', *sys.argv[1:]])}`\n\n{text}\n", "utf-8"
        )
    print(f"\n{text}")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

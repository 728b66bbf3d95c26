"""The stages of a restoration, each a generator of progress that can be begun anew under another memory plan."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor

from engine.cuda_graph import forget_graphs
from engine.encode_decode import (
    decode_latents,
    encode_features,
    encode_moments,
    feature_tiles,
    latent_tiles,
    picture_tiles,
)
from engine.errors import DeviceError
from engine.images.color_fix import adain, wavelet
from engine.plans import MemoryPlan
from engine.precision import Arithmetic
from engine.request import Progress, RestoreRequest, Stage
from engine.sampling import Denoising, build_scheduler, denoise, embed_conditions, initial_latents
from engine.text import Conditioning
from engine.tiling import TileGrid

if TYPE_CHECKING:
    from engine.restorer import Restorer


_COLOR_FIXES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"adain": adain, "wavelet": wavelet}


@dataclass(frozen=True, eq=False)
class Prepared:
    """What denoising begins with.

    Attributes:
        grid: the tiles, in latent positions.
        conditions: [tiles, hidden, tile_height, tile_width].
        text: one row, or negative and positive.
        latents: float32 [1, C, h, w], from `begin_latents`.
        base: latents that are added to the result, for the preview, or None.
        picture_size: (height, width) in pixels of the padded picture.
    """

    grid: TileGrid
    conditions: Tensor
    text: Conditioning
    latents: Tensor
    base: Tensor | None
    picture_size: tuple[int, int]


def strength_of(request: RestoreRequest) -> float:
    """How far towards noise the restoration starts; from noise alone, all the way."""
    return request.strength if request.start == "lq" else 1.0


def encode_picture(
    restorer: "Restorer", arithmetic: Arithmetic, lq: Tensor, needs_latents: bool, plan: MemoryPlan
) -> Generator[Progress, None, tuple[Tensor, Tensor | None]]:
    """LQ features, and the moments of the LQ latents if they are needed; `lq` [1, 3, H, W] in -1..1."""
    done = len(feature_tiles(restorer.model, lq).boxes)
    total = done + (len(latent_tiles(restorer.autoencoder, lq).boxes) if needs_latents else 0)
    yield Progress("encode", 0, total)
    with restorer.placement.lend("lq_encoder"):
        features = encode_features(restorer.model, lq, arithmetic, bands=plan.bands)
        encoded = yield from _counted("encode", 0, total, features)
    if not needs_latents:
        return encoded, None
    with restorer.placement.lend("autoencoder"):
        moments = encode_moments(restorer.autoencoder, lq.to(restorer.autoencoder.dtype), bands=plan.bands)
        return encoded, (yield from _counted("encode", done, total, moments))


def encode_text(
    restorer: "Restorer", request: RestoreRequest, arithmetic: Arithmetic, plan: MemoryPlan
) -> Generator[Progress, None, Conditioning]:
    """One row, or with guidance the negative prompt's and the caption's."""
    yield from ()
    dtype, guided = arithmetic.weights, request.guidance_scale > 1
    with restorer.placement.lend("text"):
        text = restorer.text.encode([request.negative_prompt, request.caption] if guided else [request.caption])
    return Conditioning(text.context.to(dtype), None if text.pooled is None else text.pooled.to(dtype), text.windows)


def condition_tiles(
    restorer: "Restorer", features: Tensor, grid: TileGrid, arithmetic: Arithmetic, plan: MemoryPlan
) -> Generator[Progress, None, Tensor]:
    """The condition of each tile, from `embed_conditions`."""
    yield from ()
    return embed_conditions(restorer.model, features, grid, arithmetic)


def begin_latents(restorer: "Restorer", request: RestoreRequest, noise: Tensor, start: Tensor | None) -> Tensor:
    """What denoising begins with, from `noise` [1, C, h, w] and the latents it is added to, or None."""
    config, strength = restorer.scheduler_config, strength_of(request)
    scheduler = build_scheduler(config, request.sampler, request.steps, strength, restorer.device)
    return initial_latents(scheduler, config, noise, start, strength)


def denoise_tiles(
    restorer: "Restorer",
    request: RestoreRequest,
    arithmetic: Arithmetic,
    prepared: Prepared,
    notes: list[str],
    plan: MemoryPlan,
) -> Generator[Progress, None, Tensor]:
    """Clean latents [1, C, h, w], without `prepared.base`. What the person should know is added to `notes`."""
    job = Denoising(
        model=restorer.model,
        grid=prepared.grid,
        conditions=prepared.conditions,
        text=prepared.text,
        guidance_scale=request.guidance_scale,
        picture_size=prepared.picture_size,
        tile_pixels=request.tile,
        arithmetic=arithmetic,
        execution=plan.execution,
        time_ids=request.time_ids,
        speed=request.speed,
    )
    config, strength = restorer.scheduler_config, strength_of(request)
    scheduler = build_scheduler(config, request.sampler, request.steps, strength, restorer.device)
    preview = restorer.preview if prepared.base is None else restorer.preview.added_to(prepared.base)
    try:
        with restorer.placement.lend("unet"):
            latents = yield from denoise(job, scheduler, prepared.latents, preview)
        notes += job.notes
        return latents
    except _compiling_errors(plan) as error:
        what = f"the model cannot be compiled here ({type(error).__name__})"
        advice = "Restore without compiling; it needs Triton on a graphics card and a C++ compiler on a processor."
        raise DeviceError(what, advice=advice) from error
    finally:
        if plan.parts_leave:  # there must be room for decoding
            forget_graphs(restorer.model)


def _compiling_errors(plan: MemoryPlan) -> tuple[type[Exception], ...]:
    if not plan.compiled:
        return ()
    from torch._dynamo.exc import TorchDynamoException  # a second to import

    return (TorchDynamoException,)


def decode_picture(restorer: "Restorer", latents: Tensor, plan: MemoryPlan) -> Generator[Progress, None, Tensor]:
    """Float32 picture [1, 3, H, W], about -1..1."""
    total = len(picture_tiles(restorer.autoencoder, latents).boxes)
    yield Progress("decode", 0, total)
    with restorer.placement.lend("autoencoder"):
        decoded = decode_latents(restorer.autoencoder, latents, bands=plan.bands)
        return (yield from _counted("decode", 0, total, decoded))


def match_colors(
    request: RestoreRequest, restored: Tensor, lq: Tensor, plan: MemoryPlan
) -> Generator[Progress, None, Tensor]:
    """`restored` [1, 3, H, W] in 0..1 with the colours of `lq` as the request says; both stay as they are.

    In main memory under plans that stream weights: they are for cards that may not hold so many pictures.
    """
    yield Progress("color", 0, 1)
    if request.color == "none":
        return restored
    if plan.moves_weights:
        restored, lq = restored.cpu(), lq.cpu()
    return _COLOR_FIXES[request.color](restored, lq)


def _counted(
    stage: Stage, done: int, total: int, tiles: Generator[None, None, Tensor]
) -> Generator[Progress, None, Tensor]:
    """Progress after each of `tiles`, counted on from `done`."""
    while True:
        try:
            next(tiles)
        except StopIteration as finished:
            return finished.value
        done += 1
        yield Progress(stage, done, total)

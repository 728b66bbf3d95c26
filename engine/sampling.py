"""Schedulers, initial latents and the denoising loop over tiles.

Source: the released FaithDiff pipeline. There every tile has a scheduler of its own and the tiles are
blended after each step. Euler's step is linear in the latents and the prediction, and overlapping tiles
share their latents, so blending the predictions and stepping once is the same; solvers with a memory
(DPM++ 2M, UniPC) then remember one blended prediction of the whole picture.
"""

import inspect
import logging
import warnings
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import torch
from diffusers.schedulers.scheduling_ddpm import DDPMScheduler
from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
from diffusers.schedulers.scheduling_euler_discrete import EulerDiscreteScheduler
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from torch import Tensor

from engine.cuda_graph import CudaRecorder, Recorder, obstacle, refusal, unet_calls
from engine.errors import ModelMismatch, RequestError
from engine.fast_mode import StepPlan, plan_steps
from engine.model.faithdiff import FaithDiff
from engine.precision import Arithmetic
from engine.preview import LatentPreview
from engine.request import Progress, Sampler
from engine.sentences import sentence
from engine.text import Conditioning
from engine.tiling import TileGrid, blend_weights, merge_into, tile_of
from engine.unet_call import Tensors, prepare

_log = logging.getLogger(__name__)

Scheduler = EulerDiscreteScheduler | DPMSolverMultistepScheduler | UniPCMultistepScheduler

_SAMPLERS: dict[str, tuple[type[Scheduler], dict[str, Any]]] = {
    "euler": (EulerDiscreteScheduler, {}),
    "dpmpp-2m": (DPMSolverMultistepScheduler, {"algorithm_type": "dpmsolver++", "solver_order": 2}),
    "unipc": (UniPCMultistepScheduler, {"solver_order": 2, "solver_type": "bh2", "predict_x0": True}),
}
# In a scheduler's settings: the clean latents are the restored picture's minus the LQ picture's, so that a model that
# has nothing to say gives the photo back.
RESIDUAL = "residual"

_PREDICTION_TYPES = ("epsilon", "v_prediction", "sample")

# Latent positions (tile area times rows of the batch) of one UNet call: two SDXL tiles with guidance.
_CALL_POSITIONS = {"cpu": 2 * 128 * 128, "cuda": 4 * 128 * 128}


def build_scheduler(
    config: dict[str, Any], sampler: Sampler, steps: int, strength: float = 1.0, device: str | torch.device = "cpu"
) -> Scheduler:
    """A scheduler of the kind `sampler`, with the noise schedule of a bundle's `config` and its timesteps set.

    Below full strength the schedule is cut off at `strength` times its length and the steps are spread
    evenly over what is left, so that `steps` stays the number of UNet calls.

    Raises:
        RequestError: there are not as many timesteps as steps.
        ModelMismatch: the prediction type is none that Heirloom knows.
    """
    if (prediction := config.get("prediction_type", "epsilon")) not in _PREDICTION_TYPES:
        raise ModelMismatch(
            sentence("unknown prediction type {prediction!r}", prediction=prediction),
            advice=sentence("Known: {names}.", names=", ".join(_PREDICTION_TYPES)),
        )
    kind, own = _SAMPLERS[sampler]
    values = _accepted(kind, config) | own
    if strength < 1:
        values |= _shortened(kind(**values), steps, strength)
    scheduler = kind(**values)
    length = int(scheduler.config["num_train_timesteps"])
    if steps <= length:
        with warnings.catch_warnings():  # of a numpy argument that torch's tensors do not take
            warnings.filterwarnings("ignore", message="__array__ implementation", category=DeprecationWarning)
            scheduler.set_timesteps(steps, device=device)
    if steps > length or len(scheduler.timesteps) != steps or bool((scheduler.timesteps.diff() >= 0).any()):
        raise RequestError(
            sentence(
                "steps is {steps}, which is more than the sampler {sampler} can make of {length} timesteps",
                steps=steps,
                sampler=sampler,
                length=length,
            ),
            field="steps",
            advice=sentence("Ask for fewer steps.")
            if strength == 1
            else sentence("Ask for fewer steps or more strength."),
        )
    scheduler.set_begin_index(0)
    return scheduler


def _accepted(kind: type, config: dict[str, Any]) -> dict[str, Any]:
    """The settings of `config` that `kind` has too; each scheduler has some of its own."""
    return {name: config[name] for name in inspect.signature(kind.__init__).parameters if name in config}


def _shortened(whole: Scheduler, steps: int, strength: float) -> dict[str, Any]:
    """Settings that cut the schedule of `whole` off at `strength`; the kept part is unchanged."""
    length = max(1, round(strength * int(whole.config["num_train_timesteps"])))
    # diffusers counts "trailing" steps with a float range, which now and then has one too many
    while length > steps and len(torch.arange(length, 0, -length / steps, dtype=torch.float64)) != steps:
        length -= 1
    return {
        "num_train_timesteps": length,
        "trained_betas": whole.betas[:length].tolist(),
        "rescale_betas_zero_snr": False,  # already in these betas
        "timestep_spacing": "trailing",
        "steps_offset": 0,
    }


def initial_latents(
    scheduler: Scheduler, config: dict[str, Any], noise: Tensor, lq_latents: Tensor | None, strength: float = 1.0
) -> Tensor:
    """The latents that enter the loop.

    Args:
        scheduler: from `build_scheduler`, with the same `strength`.
        config: the bundle's scheduler settings.
        noise: N(0, 1), float32 [1, C, h, w].
        lq_latents: scaled latents of the LQ picture, [1, C, h, w], or None to start from noise alone.
        strength: 1 is the released arithmetic: the noise, scaled as the scheduler wants it, is added to the
            LQ latents by the DDPM forward process at the last timestep.
    """
    scaled = noise * scheduler.init_noise_sigma
    if lq_latents is None:
        return scaled
    if strength < 1:
        return scheduler.add_noise(lq_latents, noise, scheduler.timesteps[:1])  # pyright: ignore[reportArgumentType]
    forward = DDPMScheduler(**_accepted(DDPMScheduler, config))
    last = torch.tensor([int(forward.config["num_train_timesteps"]) - 1], device=noise.device)
    return forward.add_noise(lq_latents, scaled, last)  # pyright: ignore[reportArgumentType]


def predicted_picture(scheduler: Scheduler, step: int, latents: Tensor, prediction: Tensor) -> Tensor:
    """What the model takes the clean latents to be at `step`, from the latents and its prediction there."""
    sigma = scheduler.sigmas[step]
    root = (sigma.square() + 1).sqrt()
    # alpha * clean + alpha * sigma * noise
    preserving = latents / root if isinstance(scheduler, EulerDiscreteScheduler) else latents
    kind = scheduler.config["prediction_type"]
    if kind == "epsilon":
        return preserving * root - prediction * sigma
    if kind == "v_prediction":
        return preserving / root - prediction * (sigma / root)
    return prediction


@dataclass(frozen=True)
class Execution:
    """How the UNet's calls are carried out. None of it changes the picture beyond rounding.

    Attributes:
        tiles_per_call: tiles of one UNet call; None: by the device.
        cuda_graph: on CUDA, record the UNet's call once and replay it. Needs all weights on the card.
        compile: compile the UNet's blocks with torch.compile; needs a compiler and, per shape, patience.
        drop_text_projections: to_k and to_v of the cross-attention stay on the CPU once keys and values are cached.
        channels_last: layout of the UNet's activations; None: on the CPU only. The weights are as they are.
    """

    tiles_per_call: int | None = None
    cuda_graph: bool = True
    compile: bool = False
    drop_text_projections: bool = False
    channels_last: bool | None = None


@dataclass(frozen=True)
class Denoising:
    """Everything about one picture that stays the same from step to step.

    Attributes:
        model: on the device.
        grid: the tiles, in latent positions.
        conditions: [tiles, hidden, tile_height, tile_width], from `embed_conditions`: most of a picture's memory.
        text: one row, or negative and positive.
        guidance_scale: used when `text` has two rows.
        picture_size: (height, width) in pixels of the padded picture.
        tile_pixels: nominal side of a tile in pixels, even if the picture is smaller.
        arithmetic: of the UNet.
        execution: how the UNet is called.
        time_ids: `released` or `pixels`, as in the request.
        speed: `exact` or `fast`, as in the request.
        notes: what the person should know of how it went, added to by `denoise`.
    """

    model: FaithDiff
    grid: TileGrid
    conditions: Tensor
    text: Conditioning
    guidance_scale: float
    picture_size: tuple[int, int]
    tile_pixels: int
    arithmetic: Arithmetic
    execution: Execution = Execution()
    time_ids: str = "released"
    speed: str = "exact"
    notes: list[str] = field(default_factory=list[str])

    @property
    def batches(self) -> list[range]:
        """Indices of the tiles of each UNet call."""
        area = self.grid.tile_height * self.grid.tile_width * len(self.text.context)
        device = self.conditions.device.type
        most = self.execution.tiles_per_call or max(1, _CALL_POSITIONS.get(device, _CALL_POSITIONS["cpu"]) // area)
        return [range(first, min(first + most, len(self.grid))) for first in range(0, len(self.grid), most)]

    def time_ids_of(self, tiles: range) -> Tensor | None:
        """SDXL's micro-conditioning [tiles, 6] in the weights' format, or None where the UNet has none.

        As released: height and width of the whole in pixels, origin in latents, nominal tile in pixels. With `pixels`
        the origin is in pixels too, as in the released training.

        Raises:
            ModelMismatch: the UNet needs a pooled text embedding, and there is none.
        """
        if self.model.unet.config["addition_embed_type"] != "text_time":
            return None
        if self.text.pooled is None:
            raise ModelMismatch(
                sentence("the UNet needs a pooled text embedding, which no text encoder of this model gives")
            )
        factor = self.picture_size[0] // self.grid.height if self.time_ids == "pixels" else 1
        rows = [
            [
                *self.picture_size,
                *(factor * place for place in self.grid.origins[i]),
                self.tile_pixels,
                self.tile_pixels,
            ]
            for i in tiles
        ]
        return torch.tensor(rows, dtype=self.arithmetic.weights, device=self.conditions.device)


@torch.inference_mode()
def embed_conditions(model: FaithDiff, features: Tensor, grid: TileGrid, arithmetic: Arithmetic) -> Tensor:
    """Whole-picture features [1, F, h, w] -> condition of each tile; its GroupNorm sees that tile only.

    The conditions have the number format of the matrix products, in which they are computed: nothing is lost.
    """
    shape = (len(grid), model.alignment.config.hidden_channels, grid.tile_height, grid.tile_width)
    conditions = features.new_empty(shape, dtype=arithmetic.products)
    with arithmetic.context():
        for index in range(len(grid)):
            conditions[index] = model.embed_condition(tile_of(features, grid, index).to(arithmetic.weights))[0]
    return conditions


@torch.inference_mode()
def denoise(
    job: Denoising, scheduler: Scheduler, latents: Tensor, preview: LatentPreview | None = None
) -> Generator[Progress, None, Tensor]:
    """The loop, from initial latents [1, C, h, w] float32 to clean ones.

    Yields a `Progress` after every batch of tiles; the last one of a step carries the step's preview. The model is as
    it was at every yield. With a preview each step waits for the device, so that progress is what has been done.
    """
    prepared = prepare(
        job.model,
        job.text,
        job.guidance_scale,
        job.arithmetic,
        drop=job.execution.drop_text_projections,
        compiled=job.execution.compile,
        channels_last=job.execution.channels_last,
    )
    recorder = _recorder(job)
    with unet_calls(job.model, prepared, job.arithmetic, recorder) as call:
        del prepared  # recordings of an earlier denoising may have taken over
        latents = yield from _denoise(job, scheduler, latents, preview, call)
    if recorder is not None and (reason := refusal(job.model)):
        job.notes.append(_unrecorded(reason))
    return latents


def _denoise(
    job: Denoising,
    scheduler: Scheduler,
    latents: Tensor,
    preview: LatentPreview | None,
    call: Callable[[Tensors, StepPlan], Tensors],
) -> Generator[Progress, None, Tensor]:
    steps = len(scheduler.timesteps)
    weights = blend_weights(job.grid).to(latents.device)
    batches = job.batches
    fixed: list[Tensors] = [
        {"condition": job.conditions[tiles.start : tiles.stop]}
        | ({} if (time_ids := job.time_ids_of(tiles)) is None else {"time_ids": time_ids})
        for tiles in batches
    ]
    deep: list[Tensors] = [{} for _ in batches]
    plans = plan_steps(steps, len(job.text.context) > 1, job.speed)
    for step, (timestep, plan) in enumerate(zip(scheduler.timesteps, plans, strict=True)):
        scaled = scheduler.scale_model_input(latents, timestep)
        prediction = torch.zeros_like(latents)
        for number, tiles in enumerate(batches):
            if number:
                yield Progress("denoise", step, steps, number, len(batches))
            cut = torch.cat([tile_of(scaled, job.grid, index) for index in tiles])
            held = deep[number] if plan.reuse else {}
            result = call({"latents": cut, "timestep": timestep} | fixed[number] | held, plan)
            merge_into(prediction, result.pop("prediction"), tiles.start, job.grid, weights)
            deep[number] = result
        formed = preview.picture(predicted_picture(scheduler, step, latents, prediction)) if preview else None
        latents = scheduler.step(prediction, timestep, latents, return_dict=False)[0]  # pyright: ignore[reportArgumentType]
        yield Progress("denoise", step + 1, steps, len(batches), len(batches), formed)
    return latents


def _recorder(job: Denoising) -> Recorder | None:
    """Of the calls as a CUDA graph, where that can be."""
    device = job.conditions.device
    if not job.execution.cuda_graph or device.type != "cuda":
        return None
    if reason := obstacle(job.model, device):
        _log.info("The UNet's calls are not recorded as a CUDA graph: %s", reason)
        job.notes.append(_unrecorded(reason))
        return None
    return CudaRecorder(device)


def _unrecorded(reason: str) -> str:
    return sentence(
        "The model's calls could not be recorded as a CUDA graph ({reason}): slower, with the same picture.",
        reason=reason,
    )

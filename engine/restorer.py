"""Restoring one picture: prepare -> encode -> denoise -> decode -> colour, as a generator of progress."""

import functools
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from engine.activations import NotCounted
from engine.adapter import Adaptation
from engine.attempts import PlanInUse, is_out_of_memory
from engine.checks import check_finite, check_not_flat, output_size, request_warnings
from engine.encode_decode import draw_latents
from engine.errors import OutOfMemory
from engine.free_memory import device_memory
from engine.images.picture import Picture
from engine.memory import DeviceMemory, MemoryPlan, choose_plan, plans_for
from engine.model.autoencoder import Autoencoder, spatial_factor
from engine.model.faithdiff import FaithDiff
from engine.placement import Placement
from engine.precision import Arithmetic, arithmetic_for
from engine.prepare import padded, resized, to_pixels
from engine.preview import LatentPreview
from engine.request import Progress, RestoreRequest, RestoreResult
from engine.sampling import RESIDUAL, build_scheduler
from engine.sentences import sentence
from engine.sizes import ModelSizes, sizes_of
from engine.stages import (
    Prepared,
    begin_latents,
    condition_tiles,
    decode_picture,
    denoise_tiles,
    encode_picture,
    encode_text,
    match_colors,
    strength_of,
)
from engine.text import Conditioning, TextEncoder
from engine.tiling import TileGrid, tile_grid


@dataclass(frozen=True, eq=False)
class Restorer:
    """A model that is ready to restore; `engine.bundle.load_bundle` makes it.

    Attributes:
        name: of the bundle.
        fingerprint: sha256 of the bundle's manifest.
        recommended: the request to start from.
        device: where the weights are.
        dtype: number format of the weights.
        model, autoencoder, text: the networks, frozen.
        scheduler_config: noise schedule and prediction type, as in a diffusers scheduler's config.
        preview: latents -> RGB.
        adapter: what changes the weights, or None.
    """

    name: str
    fingerprint: str
    recommended: RestoreRequest
    device: torch.device
    dtype: torch.dtype
    model: FaithDiff
    autoencoder: Autoencoder
    text: TextEncoder
    scheduler_config: dict[str, Any]
    preview: LatentPreview
    adapter: Adaptation | None = None

    @functools.cached_property
    def placement(self) -> Placement:
        """Where the weights are; kept from picture to picture."""
        return Placement(self.model, self.autoencoder, self.text, self.device)

    @functools.cached_property
    def sizes(self) -> ModelSizes:
        """Parameters and configurations, for predicting memory."""
        configs = {
            "unet": dict(self.model.unet.config),
            "lq_encoder": self.model.lq_encoder.config.to_dict(),
            "alignment": self.model.alignment.config.to_dict(),
            "vae": {"_class_name": type(self.autoencoder).__name__, **self.autoencoder.config},
        }
        states = self.model.parts() | {"vae": self.autoencoder.state_dict()}
        for index, encoder in enumerate(self.text.encoders):
            configs[f"text_encoder{index}"] = {"max_position_embeddings": self.window}
            states[f"text_encoder{index}"] = encoder.state_dict()
        shapes = {part: {key: tensor.shape for key, tensor in state.items()} for part, state in states.items()}
        return sizes_of(configs, shapes)

    def memory(self) -> DeviceMemory:
        """What the device has; what this model holds there and in main memory counts as free."""
        networks = (self.model, self.autoencoder, *self.text.encoders)
        tensors = [tensor for network in networks for tensor in network.parameters()]
        return device_memory(self.device, sum(tensor.nbytes for tensor in tensors if tensor.device.type == "cpu"))

    def plan_for(self, request: RestoreRequest, width: int, height: int) -> MemoryPlan:
        """The largest memory plan that a result of `width` x `height` pixels fits into now.

        Raises:
            OutOfMemory: none; says what is needed.
        """
        kind = "cuda" if self.device.type == "cuda" else "cpu"
        try:
            return choose_plan(self.sizes, request, (width, height), self.memory()).plan
        except NotCounted:
            return plans_for(kind)[0]

    @property
    def identity(self) -> str:
        """Name and start of the hash, "built-in@1a2b3c4d5e6f"; with an adapter both, "…+granny@4d5e6f1a2b3c"."""
        base = f"{self.name}@{self.fingerprint[:12]}"
        return base if self.adapter is None else f"{base}+{self.adapter.manifest.identity}"

    @property
    def window(self) -> int:
        """Tokens of a caption that are read at once; `count_tokens` beyond it means several windows."""
        return self.text.window

    @property
    def multiple(self) -> int:
        """Both sides of a picture in pixels must be multiples of this; `restore` pads to it."""
        return spatial_factor(self.autoencoder) * self._unet_multiple

    @property
    def _unet_multiple(self) -> int:
        return 2 ** (len(self.model.unet.config["down_block_types"]) - 1)

    def adapt(self, strength: float) -> Generator[Progress, None, None]:
        """Gives the weights the adapter's values for `strength`, 0 to 1, if they have others.

        Raises:
            ModelError: the model's files are no longer those that were loaded.
        """
        if self.adapter is not None and self.adapter.strength != strength:
            self.placement.before_new_values()
            yield from self.adapter.apply(self.model, strength, self.device, self.dtype)

    def count_tokens(self, text: str) -> int:
        """Tokens of a caption, with the two that mark its start and end."""
        return self.text.count_tokens(text)

    def grid(self, request: RestoreRequest, height: int, width: int) -> TileGrid:
        """The denoising tiles of a padded picture of `height` x `width` pixels."""
        factor = spatial_factor(self.autoencoder)
        unet = self._unet_multiple
        tile = max(unet, request.tile // factor // unet * unet)
        return tile_grid(height // factor, width // factor, tile, request.tile_overlap)


@torch.inference_mode()
def restore(
    restorer: Restorer, picture: Picture, request: RestoreRequest, plan: MemoryPlan | None = None
) -> Generator[Progress, None, RestoreResult]:
    """Restores one picture.

    Each yield is a place to stop: closing the generator leaves nothing behind. The same restorer, picture and
    request give the same result, bit for bit, on the same device. A grey photo stays grey: its result has the mean
    of the three channels in each of them. Results have 8 bits a channel.

    If memory runs out, the stage is done again under the next smaller plan, once; the result's warnings say so.

    Args:
        restorer: from `load_bundle`; its weights may be elsewhere afterwards, with the same values.
        picture: upright sRGB pixels, 8 or 16 bits; unchanged.
        request: everything that can be chosen.
        plan: where weights are meanwhile, and how much is computed at once; None: by the free memory.

    Returns:
        The result, of exactly the size asked for.

    Raises:
        InvalidResult: the model's output is not finite, or flat where the photo is not.
        ModelError: an adapter's strength has changed, and the model's files are no longer those that were loaded.
        OutOfMemory: the device has not enough memory.
        RequestError: the request cannot be carried out by this model, or the result would be so large that it could
            not be opened again.
    """
    try:
        return (yield from _restore(restorer, picture, request, plan))
    except Exception as error:
        if is_out_of_memory(error):
            raise _out_of_memory(restorer) from error
        raise


def _restore(
    restorer: Restorer, picture: Picture, request: RestoreRequest, plan: MemoryPlan | None
) -> Generator[Progress, None, RestoreResult]:
    started = time.perf_counter()
    size = output_size(picture, request)
    arithmetic = arithmetic_for(request.precision, restorer.device, restorer.dtype)
    build_scheduler(
        restorer.scheduler_config, request.sampler, request.steps, strength_of(request)
    )  # or a RequestError
    yield from restorer.adapt(request.adapter_strength)
    plan = plan or restorer.plan_for(request, *size)
    used = PlanInUse(restorer.placement, plan, arithmetic.weights, int8=request.precision == "int8")
    try:
        image, warnings = yield from _stages(restorer, picture, request, size, arithmetic, used)
    finally:
        if arithmetic.weights != restorer.dtype:
            restorer.placement.arrange(used.plan, restorer.dtype)
    warnings = (*request_warnings(picture, request), *warnings, *used.notes)
    return RestoreResult(
        image, request, restorer.identity, time.perf_counter() - started, warnings, plan=used.plan.name
    )


def _stages(
    restorer: Restorer,
    picture: Picture,
    request: RestoreRequest,
    size: tuple[int, int],
    arithmetic: Arithmetic,
    used: PlanInUse,
) -> Generator[Progress, None, tuple[np.ndarray, list[str]]]:
    """The picture, uint8 [H, W, 3], and what is to be said of the caption. What is no longer needed is let go of."""
    lq = resized(picture.pixels, *size).to(restorer.device)
    lq_padded = padded(lq, restorer.multiple) * 2 - 1
    padded_size = (lq_padded.shape[2], lq_padded.shape[3])
    residual = bool(restorer.scheduler_config.get(RESIDUAL, False))
    needs_latents = residual or request.start == "lq"
    features, moments = yield from used.attempt(
        "encode", functools.partial(encode_picture, restorer, arithmetic, lq_padded, needs_latents)
    )
    del lq_padded

    text = yield from used.attempt("encode", functools.partial(encode_text, restorer, request, arithmetic))
    warnings = _caption_warnings(restorer, request, text)
    grid = restorer.grid(request, *padded_size)
    conditions = yield from used.attempt(
        "encode", functools.partial(condition_tiles, restorer, features, grid, arithmetic)
    )
    del features
    generator = torch.Generator().manual_seed(request.seed)
    shape = (1, restorer.autoencoder.config["latent_channels"], grid.height, grid.width)
    noise = torch.randn(shape, generator=generator).to(restorer.device)
    base, start = None, None
    if moments is not None:
        start = draw_latents(restorer.autoencoder, moments, None if residual else generator)
        if residual:
            base, start = start, (torch.zeros_like(start) if request.start == "lq" else None)
    latents = begin_latents(restorer, request, noise, start)
    prepared = Prepared(grid, conditions, text, latents, base, padded_size)
    del moments, conditions, noise, start, text, latents
    latents = yield from used.attempt(
        "denoise", functools.partial(denoise_tiles, restorer, request, arithmetic, prepared, warnings)
    )
    del prepared
    if base is not None:
        latents = latents + base
    del base
    check_finite(latents)

    decoded = yield from used.attempt("decode", functools.partial(decode_picture, restorer, latents))
    del latents
    restored = decoded.div_(2).add_(0.5).clamp_(0, 1)[:, :, : lq.shape[2], : lq.shape[3]]
    del decoded
    check_finite(restored)
    check_not_flat(restored, lq)
    restored = yield from used.attempt("color", functools.partial(match_colors, request, restored, lq))
    check_finite(restored)
    check_not_flat(restored, lq)
    del lq
    if picture.grayscale:
        restored = restored.mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    image = to_pixels(restored)
    yield Progress("color", 1, 1)
    return image, warnings


def _caption_warnings(restorer: Restorer, request: RestoreRequest, text: Conditioning) -> list[str]:
    if text.windows == 1:
        return []
    texts = {sentence("caption"): request.caption}
    if request.guidance_scale > 1:
        texts[sentence("negative prompt")] = request.negative_prompt
    return [
        sentence(
            "The {name} has {count} tokens, more than the {window} that the model reads at once, so it was read in "
            "several parts.",
            name=name,
            count=count,
            window=restorer.window,
        )
        for name, words in texts.items()
        if (count := restorer.count_tokens(words)) > restorer.window
    ]


def _out_of_memory(restorer: Restorer) -> OutOfMemory:
    return OutOfMemory(
        sentence("not enough memory on {device} for a picture of this size", device=restorer.device),
        advice=sentence("Choose a smaller size or smaller tiles, or close other programs."),
    )

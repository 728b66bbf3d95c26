"""Restoring one picture: prepare -> encode -> denoise -> decode -> colour, as a generator of progress."""

import copy
import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.encode_decode import (
    decode_latents,
    draw_latents,
    encode_features,
    encode_moments,
    feature_tiles,
    latent_tiles,
    picture_tiles,
)
from engine.errors import InvalidResult, OutOfMemory, RequestError
from engine.images.color_fix import adain, wavelet
from engine.images.picture import DEFAULT_MAX_PIXELS, Picture
from engine.model.autoencoder import Autoencoder, spatial_factor
from engine.model.faithdiff import FaithDiff
from engine.precision import Arithmetic, arithmetic_for
from engine.prepare import padded, resized, to_pixels
from engine.preview import LatentPreview
from engine.request import Progress, RestoreRequest, RestoreResult, Stage
from engine.sampling import Denoising, build_scheduler, denoise, embed_conditions, initial_latents
from engine.text import Conditioning, TextEncoder
from engine.tiling import TileGrid, tile_grid

_COLOR_FIXES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"adain": adain, "wavelet": wavelet}
_LEVEL = 1 / 255


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

    @property
    def identity(self) -> str:
        """Name and start of the hash, "built-in@1a2b3c4d5e6f"."""
        return f"{self.name}@{self.fingerprint[:12]}"

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
def restore(restorer: Restorer, picture: Picture, request: RestoreRequest) -> Generator[Progress, None, RestoreResult]:
    """Restores one picture.

    Each yield is a place to stop: closing the generator leaves nothing behind. The same restorer, picture and
    request give the same result, bit for bit, on the same device. A grey photo stays grey: its result has the mean
    of the three channels in each of them. Results have 8 bits a channel.

    Args:
        restorer: from `load_bundle`; unchanged.
        picture: upright sRGB pixels, 8 or 16 bits; unchanged.
        request: everything that can be chosen.

    Returns:
        The result, of exactly the size asked for.

    Raises:
        InvalidResult: the model's output is not finite, or flat where the photo is not.
        OutOfMemory: the device has not enough memory.
        RequestError: the request cannot be carried out by this model, or the result would be so large that it could
            not be opened again.
    """
    try:
        return (yield from _restore(restorer, picture, request))
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _out_of_memory(restorer) from error
    except RuntimeError as error:
        # the processor's allocator has no exception of its own
        if "DefaultCPUAllocator" in str(error) or "not enough memory" in str(error):
            raise _out_of_memory(restorer) from error
        raise


def _restore(restorer: Restorer, picture: Picture, request: RestoreRequest) -> Generator[Progress, None, RestoreResult]:
    started = time.perf_counter()
    width, height = _output_size(picture, request)
    arithmetic = arithmetic_for(request.precision, restorer.device, restorer.dtype)
    scheduler = build_scheduler(
        restorer.scheduler_config, request.sampler, request.steps, _strength(request), restorer.device
    )
    warnings = _warnings(picture, request)
    model = restorer.model
    if arithmetic.weights != restorer.dtype:
        model = copy.deepcopy(model).to(arithmetic.weights)
    lq = resized(picture.pixels, width, height).to(restorer.device)
    lq_padded = padded(lq, restorer.multiple) * 2 - 1
    padded_size = (lq_padded.shape[2], lq_padded.shape[3])
    features, moments = yield from _encode(restorer, model, arithmetic, lq_padded, request)
    # what a large picture needs no more is let go of at once, here and below
    del lq_padded

    text = _encode_text(restorer, request, arithmetic.weights)
    warnings += _caption_warnings(restorer, request, text)
    grid = restorer.grid(request, *padded_size)
    job = Denoising(
        model=model,
        grid=grid,
        conditions=embed_conditions(model, features, grid, arithmetic),
        text=text,
        guidance_scale=request.guidance_scale,
        picture_size=padded_size,
        tile_pixels=request.tile,
        arithmetic=arithmetic,
    )
    del features
    generator = torch.Generator().manual_seed(request.seed)
    shape = (1, restorer.autoencoder.config["latent_channels"], grid.height, grid.width)
    noise = torch.randn(shape, generator=generator).to(restorer.device)
    start = draw_latents(restorer.autoencoder, moments, generator) if moments is not None else None
    latents = initial_latents(scheduler, restorer.scheduler_config, noise, start, _strength(request))
    del noise, start, moments
    latents = yield from denoise(job, scheduler, latents, restorer.preview)
    del job, scheduler
    _check_finite(latents)

    decoded = yield from _decode(restorer, latents)
    del latents
    restored = decoded.div_(2).add_(0.5).clamp_(0, 1)[:, :, :height, :width]
    del decoded
    _check_finite(restored)
    _check_not_flat(restored, lq)
    yield Progress("color", 0, 1)
    if request.color != "none":
        restored = _COLOR_FIXES[request.color](restored, lq)
        _check_finite(restored)
        _check_not_flat(restored, lq)
    if picture.grayscale:
        restored = restored.mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    del lq
    image = to_pixels(restored)
    yield Progress("color", 1, 1)
    return RestoreResult(image, request, restorer.identity, time.perf_counter() - started, tuple(warnings))


def _encode(
    restorer: Restorer, model: FaithDiff, arithmetic: Arithmetic, lq: Tensor, request: RestoreRequest
) -> Generator[Progress, None, tuple[Tensor, Tensor | None]]:
    """LQ features, and the moments of the LQ latents where the start needs them; `lq` [1, 3, H, W] in -1..1."""

    total = len(feature_tiles(model, lq).boxes)
    total += len(latent_tiles(restorer.autoencoder, lq).boxes) if request.start == "lq" else 0
    yield Progress("encode", 0, total)
    encoded = yield from _counted("encode", 0, total, encode_features(model, lq, arithmetic))
    if request.start != "lq":
        return encoded, None
    done = len(feature_tiles(model, lq).boxes)
    moments = encode_moments(restorer.autoencoder, lq.to(restorer.autoencoder.dtype))
    return encoded, (yield from _counted("encode", done, total, moments))


def _decode(restorer: Restorer, latents: Tensor) -> Generator[Progress, None, Tensor]:
    total = len(picture_tiles(restorer.autoencoder, latents).boxes)
    yield Progress("decode", 0, total)
    return (yield from _counted("decode", 0, total, decode_latents(restorer.autoencoder, latents)))


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


def _encode_text(restorer: Restorer, request: RestoreRequest, dtype: torch.dtype) -> Conditioning:
    """One row, or with guidance the negative prompt's and the caption's."""
    guided = request.guidance_scale > 1
    text = restorer.text.encode([request.negative_prompt, request.caption] if guided else [request.caption])
    return Conditioning(text.context.to(dtype), None if text.pooled is None else text.pooled.to(dtype), text.windows)


def _strength(request: RestoreRequest) -> float:
    return request.strength if request.start == "lq" else 1.0


def _output_size(picture: Picture, request: RestoreRequest) -> tuple[int, int]:
    """(width, height) of the result, which Heirloom must be able to open again."""
    width, height = request.output_size(picture.width, picture.height)
    if width * height > DEFAULT_MAX_PIXELS:
        field = "scale" if request.size is None else "size"
        megapixels, limit = math.ceil(width * height / 1e6), DEFAULT_MAX_PIXELS // 1_000_000
        raise RequestError(
            f"the restored picture would have {megapixels} megapixels ({width} x {height}), but {limit} are the most",
            field=field,
            advice=f"Choose a smaller {field}.",
        )
    return width, height


def _warnings(picture: Picture, request: RestoreRequest) -> list[str]:
    found: list[str] = []
    if picture.bits == 16:
        found.append("The photo has 16 bits a channel; the restored picture has 8.")
    if request.strength < 1 and request.start != "lq":
        found.append("Strength has no effect when the restoration starts from noise.")
    return found


def _caption_warnings(restorer: Restorer, request: RestoreRequest, text: Conditioning) -> list[str]:
    if text.windows == 1:
        return []
    texts = {"caption": request.caption}
    if request.guidance_scale > 1:
        texts["negative prompt"] = request.negative_prompt
    return [
        f"The {name} has {count} tokens, more than the {restorer.window} that the model reads at once, "
        "so it was read in several parts."
        for name, words in texts.items()
        if (count := restorer.count_tokens(words)) > restorer.window
    ]


def _check_finite(values: Tensor) -> None:
    # in bands, since what `isfinite` holds is larger than the picture
    if not all(bool(band.isfinite().all()) for band in values.split(256, dim=2)):
        raise InvalidResult(
            "the model's result is not a picture (it has values that are not numbers)",
            advice="Try the precision fp32, or another seed.",
        )


def _check_not_flat(restored: Tensor, lq: Tensor) -> None:
    """Both [1, 3, H, W] in 0..1; a photo of one colour may well stay so."""
    spread = [float((values.amax(dim=(2, 3)) - values.amin(dim=(2, 3))).max()) for values in (restored, lq)]
    if spread[0] < _LEVEL / 2 and spread[1] > 16 * _LEVEL:
        what = "the model's result is empty: all of one colour"
        raise InvalidResult(what, advice="Try other settings or another seed.")


def _out_of_memory(restorer: Restorer) -> OutOfMemory:
    return OutOfMemory(
        f"not enough memory on {restorer.device} for a picture of this size",
        advice="Choose a smaller size or smaller tiles, or close other programs.",
    )

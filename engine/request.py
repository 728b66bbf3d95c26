"""What a person asks for, how it goes, and what comes out: plain frozen data, no torch."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from engine.errors import RequestError

if TYPE_CHECKING:
    import numpy as np

Sampler = Literal["euler", "dpmpp-2m", "unipc"]
Start = Literal["lq", "noise"]
Color = Literal["adain", "wavelet", "none"]
Precision = Literal["auto", "fp32", "bf16", "fp16", "int8"]
TimeIds = Literal["released", "pixels"]
Speed = Literal["exact", "fast"]

_CHOICES: dict[str, Any] = {
    "sampler": Sampler,
    "start": Start,
    "color": Color,
    "precision": Precision,
    "time_ids": TimeIds,
    "speed": Speed,
}

MAX_SEED = 2**63 - 1
MAX_SIDE = 65_535


@dataclass(frozen=True)
class RestoreRequest:
    """Every choice that can change the picture. Same request, model and photo: same picture, bit for bit.

    Attributes:
        caption: what the photo shows; steers the cross-attention.
        negative_prompt: what to steer away from; used only when `guidance_scale` > 1.
        guidance_scale: classifier-free guidance, 0 to 30. At 1 or below the UNet runs once a step, not twice.
        steps: denoising steps, 1 to 1000.
        seed: of the noise, drawn on the CPU, 0 to 2^63 - 1.
        sampler: Euler as released, or DPM++ 2M, or UniPC.
        start: `lq` starts from the noised LQ latents, `noise` from noise alone.
        strength: how far towards noise the restoration starts, in (0, 1]; 1 is the released behaviour. Only with `lq`.
        color: colour correction towards the LQ picture after decoding.
        scale: output size as a factor of the input's, > 0. Ignored when `size` is set.
        size: output (width, height) in pixels, or None.
        tile: side of a denoising tile in output pixels.
        tile_overlap: stride as a share of the tile, in (0, 1]; 0.5 as released.
        precision: arithmetic of the UNet; `auto` lets the device decide. `int8` is approximate: as `auto`, but most of
            the UNet's weights have 8 bits.
        time_ids: micro-conditioning of an SDXL UNet: a tile's origin in latents as `released`, or all in `pixels`
            as in training.
        speed: `fast` is approximate: no guidance in the last part, deep features reused at every second step.
        adapter_strength: how much of the loaded adapter's change is applied, 0 to 1; 0 is exactly the model without it.
            Ignored where there is no adapter.
    """

    caption: str = ""
    negative_prompt: str = ""
    guidance_scale: float = 5.0
    steps: int = 20
    seed: int = 42
    sampler: Sampler = "euler"
    start: Start = "lq"
    strength: float = 1.0
    color: Color = "adain"
    scale: float = 2.0
    size: tuple[int, int] | None = None
    tile: int = 1024
    tile_overlap: float = 0.5
    precision: Precision = "auto"
    time_ids: TimeIds = "released"
    speed: Speed = "exact"
    adapter_strength: float = 1.0

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            choices = get_args(allowed)
            if getattr(self, name) not in choices:
                raise _refused(name, getattr(self, name), f"one of {', '.join(choices)}")
        for name in ("caption", "negative_prompt"):
            if not isinstance(getattr(self, name), str):
                raise _refused(name, getattr(self, name), "a text")
            _encodable(name, getattr(self, name))
        _bounded("guidance_scale", self.guidance_scale, 0, 30)
        _whole("steps", self.steps, 1, 1000)
        _whole("seed", self.seed, 0, MAX_SEED)
        _bounded("strength", self.strength, 0.01, 1)
        _bounded("scale", self.scale, 0.01, 64)
        _whole("tile", self.tile, 64, 8192)
        _bounded("tile_overlap", self.tile_overlap, 0.1, 1)
        _bounded("adapter_strength", self.adapter_strength, 0, 1)
        if self.size is not None:
            if len(self.size) != 2:
                raise _refused("size", self.size, "two whole numbers, width and height")
            object.__setattr__(self, "size", tuple(self.size))
            for side in self.size:
                _whole("size", side, 1, MAX_SIDE)

    def output_size(self, width: int, height: int) -> tuple[int, int]:
        """The (width, height) in pixels of the restored picture of a `width` x `height` photo."""
        if self.size is not None:
            return self.size
        return max(1, round(width * self.scale)), max(1, round(height * self.scale))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON-ready values; `from_dict` gives the same request back."""
        values = dataclasses.asdict(self)
        values["size"] = list(self.size) if self.size is not None else None
        return values

    @classmethod
    def from_dict(cls, values: dict[str, Any], base: Self | None = None) -> Self:
        """A request from `to_dict`'s values; fields left out come from `base` or the defaults.

        Raises:
            RequestError: an unknown field, or a value out of its range; names the field.
        """
        known = {f.name for f in dataclasses.fields(cls)}
        for name in values:
            if name not in known:
                advice = f"Known: {', '.join(sorted(known))}."
                raise RequestError(f"unknown setting {name!r}", field=name, advice=advice)
        given = dict(values)
        size = given.get("size")
        if size is not None:
            if not isinstance(size, list | tuple):
                raise _refused("size", size, "two whole numbers, width and height")
            given["size"] = tuple(size)
        return dataclasses.replace(base if base is not None else cls(), **given)


Stage = Literal["load", "encode", "denoise", "decode", "color"]


@dataclass(frozen=True)
class Progress:
    """One step of long work.

    Attributes:
        stage: what is being done.
        done, total: units of this stage finished and in all (steps for `denoise`, tiles elsewhere).
        tile, tiles: the tile batch within the step, 1-based, and how many; (0, 0) outside tiled work.
        preview: uint8 [h, w, 3] picture of what is forming, at latent size, or None.
        note: something that happened and that the person should know, or "".
    """

    stage: Stage
    done: int
    total: int
    tile: int = 0
    tiles: int = 0
    preview: np.ndarray | None = field(default=None, compare=False, repr=False)
    note: str = ""


@dataclass(frozen=True)
class RestoreResult:
    """A restored picture.

    Attributes:
        image: uint8 [H, W, 3], sRGB, of exactly the size asked for.
        request: the request that made it.
        model: name and sha256 of the bundle's manifest, "built-in@1a2b3c…"; with an adapter its own after that,
            "built-in@1a2b3c…+granny@4d5e6f…".
        seconds: wall time spent restoring.
        warnings: what the person should know (a caption cut off, say), a line each.
        plan: name of the memory plan that it was finished with (`engine.memory.PLANS`).
    """

    image: np.ndarray = field(compare=False, repr=False)
    request: RestoreRequest
    model: str
    seconds: float
    warnings: tuple[str, ...] = ()
    plan: str = ""


def _refused(name: str, value: object, wanted: str) -> RequestError:
    return RequestError(f"{name} is {value!r}, but must be {wanted}", field=name)


def _encodable(name: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        found, place = ascii(text[error.start]), error.start + 1
        raise RequestError(
            f"{name} has at place {place} the code {found}, which is no character",
            field=name,
            advice="Type the text anew.",
        ) from None


def _bounded(name: str, value: object, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused(name, value, f"a number from {low:g} to {high:g}")
    if not math.isfinite(value) or not low <= value <= high:
        raise _refused(name, value, f"a number from {low:g} to {high:g}")


def _whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _refused(name, value, f"a whole number from {low} to {high}")

"""What a restoration needs under a memory plan: bytes at the peak of each stage, and arithmetic. No torch here.

Counted are the weights that are on the device in a stage (`engine.sizes`), the activations of one tile or call
(`engine.activations`), and what a picture of this size holds. Not counted are the workspaces of a card's libraries and
the gaps in its allocator, nor on processors Python and the libraries themselves.
"""

import math
from dataclasses import dataclass

from engine.activations import Call, Config, NotCounted, decoder_call, embedding_call, encoder_call, unet_call
from engine.band_calls import decoder_in_bands, encoder_in_bands
from engine.plans import MemoryPlan, streamed_indices
from engine.request import RestoreRequest
from engine.sizes import ModelSizes

TILE_PIXELS = 1024  # as engine.encode_decode
ENCODE_OVERLAP = 0.25

# As engine.sampling decides: latent positions (tile area times rows) of one UNet call.
_CALL_POSITIONS = {"cpu": 2 * 128 * 128, "cuda": 4 * 128 * 128}
_COPIED_BYTES = 256 * 2**20  # as engine.unet_call
_FLOAT = 4
# On processors the libraries' scratch memory is no small matter: resident sets of the built-in model at 512², 1024² and
# 3000x2000 were within 7 % of what is counted with this share of a call's activations added.
_SCRATCH_ON_CPU = 0.4
# Pictures in float32 that are held while colours are matched, the photo among them.
_PICTURES_IN_COLOR = {"adain": 4.0, "wavelet": 7.0, "none": 3.5}
_PICTURES_IN_PREPARE = 4.0


@dataclass(frozen=True)
class Prediction:
    """What a restoration will need.

    Attributes:
        plan: with which plan.
        peak_bytes: on the device, weights included, at the stage that needs most.
        host_bytes: of main memory: weights that wait there; on the CPU the same as `peak_bytes`.
        stage: which stage needs most.
        flops: of the whole restoration, two for each multiply-add.
    """

    plan: MemoryPlan
    peak_bytes: int
    host_bytes: int
    stage: str
    flops: float


def predict(sizes: ModelSizes, plan: MemoryPlan, request: RestoreRequest, size: tuple[int, int]) -> Prediction:
    """What restoring to `size` (width, height) will need.

    Raises:
        engine.activations.NotCounted: the model has parts that are not known here, or its configurations are damaged.
    """
    try:
        return _Counted(sizes, plan, request, size).prediction()
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise NotCounted(f"the model cannot be counted ({error!r})") from error


class _Counted:
    """The stages of one restoration."""

    def __init__(self, sizes: ModelSizes, plan: MemoryPlan, request: RestoreRequest, size: tuple[int, int]) -> None:
        self.sizes, self.plan, self.request = sizes, plan, request
        self.on_cpu = plan.on_cpu
        self.weight = _FLOAT if self.on_cpu or request.precision == "fp32" else 2
        upcast = bool(sizes.autoencoder.get("force_upcast"))
        self.pixel = _FLOAT if self.on_cpu or upcast else 2  # number in the autoencoder
        multiple = sizes.factor * sizes.unet_multiple
        self.width, self.height = (math.ceil(side / multiple) * multiple for side in size)
        self.scratch = 1 + _SCRATCH_ON_CPU if self.on_cpu else 1.0
        self.picture = 3 * _FLOAT * self.width * self.height
        self.rows = 2 if request.guidance_scale > 1 else 1
        self.latent_area = (self.height // sizes.factor) * (self.width // sizes.factor)
        step = sizes.unet_multiple
        side = max(step, request.tile // sizes.factor // step * step)
        self.tile = min(side, self.height // sizes.factor), min(side, self.width // sizes.factor)
        self.tiles = _tiles(self.height // sizes.factor, self.tile[0], request.tile_overlap) * _tiles(
            self.width // sizes.factor, self.tile[1], request.tile_overlap
        )

    def prediction(self) -> Prediction:
        base = self._resident()
        # of the UNet's call; kept for the next picture
        recorded = self._call() if self._recorded and not self.plan.parts_leave else 0.0
        texts = (self.sizes.text_rest + 2 * self.sizes.text_layer) * self.weight  # its layers pass one by one
        parts = {
            "encode": self.sizes.lq_encoder_parameters * self.weight,
            "decode": self.sizes.autoencoder_parameters * self.pixel,
        }
        brought = parts if self.plan.parts_leave else dict.fromkeys(parts, 0)
        stages = {
            "prepare": _PICTURES_IN_PREPARE * self.picture,
            "encode": self._encode() + max(brought.values()) + recorded,
            "text": self.picture + (texts if self.plan.text_leaves else 0) + recorded,
            "denoise": self._denoise(),
            "decode": self._decode() + brought["decode"] + recorded,
            "color": (2.0 if self.plan.moves_weights else _PICTURES_IN_COLOR[self.request.color]) * self.picture
            + recorded,
        }
        if not self.on_cpu:
            del stages["prepare"]  # done in main memory
        stage = max(stages, key=lambda name: stages[name])
        peak = math.ceil(base + stages[stage])
        waiting = 0 if self.on_cpu else self._waiting()
        prepared = math.ceil(_PICTURES_IN_PREPARE * self.picture)
        host = peak if self.on_cpu else math.ceil(waiting) + prepared
        return Prediction(self.plan, peak, host, stage, self._flops())

    def _block_bytes(self) -> list[float]:
        """Of each transformer block without its text projections."""
        sizes = self.sizes
        if self.request.precision != "int8":
            return [count * self.weight for count in sizes.blocks]
        return [
            linear + (count - linear) * self.weight for count, linear in zip(sizes.blocks, sizes.linear, strict=True)
        ]

    def _resident(self) -> float:
        """Bytes of weights that are on the device from beginning to end."""
        sizes, plan = self.sizes, self.plan
        blocks = self._block_bytes()
        streamed = [blocks[index] for index in streamed_indices(len(blocks), plan.streamed)]
        total = (sizes.rest + sizes.alignment_parameters) * self.weight + sum(blocks) - sum(streamed)
        total += 2 * max(streamed, default=0)
        if not plan.drop_text_projections:
            total += sum(sizes.text_projections) * self.weight
        if not plan.parts_leave:
            total += sizes.lq_encoder_parameters * self.weight + sizes.autoencoder_parameters * self.pixel
        if not plan.text_leaves:
            total += sizes.text_parameters * self.weight
        return total

    def _waiting(self) -> float:
        """Bytes of weights in host memory, with the originals of int8 weights."""
        sizes, plan = self.sizes, self.plan
        blocks = self._block_bytes()
        total = sum(blocks[index] for index in streamed_indices(len(blocks), plan.streamed))
        total += sizes.text_parameters * self.weight
        if plan.drop_text_projections:
            total += sum(sizes.text_projections) * self.weight
        if plan.parts_leave:
            total += sizes.lq_encoder_parameters * self.weight + sizes.autoencoder_parameters * self.pixel
        if self.request.precision == "int8":
            total += sum(sizes.linear) * self.weight
        return total

    def _pixel_tile(self, whole: bool) -> tuple[int, int]:
        """(height, width) in pixels of a tile of the autoencoder or the LQ encoder."""
        if whole or max(self.height, self.width) <= TILE_PIXELS:
            return self.height, self.width
        return min(self.height, TILE_PIXELS), min(self.width, TILE_PIXELS)

    def _encoder(self, config: Config, size: tuple[int, int], *, to_latents: bool) -> Call:
        return (encoder_in_bands if self.plan.bands else encoder_call)(config, *size, to_latents=to_latents)

    def _decoder(self, height: int, width: int) -> Call:
        return (decoder_in_bands if self.plan.bands else decoder_call)(self.sizes.autoencoder, height, width)

    def _is_patches(self) -> bool:
        return self.sizes.autoencoder.get("_class_name") == "PatchAutoencoder"

    def _features(self) -> float:
        return int(self.sizes.alignment["feature_channels"]) * self.latent_area * self.weight

    def _encode(self) -> float:
        sizes = self.sizes
        tile = self._pixel_tile(whole=False)
        many = 1 if tile == (self.height, self.width) else 2  # tiles are joined into one more area
        held = 2 * self.picture + many * self._features()
        features = self._encoder(sizes.lq_encoder, tile, to_latents=False).values * self.weight
        if self.weight != _FLOAT:
            held += self.picture / 2
        latents = self._encoder(sizes.autoencoder, self._pixel_tile(self._is_patches()), to_latents=True)
        return held + max(features, latents.values * self.pixel) * self.scratch

    def _conditions(self) -> float:
        return int(self.sizes.alignment["hidden_channels"]) * self.tiles * self.tile[0] * self.tile[1] * self.weight

    def _call_tiles(self) -> int:
        area = self.tile[0] * self.tile[1] * self.rows
        most = self.plan.tiles_per_call or _CALL_POSITIONS["cpu" if self.on_cpu else "cuda"] // area
        return min(self.tiles, max(1, most))

    def _call(self) -> float:
        """Activations of one UNet call."""
        sizes = self.sizes
        call = unet_call(sizes.unet, sizes.alignment, self._call_tiles(), self.rows, *self.tile, sizes.window)
        return call.values * self.weight * self.scratch

    @property
    def _recorded(self) -> bool:
        return not self.on_cpu and not self.plan.moves_weights

    def _copied(self) -> float:
        """On the processor, weights in the layout and number format of their products, if that is not too much."""
        total = (self.sizes.rest + sum(self.sizes.blocks)) * _FLOAT
        return total if self.on_cpu and total <= _COPIED_BYTES else 0

    def _denoise(self) -> float:
        sizes, tokens = self.sizes, self.sizes.window
        channels, hidden = int(sizes.unet["in_channels"]), int(sizes.alignment["hidden_channels"])
        area, tiles = self.tile[0] * self.tile[1], self._call_tiles()
        embedding = self._features() + embedding_call(sizes.alignment, *self.tile).values * self.weight
        call = self._call()
        inputs = (channels + hidden) * tiles * area * self.weight
        text_width = sizes.unet["cross_attention_dim"]
        text_width = text_width if isinstance(text_width, int) else text_width[0]
        cached = sum(sizes.text_projections) / text_width * tokens * self.rows * self.weight
        if self.request.precision == "int8":  # a layer's weights, while they are used
            call += max(sizes.linear, default=0) / 2 * self.weight
        latents = (8 * channels * self.latent_area + self.tiles * area) * _FLOAT
        if self._recorded:  # the recording has memory of its own, beside that of the first calls
            call += self._call() + inputs
        return self.picture + self._conditions() + max(embedding, call + inputs + cached + latents + self._copied())

    def _decode(self) -> float:
        sizes = self.sizes
        whole = self._is_patches() and not sizes.autoencoder.get("refine_blocks")
        height, width = self._pixel_tile(whole)
        tile = self._decoder(height // sizes.factor, width // sizes.factor)
        latents = 3 * int(sizes.unet["in_channels"]) * self.latent_area * _FLOAT
        return 2 * self.picture + latents + tile.values * self.pixel * self.scratch

    def _flops(self) -> float:
        sizes, request = self.sizes, self.request
        calls = self.tiles * request.steps
        call = unet_call(sizes.unet, sizes.alignment, 1, self.rows, *self.tile, sizes.window).flops
        total = calls * call + self.tiles * embedding_call(sizes.alignment, *self.tile).flops
        total += 2 * sizes.text_parameters * sizes.window * self.rows
        tile = self._pixel_tile(whole=False)
        count = self._blended() if tile != (self.height, self.width) else 1.0
        total += count * encoder_call(sizes.lq_encoder, *tile, to_latents=False).flops
        if request.start == "lq":
            total += count * encoder_call(sizes.autoencoder, *tile, to_latents=True).flops
        height, width = (side // sizes.factor for side in tile)
        return total + count * self._decoder(height, width).flops

    def _blended(self) -> float:
        """Tiles of the autoencoder, those at the edges by their size."""
        tile = TILE_PIXELS
        stride = int(tile * (1 - ENCODE_OVERLAP))
        covered = [
            sum(min(tile, side - start) for start in range(0, side, stride)) for side in (self.height, self.width)
        ]
        return covered[0] * covered[1] / tile**2


def _tiles(length: int, tile: int, stride_share: float) -> int:
    """As engine.tiling.tile_grid counts them along one side."""
    return len(range(0, length - tile, math.ceil(tile * stride_share))) + 1

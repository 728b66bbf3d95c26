"""What one call of each network holds and computes, counted from its configuration. No torch here.

Followed line by line are the forwards of diffusers 0.36 to 0.42 (`ResnetBlock2D`, `Transformer2DModel`,
`BasicTransformerBlock`, the down, mid and up blocks, `Encoder`, `Decoder`) in inference mode: which tensors a variable
still names while the next one is made. Attention is counted without its matrix (`scaled_dot_product_attention`), what
a device's libraries use for themselves not at all. `tests/engine/test_activations.py` compares with counted tensors.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Config = Mapping[str, Any]

_FEED_FORWARD = 4  # inner width of a transformer block's feed-forward layer; its gate has as much again


class NotCounted(Exception):
    """The network has a part that is not known here."""


@dataclass(frozen=True)
class Call:
    """One call of a network.

    Attributes:
        values: numbers held at its peak, without weights, with its inputs.
        flops: two for each multiply-add.
    """

    values: float
    flops: float


class _Tape:
    """Runs through a network, keeping count. Channels are per position; `positions` includes the rows of the batch."""

    def __init__(self, rows: int, height: int, width: int) -> None:
        self.rows = rows
        self.area = height * width
        self.held = 0.0
        self.peak = 0.0
        self.flops = 0.0

    @property
    def positions(self) -> int:
        return self.rows * self.area

    def at(self, extra: float) -> None:
        """`extra` values beside what is held."""
        self.peak = max(self.peak, self.held + extra)

    def keep(self, values: float) -> None:
        self.held += values
        self.at(0)

    def conv(self, inputs: int, outputs: int, kernel: int = 3) -> None:
        self.flops += 2 * kernel**2 * inputs * outputs * self.positions

    def linear(self, inputs: int, outputs: int, tokens: float | None = None) -> None:
        self.flops += 2 * inputs * outputs * (self.positions if tokens is None else tokens)

    def resnet(self, inputs: int, outputs: int, embedding: int = 0) -> None:
        """Its input is held already, its output not yet."""
        shortcut = outputs if inputs != outputs else 0
        self.at(max(2 * inputs, inputs + outputs, 3 * outputs + shortcut) * self.positions)
        self.conv(inputs, outputs)
        self.conv(outputs, outputs)
        if shortcut:
            self.conv(inputs, outputs, 1)
        if embedding:
            self.linear(embedding, outputs, self.rows)

    def transformer(self, channels: int, layers: int, tokens: int) -> None:
        """A `Transformer2DModel`; its input is held already, and so are keys and values of the text."""
        here = self.positions
        # its own and the block's hidden states, the normalised ones, and the gated layer's two halves and product
        self.at(3 * channels * here + 4 * _FEED_FORWARD * channels * here)
        self.linear(channels, channels)
        self.linear(channels, channels)
        for _ in range(layers):
            self.linear(channels, 4 * channels)  # q, k, v, out
            self.flops += 4 * channels * here * self.area
            self.linear(channels, 2 * channels)  # q, out
            self.flops += 4 * channels * here * tokens
            self.linear(channels, 3 * _FEED_FORWARD * channels)

    def attention(self, channels: int) -> None:
        """The autoencoder's, with one head; its input is held already."""
        self.at(6 * channels * self.positions)
        self.linear(channels, 4 * channels)
        self.flops += 4 * channels * self.positions * self.area


def _levels(config: Config, name: str, count: int) -> list[Any]:
    value = config.get(name)
    return list(value) if isinstance(value, list | tuple) else [value] * count


def unet_call(config: Config, alignment: Config, tiles: int, texts: int, height: int, width: int, tokens: int) -> Call:
    """`engine.unet_call.predict` on latents [tiles, C, height, width], each with `texts` texts of `tokens`.

    Keys and values of the text are there already; the stem runs once for all texts, with folded blocks.

    Raises:
        NotCounted: the UNet has blocks of a kind that is not known here.
    """
    widths = [int(value) for value in config["block_out_channels"]]
    levels = len(widths)
    layers = [int(value) for value in _levels(config, "layers_per_block", levels)]
    depths = [value if value is not None else 1 for value in _levels(config, "transformer_layers_per_block", levels)]
    up_depths = config.get("reverse_transformer_layers_per_block") or depths[::-1]
    embedding = 4 * widths[0]
    mid = config.get("mid_block_type", "UNetMidBlock2DCrossAttn")
    known = {"DownBlock2D", "CrossAttnDownBlock2D"}, {"UpBlock2D", "CrossAttnUpBlock2D"}
    if not set(config["down_block_types"]) <= known[0] or not set(config["up_block_types"]) <= known[1]:
        raise NotCounted("a kind of UNet block that is not known")
    if mid not in ("UNetMidBlock2DCrossAttn", "UNetMidBlock2D"):
        raise NotCounted(f"the UNet's middle {mid}")

    tape = _Tape(tiles, height, width)
    channels = int(config["in_channels"])
    joined = (channels + int(alignment["hidden_channels"])) * tape.positions
    tape.keep(joined * (1 + texts) if texts > 1 else joined)  # for one text, and for all
    skips = [float(texts * _stem(tape, channels, alignment, texts))]
    tape.rows = tiles * texts
    now = widths[0]
    for level, kind in enumerate(config["down_block_types"]):
        for _ in range(layers[level]):
            tape.resnet(now, widths[level], embedding)
            now = widths[level]
            if kind.startswith("CrossAttn"):
                tape.keep(now * tape.positions)
                tape.transformer(now, _depth(depths[level], 0), tokens)
                tape.held -= now * tape.positions
            skips.append(now * tape.positions)
            tape.keep(skips[-1])
        if level < levels - 1:
            tape.area = math.ceil(tape.area / 4)
            tape.conv(now, now)
            skips.append(now * tape.positions)
            tape.keep(skips[-1])
    tape.resnet(now, now, embedding)
    if mid == "UNetMidBlock2DCrossAttn":
        tape.keep(now * tape.positions)
        tape.transformer(now, _depth(depths[-1], 0), tokens)
        tape.held -= now * tape.positions
    tape.resnet(now, now, embedding)
    sample = now * tape.positions
    tape.keep(sample)
    for level, kind in enumerate(config["up_block_types"]):
        width_here = widths[::-1][level]
        count = layers[::-1][level] + 1
        mine = [skips.pop() for _ in range(count)]
        for index in range(count):
            joined = now * tape.positions + mine[index]
            tape.keep(joined + (now * tape.positions if index else 0))  # beside what was joined
            if index:
                tape.held -= now * tape.positions
            tape.resnet(round(joined / tape.positions), width_here, embedding)
            tape.held -= joined
            now = width_here
            if kind.startswith("CrossAttn"):
                tape.keep(now * tape.positions)
                depth = _depth(up_depths[level], index)
                tape.transformer(now, depth, tokens)
                tape.held -= now * tape.positions
        if level < levels - 1:
            small = now * tape.positions
            tape.area *= 4
            tape.at(small + 2 * now * tape.positions)
            tape.conv(now, now)
        tape.held -= sum(mine) + sample
        sample = now * tape.positions
        tape.keep(sample)
    tape.at(2 * now * tape.positions)
    tape.conv(now, int(config["out_channels"]))
    return Call(tape.peak, tape.flops)


def _depth(depth: Any, index: int) -> int:
    return int(depth[index]) if isinstance(depth, list | tuple) else int(depth)


def _stem(tape: _Tape, channels: int, alignment: Config, texts: int) -> float:
    """The `Stem`; returns what it gives for one text. For all texts it is held from then on."""
    hidden = int(alignment["hidden_channels"])
    wide, inner = 2 * hidden, 2 * hidden * int(alignment.get("mlp_ratio", 2))
    given = hidden * tape.positions
    tape.conv(channels, hidden)
    if alignment.get("attention") == "addition":
        tape.at(2 * given)
        tape.at((1 + texts) * given if texts > 1 else given)
        tape.held += texts * given
        return given
    # the convolved latents, a block's input and sum, and its hidden layer before and after SiLU
    tape.at(given + (2 * wide + 2 * inner) * tape.positions)
    for _ in range(int(alignment.get("layers", 2))):
        tape.linear(wide, wide)
        if alignment.get("attention", "per_position") == "spatial":
            tape.linear(wide, 3 * wide)
            tape.flops += 4 * wide * tape.positions * tape.area
        tape.linear(wide, 2 * inner)
    tape.linear(wide, hidden)
    tape.at((1 + texts) * given if texts > 1 else given)
    tape.held += texts * given
    return given


def embedding_call(alignment: Config, height: int, width: int) -> Call:
    """The condition embedding of one tile, [1, feature_channels, height, width]."""
    features, hidden = int(alignment["feature_channels"]), int(alignment["hidden_channels"])
    tape = _Tape(1, height, width)
    tape.keep(features * tape.positions)
    tape.at(2 * features * tape.positions)
    tape.at((features + hidden) * tape.positions)
    tape.conv(features, features)
    tape.conv(features, hidden)
    return Call(tape.peak, tape.flops)


def encoder_call(config: Config, height: int, width: int, *, to_latents: bool) -> Call:
    """One tile of `height` x `width` pixels through the LQ encoder, or with `to_latents` the autoencoder's."""
    if config.get("_class_name") == "PatchAutoencoder":
        return _patch_encoder(config, height, width)
    widths = [int(value) for value in config["block_out_channels"]]
    tape = _Tape(1, height, width)
    tape.keep(int(config.get("in_channels", 3)) * tape.positions)
    tape.conv(int(config.get("in_channels", 3)), widths[0])
    now = widths[0]
    tape.keep(now * tape.positions)
    for level, channels in enumerate(widths):
        sample = now * tape.positions
        for index in range(int(config["layers_per_block"])):
            if index:
                tape.held += channels * tape.positions
            tape.resnet(now, channels)
            if index:
                tape.held -= channels * tape.positions
            now = channels
        if level < len(widths) - 1:
            large = now * tape.positions
            tape.area = math.ceil(tape.area / 4)
            tape.at(2 * large + now * tape.positions)  # padded before the stride
            tape.conv(now, now)
        tape.held -= sample
        tape.keep(now * tape.positions)
    _middle(tape, now, bool(config.get("mid_block_add_attention", True)))
    if to_latents or config.get("features") == "latent":
        tape.conv(now, 2 * int(config.get("latent_channels", 4)))
        tape.at(2 * now * tape.positions)
    return Call(tape.peak, tape.flops)


def decoder_call(config: Config, height: int, width: int) -> Call:
    """One tile of latents [1, C, height, width] through the autoencoder's decoder."""
    if config.get("_class_name") == "PatchAutoencoder":
        return _patch_decoder(config, height, width)
    widths = [int(value) for value in config["block_out_channels"]][::-1]
    tape = _Tape(1, height, width)
    tape.keep(2 * int(config["latent_channels"]) * tape.positions)
    now = widths[0]
    tape.conv(int(config["latent_channels"]), now)
    tape.keep(now * tape.positions)
    _middle(tape, now, bool(config.get("mid_block_add_attention", True)))
    for level, channels in enumerate(widths):
        sample = now * tape.positions
        for index in range(int(config["layers_per_block"]) + 1):
            if index:
                tape.held += channels * tape.positions
            tape.resnet(now, channels)
            if index:
                tape.held -= channels * tape.positions
            now = channels
        if level < len(widths) - 1:
            small = now * tape.positions
            tape.area *= 4
            tape.at(small + 2 * now * tape.positions)
            tape.conv(now, now)
        tape.held -= sample
        tape.keep(now * tape.positions)
    tape.at(2 * now * tape.positions)
    tape.conv(now, int(config.get("out_channels", 3)))
    return Call(tape.peak, tape.flops)


def _middle(tape: _Tape, channels: int, attention: bool) -> None:
    tape.resnet(channels, channels)
    if attention:
        tape.attention(channels)
    tape.resnet(channels, channels)


def _patch_encoder(config: Config, height: int, width: int) -> Call:
    inputs = int(config.get("in_channels", 3)) * height * width
    positions = height * width // int(config["patch_size"]) ** 2
    latents = int(config["latent_channels"])
    return Call(inputs + latents * positions, 2 * inputs * latents)


def _patch_decoder(config: Config, height: int, width: int) -> Call:
    patch, latents = int(config["patch_size"]), int(config["latent_channels"])
    positions = height * width
    pixels = int(config.get("in_channels", 3)) * patch**2 * positions
    flops = 2 * latents * pixels
    values = latents * positions + 2 * pixels  # what is transposed, and the picture
    if blocks := int(config.get("refine_blocks", 0)):
        inner = int(config.get("refine_channels", 64))
        flops += 2 * 9 * positions * (latents * inner + 2 * blocks * inner**2 + 2 * inner**2)
        flops += 2 * 9 * (8 * positions * (inner // 2) ** 2 + (inner // 2) * pixels)
        # the block at twice the resolution: its input, two activations and two convolutions of as many values
        values += max(5 * 2 * inner * positions, 2 * inner * positions + 2 * pixels)
    return Call(values, flops)

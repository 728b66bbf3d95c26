"""Encoders and decoders of autoencoders, computed in bands of rows: the same numbers with less memory.

A whole call holds several activations of the picture's full size. Here a convolution reads a few rows with what
normalisation and SiLU make of them and writes a few rows; a block's sum overwrites what it was made from, so that two
activations are held; and what is twice the size of its source is computed anew whenever it is read. Normalisation sees
the whole area, its statistics being gathered in bands first, so unlike tiling this is exact.
"""

from collections.abc import Callable, Iterator
from typing import Any, Protocol, cast

import torch
import torch.nn.functional as F
from diffusers.models.autoencoders.vae import Decoder, Encoder
from diffusers.models.resnet import ResnetBlock2D
from torch import Tensor, nn

from engine.model.lq_encoder import LQEncoder

BAND_VALUES = 2 * 2**20  # numbers of the wider side of one band's convolution


class _Area(Protocol):
    """Features [B, C, H, W] of which a few rows at a time can be had."""

    @property
    def shape(self) -> torch.Size: ...

    def rows(self, top: int, bottom: int) -> Tensor: ...


class _Kept:
    """Features that are there."""

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor
        self.shape = tensor.shape

    def rows(self, top: int, bottom: int) -> Tensor:
        return self.tensor[:, :, top:bottom]


class _Consumed(_Kept):
    """Features that are overwritten from the top; the last row that was is remembered for its neighbour."""

    def __init__(self, tensor: Tensor) -> None:
        super().__init__(tensor)
        self._done = 0
        self._last: Tensor | None = None

    def rows(self, top: int, bottom: int) -> Tensor:
        if self._last is None or top >= self._done:
            return super().rows(top, bottom)
        return torch.cat([self._last, super().rows(self._done, bottom)], dim=2)

    def replace(self, top: int, bottom: int, band: Tensor) -> None:
        self._last = super().rows(bottom - 1, bottom).clone()
        self._done = bottom
        self.tensor[:, :, top:bottom] = band


class _Filled:
    """Features of `height` x `width` that come a band at a time; number format and layout are the first band's."""

    def __init__(self, batch: int, height: int, width: int) -> None:
        self.batch, self.height, self.width = batch, height, width
        self.tensor: Tensor | None = None

    @property
    def whole(self) -> Tensor:
        assert self.tensor is not None
        return self.tensor

    def put(self, top: int, band: Tensor) -> None:
        if self.tensor is None:
            last = band.is_contiguous(memory_format=torch.channels_last) and not band.is_contiguous()
            order = torch.channels_last if last else torch.contiguous_format
            shape = (self.batch, band.shape[1], self.height, self.width)
            self.tensor = torch.empty(shape, dtype=band.dtype, device=band.device, memory_format=order)
        self.tensor[:, :, top : top + band.shape[2]] = band


class _Doubled:
    """What an `Upsample2D` makes of features, computed when it is asked for."""

    def __init__(self, small: Tensor, conv: nn.Conv2d) -> None:
        self._small, self._conv = small, conv
        batch, _, height, width = small.shape
        self.shape = torch.Size((batch, conv.out_channels, 2 * height, 2 * width))

    def rows(self, top: int, bottom: int) -> Tensor:
        def nearest(first: int, end: int) -> Tensor:
            source = self._small[:, :, first // 2 : (end + 1) // 2]
            doubled = F.interpolate(source, scale_factor=2.0, mode="nearest")
            return doubled[:, :, first % 2 : first % 2 + end - first]

        return _conv_rows(nearest, top, bottom, self.shape[2], self._conv)


def encode_in_bands(encoder: Encoder | LQEncoder, picture: Tensor) -> Tensor:
    """`encoder(picture)`, [B, 3, H, W] -> [B, C, H/f, W/f]."""
    features = _convolved(_Kept(picture), encoder.conv_in)
    for block in encoder.down_blocks:
        inner = cast(Any, block)
        for resnet in inner.resnets:
            features = _resnet(_Kept(features), resnet)
        for downsampler in inner.downsamplers or ():
            features = _halved(features, downsampler.conv)
    features = encoder.mid_block(features)
    if isinstance(encoder, Encoder) or encoder.config.features == "latent":
        features = encoder.conv_out(F.silu(encoder.conv_norm_out(features)))
    return features


def decode_in_bands(decoder: Decoder, latents: Tensor) -> Tensor:
    """`decoder(latents)`, [B, C, h, w] -> [B, 3, h*f, w*f]."""
    features = decoder.mid_block(decoder.conv_in(latents))
    area: _Area = _Kept(features)
    for block in decoder.up_blocks:
        inner = cast(Any, block)
        for resnet in inner.resnets:
            area = _Kept(_resnet(area, resnet))
        for upsampler in inner.upsamplers or ():
            area = _Doubled(_tensor(area), upsampler.conv)
    normalized = _normalized(area, cast(nn.GroupNorm, decoder.conv_norm_out), decoder.conv_act)
    return _convolved(area, decoder.conv_out, normalized)


def _resnet(area: _Area, block: ResnetBlock2D) -> Tensor:
    """A `ResnetBlock2D` without time embedding; overwrites features that are kept."""
    first, last = cast(nn.Conv2d, block.conv1), cast(nn.Conv2d, block.conv2)
    shortcut = cast("nn.Conv2d | None", block.conv_shortcut)
    if shortcut is None:
        area = _Kept(_tensor(area))
    batch, _, height, width = area.shape
    normalized = _normalized(area, block.norm1, block.nonlinearity)
    filled = _Filled(batch, height, width)
    for top, bottom in _bands(area.shape, first):
        filled.put(top, _conv_rows(normalized, top, bottom, height, first))
    hidden = _Consumed(filled.whole)
    second = _normalized(hidden, block.norm2, block.nonlinearity)
    for top, bottom in _bands(hidden.shape, last):
        change = _conv_rows(second, top, bottom, height, last)
        if shortcut is None:
            area.rows(top, bottom).add_(change)
        else:
            hidden.replace(top, bottom, shortcut(area.rows(top, bottom)) + change)
    result = _tensor(area) if shortcut is None else hidden.tensor
    return result if block.output_scale_factor == 1 else result.div_(block.output_scale_factor)


def _convolved(area: _Area, conv: nn.Conv2d, rows: Callable[[int, int], Tensor] | None = None) -> Tensor:
    """A 3x3 convolution of `area`, or of what `rows` gives instead."""
    batch, _, height, width = area.shape
    result = _Filled(batch, height, width)
    for top, bottom in _bands(area.shape, conv):
        result.put(top, _conv_rows(rows or area.rows, top, bottom, height, conv))
    return result.whole


def _halved(features: Tensor, conv: nn.Conv2d) -> Tensor:
    """A `Downsample2D`: a row and a column of zeros after the last ones, then every second position."""
    batch, channels, height, width = features.shape
    result = _Filled(batch, (height - 2) // 2 + 1, (width - 2) // 2 + 1)
    for top, bottom in _bands(torch.Size((batch, 4 * channels, result.height, result.width)), conv):
        rows = features[:, :, 2 * top : 2 * bottom + 1]
        rows = F.pad(rows, (0, 1, 0, 2 * (bottom - top) + 1 - rows.shape[2]))
        result.put(top, F.conv2d(rows, conv.weight, conv.bias, stride=2))
    return result.whole


def _conv_rows(rows: Callable[[int, int], Tensor], top: int, bottom: int, height: int, conv: nn.Conv2d) -> Tensor:
    """Rows `top` to `bottom` of a 3x3 convolution, with zeros around the whole area only."""
    first, end = max(top - 1, 0), min(bottom + 1, height)
    band = rows(first, end)
    if end - first < bottom - top + 2:
        band = F.pad(band, (0, 0, first - top + 1, bottom + 1 - end))
    return F.conv2d(band, conv.weight, conv.bias, padding=(0, 1))


def _normalized(area: _Area, norm: nn.GroupNorm, activation: nn.Module) -> Callable[[int, int], Tensor]:
    """Rows of `activation(norm(area))`, rounded where the modules round."""
    scale, shift = _scale_and_shift(area, norm)

    def rows(top: int, bottom: int) -> Tensor:
        band = area.rows(top, bottom)
        return activation(torch.addcmul(shift, band.to(scale.dtype), scale).to(band.dtype))

    return rows


def _scale_and_shift(area: _Area, norm: nn.GroupNorm) -> tuple[Tensor, Tensor]:
    """What GroupNorm multiplies each channel with and adds, [B, C, 1, 1], in float32 at least."""
    batch, channels = area.shape[:2]
    count, mean, spread = 0, torch.zeros(()), torch.zeros(())
    for top, bottom in _bands(area.shape):
        band = area.rows(top, bottom)
        values = band.to(torch.promote_types(band.dtype, torch.float32)).reshape(batch, norm.num_groups, -1)
        size = values.shape[2]
        variance, average = (value.double() for value in torch.var_mean(values, dim=2, correction=0))
        if not count:
            count, mean, spread = size, average, variance * size
            continue
        step = average - mean  # joined as by Chan, Golub and LeVeque 1979
        mean = mean + step * (size / (count + size))
        spread = spread + variance * size + step.square() * (count * size / (count + size))
        count += size
    share = channels // norm.num_groups
    inverse = (spread / count + norm.eps).rsqrt().repeat_interleave(share, dim=1)
    scale = inverse * norm.weight.double()
    shift = norm.bias.double() - mean.repeat_interleave(share, dim=1) * scale
    wide = torch.promote_types(norm.weight.dtype, torch.float32)
    return scale.to(wide)[:, :, None, None], shift.to(wide)[:, :, None, None]


def _bands(shape: torch.Size, conv: nn.Conv2d | None = None) -> Iterator[tuple[int, int]]:
    """First and last row, exclusive, of each band of an area of `shape`."""
    batch, channels, height, width = shape
    channels = max(channels, conv.in_channels, conv.out_channels) if conv is not None else channels
    step = max(1, BAND_VALUES // (batch * channels * width))
    return ((top, min(top + step, height)) for top in range(0, height, step))


def _tensor(area: _Area) -> Tensor:
    """All of the area."""
    if isinstance(area, _Kept):
        return area.tensor
    filled = _Filled(area.shape[0], *area.shape[2:])
    for top, bottom in _bands(area.shape):
        filled.put(top, area.rows(top, bottom))
    return filled.whole

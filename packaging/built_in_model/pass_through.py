"""Starting weights with which the untrained model already answers with the LQ picture itself.

The released model starts from a trained VAE encoder and a trained UNet; ours starts from nothing, and most of a short
training would go into learning to let the picture through. So the few weights on the straight way from LQ picture to
prediction are set, and every residual branch starts at zero; all the rest is initialised as usual. GroupNorm takes a
tile's level and contrast away, unless a large constant shares the group: then its statistics are the constant's.
SiLU is passed in pairs, silu(x) - silu(-x) = x.

The UNet must predict the clean latents (`prediction_type` "sample").
"""

import math

import torch
from torch import Tensor, nn

from engine.model.autoencoder import PatchAutoencoder
from engine.model.faithdiff import FaithDiff

CONSTANT = 64.0


@torch.no_grad()
def pass_through(model: FaithDiff, autoencoder: PatchAutoencoder, latents: int) -> None:
    """Sets `model` (latents and LQ features at a quarter of the picture's size) so that it predicts the LQ latents.

    Args:
        model: its condition embedding must have as many GroupNorm groups as latent channels pass.
        autoencoder: between pictures and latents.
        latents: how many of its channels pass, the coarsest; the others are left to learn.
    """
    _zero_residual_branches(model)
    _lq_encoder(model, autoencoder, latents)
    _alignment(model, latents)
    _output(model, latents)


def _zero_residual_branches(model: FaithDiff) -> None:
    for name, module in model.named_modules():
        if name.endswith((".conv2", ".proj_out", ".attn.out_proj", ".mlp.c_proj")):
            assert isinstance(module, nn.Conv2d | nn.Linear)
            nn.init.zeros_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def _lq_encoder(model: FaithDiff, autoencoder: PatchAutoencoder, latents: int) -> None:
    """Pixels are gathered by the two strided convolutions, then turned into latents, one to a group with a constant."""
    encoder = model.lq_encoder
    _clear(encoder.conv_in, 3)
    for colour in range(3):
        encoder.conv_in.weight[colour, colour, 1, 1] = 1
    carried = 3
    for level in (0, 1):
        block = encoder.down_blocks[level]
        shortcut = getattr(block.get_submodule("resnets.0"), "conv_shortcut", None)
        if isinstance(shortcut, nn.Conv2d):
            _clear(shortcut, carried)
            for channel in range(carried):
                shortcut.weight[channel, channel] = 1
        gather = block.get_submodule("downsamplers.0.conv")
        assert isinstance(gather, nn.Conv2d)
        _clear(gather, 4 * carried)
        for position in range(4):
            for channel in range(carried):
                gather.weight[position * carried + channel, channel, position // 2, position % 2] = 1
        carried *= 4
    groups = encoder.config.feature_channels // latents
    last = encoder.down_blocks[2].get_submodule("resnets.0").conv_shortcut
    assert isinstance(last, nn.Conv2d)
    for channel in range(latents):
        constant, value, mirrored, free, against, rest = (groups * channel + index for index in range(6))
        last.weight[[constant, mirrored, rest]] = 0
        last.bias[[constant, rest]] = torch.tensor([CONSTANT, 0.0])  # pyright: ignore[reportOptionalSubscript]
        last.weight[value, :, 0, 0] = _gathered(autoencoder.encoder.weight[channel])
        last.bias[value] = autoencoder.encoder.bias[channel]  # pyright: ignore[reportOptionalSubscript]
        for one, other in ((value, mirrored), (free, against)):  # pairs leave the group's mean to the constant
            last.weight[other] = -last.weight[one]
            last.bias[other] = -last.bias[one]  # pyright: ignore[reportOptionalSubscript]
        data = [value, mirrored, free, against, rest]
        for name in ("mid_block.resnets.0.norm1", "mid_block.resnets.1.norm1"):
            _undo_norm(encoder.get_submodule(name), data, groups)
        _undo_norm(model.alignment.condition_embedding.norm_in, data, groups)


def _gathered(kernel: Tensor) -> Tensor:
    """[3, 4, 4] -> [48] in the order in which two gathering convolutions leave the pixels of a patch."""
    # y = 2 * outer row + inner row; the inner one was gathered first
    parts = kernel.reshape(3, 2, 2, 2, 2)  # colour, outer row, inner row, outer column, inner column
    return parts.permute(1, 3, 2, 4, 0).reshape(-1)


def _alignment(model: FaithDiff, latents: int) -> None:
    """Latents of the LQ picture in the first channels of the UNet's first features, noisy latents in the next."""
    embedding, groups = model.alignment.condition_embedding, model.lq_encoder.config.feature_channels // latents
    _clear(embedding.conv_in, 2 * latents)
    nn.init.kaiming_uniform_(embedding.conv_out.weight, a=math.sqrt(5))
    _clear(embedding.conv_out, latents)
    projection, conv = model.alignment.projection, model.stem.conv
    hidden = model.alignment.config.hidden_channels
    _clear(conv, 2 * latents)
    for channel in range(latents):
        for sign, row in ((1, channel), (-1, latents + channel)):
            embedding.conv_in.weight[row, groups * channel + 1, 1, 1] = sign
            embedding.conv_out.weight[channel, row, 1, 1] = sign
        projection.weight[channel, hidden + channel] = 1
        conv.weight[latents + channel, channel, 1, 1] = 1


def _output(model: FaithDiff, latents: int) -> None:
    """The last block's shortcut brings the LQ latents and their negatives, each pair with a constant, to the output."""
    unet = model.unet
    shortcut = unet.get_submodule("up_blocks." + str(len(unet.up_blocks) - 1)).resnets[-1].conv_shortcut  # pyright: ignore
    assert isinstance(shortcut, nn.Conv2d)
    width = unet.conv_out.in_channels
    groups = width // int(unet.config["norm_num_groups"])
    first_skipped = shortcut.in_channels - width  # the stem's features come last in the concatenation
    nn.init.zeros_(unet.conv_out.weight)
    nn.init.zeros_(unet.conv_out.bias)  # pyright: ignore[reportArgumentType]
    for channel in range(latents):
        rows = [groups * channel + index for index in range(3)]
        shortcut.weight[rows] = 0
        shortcut.bias[rows] = torch.tensor([CONSTANT, 0.0, 0.0])  # pyright: ignore[reportOptionalSubscript]
        for sign, row in ((1, rows[1]), (-1, rows[2])):
            shortcut.weight[row, first_skipped + channel] = sign
            unet.conv_out.weight[channel, row, 1, 1] = sign
        _undo_norm(unet.conv_norm_out, rows[1:], groups)  # pyright: ignore[reportArgumentType]


def _undo_norm(norm: nn.Module, channels: list[int], group: int) -> None:
    """Scale and shift by which `channels` leave a GroupNorm as they came, one constant among `group` channels."""
    assert isinstance(norm, nn.GroupNorm)
    mean = CONSTANT / group
    norm.weight[channels] = CONSTANT * math.sqrt(1 / group - 1 / group**2)
    norm.bias[channels] = mean


def _clear(layer: nn.Module, rows: int) -> None:
    assert isinstance(layer, nn.Conv2d)
    layer.weight[:rows] = 0
    layer.bias[:rows] = 0  # pyright: ignore[reportOptionalSubscript]

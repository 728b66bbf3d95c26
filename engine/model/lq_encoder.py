"""The LQ encoder: a VAE encoder without its last layers (paper section 3.2; released `denoise_encoder`)."""

from collections.abc import Callable, Iterator
from functools import partial

import torch
import torch.nn.functional as F
from diffusers.models.unets.unet_2d_blocks import DownEncoderBlock2D, UNetMidBlock2D, get_down_block
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from engine.model.config import LQEncoderConfig


class LQEncoder(nn.Module):
    """Penultimate features of the LQ picture, or with `features="latent"` the last layer's (paper Table 6).

    State-dict keys are those of diffusers' VAE encoder, for penultimate features without `conv_norm_out` and
    `conv_out`, so that a VAE's encoder can be its starting point.
    """

    gradient_checkpointing: bool = False

    def __init__(self, config: LQEncoderConfig) -> None:
        super().__init__()
        self.config = config
        widths = config.block_out_channels
        self.conv_in = nn.Conv2d(config.in_channels, widths[0], kernel_size=3, padding=1)
        self.down_blocks = nn.ModuleList(
            get_down_block(
                "DownEncoderBlock2D",
                num_layers=config.layers_per_block,
                in_channels=widths[max(level - 1, 0)],
                out_channels=width,
                temb_channels=None,  # pyright: ignore[reportArgumentType]
                add_downsample=level < len(widths) - 1,
                resnet_eps=1e-6,
                resnet_act_fn="silu",
                resnet_groups=config.norm_num_groups,
                downsample_padding=0,
                attention_head_dim=width,
            )
            for level, width in enumerate(widths)
        )
        self.mid_block = UNetMidBlock2D(
            in_channels=widths[-1],
            temb_channels=None,  # pyright: ignore[reportArgumentType]
            resnet_eps=1e-6,
            resnet_act_fn="silu",
            resnet_groups=config.norm_num_groups,
            attention_head_dim=widths[-1],
            add_attention=config.mid_block_add_attention,
        )
        if config.features == "latent":
            self.conv_norm_out = nn.GroupNorm(config.norm_num_groups, widths[-1], eps=1e-6)
            self.conv_out = nn.Conv2d(widths[-1], config.feature_channels, kernel_size=3, padding=1)

    def forward(self, lq: Tensor) -> Tensor:
        """LQ pictures [B, 3, H, W] in -1..1 -> features [B, feature_channels, H/factor, W/factor], unscaled.

        Raises:
            ValueError: `lq` is not of rank 4, or its sides are not multiples of the factor.
        """
        factor = self.config.factor
        if lq.ndim != 4 or lq.shape[2] % factor or lq.shape[3] % factor:
            raise ValueError(f"LQ pictures must be [B, 3, H, W], sides in multiples of {factor}, not {tuple(lq.shape)}")
        features = self.conv_in(lq)
        recomputed = self.gradient_checkpointing and torch.is_grad_enabled()
        for layer in self._layers() if recomputed else (*self.down_blocks, self.mid_block):
            features = checkpoint(layer, features, use_reentrant=False) if recomputed else layer(features)
        if self.config.features == "latent":
            return self.conv_out(F.silu(self.conv_norm_out(features)))
        return features

    def _layers(self) -> Iterator[Callable[[Tensor], Tensor]]:
        """What comes after the first convolution, in the pieces that are recomputed one at a time.

        A residual block at a time, since those of the first level hold most of what training such a model holds.
        """
        for block in self.down_blocks:
            assert isinstance(block, DownEncoderBlock2D)
            for resnet in block.resnets:
                yield partial(resnet, temb=None)
            yield from block.downsamplers or ()
        yield self.mid_block

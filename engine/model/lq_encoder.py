"""The LQ encoder: a VAE encoder without its last layers (paper section 3.2; released `denoise_encoder`)."""

import torch
from diffusers.models.unets.unet_2d_blocks import UNetMidBlock2D, get_down_block
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from engine.model.config import LQEncoderConfig


class LQEncoder(nn.Module):
    """Penultimate features of the LQ picture.

    State-dict keys are those of diffusers' VAE encoder without `conv_norm_out` and `conv_out`, so that
    a VAE's encoder can be its starting point.
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

    def forward(self, lq: Tensor) -> Tensor:
        """LQ pictures [B, 3, H, W] in -1..1 -> features [B, feature_channels, H/factor, W/factor], unscaled.

        Raises:
            ValueError: `lq` is not of rank 4, or its sides are not multiples of the factor.
        """
        factor = self.config.factor
        if lq.ndim != 4 or lq.shape[2] % factor or lq.shape[3] % factor:
            raise ValueError(f"LQ pictures must be [B, 3, H, W], sides in multiples of {factor}, not {tuple(lq.shape)}")
        features = self.conv_in(lq)
        for block in (*self.down_blocks, self.mid_block):
            if self.gradient_checkpointing and torch.is_grad_enabled():
                features = checkpoint(block, features, use_reentrant=False)
            else:
                features = block(features)
        return features

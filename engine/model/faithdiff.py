"""FaithDiff: LQ encoder, alignment and a stock diffusers UNet, joined (CVPR 2025, section 3)."""

from typing import Any

import torch
from diffusers import UNet2DConditionModel
from torch import Tensor, nn

from engine.errors import ModelMismatch
from engine.model.alignment import Alignment, Stem
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.lq_encoder import LQEncoder

StateDict = dict[str, Tensor]

PARTS = ("unet", "lq_encoder", "alignment")
_CONV = "conv_in.conv."
_ALIGNMENT = "conv_in.alignment."


class FaithDiff(nn.Module):
    """Noise (or velocity) prediction from noisy latents, text and the LQ picture.

    `unet` is a stock `UNet2DConditionModel` whose `conv_in` has been replaced by a `Stem`.
    """

    def __init__(self, unet: UNet2DConditionModel, lq_encoder: LQEncoder, alignment: Alignment) -> None:
        super().__init__()
        config = alignment.config
        if not isinstance(unet.conv_in, nn.Conv2d):
            raise ModelMismatch("the UNet's conv_in is not a convolution")
        if config.hidden_channels != unet.conv_in.out_channels:
            raise ModelMismatch(
                f"the alignment is {config.hidden_channels} channels wide, "
                f"the UNet's first layer {unet.conv_in.out_channels}"
            )
        if config.feature_channels != lq_encoder.config.feature_channels:
            raise ModelMismatch(
                f"the alignment takes {config.feature_channels} feature channels, "
                f"the LQ encoder gives {lq_encoder.config.feature_channels}"
            )
        unet.conv_in = Stem(unet.conv_in, alignment)  # pyright: ignore[reportAttributeAccessIssue]
        self.unet = unet
        self.lq_encoder = lq_encoder

    @property
    def stem(self) -> Stem:
        """The module in place of the UNet's `conv_in`."""
        stem = self.unet.conv_in
        assert isinstance(stem, Stem)
        return stem

    @property
    def alignment(self) -> Alignment:
        """Condition embedding, blocks and projection."""
        return self.stem.alignment

    def encode_lq(self, lq: Tensor) -> Tensor:
        """LQ pictures [B, 3, H, W] in -1..1 -> features [B, feature_channels, H/f, W/f]."""
        return self.lq_encoder(lq)

    def embed_condition(self, features: Tensor) -> Tensor:
        """Features [B, feature_channels, h, w] -> condition [B, hidden_channels, h, w]; the same at every step."""
        return self.alignment.condition_embedding(features)

    def forward(
        self,
        noisy_latents: Tensor,
        timesteps: Tensor,
        context: Tensor,
        condition: Tensor,
        added: dict[str, Tensor] | None = None,
    ) -> Tensor:
        """One UNet call.

        Args:
            noisy_latents: [B, C, h, w], scaled as the scheduler wants.
            timesteps: [R*B] or scalar, 0..999.
            context: text embeddings [R*B, tokens, cross_attention_dim]. R texts for each of the latents (negative and
                positive, for guidance): first all latents with the first text. The stem runs once for all R.
            condition: [B, hidden_channels, h, w], from `embed_condition`.
            added: `text_embeds` [R*B, P] and `time_ids` [R*B, 6] where the UNet has SDXL's micro-conditioning.

        Returns:
            The prediction [R*B, C, h, w] (noise or velocity: the scheduler's prediction type).

        Raises:
            ValueError: there are not as many texts for each of the latents.
        """
        rows, left = divmod(len(context), len(noisy_latents))
        if rows < 1 or left:
            raise ValueError(f"{len(context)} texts do not go with {len(noisy_latents)} latents")
        sample = torch.cat([noisy_latents, condition], dim=1)
        with self.stem.shared_by(rows):
            return self.unet(
                sample if rows == 1 else torch.cat([sample] * rows),
                timesteps,
                encoder_hidden_states=context,
                added_cond_kwargs=added,
                return_dict=False,
            )[0]

    def parts(self) -> dict[str, StateDict]:
        """State dicts of the parts, with stock diffusers keys for `unet`; tensors share memory with the model."""
        return split_parts(self.state_dict())

    def load_parts(self, parts: dict[str, StateDict]) -> None:
        """The reverse of `parts`, strict.

        Raises:
            ModelMismatch: a part or key is missing or too many, or a shape differs; the first few are named.
        """
        if missing := [name for name in PARTS if name not in parts]:
            raise ModelMismatch(f"part {', '.join(missing)} is missing")
        load_strictly(self, join_parts(parts))


def split_parts(state: StateDict) -> dict[str, StateDict]:
    """`FaithDiff.state_dict()` -> a state dict a part, keyed as the part is stored."""
    parts: dict[str, StateDict] = {name: {} for name in PARTS}
    for key, tensor in state.items():
        owner, _, inner = key.partition(".")
        if owner == "lq_encoder":
            parts["lq_encoder"][inner] = tensor
        elif inner.startswith(_ALIGNMENT):
            parts["alignment"][inner.removeprefix(_ALIGNMENT)] = tensor
        else:
            parts["unet"][inner.replace(_CONV, "conv_in.", 1) if inner.startswith(_CONV) else inner] = tensor
    return parts


def join_parts(parts: dict[str, StateDict]) -> StateDict:
    """The reverse of `split_parts`."""
    state: StateDict = {f"lq_encoder.{key}": tensor for key, tensor in parts["lq_encoder"].items()}
    state |= {f"unet.{_ALIGNMENT}{key}": tensor for key, tensor in parts["alignment"].items()}
    for key, tensor in parts["unet"].items():
        inner = key.replace("conv_in.", _CONV, 1) if key.startswith("conv_in.") else key
        state[f"unet.{inner}"] = tensor
    return state


def load_strictly(module: nn.Module, state: StateDict) -> None:
    """`load_state_dict` with every key and shape accounted for; works onto the meta device by assignment.

    Raises:
        ModelMismatch: names the first missing, extra and mis-shaped keys.
    """
    own = module.state_dict()
    complaints = [
        f"{count} {kind} ({', '.join(sorted(keys)[:3])}{', …' if count > 3 else ''})"
        for kind, keys in (
            ("missing", own.keys() - state.keys()),
            ("unexpected", state.keys() - own.keys()),
            ("of another shape", {k for k in own.keys() & state.keys() if own[k].shape != state[k].shape}),
        )
        if (count := len(keys))
    ]
    if complaints:
        raise ModelMismatch(f"the weights do not fit the model: keys {'; '.join(complaints)}")
    on_meta = any(tensor.is_meta for tensor in own.values())
    module.load_state_dict(state, strict=True, assign=on_meta)


def build_faithdiff(
    unet_config: dict[str, Any], lq_encoder_config: LQEncoderConfig, alignment_config: AlignmentConfig
) -> FaithDiff:
    """A model with fresh weights, on torch's current default device (`torch.device("meta")` for shapes only)."""
    unet = UNet2DConditionModel.from_config(unet_config)
    assert isinstance(unet, UNet2DConditionModel)
    return FaithDiff(unet, LQEncoder(lq_encoder_config), Alignment(alignment_config))

"""The numbers that the released implementation computed: where they are, and the models they were made with.

Folder: `HEIRLOOM_REFERENCE`, else `shared/reference`. Every size comes from its files, every weight from its
`filled_weights.py`, so that another set of vectors runs the same tests.
"""

import importlib.util
import json
import os
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from engine.checkpoint import from_released
from engine.model.autoencoder import Autoencoder, autoencoder_from_config
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.faithdiff import FaithDiff, build_faithdiff
from tests.conftest import SHARED

Shapes = dict[str, tuple[int, ...]]


def reference_folder() -> Path:
    """Where the vectors are, or would be."""
    return Path(os.environ.get("HEIRLOOM_REFERENCE") or SHARED / "reference")


def relative_error(ours: Tensor, theirs: Tensor) -> float:
    """L2 norm of the difference as a share of the L2 norm of `theirs`; shapes must agree."""
    assert ours.shape == theirs.shape, f"{tuple(ours.shape)} instead of {tuple(theirs.shape)}"
    ours, theirs = ours.double(), theirs.double()
    return float((ours - theirs).norm() / theirs.norm())


class Reference:
    """One folder of reference vectors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def json(self, name: str) -> dict[str, Any]:
        """The values of one JSON file."""
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def shapes(self, name: str) -> Shapes:
        """Keys and shapes from one `*_shapes.json`, in the released naming."""
        return {key: tuple(shape) for key, shape in self.json(name).items()}

    @cached_property
    def vectors(self) -> dict[str, Tensor]:
        """Inputs and outputs."""
        return load_file(self.folder / "reference.safetensors")

    @cached_property
    def colour(self) -> dict[str, Tensor]:
        """`content`, `style`, `adain`, `wavelet`."""
        return load_file(self.folder / "colour_fix.safetensors")

    @cached_property
    def scheduler_config(self) -> dict[str, Any]:
        """Settings of the Euler scheduler."""
        return self.json("euler_config.json")

    @cached_property
    def full_shapes(self) -> Shapes:
        """Of the full model."""
        return self.shapes("faithdiff_sdxl_shapes.json")

    @cached_property
    def filled(self) -> Callable[[str, tuple[int, ...]], Tensor]:
        """The weight with a name and a shape."""
        spec = importlib.util.spec_from_file_location("filled_weights", self.folder / "filled_weights.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.filled

    @cached_property
    def _small_state(self) -> dict[str, Tensor]:
        return {name: self.filled(name, shape) for name, shape in self.shapes("small_unet_shapes.json").items()}

    @property
    def _small_groups(self) -> dict[str, int]:
        """Groups of the small VAE's norms, whose encoder the LQ encoder is; no shape shows them."""
        if not (self.folder / "small_vae_config.json").is_file():
            return {}
        config = self.json("small_vae_config.json")
        return {key: config[key] for key in ("norm_num_groups",) if key in config}

    def faithdiff(self) -> FaithDiff:
        """The small model, a new one at every call."""
        state = self._small_state
        shapes = {key: tuple(tensor.shape) for key, tensor in state.items()}
        with torch.device("meta"):
            model = build_faithdiff(
                self.json("small_unet_config.json"),
                lq_encoder_config(shapes, **self._small_groups),
                alignment_config(shapes, **self._small_groups),
            )
        model.load_parts({part: {k: t.clone() for k, t in s.items()} for part, s in from_released(state).items()})
        return model.eval()

    def full_model(self) -> FaithDiff:
        """The full model on the meta device."""
        shapes = self.full_shapes
        with torch.device("meta"):
            return build_faithdiff(unet_config(shapes), lq_encoder_config(shapes), alignment_config(shapes))

    def autoencoder(self) -> Autoencoder:
        """The small VAE."""
        autoencoder = autoencoder_from_config(self.json("small_vae_config.json"))
        state = autoencoder.state_dict()
        autoencoder.load_state_dict({key: self.filled(f"vae.{key}", tuple(t.shape)) for key, t in state.items()})
        return autoencoder.eval()


def lq_encoder_config(shapes: Shapes, **unseen: Any) -> LQEncoderConfig:
    """Sizes of the LQ encoder with these keys; what no shape shows is SDXL's, or `unseen`."""
    levels = _count(shapes, r"denoise_encoder\.down_blocks\.(\d+)\.")
    return LQEncoderConfig(
        in_channels=shapes["denoise_encoder.conv_in.weight"][1],
        block_out_channels=tuple(
            shapes[f"denoise_encoder.down_blocks.{level}.resnets.0.conv1.weight"][0] for level in range(levels)
        ),
        layers_per_block=_count(shapes, r"denoise_encoder\.down_blocks\.0\.resnets\.(\d+)\."),
        mid_block_add_attention=any(key.startswith("denoise_encoder.mid_block.attentions.") for key in shapes),
        **unseen,
    )


def alignment_config(shapes: Shapes, **unseen: int) -> AlignmentConfig:
    """Sizes of the condition embedding and alignment with these keys; the rest is SDXL's, or `unseen`."""
    hidden, features = shapes["condition_embedding.conv_out.weight"][:2]
    mlp, width = shapes["information_transformer_layes.0.mlp.c_fc.weight"]
    return AlignmentConfig(
        feature_channels=features,
        hidden_channels=hidden,
        layers=_count(shapes, r"information_transformer_layes\.(\d+)\."),
        mlp_ratio=mlp // width,
        **unseen,  # pyright: ignore[reportArgumentType]
    )


def unet_config(shapes: Shapes) -> dict[str, Any]:
    """A configuration of a UNet with these keys; what no shape shows (heads, say) is SDXL's."""
    levels = _count(shapes, r"down_blocks\.(\d+)\.")
    widths = [shapes[f"down_blocks.{level}.resnets.0.conv1.weight"][0] for level in range(levels)]
    depths = [
        _count(shapes, rf"down_blocks\.{level}\.attentions\.0\.transformer_blocks\.(\d+)\.") for level in range(levels)
    ]
    attended = next(shape for key, shape in shapes.items() if key.endswith("attn2.to_k.weight"))
    return {
        "in_channels": shapes["conv_in.weight"][1],
        "out_channels": shapes["conv_out.weight"][0],
        "down_block_types": ["CrossAttnDownBlock2D" if depth else "DownBlock2D" for depth in depths],
        "up_block_types": ["CrossAttnUpBlock2D" if depth else "UpBlock2D" for depth in reversed(depths)],
        "block_out_channels": widths,
        "layers_per_block": _count(shapes, r"down_blocks\.0\.resnets\.(\d+)\."),
        "transformer_layers_per_block": [max(depth, 1) for depth in depths],
        "attention_head_dim": [width // 64 for width in widths],
        "cross_attention_dim": attended[1],
        "use_linear_projection": any(k.endswith("proj_in.weight") and len(s) == 2 for k, s in shapes.items()),
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 256,
        "projection_class_embeddings_input_dim": shapes["add_embedding.linear_1.weight"][1],
    }


def _count(shapes: Shapes, pattern: str) -> int:
    """One more than the highest number that `pattern`'s group matches at the start of a key; 0 without a match."""
    return max((int(found[1]) + 1 for key in shapes if (found := re.match(pattern, key))), default=0)

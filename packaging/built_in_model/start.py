"""Makes the bundle that the built-in model's training starts from: nothing in it has learned but the closed-form parts.

python packaging/built_in_model/start.py TRAINING_PHOTOS_FOLDER... --out FOLDER

Closed form: the linear patch autoencoder (principal components of 4x4 patches) and the tokenizer (byte pairs of the
training captions). Everything else is freshly initialised from one seed, so that the features of the photo pass
through to the last layer and that layer says nothing: a model of residuals then begins by giving the photo back.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import EulerDiscreteScheduler
from pass_through import pass_through
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel

from engine.manifest import write_manifest
from engine.model.autoencoder import PatchAutoencoder
from engine.model.config import AlignmentConfig, Attention, LQEncoderConfig
from engine.model.faithdiff import build_faithdiff
from engine.part_files import write_json
from engine.request import RestoreRequest
from engine.sampling import RESIDUAL
from trainer.collection import scan
from trainer.pixels import load_pixels

SEED = 20261121
WHITENING = 0.5
PASSED_CHANNELS = 16
REFINE_CHANNELS, REFINE_BLOCKS = 64, 3
TEXT_WIDTH, VOCABULARY = 96, 1200
HEAD = 32


@dataclass(frozen=True)
class Design:
    """What can be decided about the model before it learns; the defaults are the built-in model's.

    Attributes:
        patch: pixels that a latent position spans, in each direction.
        latents: their channels; `3 * patch**2` lose nothing.
        widths: of the UNet's levels, in multiples of 32.
        layers: residual blocks of each level.
        lq_widths: of the LQ encoder's levels; each but the last halves the picture.
        attention: of the alignment module.
        passes: whether the features of the photo reach the last layer from the start; needs a patch of 4.
    """

    patch: int = 4
    latents: int = 48
    widths: tuple[int, ...] = (96, 128, 192)
    layers: tuple[int, ...] = (2, 1, 1)
    lq_widths: tuple[int, ...] = (16, 48, 96)
    attention: Attention = "per_position"
    passes: bool = True

    def unet(self) -> dict[str, Any]:
        """Settings of diffusers' UNet."""
        return {
            "_class_name": "UNet2DConditionModel",
            "sample_size": 64,
            "in_channels": self.latents,
            "out_channels": self.latents,
            "block_out_channels": list(self.widths),
            "layers_per_block": list(self.layers),
            "down_block_types": ["DownBlock2D"] * len(self.widths),
            "mid_block_type": "UNetMidBlock2DCrossAttn",
            "up_block_types": ["UpBlock2D"] * len(self.widths),
            "transformer_layers_per_block": 1,
            "attention_head_dim": [width // HEAD for width in self.widths],
            "cross_attention_dim": TEXT_WIDTH,
            "use_linear_projection": True,
            "norm_num_groups": 32,
        }

    def lq_encoder(self) -> LQEncoderConfig:
        """Settings of the LQ encoder."""
        return LQEncoderConfig(
            block_out_channels=self.lq_widths,
            layers_per_block=1,
            norm_num_groups=PASSED_CHANNELS,
            mid_block_add_attention=False,
        )

    def alignment(self) -> AlignmentConfig:
        """Settings of the alignment module."""
        return AlignmentConfig(
            feature_channels=self.lq_widths[-1],
            hidden_channels=self.widths[0],
            attention=self.attention,
            layers=1,
            heads=8,
            norm_num_groups=PASSED_CHANNELS,
        )


def main() -> None:
    """Writes the bundle."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    write_start(tuple(arguments.photos), arguments.out)


def write_start(photos: tuple[Path, ...], out: Path, design: Design = Design()) -> None:
    """Writes the bundle of a design; `photos` are the folders of the training photos."""
    collection = scan(photos, smallest=256)
    _tokenizer([photo.caption for photo in collection.photos], out / "tokenizer")
    autoencoder = fitted([photo.path for photo in collection.photos], design.patch, design.latents)
    autoencoder.save_pretrained(out / "vae")
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        _networks(out, autoencoder, design)
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="sample",
        timestep_spacing="trailing",
    )
    scheduler.save_pretrained(out / "scheduler")
    settings = out / "scheduler" / "scheduler_config.json"
    write_json(settings, json.loads(settings.read_text(encoding="utf-8")) | {RESIDUAL: True})
    write_manifest(
        out,
        name="built-in-start",
        title="Start of the built-in model",
        licence="Apache-2.0",
        recommended=RestoreRequest(guidance_scale=1.0),
        native_scale=2.0,
    )


def _networks(out: Path, autoencoder: PatchAutoencoder, design: Design) -> None:
    unet, lq_encoder, alignment = design.unet(), design.lq_encoder(), design.alignment()
    model = build_faithdiff(unet, lq_encoder, alignment)
    if design.passes:
        pass_through(model, autoencoder, PASSED_CHANNELS)
    for tensor in (model.unet.conv_out.weight, model.unet.conv_out.bias):
        assert tensor is not None
        torch.nn.init.zeros_(tensor)
    configs = {"unet": unet, "lq_encoder": lq_encoder.to_dict(), "alignment": alignment.to_dict()}
    for part, state in model.parts().items():
        folder = out / part
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(configs[part], indent=2) + "\n", encoding="utf-8")
        name = "diffusion_pytorch_model" if part == "unet" else "model"
        save_file({key: tensor.contiguous() for key, tensor in state.items()}, folder / f"{name}.safetensors")
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=VOCABULARY,
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            projection_dim=TEXT_WIDTH,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=77,
            bos_token_id=VOCABULARY - 2,
            eos_token_id=VOCABULARY - 1,
            pad_token_id=VOCABULARY - 1,
        )
    )
    text.save_pretrained(out / "text_encoder")


def _tokenizer(captions: list[str], folder: Path) -> None:
    """CLIP's kind of byte-pair tokenizer: lower case, `</w>` at word ends, two special tokens last."""
    folder.mkdir(parents=True, exist_ok=True)
    pattern = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
    letters = pre_tokenizers.ByteLevel.alphabet()
    trained = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    trained.normalizer = normalizers.Lowercase()  # pyright: ignore[reportAttributeAccessIssue]
    trained.pre_tokenizer = pre_tokenizers.Sequence(  # pyright: ignore[reportAttributeAccessIssue]
        [
            pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - 2 - len(letters),
        min_frequency=2,
        initial_alphabet=letters,
        end_of_word_suffix="</w>",
        show_progress=False,
    )
    trained.train_from_iterator(captions, trainer)
    vocabulary = trained.get_vocab()
    for letter in sorted(letters):  # a word may end in any byte
        vocabulary.setdefault(letter + "</w>", len(vocabulary))
    merges = [" ".join(pair) for pair in json.loads(trained.to_str())["model"]["merges"]]
    for index in range(len(vocabulary), VOCABULARY - 2):
        vocabulary[f"<|unused{index}|>"] = index
    vocabulary |= {"<|startoftext|>": VOCABULARY - 2, "<|endoftext|>": VOCABULARY - 1}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
    settings = {
        "tokenizer_class": "CLIPTokenizer",
        "model_max_length": 77,
        "bos_token": "<|startoftext|>",
        "eos_token": "<|endoftext|>",
        "pad_token": "<|endoftext|>",
        "unk_token": "<|endoftext|>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def fitted(photos: list[Path], patch: int, latents: int) -> PatchAutoencoder:
    """The principal components of random patches of every photo, in both orders of rows and columns."""
    patches = patches_of(photos, np.random.default_rng(SEED), patch)
    with torch.random.fork_rng():
        torch.manual_seed(SEED + 1)
        autoencoder = PatchAutoencoder(
            latent_channels=latents,
            patch_size=patch,
            refine_channels=REFINE_CHANNELS,
            refine_blocks=REFINE_BLOCKS,
        )
    autoencoder.fit(patches, whitening=WHITENING)
    return autoencoder


def patches_of(photos: list[Path], generator: np.random.Generator, patch: int = 4) -> torch.Tensor:
    """Random patches [N, 3 * patch**2] of each photo in -1..1, with their mirror images and transposed."""
    patches = [_patches(load_pixels(path, 1024), 1500, patch, generator) for path in photos]
    stacked = torch.from_numpy(np.concatenate(patches))
    return torch.cat([stacked, stacked.flip(3), stacked.flip(2), stacked.transpose(2, 3)]).flatten(1)


def _patches(pixels: np.ndarray, count: int, patch: int, generator: np.random.Generator) -> np.ndarray:
    top = generator.integers(0, pixels.shape[0] - patch, count)
    left = generator.integers(0, pixels.shape[1] - patch, count)
    cut = np.stack([pixels[y : y + patch, x : x + patch] for y, x in zip(top, left, strict=True)])
    return cut.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1


if __name__ == "__main__":
    main()

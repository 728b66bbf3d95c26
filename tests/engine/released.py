"""A tiny model in the layout of the released one: a pickle in the released naming, a base, a VAE, a catalogue."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.catalogue_file import CatalogueEntry, read_catalogue
from engine.checkpoint import to_released
from engine.model.alignment import Alignment
from engine.part_files import plain_config, write_json
from tests.engine.tiny import TinyModel, tiny_model

REPOSITORIES = {"faithdiff": "tester/FaithDiff", "base": "tester/Base_XL", "vae": "tester/vae-fix"}


@dataclass(frozen=True)
class Released:
    """Folders as the repositories would be downloaded, and what they were made from.

    Attributes:
        parts: folder of each part, `faithdiff`, `base`, `vae`.
        catalogue: a catalogue file with the entry `tiny`.
        model: the modules.
    """

    parts: dict[str, Path]
    catalogue: Path
    model: TinyModel

    @property
    def weights(self) -> Path:
        """The pickle."""
        return self.parts["faithdiff"] / "FaithDiff.bin"

    @property
    def entry(self) -> CatalogueEntry:
        """What the catalogue says."""
        return read_catalogue(self.catalogue)[0]

    def copied(self, folder: Path) -> "Released":
        """The same files in another folder, to be changed."""
        shutil.copytree(self.catalogue.parent, folder)
        parts = {name: folder / repository for name, repository in REPOSITORIES.items()}
        return Released(parts, folder / "catalogue.json", self.model)


def tiny_released(folder: Path, seed: int = 0) -> Released:
    """Writes the three repositories and the catalogue; base and VAE in the older names that the real ones have."""
    tiny = tiny_model(autoencoder="kl", text="two", prediction_type="epsilon", seed=seed)
    parts = {name: folder / repository for name, repository in REPOSITORIES.items()}
    for path in parts.values():
        path.mkdir(parents=True)
    torch.save(to_released(tiny.model.parts()), parts["faithdiff"] / "FaithDiff.bin")
    (parts["faithdiff"] / "README.md").write_text("# A tiny model\n")
    write_base(parts["base"], tiny)
    write_json(parts["vae"] / "config.json", plain_config(tiny.autoencoder.config, "AutoencoderKL"))
    vae = {old_attention(key): tensor for key, tensor in tiny.autoencoder.state_dict().items()}
    save_file(vae, parts["vae"] / "diffusion_pytorch_model.safetensors")
    catalogue = folder / "catalogue.json"
    catalogue.write_text(json.dumps(catalogue_of(tiny.model.alignment, tiny)))
    return Released(parts, catalogue, tiny)


def write_base(folder: Path, tiny: TinyModel) -> None:
    """UNet configuration, scheduler, two text encoders with their tokenizers."""
    unet = plain_config(tiny.model.unet.config, "UNet2DConditionModel")
    write_json(folder / "unet" / "config.json", unet | {"_diffusers_version": "0.19.0"})
    write_json(folder / "scheduler" / "scheduler_config.json", tiny.scheduler_config | {"_diffusers_version": "0.19.0"})
    for index, (tokenizer, encoder) in enumerate(zip(tiny.text.tokenizers, tiny.text.encoders, strict=True)):
        suffix = "_2" if index else ""
        tokenizer.save_pretrained(folder / f"tokenizer{suffix}")
        # the older pair of files, which is what the released base has
        model = json.loads((folder / f"tokenizer{suffix}" / "tokenizer.json").read_text())["model"]
        (folder / f"tokenizer{suffix}" / "vocab.json").write_text(json.dumps(model["vocab"]))
        (folder / f"tokenizer{suffix}" / "merges.txt").write_text("#version: 0.2\n")
        (folder / f"tokenizer{suffix}" / "tokenizer.json").unlink()
        config = encoder.config.to_diff_dict() | {"architectures": [type(encoder).__name__], "torch_dtype": "float16"}
        write_json(folder / f"text_encoder{suffix}" / "config.json", config)
        outer = ("text_model.", "text_projection.")
        state = {key if key.startswith(outer) else f"text_model.{key}": v for key, v in encoder.state_dict().items()}
        positions = torch.arange(encoder.config.max_position_embeddings)[None]
        state["text_model.embeddings.position_ids"] = positions
        save_file(halved(state), folder / f"text_encoder{suffix}" / "model.fp16.safetensors")


def halved(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """In float16."""
    return {key: value.half().contiguous() if value.is_floating_point() else value for key, value in state.items()}


def old_attention(key: str) -> str:
    """The VAE's attention layers as diffusers called them once."""
    if ".attentions." in key:
        for new, old in (
            (".to_q.", ".query."),
            (".to_k.", ".key."),
            (".to_v.", ".value."),
            (".to_out.0.", ".proj_attn."),
        ):
            key = key.replace(new, old)
    return key


def catalogue_of(alignment: Alignment, tiny: TinyModel) -> dict[str, Any]:
    """A catalogue with one entry, `tiny`, of the form of the real one."""
    weights = ["text_encoder/model.fp16.safetensors", "text_encoder_2/model.fp16.safetensors"]
    small = ["unet/config.json", "scheduler/scheduler_config.json"]
    small += [f"text_encoder{n}/config.json" for n in ("", "_2")]
    small += [
        f"tokenizer{n}/{name}" for n in ("", "_2") for name in ("vocab.json", "merges.txt", "tokenizer_config.json")
    ]
    files = {
        "faithdiff": [{"names": ["FaithDiff.bin"]}, {"names": ["README.md"], "optional": True}],
        "base": [{"names": [name]} for name in small]
        + [{"names": [name, name.replace(".fp16", "")]} for name in weights],
        "vae": [{"names": ["config.json"]}, {"names": ["diffusion_pytorch_model.safetensors"]}],
    }
    licence = {"name": "CC0-1.0", "url": "https://example.org/licence", "summary": "Free for every use."}
    return {
        "format_version": 1,
        "entries": [
            {
                "name": "tiny",
                "kind": "model",
                "title": "A tiny model",
                "about": "For tests.",
                "installed_bytes": 1_000_000,
                "parts": [
                    {
                        "part": part,
                        "repository": repository,
                        "revision": "main",
                        "licence": licence,
                        "files": files[part],
                    }
                    for part, repository in REPOSITORIES.items()
                ],
                "model": {
                    "base": "tester/Base_XL",
                    "native_scale": 1.0,
                    "native_size": 64,
                    "recommended": {"steps": 2, "guidance_scale": 1.0, "scale": 1.0, "tile": 64, "precision": "fp32"},
                    "lq_encoder": tiny.model.lq_encoder.config.to_dict(),
                    "alignment": alignment.config.to_dict(),
                },
            }
        ],
    }


def single_file_of(tiny: TinyModel) -> dict[str, torch.Tensor]:
    """The tiny model's text encoders and VAE in the naming of a single-file SDXL checkpoint."""
    first, second = (encoder.state_dict() for encoder in tiny.text.encoders)
    state = {
        f"conditioner.embedders.0.transformer.text_model.{k.removeprefix('text_model.')}": v for k, v in first.items()
    }
    prefix = "conditioner.embedders.1.model."
    second = {key.removeprefix("text_model."): tensor for key, tensor in second.items()}
    outer = {
        "embeddings.position_embedding.weight": "positional_embedding",
        "embeddings.token_embedding.weight": "token_embedding.weight",
        "final_layer_norm.weight": "ln_final.weight",
        "final_layer_norm.bias": "ln_final.bias",
    }
    for key, tensor in second.items():
        if key in outer:
            state[prefix + outer[key]] = tensor
        elif key == "text_projection.weight":
            state[prefix + "text_projection"] = tensor.T.contiguous()
        elif ".q_proj." in key:
            packed = torch.cat([second[key.replace("q_proj", f"{name}_proj")] for name in "qkv"])
            place, kind = key.split(".")[2], key.rsplit(".", 1)[1]
            state[f"{prefix}transformer.resblocks.{place}.attn.in_proj_{kind}"] = packed
        elif ".k_proj." not in key and ".v_proj." not in key:
            name = key.replace("encoder.layers.", "transformer.resblocks.").replace("layer_norm", "ln_")
            name = name.replace("self_attn", "attn").replace("fc1", "c_fc").replace("fc2", "c_proj")
            state[prefix + name] = tensor
    state[prefix + "logit_scale"] = torch.ones(())
    for key, tensor in tiny.autoencoder.state_dict().items():
        state["first_stage_model." + ldm_name(key)] = tensor[..., None, None] if is_attention(key) else tensor
    state["model.diffusion_model.input_blocks.0.0.weight"] = torch.zeros(16, 4, 3, 3)
    return {key: tensor.clone().contiguous() for key, tensor in state.items()}


def is_attention(key: str) -> bool:
    """Whether it is a projection of a VAE's attention layer."""
    return ".attentions." in key and key.endswith("weight") and "group_norm" not in key


def ldm_name(key: str) -> str:
    """A VAE's key as latent diffusion names it (four levels)."""
    parts = key.split(".")
    side = parts[0]
    if parts[1] in ("down_blocks", "up_blocks"):
        level = int(parts[2]) if parts[1] == "down_blocks" else 3 - int(parts[2])
        stem = f"{side}.{'down' if parts[1] == 'down_blocks' else 'up'}.{level}"
        if parts[3] == "resnets":
            return f"{stem}.block.{parts[4]}." + ".".join(parts[5:]).replace("conv_shortcut", "nin_shortcut")
        return f"{stem}.{'downsample' if parts[1] == 'down_blocks' else 'upsample'}.conv.{parts[-1]}"
    if parts[1] == "mid_block" and parts[2] == "resnets":
        return f"{side}.mid.block_{int(parts[3]) + 1}." + ".".join(parts[4:])
    if parts[1] == "mid_block":
        inner = ".".join(parts[4:])
        for new, old in (("group_norm", "norm"), ("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "proj_out")):
            inner = inner.replace(new, old)
        return f"{side}.mid.attn_1.{inner}"
    return key.replace("conv_norm_out", "norm_out")

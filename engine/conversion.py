"""Files of others -> a bundle: the conversion, and the child process it runs in.

`python -m engine.conversion` reads a recipe as JSON from stdin and writes JSON lines to stdout: progress, then either
the manifest's hash or an error. `engine.conversion_process` is the other end.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL
from torch import Tensor
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from engine.bundle import check_together
from engine.checkpoint import from_released
from engine.errors import HeirloomError, ModelDamaged, ModelMismatch
from engine.file_kind import kind_of, name_of, wrong_kind
from engine.manifest import BundleManifest, write_manifest
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.faithdiff import PARTS, FaithDiff, build_faithdiff
from engine.part_files import plain_config, read_json, write_json, write_part_by_file
from engine.recipe import Recipe
from engine.single_file import split_single_file, text_config, vae_config
from engine.text import ClipEncoder, TextEncoder
from engine.weights_file import read_folder, read_weights, shapes

MAX_FILE_BYTES = 512 * 1024 * 1024
"""Largest file of weights in a converted bundle, and so about what is in memory at a time."""

_DTYPE = torch.float16
_TEXT_CLASSES = {"CLIPTextModel": CLIPTextModel, "CLIPTextModelWithProjection": CLIPTextModelWithProjection}
_SCHEDULER = "scheduler_config.json"
# diffusers' names of attention layers before 0.18
_OLD_ATTENTION = {".query.": ".to_q.", ".key.": ".to_k.", ".value.": ".to_v.", ".proj_attn.": ".to_out.0."}
_BUILD_ERRORS = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, AssertionError, RuntimeError)


@dataclass(frozen=True)
class Section:
    """One part as it will be written: folder, configuration, tensors."""

    folder: str
    config: dict[str, Any]
    state: Mapping[str, Tensor]

    @property
    def size(self) -> int:
        return sum(tensor.numel() for tensor in self.state.values()) * _DTYPE.itemsize


def convert(recipe: Recipe) -> Iterator[tuple[int, int] | BundleManifest]:
    """Makes the bundle; yields bytes written and in all, and at last its manifest. Everything is checked first.

    Raises:
        HeirloomError: a file is damaged, unsafe, of another kind, or does not fit; names it and what is wrong.
        OSError: `recipe.out` cannot be written.
    """
    sections, tokenizers, scheduler = _prepare(recipe)
    total = sum(section.size for section in sections)
    done = 0
    yield done, total
    for section in sections:
        folder = recipe.out / section.folder
        for written in write_part_by_file(folder, section.config, section.state, _DTYPE, MAX_FILE_BYTES, finite=True):
            done += written
            yield done, total
    for index, tokenizer in enumerate(tokenizers):
        tokenizer.save_pretrained(recipe.out / f"tokenizer{_suffix(index)}")
    write_json(recipe.out / "scheduler" / _SCHEDULER, scheduler)
    for name, card in recipe.cards.items():
        (recipe.out / name).write_bytes(card.read_bytes())
    _sync(recipe.out)
    yield write_manifest(
        recipe.out,
        name=recipe.name,
        title=recipe.title,
        licence=recipe.licence,
        recommended=recipe.settings.recommended,
        native_scale=recipe.settings.native_scale,
        native_size=recipe.settings.native_size,
        base=recipe.settings.base,
        details=recipe.details,
    )


def _prepare(recipe: Recipe) -> tuple[list[Section], list[CLIPTokenizer], dict[str, Any]]:
    """Everything that will be written, checked against the models that it is to make, without values in memory."""
    model, sections = _faithdiff(recipe)
    single: dict[Path, dict[str, dict[str, Tensor]]] = {}
    encoders: list[ClipEncoder] = []
    for index, source in enumerate(recipe.text_encoders):
        encoder, section = read_text_encoder(source, index, single)
        encoders.append(encoder)
        sections.append(section)
    autoencoder, section = read_vae(recipe.vae, single)
    sections.append(section)
    tokenizers = [read_tokenizer(folder) for folder in recipe.tokenizers]
    check_together(recipe.out, model, autoencoder, TextEncoder(tokenizers, encoders))
    return sections, tokenizers, read_scheduler(recipe.scheduler)


def _faithdiff(recipe: Recipe) -> tuple[FaithDiff, list[Section]]:
    config = _plain(read_json(recipe.unet_config), "UNet2DConditionModel")
    try:
        with torch.device("meta"):
            model = build_faithdiff(
                config,
                LQEncoderConfig.from_dict(dict(recipe.settings.lq_encoder)),
                AlignmentConfig.from_dict(dict(recipe.settings.alignment)),
            )
    except _BUILD_ERRORS as error:
        what = f"it does not make a UNet ({error})"
        raise ModelMismatch(what, path=recipe.unet_config, advice="Give another base.") from error
    state = read_weights(recipe.weights)
    if kind_of(shapes(state)) != "faithdiff":
        raise wrong_kind(shapes(state), recipe.weights, "a FaithDiff checkpoint")
    parts = from_released(state)
    own = model.parts()
    configs = {
        "unet": plain_config(model.unet.config, "UNet2DConditionModel"),
        "lq_encoder": {"_class_name": "LQEncoder", **model.lq_encoder.config.to_dict()},
        "alignment": {"_class_name": "Alignment", **model.alignment.config.to_dict()},
    }
    for part in PARTS:
        check_fits(parts[part], own[part], recipe.weights, part)
    return model, [Section(part, configs[part], parts[part]) for part in PARTS]


def read_text_encoder(
    source: Path, index: int, single: dict[Path, dict[str, dict[str, Tensor]]]
) -> tuple[ClipEncoder, Section]:
    """A text encoder on the meta device, and what fits into it, from a diffusers folder or a single file."""
    name = f"text_encoder{_suffix(index)}"
    if source.is_dir():
        config, state = read_json(source / "config.json"), read_folder(source)
    else:
        state = _single(source, single)[name]
        try:
            config = text_config(state, projected=index > 0)
        except (KeyError, ValueError) as error:
            raise ModelMismatch(f"has no whole {name} in it", path=source, advice="Give another base.") from error
    kinds = config.get("architectures") or ["CLIPTextModel"]
    if not isinstance(kinds, list) or kinds[0] not in _TEXT_CLASSES:
        raise ModelMismatch(f"is no CLIP text encoder but {kinds!r:.80}", path=source, advice="Give another base.")
    try:
        with torch.device("meta"):
            encoder = _TEXT_CLASSES[kinds[0]](CLIPTextConfig.from_dict(config))
    except _BUILD_ERRORS as error:
        raise ModelMismatch(f"it does not make a text encoder ({error})", path=source) from error
    own = encoder.state_dict()
    state = _as_transformers(state, own, source)
    check_fits(state, own, source, name)
    written = encoder.config.to_diff_dict() | {"architectures": [kinds[0]]}
    for key in ("dtype", "transformers_version", "_name_or_path"):
        written.pop(key, None)
    return encoder, Section(name, written, state)


def _as_transformers(state: Mapping[str, Tensor], own: Mapping[str, Tensor], source: Path) -> dict[str, Tensor]:
    """Names of older transformers -> today's: a prefix that came off, and a buffer of positions that is not saved."""
    inner = not any(key.startswith("text_model.") for key in own)
    result: dict[str, Tensor] = {}
    for key, tensor in state.items():
        name = key.removeprefix("text_model.") if inner else key
        if name.endswith("embeddings.position_ids"):
            if tensor.flatten().tolist() != list(range(tensor.numel())):
                raise ModelMismatch(f"its key {key} is not what it always is", path=source)
            continue
        result[name] = tensor
    return result


def read_vae(source: Path, single: dict[Path, dict[str, dict[str, Tensor]]]) -> tuple[AutoencoderKL, Section]:
    """An autoencoder on the meta device, and what fits into it, from a diffusers folder or a single file."""
    if source.is_dir():
        config, state = read_json(source / "config.json"), read_folder(source)
    else:
        state = _single(source, single)["vae"]
        config = vae_config(state)
    if (kind := config.get("_class_name", "AutoencoderKL")) != "AutoencoderKL":
        raise ModelMismatch(f"is no AutoencoderKL but {kind!r:.80}", path=source, advice="Give another VAE.")
    try:
        with torch.device("meta"):
            autoencoder = AutoencoderKL.from_config(_plain(config, "AutoencoderKL"))
    except _BUILD_ERRORS as error:
        raise ModelMismatch(f"it does not make a VAE ({error})", path=source) from error
    assert isinstance(autoencoder, AutoencoderKL)
    own = autoencoder.state_dict()
    state = {_modern(key): tensor for key, tensor in state.items()}
    state = {
        key: tensor[:, :, 0, 0] if ".attentions." in key and tensor.ndim == 4 else tensor
        for key, tensor in state.items()
    }
    check_fits(state, own, source, "vae")
    return autoencoder, Section("vae", plain_config(autoencoder.config, "AutoencoderKL"), state)


def _modern(key: str) -> str:
    if ".attentions." in key:
        for old, new in _OLD_ATTENTION.items():
            key = key.replace(old, new)
    return key


def _single(path: Path, single: dict[Path, dict[str, dict[str, Tensor]]]) -> dict[str, dict[str, Tensor]]:
    """The parts of a single-file checkpoint, read once."""
    if path not in single:
        state = read_weights(path)
        if kind_of(shapes(state)) != "sdxl":
            raise wrong_kind(shapes(state), path, "an SDXL checkpoint as base")
        single[path] = split_single_file(state, path)
    return single[path]


def read_tokenizer(folder: Path) -> CLIPTokenizer:
    """A CLIP tokenizer."""
    try:
        return CLIPTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelDamaged(f"the tokenizer cannot be read ({error})", path=folder, advice="Get it again.") from error


def read_scheduler(path: Path) -> dict[str, Any]:
    """The settings of a noise schedule, which were tried."""
    from engine.sampling import build_scheduler

    config = read_json(path)
    try:
        build_scheduler(config, "euler", 1)
    except (*_BUILD_ERRORS, HeirloomError) as error:
        raise ModelMismatch(f"it does not make a noise schedule ({error})", path=path) from error
    return {key: value for key, value in config.items() if key != "_diffusers_version"}


def check_fits(state: Mapping[str, Tensor], own: Mapping[str, Tensor], path: Path, part: str) -> None:
    """Every key there, none too many, each of the right shape.

    Raises:
        ModelMismatch: names the part, the first keys, and the shapes of one.
    """
    complaints: list[str] = []
    for what, keys in (("missing", own.keys() - state.keys()), ("unknown", state.keys() - own.keys())):
        if keys:
            complaints.append(f"{len(keys)} {what} ({', '.join(sorted(keys)[:3])}{', …' if len(keys) > 3 else ''})")
    wrong = sorted(key for key in own.keys() & state.keys() if own[key].shape != state[key].shape)
    if wrong:
        first = f"{wrong[0]} is {list(state[wrong[0]].shape)} instead of {list(own[wrong[0]].shape)}"
        complaints.append(f"{len(wrong)} of another shape ({first}{', …' if len(wrong) > 1 else ''})")
    if complaints:
        kind = name_of(shapes(state))
        like = f", which looks like {kind}," if "Stable Diffusion" in kind or "LoRA" in kind else ""
        what = f"its {part}{like} does not fit this model: {'; '.join(complaints)}"
        raise ModelMismatch(what, path=path, advice="It was made for another architecture: give another file.")


def _plain(config: Mapping[str, Any], class_name: str) -> dict[str, Any]:
    return plain_config(config, class_name)


def _suffix(index: int) -> str:
    return "" if index == 0 else f"_{index + 1}"


def _sync(folder: Path) -> None:
    """Makes what was written last through a power cut, before the manifest says that it is there."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def main() -> int:
    """The child process: a recipe on stdin, JSON lines on stdout."""

    def tell(**values: Any) -> None:
        sys.stdout.write(json.dumps(values) + "\n")
        sys.stdout.flush()

    recipe = Recipe.from_dict(json.load(sys.stdin))
    try:
        for step in convert(recipe):
            if isinstance(step, BundleManifest):
                tell(manifest=step.sha256)
            else:
                tell(done=step[0], total=step[1])
    except HeirloomError as error:
        path = str(error.path) if error.path is not None else None
        tell(error=type(error).__name__, what=error.what, path=path, advice=error.advice)
        return 1
    except OSError as error:
        tell(errno=error.errno, what=error.strerror or str(error), path=error.filename)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A model on disk -> a `Restorer`, and back. Weights are read from safetensors only, and strictly.

`engine.manifest` is the half of this that needs no torch: what is in the folder, and whether it is whole.
"""

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import torch
from huggingface_hub.errors import StrictDataclassError
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from engine.adapter import Adaptation
from engine.errors import HeirloomError, ModelDamaged, ModelError, ModelMismatch, OutOfMemory
from engine.manifest import BundleManifest, read_manifest, verify_bundle, write_manifest
from engine.model.autoencoder import Autoencoder, autoencoder_from_config, spatial_factor
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.faithdiff import PARTS, FaithDiff, build_faithdiff
from engine.part_files import (
    GET_AGAIN,
    Place,
    Reader,
    plain_config,
    read_json,
    read_part,
    read_shapes,
    write_json,
    write_part,
)
from engine.placement import WaitingNames
from engine.plans import MemoryPlan
from engine.precision import resolve_device, weights_dtype
from engine.preview import LatentPreview
from engine.request import RestoreRequest, Sampler
from engine.restorer import Restorer
from engine.sampling import build_scheduler
from engine.sentences import sentence
from engine.text import ClipEncoder, TextEncoder

# what a wrong value in a configuration makes diffusers, transformers, torch and ourselves raise
_UNFIT = (
    *(HeirloomError, StrictDataclassError, TypeError, ValueError, LookupError),
    *(ArithmeticError, AttributeError, AssertionError, RuntimeError),
)
_SCHEDULER = "scheduler_config.json"
_TEXT_CLASSES: dict[str, type[CLIPTextModel] | type[CLIPTextModelWithProjection]] = {
    "CLIPTextModel": CLIPTextModel,
    "CLIPTextModelWithProjection": CLIPTextModelWithProjection,
}


def load_bundle(
    folder: Path,
    device: str = "cpu",
    dtype: torch.dtype | None = None,
    plan: MemoryPlan | None = None,
    *,
    int8: bool = False,
    adapter: Path | None = None,
    hashes: bool = True,
) -> Restorer:
    """Loads the model in `folder`, after checking every file of it. Each weight is read straight to its place.

    Args:
        folder: with a `bundle.json`.
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        dtype: number format of the weights; None chooses float32 on processors, float16 on GPUs.
        plan: which weights wait in host memory; None: none. `restore` may choose another one later.
        int8: it will be used with the precision `int8`.
        adapter: file of an adapter for this model. Its strength is the request's, and its recommended request stands
            for the model's.
        hashes: also compare each file's sha256; needless right after `check_bundle`.

    Raises:
        ModelMissing: the folder or a file of it is not there.
        ModelDamaged: a file is not what the manifest says, or cannot be read.
        ModelMismatch: keys or shapes do not fit the configuration; names the file and the keys. Or the adapter is for
            another model, which is named before anything is loaded.
        DeviceError: no such device.
        OutOfMemory: the device has not enough memory for the weights.
    """
    folder = Path(folder)
    place = resolve_device(device)
    manifest = verify_bundle(folder, hashes=hashes)
    adaptation = Adaptation(folder, manifest, adapter) if adapter is not None else None
    try:
        return _loaded(folder, manifest, place, dtype or weights_dtype(place), plan, adaptation, int8=int8)
    except torch.OutOfMemoryError as error:
        what = sentence("not enough memory on {place} for the weights of this model", place=place)
        advice = sentence("Choose a smaller plan, or close other programs.")
        raise OutOfMemory(what, path=folder, advice=advice) from error


def check_bundle(folder: Path) -> None:
    """Whether the model in `folder` can be loaded, found out without holding a weight of it.

    Raises:
        ModelError: as `load_bundle`.
    """
    verify_bundle(folder)
    _parts(folder, torch.device("meta"), torch.float32, None, int8=False, read=read_shapes)


def change_adapter(restorer: Restorer, folder: Path, adapter: Path | None) -> Restorer:
    """The model loaded from `folder` with another adapter, or with none, and its other weights where they are.

    `restorer` is not to be used any more, unless this raises.

    Raises:
        ModelError: the adapter cannot be used, or the model's files are no longer those that were loaded.
    """
    manifest = read_manifest(folder)
    if manifest.sha256 != restorer.fingerprint:
        raise ModelMismatch(f"is no longer {restorer.identity}", path=folder, advice="Load it again.")
    adaptation = Adaptation(folder, manifest, adapter) if adapter is not None else None
    for _ in restorer.adapt(0.0):
        pass
    changed = dataclasses.replace(restorer, adapter=adaptation, recommended=_recommended(manifest, adaptation))
    changed.__dict__["placement"] = restorer.placement  # it knows where the weights are
    return changed


def _recommended(manifest: BundleManifest, adaptation: Adaptation | None) -> RestoreRequest:
    return manifest.request() if adaptation is None else adaptation.manifest.request()


def _loaded(
    folder: Path,
    manifest: BundleManifest,
    place: torch.device,
    dtype: torch.dtype,
    plan: MemoryPlan | None,
    adaptation: Adaptation | None,
    *,
    int8: bool,
) -> Restorer:
    model, autoencoder, text, scheduler_config = _parts(folder, place, dtype, plan, int8=int8, read=read_part)
    for encoder in text.encoders:
        _settle(encoder)
    _settle(model)
    _settle(autoencoder)
    restorer = Restorer(
        name=manifest.name,
        fingerprint=manifest.sha256,
        recommended=_recommended(manifest, adaptation),
        device=place,
        dtype=dtype,
        model=model,
        autoencoder=autoencoder,
        text=text,
        scheduler_config=scheduler_config,
        preview=LatentPreview.fit(autoencoder),
        adapter=adaptation,
    )
    restorer.placement.arrange(plan, dtype, int8=int8)
    return restorer


def _parts(
    folder: Path, place: torch.device, dtype: torch.dtype, plan: MemoryPlan | None, *, int8: bool, read: Reader
) -> tuple[FaithDiff, Autoencoder, TextEncoder, dict[str, Any]]:
    model = _load_faithdiff(folder, place, dtype, plan, int8, read)
    autoencoder = _load_autoencoder(folder / "vae", place, dtype, read)
    waiting = plan is not None and plan.text_leaves
    text = _load_text(folder, _placed(torch.device("cpu") if waiting else place, dtype), read)
    scheduler_config = _load_scheduler(folder / "scheduler" / _SCHEDULER)
    check_together(folder, model, autoencoder, text)
    return model, autoencoder, text, scheduler_config


def save_bundle(
    folder: Path,
    *,
    name: str,
    title: str,
    licence: str,
    model: FaithDiff,
    autoencoder: Autoencoder,
    text: TextEncoder,
    scheduler_config: Mapping[str, Any],
    recommended: RestoreRequest,
    native_scale: float = 1.0,
    native_size: int = 0,
    base: str = "",
    details: dict[str, Any] | None = None,
    dtype: torch.dtype = torch.float16,
    max_file_bytes: int | None = None,
) -> BundleManifest:
    """Writes a model folder that `load_bundle` reads; its manifest comes last.

    Args:
        folder: new, or holding nothing but texts such as a model card.
        dtype: number format of the weights on disk.
        max_file_bytes: weights beyond this are split over several files.

    Raises:
        ModelError: `folder` holds a model or a part of one already.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if taken := [path for path in folder.iterdir() if path.is_dir() or path.suffix in (".json", ".safetensors")]:
        raise ModelError("is in the way of a new model", path=taken[0], advice="Choose an empty folder.")
    configs = {
        "unet": plain_config(model.unet.config, "UNet2DConditionModel"),
        "lq_encoder": {"_class_name": "LQEncoder", **model.lq_encoder.config.to_dict()},
        "alignment": {"_class_name": "Alignment", **model.alignment.config.to_dict()},
    }
    for part, state in model.parts().items():
        write_part(folder / part, configs[part], state, dtype, max_file_bytes)
    vae_config = plain_config(autoencoder.config, type(autoencoder).__name__)
    write_part(folder / "vae", vae_config, autoencoder.state_dict(), dtype, max_file_bytes)
    for index, (tokenizer, encoder) in enumerate(zip(text.tokenizers, text.encoders, strict=True)):
        suffix = "" if index == 0 else f"_{index + 1}"
        config = encoder.config.to_diff_dict() | {"architectures": [type(encoder).__name__]}
        for key in ("dtype", "transformers_version", "_name_or_path"):
            config.pop(key, None)
        write_part(folder / f"text_encoder{suffix}", config, encoder.state_dict(), dtype, max_file_bytes)
        tokenizer.save_pretrained(folder / f"tokenizer{suffix}")
    write_json(folder / "scheduler" / _SCHEDULER, dict(scheduler_config))
    return write_manifest(
        folder,
        name=name,
        title=title,
        licence=licence,
        recommended=recommended,
        native_scale=native_scale,
        native_size=native_size,
        base=base,
        details=details,
    )


def _placed(device: torch.device, dtype: torch.dtype) -> Place:
    """For use only: on the device, with convolution weights in the order that runs fastest."""

    def place(_key: str, tensor: torch.Tensor) -> torch.Tensor:
        wanted = dtype if tensor.is_floating_point() else tensor.dtype
        order = torch.channels_last if tensor.ndim == 4 else torch.preserve_format
        return tensor.to(device=device, dtype=wanted, memory_format=order)

    return place


def _load_faithdiff(
    folder: Path, device: torch.device, dtype: torch.dtype, plan: MemoryPlan | None, int8: bool, read: Reader
) -> FaithDiff:
    configs = {part: read_json(folder / part / "config.json") for part in PARTS}
    with _configured(folder, "its configurations do not make a model"), torch.device("meta"):
        model = build_faithdiff(
            configs["unet"],
            LQEncoderConfig.from_dict(configs["lq_encoder"]),
            AlignmentConfig.from_dict(configs["alignment"]),
        )
    own, waiting = model.parts(), WaitingNames(model, plan, int8=int8)
    here, there = _placed(torch.device("cpu"), dtype), _placed(device, dtype)

    def place_of(part: str) -> Place:
        return lambda key, tensor: (here if f"{part}.{key}" in waiting else there)(key, tensor)

    model.load_parts({part: read(folder / part, own[part], place_of(part)) for part in PARTS})
    return model


@contextlib.contextmanager
def _configured(path: Path, what: str) -> Iterator[None]:
    """Raises ModelMismatch naming `path` for whatever its values make others raise."""
    try:
        yield
    except _UNFIT as error:
        reason = f"{error.what.rstrip('.')}. {error.advice}" if isinstance(error, HeirloomError) else str(error)
        reason = reason.strip() or type(error).__name__
        raise ModelMismatch(f"{what}: {reason}", path=path, advice=GET_AGAIN) from error


def _load_scheduler(path: Path) -> dict[str, Any]:
    """The settings, after each sampler was made of them once."""
    config = read_json(path)
    with _configured(path, "it does not make a noise schedule"):
        for sampler in get_args(Sampler):
            build_scheduler(config, sampler, 1)
    return config


def _load_autoencoder(folder: Path, device: torch.device, dtype: torch.dtype, read: Reader) -> Autoencoder:
    path = folder / "config.json"
    config = read_json(path)
    if config.get("latents_mean") is not None or config.get("latents_std") is not None:
        raise ModelMismatch("latents with a mean and deviation of their own are not supported", path=path)
    with _configured(path, "it does not make an autoencoder"), torch.device("meta"):
        autoencoder = autoencoder_from_config(config)
    place = _placed(device, torch.float32 if autoencoder.config.get("force_upcast") else dtype)
    autoencoder.load_state_dict(read(folder, autoencoder.state_dict(), place), strict=True, assign=True)
    return autoencoder


def _load_text(folder: Path, place: Place, read: Reader) -> TextEncoder:
    tokenizers: list[CLIPTokenizer] = []
    encoders: list[ClipEncoder] = []
    for suffix in ("", "_2"):
        if suffix and not (folder / f"text_encoder{suffix}").is_dir():
            continue
        encoders.append(_load_text_encoder(folder / f"text_encoder{suffix}", place, read))
        where = folder / f"tokenizer{suffix}"
        try:
            tokenizer = CLIPTokenizer.from_pretrained(where, local_files_only=True)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelDamaged(f"the tokenizer cannot be read ({error})", path=where, advice=GET_AGAIN) from error
        tokenizers.append(tokenizer)
    return TextEncoder(tokenizers, encoders)


def _load_text_encoder(folder: Path, place: Place, read: Reader) -> ClipEncoder:
    path = folder / "config.json"
    config = read_json(path)
    names = config.get("architectures") or ["CLIPTextModel"]
    if not isinstance(names, list) or names[0] not in _TEXT_CLASSES:
        advice = f"Known: {', '.join(_TEXT_CLASSES)}."
        raise ModelMismatch(f"unknown text encoder {names!r}", path=path, advice=advice)
    with _configured(path, "it does not make a text encoder"), torch.device("meta"):
        encoder = _TEXT_CLASSES[names[0]](CLIPTextConfig.from_dict(config))
    encoder.load_state_dict(read(folder, encoder.state_dict(), place), strict=True, assign=True)
    inner = encoder.text_model if isinstance(encoder, CLIPTextModelWithProjection) else encoder
    # not in the state dict, so still without values
    positions = torch.arange(encoder.config.max_position_embeddings).expand(1, -1)
    inner.embeddings.register_buffer("position_ids", place("position_ids", positions), persistent=False)
    return encoder


def check_together(folder: Path, model: FaithDiff, autoencoder: Autoencoder, text: TextEncoder) -> None:
    """Raises ModelMismatch where parts that are right alone do not go together."""
    unet = model.unet.config
    for what, one, other in (
        ("latent channels of unet and vae", unet["in_channels"], autoencoder.config["latent_channels"]),
        ("output channels of unet and vae", unet["out_channels"], autoencoder.config["latent_channels"]),
        ("pixels a position of lq_encoder and vae", model.lq_encoder.config.factor, spatial_factor(autoencoder)),
        ("text width of unet and text encoders", unet["cross_attention_dim"], text.width),
    ):
        if one != other:
            raise ModelMismatch(f"{what} differ: {one} and {other}", path=folder, advice=GET_AGAIN)
    if unet["addition_embed_type"] == "text_time" and not text.has_pooled:
        raise ModelMismatch("the UNet needs a text encoder with a projection", path=folder, advice=GET_AGAIN)
    if unet["addition_embed_type"] == "text_time":
        wanted = unet["projection_class_embeddings_input_dim"] - 6 * unet["addition_time_embed_dim"]
        if wanted != text.pooled_width:
            what = f"pooled widths of unet and text encoder differ: {wanted} and {text.pooled_width}"
            raise ModelMismatch(what, path=folder, advice=GET_AGAIN)


def _settle(network: nn.Module) -> None:
    """For use only."""
    network.eval().requires_grad_(False)

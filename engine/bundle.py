"""A model on disk -> a `Restorer`, and back. Weights are read from safetensors only, and strictly.

`engine.manifest` is the half of this that needs no torch: what is in the folder, and whether it is whole.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from engine.errors import ModelDamaged, ModelError, ModelMismatch, ModelMissing
from engine.manifest import BundleManifest, verify_bundle, write_manifest
from engine.model.autoencoder import Autoencoder, autoencoder_from_config, spatial_factor
from engine.model.config import AlignmentConfig, LQEncoderConfig
from engine.model.faithdiff import PARTS, FaithDiff, build_faithdiff
from engine.precision import resolve_device, weights_dtype
from engine.preview import LatentPreview
from engine.request import RestoreRequest
from engine.restorer import Restorer
from engine.text import ClipEncoder, TextEncoder

_SCHEDULER = "scheduler_config.json"
_TEXT_CLASSES: dict[str, type[CLIPTextModel] | type[CLIPTextModelWithProjection]] = {
    "CLIPTextModel": CLIPTextModel,
    "CLIPTextModelWithProjection": CLIPTextModelWithProjection,
}
_GET_AGAIN = "Get the model again."


def load_bundle(folder: Path, device: str = "cpu", dtype: torch.dtype | None = None) -> Restorer:
    """Loads the model in `folder`, after checking every file of it.

    Args:
        folder: with a `bundle.json`.
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        dtype: number format of the weights; None chooses float32 on processors, float16 on GPUs.

    Raises:
        ModelMissing: the folder or a file of it is not there.
        ModelDamaged: a file is not what the manifest says, or cannot be read.
        ModelMismatch: keys or shapes do not fit the configuration; names the file and the keys.
        DeviceError: no such device.
    """
    folder = Path(folder)
    place = resolve_device(device)
    dtype = dtype or weights_dtype(place)
    manifest = verify_bundle(folder)
    model = _load_faithdiff(folder)
    autoencoder = _load_autoencoder(folder / "vae")
    text = _load_text(folder)
    scheduler_config = _read_json(folder / "scheduler" / _SCHEDULER)
    _check_together(folder, model, autoencoder, text)
    for encoder in text.encoders:
        _settle(encoder, place, dtype)
    _settle(model, place, dtype)
    _settle(autoencoder, place, torch.float32 if autoencoder.config.get("force_upcast") else dtype)
    return Restorer(
        name=manifest.name,
        fingerprint=manifest.sha256,
        recommended=manifest.request(),
        device=place,
        dtype=dtype,
        model=model,
        autoencoder=autoencoder,
        text=text,
        scheduler_config=scheduler_config,
        preview=LatentPreview.fit(autoencoder),
    )


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
        "unet": _plain(model.unet.config, "UNet2DConditionModel"),
        "lq_encoder": {"_class_name": "LQEncoder", **model.lq_encoder.config.to_dict()},
        "alignment": {"_class_name": "Alignment", **model.alignment.config.to_dict()},
    }
    for part, state in model.parts().items():
        _write_part(folder / part, configs[part], state, dtype, max_file_bytes)
    _write_part(
        folder / "vae", _plain(autoencoder.config, type(autoencoder).__name__), autoencoder.state_dict(), dtype, max_file_bytes
    )
    for index, (tokenizer, encoder) in enumerate(zip(text.tokenizers, text.encoders, strict=True)):
        suffix = "" if index == 0 else f"_{index + 1}"
        config = encoder.config.to_diff_dict() | {"architectures": [type(encoder).__name__]}
        for key in ("dtype", "transformers_version", "_name_or_path"):
            config.pop(key, None)
        _write_part(folder / f"text_encoder{suffix}", config, encoder.state_dict(), dtype, max_file_bytes)
        tokenizer.save_pretrained(folder / f"tokenizer{suffix}")
    _write_json(folder / "scheduler" / _SCHEDULER, dict(scheduler_config))
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


def _load_faithdiff(folder: Path) -> FaithDiff:
    configs = {part: _read_json(folder / part / "config.json") for part in PARTS}
    try:
        with torch.device("meta"):
            model = build_faithdiff(
                configs["unet"],
                LQEncoderConfig.from_dict(configs["lq_encoder"]),
                AlignmentConfig.from_dict(configs["alignment"]),
            )
    except (ModelMismatch, TypeError, ValueError) as error:
        raise ModelMismatch(f"its configurations do not make a model: {error}", path=folder, advice=_GET_AGAIN) from error
    own = model.parts()
    model.load_parts({part: _read_part(folder / part, own[part]) for part in PARTS})
    return model


def _load_autoencoder(folder: Path) -> Autoencoder:
    config = _read_json(folder / "config.json")
    if config.get("latents_mean") is not None or config.get("latents_std") is not None:
        raise ModelMismatch("latents with a mean and deviation of their own are not supported", path=folder)
    with torch.device("meta"):
        autoencoder = autoencoder_from_config(config)
    autoencoder.load_state_dict(_read_part(folder, autoencoder.state_dict()), strict=True, assign=True)
    return autoencoder


def _load_text(folder: Path) -> TextEncoder:
    tokenizers: list[CLIPTokenizer] = []
    encoders: list[ClipEncoder] = []
    for suffix in ("", "_2"):
        if suffix and not (folder / f"text_encoder{suffix}").is_dir():
            continue
        encoders.append(_load_text_encoder(folder / f"text_encoder{suffix}"))
        where = folder / f"tokenizer{suffix}"
        try:
            tokenizer = CLIPTokenizer.from_pretrained(where, local_files_only=True)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelDamaged(f"the tokenizer cannot be read ({error})", path=where, advice=_GET_AGAIN) from error
        tokenizers.append(tokenizer)
    return TextEncoder(tokenizers, encoders)


def _load_text_encoder(folder: Path) -> ClipEncoder:
    config = _read_json(folder / "config.json")
    names = config.get("architectures") or ["CLIPTextModel"]
    if names[0] not in _TEXT_CLASSES:
        raise ModelMismatch(f"unknown text encoder {names[0]!r}", path=folder, advice=f"Known: {', '.join(_TEXT_CLASSES)}.")
    with torch.device("meta"):
        encoder = _TEXT_CLASSES[names[0]](CLIPTextConfig.from_dict(config))
    encoder.load_state_dict(_read_part(folder, encoder.state_dict()), strict=True, assign=True)
    inner = encoder.text_model if isinstance(encoder, CLIPTextModelWithProjection) else encoder
    # not in the state dict, so still without values
    inner.embeddings.position_ids = torch.arange(encoder.config.max_position_embeddings).expand(1, -1)
    return encoder


def _check_together(folder: Path, model: FaithDiff, autoencoder: Autoencoder, text: TextEncoder) -> None:
    """Raises ModelMismatch where parts that are right alone do not go together."""
    unet = model.unet.config
    for what, one, other in (
        ("latent channels of unet and vae", unet["in_channels"], autoencoder.config["latent_channels"]),
        ("output channels of unet and vae", unet["out_channels"], autoencoder.config["latent_channels"]),
        ("pixels a position of lq_encoder and vae", model.lq_encoder.config.factor, spatial_factor(autoencoder)),
        ("text width of unet and text encoders", unet["cross_attention_dim"], text.width),
    ):
        if one != other:
            raise ModelMismatch(f"{what} differ: {one} and {other}", path=folder, advice=_GET_AGAIN)
    if unet["addition_embed_type"] == "text_time" and not text.has_pooled:
        raise ModelMismatch("the UNet needs a text encoder with a projection", path=folder, advice=_GET_AGAIN)


def _settle(network: nn.Module, device: torch.device, dtype: torch.dtype) -> None:
    """For use only: on the device, frozen, with convolution weights in the order that runs fastest."""
    # diffusers' own `to` warns of float32 modules where there are none
    nn.Module.to(network, device=device, dtype=dtype, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    network.eval().requires_grad_(False)


def _read_part(folder: Path, own: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of every safetensors file in `folder`: exactly the keys and shapes of `own`.

    Raises:
        ModelDamaged: a file cannot be read.
        ModelMismatch: names the file, and what is missing, too many or mis-shaped.
    """
    state: dict[str, Tensor] = {}
    path = folder
    for path in sorted(folder.glob("*.safetensors")):
        try:
            tensors = load_file(path)
        except (SafetensorError, OSError) as error:
            raise ModelDamaged(f"cannot be read ({error})", path=path, advice=_GET_AGAIN) from error
        for key, tensor in tensors.items():
            if key in state or key not in own:
                raise ModelMismatch(f"its key {key} is {'there twice' if key in state else 'unknown'}", path=path)
            if tensor.shape != own[key].shape:
                shapes = f"{list(tensor.shape)} instead of {list(own[key].shape)}"
                raise ModelMismatch(f"its key {key} has the shape {shapes}", path=path, advice=_GET_AGAIN)
            state[key] = tensor
    if absent := sorted(own.keys() - state.keys()):
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        raise ModelMismatch(f"the key {absent[0]}{more} is missing", path=path, advice=_GET_AGAIN)
    return state


def _write_part(
    folder: Path, config: dict[str, Any], state: Mapping[str, Tensor], dtype: torch.dtype, max_file_bytes: int | None
) -> None:
    _write_json(folder / "config.json", config)
    files: list[dict[str, Tensor]] = [{}]
    room = max_file_bytes
    for key, tensor in state.items():
        stored = tensor.detach().to("cpu", dtype if tensor.is_floating_point() else tensor.dtype).contiguous().clone()
        if room is not None:
            room -= stored.nbytes + 256  # the header has a line a tensor
            if room < 0 and files[-1]:
                files.append({})
                room = (max_file_bytes or 0) - stored.nbytes - 256
        files[-1][key] = stored
    for index, tensors in enumerate(files, start=1):
        number = f"-{index:05}-of-{len(files):05}" if len(files) > 1 else ""
        stem = "model" if folder.name.startswith("text_encoder") else "diffusion_pytorch_model"
        save_file(tensors, folder / f"{stem}{number}.safetensors", metadata={"format": "pt"})


def _plain(config: Mapping[str, Any], class_name: str) -> dict[str, Any]:
    """A diffusers config without what depends on where and by which version it was made."""
    return {"_class_name": class_name} | {key: value for key, value in config.items() if not key.startswith("_")}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMissing("this file of the model is missing", path=path, advice=_GET_AGAIN) from None
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"cannot be read ({error})", path=path, advice=_GET_AGAIN) from error
    if not isinstance(values, dict):
        raise ModelDamaged("is not a JSON object", path=path, advice=_GET_AGAIN)
    return values


def _write_json(path: Path, values: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=2, sort_keys=True) + "\n", encoding="utf-8")

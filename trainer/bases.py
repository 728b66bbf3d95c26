"""What a run starts from: a bundle, or a diffusers folder of SDXL or SD 2.1 whose FaithDiff parts are new."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from safetensors import SafetensorError, safe_open
from torch import Tensor
from transformers import CLIPTextModelWithProjection

from engine.bundle import check_together, load_bundle
from engine.conversion import check_fits, read_scheduler, read_text_encoder, read_tokenizer, read_vae
from engine.errors import ConfigError, ModelMismatch, ModelMissing, OutOfMemory, TrainingError
from engine.manifest import MANIFEST
from engine.model.alignment import Alignment
from engine.model.autoencoder import Autoencoder
from engine.model.config import AlignmentConfig, Attention, Features, LQEncoderConfig
from engine.model.faithdiff import FaithDiff
from engine.model.lq_encoder import LQEncoder
from engine.part_files import plain_config, read_json
from engine.precision import resolve_device
from engine.request import RestoreRequest
from engine.text import TextEncoder
from engine.weights_file import read_folder
from trainer.config import RunConfig

_HEADS = 8


@dataclass(frozen=True, eq=False)
class Base:
    """Networks that a run starts from.

    Attributes:
        model, text, autoencoder: on the device that trains, or on the CPU.
        scheduler_config: noise schedule and prediction type.
        recommended: the request that restoring starts from.
        fingerprint: sha256 of the bundle's manifest; "" for a diffusers folder.
    """

    model: FaithDiff
    text: TextEncoder
    autoencoder: Autoencoder
    scheduler_config: dict[str, Any]
    recommended: RestoreRequest
    fingerprint: str


def load_base(config: RunConfig) -> Base:
    """Reads `config.base`, with the alignment and the features that `config` asks for.

    Raises:
        ConfigError: the base has no alignment and none is asked for, or is not of a kind that an adapter can change.
        ModelError: a file is missing, damaged, or does not fit; names it.
        DeviceError: no such device.
        TrainingError: the device is too small for the weights.
    """
    folder = config.base
    if not folder.is_dir():
        raise ModelMissing("there is no model", path=folder, advice="Set base to a model's folder.")
    if (folder / MANIFEST).is_file() or not (folder / "unet" / "config.json").is_file():
        return _from_bundle(config)
    if config.alignment == "base":
        raise ConfigError(
            "alignment is base, but this base is a stock model without one",
            path=folder,
            advice="Set alignment to per_position, spatial or addition, or choose a FaithDiff model as base.",
        )
    return _from_stock(config)


def _from_bundle(config: RunConfig) -> Base:
    device = resolve_device(config.device)
    half = device.type == "cuda" and _stored_in_half(config.base)
    try:
        restorer = load_bundle(config.base, config.device, torch.float16 if half else torch.float32)
    except OutOfMemory as error:
        advice = "Close other programs, or use a card with more memory."
        raise TrainingError(f"{device} is too small for the weights", path=config.base, advice=advice) from error
    model, wanted = restorer.model, config.features
    if config.alignment != "base":
        encoder = model.lq_encoder
        if wanted not in ("base", encoder.config.features):
            encoder = new_lq_encoder(restorer.autoencoder, wanted)
        model = _joined(model.unet, encoder, config)
    elif wanted not in ("base", model.lq_encoder.config.features):
        raise ConfigError(f"features is {wanted}, but the base's alignment was made for others", path=config.base)
    return Base(
        model,
        restorer.text,
        restorer.autoencoder,
        dict(restorer.scheduler_config),
        restorer.recommended,
        restorer.fingerprint,
    )


def _stored_in_half(folder: Path) -> bool:
    """Whether all weights of the model's own parts are float16 in their files: then nothing is lost in reading so."""
    try:
        for path in sorted(folder.glob("*/*.safetensors")):
            with safe_open(path, framework="pt") as file:
                if any(file.get_slice(key).get_dtype() not in ("F16", "I64") for key in file.keys()):  # noqa: SIM118
                    return False
    except (OSError, SafetensorError):
        return False  # the bundle's own check says what is wrong
    return True


def _from_stock(config: RunConfig) -> Base:
    folder = config.base
    autoencoder, section = read_vae(folder / "vae", {})
    autoencoder.load_state_dict(_floats(section.state), strict=True, assign=True)
    encoders, tokenizers = [], []
    for index, suffix in enumerate(("", "_2")):
        if suffix and not (folder / f"text_encoder{suffix}").is_dir():
            continue
        encoder, section = read_text_encoder(folder / f"text_encoder{suffix}", index, {})
        encoder.load_state_dict(_floats(section.state), strict=True, assign=True)
        inner = encoder.text_model if isinstance(encoder, CLIPTextModelWithProjection) else encoder
        positions = torch.arange(encoder.config.max_position_embeddings).expand(1, -1)
        inner.embeddings.register_buffer("position_ids", positions, persistent=False)  # in no file
        encoders.append(encoder.eval())
        tokenizers.append(read_tokenizer(folder / f"tokenizer{suffix}"))
    text = TextEncoder(tokenizers, encoders)
    features: Features = "latent" if config.features == "latent" else "penultimate"
    model = _joined(_stock_unet(folder / "unet"), new_lq_encoder(autoencoder, features), config)
    check_together(folder, model, autoencoder, text)
    scheduler = read_scheduler(folder / "scheduler" / "scheduler_config.json")
    return Base(model, text, autoencoder, scheduler, RestoreRequest(), "")


def _stock_unet(folder: Path) -> UNet2DConditionModel:
    config = plain_config(read_json(folder / "config.json"), "UNet2DConditionModel")
    try:
        with torch.device("meta"):
            unet = UNet2DConditionModel.from_config(config)
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RuntimeError) as error:
        raise ModelMismatch(f"it does not make a UNet ({error})", path=folder, advice="Give another base.") from error
    assert isinstance(unet, UNet2DConditionModel)
    state = read_folder(folder)
    check_fits(state, unet.state_dict(), folder, "unet")
    unet.load_state_dict(_floats(state), strict=True, assign=True)
    return unet


def _floats(state: Any) -> dict[str, Tensor]:
    """Copies in float32 of tensors that are mapped from a file."""
    return {key: t.to(torch.float32, copy=True) if t.is_floating_point() else t.clone() for key, t in state.items()}


def new_lq_encoder(autoencoder: Autoencoder, features: Features) -> LQEncoder:
    """A copy of the VAE's encoder, up to the layer that gives the features (paper section 3.2).

    Raises:
        ConfigError: the autoencoder has no such encoder.
    """
    if not isinstance(autoencoder, AutoencoderKL):
        raise ConfigError(f"features is {features}, but the base's autoencoder has no encoder to copy")
    own = autoencoder.config
    encoder = LQEncoder(
        LQEncoderConfig(
            in_channels=own["in_channels"],
            block_out_channels=tuple(own["block_out_channels"]),
            layers_per_block=own["layers_per_block"],
            norm_num_groups=own["norm_num_groups"],
            mid_block_add_attention=own.get("mid_block_add_attention", True),
            features=features,
            latent_channels=own["latent_channels"],
        )
    )
    names = encoder.state_dict().keys()
    state = {name: tensor.clone() for name, tensor in autoencoder.encoder.state_dict().items() if name in names}
    encoder.load_state_dict(state, strict=True, assign=True)
    return encoder


def _joined(unet: UNet2DConditionModel, lq_encoder: LQEncoder, config: RunConfig) -> FaithDiff:
    """A model with a new alignment, which adds nothing before it has learned."""
    if not isinstance(unet.conv_in, torch.nn.Conv2d):
        unet.conv_in = unet.conv_in.conv  # without the alignment of the base
    conv = unet.conv_in
    attention: Attention = next(kind for kind in get_args(Attention) if kind == config.alignment)
    encoder = lq_encoder.config
    settings = AlignmentConfig(
        feature_channels=encoder.feature_channels,
        hidden_channels=conv.out_channels,
        attention=attention,
        heads=_HEADS,
        # few latent channels are normalised together: one by one they would lose a picture's level and contrast
        norm_num_groups=1 if encoder.features == "latent" else encoder.norm_num_groups,
    )
    if attention == "spatial" and settings.width % settings.heads:
        raise ConfigError(f"alignment is spatial, whose {_HEADS} heads do not divide its width of {settings.width}")
    with torch.device("meta"):
        alignment = Alignment(settings)
    alignment.to_empty(device=conv.weight.device)
    alignment.initialise(torch.Generator().manual_seed(config.seed))
    return FaithDiff(unet, lq_encoder, alignment)

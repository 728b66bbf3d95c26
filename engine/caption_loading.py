"""Loading a captioner with transformers, strictly: every key accounted for, nothing fetched, nothing run.

No torchvision: picture processors are transformers' Pillow ones, and processors that also take films are put together
without the part for films, which transformers has for torchvision only.
"""

import contextlib
import gc
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from torch import nn
from transformers import AutoConfig, AutoImageProcessor, AutoTokenizer, GenerationConfig, ProcessorMixin
from transformers.utils import logging as transformers_logging

from engine.caption_files import CONFIG, GET_AGAIN, CaptionerFolder, check_captioner
from engine.caption_kinds import Kind
from engine.errors import HeirloomError, ModelDamaged, ModelMismatch, OutOfMemory

# What a damaged or senseless folder makes transformers, tokenizers and torch raise.
_UNFIT = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RuntimeError,
    ImportError,
    OSError,
    AssertionError,
)
_LOCAL: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}

# Buffers that older versions of transformers wrote with the weights; they are computed now.
_OLD_BUFFERS = ("position_ids", "rotary_emb.inv_freq")

# The processor of pictures and films needs a package for films; the one of pictures alone does the same with pictures.
_WITHOUT_FILMS = {"SmolVLMProcessor": "Idefics3Processor"}

# Of a folder's generation_config.json, what belongs to the model and not to a way of drawing.
_KEPT = (
    "bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id", "forced_bos_token_id",
    "no_repeat_ngram_size", "repetition_penalty", "suppress_tokens", "begin_suppress_tokens",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Captioner:
    """A captioner that is ready; `load_captioner` makes it. Dropping it unloads it.

    Attributes:
        name: of its folder.
        kind: how it is asked.
        model: a transformers model with `generate`, frozen.
        processor: pictures and prompts into the model's inputs.
        device: where the weights are.
        dtype: number format of the weights.
    """

    name: str
    kind: Kind
    model: Any
    processor: Any
    device: torch.device
    dtype: torch.dtype


def load_captioner(folder: Path, device: str | torch.device = "cpu", dtype: torch.dtype | None = None) -> Captioner:
    """Loads the captioner in `folder`, as transformers' `save_pretrained` and the hub lay it out.

    Args:
        folder: with `config.json`, safetensors, the processor's and the tokenizer's files.
        device: where to put it.
        dtype: number format of the weights; by default float32 on the processor, else float16.

    Raises:
        ModelMissing, ModelDamaged: a file is not there, or cannot be read; names it.
        ModelMismatch: a model that transformers does not know as a captioner, or one whose weights do not fit.
        OutOfMemory: the device has not enough memory.
    """
    found = check_captioner(folder)
    device = torch.device(device)
    dtype = dtype or (torch.float32 if device.type == "cpu" else torch.float16)
    with _hushed(), _worded(folder, device):
        config = AutoConfig.from_pretrained(folder, **_LOCAL)
        processor = _load_processor(found, config)
        model = _load_model(found, config, dtype).to(device)
    return Captioner(found.name, found.kind, model, processor, device, dtype)


@contextlib.contextmanager
def loaded_captioner(
    folder: Path, device: str | torch.device = "cpu", dtype: torch.dtype | None = None
) -> Iterator[Captioner]:
    """As `load_captioner`; at the end its memory is given back, whoever still holds the captioner.

    Raises:
        HeirloomError: as `load_captioner`.
    """
    captioner = load_captioner(folder, device, dtype)
    try:
        yield captioner
    finally:
        captioner.model.to("meta")
        if captioner.device.type == "cuda":
            gc.collect()
            torch.cuda.empty_cache()


def _load_model(found: CaptionerFolder, config: Any, dtype: torch.dtype) -> nn.Module:
    loader = getattr(transformers, found.kind.architecture)
    # mis-shaped keys are let through only to be named below
    strictly = {"use_safetensors": True, "output_loading_info": True, "ignore_mismatched_sizes": True}
    model, report = loader.from_pretrained(found.folder, config=config, dtype=dtype, **strictly, **_LOCAL)
    unexpected = [key for key in report["unexpected_keys"] if not key.endswith(_OLD_BUFFERS)]
    for keys, what in (
        (report["missing_keys"], "is missing"),
        (unexpected, "is unknown"),
        (report["mismatched_keys"], "has another shape than the model's"),
    ):
        if keys:
            first, *others = sorted(str(key[0] if isinstance(key, tuple) else key) for key in keys)
            more = f" (and {len(others)} more)" if others else ""
            raise ModelMismatch(f"the key {first}{more} {what}", path=found.weights[0], advice=GET_AGAIN)
    model.eval().requires_grad_(False)
    for part in model.modules():
        given = getattr(part, "generation_config", None)
        if given is not None:
            part.generation_config = _greedy(given, part.config)
    return model


def _greedy(given: GenerationConfig, config: Any) -> GenerationConfig:
    """The tokens that mark start and end, and no drawing, whatever the folder recommends.

    Some folders name these tokens in the text model's config only; without them a caption would have no end.
    """
    text, kept = config.get_text_config(), dict[str, Any]()
    for name in _KEPT:
        values = (getattr(source, name, None) for source in (given, config, text))
        kept[name] = next((value for value in values if value is not None), None)
    return GenerationConfig(do_sample=False, num_beams=1, use_cache=True, **kept)


def _load_processor(found: CaptionerFolder, config: Any) -> Any:
    """The processor that transformers has for this model, with a Pillow image processor and without films."""
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING

    if type(config) not in PROCESSOR_MAPPING:
        raise _no_captioner(found)
    made: Any = PROCESSOR_MAPPING[type(config)]
    if other := _WITHOUT_FILMS.get(made.__name__):
        made = getattr(transformers, other)
    settings, _ = made.get_processor_dict(found.folder, **_LOCAL)
    parts: list[Any] = []
    for part in made.get_attributes():
        if part == "tokenizer":
            parts.append(AutoTokenizer.from_pretrained(found.folder, **_LOCAL))
        elif part == "image_processor":
            parts.append(AutoImageProcessor.from_pretrained(found.folder, backend="pil", **_LOCAL))
        elif part == "video_processor":
            parts.append(None)
        else:
            raise ModelMismatch(f"its processor needs a {part}, which is not supported", path=found.folder)
    settings = {name: value for name, value in settings.items() if name not in _LOCAL}
    processor = _without_films(made).from_args_and_dict(parts, settings)
    if found.kind.chat and not processor.chat_template:
        what = f"a model of type {found.model_type} without a chat template cannot be asked for a caption"
        raise ModelMismatch(what, path=found.folder, advice="Get another captioner.")
    return processor


def _without_films(made: type[ProcessorMixin]) -> Any:
    """The same processor, which puts up with having no part for films."""
    if "video_processor" not in made.get_attributes():
        return made

    def check(self: ProcessorMixin, name: str, argument: Any) -> Any:
        return None if argument is None else made.check_argument_for_proper_class(self, name, argument)

    return type(made.__name__, (made,), {"check_argument_for_proper_class": check})


def _no_captioner(found: CaptionerFolder) -> ModelMismatch:
    what = f"a model of type {found.model_type} is no captioner that Heirloom knows"
    advice = "Get Florence-2, BLIP, or a chat model that takes pictures."
    return ModelMismatch(what, path=found.folder / CONFIG, advice=advice)


@contextlib.contextmanager
def _worded(folder: Path, device: torch.device) -> Iterator[None]:
    """Raises this project's errors for whatever the folder makes others raise."""
    try:
        yield
    except HeirloomError:
        raise
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise out_of_memory(device) from error
    except _UNFIT as error:
        if "DefaultCPUAllocator" in str(error):
            raise out_of_memory(device) from error
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelDamaged(f"cannot be loaded ({lines[0][:300]})", path=folder, advice=GET_AGAIN) from error
    except Exception as error:
        # The tokenizers library raises plain Exception for a file that it cannot read.
        if type(error) is not Exception:
            raise
        raise ModelDamaged(f"cannot be loaded ({error})", path=folder, advice=GET_AGAIN) from error


def out_of_memory(device: torch.device) -> OutOfMemory:
    """The error for a device without room for a captioner or a picture."""
    advice = "Choose a smaller captioner, or the processor (--device cpu), or close other programs."
    return OutOfMemory(f"not enough memory on {device} for this captioner", advice=advice)


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """No progress bars and remarks of transformers: what matters is raised, and nothing here prints."""
    bars, level = transformers_logging.is_progress_bar_enabled(), transformers_logging.get_verbosity()
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_logging.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()

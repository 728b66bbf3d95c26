"""Captions: what a photo shows, in words, as a generator of progress. `caption_loading` loads captioners."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from jinja2 import TemplateError
from PIL import Image
from torch import Tensor
from transformers import GenerationConfig, ProcessorMixin

from engine.caption_kinds import MAX_NEW_TOKENS, TOKEN_LIMIT, Detail
from engine.caption_loading import Captioner, load_captioner, loaded_captioner, out_of_memory
from engine.caption_text import clean_caption
from engine.errors import InvalidResult, ModelMismatch
from engine.images.picture import Picture

__all__ = ["CaptionProgress", "Captioner", "caption", "load_captioner", "loaded_captioner", "write_caption"]

MIN_SIDE = 28
"""Pixels: the smallest side that any processor takes; thinner pictures are widened to it."""

# Arguments that `generate` hands to every way of decoding; only other ways use them.
_NOT_THE_MODELS = ("synced_gpus", "streamer", "assistant_model", "assistant_tokenizer", "tokenizer")


@dataclass(frozen=True)
class CaptionProgress:
    """One step towards a caption.

    Attributes:
        stage: the captioner is loaded, looks at the photo, or writes.
        done, total: tokens written and the most there can be for `write`; 0 or 1 of 1 elsewhere.
    """

    stage: Literal["load", "look", "write"]
    done: int
    total: int


def write_caption(
    folder: Path,
    picture: Picture,
    *,
    detail: Detail = "detailed",
    device: str | torch.device = "cpu",
    dtype: torch.dtype | None = None,
) -> Generator[CaptionProgress, None, str]:
    """Loads the captioner in `folder`, describes `picture` and unloads it; arguments and errors as of the two.

    Raises:
        HeirloomError: as `load_captioner` and `caption`.
    """
    yield CaptionProgress("load", 0, 1)
    with loaded_captioner(folder, device, dtype) as captioner:
        yield CaptionProgress("load", 1, 1)
        return (yield from caption(captioner, picture, detail=detail))


@torch.inference_mode()
def caption(
    captioner: Captioner, picture: Picture, *, detail: Detail = "detailed", every: int = 1
) -> Generator[CaptionProgress, None, str]:
    """Describes one picture, always taking the likeliest token, so that the same photo has the same caption.

    Each yield is a place to stop: closing the generator leaves nothing behind.

    Args:
        captioner: from `load_captioner`; unchanged.
        picture: upright sRGB pixels; large ones are reduced first.
        detail: a sentence, two or three, or a paragraph, as far as the captioner knows the difference.
        every: tokens between two yields.

    Returns:
        The cleaned caption; "" where the captioner had nothing to say.

    Raises:
        OutOfMemory: the device has not enough memory.
        InvalidResult: the model computes values that are not numbers.
        ModelMismatch: the captioner's parts do not go together.
    """
    try:
        return (yield from _caption(captioner, picture, detail, every))
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise out_of_memory(captioner.device) from error
    except torch.AcceleratorError:
        raise  # the device's own fault, which says nothing of the captioner
    except (RuntimeError, ValueError, LookupError, TypeError, ArithmeticError, TemplateError) as error:
        if "DefaultCPUAllocator" in str(error) or "not enough memory" in str(error):
            raise out_of_memory(captioner.device) from error
        what = f"the captioner {captioner.name} could not describe the photo ({_first_line(error)})"
        raise ModelMismatch(what, advice="Get it again, or choose another captioner.") from error


def _caption(
    captioner: Captioner, picture: Picture, detail: Detail, every: int
) -> Generator[CaptionProgress, None, str]:
    yield CaptionProgress("look", 0, 1)
    inputs = _inputs(captioner, reduced(picture, captioner.kind.max_side), detail)
    most = MAX_NEW_TOKENS[detail]
    # `generate` prepares the model's inputs and hands them to the decoding given: here a generator, which it returns.
    steps = captioner.model.generate(**inputs, max_new_tokens=most, custom_generate=_greedy_steps)
    written: list[int] = []
    with contextlib.closing(steps):
        for token in steps:
            written.append(token)
            if len(written) % every == 0:
                yield CaptionProgress("write", len(written), most)
    text = captioner.processor.tokenizer.decode(written, skip_special_tokens=True)
    return clean_caption(text, limit=TOKEN_LIMIT[detail], finished=len(written) < most)


def reduced(picture: Picture, max_side: int) -> Image.Image:
    """The picture as Pillow's RGB image with sides of `MIN_SIDE` to `max_side` pixels."""
    image = Image.fromarray(picture.pixels8())
    factor = min(1.0, max_side / max(image.size))
    width, height = (min(max_side, max(MIN_SIDE, round(side * factor))) for side in image.size)
    if (width, height) != image.size:
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return image


def _inputs(captioner: Captioner, image: Image.Image, detail: Detail) -> Any:
    """The model's inputs, on its device and in its number format."""
    processor, prompt = captioner.processor, captioner.kind.prompts[detail]
    options: dict[str, Any] = {"return_tensors": "pt"}
    if captioner.kind.chat:
        content: Any = [{"type": "image"}, {"type": "text", "text": prompt}]
        # the mixin's own: some processors' variants ask their part for films, which is not there
        prompt = ProcessorMixin.apply_chat_template(
            processor, [{"role": "user", "content": content}], add_generation_prompt=True, tokenize=False
        )
        start = processor.tokenizer.bos_token
        options["add_special_tokens"] = not (start and prompt.startswith(start))
    inputs = processor(images=image, text=prompt, **options) if prompt else processor(images=image, **options)
    return inputs.to(captioner.device, captioner.dtype)


def _greedy_steps(
    model: Any,
    input_ids: Tensor,
    logits_processor: Any,
    stopping_criteria: Any,
    generation_config: GenerationConfig,
    **arguments: Any,
) -> Generator[int, None, None]:
    """Yields the likeliest next token until the end: transformers' own loop (`GenerationMixin._sample`), opened.

    Args:
        model: with `generate`'s hooks.
        input_ids: [1, N], the prompt or the decoder's start.
        logits_processor, stopping_criteria: made by `generate` from the generation config.
        generation_config: of this call.
        arguments: everything else the model is called with.
    """
    for name in _NOT_THE_MODELS:
        arguments.pop(name, None)
    first = True
    while True:
        # after the first call the cache holds what was before
        inputs = model.prepare_inputs_for_generation(
            input_ids, next_sequence_length=None if first else 1, is_first_iteration=first, **arguments
        )
        outputs = model(**inputs, return_dict=True)
        first = False
        logits = outputs.logits[:, -1].float()
        if bool(logits.isnan().any()):
            what = "the captioner's result is no text (it has values that are not numbers)"
            raise InvalidResult(what, advice="Use the processor instead of the graphics card, or another captioner.")
        arguments = model._update_model_kwargs_for_generation(
            outputs, arguments, is_encoder_decoder=model.config.is_encoder_decoder
        )
        scores = logits_processor(input_ids, logits)
        token = scores.argmax(dim=-1)
        input_ids = torch.cat([input_ids, token[:, None]], dim=-1)
        yield int(token)
        if bool(stopping_criteria(input_ids, None).all()):
            return


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]

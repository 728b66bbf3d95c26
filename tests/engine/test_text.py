from typing import Any

import pytest
import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline

from engine.errors import ModelMismatch
from engine.text import TextEncoder
from tests.engine.tiny import TextKind, tiny_text

WINDOW = 16
KINDS: list[TextKind] = ["projection", "plain", "two"]


def text_encoder(kind: TextKind) -> TextEncoder:
    return tiny_text(kind, WINDOW, torch.Generator().manual_seed(0))


@torch.no_grad()
def test_two_encoders_are_as_in_diffusers_sdxl_pipeline() -> None:
    text = text_encoder("two")
    nothing: Any = None
    pipeline = StableDiffusionXLPipeline.__new__(StableDiffusionXLPipeline)
    parts = {
        "tokenizer": text.tokenizers[0],
        "tokenizer_2": text.tokenizers[1],
        "text_encoder": text.encoders[0],
        "text_encoder_2": text.encoders[1],
        "unet": nothing,
    }
    for name, part in parts.items():
        object.__setattr__(pipeline, name, part)
    pipeline.register_to_config(force_zeros_for_empty_prompt=False)
    expected: Any = pipeline.encode_prompt("a house", device=torch.device("cpu"), negative_prompt="blur")
    context, negative, pooled, negative_pooled = expected
    ours = text.encode(["blur", "a house"])
    assert ours.pooled is not None
    torch.testing.assert_close(ours.context, torch.cat([negative, context]), rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(ours.pooled, torch.cat([negative_pooled, pooled]), rtol=1e-5, atol=1e-5)


@torch.no_grad()
def test_one_plain_encoder_is_as_in_diffusers_sd_pipeline() -> None:
    text = text_encoder("plain")
    pipeline = StableDiffusionPipeline.__new__(StableDiffusionPipeline)
    object.__setattr__(pipeline, "tokenizer", text.tokenizers[0])
    object.__setattr__(pipeline, "text_encoder", text.encoders[0])
    guided = {"num_images_per_prompt": 1, "do_classifier_free_guidance": True, "negative_prompt": "blur"}
    expected: Any = pipeline.encode_prompt("a house", torch.device("cpu"), **guided)
    context, negative = expected
    ours = text.encode(["blur", "a house"])
    assert ours.pooled is None
    torch.testing.assert_close(ours.context, torch.cat([negative, context]), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_short_captions_take_one_window(kind: TextKind) -> None:
    text = text_encoder(kind)
    encoded = text.encode(["", "a house"])
    assert encoded.windows == 1
    assert encoded.context.shape == (2, WINDOW, text.width)
    assert (encoded.pooled is not None) == text.has_pooled
    assert text.count_tokens("") == 2
    assert text.count_tokens("a house") == 2 + 6


@pytest.mark.parametrize("kind", KINDS)
def test_long_captions_are_read_in_windows_side_by_side(kind: TextKind) -> None:
    text = text_encoder(kind)
    long = "abcdefghijklmn" + "opq"  # a letter a token: 14 fill a window
    assert text.count_tokens(long) == 19 > text.window
    encoded = text.encode(["blur", long])
    assert encoded.windows == 2
    assert encoded.context.shape == (2, 2 * WINDOW, text.width)
    # a shorter caption is filled up with an empty window, and its first window is what it is alone
    alone = text.encode(["blur", ""])
    torch.testing.assert_close(encoded.context[0, :WINDOW], alone.context[0])
    torch.testing.assert_close(encoded.context[0, WINDOW:], alone.context[1])
    if encoded.pooled is not None and alone.pooled is not None:
        torch.testing.assert_close(encoded.pooled[0], alone.pooled[0])


def test_a_caption_that_just_fits_takes_one_window() -> None:
    text = text_encoder("projection")
    assert text.encode(["abcdefghijklmn"]).windows == 1
    assert text.encode(["abcdefghijklmno"]).windows == 2


def test_contexts_can_be_trained_on() -> None:
    """They are made without gradients, but may take part in a computation with them."""
    text = text_encoder("projection")
    weight = torch.ones(text.width, requires_grad=True)
    (text.encode(["a house"]).context * weight).sum().backward()
    assert weight.grad is not None


def test_encoders_that_do_not_go_together_are_refused() -> None:
    one, other = text_encoder("projection"), tiny_text("projection", 20, torch.Generator().manual_seed(0))
    with pytest.raises(ModelMismatch, match="different lengths"):
        TextEncoder(one.tokenizers + other.tokenizers, one.encoders + other.encoders)
    with pytest.raises(ModelMismatch, match="do not go with"):
        TextEncoder((), one.encoders)

"""Tiny captioners of the real classes with random weights, written as `save_pretrained` writes them."""

import json
from pathlib import Path
from typing import Any, Literal

import torch
from tokenizers import Tokenizer, decoders, models
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    BlipConfig,
    BlipForConditionalGeneration,
    BlipImageProcessorPil,
    BlipProcessor,
    CLIPImageProcessorPil,
    Florence2Config,
    Florence2ForConditionalGeneration,
    Florence2Processor,
    GenerationConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
    Qwen2VLConfig,
    Qwen2VLForConditionalGeneration,
    Qwen2VLImageProcessorPil,
    SmolVLMConfig,
    SmolVLMForConditionalGeneration,
    SmolVLMImageProcessorPil,
)
from transformers.utils import logging

from tests.engine.tiny import randomise

CaptionerKind = Literal["florence", "blip", "llava", "qwen", "smolvlm"]
KINDS: tuple[CaptionerKind, ...] = ("florence", "blip", "llava", "qwen", "smolvlm")

_MARKS = (
    "<s>", "<pad>", "</s>", "<unk>", "<image>", "<fake_token_around_image>", "<end_of_utterance>", "<global-img>",
    "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>",
)  # fmt: skip
BOS, PAD, EOS, IMAGE = (_MARKS.index(mark) for mark in ("<s>", "<pad>", "</s>", "<image>"))
_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}IMAGE{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endfor %}{% if add_generation_prompt %} Answer:{% endif %}"
)
_TEXT: dict[str, Any] = {"bos_token_id": BOS, "pad_token_id": PAD, "eos_token_id": EOS}


def tiny_captioner(folder: Path, kind: CaptionerKind = "florence", *, seed: int = 0, sharp: float = 4.0) -> Path:
    """Writes a tiny captioner to `folder` and returns it; `sharp` weights make it say more than one letter."""
    model, processor = _MAKERS[kind](tiny_captioner_tokenizer("<|image_pad|>" if kind == "qwen" else "<image>"))
    randomise(model, torch.Generator().manual_seed(seed))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim >= 2 and "embed" not in name:
                parameter.mul_(sharp)
    model.generation_config = GenerationConfig(decoder_start_token_id=EOS, **_TEXT)
    logging.disable_progress_bar()
    model.save_pretrained(folder)
    for part in processor if isinstance(processor, tuple) else (processor,):
        part.save_pretrained(folder)
    if kind == "smolvlm":
        values = {"processor_class": "SmolVLMProcessor", "image_seq_len": 4}
        (folder / "processor_config.json").write_text(json.dumps(values))
    return folder


def tiny_captioner_tokenizer(image_token: str = "<image>") -> PreTrainedTokenizerFast:
    """Byte-level and without merges: a token a byte."""
    tokens = [*_MARKS, *sorted(ByteLevel.alphabet())]
    inner = Tokenizer(models.BPE(vocab={token: index for index, token in enumerate(tokens)}, merges=[]))
    inner.pre_tokenizer = ByteLevel(add_prefix_space=False)  # pyright: ignore[reportAttributeAccessIssue]
    inner.decoder = decoders.ByteLevel()  # pyright: ignore[reportAttributeAccessIssue]
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        extra_special_tokens={"image_token": image_token} | {f"mark_{n}": mark for n, mark in enumerate(_MARKS[4:])},
        model_max_length=2048,
    )


def _florence(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    text = {
        "model_type": "bart", "vocab_size": len(tokenizer), "d_model": 16, "encoder_layers": 1, "decoder_layers": 1,
        "encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32,
        "max_position_embeddings": 512, "decoder_start_token_id": EOS, **_TEXT,
    }  # fmt: skip
    vision = {
        "depths": [1, 1], "patch_size": [7, 3], "patch_stride": [4, 2], "patch_padding": [3, 1],
        "patch_prenorm": [False, True], "embed_dim": [8, 16], "num_heads": [2, 2], "num_groups": [2, 2],
        "window_size": 4, "projection_dim": 16, "max_temporal_embeddings": 10, "max_position_embeddings": 16,
    }  # fmt: skip
    values: dict[str, Any] = {"text_config": text, "vision_config": vision, "image_token_id": IMAGE}
    config = Florence2Config(**values)
    images = CLIPImageProcessorPil(size={"height": 32, "width": 32}, do_center_crop=False, image_seq_length=17)
    return Florence2ForConditionalGeneration(config), Florence2Processor(images, tokenizer)


def _blip(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    text = {
        "vocab_size": len(tokenizer), "hidden_size": 16, "encoder_hidden_size": 16, "intermediate_size": 32,
        "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 512, "projection_dim": 16,
        "sep_token_id": EOS, **_TEXT,
    }  # fmt: skip
    vision = {
        "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
        "image_size": 32, "patch_size": 8, "projection_dim": 16,
    }  # fmt: skip
    config = BlipConfig(text_config=text, vision_config=vision, projection_dim=16, image_text_hidden_size=16)
    images = BlipImageProcessorPil(size={"height": 32, "width": 32})
    return BlipForConditionalGeneration(config), BlipProcessor(images, tokenizer)


_LLAMA = {
    "model_type": "llama", "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1,
    "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 2048, **_TEXT,
}  # fmt: skip


def _llava(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {
        "model_type": "clip_vision_model", "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 2, "image_size": 32, "patch_size": 8, "projection_dim": 16,
    }  # fmt: skip
    text = _LLAMA | {"vocab_size": len(tokenizer)}
    values: dict[str, Any] = {"text_config": text, "vision_config": vision, "image_token_id": IMAGE}
    config = LlavaConfig(**values, image_seq_length=16)
    images = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    processor = LlavaProcessor(
        images,
        tokenizer,
        patch_size=8,
        vision_feature_select_strategy="default",
        chat_template=_TEMPLATE.replace("IMAGE", "<image>"),
        num_additional_image_tokens=1,
    )
    return LlavaForConditionalGeneration(config), processor


def _qwen(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    """Its processor has a part for films, which cannot be made here: the parts are written one by one."""
    ids = {name: _MARKS.index(f"<|{name}|>") for name in ("vision_start", "vision_end", "image_pad", "video_pad")}
    config = Qwen2VLConfig(
        text_config={
            "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
            "num_key_value_heads": 2, "vocab_size": len(tokenizer), "max_position_embeddings": 2048,
            "rope_parameters": {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}, **_TEXT,
        },
        vision_config={
            "depth": 1, "embed_dim": 16, "hidden_size": 16, "num_heads": 2, "mlp_ratio": 2, "patch_size": 14,
        },
        image_token_id=ids["image_pad"],
        video_token_id=ids["video_pad"],
        vision_start_token_id=ids["vision_start"],
        vision_end_token_id=ids["vision_end"],
    )  # fmt: skip
    tokenizer.chat_template = _TEMPLATE.replace("IMAGE", "<|vision_start|><|image_pad|><|vision_end|>")
    images = Qwen2VLImageProcessorPil(min_pixels=28 * 28, max_pixels=4 * 28 * 28)
    return Qwen2VLForConditionalGeneration(config), (images, tokenizer)


def _smolvlm(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    """As `_qwen`."""
    config = SmolVLMConfig(
        text_config=_LLAMA | {"vocab_size": len(tokenizer)},
        vision_config={
            "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
            "image_size": 32, "patch_size": 8,
        },
        image_token_id=IMAGE,
        scale_factor=2,
    )  # fmt: skip
    tokenizer.chat_template = _TEMPLATE.replace("IMAGE", "<image>")
    images = SmolVLMImageProcessorPil(
        size={"longest_edge": 64}, max_image_size={"longest_edge": 32}, do_image_splitting=True
    )
    return SmolVLMForConditionalGeneration(config), (images, tokenizer)


_MAKERS = {"florence": _florence, "blip": _blip, "llava": _llava, "qwen": _qwen, "smolvlm": _smolvlm}

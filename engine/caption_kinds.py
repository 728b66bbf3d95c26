"""Kinds of captioners, as data: which class loads one, and how each is asked. No torch here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Detail = Literal["short", "detailed", "long"]

DETAILS: tuple[Detail, ...] = ("short", "detailed", "long")


@dataclass(frozen=True)
class Kind:
    """How one kind of captioner is loaded and asked.

    Attributes:
        name: for people.
        architecture: the class in transformers.
        prompts: what it is asked for each detail; "" is no prompt.
        chat: the prompt goes through the processor's chat template, with the picture in the same message.
        max_side: the longest side in pixels of the picture that is shown to the processor. Processors reduce further,
            but those of chat models make more tokens, and so more work, of a larger picture.
    """

    name: str
    architecture: str
    prompts: Mapping[Detail, str]
    chat: bool = False
    max_side: int = 1536


# Task prompts as in the model card of microsoft/Florence-2-base; the processor spells them out.
FLORENCE_2 = Kind(
    "Florence-2",
    "Florence2ForConditionalGeneration",
    {"short": "<CAPTION>", "detailed": "<DETAILED_CAPTION>", "long": "<MORE_DETAILED_CAPTION>"},
)
BLIP = Kind("BLIP", "BlipForConditionalGeneration", {"short": "", "detailed": "", "long": ""})
CHAT = Kind(
    "chat model",
    "AutoModelForImageTextToText",
    {
        "short": "Describe this photograph in one sentence. Say only what can be seen.",
        "detailed": "Describe this photograph and its style in two or three sentences. Say only what can be seen.",
        "long": "Describe this photograph and its style in a very detailed manner. Say only what can be seen.",
    },
    chat=True,
    max_side=1024,
)

_BY_MODEL_TYPE = {"florence2": FLORENCE_2, "blip": BLIP}

MAX_NEW_TOKENS: Mapping[Detail, int] = {"short": 48, "detailed": 128, "long": 256}
"""The most tokens a captioner may write."""

TOKEN_LIMIT: Mapping[Detail, int] = {"short": 77, "detailed": 77, "long": 152}
"""The most of CLIP's tokens that are kept: one window of its text encoders, or two."""


def kind_of(config: Mapping[str, Any]) -> Kind:
    """The kind that a transformers `config.json` describes; whatever is not known by name is taken for a chat model."""
    return _BY_MODEL_TYPE.get(str(config.get("model_type", "")), CHAT)

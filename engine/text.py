"""Captions into the UNet's context, with one or two CLIP text encoders.

Sources: diffusers' StableDiffusionXLPipeline and StableDiffusionPipeline `encode_prompt`. Captions longer
than the encoder's window are encoded in windows of their own and the contexts concatenated.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from engine.errors import ModelMismatch

ClipEncoder = CLIPTextModel | CLIPTextModelWithProjection


@dataclass(frozen=True)
class Conditioning:
    """What the UNet is told in words.

    Attributes:
        context: [B, windows * tokens, width], for the cross-attention.
        pooled: [B, projection width] of each caption's first window, or None where no encoder has a projection.
        windows: how many windows the longest caption took.
    """

    context: Tensor
    pooled: Tensor | None
    windows: int = 1


class TextEncoder:
    """One or two CLIP text encoders with their tokenizers.

    With a projection among the encoders: their penultimate hidden states side by side, and the projection's
    pooled embedding (SDXL's way). Without: the last hidden state after the final norm (SD 2.1's way).
    """

    def __init__(self, tokenizers: Sequence[CLIPTokenizer], encoders: Sequence[ClipEncoder]) -> None:
        if not encoders or len(tokenizers) != len(encoders):
            raise ModelMismatch(f"{len(encoders)} text encoders do not go with {len(tokenizers)} tokenizers")
        if len({self._window(encoder) for encoder in encoders}) > 1:
            raise ModelMismatch("the text encoders have windows of different lengths")
        self.tokenizers = tuple(tokenizers)
        self.encoders = tuple(encoders)

    @property
    def window(self) -> int:
        """Tokens that the encoders see at once, with the two that mark start and end."""
        return self._window(self.encoders[0])

    @property
    def width(self) -> int:
        """Channels of the context."""
        return sum(int(encoder.config.hidden_size) for encoder in self.encoders)

    @property
    def has_pooled(self) -> bool:
        """Whether there is a projection, and so a pooled embedding."""
        return self.pooled_width > 0

    @property
    def pooled_width(self) -> int:
        """Channels of the pooled embedding (the last projection's); 0 where there is none."""
        projections = [encoder for encoder in self.encoders if isinstance(encoder, CLIPTextModelWithProjection)]
        return projections[-1].text_projection.out_features if projections else 0

    @staticmethod
    def _window(encoder: ClipEncoder) -> int:
        return int(encoder.config.max_position_embeddings)

    def count_tokens(self, text: str) -> int:
        """Tokens of `text`, with the two that mark start and end: more than `window` take several windows."""
        return max(len(_tokens(tokenizer, text)) for tokenizer in self.tokenizers) + 2

    def encode(self, texts: Sequence[str]) -> Conditioning:
        """Encodes captions together; shorter ones are filled up to the windows of the longest.

        Gradients are the caller's business: restoring runs in inference mode, training may train the encoders.
        """
        room = self.window - 2
        windows = max(1, *(-(-(self.count_tokens(text) - 2) // room) for text in texts))
        contexts: list[Tensor] = []
        pooled: Tensor | None = None
        for tokenizer, encoder in zip(self.tokenizers, self.encoders, strict=True):
            ids = torch.tensor([self._padded(tokenizer, text, windows) for text in texts], device=encoder.device)
            output = encoder(ids.flatten(0, 1), output_hidden_states=self.has_pooled)
            hidden = output.hidden_states[-2] if self.has_pooled else output.last_hidden_state
            contexts.append(hidden.unflatten(0, (len(texts), windows)).flatten(1, 2))
            if isinstance(encoder, CLIPTextModelWithProjection):
                pooled = output.text_embeds.unflatten(0, (len(texts), windows))[:, 0]
        return Conditioning(torch.cat(contexts, dim=-1), pooled, windows)

    def _padded(self, tokenizer: CLIPTokenizer, text: str, windows: int) -> list[list[int]]:
        """Token ids [windows][window] of one caption."""
        tokens = _tokens(tokenizer, text)
        room = self.window - 2
        rows: list[list[int]] = []
        for index in range(windows):
            row = [_id(tokenizer, "bos"), *tokens[index * room : (index + 1) * room], _id(tokenizer, "eos")]
            rows.append(row + [_id(tokenizer, "pad")] * (self.window - len(row)))
        return rows


def _tokens(tokenizer: CLIPTokenizer, text: str) -> list[int]:
    """Ids without the marks of start and end, however many."""
    return tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]


def _id(tokenizer: CLIPTokenizer, name: str) -> int:
    value = getattr(tokenizer, f"{name}_token_id")
    if value is None:
        raise ModelMismatch(f"the tokenizer has no {name} token")
    return int(value)

"""Captions, encoded once: where the text encoders do not learn, what they say of a caption is kept, and they may leave.

An entry's name is a hash of all that it depends on: the encoders' weights, the tokenizers, the arithmetic, the caption
and this file's version. So an entry is right or is not found; none can be stale. Its content has a hash of its own.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import TrainingError
from engine.text import Conditioning, TextEncoder

VERSION = 1
MEMORY_BYTES = 2 * 2**30


class TextCache:
    """Encoded captions of one set of encoders, in memory up to `MEMORY_BYTES` and all of them in a folder.

    Attributes:
        stored: whether the folder took every entry; if not, all of them are in memory.
        bytes: of all entries.
    """

    def __init__(
        self,
        folder: Path,
        text: TextEncoder,
        arithmetic: Callable[[], AbstractContextManager[None]],
        precision: str,
        *,
        writes: bool = True,
    ) -> None:
        self.stored = True
        self.bytes = 0
        self._folder, self._text, self._arithmetic, self._writes = folder, text, arithmetic, writes
        self._device = text.encoders[0].device
        self._encoders = encoders_hash(text) + f"/{precision}/{self._device.type}"
        self._kept: dict[str, dict[str, Tensor]] = {}
        self._room = MEMORY_BYTES

    @torch.no_grad()
    def fill(self, captions: Iterable[str]) -> int:
        """Makes sure that there is an entry for each caption, and for none; returns how many were encoded.

        An entry that is damaged is made again.
        """
        encoded = 0
        for caption in sorted({"", *captions}):
            key = self.key(caption)
            entry = self._read(key)
            if entry is None:
                encoded += 1
                with self._arithmetic():
                    said = self._text.encode([caption])
                entry = {"context": said.context[0].cpu()}
                if said.pooled is not None:
                    entry["pooled"] = said.pooled[0].cpu()
                if self._writes:
                    self._write(key, entry)
            size = sum(tensor.nbytes for tensor in entry.values())
            self.bytes += size
            if size <= self._room or not (self.stored and self._writes):
                self._room -= size
                self._kept[key] = entry
        return encoded

    def conditioning(self, captions: tuple[str, ...]) -> Conditioning:
        """As `TextEncoder.encode` of the captions, one by one, on the device.

        Shorter ones are filled up to the windows of the longest with windows of nothing.

        Raises:
            TrainingError: an entry has been deleted or damaged since the start.
        """
        entries = [self._entry(caption) for caption in captions]
        nothing = self._entry("")["context"]
        windows = max(len(entry["context"]) for entry in entries) // len(nothing)
        contexts = [
            torch.cat([context, *[nothing] * (windows - len(context) // len(nothing))])
            for context in (entry["context"] for entry in entries)
        ]
        context = torch.stack(contexts).to(self._device)
        if "pooled" not in entries[0]:
            return Conditioning(context, None, windows)
        return Conditioning(context, torch.stack([entry["pooled"] for entry in entries]).to(self._device), windows)

    def key(self, caption: str) -> str:
        """The name of a caption's entry."""
        parts = json.dumps([VERSION, self._encoders, caption])
        return hashlib.sha256(parts.encode("ascii")).hexdigest()

    def _entry(self, caption: str) -> dict[str, Tensor]:
        key = self.key(caption)
        entry = self._kept.get(key) or self._read(key)
        if entry is None:
            raise TrainingError(
                "an encoded caption is missing or damaged", path=self._folder, advice="Start the same command again."
            )
        return entry

    def _read(self, key: str) -> dict[str, Tensor] | None:
        try:
            with safe_open(self._folder / f"{key}.safetensors", framework="pt") as file:
                entry = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dict
                return entry if (file.metadata() or {}).get("sha256") == _hash(entry) else None
        except (OSError, SafetensorError):
            return None

    def _write(self, key: str, entry: dict[str, Tensor]) -> None:
        """Writes beside and replaces. Where that fails, all entries stay in memory, and `stored` says so."""
        beside = self._folder / f".{key}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            save_file(entry, beside, metadata={"sha256": _hash(entry)})
            os.replace(beside, self._folder / f"{key}.safetensors")
        except (OSError, SafetensorError):
            self.stored = False
            with contextlib.suppress(OSError):
                beside.unlink()


def encoders_hash(text: TextEncoder) -> str:
    """Of all weights, configurations and tokenizers: what decides about the encoding of a caption."""
    digest = hashlib.sha256()
    for tokenizer, encoder in zip(text.tokenizers, text.encoders, strict=True):
        digest.update(tokenizer.backend_tokenizer.to_str().encode("utf-8"))  # pyright: ignore[reportAttributeAccessIssue]
        digest.update(encoder.config.to_json_string().encode("utf-8"))
        digest.update(_hash(dict(encoder.state_dict())).encode("ascii"))
    return digest.hexdigest()


def _hash(tensors: dict[str, Tensor]) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)} ".encode("ascii"))
        digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()

"""What a weights file is, from its first bytes and the names and shapes in it. No torch, and nothing is unpickled."""

import json
import math
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from engine.errors import ModelDamaged, ModelMismatch, ModelMissing, UnsafeFormat
from engine.sentences import sentence

GET_AGAIN = sentence("Get the file again.")
MAX_HEADER_BYTES = 100 * 1024 * 1024

Shapes = Mapping[str, tuple[int, ...]]
Container = Literal["safetensors", "pickle"]
Kind = Literal["faithdiff", "sdxl", "vae", "text_encoder", "unknown"]

_DTYPE_BYTES = {
    **dict.fromkeys(("F64", "I64", "U64"), 8),
    **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 2),
    **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2"), 1),
}
_LORA = (".lora_down.", ".lora_up.", ".lora_A.", ".lora_B.", "lora_unet_", "lora_te", ".hada_w1", ".lokr_w1", ".oft_")
_RELEASED = ("denoise_encoder.", "information_transformer_layes.", "condition_embedding.", "spatial_ch_projs.")
_UNET_BLOCK = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight"
_LDM_BLOCK = "model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight"


def container(path: Path) -> Container:
    """How a file is packed, by its content and never by its name alone.

    Raises:
        ModelMissing: it is not there.
        ModelDamaged: it is empty, a web page, a Git LFS pointer, or of no kind that holds weights.
        UnsafeFormat: a pickle under the name of a safetensors file, or a bare pickle of the old kind.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(512)
    except FileNotFoundError:
        raise ModelMissing(sentence("there is no such file"), path=path, advice=sentence("Check the name.")) from None
    except OSError as error:
        raise ModelDamaged(sentence("cannot be read ({reason})", reason=error.strerror or error), path=path) from error
    text = start.lstrip().lower()
    if not start:
        raise ModelDamaged(sentence("is empty"), path=path, advice=GET_AGAIN)
    if text.startswith(b"version https://git-lfs"):
        raise ModelDamaged(sentence("is only a Git LFS pointer, not the file itself"), path=path, advice=GET_AGAIN)
    if text.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise ModelDamaged(sentence("is a web page, not the file itself"), path=path, advice=GET_AGAIN)
    if start.startswith(b"PK"):
        if path.suffix == ".safetensors":
            what = sentence("unsafe format: calls itself safetensors, but is a pickle, which can run code when opened")
            raise UnsafeFormat(what, path=path, advice=sentence("Do not use this file."))
        return "pickle"
    if len(start) >= 9 and start[8:9] == b"{":
        return "safetensors"
    if path.suffix == ".safetensors":
        what = sentence("is damaged, or no safetensors file")
        if start[:1] == b"\x80":
            raise UnsafeFormat(
                sentence("unsafe format: is a pickle"), path=path, advice=sentence("Do not use this file.")
            )
        raise ModelDamaged(what, path=path, advice=GET_AGAIN)
    if start[:1] in (b"\x80", b"(", b"c", b"}", b"]"):
        what = sentence("unsafe format: a bare pickle, which can run code when opened")
        raise UnsafeFormat(
            what, path=path, advice=sentence("Only .safetensors, or .bin as PyTorch saves it since 1.6.")
        )
    raise ModelDamaged(sentence("is not a file of weights"), path=path, advice=GET_AGAIN)


def safetensors_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a safetensors file, after its header was compared with its length.

    Raises:
        ModelDamaged: truncated, or its header does not make sense.
    """

    def damaged(why: str) -> ModelDamaged:
        return ModelDamaged(sentence("is damaged: {why}", why=why), path=path, advice=GET_AGAIN)

    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            raw = stream.read(8)
            length = struct.unpack("<Q", raw)[0] if len(raw) == 8 else 0
            if not 2 <= length <= MAX_HEADER_BYTES:
                raise damaged(sentence("its header cannot be that long"))
            if 8 + length > size:
                raise damaged(sentence("it ends early, after {size:,} bytes", size=size))
            header: Any = json.loads(stream.read(length))
    except OSError as error:
        raise ModelDamaged(sentence("cannot be read ({reason})", reason=error.strerror or error), path=path) from error
    except (ValueError, RecursionError) as error:
        raise damaged(sentence("its header is no JSON")) from error
    if not isinstance(header, dict):
        raise damaged(sentence("its header is no table"))
    header.pop("__metadata__", None)
    shapes: dict[str, tuple[int, ...]] = {}
    spans: list[tuple[int, int]] = []
    for key, entry in header.items():
        try:
            shape, (begin, end) = tuple(entry["shape"]), entry["data_offsets"]
            right = end - begin == math.prod(shape) * _DTYPE_BYTES[entry["dtype"]] and min(shape, default=0) >= 0
        except (KeyError, TypeError, ValueError):
            right = False
            shape, begin, end = (), 0, 0
        if not right:
            raise damaged(sentence("its entry {key!r:.80} does not make sense", key=key))
        shapes[key] = shape
        spans.append((begin, end))
    place = 0
    for begin, end in sorted(spans):
        if begin != place:
            raise damaged(sentence("its tensors overlap, or leave gaps"))
        place = end
    if 8 + length + place != size:
        raise damaged(sentence("it is {size:,} bytes long instead of {wanted:,}", size=size, wanted=8 + length + place))
    return shapes


def check_pickle_archive(path: Path) -> None:
    """Refuses a damaged or odd archive before anything in it is interpreted.

    PyTorch's files are zip archives of uncompressed tensors and one pickle. Loading them by memory map checks no sums.

    Raises:
        ModelDamaged: no whole zip archive, or the sum (CRC) of a member is wrong.
        UnsafeFormat: compressed members, or a pickle too large for names and shapes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            for member in members:
                if member.compress_type != zipfile.ZIP_STORED:
                    raise UnsafeFormat(sentence("unsafe format: has compressed members"), path=path, advice=GET_AGAIN)
                if member.filename.endswith(".pkl") and member.file_size > MAX_HEADER_BYTES:
                    raise UnsafeFormat(
                        sentence("unsafe format: its table of names is too large"), path=path, advice=GET_AGAIN
                    )
            if not any(member.filename.endswith("/data.pkl") for member in members):
                raise ModelDamaged(sentence("is a zip archive, but not one of PyTorch"), path=path, advice=GET_AGAIN)
            if bad := archive.testzip():
                raise ModelDamaged(
                    sentence("is damaged: the sum of {bad!r:.80} is wrong", bad=bad), path=path, advice=GET_AGAIN
                )
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ModelDamaged(sentence("is damaged ({reason})", reason=error), path=path, advice=GET_AGAIN) from error
    except OSError as error:
        raise ModelDamaged(
            sentence("cannot be read ({reason})", reason=error.strerror or error), path=path, advice=GET_AGAIN
        ) from error


def kind_of(shapes: Shapes) -> Kind:
    """What these weights are, by their names."""
    keys = shapes.keys()
    if any(key.startswith(_RELEASED) for key in keys):
        return "faithdiff"
    if any(key.startswith("model.diffusion_model.") for key in keys):
        return "sdxl" if any(key.startswith("conditioner.embedders.1.") for key in keys) else "unknown"
    if {"encoder.conv_in.weight", "decoder.conv_in.weight"} <= keys:
        return "vae"
    if any(key.endswith("embeddings.token_embedding.weight") for key in keys):
        return "text_encoder"
    return "unknown"


def name_of(shapes: Shapes) -> str:
    """What weights are that cannot be used, in words, as "a LoRA"."""
    keys = shapes.keys()
    if any(mark in key for key in keys for mark in _LORA):
        return "a LoRA, which only changes another model"
    width = next((shapes[key][1] for key in (_UNET_BLOCK, _LDM_BLOCK) if len(shapes.get(key, ())) == 2), 0)
    family = {768: "Stable Diffusion 1", 1024: "Stable Diffusion 2", 2048: "SDXL"}.get(width, "")
    if any(key.startswith("model.diffusion_model.") for key in keys):
        if any(key.startswith("cond_stage_model.") for key in keys):
            return f"a checkpoint of {family or 'Stable Diffusion 1 or 2'}"
        return f"a checkpoint of {family}" if family else "a checkpoint of another kind"
    if "conv_in.weight" in keys and any(key.startswith("down_blocks.") for key in keys):
        return f"only the UNet of {family}" if family else "only a UNet"
    kind = kind_of(shapes)
    return {
        "faithdiff": "a FaithDiff checkpoint",
        "sdxl": "an SDXL checkpoint",
        "vae": "a VAE",
        "text_encoder": "a text encoder",
        "unknown": "of a kind that Heirloom does not know",
    }[kind]


def wrong_kind(shapes: Shapes, path: Path, wanted: str) -> ModelMismatch:
    """The error about a file that is something else than `wanted`."""
    return ModelMismatch(
        sentence("is {kind}, but {wanted} is needed", kind=name_of(shapes), wanted=wanted),
        path=path,
        advice=sentence("Give another file."),
    )

"""How large a model is, part by part: from the headers of its files, or from its networks. No torch here."""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ModelDamaged

_MAX_HEADER = 100_000_000
_BLOCK = re.compile(r"(.*transformer_blocks\.\d+)\.(.*)")
_TEXT_LAYER = re.compile(r".*encoder\.layers\.\d+(?=\.)")
_TEXT_PROJECTION = re.compile(r"attn2\.to_[kv]\.")
_ORDER = {"down_blocks": 0, "mid_block": 1, "up_blocks": 2}

Shapes = Mapping[str, Collection[int]]


@dataclass(frozen=True)
class ModelSizes:
    """Parameters and configurations of a model.

    Attributes:
        unet, lq_encoder, alignment, autoencoder: configurations.
        window: tokens that the text encoders see at once.
        blocks: parameters of each transformer block of the UNet, in the order in which they run, without those of
            `text_projections`: to_k and to_v of its cross-attention.
        linear: of `blocks`, what is weights of linear layers.
        rest: parameters of the UNet outside its transformer blocks.
        alignment_parameters, lq_encoder_parameters, autoencoder_parameters, text_parameters: of these parts.
        text_layer: parameters of the largest layer of a text encoder.
        text_rest: parameters of the text encoders outside their layers.
    """

    unet: dict[str, Any]
    lq_encoder: dict[str, Any]
    alignment: dict[str, Any]
    autoencoder: dict[str, Any]
    window: int
    blocks: tuple[int, ...]
    linear: tuple[int, ...]
    text_projections: tuple[int, ...]
    rest: int
    alignment_parameters: int
    lq_encoder_parameters: int
    autoencoder_parameters: int
    text_parameters: int
    text_layer: int
    text_rest: int

    @property
    def parameters(self) -> int:
        """Of the whole model."""
        unet = self.rest + sum(self.blocks) + sum(self.text_projections)
        others = self.alignment_parameters + self.lq_encoder_parameters
        return unet + others + self.autoencoder_parameters + self.text_parameters

    @property
    def factor(self) -> int:
        """Pixels that one latent position spans, in each direction."""
        if self.autoencoder.get("_class_name") == "PatchAutoencoder":
            return int(self.autoencoder["patch_size"])
        return 2 ** (len(self.autoencoder["block_out_channels"]) - 1)

    @property
    def unet_multiple(self) -> int:
        """Both sides of the UNet's latents must be multiples of this."""
        return 2 ** (len(self.unet["down_block_types"]) - 1)


def sizes_of(configs: Mapping[str, dict[str, Any]], shapes: Mapping[str, Shapes]) -> ModelSizes:
    """Sizes from configurations and tensor shapes by part: `unet`, `lq_encoder`, `alignment`, `vae`, `text_encoder`...

    Text encoders may be one or several; all parts whose name starts with `text_encoder` count.
    """
    blocks: dict[str, list[int]] = {}
    rest = 0
    for key, shape in shapes["unet"].items():
        count = math.prod(shape)
        if (found := _BLOCK.match(key)) is None:
            rest += count
            continue
        sums = blocks.setdefault(found[1], [0, 0, 0])
        if _TEXT_PROJECTION.match(found[2]):
            sums[2] += count
        else:
            sums[0] += count
            sums[1] += count if len(shape) == 2 else 0
    ordered = [blocks[name] for name in sorted(blocks, key=running_order)]
    layers: dict[tuple[str, str], int] = {}
    texts = [part for part in shapes if part.startswith("text_encoder")]
    for part in texts:
        for key, shape in shapes[part].items():
            if (layer := _TEXT_LAYER.match(key)) is not None:
                layers[part, layer[0]] = layers.get((part, layer[0]), 0) + math.prod(shape)
    totals = {part: sum(math.prod(shape) for shape in shapes[part].values()) for part in shapes}
    return ModelSizes(
        unet=configs["unet"],
        lq_encoder=configs["lq_encoder"],
        alignment=configs["alignment"],
        autoencoder=configs["vae"],
        window=int(configs[texts[0]].get("max_position_embeddings", 77)),
        blocks=tuple(sums[0] for sums in ordered),
        linear=tuple(sums[1] for sums in ordered),
        text_projections=tuple(sums[2] for sums in ordered),
        rest=rest,
        alignment_parameters=totals["alignment"],
        lq_encoder_parameters=totals["lq_encoder"],
        autoencoder_parameters=totals["vae"],
        text_parameters=sum(totals[part] for part in texts),
        text_layer=max(layers.values(), default=0),
        text_rest=sum(totals[part] for part in texts) - sum(layers.values()),
    )


def running_order(name: str) -> tuple[int | str, ...]:
    """Sorts names of a UNet's modules in the order in which they run: down, middle, up, each by its numbers."""
    parts = name.removeprefix("unet.").split(".")
    return (_ORDER.get(parts[0], 3), *(f"{int(part):06}" if part.isdigit() else part for part in parts[1:]))


def read_sizes(folder: Path) -> ModelSizes:
    """Sizes of the model in `folder`: its configurations and the headers of its weights are read, not the weights.

    Raises:
        ModelDamaged: a file cannot be read; names it.
    """
    configs: dict[str, dict[str, Any]] = {}
    shapes: dict[str, dict[str, tuple[int, ...]]] = {}
    for part in sorted(path for path in folder.iterdir() if (path / "config.json").is_file()):
        configs[part.name] = _json(part / "config.json", (part / "config.json").read_bytes)
        files = sorted(part.glob("*.safetensors"))
        shapes[part.name] = {key: shape for path in files for key, shape in _header(path).items()}
    try:
        return sizes_of(configs, shapes)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ModelDamaged(f"its parts do not make a model ({error!r})", path=folder, advice="Verify it.") from error


def _header(path: Path) -> dict[str, tuple[int, ...]]:
    """Key -> shape of the tensors in a safetensors file (8 bytes of length, then JSON)."""

    def read() -> bytes:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 2 <= length <= _MAX_HEADER:
                raise ValueError("no safetensors header")
            return file.read(length)

    values = _json(path, read)
    try:
        return {key: tuple(map(int, entry["shape"])) for key, entry in values.items() if key != "__metadata__"}
    except (KeyError, TypeError, ValueError) as error:
        raise ModelDamaged(
            f"its header cannot be read ({error!r})", path=path, advice="Get the model again."
        ) from error


def _json(path: Path, read: Callable[[], bytes]) -> dict[str, Any]:
    try:
        values = json.loads(read())
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamaged(f"cannot be read ({error})", path=path, advice="Get the model again.") from error
    if not isinstance(values, dict):
        raise ModelDamaged("is not a JSON object", path=path, advice="Get the model again.")
    return values

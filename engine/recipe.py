"""What a bundle is made of: the files that a conversion reads, and what its manifest will say. No torch here."""

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, cast

from engine.catalogue_file import ModelSettings
from engine.request import RestoreRequest


@dataclass(frozen=True)
class Recipe:
    """A bundle to be made.

    Attributes:
        out: the folder to write; new or empty.
        name, title, licence, details: for the manifest.
        settings: what no file says.
        weights: the checkpoint in the released naming, safetensors or PyTorch's own format.
        unet_config: `config.json` of the UNet.
        text_encoders: one or two: a folder with `config.json` and safetensors each, or the same single-file SDXL
            checkpoint twice.
        tokenizers: a folder each.
        scheduler: `scheduler_config.json`.
        vae: a folder with `config.json` and safetensors, or a single-file SDXL checkpoint.
        cards: texts to keep beside it, by the name they get.
    """

    out: Path
    name: str
    title: str
    licence: str
    weights: Path
    unet_config: Path
    text_encoders: tuple[Path, ...]
    tokenizers: tuple[Path, ...]
    scheduler: Path
    vae: Path
    settings: ModelSettings = field(default_factory=ModelSettings)
    details: dict[str, Any] = field(default_factory=dict[str, Any])
    cards: dict[str, Path] = field(default_factory=dict[str, Path])

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values; `from_dict` gives the same recipe back."""
        values = {name: _plain(getattr(self, name)) for name in (f.name for f in dataclasses.fields(self))}
        values["settings"] = {
            **{f.name: getattr(self.settings, f.name) for f in dataclasses.fields(self.settings)},
            "recommended": self.settings.recommended.to_dict(),
        }
        return values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The reverse of `to_dict`; only for what it wrote."""
        settings = dict(values["settings"])
        settings["recommended"] = RestoreRequest.from_dict(settings["recommended"])
        given: dict[str, Any] = {**values, "settings": ModelSettings(**settings)}
        for name in ("out", "weights", "unet_config", "scheduler", "vae"):
            given[name] = Path(given[name])
        for name in ("text_encoders", "tokenizers"):
            given[name] = tuple(Path(path) for path in given[name])
        given["cards"] = {name: Path(path) for name, path in given["cards"].items()}
        return cls(**given)


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, tuple):
        return [_plain(inner) for inner in cast("tuple[Any, ...]", value)]
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in cast("dict[str, Any]", value).items()}
    return value

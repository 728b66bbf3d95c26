"""Files and folders that a person brings along -> what they are, and the recipe of the model they make together."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.catalogue_file import ModelSettings
from engine.errors import ModelDamaged, ModelError, ModelMissing
from engine.file_kind import container, kind_of, safetensors_shapes, wrong_kind
from engine.manifest import MANIFEST, verify_bundle
from engine.recipe import Recipe

_PICKLES = (".bin", ".pt", ".pth", ".ckpt")
_SUFFIXES = (*_PICKLES, ".safetensors")
_WANTED = "a FaithDiff checkpoint, an SDXL base, or a VAE"
_MAX_CONFIG_BYTES = 4 * 1024 * 1024


@dataclass
class Sources:
    """What was found, by its kind; each list has one in the end.

    Attributes:
        bundles: whole models of Heirloom's.
        captioners: transformers folders of captioners.
        weights: FaithDiff checkpoints.
        bases: diffusers folders with text encoders, tokenizers, scheduler and UNet configuration, or some of them.
        singles: single-file SDXL checkpoints.
        vaes: folders of an AutoencoderKL.
    """

    bundles: list[Path] = field(default_factory=list[Path])
    captioners: list[Path] = field(default_factory=list[Path])
    weights: list[Path] = field(default_factory=list[Path])
    bases: list[Path] = field(default_factory=list[Path])
    singles: list[Path] = field(default_factory=list[Path])
    vaes: list[Path] = field(default_factory=list[Path])

    def empty(self) -> bool:
        """Whether nothing of use was found."""
        return not any(vars(self).values())


def look(paths: Iterable[Path]) -> Sources:
    """What the paths are; a folder of nothing known is searched for more, a few levels down.

    Raises:
        ModelMissing: a path is not there, or nothing of use is in it.
        ModelDamaged, UnsafeFormat: a file is not what its name says.
        ModelMismatch: a file is of another kind (a LoRA, Stable Diffusion 1…).
    """
    found = Sources()
    for path in paths:
        before = _count(found)
        if path.is_dir():
            _look_into(path, found, deeper=3)
            if _count(found) == before:
                raise ModelMissing(f"nothing in it is of use: no {_WANTED}", path=path, advice="Give another folder.")
        else:
            _look_at(path, found)
    return found


def recipe(
    found: Sources, *, name: str, title: str, licence: str, settings: ModelSettings, base: Path | None = None
) -> Recipe:
    """The model that the sources make together.

    Args:
        found: of `look`.
        name, title, licence: for the manifest.
        settings: what no file says.
        base: an installed model of Heirloom's that gives whatever is not in `found`, and then its settings, too.

    Raises:
        ModelMissing: something is not there; says what, and where it usually is.
        ModelError: two of a kind.
    """
    weights = _one(found.weights, "FaithDiff checkpoints")
    folder, single, vae = (
        _one(found.bases, "bases"),
        _one(found.singles, "single-file bases"),
        _one(found.vaes, "VAEs"),
    )
    if weights is None:
        what = "a FaithDiff checkpoint is missing: weights in the released naming, as FaithDiff.bin"
        raise ModelMissing(what, advice="Give that file, too.")
    homes = [home for home in (folder, base) if home is not None]
    if base is not None:
        settings = _settings_of(base, settings)
    names = ["text_encoder", "text_encoder_2"]
    if single is None:
        home = _home(homes, ("text_encoder",), "the text encoders")
        names = [text for text in names if (home / text).is_dir()]
    tokenizer_home = _home(homes, [text.replace("text_encoder", "tokenizer") for text in names], "the tokenizers")
    if vae is None:
        vae = single or _home(homes, ("vae",), "the VAE") / "vae"
    return Recipe(
        out=Path(),
        name=name,
        title=title,
        licence=licence,
        weights=weights,
        unet_config=_home(homes, ("unet/config.json",), "the UNet's configuration") / "unet" / "config.json",
        text_encoders=tuple(single or _home(homes, (text,), "the text encoders") / text for text in names),
        tokenizers=tuple(tokenizer_home / text.replace("text_encoder", "tokenizer") for text in names),
        scheduler=_home(homes, ("scheduler/scheduler_config.json",), "the scheduler")
        / "scheduler"
        / "scheduler_config.json",
        vae=vae,
        settings=settings,
        details={"imported": sorted(path.name for path in (weights, folder, single, vae) if path is not None)},
    )


def name_from(path: Path) -> str:
    """A model's name out of a file's: lower case, with dashes for whatever a name cannot have."""
    return re.sub(r"[^a-z0-9._]+", "-", path.stem.lower()).strip("-._")[:64] or "imported"


def _look_into(folder: Path, found: Sources, deeper: int) -> None:
    if (folder / MANIFEST).is_file():
        found.bundles.append(folder)
    elif any((folder / name).is_dir() for name in ("text_encoder", "tokenizer")):
        found.bases.append(folder)
    elif (folder / "config.json").is_file():
        config = _config(folder / "config.json")
        if config.get("_class_name") == "AutoencoderKL":
            found.vaes.append(folder)
        elif "model_type" in config:
            found.captioners.append(folder)
    elif deeper:
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.name.startswith("."):
                _look_into(path, found, deeper - 1)
            elif path.suffix in _SUFFIXES:
                _look_at(path, found)


def _look_at(path: Path, found: Sources) -> None:
    """One file; whether a pickle is a FaithDiff checkpoint is seen in the conversion's own process."""
    if container(path) == "pickle":
        found.weights.append(path)
        return
    shapes = safetensors_shapes(path)
    kind = kind_of(shapes)
    if kind == "faithdiff":
        found.weights.append(path)
    elif kind == "sdxl":
        found.singles.append(path)
    elif kind == "vae" and (path.parent / "config.json").is_file():
        found.vaes.append(path.parent)
    elif kind == "vae":
        raise ModelMissing("this VAE has no config.json beside it", path=path, advice="Give the whole folder.")
    else:
        raise wrong_kind(shapes, path, _WANTED)


def _config(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= _MAX_CONFIG_BYTES else None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamaged(f"cannot be read ({error})", path=path, advice="Get it again.") from error
    if not isinstance(values, dict):
        raise ModelDamaged("is not a JSON object", path=path, advice="Get it again.")
    return values


def _settings_of(bundle: Path, settings: ModelSettings) -> ModelSettings:
    """The settings of an installed model, whose sizes the new one shares."""
    manifest = verify_bundle(bundle, hashes=False)
    return ModelSettings(
        base=manifest.base or settings.base,
        native_scale=manifest.native_scale,
        native_size=manifest.native_size,
        recommended=manifest.request(),
        lq_encoder=_config(bundle / "lq_encoder" / "config.json"),
        alignment=_config(bundle / "alignment" / "config.json"),
    )


def _home(homes: list[Path], inside: Iterable[str], what: str) -> Path:
    """The first folder that has all of `inside`."""
    wanted = list(inside)
    for home in homes:
        if all((home / name).exists() for name in wanted):
            return home
    advice = (
        "Give the base's folder, too (unet/config.json, scheduler, tokenizer, tokenizer_2 and text encoders), or an "
        "installed model with --base; what a single-file base lacks comes with --fetch, a few MB."
    )
    what = f"parts of a model are missing: {what} (no {', '.join(wanted)} in what was given)"
    raise ModelMissing(what, advice=advice)


def _one(paths: list[Path], what: str) -> Path | None:
    if len(paths) > 1:
        raise ModelError(f"there are {len(paths)} {what}: {', '.join(map(str, paths[:3]))}", advice="Give one of them.")
    return paths[0] if paths else None


def _count(found: Sources) -> int:
    return sum(len(paths) for paths in vars(found).values())

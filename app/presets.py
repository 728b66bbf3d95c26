"""Presets: settings under a name, each a small JSON file that can be shared. The window and the command line read them.

A file is data: fields of a `RestoreRequest`, a name, and the name of the model they were made for. What is not exactly
that is refused with the reason, and nothing in a file can name a path or run anything. Knows no Qt.
"""

import hashlib
import json
import re
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from app.settings import write_json
from engine.errors import HeirloomError, RequestError
from engine.request import RestoreRequest
from engine.sentences import sentence

SUFFIX = ".heirloom-preset"
FOLDER = "presets"
VERSION = 1
MOST_BYTES = 64 * 1024
LONGEST_NAME = 60
MOST = 500

_KEYS = {"heirloom_preset", "name", "model", "settings"}
_MODEL = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
# What is about how to restore, whichever photo it is.
HOW = (
    "negative_prompt", "guidance_scale", "steps", "sampler", "start", "strength", "color", "tile", "tile_overlap",
    "precision", "time_ids", "speed", "adapter_strength",
)  # fmt: skip
SIZES = ("scale", "size")


class PresetError(HeirloomError):
    """A preset cannot be read, written or found."""


@dataclass(frozen=True)
class Preset:
    """Settings under a name.

    Attributes:
        name: for people; unique, whatever its case.
        settings: fields of a request, as `RestoreRequest.to_dict` writes them; those left out stay as they are.
        model: name of the model or adapter that they were made for, "" for none in particular.
    """

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    model: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """Fields for `dataclasses.replace` of a request; a factor takes the place of exact pixels."""
        fields = dict(self.settings)
        if fields.get("size") is not None:
            fields["size"] = tuple(fields["size"])
        elif "scale" in fields:
            fields["size"] = None
        return fields

    def matches(self, request: RestoreRequest, model: str) -> bool:
        """Whether these settings stand in `request` already."""
        same = all(getattr(request, name) == value for name, value in self.fields.items())
        return same and self.model in ("", model)


def made_of(
    name: str, request: RestoreRequest, model: str, *, caption: bool = False, seed: bool = False, pixels: bool = False
) -> Preset:
    """A preset of how `request` restores; on wish with its caption, its seed, and its size in pixels.

    Without `pixels` a size as a factor is part of it, and one in pixels is not.

    Raises:
        PresetError: `name` cannot be one.
    """
    values = request.to_dict()
    kept = [*HOW]
    if caption:
        kept.append("caption")
    if seed:
        kept.append("seed")
    settings = {key: values[key] for key in kept}
    if request.size is None:
        settings["scale"] = values["scale"]
    elif pixels:
        settings["size"] = values["size"]
    return Preset(checked_name(name), settings, model if _MODEL.fullmatch(model) else "")


def checked_name(name: object) -> str:
    """`name` without superfluous spaces.

    Raises:
        PresetError: it is empty, too long, or has characters that cannot be seen.
    """
    if not isinstance(name, str):
        raise PresetError(sentence("its name is not a text"))
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise PresetError(sentence("a preset's name has 1 to {most} characters", most=LONGEST_NAME))
    if not tidy.isprintable():
        raise PresetError(sentence("its name has characters that cannot be shown"))
    return tidy


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, whatever their case."""
    return _key(one) == _key(other)


def file_name(name: str) -> str:
    """What the file of the preset called `name` is called: for people to recognise, and one for each name."""
    plain = re.sub(r"[^a-z0-9]+", "-", _key(name)).strip("-")[:40] or "preset"
    return f"{plain}-{hashlib.sha256(_key(name).encode()).hexdigest()[:8]}{SUFFIX}"


def read_preset(path: Path) -> Preset:
    """The preset in the file `path`, every entry checked.

    Raises:
        PresetError: it cannot be read, is too large, newer, or not exactly a preset; says why and names the file.
    """
    try:
        return _parsed(_raw(path))
    except HeirloomError as error:
        raise PresetError(error.what, path=path, advice=error.advice) from error


def write_preset(preset: Preset, path: Path) -> None:
    """Writes `path` atomically.

    Raises:
        PresetError: it cannot be written; what was there before is untouched.
    """
    values = {
        "heirloom_preset": VERSION,
        "name": preset.name,
        "model": preset.model,
        "settings": dict(preset.settings),
    }
    try:
        write_json(values, path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PresetError(
            sentence("could not be written ({reason})", reason=reason),
            path=path,
            advice=sentence("Choose another folder."),
        ) from error


def read_folder(folder: Path) -> tuple[list[Preset], list[PresetError]]:
    """The presets in `folder`, sorted by name, and what is wrong with the files that are none."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)[:MOST]
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [PresetError(sentence("cannot be read ({reason})", reason=error.strerror or error), path=folder)]
    found: dict[str, Preset] = {}
    wrong: list[PresetError] = []
    for path in paths:
        try:
            preset = read_preset(path)
        except PresetError as error:
            wrong.append(error)
        else:
            found.setdefault(_key(preset.name), preset)
    return sorted(found.values(), key=lambda preset: _key(preset.name)), wrong


def keep_preset(preset: Preset, folder: Path) -> None:
    """Writes `preset` into the folder of presets, in the place of any of its name.

    Raises:
        PresetError: it cannot be written.
    """
    path = folder / file_name(preset.name)
    write_preset(preset, path)
    remove_preset(preset.name, folder, besides=path)


def remove_preset(name: str, folder: Path, besides: Path | None = None) -> None:
    """Removes every file in the folder that holds a preset of this name, whatever the file is called.

    Raises:
        PresetError: a file cannot be removed.
    """
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            if path != besides and same_name(read_preset(path).name, name):
                path.unlink(missing_ok=True)
        except PresetError:
            continue  # it holds no preset at all
        except OSError as error:
            raise PresetError(
                sentence("could not be removed ({reason})", reason=error.strerror or error), path=path
            ) from error


def find_preset(wanted: str, folder: Path) -> Preset:
    """The preset that a person means by `wanted`: the name of a kept one, else a file.

    Raises:
        PresetError: there is none, or the file is no preset.
    """
    presets, _wrong = read_folder(folder)
    named = next((preset for preset in presets if same_name(preset.name, wanted)), None)
    if named is not None:
        return named
    path = Path(wanted)
    if path.suffix == SUFFIX or len(path.parts) > 1 or path.is_file():
        return read_preset(path)
    known = ", ".join(_shown(presets)) or "none yet"
    raise PresetError(
        sentence("there is no preset called {wanted!r:.100}", wanted=wanted),
        advice=sentence("Known: {known}. Or give a file.", known=known),
    )


def _shown(presets: Iterable[Preset]) -> list[str]:
    return [preset.name for preset in presets][:20]


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _raw(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PresetError(sentence("is not a file"))
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise PresetError(sentence("there is no such file"), advice=sentence("Check the name.")) from None
    except (OSError, ValueError) as error:
        raise PresetError(
            sentence("cannot be read ({reason})", reason=getattr(error, "strerror", None) or error)
        ) from error
    if len(raw) > MOST_BYTES:
        raise PresetError(sentence("is larger than {most} KiB, so it is no preset", most=MOST_BYTES // 1024))
    return raw


def _parsed(raw: bytes) -> Preset:
    try:
        values: Any = json.loads(raw.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise PresetError(sentence("is not a preset: it is no valid JSON ({reason!s:.100})", reason=error)) from error
    if not isinstance(values, dict) or "heirloom_preset" not in values:
        raise PresetError(sentence("is not a preset of Heirloom"))
    version = values["heirloom_preset"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise PresetError(sentence("is not a preset of Heirloom: its version is no number"))
    if version > VERSION:
        raise PresetError(
            sentence("was made by a newer Heirloom"), advice=sentence("Get the newest Heirloom to use it.")
        )
    if unknown := sorted(map(str, values.keys() - _KEYS)):
        raise PresetError(sentence("is not a preset: it has the unknown entry {unknown!r:.60}", unknown=unknown[0]))
    model, settings = values.get("model", ""), values.get("settings")
    if not isinstance(model, str) or (model and not _MODEL.fullmatch(model)):
        raise PresetError(sentence("names a model in a way that no model is called"))
    if not isinstance(settings, dict):
        raise PresetError(sentence("has no settings"))
    try:
        request = RestoreRequest.from_dict(settings)
    except RequestError as error:
        advice = "" if len(error.advice) > 200 else error.advice
        raise PresetError(f"{error.what:.200}", advice=advice) from error
    written = request.to_dict()
    return Preset(checked_name(values.get("name")), {key: written[key] for key in settings}, model)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("an entry stands there twice")
    return values

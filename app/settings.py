"""What the window remembers: a small versioned JSON file. Bad values are logged and reset, never fatal."""

import dataclasses
import json
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.naming import DEFAULT_PATTERN, pattern_problem
from app.words import translate
from engine.errors import RequestError
from engine.plans import PLANS
from engine.request import RestoreRequest

log = logging.getLogger(__name__)

VERSION = 1
THEMES = ("system", "dark", "light")
CANVASES = ("auto", "dark", "mid", "light")
MODES = ("slider", "side", "stack", "hold", "lens")
METADATA = ("keep", "none")
PLACES = ("keep", "remove")
LANGUAGES = ("system", "en", "de", "zh_CN")
SIZE_UNITS = ("px", "cm", "in")
DPI = (30, 2400)
MAX_BYTES = 1_000_000
BACKUPS = 5
"""So many files that could not be used are kept."""


@dataclass
class Settings:
    """Everything remembered between starts.

    Attributes:
        theme: "system", "dark" or "light".
        canvas: grey behind the picture: "auto" (by theme), "dark", "mid" or "light".
        mode: how two pictures are compared: "slider", "side", "stack" (one above the other), "hold" or "lens".
        geometry: window geometry, base64 of Qt's own bytes.
        inspector: whether the inspector is shown.
        film_strip: whether the film strip is shown.
        more: whether its "More" part is unfolded.
        last_folder: where the last photo was opened.
        last_photo: the last photo, "" for none.
        model: name of the model last used.
        language: of the window: "system" or one of the others in `LANGUAGES`.
        save_folder: where Save puts results; "": beside the photo.
        name_pattern: of saved results, as `app.naming.check_pattern` takes it.
        save_each: whether each result of the queue is saved when it is finished.
        metadata: whether what the photo's file says of it (date, camera, captions) goes into saved results.
        place: the same for where it was taken.
        plan: memory plan, "auto" or one of `engine.plans.PLANS`.
        captioner: name of the one that writes captions; "": the default.
        offered: the line about the full model was shown.
        seed_locked: whether the seed stays from take to take.
        size_unit: in which a size is told: "px", or of a print "cm" or "in".
        dpi: pixels of a printed inch.
        brush_hardness, brush_opacity: in percent; its size depends on the picture.
        request: `RestoreRequest.to_dict` of the last settings; the caption and exact size are not remembered.
        first_start: no settings were found.
        extra: unknown keys of the file, kept for the version that knows them.
    """

    theme: str = "system"
    canvas: str = "auto"
    mode: str = "slider"
    geometry: str = ""
    inspector: bool = True
    film_strip: bool = True
    more: bool = False
    last_folder: str = ""
    last_photo: str = ""
    model: str = "built-in"
    language: str = "system"
    save_folder: str = ""
    name_pattern: str = DEFAULT_PATTERN
    save_each: bool = False
    metadata: str = "keep"
    place: str = "keep"
    plan: str = "auto"
    captioner: str = ""
    offered: bool = False
    seed_locked: bool = True
    size_unit: str = "px"
    dpi: int = 300
    brush_hardness: int = 50
    brush_opacity: int = 100
    request: dict[str, Any] = field(default_factory=dict)
    first_start: bool = True
    extra: dict[str, Any] = field(default_factory=dict)


def _is_request(value: Any) -> bool:
    try:
        RestoreRequest.from_dict(value)
    except (RequestError, TypeError, AttributeError):
        return False
    return True


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "theme": lambda v: v in THEMES,
    "canvas": lambda v: v in CANVASES,
    "mode": lambda v: v in MODES,
    "geometry": lambda v: isinstance(v, str) and v.isascii() and len(v) < 10_000,
    "inspector": lambda v: isinstance(v, bool),
    "film_strip": lambda v: isinstance(v, bool),
    "more": lambda v: isinstance(v, bool),
    "last_folder": lambda v: isinstance(v, str) and "\0" not in v,
    "last_photo": lambda v: isinstance(v, str) and "\0" not in v,
    "model": lambda v: isinstance(v, str) and "\0" not in v,
    "language": lambda v: v in LANGUAGES,
    "save_folder": lambda v: isinstance(v, str) and "\0" not in v and (not v or Path(v).is_absolute()),
    "name_pattern": lambda v: isinstance(v, str) and not pattern_problem(v),
    "save_each": lambda v: isinstance(v, bool),
    "metadata": lambda v: v in METADATA,
    "place": lambda v: v in PLACES,
    "plan": lambda v: v == "auto" or (isinstance(v, str) and v in PLANS),
    "captioner": lambda v: isinstance(v, str) and "\0" not in v and Path(v).name == v,
    "offered": lambda v: isinstance(v, bool),
    "seed_locked": lambda v: isinstance(v, bool),
    "size_unit": lambda v: v in SIZE_UNITS,
    "dpi": lambda v: isinstance(v, int) and not isinstance(v, bool) and DPI[0] <= v <= DPI[1],
    "brush_hardness": lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v <= 100,
    "brush_opacity": lambda v: isinstance(v, int) and not isinstance(v, bool) and 1 <= v <= 100,
    "request": lambda v: isinstance(v, dict) and _is_request(v),
}


def check_value(name: str, value: Any) -> bool:
    """Whether the field `name` can have this value."""
    return name in _CHECKS and _CHECKS[name](value)


@dataclass(frozen=True)
class Trouble:
    """What was wrong with a file of settings; true if anything was.

    Attributes:
        kind: "unreadable", "newer" (written by a newer Heirloom), "values" (some cannot be used), or "" for nothing.
        backup: name of the file in which the old settings are, or "".
    """

    kind: Literal["", "unreadable", "newer", "values"] = ""
    backup: str = ""

    def __bool__(self) -> bool:
        return bool(self.kind)

    def words(self) -> str:
        """For the person; asked when it is said, because the settings themselves choose the language."""
        told = {
            "": "",
            "unreadable": translate("Settings", "The settings could not be read and were reset."),
            "newer": translate(
                "Settings", "The settings come from a newer Heirloom; what this one does not know is ignored."
            ),
            "values": translate("Settings", "Some settings had values that cannot be used and were reset."),
        }[self.kind]
        kept = translate("Settings", "The old ones are in {file}.").format(file=self.backup)
        return f"{told} {kept}" if self.backup else told


def load_settings(path: Path, *, back_up: bool = True) -> tuple[Settings, Trouble]:
    """The settings in `path`, or the defaults for whatever is missing or bad.

    Returns:
        The settings, and what to tell the person. A file that cannot be read at all, or
        comes from a newer Heirloom, is put aside under a numbered name first; without `back_up` nothing is changed.
    """
    settings = Settings()
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        values = json.loads(path.read_bytes())
        if not isinstance(values, dict) or not isinstance(values.get("version"), int):
            raise ValueError("not Heirloom settings")
    except FileNotFoundError:
        return settings, Trouble()
    except (OSError, ValueError, RecursionError) as error:
        log.warning("settings %s: %s", path, error)
        settings.first_start = False
        return settings, Trouble("unreadable", _back_up(path) if back_up else "")
    settings.first_start = False
    trouble = Trouble()
    if values.pop("version") > VERSION:
        trouble = Trouble("newer", _back_up(path) if back_up else "")
    for name, value in values.items():
        check = _CHECKS.get(name)
        if check is None:
            settings.extra[name] = value
        elif check(value):
            setattr(settings, name, value)
        else:
            log.warning("settings %s: %s has the bad value %.100r and was reset", path, name, value)
            trouble = trouble or Trouble("values")
    return settings, trouble


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings atomically.

    Raises:
        OSError: the folder cannot be written; the old file is untouched.
    """
    values = {f.name: getattr(settings, f.name) for f in dataclasses.fields(settings)}
    del values["first_start"]
    extra = values.pop("extra")
    write_json({**extra, **values, "version": VERSION}, path)


def write_json(values: dict[str, Any], path: Path) -> None:
    """`values` as JSON under `path`: written beside it, synced, then put in its place.

    Raises:
        OSError: nothing was changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(values, stream, indent=2, ensure_ascii=True)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _back_up(path: Path) -> str:
    """Put the file aside under a name of its own, and forget the oldest of those that were.

    Returns:
        That name, or "" where it could not be done.
    """
    try:
        number = max((number for number, _ in _backups(path)), default=0) + 1
        backup = path.with_name(f"{path.name}.backup-{number}")
        os.replace(path, backup)
        for _, old in _backups(path)[:-BACKUPS]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("no backup of %s: %s", path, error)
        return ""
    return backup.name


def _backups(path: Path) -> list[tuple[int, Path]]:
    """Those there are with their numbers, the oldest first."""
    found = path.parent.glob(f"{path.name}.backup-*")
    numbered = ((backup.name.rpartition("-")[2], backup) for backup in found)
    return sorted((int(number), backup) for number, backup in numbered if number.isdecimal())

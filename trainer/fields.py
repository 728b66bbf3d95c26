"""Plain values -> dataclasses, each value checked against its field's annotation and bounds; errors name the field."""

import dataclasses
import difflib
import re
import typing
from pathlib import Path
from typing import Any, Literal, TypeVar

from engine.errors import ConfigError

_T = TypeVar("_T")


def number(low: float, high: float, default: Any = dataclasses.MISSING) -> Any:
    """A field of one number or several, each in `low` to `high`."""
    return dataclasses.field(default=default, metadata={"bounds": (low, high)})


def text(pattern: str, says: str, default: Any = dataclasses.MISSING) -> Any:
    """A field of text that matches `pattern`; `says` is the pattern in words."""
    return dataclasses.field(default=default, metadata={"pattern": (pattern, says)})


def build(kind: type[_T], values: dict[str, Any], place: str = "") -> _T:
    """A dataclass from plain values; `place` is what comes before its fields' names in messages.

    Raises:
        ConfigError: a field is unknown, missing, mistyped or out of bounds.
    """
    given = check_values(kind, values, place)
    missing = [
        place + f.name
        for f in dataclasses.fields(kind)  # pyright: ignore[reportArgumentType]
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING and f.name not in given
    ]
    if missing:
        raise ConfigError(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    return kind(**given)


def check_values(kind: type[Any], values: dict[str, Any], place: str = "") -> dict[str, Any]:
    """The values as the dataclass `kind` holds them, which need not be all of its fields.

    Raises:
        ConfigError: a field is unknown, mistyped or out of bounds.
    """
    fields = {f.name: f for f in dataclasses.fields(kind)}
    hints = typing.get_type_hints(kind)
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name not in fields:
            close = difflib.get_close_matches(name, fields, 1)
            advice = f"Did you mean {close[0]}?" if close else f"Known: {', '.join(fields)}."
            raise ConfigError(f"unknown field {place}{name}", advice=advice)
        given[name] = _value(hints[name], value, place + name)
        _bounded(fields[name].metadata, given[name], place + name)
    return given


def _value(hint: Any, value: Any, place: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise ConfigError(f"{place} must be a list, not {value!r:.80}")
        return tuple(_value(arguments[0], item, f"{place}[{index}]") for index, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return value
    if origin is Literal:
        if value not in arguments:
            raise ConfigError(f"{place} is {value!r:.80}, but must be one of {', '.join(map(str, arguments))}")
        return value
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and isinstance(value, dict):
        return build(hint, value, f"{place}.")
    if hint in (Path, Path | None) and isinstance(value, str) and value:
        return Path(value)
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return value
    kind = "a path" if hint == Path | None else hint.__name__ if isinstance(hint, type) else str(hint)
    raise ConfigError(f"{place} is {value!r:.80}, but must be of kind {kind}")


def _bounded(metadata: typing.Mapping[str, Any], value: Any, place: str) -> None:
    if "bounds" in metadata:
        low, high = metadata["bounds"]
        several = isinstance(value, tuple)
        for index, item in enumerate(value) if several else [(0, value)]:
            if not low <= item <= high:
                where = f"{place}[{index}]" if several else place
                raise ConfigError(f"{where} is {item}, but must be in {low:g}..{high:g}")
    if "pattern" in metadata:
        pattern, says = metadata["pattern"]
        if not re.fullmatch(pattern, str(value)):
            raise ConfigError(f"{place} is {value!r:.80}: {says}")

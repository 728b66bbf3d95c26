"""What the engine says to people: English, which remembers what went into it, so that a window can say it otherwise."""

from __future__ import annotations

from collections.abc import Mapping

Value = str | int | float


class Sentence(str):
    """English words for a person; to everybody else a plain string.

    Attributes:
        template: the words as `sentence` was given them.
        values: what they were filled in with, by the names in them.
    """

    template: str
    values: dict[str, Value]


def sentence(template: str, **values: object) -> Sentence:
    """`template.format(**values)`. The template has to be a literal: `make translations` collects it.

    Values that are sentences are translated with it; what is neither text nor number is told as its text.
    """
    return filled(template, values)


def filled(template: str, values: Mapping[str, object]) -> Sentence:
    """The same, of a sentence that was made elsewhere."""
    plain = {name: value if isinstance(value, Value) else str(value) for name, value in values.items()}
    made = Sentence(template.format(**plain))
    made.template, made.values = template, plain
    return made

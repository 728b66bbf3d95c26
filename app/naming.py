"""The pattern that saved results are named by, such as "{name}_restored"."""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from app.words import translate

DEFAULT_PATTERN = "{name}_restored"
MAX_PATTERN = 120
FIELDS = ("name", "model", "seed", "width", "height", "date")
_FORBIDDEN = '/\\:*?"<>|'
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10))}


@dataclass(frozen=True)
class Facts:
    """What a name can say of a result."""

    name: str
    model: str = ""
    seed: int = 0
    width: int = 0
    height: int = 0
    date: datetime.date | None = None


def field_meanings() -> dict[str, str]:
    """What stands for each of `FIELDS`."""
    return {
        "name": translate("Naming", "the photo's name"),
        "model": translate("Naming", "the model's name"),
        "seed": translate("Naming", "the seed"),
        "width": translate("Naming", "width in pixels"),
        "height": translate("Naming", "height in pixels"),
        "date": translate("Naming", "the day, as 2026-05-04"),
    }


def pattern_problem(pattern: str) -> str:
    """Why `pattern` cannot name results, in one sentence, or ""."""
    if not pattern.strip():
        return translate("Naming", "A name is needed, such as {name}_restored.")
    if len(pattern) > MAX_PATTERN:
        return translate("Naming", "That is too long: {most} characters at most.").format(most=MAX_PATTERN)
    for character in pattern:
        if character in _FORBIDDEN or not character.isprintable():
            if not character.isprintable():
                return translate("Naming", "A file's name cannot have a control character in it.")
            return translate("Naming", "A file's name cannot have {character} in it.").format(character=character)
    rest = pattern
    for field in re.findall(r"\{([^{}]*)\}", pattern):
        if field not in FIELDS:
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            wrong = translate("Naming", "There is no {field}. There are: {known}.")
            return wrong.format(field=f"{{{field}}}", known=known)
        rest = rest.replace(f"{{{field}}}", "", 1)
    if "{" in rest or "}" in rest:
        return translate("Naming", "A curly bracket has no partner.")
    if pattern != pattern.strip() or pattern.startswith(".") or pattern.endswith("."):
        return translate("Naming", "It cannot begin or end with a space or a dot.")
    return ""


def stem_of(pattern: str, facts: Facts) -> str:
    """The name without its ending; whatever the facts are, it is one that every system allows."""
    values = {
        "name": facts.name,
        "model": facts.model,
        "seed": str(facts.seed),
        "width": str(facts.width),
        "height": str(facts.height),
        "date": f"{facts.date or datetime.date.today():%Y-%m-%d}",
    }
    stem = re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern if not pattern_problem(pattern) else "{name}")
    # The photo's own name was good enough for its file system, but a separator would lead elsewhere.
    stem = re.sub(r"[/\\\x00]", "-", stem).strip() or "restored"
    return f"{stem}_" if stem.lower() in _RESERVED else stem


def example(pattern: str) -> str:
    """As "grandma_restored.jpg", to show what a pattern does."""
    facts = Facts("grandma", "built-in", 42, 2048, 3072, datetime.date(2026, 5, 4))
    return f"{Path(stem_of(pattern, facts)).name}.jpg"

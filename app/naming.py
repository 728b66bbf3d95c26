"""The pattern that saved results are named by, such as "{name}_restored"."""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PATTERN = "{name}_restored"
MAX_PATTERN = 120
FIELDS = {
    "name": "the photo's name",
    "model": "the model's name",
    "seed": "the seed",
    "width": "width in pixels",
    "height": "height in pixels",
    "date": "the day, as 2026-05-04",
}
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


def pattern_problem(pattern: str) -> str:
    """Why `pattern` cannot name results, in one sentence, or ""."""
    if not pattern.strip():
        return "A name is needed, such as {name}_restored."
    if len(pattern) > MAX_PATTERN:
        return f"That is too long: {MAX_PATTERN} characters at most."
    for character in pattern:
        if character in _FORBIDDEN or not character.isprintable():
            shown = character if character.isprintable() else "a control character"
            return f"A file's name cannot have {shown} in it."
    rest = pattern
    for field in re.findall(r"\{([^{}]*)\}", pattern):
        if field not in FIELDS:
            return f"There is no {{{field}}}. There are: {', '.join(f'{{{known}}}' for known in FIELDS)}."
        rest = rest.replace(f"{{{field}}}", "", 1)
    if "{" in rest or "}" in rest:
        return "A curly bracket has no partner."
    if pattern != pattern.strip() or pattern.startswith(".") or pattern.endswith("."):
        return "It cannot begin or end with a space or a dot."
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

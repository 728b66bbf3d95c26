"""How saved results are named."""

import datetime

import pytest

from app.naming import DEFAULT_PATTERN, FIELDS, Facts, example, pattern_problem, stem_of

FACTS = Facts("grandma", "faithdiff", 7, 640, 480, datetime.date(2026, 5, 4))


def test_a_pattern_is_filled_in() -> None:
    assert stem_of(DEFAULT_PATTERN, FACTS) == "grandma_restored"
    everything = "-".join(f"{{{field}}}" for field in FIELDS)
    assert pattern_problem(everything) == ""
    assert stem_of(everything, FACTS) == "grandma-faithdiff-7-640-480-2026-05-04"
    assert example("{date} {name}") == "2026-05-04 grandma.jpg"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "needed"),
        ("  ", "needed"),
        ("../{name}", "cannot have /"),
        ("a\\b", "cannot have \\"),
        ("{name}:2", "cannot have :"),
        ("a\nb", "control character"),
        ("{nmae}", "There is no {nmae}"),
        ("{name", "no partner"),
        ("{name}}", "no partner"),
        ("x" * 200, "too long"),
        (".{name}", "begin or end"),
        ("{name} ", "begin or end"),
    ],
)
def test_what_cannot_be_a_name_is_told(pattern: str, words: str) -> None:
    assert words in pattern_problem(pattern)
    assert stem_of(pattern, FACTS) == "grandma", "a pattern that slipped through still names a file"


@pytest.mark.parametrize("name", ["a/b", "CON", "{seed}", "%s", "a\\b"])
def test_a_photos_name_never_leads_elsewhere(name: str) -> None:
    stem = stem_of("{name}", Facts(name))
    assert "/" not in stem
    assert "\\" not in stem
    assert stem.lower() != "con"
    assert name != "{seed}" or stem == "{seed}", "filled in once"

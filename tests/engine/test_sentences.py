"""Sentences are plain strings that remember what they were made of."""

import copy
import json
import pickle
from collections.abc import Callable

import pytest

from engine.errors import Cancelled, HeirloomError, ModelDamaged, UnreadableImage
from engine.images.wire import error_of, failure
from engine.sentences import Sentence, filled, sentence


def test_a_sentence_is_a_string() -> None:
    said = sentence("{size:,} bytes of {name!r} ({why})", size=1234567, name="a\tb", why=OSError("odd {braces}"))
    assert said == "1,234,567 bytes of 'a\\tb' (odd {braces})"
    assert said.values == {"size": 1234567, "name": "a\tb", "why": "odd {braces}"}
    assert filled(said.template, said.values) == said
    assert sentence("as it is") == "as it is"


def test_a_value_that_is_missing_is_a_fault() -> None:
    with pytest.raises(KeyError):
        sentence("the {name}")


@pytest.mark.parametrize("again", [copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))])
def test_it_is_the_same_after_a_copy(again: Callable[[Sentence], Sentence]) -> None:
    said = sentence("{a} of {b}", a=1, b=sentence("the {c}", c="{x}"))
    copied = again(said)
    assert copied == said == "1 of the {x}"
    assert copied.template == said.template
    assert isinstance(copied.values["b"], Sentence)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (HeirloomError("bad"), "bad"),
        (HeirloomError("bad.", advice="Try again."), "bad. Try again."),
        (HeirloomError("bad", path="/a/b.jpg"), "/a/b.jpg: bad"),
        (HeirloomError("bad", path="/a/b.jpg", advice="Try again."), "/a/b.jpg: bad. Try again."),
        (HeirloomError("bad\nly"), "bad ly"),
    ],
)
def test_an_error_is_one_line(error: HeirloomError, line: str) -> None:
    assert str(error) == line
    if error.path is not None:
        assert error.line("b.jpg") == line.removeprefix("/a/")


@pytest.mark.parametrize(
    "error",
    [
        UnreadableImage(sentence("the file is empty"), path="/a/{b}.jpg", advice=sentence("Choose a file.")),
        ModelDamaged(sentence("{what}: {size:,}", what=sentence("{free:.1f} MB", free=0.25), size=12345)),
        HeirloomError("an odd {thing}"),
    ],
)
def test_errors_come_whole_from_another_process(error: HeirloomError) -> None:
    came = error_of(json.loads(json.dumps(failure(error))))
    assert type(came) is type(error)
    assert str(came) == str(error)
    assert came is not None
    assert came.path == error.path
    for mine, yours in ((error.what, came.what), (error.advice, came.advice)):
        assert isinstance(yours, Sentence) == isinstance(mine, Sentence)
        if isinstance(mine, Sentence) and isinstance(yours, Sentence):
            assert (yours.template, yours.values) == (mine.template, mine.values)
            assert {name: type(value) for name, value in yours.values.items()} == {
                name: type(value) for name, value in mine.values.items()
            }


def test_a_cancel_is_no_error() -> None:
    assert not issubclass(Cancelled, HeirloomError)

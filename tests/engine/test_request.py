from typing import Any

import pytest

from engine.errors import RequestError
from engine.request import RestoreRequest


@pytest.mark.parametrize("name", ["caption", "negative_prompt"])
@pytest.mark.parametrize("text", ["\ud83d", "a house \udcff", "\udc00\ud800"])
def test_texts_with_half_a_character_are_refused_by_name(name: str, text: str) -> None:
    values: dict[str, Any] = {name: text}
    for make in (lambda: RestoreRequest(**values), lambda: RestoreRequest.from_dict(values)):
        with pytest.raises(RequestError, match=name) as refused:
            make()
        assert refused.value.field == name
        str(refused.value).encode()  # can be shown


@pytest.mark.parametrize("text", ["", "a house", "una casa encantada \u00f1", "\U0001f3e0", "\x00"])
def test_every_other_text_is_taken(text: str) -> None:
    assert RestoreRequest(caption=text, negative_prompt=text).caption == text


@pytest.mark.parametrize(
    ("name", "values"), [("time_ids", ("released", "pixels")), ("speed", ("exact", "fast"))], ids=["time_ids", "speed"]
)
def test_how_it_is_computed_is_part_of_the_request(name: str, values: tuple[str, str]) -> None:
    for value in values:
        request = RestoreRequest.from_dict({name: value})
        assert getattr(request, name) == value
        assert RestoreRequest.from_dict(request.to_dict()) == request
    assert getattr(RestoreRequest(), name) == values[0]
    wrong: tuple[Any, ...] = ("Pixels", "", None, 1)
    for value in wrong:
        with pytest.raises(RequestError, match=name) as refused:
            RestoreRequest.from_dict({name: value})
        assert refused.value.field == name


def test_requests_that_were_saved_before_still_load() -> None:
    saved = RestoreRequest(steps=7).to_dict()
    for name in ("time_ids", "speed"):
        del saved[name]
    assert RestoreRequest.from_dict(saved) == RestoreRequest(steps=7)

"""Generators of progress, run to their end."""

from collections.abc import Generator
from typing import Any, TypeVar

Yielded = TypeVar("Yielded")
Result = TypeVar("Result")


def exhausted(work: Generator[Any, None, Result]) -> Result:
    """What `work` returns."""
    return with_yields(work)[1]


def with_yields(work: Generator[Yielded, None, Result]) -> tuple[list[Yielded], Result]:
    """Everything `work` yields, and what it returns."""
    yielded: list[Yielded] = []
    while True:
        try:
            yielded.append(next(work))
        except StopIteration as finished:
            return yielded, finished.value

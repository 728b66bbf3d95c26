"""Modules that are imported when something of them is first used: the window does not wait for them."""

import importlib
from types import ModuleType
from typing import Any


class _Deferred(ModuleType):
    def __getattr__(self, name: str) -> Any:
        value = getattr(importlib.import_module(self.__name__), name)  # Python's import lock holds other threads off
        setattr(self, name, value)
        return value


def deferred(name: str) -> Any:
    """A stand-in for the module `name`, imported at the first use of an attribute, from whichever thread.

    Failures of that import come then (ImportError). Not for modules whose attributes change while the program runs.
    """
    return _Deferred(name)

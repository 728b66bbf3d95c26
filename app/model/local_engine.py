"""The engine on this computer, as one generator. Torch is imported here, on the device lane's thread, in pieces."""

import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.model.importing import collector_paused, import_module
from engine.images.picture import Picture
from engine.request import Progress, RestoreRequest, RestoreResult

if TYPE_CHECKING:
    from engine.memory import DeviceMemory
    from engine.restorer import Restorer

# Imported one by one, so that Cancel is honoured in between.
_PIECES = ("torch", "safetensors.torch", "engine.restorer", "engine.bundle")


class Engine(Protocol):
    """What the window needs of an engine; tests script another one."""

    def load(self, model: str) -> Generator[Progress, None, None]:
        """Make `model` ready, so that the next `restore` begins at once."""
        ...

    def restore(
        self, model: str, picture: Picture, request: RestoreRequest
    ) -> Generator[Progress, None, RestoreResult]:
        """As `engine.restorer.restore`, loading `model` first if need be."""
        ...

    def memory(self) -> "DeviceMemory | None":
        """Of the device that restores, or None while that is not known. Quick; called where `load` is."""
        ...


class LocalEngine:
    """Loads a model once and keeps it until another one is wanted. All calls come from the device lane's thread."""

    def __init__(self, folders: Sequence[Path] = (), device: str = "auto") -> None:
        """`folders` hold the models that the person added; `device` as `app.devices.resolve_device`."""
        self._folders = tuple(folders)
        self._device = device
        self._loaded: tuple[str, Restorer] | None = None

    def load(self, model: str) -> Generator[Progress, None, None]:
        """Import the engine and load `model`, unless that is done.

        Raises:
            HeirloomError: no such model, a damaged one, or no such device.
        """
        from engine.catalogue import find_model
        from engine.manifest import read_manifest

        # Before anything heavy: a missing model is said at once.
        folder = find_model(model, self._folders)
        identity = f"{folder}:{read_manifest(folder).sha256}"
        if self._loaded is not None and self._loaded[0] == identity:
            return
        total = len(_PIECES) + 1
        for done, name in enumerate(_PIECES):
            if name not in sys.modules:
                yield Progress("load", done, total)
                import_module(name)
        yield Progress("load", total - 1, total)
        from app.planning import load_with_plan

        self._loaded = None  # two models at once may be more than the memory holds
        with collector_paused():
            self._loaded = (identity, load_with_plan(folder, self._device))
        yield Progress("load", total, total)

    def release(self) -> None:
        """Let go of the loaded model, for other work on the device; the next `load` brings it back."""
        self._loaded = None

    def memory(self) -> "DeviceMemory | None":
        """Of the device that the loaded model is on; what the model holds there counts as free."""
        if self._loaded is None:
            return None
        return self._loaded[1].memory()

    def restore(
        self, model: str, picture: Picture, request: RestoreRequest
    ) -> Generator[Progress, None, RestoreResult]:
        """Load `model` if need be and restore `picture`.

        Raises:
            HeirloomError: whatever the engine raises.
        """
        yield from self.load(model)
        from engine.restorer import restore

        if self._loaded is None:
            raise RuntimeError("no model after loading it")
        return (yield from restore(self._loaded[1], picture, request))

"""The engine on this computer, as one generator. Torch is imported here, on the device lane's thread, in pieces."""

import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.model.importing import collector_paused, import_module
from engine.images.picture import Picture
from engine.request import Progress, RestoreRequest, RestoreResult

if TYPE_CHECKING:
    from engine.memory import DeviceMemory, MemoryPlan
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

    def __init__(self, folders: Sequence[Path] = (), device: str = "auto", plan: str = "auto") -> None:
        """`folders` hold the models that the person added; `device` and `plan` as `app.planning.load_with_plan`."""
        self._folders = tuple(folders)
        self._device = device
        self.plan = plan  # set from the window's thread; the next load follows it
        # with the identities of the model and of its adapter
        self._loaded: tuple[str, str, Restorer] | None = None

    def load(self, model: str) -> Generator[Progress, None, None]:
        """Import the engine and load `model`, unless that is done; `model` may also be the name of an adapter.

        A model or adapter that is missing, damaged or of another kind leaves the loaded one loaded.

        Raises:
            HeirloomError: no such model, a damaged one, or no such device.
        """
        from engine.adapter_file import read_adapter
        from engine.adapter_fit import check_adapter
        from engine.catalogue import find_chosen
        from engine.manifest import read_manifest

        # Before anything heavy: a missing model is said at once.
        folder, adapter = find_chosen(model, self._folders)
        manifest = read_manifest(folder)
        plan = self.plan
        identity = f"{folder}:{manifest.sha256}:{plan}"
        change = f"{adapter}:{read_adapter(adapter).sha256}" if adapter is not None else ""
        if self._loaded is not None and self._loaded[:2] == (identity, change):
            return
        total = len(_PIECES) + 1
        for done, name in enumerate(_PIECES):
            if name not in sys.modules:
                yield Progress("load", done, total)
                import_module(name)
        yield Progress("load", total - 1, total)
        if self._loaded is not None and self._loaded[0] == identity:
            from engine.bundle import change_adapter

            self._loaded = (identity, change, change_adapter(self._loaded[2], folder, adapter))
            yield Progress("load", total, total)
            return
        from app.planning import load_with_plan

        if adapter is not None:
            check_adapter(adapter, folder, manifest)
        checked = self._loaded is not None
        if checked:
            from engine.bundle import check_bundle

            check_bundle(folder)
            yield Progress("load", total - 1, total)
        self._loaded = None  # two models at once may be more than the memory holds
        with collector_paused():
            self._loaded = (
                identity,
                change,
                load_with_plan(folder, self._device, plan, adapter=adapter, hashes=not checked),
            )
        yield Progress("load", total, total)

    def release(self) -> None:
        """Let go of the loaded model, for other work on the device; the next `load` brings it back."""
        self._loaded = None

    def memory(self) -> "DeviceMemory | None":
        """Of the device that the loaded model is on; what the model holds there counts as free."""
        if self._loaded is None:
            return None
        return self._loaded[2].memory()

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
        restorer = self._loaded[2]
        return (yield from restore(restorer, picture, request, self._chosen_plan(restorer, picture, request)))

    def _chosen_plan(self, restorer: "Restorer", picture: Picture, request: RestoreRequest) -> "MemoryPlan | None":
        """The plan that the person asked for; None: whichever fits.

        Raises:
            OutOfMemory, RequestError: it cannot be; nothing was begun.
        """
        from app.planning import AUTO, foresee
        from engine.plans import PLANS

        if self.plan == AUTO:
            return None
        size = request.output_size(picture.width, picture.height)
        prediction = foresee(restorer.sizes, request, size, restorer.memory(), self.plan)
        return prediction.plan if prediction is not None else PLANS[self.plan]  # pyright: ignore[reportArgumentType]

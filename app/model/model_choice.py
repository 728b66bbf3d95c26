"""Which models and adapters there are, and which of them is used."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.model.choices import adapter_of, list_choices
from app.model.draft import Along, RequestDraft
from app.model.restoration import Restoration
from app.settings import Settings
from app.tasks import Lane
from engine.catalogue import AdapterInfo, ModelInfo

_PERSONAL = ("caption", "negative_prompt", "seed", "scale", "size")


class ModelChoice(QObject):
    """The models found, None while that is not known.

    Signals:
        changed(): `models` is known, or another is chosen.
    """

    changed = Signal()

    def __init__(
        self,
        settings: Settings,
        draft: RequestDraft,
        restoration: Restoration,
        files: Lane,
        folders: Sequence[Path],
        failed: Callable[[BaseException], object],
        parent: QObject | None = None,
    ) -> None:
        """`folders` are looked at beside the built-in model; `failed` is told why they cannot be."""
        super().__init__(parent)
        self.models: list[ModelInfo] | None = None
        self._settings, self._draft, self._restoration = settings, draft, restoration
        self._files, self._folders, self._failed = files, tuple(folders), failed

    @property
    def model(self) -> ModelInfo | None:
        """The chosen model, or None while none is known."""
        for info in self.models or ():
            if info.name == self._settings.model:
                return info
        return self.models[0] if self.models else None

    @property
    def adapters(self) -> dict[str, AdapterInfo]:
        """Those that can be chosen, by their names."""
        found = ((info.name, adapter_of(info)) for info in self.models or ())
        return {name: adapter for name, adapter in found if adapter is not None}

    def look(self) -> None:
        """List models and adapters in the background, then load the chosen one ahead of time."""

        def success(models: list[ModelInfo]) -> None:
            first = self.models is None
            self.models = models
            self.changed.emit()
            if self.model is not None and not self.model.problem:
                if first and self._settings.first_start:
                    caption = self._draft.request.caption
                    self._draft.replace(dataclasses.replace(self.model.recommended, caption=caption))
                self._restoration.warm_up(self.model.name)

        self._files.start(lambda _task: list_choices(self._folders), success=success, failure=self._failed)

    def choose(self, name: str, fields: Mapping[str, Any] | None = None) -> bool:
        """Use another model from now on, and what it recommends: settings for one model suit no other.

        What belongs to the photo or the person stays: caption, negative prompt, seed and size. `fields` of the request
        take the place of what is recommended. Undo takes the whole back.

        Returns:
            Whether `fields` could be taken; the model is used in any case.
        """
        before = self._settings.model
        if name == before:
            return self._draft.set(**(fields or {}))
        self._settings.model = name
        along = Along(undo=partial(self._use, before), redo=partial(self._use, name))
        wanted = self._recommended() | dict(fields or {})
        taken = self._draft.set(along, **wanted)
        if not taken:
            self._draft.set(along, **self._recommended())
        self._use(name)
        return taken

    def _recommended(self) -> dict[str, Any]:
        """What the chosen model recommends, as far as that is not the person's."""
        if self.model is None or self.model.problem:
            return {}
        recommended = self.model.recommended
        fields = {f.name: getattr(recommended, f.name) for f in dataclasses.fields(recommended)}
        return {field: value for field, value in fields.items() if field not in _PERSONAL}

    def _use(self, name: str) -> None:
        self._settings.model = name
        self.changed.emit()
        if self.model is not None and not self._restoration.busy:
            self._restoration.warm_up(self.model.name)

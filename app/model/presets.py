"""The presets of the window: which there are, which one the draft follows, and every change of them with undo."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.draft import RequestDraft
from app.model.edits import Edit, Edits
from app.model.model_choice import ModelChoice
from app.notify import Notices
from app.presets import (
    HOW,
    SUFFIX,
    Preset,
    PresetError,
    checked_name,
    keep_preset,
    made_of,
    read_folder,
    read_preset,
    remove_preset,
    same_name,
    write_preset,
)
from app.tasks import Lane, Task
from engine.catalogue import ModelInfo
from engine.request import RestoreRequest

log = logging.getLogger(__name__)

Standing = Literal["preset", "changed", "recommended", "custom"]


class Presets(QObject):
    """Kept as one file each in a folder, so that two windows at once do no more than overwrite one another's preset.

    Signals:
        changed(): `all`, or where the draft stands.
    """

    changed = Signal()

    def __init__(
        self,
        folder: Path,
        draft: RequestDraft,
        choice: ModelChoice,
        edits: Edits,
        notices: Notices,
        lane: Lane,
        parent: QObject | None = None,
    ) -> None:
        """`lane` has one thread: files are written in the order in which they were asked for."""
        super().__init__(parent)
        self.all: list[Preset] = []
        self.broken: list[PresetError] = []
        self._current = ""
        self._folder, self._draft, self._choice = folder, draft, choice
        self._edits, self._notices, self._lane = edits, notices, lane
        self._writes = 0
        draft.changed.connect(self.changed)
        choice.changed.connect(self.changed)

    # Where the draft stands ---------------------------------------------------------------------------------------

    @property
    def current(self) -> Preset | None:
        """The preset that the draft follows, though it may have been changed since."""
        found = self.named(self._current) if self._current else None
        if found is not None and found.model in ("", self._model_name()):
            return found
        request, model = self._draft.request, self._model_name()
        if self._recommended(request):
            return None
        return next((preset for preset in self.all if preset.matches(request, model)), None)

    @property
    def standing(self) -> Standing:
        """Whether the draft is as a preset says, was changed since, is as the model recommends, or none of these."""
        request, current = self._draft.request, self.current
        if current is not None:
            return "preset" if current.matches(request, self._model_name()) else "changed"
        return "recommended" if self._recommended(request) else "custom"

    def named(self, name: str) -> Preset | None:
        """The preset of this name, whatever its case."""
        return next((preset for preset in self.all if same_name(preset.name, name)), None)

    # What a person does -------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read the folder in the background: another window may have changed it."""
        writes = self._writes

        def success(found: tuple[list[Preset], list[PresetError]]) -> None:
            if writes == self._writes:  # else there is newer news than what was read
                self.all, self.broken = found
                for error in self.broken:
                    log.warning("preset: %s", error)
                self.changed.emit()

        self._lane.start(lambda _task: read_folder(self._folder), success=success, failure=self._notices.failed)

    def apply(self, name: str) -> None:
        """Have the draft follow a preset; with the model that it was made for, where that is here."""
        preset = self.named(name)
        if preset is not None:
            self._apply(preset)

    def recommend(self) -> None:
        """Everything as the model recommends, but for caption and seed."""
        model = self._choice.model
        if model is None or model.problem:
            return
        self._current = ""
        if not self._draft.set(**_defaults(model)):
            self._refused(self._draft.problem(**_defaults(model)))
        self.changed.emit()

    def save(self, name: str, *, caption: bool = False, seed: bool = False, pixels: bool = False) -> None:
        """Keep the draft's settings under a name; one that has it already is replaced.

        Raises:
            PresetError: the name cannot be one.
        """
        preset = made_of(name, self._draft.request, self._model_name(), caption=caption, seed=seed, pixels=pixels)
        self._change(preset.name, self.named(preset.name), preset)

    def update(self) -> None:
        """Have the current preset say what the draft says, about the same fields."""
        old = self.current
        if old is not None:
            kept = old.settings
            request = self._draft.request
            has_size = kept.get("size") is not None or ("scale" in kept and request.size is not None)
            new = made_of(
                old.name,
                request,
                self._model_name(),
                caption="caption" in kept,
                seed="seed" in kept,
                pixels=has_size,
            )
            self._change(old.name, old, new)

    def rename(self, name: str, wanted: str) -> None:
        """Give a preset another name.

        Raises:
            PresetError: it cannot be one, or another preset has it.
        """
        old = self.named(name)
        if old is None:
            return
        new = Preset(checked(wanted, self, besides=old), old.settings, old.model)
        if new.name != old.name:
            self._change(new.name, old, new)

    def delete(self, name: str) -> None:
        """Remove a preset; undo brings it back."""
        old = self.named(name)
        if old is not None:
            edit = self._change("", old, None)
            told = translate("Presets", "The preset “{name}” was deleted.").format(name=old.name)
            self._notices.tell("info", told, translate("Presets", "Undo"), partial(self._edits.take_back, edit))

    def share(self, name: str, path: Path) -> None:
        """Write a preset into a file for somebody else."""
        preset = self.named(name)
        if preset is None:
            return
        path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
        told = translate("Presets", "“{name}” is in {file}.").format(name=preset.name, file=path.name)

        def success(_none: object) -> None:
            self._notices.tell("info", told)

        self._lane.start(lambda _task: write_preset(preset, path), success=success, failure=self._notices.failed)

    def add(self, paths: Sequence[Path]) -> None:
        """Keep the presets in files from somebody else, and follow the last one."""

        def work(task: Task) -> list[Preset]:
            found = []
            for path in paths:
                task.check()
                found.append(read_preset(path))
            return found

        def success(found: list[Preset]) -> None:
            for preset in found:
                there = self.named(preset.name)
                if there is None or there != preset:
                    self._change(preset.name, there, preset)
            self._apply(found[-1])

        self._lane.start(work, success=success, failure=self._notices.failed)

    # How ----------------------------------------------------------------------------------------------------------

    def _apply(self, preset: Preset) -> None:
        fields: dict[str, Any] = dict(preset.fields)
        known = {info.name for info in self._choice.models or () if not info.problem}
        if preset.model and preset.model != self._model_name() and preset.model in known:
            taken = self._choice.choose(preset.model, fields)
        else:
            taken = self._draft.set(**fields)
            if preset.model and preset.model != self._model_name():
                told = translate("Presets", "“{name}” was made for the model {model}, which is not here.")
                self._notices.tell("info", told.format(name=preset.name, model=preset.model))
        if taken:
            self._current = preset.name
        else:
            self._refused(self._draft.problem(**fields))
        self.changed.emit()

    def _refused(self, reason: str) -> None:
        told = translate("Presets", "These settings do not suit this photo or model. {reason}").format(reason=reason)
        self._notices.tell("warning", told)

    def _change(self, current: str, old: Preset | None, new: Preset | None) -> Edit:
        """One undoable edit: `new` in the place of `old`."""
        before = self._current
        edit = Edit(undo=lambda: self._put(before, new, old), redo=lambda: self._put(current, old, new))
        self._put(current, old, new)
        self._edits.done(edit)
        return edit

    def _put(self, current: str, old: Preset | None, new: Preset | None) -> None:
        gone = [preset.name for preset in (old, new) if preset is not None]
        kept = [preset for preset in self.all if not any(same_name(preset.name, name) for name in gone)]
        self.all = sorted([*kept, *([new] if new is not None else [])], key=lambda preset: preset.name.casefold())
        self._current = current
        self._writes += 1
        self._lane.start(self._writing(old, new), failure=self._failed)
        self.changed.emit()

    def _writing(self, old: Preset | None, new: Preset | None) -> Callable[[Task], None]:
        def work(_task: Task) -> None:
            if new is not None:
                keep_preset(new, self._folder)
            if old is not None and (new is None or not same_name(old.name, new.name)):
                remove_preset(old.name, self._folder)

        return work

    def _failed(self, error: BaseException) -> None:
        self._notices.failed(error)
        self.look()  # what is shown has to be what is on the disk

    def _model_name(self) -> str:
        return self._choice.model.name if self._choice.model is not None else ""

    def _recommended(self, request: RestoreRequest) -> bool:
        model = self._choice.model
        return model is not None and all(getattr(request, name) == value for name, value in _defaults(model).items())


def checked(name: str, presets: Presets, besides: Preset | None = None) -> str:
    """`name` if a preset may be called so.

    Raises:
        PresetError: it cannot be a name, or another preset than `besides` has it.
    """
    tidy = checked_name(name)
    there = presets.named(tidy)
    if there is not None and there is not besides:
        raise PresetError(translate("Presets", "there is a preset of this name already"))
    return tidy


def _defaults(model: ModelInfo) -> dict[str, Any]:
    return {name: getattr(model.recommended, name) for name in (*HOW, "scale")} | {"size": None}

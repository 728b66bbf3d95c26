"""The training that is being planned: what was chosen, and what is known of it. Knows no widget."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.model.training_plan import SMALL_BYTES, Plan
from app.model.training_probe import Probe
from app.tasks import Lane
from app.words import translate
from engine.catalogue import ModelInfo

FEWEST = 2  # photos
ENOUGH = 10  # held-out ones, to tell a difference from chance
EXAMPLES, SIDE = 3, 192  # photos among the examples, and pixels of their crops
_CANARIES = 5  # photos of other kinds that come with Heirloom, and are restored beside the held-out ones


class Draft(QObject):
    """A plan, and three looks at it.

    Signals:
        changed(): the plan, or what is known of it, is another.
    """

    changed = Signal()

    def __init__(
        self, home: Path, lane: Lane, free_device: Callable[[], None] | None = None, parent: QObject | None = None
    ) -> None:
        """`free_device` lets go of what the window holds on the graphics card, before this machine is tried."""
        super().__init__(parent)
        self.plan = Plan()
        self.keep = True
        self.photos = Probe("photos", home, lane, self)
        self.machine = Probe("machine", home, lane, self)
        self.examples = Probe("examples", home, lane, self)
        self._free_device = free_device
        self._shown = 0
        for probe in (self.photos, self.machine):
            probe.changed.connect(self.changed)

    def set(self, **changes: Any) -> None:
        """Change fields of the plan."""
        plan = dataclasses.replace(self.plan, **changes)
        if plan != self.plan:
            self.plan = plan
            self.changed.emit()
            self.look()

    def choose_base(self, info: ModelInfo) -> None:
        """Start from this model."""
        small = info.size_bytes <= SMALL_BYTES
        self.set(base=info.folder, base_name=info.name, licence=info.licence, small=small)

    def look(self) -> None:
        """Find out what the plan needs to know: of the photos, and of this machine."""
        plan = self.plan
        if plan.photos is None or not plan.base_name:
            return
        crop = plan.crop_size
        same = (plan.photos, plan.pairs, crop, plan.held_out, plan.seed)
        self.photos.look(same, plan, "check", "{run}", "--no-machine", "--json")
        model = (plan.base, plan.form, crop)
        if self._free_device is not None and self.machine.would_look(model):
            self._free_device()
        self.machine.look(model, plan, "check", "{run}", "--no-photos", "--json")

    def show_examples(self, turn: int = 0) -> None:
        """Make examples of what the damage looks like; others for each turn."""
        plan = self.plan
        if plan.photos is None or not plan.base_name:
            return
        size = min(SIDE, plan.crop_size)
        key = (plan.photos, plan.goal, plan.preset, size, turn)
        if not self.examples.would_look(key):
            return
        self._shown += 1  # those that are shown stay while others are made
        out = self.examples.folder / f"examples-{self._shown % 2}"
        self.examples.look(
            key, plan,
            "examples", "{run}", "--out", out, "--photos", EXAMPLES, "--size", size, "--turn", turn, "--json",
        )  # fmt: skip

    def close(self) -> None:
        """End what is looked at."""
        for probe in (self.photos, self.machine, self.examples):
            probe.forget()

    # What is known ------------------------------------------------------------------------------------------------

    @property
    def held_out(self) -> int:
        """Photos to judge by."""
        return self.photos.found["collection"].get("held_out", 0)

    @property
    def usable(self) -> int:
        """Photos to learn from."""
        return max(0, self.photos.found["collection"].get("photos", 0) - self.held_out)

    @property
    def updates(self) -> int:
        """How many there will be."""
        return self.plan.updates_of(self.usable)

    @property
    def seconds(self) -> float | None:
        """How long it will take, or None while that is not known."""
        pace = self.machine.found["pace"]
        if not pace or not self.photos.found["collection"]:
            return None
        updates = self.updates
        evaluations = 1 + -(-updates // self.plan.evaluate_every(updates))
        judged = evaluations * (self.held_out + _CANARIES)
        return updates * pace["update"] + judged * (pace["photo"] or 0.0)

    @property
    def too_large(self) -> bool:
        """Whether it needs more memory than is free."""
        estimate = self.machine.found["estimate"]
        return bool(estimate) and estimate["bytes"] > estimate["free"]

    def obstacle(self) -> str:
        """Why it cannot be started, in a sentence, or ""."""
        plan, photos, machine = self.plan, self.photos.found, self.machine.found
        if plan.photos is None:
            return translate("Training", "Choose a folder of photos first.")
        if not plan.base_name:
            return translate("Training", "There is no model to start from.")
        if photos.problem or machine.problem:
            return photos.problem or machine.problem
        found = photos["collection"]
        if photos.busy or not found:
            return translate("Training", "The photos are still being looked at.")
        if found["photos"] < FEWEST:
            return translate("Training", "A training needs at least two usable photos; 50 are a good start.")
        if self.too_large:
            return translate("Training", "It needs more memory than is free.")
        if machine.busy or not machine["estimate"]:
            return translate("Training", "How much memory and time it takes is still being tried.")
        return ""

"""Looks at a plan before it is a training, each in a child process: the photos, this machine, examples of damage."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.model.training_plan import Plan, run_text, run_values
from app.model.training_process import Child
from app.tasks import Lane, Task
from app.words import engine_text
from engine.errors import HeirloomError

Lines = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Found:
    """What a look found.

    Attributes:
        lines: the newest line of each phase.
        busy: whether it is still looking.
        problem: why it could not, or "".
    """

    lines: Lines = field(default_factory=dict[str, dict[str, Any]])
    busy: bool = False
    problem: str = ""

    def __getitem__(self, phase: str) -> dict[str, Any]:
        return self.lines.get(phase, {})


class Probe(QObject):
    """One kind of look; a newer one replaces an older one, whose process is ended.

    Signals:
        changed(): `found` is another.
    """

    changed = Signal()

    def __init__(self, name: str, home: Path, lane: Lane, parent: QObject | None = None) -> None:
        """`name`: of its run file in the folder for drafts."""
        super().__init__(parent)
        self.found = Found()
        self.folder = home / "trainings" / ".draft"
        self._name, self._home, self._lane = name, home, lane
        self._child: Child | None = None
        self._key: object = None

    def look(self, key: object, plan: Plan, *arguments: object) -> None:
        """Look, unless that was done for the same `key`. `arguments`: of `heirloom train`, `{run}` being the run file.

        Args:
            key: all that the answer depends on.
            plan: what the run file says.
            arguments: as of the command line.
        """
        if key == self._key:
            return
        self.forget()
        self._key = key
        run = self.folder / f"{self._name}.toml"
        child = Child(self._home, "train", *(run if argument == "{run}" else argument for argument in arguments))
        self._child = child
        self.found = Found(busy=True)
        lines: Lines = {}

        def work(task: Task) -> None:
            self.folder.mkdir(parents=True, exist_ok=True)
            values = run_values(plan, "draft", self.folder / "out", 50)
            run.write_text(run_text(values), encoding="utf-8")

            def told(line: dict[str, Any]) -> None:
                lines[line["phase"]] = line
                task.report(dict(lines))

            child.run(told)

        def current(call: Callable[..., None]) -> Callable[..., None]:
            return lambda *values: call(*values) if self._child is child else None

        self._lane.start(
            work,
            success=current(lambda _none: self._become(Found(dict(lines)))),
            failure=current(lambda error: self._failed(dict(lines), error)),
            progress=current(lambda came: self._become(Found(came, busy=True))),
        )
        self.changed.emit()

    def would_look(self, key: object) -> bool:
        """Whether `look` would not find that it was done."""
        return key != self._key

    def forget(self) -> None:
        """End what is looked at, and know nothing."""
        if self._child is not None:
            self._child.stop()
        self._child = self._key = None
        if self.found != Found():
            self._become(Found())

    def _become(self, found: Found) -> None:
        self.found = found
        self.changed.emit()

    def _failed(self, lines: Lines, error: BaseException) -> None:
        self._key = None  # it may be tried again
        text = engine_text(error.what) if isinstance(error, HeirloomError) else f"{type(error).__name__}: {error}"
        self._become(Found(lines, problem=f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."))

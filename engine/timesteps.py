"""How many steps a model's noise schedule has room for, known before a weight is loaded. No torch here.

What `engine.sampling.build_scheduler` accepts, said from the settings alone; `tests/engine` compares the two.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ModelDamaged
from engine.request import RestoreRequest

FILE = Path("scheduler") / "scheduler_config.json"
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Schedule:
    """What decides how many steps fit.

    Attributes:
        length: timesteps that the model was trained on.
        spacing: how a sampler picks from them: "leading", "linspace" or "trailing", as diffusers calls it.
    """

    length: int = 1000
    spacing: str = "linspace"

    def most(self, request: RestoreRequest) -> int:
        """The largest number of steps that sampler, start and strength of `request` allow."""
        if request.start == "lq" and request.strength < 1:
            return max(1, round(request.strength * self.length))
        # solvers with a memory look one step further than they take, unless the steps are counted from the end
        further = request.sampler != "euler" and self.spacing != "trailing"
        return max(1, self.length - further)

    def holds(self, request: RestoreRequest) -> bool:
        """Whether exactly the steps of `request` can be taken."""
        if request.steps > self.most(request):
            return False
        if self.spacing != "trailing" or (request.start == "lq" and request.strength < 1):
            return True
        # diffusers counts these with a range of floats, which now and then has one too many
        return math.ceil(self.length / (self.length / request.steps)) == request.steps


def schedule_of(config: Mapping[str, Any]) -> Schedule:
    """From a scheduler's settings; what they leave out is as diffusers has it."""
    length, spacing = config.get("num_train_timesteps", 1000), config.get("timestep_spacing", "linspace")
    if isinstance(length, bool) or not isinstance(length, int) or length < 1 or not isinstance(spacing, str):
        raise ModelDamaged("its noise schedule cannot be understood", advice="Get the model again.")
    return Schedule(length, spacing)


def read_schedule(folder: Path) -> Schedule:
    """The schedule of the model in `folder`.

    Raises:
        ModelDamaged: its settings cannot be read; names the file.
    """
    path = folder / FILE
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise ValueError("too large")
        values = json.loads(raw)
        if not isinstance(values, dict):
            raise ValueError("not a JSON object")
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamaged(f"cannot be read ({error})", path=path, advice="Get the model again.") from error
    try:
        return schedule_of(values)
    except ModelDamaged as error:
        error.path = path
        raise

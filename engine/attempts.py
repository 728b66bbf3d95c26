"""Stages of a restoration under a memory plan; where memory runs out, once more under the next smaller plan."""

import gc
from collections.abc import Callable, Generator
from typing import TypeVar

import torch

from engine.placement import Placement
from engine.plans import MemoryPlan, smaller_plan
from engine.request import Progress, Stage
from engine.sentences import sentence

Result = TypeVar("Result")
_SLOW = sentence("Main memory could not be pinned, so the model's weights came to the card slowly.")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory, the device's or the main one, ran out."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    # the processor's allocator has no exception of its own
    words = ("DefaultCPUAllocator", "not enough memory", "CUDA out of memory")
    return isinstance(error, RuntimeError) and any(word in str(error) for word in words)


class PlanInUse:
    """The plan that a restoration runs with.

    Attributes:
        plan: the one that stages run with now.
        notes: what the person should know of it, a line each.
    """

    def __init__(self, placement: Placement, plan: MemoryPlan, dtype: torch.dtype, *, int8: bool) -> None:
        self.plan = plan
        self.notes: list[str] = []
        self._placement, self._dtype, self._int8 = placement, dtype, int8
        self._retried = False
        if int8:
            self.notes.append(
                sentence("Most of the model's weights were rounded to 8 bits, which changes the picture a little.")
            )

    def attempt(
        self, stage: Stage, work: Callable[[MemoryPlan], Generator[Progress, None, Result]]
    ) -> Generator[Progress, None, Result]:
        """Runs the generator that `work` makes for a plan, with all weights where that plan wants them.

        If memory runs out, the next smaller plan is taken, once in a restoration, this is said, and `work` begins anew.

        Raises:
            torch.OutOfMemoryError, MemoryError, RuntimeError: memory ran out, and there is no such plan.
        """
        try:
            self._arrange()
            return (yield from work(self.plan))
        except Exception as error:
            smaller = smaller_plan(self.plan)
            if self._retried or smaller is None or not is_out_of_memory(error):
                raise
        # Out of the `except`, so that the failed attempt's tensors are gone with its traceback.
        self._retried = True
        note = sentence(
            "Memory ran out with the plan {plan}, so the smaller plan {smaller} was taken.",
            plan=self.plan.name,
            smaller=smaller.name,
        )
        self.plan = smaller
        self.notes.append(note)
        gc.collect()
        if torch.cuda.is_initialized():
            torch.cuda.empty_cache()
        yield Progress(stage, 0, 1, note=note)
        self._arrange()
        return (yield from work(self.plan))

    def _arrange(self) -> None:
        self._placement.arrange(self.plan, self._dtype, int8=self._int8)
        if self._placement.slow and _SLOW not in self.notes:
            self.notes.append(_SLOW)

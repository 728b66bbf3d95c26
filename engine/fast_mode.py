"""The fast mode: approximate, off by default. Guidance ends half-way, and deep features serve for two steps.

Consecutive steps differ most where the UNet is shallow. So at every second step only its outermost level is computed,
and what the deeper ones gave at the step before goes on into its last block. Each tile has its own features.
The idea of caching deep features is published (Ma et al., CVPR 2024, "DeepCache"); this is an implementation of its
own, around stock diffusers modules.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

EVERY = 2  # one step in so many is computed in full


@dataclass(frozen=True)
class StepPlan:
    """How one step is computed.

    Attributes:
        guided: with the negative prompt's row.
        reuse: the deeper levels are those of an earlier step.
        record: the deeper levels' features are kept for the next step.
    """

    guided: bool
    reuse: bool = False
    record: bool = False


def plan_steps(steps: int, guided: bool, speed: str) -> list[StepPlan]:
    """One plan a step. `exact`: all alike. `fast`: the first step and the first without guidance are full ones."""
    if speed == "exact":
        return [StepPlan(guided)] * steps
    guided_steps = -(-steps // 2) if guided else 0
    plans: list[StepPlan] = []
    for part, count in ((True, guided_steps), (False, steps - guided_steps)):
        for index in range(count):
            place = index % EVERY
            plans.append(StepPlan(part, reuse=place > 0, record=place == 0 and index + 1 < count))
    return plans


@contextmanager
def recorded(unet: nn.Module) -> Iterator[list[Tensor]]:
    """Until it is left, each call of the UNet adds its deep features to the list, [B, C, h, w]."""
    features: list[Tensor] = []

    def keep(_module: nn.Module, _inputs: Any, output: Any) -> None:
        features.append(output)

    hook = _deep(unet)[-1].register_forward_hook(keep)
    try:
        yield features
    finally:
        hook.remove()


@contextmanager
def reused(unet: nn.Module, features: Tensor) -> Iterator[None]:
    """Until it is left, the UNet's deeper levels give `features` without computing anything."""
    deep = _deep(unet)
    before = [module.__dict__.get("forward") for module in deep]
    try:
        for module in deep[:-1]:
            module.forward = _skipped(module)
        deep[-1].forward = lambda *_args, **_kwargs: features
        yield
    finally:
        for module, forward in zip(deep, before, strict=True):
            module.__dict__.pop("forward", None)
            if forward is not None:
                module.forward = forward


def _deep(unet: nn.Module) -> list[nn.Module]:
    """All between the first down block and the last up block, in the order of computation."""
    down, up = unet.get_submodule("down_blocks"), unet.get_submodule("up_blocks")
    return [*list(down.children())[1:], unet.get_submodule("mid_block"), *list(up.children())[:-1]]


def _skipped(module: nn.Module) -> Callable[..., Any]:
    """In the place of a block's forward. A down block gives as many residuals as ever; nobody looks at them."""
    if not hasattr(module, "downsamplers"):
        return lambda hidden_states, *_args, **_kwargs: hidden_states
    count = len(list(module.get_submodule("resnets").children())) + (module.downsamplers is not None)
    return lambda hidden_states, *_args, **_kwargs: (hidden_states, (hidden_states,) * count)

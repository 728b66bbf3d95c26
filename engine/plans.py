"""The memory plans: what is on the device, what waits in host memory, how much is computed at once. No torch here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.sampling import Execution

PlanName = Literal["resident", "8gb", "6gb", "4gb", "cpu", "cpu-small"]


@dataclass(frozen=True)
class MemoryPlan:
    """Where a model's weights are while it restores, and how much is computed at once.

    Attributes:
        name: what `--plan` and results call it.
        title: for people.
        text_leaves: text encoders wait in host memory; to encode, their layers pass through the device one by one.
        parts_leave: autoencoder and LQ encoder too are on the device only in their stage.
        drop_text_projections: to_k and to_v of the cross-attention stay in host memory; keys and values are cached.
        streamed: share of the UNet's transformer blocks that are brought to the device one by one, 0 to 1.
        bands: autoencoder and LQ encoder compute a few rows at a time (`engine.bands`), which changes nothing.
        tiles_per_call: denoising tiles of one UNet call; None: by the device.
        compiled: compile the UNet's blocks first, which takes a minute or more for each size of tile; an option.
    """

    name: PlanName
    title: str
    text_leaves: bool = True
    parts_leave: bool = False
    drop_text_projections: bool = False
    streamed: float = 0.0
    bands: bool = False
    tiles_per_call: int | None = None
    compiled: bool = False

    @property
    def on_cpu(self) -> bool:
        """Whether it is for the processor."""
        return self.name in ("cpu", "cpu-small")

    @property
    def moves_weights(self) -> bool:
        """Whether weights of the UNet move while it runs, so that its calls cannot be recorded."""
        return self.streamed > 0

    @property
    def execution(self) -> "Execution":
        """How the denoising loop calls the UNet under this plan."""
        from engine.sampling import Execution

        return Execution(
            tiles_per_call=self.tiles_per_call,
            cuda_graph=not self.moves_weights,
            compile=self.compiled,
            drop_text_projections=self.drop_text_projections,
            channels_last=None if self.on_cpu else False,
        )


RESIDENT = MemoryPlan("resident", "all on the graphics card")
EIGHT_GB = MemoryPlan("8gb", "8 GB", parts_leave=True, drop_text_projections=True, bands=True, tiles_per_call=1)
SIX_GB = MemoryPlan(
    "6gb", "6 GB", parts_leave=True, drop_text_projections=True, streamed=0.45, bands=True, tiles_per_call=1
)
FOUR_GB = MemoryPlan(
    "4gb", "4 GB", parts_leave=True, drop_text_projections=True, streamed=1.0, bands=True, tiles_per_call=1
)
CPU = MemoryPlan("cpu", "CPU", text_leaves=False)
CPU_SMALL = MemoryPlan("cpu-small", "CPU, little memory", text_leaves=False, bands=True, tiles_per_call=1)

CARD_PLANS = (RESIDENT, EIGHT_GB, SIX_GB, FOUR_GB)
CPU_PLANS = (CPU, CPU_SMALL)
PLANS = {plan.name: plan for plan in (*CARD_PLANS, *CPU_PLANS)}


def plans_for(kind: str) -> tuple[MemoryPlan, ...]:
    """The plans for a kind of device, "cpu" or "cuda", the largest first."""
    return CPU_PLANS if kind == "cpu" else CARD_PLANS


def smaller_plan(plan: MemoryPlan) -> MemoryPlan | None:
    """The next plan that needs less memory, or None."""
    if plan != PLANS[plan.name]:  # with more tiles a call than it needs
        return PLANS[plan.name]
    plans = plans_for("cpu" if plan.on_cpu else "cuda")
    following = plans.index(plan) + 1
    return plans[following] if following < len(plans) else None


def streamed_indices(count: int, share: float) -> list[int]:
    """Which of `count` blocks are streamed: `share` of them, spread evenly, to hide transfers behind the others."""
    return [index for index in range(count) if int((index + 1) * share + 1e-9) > int(index * share + 1e-9)]

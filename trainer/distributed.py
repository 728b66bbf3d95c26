"""Device, number format, accumulation and processes, by accelerate.

Several processes are started by accelerate's own launcher and configuration:
`accelerate launch --num_processes 2 -m app train RUN.toml`. Each takes its rows of the same global batch, drawn as one
process draws it, so the samples do not depend on the number of processes; sums are weighted by rows. Only the main
process speaks and writes. The run file decides about precision and accumulation, not the launcher.
"""

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState, GradientState, PartialState
from accelerate.utils import (
    DistributedDataParallelKwargs,
    DistributedType,
    GradientAccumulationPlugin,
    InitProcessGroupKwargs,
)
from torch import Tensor, nn

from engine.errors import ConfigError
from trainer import zero
from trainer.checkpoint import optimizer_moments, restore_moments
from trainer.config import RunConfig

_PATIENCE = timedelta(days=7)  # the others wait while the main process is paused


@dataclass(frozen=True)
class Rows:
    """The rows of a global batch that a process takes.

    Attributes:
        total: rows of the global batch.
        first, end: this process's; where there are fewer rows than processes it may have none.
        processes: how many share the batch.
    """

    total: int
    first: int
    end: int
    processes: int = 1

    @property
    def own(self) -> slice:
        """This process's rows; one without any takes row 0, which then has no weight, to step with the others."""
        return slice(self.first, self.end) if self.end > self.first else slice(0, 1)

    @property
    def weight(self) -> float:
        """What the mean over own rows counts in the mean over processes, so that this is the mean over all rows."""
        return (self.end - self.first) * self.processes / self.total

    def among(self, few: int) -> "Rows":
        """The same for the first `few` rows of the global batch alone."""
        first, end = min(self.first, few), min(self.end, few)
        return Rows(few, first, end, self.processes)


class Processes:
    """The processes that train together: one, or those that accelerate has started.

    Raises:
        ConfigError: accelerate is configured for something that this trainer does not do, or cannot on this device.
    """

    def __init__(self, config: RunConfig) -> None:
        if PartialState._shared_state and not PartialState().use_distributed:
            # accelerate keeps its state for the life of a process; a second run may have another precision
            AcceleratorState._reset_state(reset_partial_state=True)
            GradientState._reset_state()
        try:
            self.accelerator = Accelerator(
                device_placement=False,
                cpu=config.device == "cpu" or not torch.cuda.is_available(),
                mixed_precision="bf16" if config.precision == "bf16" else "no",
                gradient_accumulation_plugin=GradientAccumulationPlugin(
                    num_steps=config.accumulate, sync_with_dataloader=False
                ),
                kwargs_handlers=[
                    InitProcessGroupKwargs(timeout=_PATIENCE),
                    # the last layer of a text encoder without a projection is not used
                    DistributedDataParallelKwargs(find_unused_parameters=any(s.text_encoder for s in config.stages)),
                ],
            )
        except (ValueError, ImportError) as error:
            raise ConfigError(
                f"accelerate cannot start: {error}", advice="Correct accelerate's configuration, or precision."
            ) from error
        self._optimizer: torch.optim.Optimizer | None = None
        self.count = self.accelerator.num_processes
        self.index = self.accelerator.process_index
        self.main = self.accelerator.is_main_process
        kind = self.accelerator.distributed_type
        self.sharded = kind == DistributedType.FSDP
        self.zero = kind == DistributedType.DEEPSPEED
        _refuse(self.accelerator, config)

    @property
    def once(self) -> bool:
        """Whether modules can be wrapped only once, and are loaded anew for the next stage."""
        return self.sharded or self.zero

    def device(self, config: RunConfig) -> str:
        """The device of this process: the run file's; of several processes each has its own."""
        if self.count == 1:
            return "cpu" if os.environ.get("ACCELERATE_USE_CPU", "").lower() == "true" else config.device
        return str(self.accelerator.device)

    def rows(self, total: int) -> Rows:
        """This process's rows of a batch of `total`; the first processes have one more where it cannot be divided."""
        base, more = divmod(total, self.count)
        first = self.index * base + min(self.index, more)
        return Rows(total, first, first + base + (self.index < more), self.count)

    def prepare(self, module: nn.Module, optimizer: torch.optim.Optimizer) -> tuple[nn.Module, torch.optim.Optimizer]:
        """Both as accelerate wraps them; what was prepared before is let go."""
        self.accelerator.free_memory()
        if self.zero:
            zero.lay_out(module)
        prepared = self.accelerator.prepare(module, optimizer)
        self._optimizer = prepared[1]
        return prepared

    def clip(self, tensors: Iterable[Tensor], limit: float) -> float:
        """Scales the gradients so that their norm, all tensors together, is at most `limit`; returns what it was."""
        norm: Any = self.accelerator.clip_grad_norm_(list(tensors), limit)
        if self.zero and getattr(self._optimizer, "step_was_skipped", False):
            return math.nan  # DeepSpeed has clipped and stepped, or not, before this
        return float(norm.full_tensor() if hasattr(norm, "full_tensor") else norm)

    def moments(self, optimizer: torch.optim.Optimizer, named: dict[str, Tensor]) -> dict[str, Tensor]:
        """What the optimizer knows, by parameter name, whole. Every process has to call it."""
        return (zero.moments if self.zero else optimizer_moments)(optimizer, named)

    def restore_moments(
        self, optimizer: torch.optim.Optimizer, named: dict[str, Tensor], moments: dict[str, Tensor]
    ) -> None:
        """The reverse of `moments`; moments of parameters that no longer train are left out."""
        (zero.restore if self.zero else restore_moments)(optimizer, named, moments)

    def mean(self, value: Tensor) -> float:
        """The mean over processes of a scalar."""
        return float(self._reduced(value.detach().float(), "mean"))

    def told(self, number: int) -> int:
        """What the main process passes here, in every process."""
        if self.count == 1:
            return number
        own = torch.tensor(int(number) if self.main else 0, device=self.accelerator.device)
        return int(self._reduced(own, "sum"))

    def _reduced(self, value: Tensor, how: str) -> Tensor:
        reduced = self.accelerator.reduce(value, how)
        assert isinstance(reduced, Tensor)
        return reduced

    def same(self, number: int) -> bool:
        """Whether all processes pass the same."""
        seen = self.accelerator.gather(torch.tensor([number], device=self.accelerator.device))
        assert isinstance(seen, Tensor)
        return bool((seen == number).all())

    def wait(self) -> None:
        """Until every process is here."""
        self.accelerator.wait_for_everyone()

    def close(self) -> None:
        """Lets go of the modules, and leaves the group."""
        self.accelerator.free_memory()
        self.accelerator.end_training()


def _refuse(accelerator: Accelerator, config: RunConfig) -> None:
    kind = accelerator.distributed_type
    whole = (DistributedType.NO, DistributedType.MULTI_CPU, DistributedType.MULTI_GPU)
    if kind == DistributedType.DEEPSPEED:
        zero.configure(accelerator, config)
    elif kind == DistributedType.FSDP:
        _refuse_sharding(accelerator, config)
    elif kind not in whole:
        raise ConfigError(
            f"accelerate is configured for {kind.value}, which this trainer cannot write whole checkpoints of",
            advice="Configure it for several GPUs (DDP), for FSDP version 2, or for DeepSpeed's ZeRO 1 or 2.",
        )


def _refuse_sharding(accelerator: Accelerator, config: RunConfig) -> None:
    if not accelerator.is_fsdp2:
        raise ConfigError(
            "accelerate is configured for FSDP version 1, whose flattened weights cannot be written tensor by tensor",
            advice="Set `fsdp_version: 2` in accelerate's configuration.",
        )
    if config.optimizer != "adamw" or config.weights != "fp32":
        raise ConfigError(
            f"FSDP goes with optimizer adamw and weights fp32, not with {config.optimizer} and {config.weights}",
            advice="Change the run file, or use DDP.",
        )

"""DeepSpeed's ZeRO 1 and 2, configured by accelerate: gradients and what the optimizer knows are shared out.

Weights are whole in every process and in the run file's number format; DeepSpeed steps, clips and skips what is no
number within `backward`. Moments are gathered tensor by tensor, so checkpoints are those of one process, and no pickle.
"""

from typing import Any, cast

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from engine.errors import ConfigError
from trainer.config import RunConfig

_KINDS = ("exp_avg", "exp_avg_sq")


def configure(accelerator: Accelerator, config: RunConfig) -> None:
    """Lets the run file decide what is its own to decide, and refuses what checkpoints could not be written of.

    Raises:
        ConfigError: names what to change in accelerate's configuration, or in the run file.
    """
    plugin = accelerator.deepspeed_plugin
    assert plugin is not None
    values = cast("dict[str, Any]", plugin.deepspeed_config)
    sharing = cast("dict[str, Any]", values.get("zero_optimization", {}))
    stage = sharing.get("stage", 0)
    if stage not in (1, 2):
        raise ConfigError(
            f"accelerate is configured for DeepSpeed's ZeRO {stage}; 1 and 2 can be used here",
            advice="Set `zero_stage: 2`; or use FSDP version 2, which shares out the weights too.",
        )
    if any(sharing.get(key, {}).get("device", "none") != "none" for key in ("offload_optimizer", "offload_param")):
        raise ConfigError(
            "accelerate is configured to offload with DeepSpeed, whose moments cannot be gathered there",
            advice="Set `offload_optimizer_device: none` and `offload_param_device: none`.",
        )
    if config.optimizer != "adamw" or config.weights != "fp32":
        raise ConfigError(
            f"DeepSpeed goes with optimizer adamw and weights fp32, not with {config.optimizer} and {config.weights}",
            advice="Change the run file, or use DDP.",
        )
    values["fp16"], values["bf16"] = {"enabled": False}, {"enabled": False}  # the objective has its own autocast
    values["gradient_clipping"] = config.clip
    values["gradient_accumulation_steps"] = config.accumulate
    values["train_micro_batch_size_per_gpu"] = 1  # for its speedometer only


def lay_out(module: nn.Module) -> None:
    """Gives each tensor the strides of its shape: DeepSpeed sends them as bytes."""
    for parameter in module.parameters():
        parameter.data = parameter.new_empty(parameter.shape).copy_(parameter.data)


def moments(optimizer: torch.optim.Optimizer, named: dict[str, Tensor]) -> dict[str, Tensor]:
    """As `trainer.checkpoint.optimizer_moments`. Every process has to call it."""
    from deepspeed.utils import safe_get_full_optimizer_state  # pyright: ignore[reportMissingImports]

    known = _states(optimizer)
    if not known:
        return {}
    _link(_zero(optimizer))
    step = next(iter(known.values()))["step"]
    found: dict[str, Tensor] = {}
    for name, parameter in named.items():
        for kind in _KINDS:
            found[f"{name}/{kind}"] = safe_get_full_optimizer_state(parameter, kind).detach().cpu().clone()
        found[f"{name}/step"] = torch.as_tensor(step, dtype=torch.float32).cpu().clone()
    return found


def restore(optimizer: torch.optim.Optimizer, named: dict[str, Tensor], saved: dict[str, Tensor]) -> None:
    """The reverse of `moments`, before the first step."""
    from deepspeed.utils import safe_set_full_optimizer_state  # pyright: ignore[reportMissingImports]

    steps = [value for key, value in saved.items() if key.endswith("/step")]
    if not steps:
        return
    zero = _zero(optimizer)
    for flat in zero.single_partition_of_fp32_groups:
        zero.optimizer.state[flat] = {"step": steps[0].clone()} | {kind: torch.zeros_like(flat) for kind in _KINDS}
    _link(zero)
    for name, parameter in named.items():
        for kind in _KINDS:
            if (value := saved.get(f"{name}/{kind}")) is not None:
                safe_set_full_optimizer_state(parameter, value.to(parameter.device), kind)


def _link(zero: Any) -> None:
    """Lets each parameter know where its moments are. DeepSpeed (0.19) does so after it has stepped its first group."""
    zero._hp_optimizer_states_linked = False
    zero._lazy_init_hp_params_optimizer_state()


def _zero(optimizer: Any) -> Any:
    """DeepSpeed's own optimizer within accelerate's wrapper."""
    return optimizer.optimizer


def _states(optimizer: torch.optim.Optimizer) -> dict[Tensor, dict[str, Any]]:
    zero = _zero(optimizer)
    return {
        flat: zero.optimizer.state[flat]
        for flat in zero.single_partition_of_fp32_groups
        if flat in zero.optimizer.state
    }

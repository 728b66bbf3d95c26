"""What a training will hold in memory, before it starts: weights by their number formats, activations by a dry run.

The dry run is the loop's own objective, forth and back, on tensors that have shapes and no values
(`torch._subclasses.FakeTensorMode`), with every storage counted from the operation that makes it to its end. What
libraries take for themselves cannot be counted so, and is added as measured.
"""

import copy
import dataclasses
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.upsampling import Upsample2D
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.hooks import RemovableHandle

from engine.text import Conditioning
from trainer.config import Crop, RunConfig, Stage
from trainer.dataset import Batch
from trainer.distributed import Rows
from trainer.modules import TrainingModules
from trainer.objective import Encoded, Objective
from trainer.optimizers import moment_bytes, step_bytes
from trainer.parameters import part_of, select

_FLOAT = 4
_ON_CARD = 600 * 2**20  # what a card's libraries hold, and gaps between tensors
# What a processor's libraries hold beside: resident sets of the built-in model's training, in both number formats, with
# and without gradient checkpointing, at 4 to 16 pictures, were within 8 % of what is counted with this.
_ON_CPU, _SCRATCH_ON_CPU = 60 * 2**20, 0.2


@dataclass(frozen=True)
class Estimate:
    """Bytes that a training holds at the peak of its most demanding stage.

    Attributes:
        weights: of UNet, LQ encoder and alignment.
        text: weights of the text encoders; 0 where captions are encoded before and they leave.
        autoencoder: its weights.
        gradients: one for each trained value.
        moments: of the optimizer.
        average: of the weights, in float32, where it is on the device.
        activations: of one micro-batch, at the peak of forward and backward; or what an update needs, if that is more.
        workspace: what the device's libraries take for themselves.
        host: bytes of main memory for what is not on the card: the average.
        stage: which stage it is.
        device: kind of device, `cpu` or `cuda`.
        choices: what would take less, as run-file lines with the bytes that they save, largest first; counted only
            where the training does not fit.
    """

    weights: int
    text: int
    autoencoder: int
    gradients: int
    moments: int
    average: int
    activations: int
    workspace: int
    host: int
    stage: str
    device: str
    choices: tuple[tuple[str, int], ...] = ()

    @property
    def total(self) -> int:
        """Bytes on the device."""
        parts = (self.weights, self.text, self.autoencoder, self.gradients, self.moments, self.average)
        return sum(parts) + self.activations + self.workspace

    def advice(self, free: int) -> str:
        """What to change where only `free` bytes are there: the first choice that is enough, or all together."""
        enough = [line for line, saved in self.choices if self.total - saved <= free]
        if enough:
            return f"In the run file, set {enough[-1]}."
        several = [" and ".join(line for line, _ in self.choices[:n]) for n in range(2, len(self.choices) + 1)]
        saves = [sum(saved for _, saved in self.choices[:n]) for n in range(2, len(self.choices) + 1)]
        for lines, saved in zip(several, saves, strict=True):
            if self.total - saved <= free:
                return f"In the run file, set {lines}."
        smaller = "" if self.device == "cpu" else " or use a card with more memory"
        return f"Use the preset finetune-lora with a crop of 256 pixels, close other programs{smaller}."


def estimate(modules: TrainingModules, config: RunConfig, free: int | None = None) -> Estimate:
    """Counts what training `modules` as `config` says takes; of several stages the one that needs most.

    Args:
        modules: on any device, `meta` too; unchanged.
        config: its `device` decides which device is meant; with `auto` the modules' own, `meta` standing for a card.
        free: bytes that may be taken, those of `modules` included; where they are too few, the choices are counted.
    """
    place = _kind(modules, config)
    with _dry(modules) as dry:
        estimates = [(_of_stage(dry, stage, config, place), stage) for stage in _demanding(config)]
        found, stage = max(estimates, key=lambda pair: pair[0].total)
        if free is None or found.total <= free:
            return found
        return dataclasses.replace(found, choices=_choices(dry, stage, config, place, found))


def _kind(modules: TrainingModules, config: RunConfig) -> str:
    if config.device != "auto":
        return config.device.partition(":")[0]
    kind = next(modules.parameters()).device.type
    return "cuda" if kind == "meta" else kind


def _demanding(config: RunConfig) -> list[Stage]:
    """The stages that may need most: those that do not train and compute a part of what another one does."""

    def does(stage: Stage) -> frozenset[str]:
        work = stage.rates | {"pixel": stage.pixel_loss, "reconstruction": stage.reconstruction_loss}
        return frozenset(name for name, value in work.items() if value > 0)

    different = list({does(stage): stage for stage in config.stages}.values())
    return [stage for stage in different if not any(does(stage) < does(other) for other in different)]


def _of_stage(dry: TrainingModules, stage: Stage, config: RunConfig, place: str) -> Estimate:
    trained = [tensor for group in select(dry, stage) for tensor in group.named.values()]
    held = {"text_encoder": 0, "decoder": 0, "autoencoder": 0, "unet": 0, "lq_encoder": 0, "alignment": 0}
    for name, parameter in dry.named_parameters():
        held[part_of(name)] += parameter.nbytes
    texts_learn = "text_encoder" in config.trained
    average = _FLOAT * sum(tensor.numel() for tensor in trained)
    apart = config.ema_device == "cpu" and place != "cpu"
    activations = max(_activations(dry, stage, config, place), step_bytes(trained, config, place))
    return Estimate(
        weights=held["unet"] + held["lq_encoder"] + held["alignment"],
        text=held["text_encoder"] if texts_learn or not config.text_cache else 0,
        autoencoder=held["autoencoder"] + held["decoder"],
        gradients=sum(tensor.nbytes for tensor in trained),
        moments=moment_bytes(trained, config),
        average=0 if apart else average,
        activations=activations,
        workspace=_ON_CARD if place == "cuda" else _ON_CPU + round(_SCRATCH_ON_CPU * activations),
        host=average if apart else 0,
        stage=stage.name,
        device=place,
    )


def _choices(
    dry: TrainingModules, stage: Stage, config: RunConfig, place: str, found: Estimate
) -> tuple[tuple[str, int], ...]:
    """Lines of a run file that would take less, and how much less."""
    crop = _largest(config)
    ways: list[tuple[str, RunConfig]] = []
    if crop.batch > 1:
        small = dataclasses.replace(crop, batch=1)
        more = config.accumulate * crop.batch
        line = f"crops = [{{ size = {crop.size}, batch = 1 }}] and accumulate = {more}"
        ways.append((line, dataclasses.replace(config, crops=(small,), accumulate=more)))
    if not config.gradient_checkpointing:
        ways.append(("gradient_checkpointing = true", dataclasses.replace(config, gradient_checkpointing=True)))
    if config.ema_device == "same" and place == "cuda":
        ways.append(('ema_device = "cpu"', dataclasses.replace(config, ema_device="cpu")))
    if config.optimizer == "adamw":
        ways.append(('optimizer = "adafactor"', dataclasses.replace(config, optimizer="adafactor")))
    if not config.text_cache and "text_encoder" not in config.trained:
        ways.append(("text_cache = true", dataclasses.replace(config, text_cache=True)))
    saved = [(line, found.total - _of_stage(dry, stage, other, place).total) for line, other in ways]
    return tuple(sorted(((line, less) for line, less in saved if less > 0), key=lambda way: -way[1]))


@contextmanager
def _dry(modules: TrainingModules) -> Iterator[TrainingModules]:
    """A copy whose tensors have no values, in the mode in which such tensors compute."""
    mode = FakeTensorMode(allow_non_fake_inputs=True)
    memo: dict[int, Any] = {id(tokenizer): tokenizer for tokenizer in modules.text.tokenizers}
    with mode:
        for tensor in modules.parameters():
            memo[id(tensor)] = nn.Parameter(
                torch.empty(tensor.shape, dtype=tensor.dtype), requires_grad=tensor.is_floating_point()
            )
        for tensor in modules.buffers():
            memo[id(tensor)] = torch.empty(tensor.shape, dtype=tensor.dtype)
    dry = copy.deepcopy(modules, memo)
    with mode:
        yield dry


def _activations(dry: TrainingModules, stage: Stage, config: RunConfig, place: str) -> int:
    """Bytes at the peak of one micro-batch's forward and backward, beside weights and gradients."""
    for parameter in dry.parameters():
        parameter.grad = torch.empty_like(parameter) if parameter.requires_grad else None
    dry.train()
    dry.model.lq_encoder.gradient_checkpointing = config.gradient_checkpointing
    switch = dry.model.unet.enable_gradient_checkpointing
    (switch if config.gradient_checkpointing else dry.model.unet.disable_gradient_checkpointing)()
    crop = _largest(config)
    pictures = torch.empty(2, crop.batch, 3, crop.size, crop.size)
    batch = Batch(pictures[0], pictures[1], ("",) * crop.batch)
    learns = "text_encoder" in config.trained or not config.text_cache
    texts = Encoded(dry) if learns else _Shapes(dry)
    objective = Objective(dry, stage, config, texts)
    hooks = _as_on_card(dry) if place == "cuda" else []
    with _Counted() as counted:
        loss = objective(batch, torch.Generator(), Rows(crop.batch, 0, crop.batch))
        loss.backward()
    for hook in hooks:
        hook.remove()
    for parameter in dry.parameters():
        parameter.grad = None
    return counted.peak + pictures.nbytes


def _largest(config: RunConfig) -> Crop:
    return max(config.crops, key=lambda crop: crop.size**2 * crop.batch)


class _Shapes:
    """Texts of one window, without their encoders."""

    def __init__(self, modules: TrainingModules) -> None:
        self._text = modules.text

    def conditioning(self, captions: tuple[str, ...]) -> Conditioning:
        """The shapes of what the text encoders say."""
        text, count = self._text, len(captions)
        pooled = torch.empty(count, text.pooled_width) if text.has_pooled else None
        return Conditioning(torch.empty(count, text.window, text.width), pooled)


class _Counted(TorchDispatchMode):
    """Counts the bytes of storages from the operation that made them to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.live = 0
        self.peak = 0
        self._known: set[int] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        given = {leaf.untyped_storage()._cdata for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)}
        for leaf in tree_leaves(result):
            if isinstance(leaf, Tensor) and leaf.untyped_storage()._cdata not in given:
                self._take(leaf)
        return result

    def _take(self, tensor: Tensor) -> None:
        storage = tensor.untyped_storage()
        key, count = storage._cdata, storage.nbytes()
        if key in self._known:
            return
        self._known.add(key)
        self.live += count
        self.peak = max(self.peak, self.live)
        weakref.finalize(storage, self._give, key, count)

    def _give(self, key: int, count: int) -> None:
        self._known.discard(key)
        self.live -= count


def _as_on_card(dry: TrainingModules) -> list[RemovableHandle]:
    """On a card autocast computes norms and nearest-neighbour enlarging in float32, on a processor it does not."""

    def widen(_module: nn.Module, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        wide = arguments[0].float() if torch.is_autocast_enabled("cpu") else arguments[0]
        return (wide, *arguments[1:])

    kinds = (nn.GroupNorm, nn.LayerNorm, Upsample2D)
    return [module.register_forward_pre_hook(widen) for module in dry.modules() if isinstance(module, kinds)]

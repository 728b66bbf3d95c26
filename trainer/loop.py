"""The training loop: a generator of events, read top to bottom. Resumes from the last complete checkpoint by itself."""

import dataclasses
import math
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.errors import ConfigError, TrainingError
from engine.request import RestoreRequest
from trainer.checkpoint import (
    Checkpoint,
    complete_checkpoints,
    load_checkpoint,
    optimizer_moments,
    restore_moments,
    save_checkpoint,
)
from trainer.collection import scan, split
from trainer.config import RunConfig, Stage, read_config
from trainer.control import Commands
from trainer.dataset import Batch, Samples, generator_for
from trainer.ema import EMA, Averaged
from trainer.export import export_bundle
from trainer.modules import load_modules
from trainer.parameters import build_optimizer, rate_factor, select, set_rates
from trainer.step import Denoised, draw_noise, picture_loss, predict

Event = dict[str, Any]
_FIXED_TIMES = (0.1, 0.3, 0.5, 0.7, 0.9)
_LOG_EVERY = 20


class _Stopped(Exception):
    """Somebody asked the training to stop; everything is in a checkpoint."""


class _RolledBack(Exception):
    """The last losses were no numbers; the last checkpoint is to be taken up again."""


def train_run(path: Path, commands: Commands | None = None) -> Generator[Event, None, Path | None]:
    """Trains as the run file at `path` says and exports a bundle.

    Args:
        path: the run file.
        commands: where `pause`, `resume`, `checkpoint` and `stop` may come from, obeyed after each update.

    Yields:
        JSON-ready events: `phase` (collection, start, train, held_out, checkpoint, paused, resumed, rolled_back,
        stopped, done, exported) and what belongs to it.

    Returns:
        The exported bundle's folder; None where the training was stopped before its end.

    Raises:
        ConfigError, TrainingError: with the field or file concerned.
    """
    config = read_config(path)
    run = TrainingRun(config, commands)
    yield from run.events()
    if run.update < config.updates:
        return None
    bundle = run.export()
    yield {"phase": "exported", "path": str(bundle)}
    return bundle


class TrainingRun:
    """Modules, data and state of one run."""

    def __init__(self, config: RunConfig, commands: Commands | None = None) -> None:
        self.config = config
        self.commands = commands or Commands()
        self.rate_scale = 1.0
        self.modules, self.recommended = load_modules(config.base, config.device)
        multiple = self.modules.multiple
        for index, crop in enumerate(config.crops):
            if crop.size % multiple:
                raise ConfigError(
                    f"crops[{index}].size is {crop.size}, but must be a multiple of {multiple} for this model"
                )
        kind = self.modules.scheduler.config["prediction_type"]
        if kind != "sample" and any(stage.pixel_loss for stage in config.stages):
            raise ConfigError(f"pixel_loss is for models that predict clean latents; this one predicts {kind}")
        self.collection = scan(config.photos, smallest=max(crop.size for crop in config.crops))
        training, held_out = split(self.collection.photos, config.held_out, config.seed)
        self.samples = Samples(training, config)
        self.held_out = Samples(held_out, config) if held_out else None
        self.ema = EMA({}, config.ema_decay)
        self.update = 0
        self.scores: list[Event] = []
        self.bad_losses = 0
        self._fixed: Batch | None = None

    @property
    def checkpoints(self) -> Path:
        """Folder of this run's checkpoints."""
        return self.config.output / "checkpoints"

    def events(self) -> Generator[Event, None, None]:
        """Runs what is left of the stages."""
        found, rejected = self.collection.photos, self.collection.rejected
        yield {
            "phase": "collection",
            "photos": len(found),
            "captioned": sum(bool(p.caption) for p in found),
            "held_out": len(self.held_out.photos) if self.held_out else 0,
            "rejected": [{"file": p.name, "reason": reason} for p, reason in rejected],
        }
        saved = self._latest()
        if saved is not None:
            self._restore_weights(saved)
        yield {"phase": "start", "update": self.update, "updates": self.config.updates, "resumed": saved is not None}
        while self.update < self.config.updates:
            stage, within = self.config.stage_at(self.update)
            try:
                yield from self._stage(stage, within, saved)
                saved = None
            except _Stopped:
                yield {"phase": "stopped", "update": self.update, "updates": self.config.updates}
                return
            except _RolledBack:
                saved = self._go_back()
                yield {"phase": "rolled_back", "update": self.update, "rate": self.rate_scale}
        yield {"phase": "done", "update": self.update, "scores": self.scores[-1:]}

    def _stage(self, stage: Stage, within: int, saved: Checkpoint | None) -> Generator[Event, None, None]:
        config = self.config
        groups = select(self.modules, stage)
        named = {name: tensor for group in groups for name, tensor in group.named.items()}
        for name, tensor in named.items():
            self.ema.shadow.setdefault(name, tensor.detach().float().clone())
        optimizer = build_optimizer(groups, config)
        if saved is not None and within > 0:  # a stage begins with an optimizer of its own
            restore_moments(optimizer, named, saved.moments)
        self.modules.train()
        self.modules.model.lq_encoder.gradient_checkpointing = config.gradient_checkpointing
        if config.gradient_checkpointing:
            self.modules.model.unet.enable_gradient_checkpointing()
        first = self.update - within
        micro = config.accumulate
        batches = self.samples.prefetched(self.update * micro, (first + stage.updates) * micro, config.workers)
        started, seen, recent = time.monotonic(), 0, []
        try:
            for step in range(within, stage.updates):
                set_rates(optimizer, rate_factor(stage, step) * self.rate_scale)
                loss = 0.0
                for part in range(micro):
                    batch = next(batches).to(self.device)
                    generator = generator_for(config.seed, "noise", self.update * micro + part)
                    value = self._loss(batch, generator, stage) / micro
                    value.backward()
                    loss += float(value.detach())
                    seen += len(batch.captions)
                norm = float(torch.nn.utils.clip_grad_norm_(list(named.values()), config.clip))
                if math.isfinite(loss) and math.isfinite(norm):
                    optimizer.step()
                    self.ema.update(named)
                    self.bad_losses = 0
                    recent.append(loss)
                else:
                    self._skip_update()
                optimizer.zero_grad(set_to_none=True)
                self.update += 1
                if self.update % _LOG_EVERY == 0 or step + 1 == stage.updates:
                    yield {
                        "phase": "train",
                        "stage": stage.name,
                        "update": self.update,
                        "updates": config.updates,
                        "loss": sum(recent) / max(1, len(recent)),
                        "norm": norm,
                        "lr": {group["peak"]: group["lr"] for group in optimizer.param_groups}.get(
                            max(stage.rates.values())
                        ),
                        "samples_per_second": seen / (time.monotonic() - started),
                    }
                    recent.clear()
                last = step + 1 == stage.updates
                if self.held_out and (self.update % config.evaluate_every == 0 or last):
                    yield self._evaluate()
                if self.update % config.checkpoint_every == 0 or last:
                    yield self._checkpoint(optimizer, named)
                yield from self._obey(optimizer, named)
        finally:
            batches.close()  # pyright: ignore[reportAttributeAccessIssue]

    def _obey(self, optimizer: torch.optim.Optimizer, named: dict[str, Tensor]) -> Generator[Event, None, None]:
        """Does what was asked for meanwhile; while paused it waits for more."""
        paused = False
        while (command := self.commands.next(wait=paused)) is not None:
            if command in ("checkpoint", "stop"):
                yield self._checkpoint(optimizer, named)
            if command == "stop":
                raise _Stopped
            if command == "pause" and not paused:
                paused = True
                yield {"phase": "paused", "update": self.update}
            elif command == "resume" and paused:
                paused = False
                yield {"phase": "resumed", "update": self.update}

    def _checkpoint(self, optimizer: torch.optim.Optimizer, named: dict[str, Tensor]) -> Event:
        return {"phase": "checkpoint", "update": self.update, "path": str(self._save(optimizer, named))}

    def _go_back(self) -> Checkpoint:
        """Takes up the last complete checkpoint, with half the rate from then on."""
        rate = self.rate_scale / 2
        saved = self._latest()
        assert saved is not None
        self._restore_weights(saved)
        self.modules.zero_grad(set_to_none=True)  # the gradients of the last loss are no numbers either
        self.rate_scale = rate
        self.bad_losses = 0
        return saved

    def _loss(self, batch: Batch, generator: torch.Generator, stage: Stage) -> Tensor:
        start = self.modules.start_latents(batch.lq)
        pictures = self.modules.to_latents(batch.hq, generator)
        latents = pictures - start
        noise, timesteps = draw_noise(latents.shape, generator, self._timesteps)
        denoised = self._predict(batch, latents, noise.to(latents), timesteps.to(latents.device))
        loss = denoised.loss
        few = math.ceil(len(latents) / 4)  # undamaged latents are easy to decode: a quarter of the batch is enough
        restored = denoised.prediction + start
        for weight, made in ((stage.pixel_loss, restored), (stage.reconstruction_loss, pictures[:few])):
            if weight:
                with self._autocast():
                    decoded = self.modules.decoded(made)
                loss = loss + weight * picture_loss(decoded, batch.hq[: len(made)], stage.gradient_loss)
        return loss

    @property
    def device(self) -> torch.device:
        """Where the modules are."""
        return next(self.modules.parameters()).device

    @property
    def _timesteps(self) -> int:
        return int(self.modules.scheduler.config["num_train_timesteps"])

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.precision == "bf16")

    def _predict(self, batch: Batch, latents: Tensor, noise: Tensor, timesteps: Tensor) -> Denoised:
        modules = self.modules
        with self._autocast():
            text = modules.encode_text(batch.captions)
            added = modules.micro_conditioning(text, (batch.hq.shape[2], batch.hq.shape[3]))
            return predict(modules.model, modules.scheduler, latents, batch.lq, noise, timesteps, text.context, added)

    def _evaluate(self) -> Event:
        """Fixed-(t, noise) L1 on held-out samples with the averaged weights."""
        assert self.held_out is not None
        if self._fixed is None:
            size = min(self.config.crops, key=lambda crop: abs(crop.size - 128)).size
            self._fixed = self.held_out.fixed(max(8, min(20, len(self.held_out.photos))), size).to(self.device)
        losses: dict[int, float] = {}
        with torch.no_grad(), self.averaged():
            self.modules.eval()
            generator = generator_for(self.config.seed, "held_out", 1)
            latents = self.modules.to_latents(self._fixed.hq, generator) - self.modules.start_latents(self._fixed.lq)
            noise = draw_noise(latents.shape, generator)[0].to(latents)
            for share in _FIXED_TIMES:
                t = round(share * self._timesteps)
                timesteps = torch.full((len(latents),), t, device=latents.device)
                rows = [slice(first, first + 1) for first in range(len(latents))]  # one by one: memory as in training
                each = [
                    self._predict(self._fixed.rows(row), latents[row], noise[row], timesteps[row]).loss for row in rows
                ]
                losses[t] = float(torch.stack(each).mean())
            self.modules.train()
        score: Event = {
            "phase": "held_out",
            "update": self.update,
            "loss": sum(losses.values()) / len(losses),
            "by_timestep": {str(t): round(loss, 5) for t, loss in losses.items()},
        }
        self.scores.append(score)
        return score

    def export(self) -> Path:
        """The averaged weights as a bundle in `output/bundle`."""
        recommended = RestoreRequest.from_dict(self.config.recommended, base=self.recommended)
        details = {
            "updates": self.update,
            "stages": [dataclasses.asdict(stage) for stage in self.config.stages],
            "photos": len(self.collection.photos),
            "held_out": self.scores[-1] if self.scores else None,
        }
        with self.averaged():
            return export_bundle(self.modules, self.config, recommended, details)

    def averaged(self) -> Averaged:
        """A context in which the modules hold the averaged weights."""
        return Averaged(self.modules, self.ema)

    def _skip_update(self) -> None:
        self.bad_losses += 1
        if self.bad_losses < 3:
            return
        if self.rate_scale == 1 and complete_checkpoints(self.checkpoints):
            raise _RolledBack
        tried = " again, at half the rate" if self.rate_scale < 1 else ""
        raise TrainingError(
            f"the loss was not a number three times in a row{tried}, at update {self.update + 1}",
            advice="Lower the learning rates in the run file and start again: it goes on from the last checkpoint.",
        )

    def _save(self, optimizer: torch.optim.Optimizer, named: dict[str, Tensor]) -> Path:
        parameters = dict(self.modules.named_parameters())
        state = {"ema_updates": self.ema.updates, "seed": self.config.seed, "rate": self.rate_scale}
        checkpoint = Checkpoint(
            update=self.update,
            weights={name: parameters[name] for name in self.ema.shadow},
            average=self.ema.shadow,
            moments=optimizer_moments(optimizer, named),
            state=state | {"scores": self.scores},
        )
        return save_checkpoint(self.checkpoints, checkpoint, self.config.keep)

    def _latest(self) -> Checkpoint | None:
        complete = complete_checkpoints(self.checkpoints)
        return load_checkpoint(complete[-1]) if complete else None

    def _restore_weights(self, saved: Checkpoint) -> None:
        parameters = dict(self.modules.named_parameters())
        if unknown := sorted(saved.weights.keys() - parameters.keys()):
            raise TrainingError(
                f"the checkpoint holds {unknown[0]}, which the model does not have",
                path=self.checkpoints,
                advice="The run file names another base than before: choose another output folder.",
            )
        with torch.no_grad():
            for name, tensor in saved.weights.items():
                parameters[name].copy_(tensor)
        self.ema.shadow = {name: tensor.to(self.device, copy=True) for name, tensor in saved.average.items()}
        if saved.state["seed"] != self.config.seed:
            raise TrainingError(
                f"the checkpoint was made with seed {saved.state['seed']}, the run file says {self.config.seed}",
                path=self.checkpoints,
                advice="Use that seed, or another output folder.",
            )
        self.ema.updates = saved.state["ema_updates"]
        self.scores = saved.state["scores"]
        self.rate_scale = saved.state.get("rate", 1.0)
        self.update = saved.update

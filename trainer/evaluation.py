"""How good the averaged weights are, on photos that are not trained on: measured alike at every evaluation."""

import contextlib
import math
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine.request import RestoreRequest
from trainer.collection import Photo
from trainer.config import RunConfig
from trainer.dataset import Batch, Samples, generator_for
from trainer.events import Event, event
from trainer.objective import Objective
from trainer.proof import Proof, Scores
from trainer.step import clean_latents, draw_noise

FIXED_TIMES = (0.1, 0.3, 0.5, 0.7, 0.9)
_SHOWN = 4


class Evaluation:
    """Eq. 3 on fixed held-out samples with fixed noise, at fixed timesteps; with `config.proof` restored photos too.

    Attributes:
        photos: held out.
        proof: restores them; None where the run does without.
    """

    def __init__(self, held_out: tuple[Photo, ...], config: RunConfig, stock: RestoreRequest) -> None:
        self.config = config
        self.photos = held_out
        self.samples = Samples(held_out, config)
        self.stock = stock
        exported = RestoreRequest.from_dict(config.recommended, base=stock)
        self.proof = Proof(held_out, config, exported) if config.proof else None
        self._fixed: Batch | None = None

    def steps(self, objective: Objective, update: int, preview: Path) -> Generator[Event, None, dict[str, Any]]:
        """Measures the weights that the objective's modules hold, averaged ones and plain; returns a score's fields.

        The proof of the stock model, at update 0, is made with the request that is recommended for that.
        """
        modules = objective.modules_in_training
        fields = self.measure(objective, preview)
        if self.proof is None:
            return fields
        request = self.stock if update == 0 else None
        if update == 0:
            self.proof.show(modules, "stock", self.stock)
        work = self.proof.steps(modules, objective.predict, request)
        while True:
            try:
                done, total = next(work)
            except StopIteration as finished:
                scores: Scores = finished.value
                return fields | {"scores": scores.to_dict(), "primary": scores.primary}
            yield event("measuring", update=update, done=done, total=total)

    def fixed(self, device: torch.device) -> Batch:
        """The samples, which are the same every time."""
        if self._fixed is None:
            size = min(self.config.crops, key=lambda crop: abs(crop.size - 128)).size
            self._fixed = self.samples.fixed(max(8, min(20, len(self.photos))), size).to(device)
        return self._fixed

    @torch.no_grad()
    def measure(self, objective: Objective, preview: Path | None) -> dict[str, Any]:
        """The fields of a `held_out` event that numbers belong to, and where a preview could be written.

        Args:
            objective: with the averaged weights; for evaluation.
            preview: file to draw the first samples into: degraded, predicted half-way in one step, as they should be.
        """
        modules = objective.modules_in_training
        batch = self.fixed(next(objective.parameters()).device)
        generator = generator_for(self.config.seed, "held_out", 1)
        start = modules.start_latents(batch.lq)
        latents = modules.to_latents(batch.hq, generator) - start
        noise = draw_noise(latents.shape, generator)[0].to(latents)
        losses: dict[int, float] = {}
        halfway: list[Tensor] = []
        for share in FIXED_TIMES:
            timesteps = torch.full((len(latents),), round(share * objective.timesteps), device=latents.device)
            each: list[Tensor] = []
            for row in (slice(first, first + 1) for first in range(len(latents))):  # memory as in training
                made = objective.predict(batch.rows(row), latents[row], noise[row], timesteps[row])
                each.append(made.loss)
                if share == 0.5 and row.start < _SHOWN:
                    noisy = modules.scheduler.add_noise(latents[row], noise[row], timesteps[row])  # pyright: ignore[reportArgumentType]
                    halfway.append(clean_latents(modules.scheduler, made.prediction.float(), noisy, timesteps[row]))
            losses[int(timesteps[0])] = float(torch.stack(each).mean())
        shown = torch.cat(halfway) + (start[:_SHOWN] if isinstance(start, Tensor) else start)
        drawn = preview is not None and _draw(preview, [batch.lq[:_SHOWN], modules.decoded(shown), batch.hq[:_SHOWN]])
        return {
            "loss": sum(losses.values()) / len(losses),
            "by_timestep": {str(t): round(loss, 5) for t, loss in losses.items()},
            "preview": str(preview) if drawn else None,
        }


def primary(score: Event) -> float:
    """The number that decides which evaluation is best; higher is better, and what is no number is worst."""
    value = score["primary"] if "primary" in score else -score["loss"]
    return value if math.isfinite(value) else -math.inf


def best_score(scores: list[Event], after: int) -> Event | None:
    """The best evaluation after that update; of equal ones the first."""
    own = [score for score in scores if score["update"] > after]
    return max(own, key=primary) if own else None


def worse_in_a_row(scores: list[Event], after: int) -> int:
    """How many evaluations came after the best one after that update."""
    own = [score for score in scores if score["update"] > after]
    best = best_score(own, after)
    return len(own) - 1 - own.index(best) if best is not None else 0


def _draw(path: Path, columns: list[Tensor]) -> bool:
    """Pictures [B, 3, H, W] in -1..1 side by side, a row for each of B; False where they cannot be written."""
    sheet = torch.cat([torch.cat(list(column.float().cpu()), dim=1) for column in columns], dim=2)
    pixels = ((sheet.clamp(-1, 1) + 1) * 127.5).round().byte().permute(1, 2, 0).numpy()
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.ascontiguousarray(pixels)).save(beside, format="PNG")
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        return False
    return True

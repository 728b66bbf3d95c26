"""Photos, run files and a forward for the tests of the proof."""

import dataclasses
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image
from torch import Tensor

from trainer.config import RunConfig, read_config
from trainer.dataset import Batch
from trainer.modules import TrainingModules
from trainer.proof import Predict
from trainer.step import Denoised
from trainer.step import predict as predict_step

PICTURES = (skimage.data.astronaut(), skimage.data.chelsea(), skimage.data.coffee(), skimage.data.rocket())


def real_photos(folder: Path, count: int, side: int = 96) -> None:
    """`count` different pieces of real photographs, each with a caption."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        picture = PICTURES[index % len(PICTURES)]
        turn = index // len(PICTURES)
        top, left = 20 + 60 * turn, 60 + 70 * turn
        Image.fromarray(np.ascontiguousarray(picture[top : top + side, left : left + side])).save(
            folder / f"photo {index:02}.png"
        )
        (folder / f"photo {index:02}.txt").write_text(f"secret words {index}", encoding="utf-8")


def config_for(run: Path, **changes: object) -> RunConfig:
    """The run file's, changed."""
    return dataclasses.replace(read_config(run), **changes)  # pyright: ignore[reportArgumentType]


def forward(modules: TrainingModules) -> Predict:
    """Eq. 3 in float32."""

    def predict(batch: Batch, latents: Tensor, noise: Tensor, timesteps: Tensor) -> Denoised:
        text = modules.encode_text(batch.captions)
        added = modules.micro_conditioning(text, (batch.hq.shape[2], batch.hq.shape[3]))
        return predict_step(modules.model, modules.scheduler, latents, batch.lq, noise, timesteps, text.context, added)

    return predict

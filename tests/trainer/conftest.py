"""A small collection of real pixels and a tiny bundle, to train for real in a second or two."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.engine.tiny import tiny_bundle

RUN = """
name = "trial"
base = "start"
output = "run"
photos = ["photos"]
seed = 3
held_out = 0.25
checkpoint_every = 2
evaluate_every = 3
precision = "fp32"
betas = [0.9, 0.99]
stages = [
    { name = "alignment", updates = 2, alignment = 1e-3 },
    { name = "joint", updates = 4, alignment = 1e-3, lq_encoder = 5e-4, unet = 1e-3 },
]
crops = [{ size = 32, batch = 2 }, { size = 48, batch = 1 }]
degradation = [{ preset = "old_photo", share = 2 }, { preset = "pasd", factor = 0 }]
"""


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    """A run file over four photos; rewritten by `write_run` for other lengths."""
    tiny_bundle(tmp_path / "start", text="plain")
    photos = tmp_path / "photos"
    photos.mkdir()
    rng = np.random.default_rng(0)
    for index in range(4):
        coarse = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((80, 60), Image.Resampling.BICUBIC).save(photos / f"{index}.png")
        (photos / f"{index}.txt").write_text(f"picture {index}", encoding="utf-8")
    return write_run(tmp_path)


def write_run(folder: Path, **changes: str) -> Path:
    """Writes `folder/run.toml`; `changes` replace whole values, lists over several lines too, by their key."""
    text = RUN
    for key, value in changes.items():
        text = f"{key} = {value}\n" + re.sub(rf"^{key} = (\[\n.*?^\]|.*?)$\n", "", text, flags=re.MULTILINE | re.DOTALL)
    path = folder / "run.toml"
    path.write_text(text, encoding="utf-8")
    return path

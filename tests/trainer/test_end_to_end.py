"""The two presets of fine-tuning, whole: a folder of photos becomes a verdict, a report, and a model that restores."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.bundle import load_bundle
from engine.errors import ModelError
from engine.images.picture import Picture
from engine.restorer import Restorer, restore
from tests.engine.tiny import tiny_bundle, tiny_picture
from tests.trainer.running import of_phase
from trainer.events import PHASES
from trainer.loop import train_run

RUN = """
preset = "{preset}"
name = "family"
base = "start"
output = "run"
photos = ["photos"]
canary = "canary"
crops = [{{ size = 32, batch = 2 }}]
accumulate = 1
checkpoint_every = 2
evaluate_every = 2
device = "cpu"
stages = [{{ name = "joint", updates = 4, alignment = 1e-4, lq_encoder = 1e-4, unet = 1e-3 }}]
"""


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Eight photos to train on and judge by, two of another kind."""
    tiny_bundle(tmp_path / "start", text="plain")
    for folder, count, kind in (("photos", 8, 0), ("canary", 2, 100)):
        (tmp_path / folder).mkdir()
        for number in range(count):
            coarse = np.random.default_rng(kind + number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
            picture = Image.fromarray(coarse).resize((80, 60), Image.Resampling.BICUBIC)
            picture.save(tmp_path / folder / f"aunt {number}.png")
            (tmp_path / folder / f"aunt {number}.txt").write_text(f"aunt Ada {number}", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("preset", ["finetune-lora", "finetune-full"])
def test_a_collection_becomes_a_model_with_a_verdict(collection: Path, preset: str) -> None:
    path = collection / "run.toml"
    path.write_text(RUN.format(preset=preset), encoding="utf-8")
    events = list(train_run(path))
    for event in events:
        assert event.keys() - {"phase"} <= PHASES[event["phase"]].fields
        json.dumps(event, allow_nan=False)
    held_out = of_phase(events, "held_out")
    assert [event["update"] for event in held_out] == [0, 2, 4]
    assert all(event["scores"]["means"]["psnr"] > 0 for event in held_out)
    assert of_phase(events, "measuring")
    (verdict,) = of_phase(events, "verdict")
    assert verdict["kind"] == "too few to tell"  # two photos are held out
    assert verdict["judged"]["photos"] == 2
    report = Path(verdict["report"]).read_text(encoding="utf-8")
    assert "<svg" in report
    assert report.count("data:image/") >= 4
    (exported,) = of_phase(events, "exported")
    assert exported is events[-1]
    best = max(held_out[1:], key=lambda event: event["primary"])
    assert exported["update"] == verdict["update"] == best["update"]
    written = Path(exported["path"])
    base = collection / "start"
    if preset == "finetune-lora":
        assert written == collection / "run" / "family.safetensors"
        model, text = load_bundle(base, adapter=written), report
        tiny_bundle(collection / "other", name="other", text="plain", seed=1)
        with pytest.raises(ModelError, match="an adapter for tiny"):
            load_bundle(collection / "other", adapter=written)
    else:
        model, text = load_bundle(written), report + (written / "bundle.json").read_text(encoding="utf-8")
    for private in (str(collection), "aunt"):
        assert private not in text
        assert private.encode() not in (written.read_bytes() if written.is_file() else b"")
    picture = tiny_picture()
    first, then = (_restored(loaded, picture) for loaded in (load_bundle(base), model))
    assert first.shape == then.shape
    assert not np.array_equal(first, then)


def _restored(model: Restorer, picture: Picture) -> np.ndarray:
    work = restore(model, picture, model.recommended)
    while True:
        try:
            next(work)
        except StopIteration as finished:
            return finished.value.image

"""Evaluations: the best is kept and exported, the training stops by itself, and there is something to look at."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from engine.errors import ConfigError
from tests.trainer.conftest import write_run
from tests.trainer.running import events_of, of_phase, started
from trainer.checkpoint import checkpoint_of, complete_checkpoints
from trainer.evaluation import Evaluation, best_score, worse_in_a_row
from trainer.finish import best_average, finish
from trainer.loop import train, train_run
from trainer.step import clean_latents

ONE = '[{ name = "joint", updates = 12, alignment = 1e-3, unet = 1e-3 }]'


def scripted(monkeypatch: pytest.MonkeyPatch, losses: dict[int, float]) -> None:
    """Lets evaluations after these updates give these losses."""
    real = Evaluation.steps

    def steps(self: Evaluation, objective: Any, update: int, preview: Path) -> Any:
        fields = yield from real(self, objective, update, preview)
        return fields | {"loss": losses.get(update, 9.0)}

    monkeypatch.setattr(Evaluation, "steps", steps)


def test_three_worse_evaluations_end_the_training_and_the_best_is_exported(
    run_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, {0: 0.1, 1: 0.8, 2: 0.5, 3: 0.6, 4: 0.55, 5: 0.7, 6: 0.1})
    path = write_run(run_file.parent, stages=ONE, evaluate_every="1", checkpoint_every="99", keep="1")
    events = list(train_run(path))
    assert [event["best"] for event in of_phase(events, "held_out")] == [False, True, True, False, False, False]
    assert of_phase(events, "early_stop") == [{"phase": "early_stop", "update": 5, "worse": 3, "best": 2}]
    assert of_phase(events, "exported")[0]["update"] == 2
    checkpoints = run_file.parent / "run" / "checkpoints"
    assert [whole.name[-1] for whole in complete_checkpoints(checkpoints)] == ["2", "5"]
    best = checkpoint_of(checkpoints, 2)
    assert best is not None
    average = load_file(best / "average.safetensors")
    exported = load_file(next((run_file.parent / "run" / "bundle" / "unet").glob("*.safetensors")))
    name = "mid_block.attentions.0.proj_in.weight"
    assert torch.equal(exported[name], average[f"model.unet.{name}"].half())

    again = list(train_run(path))  # it has ended: nothing is trained, the same is exported
    assert not of_phase(again, "train")
    assert of_phase(again, "exported")[0]["update"] == 2


def test_without_patience_it_goes_on_and_the_last_weights_are_exported(
    run_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(monkeypatch, {1: 0.1})
    stages = ONE.replace("12", "6")
    run = started(write_run(run_file.parent, stages=stages, evaluate_every="1", patience="0"))
    events = events_of(run)
    assert not of_phase(events, "early_stop")
    assert best_average(run)[0] == 6
    assert list(finish(run))[-1]["update"] == 6


def test_only_the_last_stage_is_judged() -> None:
    scores = [{"update": update, "loss": loss} for update, loss in ((0, 0.1), (2, 0.2), (4, 0.9), (6, 0.5), (8, 0.6))]
    best = best_score(scores, 2)
    assert best is not None
    assert best["update"] == 6
    assert worse_in_a_row(scores, 2) == 1
    assert worse_in_a_row(scores, 8) == 0
    proved = [{"update": 1, "loss": 0.1, "primary": 0.3}, {"update": 2, "loss": 0.2, "primary": 0.4}]
    assert best_score(proved, 0) == proved[1]


def test_a_preview_shows_degraded_predicted_and_true(run_file: Path) -> None:
    run = started(run_file)
    event = next(event for event in train(run) if event["phase"] == "held_out")
    assert run.evaluation is not None
    batch = run.evaluation.fixed(run.device)
    with Image.open(event["preview"]) as image:
        pixels = np.asarray(image)
    side = batch.hq.shape[2]
    assert pixels.shape == (4 * side, 3 * side, 3)
    for column, pictures in ((0, batch.lq), (2, batch.hq)):
        shown = torch.from_numpy(pixels[:side, column * side : (column + 1) * side].copy()).permute(2, 0, 1)
        assert torch.equal(shown, ((pictures[0] + 1) * 127.5).round().byte())
    assert "preview" not in run.scores[0]


@pytest.mark.parametrize("kind", ["epsilon", "v_prediction", "sample"])
def test_a_right_prediction_stands_for_the_clean_latents(kind: Literal["epsilon", "v_prediction", "sample"]) -> None:
    from diffusers import DDPMScheduler

    scheduler = DDPMScheduler(prediction_type=kind)
    generator = torch.Generator().manual_seed(0)
    latents, noise = torch.randn(2, 2, 3, 4, 4, generator=generator)
    timesteps = torch.tensor([100, 700])
    noisy: torch.Tensor = scheduler.add_noise(latents, noise, timesteps)  # pyright: ignore[reportArgumentType, reportAssignmentType]
    right = {"epsilon": noise, "sample": latents, "v_prediction": scheduler.get_velocity(latents, noise, timesteps)}  # pyright: ignore[reportArgumentType]
    torch.testing.assert_close(clean_latents(scheduler, right[kind], noisy, timesteps), latents, atol=1e-4, rtol=0)


def test_numbers_go_to_tensorboard_where_asked_for(run_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    path = write_run(run_file.parent, tensorboard="true")
    losses = {event["update"]: event["loss"] for event in train_run(path) if event["phase"] == "train"}
    logs = EventAccumulator(str(run_file.parent / "run" / "tensorboard"))
    logs.Reload()
    assert {e.step: e.value for e in logs.Scalars("train/loss")} == pytest.approx(losses)
    assert "held_out/by_timestep/500" in logs.Tags()["scalars"]
    monkeypatch.setitem(__import__("sys").modules, "torch.utils.tensorboard", None)
    with pytest.raises(ConfigError, match="extra `tensorboard`"):
        list(train_run(path))

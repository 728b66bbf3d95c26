"""The loop on a tiny model of the real classes: what learns, resuming, safety, export."""

import errno
import itertools
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from engine.bundle import load_bundle
from engine.errors import ConfigError, TrainingError
from engine.restorer import restore
from engine.sampling import RESIDUAL
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_bundle, tiny_picture
from tests.trainer.conftest import write_run
from trainer import checkpoint as checkpoint_module
from trainer.checkpoint import MARKER, complete_checkpoints
from trainer.config import Stage, read_config
from trainer.control import Commands
from trainer.dataset import Samples
from trainer.ema import EMA
from trainer.loop import TrainingRun, train_run
from trainer.parameters import build_optimizer, part_of, rate_factor, select
from trainer.step import picture_loss


def weights_of(run: TrainingRun) -> dict[str, torch.Tensor]:
    return {name: p.detach().clone() for name, p in run.modules.named_parameters()}


def changed(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> set[str]:
    return {name for name in before if not torch.equal(before[name], after[name])}


def test_stages_train_what_they_say_and_nothing_else(run_file: Path) -> None:
    run = TrainingRun(read_config(run_file))
    start = after_first = weights_of(run)
    for event in run.events():
        if event["phase"] == "checkpoint" and event["update"] == 2:
            after_first = weights_of(run)
    assert {part_of(name) for name in changed(start, after_first)} == {"alignment"}
    names = changed(after_first, weights_of(run))
    assert {part_of(name) for name in names} == {"alignment", "lq_encoder", "unet"}
    trained = [name for name in start if part_of(name) not in ("text_encoder", "autoencoder", "decoder")]
    dead = {name for name in trained if name not in changed(start, weights_of(run))}
    assert not dead


DECODED = (
    '[{ name = "decoded", updates = 2, unet = 1e-3, decoder = 1e-3, pixel_loss = 1.0, reconstruction_loss = 0.5 }]'
)


def test_losses_on_pictures_train_the_decoder_and_never_the_encoder(run_file: Path) -> None:
    folder = run_file.parent
    shutil.rmtree(folder / "start")
    tiny_bundle(folder / "start", text="plain", prediction_type="sample")
    run = TrainingRun(read_config(write_run(folder, stages=DECODED)))
    start = weights_of(run)
    list(run.events())
    assert {part_of(name) for name in changed(start, weights_of(run))} == {"unet", "decoder"}
    exported = load_bundle(run.export())
    kept = run.ema.shadow["autoencoder.decoder.weight"]
    assert torch.allclose(exported.autoencoder.state_dict()["decoder.weight"], kept, atol=1e-3)


def test_a_model_of_residuals_learns_what_is_missing(run_file: Path) -> None:
    """Silent at the start, its loss is the distance of the latents; then it learns, and its bundle restores."""
    folder = run_file.parent
    shutil.rmtree(folder / "start")
    tiny_bundle(folder / "start", text="plain", prediction_type="sample", scheduler={RESIDUAL: True})
    run = TrainingRun(read_config(run_file))
    conv_out = run.modules.model.unet.conv_out
    for tensor in (conv_out.weight, conv_out.bias):
        torch.nn.init.zeros_(tensor)  # pyright: ignore[reportArgumentType]
    run.ema.shadow = {}
    loss, batch = run._evaluate()["loss"], run._fixed
    assert batch is not None
    apart = run.modules.to_latents(batch.hq, None) - run.modules.to_latents(batch.lq, None)
    assert loss == pytest.approx(float(apart.abs().mean()), rel=1e-4)
    list(run.events())
    exported = load_bundle(run.export())
    assert exported.scheduler_config[RESIDUAL] is True
    for _ in restore(exported, tiny_picture(), exported.recommended):
        pass


def test_losses_on_pictures_need_a_model_that_predicts_pictures(run_file: Path) -> None:
    with pytest.raises(ConfigError, match="pixel_loss"):
        TrainingRun(read_config(write_run(run_file.parent, stages=DECODED)))


def test_picture_loss_counts_levels_and_steps() -> None:
    flat, stepped = torch.zeros(1, 3, 8, 8), torch.zeros(1, 3, 8, 8)
    stepped[..., 4:] = 0.5
    assert float(picture_loss(flat, flat, 1.0)) == 0
    assert float(picture_loss(flat + 0.25, flat, 1.0)) == pytest.approx(0.25)  # a shift has no step
    assert float(picture_loss(stepped, flat, 0.0)) == pytest.approx(0.25)
    assert float(picture_loss(stepped, flat, 2.0)) == pytest.approx(0.25 + 2 * 0.5 / 7)  # one of 7 differences across


def test_events_and_export(run_file: Path) -> None:
    events = list(train_run(run_file))
    phases = [event["phase"] for event in events]
    assert phases[:2] == ["collection", "start"]
    assert phases[-2:] == ["done", "exported"]
    assert events[0]["photos"] == 4
    assert events[0]["held_out"] == 1
    assert events[0]["captioned"] == 4
    losses = [event["loss"] for event in events if event["phase"] in ("train", "held_out")]
    assert losses
    assert all(math.isfinite(loss) for loss in losses)
    bundle = Path(events[-1]["path"])
    restorer = load_bundle(bundle)
    progress = restore(restorer, tiny_picture(), restorer.recommended)
    for step in progress:
        assert step.total >= step.done
    text = (bundle / "bundle.json").read_text(encoding="utf-8")
    assert str(run_file.parent) not in text
    assert "picture 0" not in text


@pytest.mark.parametrize("cut", [2, 4], ids=["between stages", "within a stage"])
def test_resumed_equals_uninterrupted(run_file: Path, cut: int) -> None:
    straight = TrainingRun(read_config(run_file))
    list(straight.events())
    shutil.rmtree(run_file.parent / "run")
    first = TrainingRun(read_config(run_file))
    for event in first.events():
        if event["phase"] == "checkpoint" and event["update"] == cut:
            break
    second = TrainingRun(read_config(run_file))
    events = list(second.events())
    assert events[1] == {"phase": "start", "update": cut, "updates": 6, "resumed": True}
    assert not changed(weights_of(straight), weights_of(second))
    assert all(torch.equal(straight.ema.shadow[name], second.ema.shadow[name]) for name in straight.ema.shadow)


def test_a_checkpoint_without_marker_is_not_resumed(run_file: Path) -> None:
    list(TrainingRun(read_config(run_file)).events())
    complete = complete_checkpoints(run_file.parent / "run" / "checkpoints")
    assert [path.name for path in complete] == ["update-00000002", "update-00000004", "update-00000006"]
    (complete[-1] / MARKER).unlink()
    events = TrainingRun(read_config(run_file)).events()
    next(events)
    assert next(events)["update"] == 4


def test_a_damaged_checkpoint_is_named(run_file: Path) -> None:
    list(TrainingRun(read_config(run_file)).events())
    weights = complete_checkpoints(run_file.parent / "run" / "checkpoints")[-1] / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    events = TrainingRun(read_config(run_file)).events()
    next(events)
    with pytest.raises(TrainingError, match="damaged") as caught:
        next(events)
    assert caught.value.path == weights.parent


def test_another_seed_or_an_impossible_crop_is_refused(tmp_path: Path, run_file: Path) -> None:
    list(TrainingRun(read_config(run_file)).events())
    events = TrainingRun(read_config(write_run(tmp_path, seed="4"))).events()
    next(events)
    with pytest.raises(TrainingError, match="seed 3"):
        next(events)
    with pytest.raises(ConfigError, match=r"crops\[0\].size is 50"):
        TrainingRun(read_config(write_run(tmp_path, crops="[{ size = 50, batch = 1 }]")))


def test_only_so_many_checkpoints_stay(tmp_path: Path, run_file: Path) -> None:
    write_run(tmp_path, keep="1")
    list(TrainingRun(read_config(run_file)).events())
    assert [p.name for p in complete_checkpoints(tmp_path / "run" / "checkpoints")] == ["update-00000006"]


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left on device"), SafetensorError("No space left on device")], ids=str
)
def test_a_full_disk_leaves_the_last_checkpoint(
    run_file: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    run = TrainingRun(read_config(run_file))
    real = checkpoint_module.save_file

    def full(tensors: dict[str, torch.Tensor], path: Path) -> None:
        if run.update > 2 and path.name.startswith("moments"):
            raise fault
        real(tensors, path)

    monkeypatch.setattr(checkpoint_module, "save_file", full)
    with pytest.raises(TrainingError, match="No space left"):
        list(run.events())
    folder = run_file.parent / "run" / "checkpoints"
    assert [path.name for path in folder.iterdir()] == ["update-00000002"]
    assert load_file(folder / "update-00000002" / "weights.safetensors")


def test_three_losses_that_are_no_numbers_stop_the_run(run_file: Path) -> None:
    run = TrainingRun(read_config(run_file))
    with torch.no_grad():
        run.modules.model.stem.conv.weight.fill_(float("nan"))
    before = {name: p.detach().clone() for name, p in run.modules.model.lq_encoder.named_parameters()}
    with pytest.raises(TrainingError, match="not a number three times"):
        list(run.events())
    assert all(torch.equal(before[name], p) for name, p in run.modules.model.lq_encoder.named_parameters())


def test_three_losses_that_are_no_numbers_go_back_at_half_the_rate_then_stop(
    run_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = TrainingRun(read_config(run_file))
    real, broken = run._loss, [3, 4, 5]  # three in a row, after the checkpoint at 2, once

    def loss(*values: Any) -> torch.Tensor:
        value = real(*values)
        if broken and run.update == broken[0]:
            broken.pop(0)
            value = value * float("nan")
        return value

    monkeypatch.setattr(run, "_loss", loss)
    rates: dict[int, float] = {}
    events: list[dict[str, Any]] = []
    for event in run.events():
        events.append(event)
        if event["phase"] == "train":
            rates[event["update"]] = event["lr"]
    back = [event for event in events if event["phase"] == "rolled_back"]
    assert back == [{"phase": "rolled_back", "update": 4, "rate": 0.5}]
    assert run.update == 6
    resumed = TrainingRun(read_config(run_file))
    list(resumed.events())
    assert resumed.rate_scale == 0.5  # it is not forgotten
    straight = TrainingRun(read_config(write_run(run_file.parent, output='"other"')))
    full = {event["update"]: event["lr"] for event in straight.events() if event["phase"] == "train"}
    assert rates[6] == pytest.approx(full[6] / 2)

    broken = [3, 4, 5, 3, 4, 5]
    again = TrainingRun(read_config(write_run(run_file.parent, output='"third"', checkpoint_every="3")))
    real, run = again._loss, again
    monkeypatch.setattr(again, "_loss", loss)
    with pytest.raises(TrainingError, match="again, at half the rate"):
        list(again.events())
    assert complete_checkpoints(run_file.parent / "third" / "checkpoints")


def test_a_running_training_obeys(run_file: Path) -> None:
    """Paused it waits, a checkpoint is written when asked for, and a stopped run goes on as if it had not been."""
    commands = Commands()
    assert not commands.send("dance")
    for command in ("pause", "checkpoint", "pause", "resume", "resume"):
        assert commands.send(command)
    run = TrainingRun(read_config(run_file), commands)
    phases: list[tuple[str, int]] = []
    for event in run.events():
        if event["phase"] in ("paused", "resumed", "checkpoint", "stopped"):
            phases.append((event["phase"], event["update"]))
        if event["phase"] == "resumed":
            commands.send("stop")
    assert phases == [("paused", 1), ("checkpoint", 1), ("resumed", 1), ("checkpoint", 1), ("stopped", 1)]
    rest = TrainingRun(read_config(run_file))
    list(rest.events())
    straight = TrainingRun(read_config(write_run(run_file.parent, output='"other"')))
    list(straight.events())
    assert not changed(weights_of(rest), weights_of(straight))


def test_a_stopped_training_exports_nothing(run_file: Path) -> None:
    commands = Commands()
    commands.send("stop")
    assert exhausted(train_run(run_file, commands)) is None
    assert not (run_file.parent / "run" / "bundle").exists()
    assert complete_checkpoints(run_file.parent / "run" / "checkpoints")


def test_samples_are_a_function_of_their_number(run_file: Path) -> None:
    config = read_config(run_file)
    run = TrainingRun(config)
    again = Samples(run.samples.photos, config)
    in_turn = [run.samples.batch(number) for number in range(3, 7)]
    ahead = list(again.prefetched(3, 7))
    for one, other in zip(in_turn, ahead, strict=True):
        assert torch.equal(one.hq, other.hq)
        assert torch.equal(one.lq, other.lq)
        assert one.captions == other.captions
        assert one.hq.shape == one.lq.shape
        assert one.hq.abs().max() <= 1


def test_captions_are_dropped_as_often_as_asked(run_file: Path) -> None:
    run = TrainingRun(read_config(run_file))
    captions = [c for number in range(300) for c in run.samples.batch(number).captions]
    assert 0.13 < sum(not c for c in captions) / len(captions) < 0.28


def test_decay_spares_norms_biases_and_packed_attention(run_file: Path) -> None:
    config = read_config(run_file)
    run = TrainingRun(config)
    groups = select(run.modules, config.stages[1])
    optimizer = build_optimizer(groups, config)
    decayed = {id(p) for group in optimizer.param_groups if group["weight_decay"] for p in group["params"]}
    named = dict(run.modules.named_parameters())
    assert decayed
    assert all(named[name].ndim > 1 and "in_proj" not in name for name in named if id(named[name]) in decayed)
    rates = {
        part_of(n): g["peak"]
        for n, p in named.items()
        for g in optimizer.param_groups
        if any(p is q for q in g["params"])
    }
    assert rates == {"alignment": 1e-3, "lq_encoder": 5e-4, "unet": 1e-3}


def test_a_stage_for_a_part_that_is_not_there_is_refused(run_file: Path) -> None:
    run = TrainingRun(read_config(run_file))
    run.modules.text_encoders = torch.nn.ModuleList()
    with pytest.raises(ConfigError, match="text_encoder"):
        select(run.modules, Stage("words", 1, text_encoder=1e-4))


def test_rates_rise_then_fall() -> None:
    stage = Stage("joint", 100, unet=1.0, warmup=0.1, final=0.2)
    factors = [rate_factor(stage, update) for update in range(100)]
    assert factors[0] == pytest.approx(0.1)
    assert factors[9] == factors[10] == 1
    assert all(a > b for a, b in itertools.pairwise(factors[10:]))
    assert factors[-1] == pytest.approx(0.2, abs=0.01)


def test_ema_follows_at_once_and_then_slowly() -> None:
    ema = EMA({"w": torch.zeros(1)}, limit=0.99)
    ema.update({"w": torch.ones(1)})
    assert ema.shadow["w"].item() == pytest.approx(0.9)
    for _ in range(2000):
        ema.update({"w": torch.ones(1)})
    assert ema.decay == 0.99
    assert ema.shadow["w"].item() == pytest.approx(1.0)


def test_folders_and_photos_are_named_when_wrong(tmp_path: Path, run_file: Path) -> None:
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"no picture")
    run = TrainingRun(read_config(run_file))
    assert [(path.name, "cannot be read" in reason) for path, reason in run.collection.rejected] == [
        ("broken.jpg", True)
    ]
    write_run(tmp_path, photos='["nowhere"]')
    with pytest.raises(TrainingError, match="nowhere"):
        TrainingRun(read_config(run_file))

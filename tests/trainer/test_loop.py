"""The loop on a tiny model of the real classes: what learns, what is said, commands, export."""

import itertools
import math
import shutil
from pathlib import Path

import pytest
import torch
from diffusers import DDPMScheduler

from engine.bundle import load_bundle
from engine.errors import ConfigError, TrainingError
from engine.restorer import restore
from engine.sampling import RESIDUAL
from tests.engine.exhaust import exhausted
from tests.engine.tiny import tiny_bundle, tiny_picture
from tests.trainer.conftest import write_run
from tests.trainer.running import changed, started, weights_of
from trainer.checkpoint import complete_checkpoints
from trainer.config import Stage, read_config
from trainer.control import Commands
from trainer.dataset import Batch, Samples
from trainer.distributed import Rows
from trainer.ema import EMA
from trainer.finish import finish
from trainer.loop import train, train_run
from trainer.objective import Encoded, Objective
from trainer.optimizers import build_optimizer
from trainer.parameters import part_of, rate_factor, select
from trainer.run import TrainingRun
from trainer.step import draw_noise, picture_loss, prediction_target


def exported_by(run: TrainingRun) -> Path:
    return Path(list(finish(run))[-1]["path"])


def test_stages_train_what_they_say_and_nothing_else(run_file: Path) -> None:
    run = started(run_file)
    start = after_first = weights_of(run)
    for event in train(run):
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
    run = started(write_run(folder, stages=DECODED))
    start = weights_of(run)
    list(train(run))
    assert {part_of(name) for name in changed(start, weights_of(run))} == {"unet", "decoder"}
    exported = load_bundle(exported_by(run))
    kept = run.ema.shadow["autoencoder.decoder.weight"]
    assert torch.allclose(exported.autoencoder.state_dict()["decoder.weight"], kept, atol=1e-3)


def test_a_model_of_residuals_learns_what_is_missing(run_file: Path) -> None:
    """Silent at the start, its loss is the distance of the latents; then it learns, and its bundle restores."""
    folder = run_file.parent
    shutil.rmtree(folder / "start")
    tiny_bundle(folder / "start", text="plain", prediction_type="sample", scheduler={RESIDUAL: True})
    run = started(run_file)
    conv_out = run.modules.model.unet.conv_out
    for tensor in (conv_out.weight, conv_out.bias):
        torch.nn.init.zeros_(tensor)  # pyright: ignore[reportArgumentType]
    assert run.evaluation is not None
    loss, batch = next(run.evaluate(run.config.stages[0]))["loss"], run.evaluation.fixed(run.device)
    apart = run.modules.to_latents(batch.hq, None) - run.modules.to_latents(batch.lq, None)
    assert loss == pytest.approx(float(apart.abs().mean()), rel=1e-4)
    list(train(run))
    exported = load_bundle(exported_by(run))
    assert exported.scheduler_config[RESIDUAL] is True
    for _ in restore(exported, tiny_picture(), exported.recommended):
        pass


def test_losses_on_pictures_need_a_model_that_predicts_pictures(run_file: Path) -> None:
    with pytest.raises(ConfigError, match="pixel_loss"):
        started(write_run(run_file.parent, stages=DECODED))


def test_picture_loss_counts_levels_and_steps() -> None:
    flat, stepped = torch.zeros(1, 3, 8, 8), torch.zeros(1, 3, 8, 8)
    stepped[..., 4:] = 0.5
    assert float(picture_loss(flat, flat, 1.0)) == 0
    assert float(picture_loss(flat + 0.25, flat, 1.0)) == pytest.approx(0.25)  # a shift has no step
    assert float(picture_loss(stepped, flat, 0.0)) == pytest.approx(0.25)
    assert float(picture_loss(stepped, flat, 2.0)) == pytest.approx(0.25 + 2 * 0.5 / 7)  # one of 7 differences across


def test_what_damage_hides_counts_more_and_only_there() -> None:
    flat, off = torch.zeros(1, 3, 16, 16), torch.zeros(1, 3, 16, 16)
    off[..., :4] = 0.5
    weights = torch.ones(1, 1, 16, 16)
    weights[..., :4] = 5
    plain = float(picture_loss(off, flat, 0.0))
    assert float(picture_loss(off, flat, 0.0, weights=weights)) == pytest.approx(5 * plain)
    assert float(picture_loss(off.flip(3), flat, 0.0, weights=weights)) == pytest.approx(plain)


def test_texture_loss_wants_as_much_contrast_not_the_same_pixels() -> None:
    """A checkerboard and its negative have one texture; a smooth picture has none of it."""
    board = torch.zeros(1, 3, 16, 16)
    board[..., ::2, ::2] = board[..., 1::2, 1::2] = 0.5
    smooth = torch.full_like(board, 0.25)
    assert float(picture_loss(0.5 - board, board, 0.0, texture=1.0)) == pytest.approx(0.5)  # the pixels alone
    assert float(picture_loss(smooth, board, 0.0, texture=1.0)) == pytest.approx(
        0.25 + 2 * 0.5
    )  # steps of 0.5, two ways
    assert float(picture_loss(board * 2, board, 0.0, texture=1.0)) == pytest.approx(
        0.25 + 2 * 0.5
    )  # too much of it, too


def test_texture_counts_as_much_as_each_sample_says() -> None:
    board = torch.zeros(2, 3, 16, 16)
    board[..., ::2, ::2] = board[..., 1::2, 1::2] = 0.5
    smooth = torch.full_like(board, 0.25)
    made = torch.cat([smooth[:1], board[1:]])  # only the first has lost its texture
    for weights, expected in (((0.0, 9.0), 0.0), ((1.0, 9.0), 0.5), ((3.0, 0.0), 1.5)):
        loss = float(picture_loss(made, board, 0.0, texture=torch.tensor(weights)))
        assert loss == pytest.approx(0.25 / 2 + expected)
    assert float(picture_loss(made, board, 0.0, texture=torch.ones(2))) == float(picture_loss(made, board, 0.0, 1.0))


def test_texture_of_a_mix_reaches_the_objective(run_file: Path) -> None:
    """The stage's weight times the sample's, and none where the stage has none."""
    shutil.rmtree(run_file.parent / "start")
    tiny_bundle(run_file.parent / "start", text="plain", prediction_type="sample")
    losses: dict[tuple[float, float], float] = {}
    for stage in (0.0, 1.0):
        for mix in (0.0, 1.0, 4.0):
            stages = DECODED.replace("pixel_loss = 1.0", f"pixel_loss = 1.0, texture_loss = {stage}")
            degradation = f'[{{ preset = "level1", factor = 2, texture = {mix} }}]'
            run = started(write_run(run_file.parent, stages=stages, degradation=degradation))
            batch = run.samples.batch(0)
            assert batch.texture is not None
            assert batch.texture.tolist() == [mix] * len(batch.captions)
            objective = Objective(run.modules, run.config.stages[0], run.config, Encoded(run.modules))
            rows = Rows(len(batch.captions), 0, len(batch.captions))
            with torch.no_grad():
                losses[stage, mix] = float(objective(batch, torch.Generator().manual_seed(3), rows))
    assert losses[0.0, 0.0] == losses[0.0, 1.0] == losses[0.0, 4.0]
    once = losses[1.0, 1.0] - losses[1.0, 0.0]
    assert once > 0
    assert losses[1.0, 4.0] - losses[1.0, 0.0] == pytest.approx(4 * once, rel=1e-4)


def test_damage_weighs_in_the_objective(run_file: Path) -> None:
    """Nothing changes for a batch without damage; with damage the loss rises by what was asked for."""
    shutil.rmtree(run_file.parent / "start")
    tiny_bundle(run_file.parent / "start", text="plain", prediction_type="sample")
    losses: dict[tuple[float, float], float] = {}
    for weight in (0.0, 10.0):
        stages = DECODED.replace("pixel_loss = 1.0", f"pixel_loss = 1.0, damage_weight = {weight}")
        run = started(write_run(run_file.parent, stages=stages))
        batch = run.samples.batch(0)
        rows = Rows(len(batch.captions), 0, len(batch.captions))
        for share in (0.0, 1.0):
            given = Batch(batch.hq, batch.lq, batch.captions, torch.full_like(batch.lq[:, :1], share))
            objective = Objective(run.modules, run.config.stages[0], run.config, Encoded(run.modules))
            with torch.no_grad():
                losses[weight, share] = float(objective(given, torch.Generator().manual_seed(3), rows))
    assert losses[0.0, 0.0] == losses[0.0, 1.0] == losses[10.0, 0.0]
    assert losses[10.0, 1.0] > 1.5 * losses[10.0, 0.0]


def test_events_and_export(run_file: Path) -> None:
    events = list(train_run(run_file))
    phases = [event["phase"] for event in events]
    assert phases[:6] == ["collection", "estimate", "text_cache", "trial", "trial", "start"]
    assert (phases[6], events[6]["update"]) == ("held_out", 0)
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


def test_a_running_training_obeys(run_file: Path) -> None:
    """Paused it waits, a checkpoint is written when asked for, and a stopped run goes on as if it had not been."""
    commands = Commands()
    assert not commands.send("dance")
    for command in ("pause", "checkpoint", "pause", "resume", "resume"):
        assert commands.send(command)
    run = started(run_file, commands)
    phases: list[tuple[str, int]] = []
    for event in train(run):
        if event["phase"] in ("paused", "resumed", "checkpoint", "stopped"):
            phases.append((event["phase"], event["update"]))
        if event["phase"] == "resumed":
            commands.send("stop")
    assert phases == [("paused", 1), ("checkpoint", 1), ("resumed", 1), ("checkpoint", 1), ("stopped", 1)]
    rest = started(run_file)
    list(train(rest))
    straight = started(write_run(run_file.parent, output='"other"'))
    list(train(straight))
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
    run = started(run_file)
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
    run = started(run_file)
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


def test_the_average_moves_as_often_as_asked_and_may_live_in_main_memory(run_file: Path) -> None:
    run = started(write_run(run_file.parent, ema_every="4", ema_device='"cpu"', held_out="0"))
    list(train(run))
    assert run.ema.updates == 1  # after update 4 of 6
    kept = EMA({"w": torch.ones(1, dtype=torch.bfloat16)}, 0.9, "cpu").shadow["w"]
    assert (kept.dtype, kept.device.type) == (torch.float32, "cpu")


def test_late_timesteps_follow_their_power() -> None:
    """P(t < T x) = x^k; at 1 the draw is the paper's, number for number."""
    shape = torch.Size((20_000, 1, 1, 1))
    for late in (1.0, 2.0, 4.0):
        _, times = draw_noise(shape, torch.Generator().manual_seed(1), late=late)
        assert 0 <= int(times.min()) <= int(times.max()) <= 999
        for x in (0.25, 0.5, 0.9):
            assert float((times < 1000 * x).float().mean()) == pytest.approx(x**late, abs=0.015)
    generator = torch.Generator().manual_seed(1)
    torch.randn(shape, generator=generator)
    assert torch.equal(
        draw_noise(shape, torch.Generator().manual_seed(1))[1], torch.randint(0, 1000, (20_000,), generator=generator)
    )


def test_an_offset_belongs_to_noise_and_target() -> None:
    """The same noise and timesteps as without, and a constant more in each channel of each picture."""
    shape = torch.Size((3, 4, 8, 8))
    plain, without = draw_noise(shape, torch.Generator().manual_seed(1))
    offset, times = draw_noise(shape, torch.Generator().manual_seed(1), offset=0.5)
    assert torch.equal(without, times)
    more = offset - plain
    assert more.std(dim=(2, 3)).max() < 1e-6
    assert 0.2 < float(more[..., 0, 0].std()) < 0.9
    scheduler = DDPMScheduler(prediction_type="epsilon")
    assert prediction_target(scheduler, torch.zeros(shape), offset, times) is offset


def test_folders_and_photos_are_named_when_wrong(tmp_path: Path, run_file: Path) -> None:
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"no picture")
    run = started(run_file)
    assert [(path.name, "cannot be read" in reason) for path, reason in run.collection.rejected] == [
        ("broken.jpg", True)
    ]
    write_run(tmp_path, photos='["nowhere"]')
    with pytest.raises(TrainingError, match="nowhere"):
        started(run_file)

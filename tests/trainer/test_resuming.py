"""Going on from a checkpoint: only from a complete one of this run, and as if it had never stopped."""

import shutil
from pathlib import Path

import pytest
import torch

from engine.errors import TrainingError
from tests.trainer.conftest import write_run
from tests.trainer.running import assert_same_state, changed, events_of, of_phase, started, trained, weights_of
from trainer.checkpoint import MARKER, clear_incomplete, complete_checkpoints, load_checkpoint
from trainer.loop import train

JOINT = '[{ name = "joint", updates = 6, alignment = 1e-3, lq_encoder = 5e-4, unet = 1e-3 }]'
WORDS = '[{ name = "words", updates = 6, unet = 1e-3, text_encoder = 1e-3 }]'
ALONE = {"stages": JOINT, "held_out": "0"}
KINDS: dict[str, dict[str, str]] = {
    "two stages": {},
    "accumulated, in bf16": {"precision": '"bf16"', "accumulate": "2", "ema_every": "2", "noise_offset": "0.05"}
    | ALONE,
    "low rank": {"lora_rank": "4"} | ALONE,
    "adafactor": {"optimizer": '"adafactor"'} | ALONE,
    "weights in bf16": {"weights": '"bf16"', "precision": '"bf16"'} | ALONE,
    "text encoder": {"stages": WORDS, "held_out": "0"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_resumed_equals_uninterrupted(run_file: Path, kind: str) -> None:
    """Broken off after a checkpoint, between stages and within one, the last checkpoint is the same, bit for bit."""
    folder = run_file.parent
    straight = trained(write_run(folder, output='"straight"', patience="0", **KINDS[kind]))
    path = write_run(folder, patience="0", **KINDS[kind])
    cuts = (2, 4) if kind == "two stages" else (4,)
    for cut in cuts:
        run = started(path)
        for event in train(run):
            if event["phase"] == "start":
                assert (event["update"], event["resumed"], event["changed"]) == (
                    0 if cut == cuts[0] else cuts[0],
                    cut != cuts[0],
                    [],
                )
            if event["phase"] == "checkpoint" and event["update"] == cut:
                break
    last = trained(path)
    assert not changed(weights_of(straight), weights_of(last))
    assert all(torch.equal(straight.ema.shadow[name], last.ema.shadow[name]) for name in straight.ema.shadow)
    assert_same_state(*(load_checkpoint(complete_checkpoints(run.checkpoints)[-1]) for run in (straight, last)))
    assert straight.scores == last.scores


def test_a_checkpoint_without_marker_is_not_resumed(run_file: Path) -> None:
    run = trained(write_run(run_file.parent, checkpoint_every="1"))
    complete = complete_checkpoints(run.checkpoints)
    assert [path.name for path in complete[-3:]] == ["update-00000004", "update-00000005", "update-00000006"]
    (complete[-1] / MARKER).unlink()
    half = run.checkpoints / ".update-00000007.part"
    half.mkdir()
    event = next(event for event in train(started(run_file)) if event["phase"] == "start")
    assert event["update"] == 5
    assert not half.exists()
    assert not complete[-1].exists()


def test_a_damaged_checkpoint_is_named(run_file: Path) -> None:
    run = trained(run_file)
    weights = complete_checkpoints(run.checkpoints)[-1] / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(TrainingError, match="damaged") as caught:
        events_of(started(run_file))
    assert caught.value.path == weights.parent
    state = weights.with_name("state.json")
    state.write_text(state.read_text(encoding="utf-8").replace('"format": 2', '"format": 9'), encoding="utf-8")
    with pytest.raises(TrainingError, match="format 9"):
        events_of(started(run_file))


def test_a_checkpoint_of_another_run_is_refused_by_what_differs(run_file: Path) -> None:
    trained(run_file)
    folder = run_file.parent
    with pytest.raises(TrainingError, match="seed 3"):
        events_of(started(write_run(folder, seed="4")))
    with pytest.raises(TrainingError, match="lora_rank"):
        events_of(started(write_run(folder, lora_rank="2")))
    event = of_phase(events_of(started(write_run(folder, clip="0.5", keep="2"))), "start")[0]
    assert event["changed"] == ["clip"]
    manifest = folder / "start" / "bundle.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"tiny"', '"other"'), encoding="utf-8")
    with pytest.raises(TrainingError, match="another base"):
        events_of(started(write_run(folder)))


def test_only_so_many_checkpoints_stay_and_the_best(run_file: Path) -> None:
    folder = run_file.parent
    stages = '[{ name = "joint", updates = 5, unet = 1e-3 }]'
    run = trained(write_run(folder, keep="1", stages=stages, checkpoint_every="1", evaluate_every="1", patience="9"))
    assert run.best is not None
    names = [path.name for path in complete_checkpoints(run.checkpoints)]
    assert names == sorted({f"update-{run.best['update']:08d}", "update-00000005"})


def test_a_checkpoint_that_is_made_again_replaces_the_first_only_when_complete(run_file: Path) -> None:
    run = trained(run_file)
    last = complete_checkpoints(run.checkpoints)[-1]
    again = last.with_name(f"{last.name}-2")
    shutil.copytree(last, again, ignore=shutil.ignore_patterns(MARKER))
    assert complete_checkpoints(run.checkpoints)[-1] == last
    (again / MARKER).touch()
    assert complete_checkpoints(run.checkpoints)[-1] == again
    clear_incomplete(run.checkpoints)
    assert last.exists()
    assert again.exists()


def test_nothing_in_a_checkpoint_names_a_file_or_repeats_a_caption(run_file: Path) -> None:
    run = trained(run_file)
    for path in complete_checkpoints(run.checkpoints)[-1].iterdir():
        content = path.read_bytes()
        assert str(run_file.parent).encode() not in content
        assert b"picture" not in content
    state = load_checkpoint(complete_checkpoints(run.checkpoints)[-1]).state
    assert state["base"] == run.base
    assert {"preset", "scores", "seed", "losses"} <= state.keys()

"""Training samples: functions of seed, batch and number, and logged as what they are."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.trainer.conftest import write_run
from trainer.collection import scan
from trainer.config import read_config
from trainer.dataset import Samples
from trainer.degradation import Parameters, apply
from trainer.sample_log import SampleLog


def samples_of(run: Path, log: SampleLog | None = None) -> Samples:
    config = read_config(run)
    return Samples(scan(config.photos, 48).photos, config, log)


def test_a_sample_can_be_made_again_from_its_line_in_the_log(run_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "log" / "samples.jsonl"
    samples = samples_of(run_file, SampleLog(path))
    batches = [samples.batch(number) for number in range(12)]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == sum(len(batch.captions) for batch in batches)
    by_digest = {photo.digest[:12]: index for index, photo in enumerate(samples.photos)}
    for line in lines:
        batch, row = batches[line["batch"]], line["sample"]
        crop = line["crop"]
        assert by_digest[line["photo"]] == crop["photo"]
        pixels = samples._load(crop["photo"])
        square = pixels[crop["top"] : crop["top"] + crop["side"], crop["left"] : crop["left"] + crop["side"]]
        square = square[:, ::-1] if crop["mirrored"] else square
        if crop["side"] != crop["size"]:
            continue
        lq, target = apply(np.ascontiguousarray(square), Parameters.from_dict(line["degradation"]))
        for made, given in ((lq, batch.lq[row]), (target, batch.hq[row])):
            assert np.array_equal(made, ((given + 1) * 127.5).round().byte().permute(1, 2, 0).numpy())
        assert line["captioned"] == bool(batch.captions[row])
    text = path.read_text(encoding="utf-8")
    assert "picture" not in text
    assert str(tmp_path) not in text
    assert samples.made(3) == [{k: v for k, v in line.items() if k not in ("batch", "sample")} for line in lines
                               if line["batch"] == 3]  # fmt: skip


def test_a_batch_knows_where_damage_hides_the_photo(run_file: Path) -> None:
    """Marked pixels differ from the target much more than the others; photos with no such damage have no mark."""
    mixes = '[{ preset = "old_photo", share = 1 }, { preset = "level1", share = 1 }]'
    write_run(run_file.parent, degradation=mixes, crops="[{ size = 48, batch = 2 }]")
    samples = samples_of(run_file)
    made = [sample for number in range(60) for sample in samples.samples(number)]
    assert all(not sample.hidden.any() for sample in made if sample.kind == "level1")
    damaged = [sample for sample in made if (sample.hidden > 0.5).sum() > 3]
    assert len(damaged) >= 5
    for sample in damaged:
        away = np.abs(sample.lq.astype(float) - sample.target).mean(axis=2)
        assert away[sample.hidden > 0.5].mean() > 2 * np.median(away[sample.hidden < 0.05])
        hidden = sample.batch().hidden
        assert hidden is not None
        assert np.array_equal(hidden[0, 0].numpy(), sample.hidden)


def test_a_batch_knows_how_much_the_texture_of_each_sample_counts(run_file: Path) -> None:
    mixes = '[{ preset = "old_photo", texture = 0.5 }, { preset = "level1", texture = 2 }]'
    write_run(run_file.parent, degradation=mixes, crops="[{ size = 48, batch = 2 }]")
    samples = samples_of(run_file)
    said = {"old_photo": 0.5, "level1": 2.0}
    kinds: set[str] = set()
    for number in range(12):
        made, batch = samples.samples(number), samples.batch(number)
        assert batch.texture is not None
        assert batch.texture.tolist() == [said[sample.kind] for sample in made]
        second = batch.rows(slice(1, 2)).texture
        assert second is not None
        assert second.tolist() == [said[made[1].kind]]
        kinds |= {sample.kind for sample in made}
    assert kinds == set(said)


def test_threads_and_order_do_not_matter(run_file: Path) -> None:
    one, other = samples_of(run_file), samples_of(run_file)
    ahead = list(one.prefetched(0, 8, workers=3))
    for number in reversed(range(8)):
        assert torch.equal(other.batch(number).lq, ahead[number].lq)


def test_the_log_ends_at_its_size_and_a_full_disk_ends_only_the_log(
    run_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "samples.jsonl"
    samples = samples_of(run_file, SampleLog(path, most_bytes=6000))
    for number in range(30):
        samples.batch(number)
    assert 1000 < path.stat().st_size <= 6000
    assert all(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = samples_of(run_file, SampleLog(tmp_path / "file" / "samples.jsonl"))
    assert len(blocked.batch(0).captions) > 0
    assert "log of samples ends" in caplog.text


def test_the_mix_is_drawn_by_its_shares_and_the_way_back_as_the_run_says(run_file: Path) -> None:
    mixes = (
        '[{ preset = "old_photo", share = 0.6 }, { preset = "pasd", share = 0.3 }, { preset = "clean", share = 0.1 }]'
    )
    run = write_run(run_file.parent, degradation=mixes, crops="[{ size = 16, batch = 50 }]", upsampling='"random"')
    drawn = [sample for number in range(16) for sample in samples_of(run).samples(number)]
    kinds = [sample.kind for sample in drawn]
    for kind, share in (("old_photo", 0.6), ("pasd", 0.3), ("clean", 0.1)):
        assert kinds.count(kind) / len(kinds) == pytest.approx(share, abs=0.055)  # three standard errors
    ways = [sample.parameters.upsampling for sample in drawn]
    assert set(ways) == {"nearest", "bilinear", "bicubic"}
    assert all(ways.count(way) / len(ways) == pytest.approx(1 / 3, abs=0.05) for way in set(ways))
    usual = samples_of(write_run(run_file.parent, crops="[{ size = 16, batch = 50 }]")).samples(0)
    assert {sample.parameters.upsampling for sample in usual} <= {"bicubic", "bilinear", "lanczos"}

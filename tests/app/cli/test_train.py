"""`heirloom train`: what is said. The training itself is tested in tests/trainer."""

from pathlib import Path

from app.cli.train import event_text
from tests.app.cli.conftest import Heirloom


def test_a_wrong_run_file_is_one_line(heirloom: Heirloom, tmp_path: Path) -> None:
    run = tmp_path / "run.toml"
    for content in ("this is not toml", "surprise = 1\n"):
        run.write_text(content)
        ran = heirloom("train", run)
        assert ran.code == 2
        assert not ran.out
        assert len(ran.err) == 1
        assert not list(tmp_path.glob("*/"))


def test_events_are_readable() -> None:
    event = {"phase": "train", "update": 20, "loss": 0.123456, "lr": 1e-4, "path": "a", "rejected": [1], "more": None}
    assert event_text(event) == "Train: update 20, loss 0.1235, lr 0.0001, path a"
    assert event_text({"phase": "held_out"}) == "Held out"

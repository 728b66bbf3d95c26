"""What is said of a download, from its progress and from its errors."""

from pathlib import Path

import pytest

from app.model.transfer import Transfer, of_total, size_text, worded
from engine.download import TransferProgress
from engine.errors import (
    AccessDenied,
    DiskFull,
    HeirloomError,
    ModelDamaged,
    Offline,
    RateLimited,
    RemoteMissing,
    TransferDamaged,
)
from engine.hub import GO_ON


def test_how_far_how_fast_and_how_long() -> None:
    transfer = Transfer("model:x", state="running")
    assert transfer.words() == "Starting…"
    assert transfer.fraction is None
    for second in range(8):
        done = 2_000_000_000 + second * 10_000_000
        transfer.update(TransferProgress("download", "a.bin", 0, 0, done, 4_070_000_000), 100.0 + second)
    assert transfer.words() == "2.1 of 4.1 GB, 10 MB/s, 3 min 20 s left"
    assert transfer.fraction == pytest.approx(2.07 / 4.07)
    transfer.state = "pausing"
    assert transfer.words().startswith("Pausing… 2.1 of 4.1 GB")
    transfer.state = "running"
    transfer.update(TransferProgress("convert", "x", 1, 4, 1, 4), 120.0)
    assert transfer.words() == "Making it ready, 25 %"
    transfer.update(TransferProgress("check", "x"), 121.0)
    assert (transfer.words(), transfer.fraction) == ("Checking the files…", None)


def test_a_stalled_download_promises_nothing() -> None:
    transfer = Transfer("model:x", state="running")
    for second in range(30):
        transfer.update(TransferProgress("download", "a", 0, 0, 5_000_000, 9_000_000), float(second))
    assert transfer.words() == "5 of 9 MB"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "1 kB"), (158_000, "158 kB"), (21_000_000, "21 MB"), (960_000_000, "1.0 GB")]
)
def test_sizes(count: int, words: str) -> None:
    assert size_text(count) == words


def test_a_share_has_one_unit() -> None:
    assert of_total(3_100_000_000, 8_700_000_000) == "3.1 of 8.7 GB"
    assert of_total(40_000_000, 8_700_000_000) == "0.0 of 8.7 GB"
    assert of_total(400_000, 4_000_000) == "400 kB of 4 MB"


@pytest.mark.parametrize(
    "error",
    [
        Offline("the hub cannot be reached", advice=f"Check it. {GO_ON} Without a network: heirloom models import."),
        AccessDenied("the hub does not give x (401)", advice=f"Open https://hub/x. {GO_ON}"),
        RateLimited("the hub asks for a pause (429)", seconds=90, advice=f"Try again in 90 seconds. {GO_ON}"),
        DiskFull(
            "the disk is too full: 9.0 GB are needed, but only 1.0 GB are free",
            path=Path("/m/x"),
            advice=f"Make room. {GO_ON}",
        ),
        TransferDamaged("a came damaged", advice="Fetched anew when you run the command again."),
        RemoteMissing("the hub has no x (404)", advice="See whether there is a newer Heirloom."),
        ModelDamaged("is a web page, not the file itself", path=Path("/m/x.safetensors"), advice="Get it again."),
    ],
)
def test_errors_are_about_buttons_not_commands(error: HeirloomError) -> None:
    words = worded(error)
    assert "command" not in words
    assert "heirloom models" not in words
    assert "/m/" not in words
    assert words[0].isupper() or words.startswith("x.safetensors")
    assert words.endswith(".")
    assert words.count("again") <= 1

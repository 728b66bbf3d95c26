"""What reaches the terminal: safe, on one line, whatever the names are."""

import io
import json
import sys

import numpy as np
import pytest

from app.cli.console import ProgressBar, ProgressLines, complain, plain, progress_view, say, say_json, size_text
from engine.request import Progress


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Oma & Opa – 1931 ♥ 写真.jpg", "Oma & Opa – 1931 ♥ 写真.jpg"),
        ("two\nlines", "two\\nlines"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("left\u202eright", "left\\u202eright"),
        ("bytes\udcff", "bytes\\udcff"),
        ("[b]bold[/b] %s <b>", "[b]bold[/b] %s <b>"),
    ],
)
def test_terminals_show_and_do_not_obey(text: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert plain(text) == shown
    say(text)
    complain(text)
    out, err = capsys.readouterr()
    assert out == err == shown + "\n"


def test_a_terminal_that_knows_only_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    say("grün – ×")
    assert raw.getvalue() == b"gr\\xfcn \\u2013 \\xd7\n"


def test_json_is_one_ascii_line(capsys: pytest.CaptureFixture[str]) -> None:
    values = {"input": "a\n\udcff写.jpg", "loss": float("nan"), "more": [float("inf"), 1.5, {"x": True}]}
    say_json(values)
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.count("\n") == 1
    assert json.loads(out) == {"input": "a\n\udcff写.jpg", "loss": None, "more": [None, 1.5, {"x": True}]}


def test_sizes() -> None:
    assert [size_text(n) for n in (0, 999, 1500, 21_400_000, 139 * 10**9)] == [
        "0 bytes", "999 bytes", "1.5 kB", "21.4 MB", "139.0 GB",
    ]  # fmt: skip


def progress() -> list[Progress]:
    steps = [Progress("denoise", step, 20, tile, 3) for step in range(20) for tile in (1, 2, 3)]
    preview = np.zeros((2, 2, 3), np.uint8)
    return [
        Progress("load", 0, 1), Progress("encode", 0, 1), *steps,
        Progress("denoise", 20, 20, preview=preview), Progress("decode", 1, 1), Progress("color", 1, 1),
    ]  # fmt: skip


def test_sparse_lines(capsys: pytest.CaptureFixture[str]) -> None:
    view = ProgressLines()
    view.start("a\nb.jpg")
    for item in progress():
        view.show(item)
    view.stop()
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert not out
    assert 5 <= len(lines) <= 10
    assert all(line.startswith("a\\nb.jpg: ") for line in lines)
    assert any("of 20" in line for line in lines)


def test_the_bar_writes_to_stderr_only(capsys: pytest.CaptureFixture[str]) -> None:
    view = ProgressBar()
    view.show(Progress("load", 0, 1))  # before the start: nothing to show it on
    view.start("[red]x[/red]")
    for item in progress():
        view.show(item)
    view.stop()
    view.stop()
    out, _ = capsys.readouterr()
    assert not out


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    view = progress_view(quiet=True)
    view.start("a.jpg")
    for item in progress():
        view.show(item)
    view.stop()
    assert capsys.readouterr() == ("", "")


def test_sparse_lines_are_never_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    view = ProgressLines()
    view.start("a.jpg")
    for done in range(5):
        view.show(Progress("encode", done, 4))
    view.show(Progress("denoise", 0, 20))
    assert capsys.readouterr().err.splitlines() == ["a.jpg: Looking at the photo", "a.jpg: Restoring, step 0 of 20"]
    view.start("b.jpg")
    view.show(Progress("denoise", 0, 20))
    assert capsys.readouterr().err.splitlines() == ["b.jpg: Restoring, step 0 of 20"]

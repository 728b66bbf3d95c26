"""How far a training is, from what it wrote down."""

from typing import Any

import pytest

from app.model.training_progress import Progress


def lines(*events: dict[str, Any], at: float = 1000.0, step: float = 1.0) -> list[dict[str, Any]]:
    return [{"time": at + step * number, **event} for number, event in enumerate(events)]


START = {"phase": "start", "update": 0, "updates": 100, "resumed": False, "changed": []}
BEGAN = {"phase": "began", "pid": 1, "created": 1.0}


def train(update: int, loss: float | None = 0.5, **more: Any) -> dict[str, Any]:
    return {"phase": "train", "update": update, "updates": 100, "loss": loss, **more}


def test_states_follow_the_lines() -> None:
    progress = Progress()
    assert not progress.take([])
    states: list[str] = []
    for event in (
        BEGAN, START, train(20), {"phase": "paused", "update": 20}, {"phase": "resumed", "update": 20},
        {"phase": "disk_full", "update": 40, "needed": 5, "free": 1}, {"phase": "checkpoint", "update": 40, "path": ""},
        {"phase": "finishing", "update": 41}, {"phase": "ended", "code": 0, "message": ""},
    ):  # fmt: skip
        assert progress.take(lines(event))
        states.append(progress.state)
    assert states == ["running"] * 3 + ["paused", "running", "disk_full", "running", "running", "done"]
    assert progress.ended
    assert [line["phase"] for line in progress.notes] == ["paused", "resumed", "disk_full", "finishing"]
    for code, state in ((130, "stopped"), (1, "failed"), (2, "failed")):
        progress.take(lines({"phase": "ended", "code": code, "message": "why"}))
        assert progress.state == state
    assert progress.message == "why"
    progress.take(lines(BEGAN))
    assert (progress.state, progress.message) == ("running", "")


def test_time_left_counts_updates_and_evaluations_but_no_pause() -> None:
    progress = Progress()
    progress.take(lines(BEGAN, START))
    assert progress.seconds_left(50) is None
    progress.take(lines({"phase": "measuring", "update": 0, "done": 1, "total": 3}, at=1010))
    assert progress.doing == "measuring"
    held = {"phase": "held_out", "update": 0, "loss": 0.3, "primary": 0.6, "best": False, "preview": None}
    progress.take(lines(held, at=1030))  # two photos in 20 seconds, so three take 30
    progress.take(lines({"phase": "step", "update": 10, "updates": 100}, at=1050))  # 2 s an update
    assert progress.seconds_an_update == pytest.approx(2)
    assert progress.seconds_left(50) == pytest.approx(90 * 2 + 2 * 30)
    progress.take(lines({"phase": "paused", "update": 10}, at=1051))
    progress.take(lines({"phase": "resumed", "update": 10}, at=9000))
    progress.take(lines({"phase": "step", "update": 20, "updates": 100}, at=9020))
    assert progress.seconds_an_update == pytest.approx(2)
    assert progress.fraction == pytest.approx(0.2)


def test_what_is_done_again_after_a_kill_is_not_counted_twice() -> None:
    progress = Progress()
    progress.take(lines(BEGAN, START, train(20), train(40), train(60, None)))
    progress.take(lines(BEGAN, {**START, "update": 30, "resumed": True, "changed": ["clip"]}, train(40, 0.4)))
    assert progress.losses == [(20, 0.5), (40, 0.4)]
    assert progress.update == 40
    assert progress.checkpoint == 30
    assert progress.notes[-1]["phase"] == "start"


def test_scores_previews_and_what_was_noticed() -> None:
    progress = Progress()
    held = {"phase": "held_out", "update": 0, "loss": 0.3, "best": False, "preview": "a.png"}
    progress.take(lines(BEGAN, START, held, {**held, "update": 50, "primary": 0.7, "best": True, "preview": None}))
    assert progress.held_out == [(0, 0.3), (50, 0.3)]
    assert progress.scores == [(50, 0.7)]
    assert (progress.best, progress.preview) == (50, "a.png")
    progress.take(lines(train(60, spilled=True), train(80, spilled=True)))
    assert [line["phase"] for line in progress.notes] == ["spilled"], "said once"
    progress.take(lines({"phase": "of the future", "update": 3}))

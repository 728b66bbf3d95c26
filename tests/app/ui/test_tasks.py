"""Lanes: order, outcomes on the window's thread, cancelling, closing."""

import threading
from collections.abc import Generator, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.notify import Notices, one_line
from app.tasks import Lane, Task
from engine.errors import UnreadableImage


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Lane]:
    lane = Lane("test")
    yield lane
    assert lane.close(10)


def test_work_runs_elsewhere_and_is_answered_here(qtbot: QtBot, lane: Lane) -> None:
    threads: list[str] = []
    answers: list[tuple[int, bool]] = []

    def work(_task: Task) -> int:
        threads.append(threading.current_thread().name)
        return 7

    lane.start(work, success=lambda n: answers.append((n, threading.current_thread() is threading.main_thread())))
    qtbot.waitUntil(lambda: answers == [(7, True)])
    assert threads == ["heirloom-test-0"]


def test_one_thread_keeps_the_order(qtbot: QtBot, lane: Lane) -> None:
    order: list[int] = []
    for number in range(20):
        lane.start(lambda _task, n=number: n, success=order.append)
    qtbot.waitUntil(lambda: order == list(range(20)))


def test_failures_arrive_and_the_lane_goes_on(qtbot: QtBot, lane: Lane) -> None:
    failures: list[BaseException] = []
    values: list[int] = []

    def fail(_task: Task) -> None:
        raise SystemExit(3)

    lane.start(fail, failure=failures.append)
    lane.start(lambda _task: 1, success=values.append)
    qtbot.waitUntil(lambda: values == [1])
    assert isinstance(failures[0], SystemExit)


def test_cancelling_closes_the_generator_between_items(qtbot: QtBot, lane: Lane) -> None:
    seen: list[int] = []
    ended: list[str] = []

    def numbers() -> Generator[int, None, str]:
        try:
            yield from range(1_000_000)
            return "done"
        finally:
            ended.append("closed")

    task = lane.start(
        lambda task: task.drive(numbers()),
        progress=seen.append,
        success=ended.append,
        cancelled=lambda: ended.append("cancelled"),
    )
    qtbot.waitUntil(lambda: len(seen) > 2)
    task.cancel()
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert ended == ["closed", "cancelled"]
    assert seen == sorted(seen)


def test_a_cancelled_task_that_waits_never_runs(qtbot: QtBot, lane: Lane) -> None:
    gate, ran, cancelled = threading.Event(), [], []
    lane.start(lambda _task: gate.wait(10))
    task = lane.start(lambda _task: ran.append(1), cancelled=lambda: cancelled.append(1))
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: cancelled == [1])
    assert not ran


def test_closing_stops_what_runs_and_calls_nothing_back(qtbot: QtBot) -> None:
    lane, called = Lane("closing"), []
    started = threading.Event()

    def endless(task: Task) -> None:
        started.set()
        while True:
            task.check()

    lane.start(endless, success=called.append, cancelled=lambda: called.append(1))
    assert started.wait(10)
    assert lane.close(10)
    qtbot.wait(1)
    assert not called
    with pytest.raises(RuntimeError, match="closed"):
        lane.start(lambda _task: None)


def test_closing_without_cancelling_finishes_what_waits(qtbot: QtBot) -> None:
    lane, done = Lane("writing"), []
    for number in range(5):
        lane.start(lambda _task, n=number: done.append(n))
    assert lane.close(10, cancel=False)
    assert done == list(range(5))


def test_notices_name_the_file_without_its_folder_on_one_line() -> None:
    notices = Notices()
    error = UnreadableImage("the file is damaged", path="/very/long/folder/a\nb.jpg", advice="Try a copy.")
    assert notices.worded(error).endswith("b.jpg: the file is damaged. Try a copy.")
    assert one_line("a\tb\r\nc\u202ed\x00e") == "a b c\ufffdd\ufffde"
    said: list[str] = []
    notices.subscribe(lambda notice: said.append(notice.text))
    notices.tell("info", "two\nlines")
    assert said == ["two lines"]
    assert [notice.text for notice in notices.history] == ["two lines"]

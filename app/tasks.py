"""Background lanes: work runs on a lane's threads, its callbacks on the thread that made the lane (the window's).

Two lanes exist: "device", one thread, which imports and runs the engine, and "files", two threads, for reading and
writing. Progress is coalesced: a slow window sees the newest item, not a backlog.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from engine.errors import Cancelled

log = logging.getLogger(__name__)


class Task:
    """One piece of background work: what to do, and what to call with its outcome."""

    def __init__(
        self,
        lane: "Lane",
        work: Callable[["Task"], Any],
        success: Callable[[Any], None] | None,
        failure: Callable[[BaseException], object] | None,
        progress: Callable[[Any], None] | None,
        cancelled: Callable[[], None] | None,
    ) -> None:
        self._lane = lane
        self._work = work
        self._success = success
        self._failure = failure
        self._progress = progress
        self._cancelled = cancelled
        self._stop = threading.Event()
        self._newest: list[Any] = []
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """Ask the work to stop; `cancelled` is called once it has."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether `cancel` was called."""
        return self._stop.is_set()

    def check(self) -> None:
        """Called by the work between its steps.

        Raises:
            Cancelled: `cancel` was called.
        """
        if self._stop.is_set():
            raise Cancelled

    def report(self, item: Any) -> None:
        """Called by the work: hand `item` to the progress callback, in place of one not yet shown."""
        if self._progress is None:
            return
        with self._lock:
            waiting = bool(self._newest)
            self._newest[:] = [item]
        if not waiting:
            self._lane.post(self._deliver_progress)

    def drive(self, generator: Generator[Any, None, Any]) -> Any:
        """Run a generator to its end, reporting what it yields; closes it when cancelled or failing.

        Returns:
            The generator's return value.

        Raises:
            Cancelled: `cancel` was called between two items.
        """
        try:
            while True:
                self.check()
                try:
                    item = next(generator)
                except StopIteration as end:
                    return end.value
                self.report(item)
        finally:
            generator.close()

    def run(self) -> None:
        """On the lane's thread: do the work and post its outcome."""
        try:
            self.check()
            value = self._work(self)
        except Cancelled:
            self._lane.post(self._finish(self._cancelled))
        except BaseException as error:  # the lane must outlive any failure; the callback words and logs it
            self._lane.post(self._finish(self._failure, error))
        else:
            self._lane.post(self._finish(self._success, value))

    def _deliver_progress(self) -> None:
        with self._lock:
            item = self._newest.pop() if self._newest else None
        if item is not None and self._progress is not None and not self.stopping:
            self._progress(item)

    def _finish(self, callback: Callable[..., object] | None, *values: Any) -> Callable[[], None]:
        def call() -> None:
            if callback is not None:
                callback(*values)
            elif values and isinstance(values[0], BaseException):
                log.error("background work failed", exc_info=values[0])

        return call


class Lane(QObject):
    """A queue of tasks and the threads that work through it, first come, first served."""

    _posted = Signal(object)

    def __init__(self, name: str, threads: int = 1, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._pending: set[Task] = set()
        self._closed = False
        self._lock = threading.Lock()
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)
        self._threads = [
            # Daemon threads: a read from a dead network share must not keep the process alive.
            threading.Thread(target=self._run, name=f"heirloom-{name}-{index}", daemon=True)
            for index in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def start(
        self,
        work: Callable[[Task], Any],
        *,
        success: Callable[[Any], None] | None = None,
        failure: Callable[[BaseException], object] | None = None,
        progress: Callable[[Any], None] | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> Task:
        """Queue `work(task)`: its value goes to `success`, an exception to `failure`, else `cancelled` is called."""
        task = Task(self, work, success, failure, progress, cancelled)
        with self._lock:
            if self._closed:
                raise RuntimeError("the lane is closed")
            self._pending.add(task)
        self._queue.put(task)
        return task

    def post(self, call: Callable[[], None]) -> None:
        """From any thread: have `call()` made on the window's thread; dropped once the lane is closed."""
        with self._lock:
            if self._closed:
                return
            self._posted.emit(call)

    def close(self, seconds: float, *, cancel: bool = True) -> bool:
        """Stop for good: no callback is made from now on.

        Args:
            seconds: how long to wait for the threads.
            cancel: stop what runs and drop what waits; otherwise everything queued is still worked through.

        Returns:
            Whether all threads ended in time.
        """
        with self._lock:
            self._closed = True
            tasks = list(self._pending)
        if cancel:
            for task in tasks:
                task.cancel()
        for _ in self._threads:
            self._queue.put(None)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        while (task := self._queue.get()) is not None:
            task.run()
            with self._lock:
                self._pending.discard(task)
            del task  # else an idle thread keeps the last picture alive

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()

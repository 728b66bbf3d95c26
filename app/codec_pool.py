"""Processes that read and write picture files for the window: started when needed, used again, ended when idle.

Each has a thread, which feeds it and waits for it, so that whoever asked can be cancelled meanwhile.
"""

import io
import itertools
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import engine
from engine.images.wire import PARENT, Arrays, Message, receive, send, widen

log = logging.getLogger(__name__)

IDLE_SECONDS = 60.0
MOST_IDLE = 2
_LOOK = 0.02  # seconds between two looks whether it was cancelled
_GRACE = 0.2  # seconds in which cancelled work may end, so that its process can be used again
_NUMBERS = itertools.count(1)
# For glibc: what was freed is used again instead of going back to the system and coming anew, page by page, for which
# a window on a virtual machine waits. A process that rests gives all of it back.
KEEP_MEMORY = {
    "MALLOC_ARENA_MAX": "1",  # else a thread's own arena takes and returns its blocks all the more often
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
}

COMMAND = (sys.executable, "-P", "-m", "engine.images.codec_process")  # -P: nothing from the current folder


class Died(Exception):
    """The process ended without an answer.

    Attributes:
        code: exit code; negative: the signal that ended it.
        process: its number.
        said: the last it printed.
    """

    def __init__(self, code: int, process: int, said: str) -> None:
        self.code, self.process, self.said = code, process, said
        super().__init__(self.how)

    @property
    def how(self) -> str:
        """In words."""
        return f"signal {-self.code}" if self.code < 0 else f"exit code {self.code}"


class _Job:
    """One question and its answer, None if there was none."""

    def __init__(self, head: dict[str, Any], arrays: Arrays) -> None:
        self.head, self.arrays = head, arrays
        self.answer: Message | None = None
        self.done = threading.Event()


class _Worker:
    """One process and its thread."""

    def __init__(self, pool: "CodecPool") -> None:
        """Starts both.

        Raises:
            OSError: the system lets no more processes be.
        """
        self.age = pool.age
        self.said = ""
        self._pool, self._killed = pool, False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        root = str(Path(engine.__file__).parents[1])
        # whether that number is still there decides if a file gets its name
        quiet = {"PYTHONPATH": root, "PYTHONWARNINGS": "ignore", PARENT: str(os.getpid()), **KEEP_MEMORY}
        try:
            self.process = subprocess.Popen(
                pool.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                bufsize=0,
                env={**os.environ, **quiet},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except BaseException:
            self._said.close()
            raise
        widen(self.process.stdin)
        widen(self.process.stdout)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, name=f"codec-{next(_NUMBERS)}", daemon=True)
        self.thread.start()

    def ask(self, head: dict[str, Any], arrays: Arrays, check: Callable[[], None]) -> Message:
        """The process's answer; `check()` may raise meanwhile, and ends the work.

        Raises:
            Died: the process is gone.
        """
        job = _Job(head, arrays)
        self._jobs.put(job)
        try:
            while not job.done.wait(_LOOK):
                check()
        except BaseException:
            if not job.done.wait(_GRACE):
                self._killed = True
                self.process.kill()
            raise
        if job.answer is None:
            self.thread.join()  # it waits for the process
            raise Died(self.process.returncode, self.process.pid, self.said)
        return job.answer

    def end(self) -> None:
        """No more questions: the process ends, and then the thread."""
        self._jobs.put(None)

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._killed and self.process.poll() is None and self.thread.is_alive()

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._pool.idle_seconds)
            except queue.Empty:
                if self._pool.dropped(self):
                    break
                continue
            if job is None:
                break
            job.answer = self._exchange(job)
            gone = job.answer is None
            if not gone:
                job.done.set()
                del job  # a large picture is not held while the next question is waited for
                continue
            self._close()
            job.done.set()
            return
        self._close()

    def _exchange(self, job: _Job) -> Message | None:
        replies = self.process.stdout
        assert self.process.stdin is not None
        assert isinstance(replies, io.FileIO)
        try:
            send(self.process.stdin, job.head, job.arrays)
            return receive(replies)
        except (OSError, ValueError) as error:
            log.warning("codec process %d: %s", self.process.pid, error)
            return None

    def _close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, self._said.tell() - 4000))
        self.said = self._said.read().decode("utf-8", "replace").strip()
        self._said.close()


class CodecPool:
    """As many processes as are asked at once, of which two stay for a minute."""

    def __init__(self, command: Sequence[str] = COMMAND, idle_seconds: float = IDLE_SECONDS) -> None:
        """`command` starts a process; `idle_seconds`: how long one that nobody asks stays."""
        self.command, self.idle_seconds = tuple(command), idle_seconds
        self.age = 0
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    def ask(
        self, head: dict[str, Any], arrays: Arrays | None = None, check: Callable[[], None] = lambda: None
    ) -> Message:
        """Ask a process that has nothing to do, or a new one; `check()` may raise, and ends the work.

        Raises:
            Died: it ended without an answer.
            OSError: none could be started.
        """
        worker = self._take()
        try:
            return worker.ask(head, arrays or {}, check)
        finally:
            self._give_back(worker)

    def warm_up(self) -> None:
        """Have a process ready for the first question."""
        with self._lock:
            if self._idle:
                return
        try:
            worker = self._take()
        except OSError as error:
            log.warning("no codec process: %s", error)
        else:
            self._give_back(worker)

    def close(self, seconds: float) -> bool:
        """End those that have nothing to do; those at work end after it. Whether all threads ended in time."""
        with self._lock:
            self.age += 1
            idle, self._idle = self._idle, []
            workers = list(self._all)
        for worker in idle:
            worker.end()
        deadline = time.monotonic() + seconds
        for worker in workers:
            worker.thread.join(max(0.0, deadline - time.monotonic()))
        with self._lock:
            self._all = {worker for worker in self._all if worker.thread.is_alive()}
            return not self._all

    @property
    def processes(self) -> list[int]:
        """The numbers of those that live."""
        with self._lock:
            return [worker.process.pid for worker in self._all if worker.alive]

    def dropped(self, worker: _Worker) -> bool:
        """Take `worker` out, because nobody asks it; False if somebody just did."""
        with self._lock:
            if worker not in self._idle:
                return False
            self._idle.remove(worker)
            self._all.discard(worker)
            return True

    def _take(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                worker.end()
            worker = _Worker(self)
            self._all = {other for other in self._all if other.thread.is_alive()} | {worker}
            return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            if worker.alive and worker.age == self.age and len(self._idle) < MOST_IDLE:
                self._idle.append(worker)
                return
        worker.end()

"""How long the event loop ever fails to answer, phase by phase, and how long the machine lets anybody wait."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from tests.benchmarks.bystander import Bystander
from tests.benchmarks.bystander import longest as longest_in
from tests.benchmarks.stillness import Span, Stillness, inside, this_core
from tests.benchmarks.table import markdown

INTERVAL = 10  # milliseconds between two ticks
LIMIT = 50  # milliseconds; a stall that a person notices
_LOOK = 20  # milliseconds between two looks whether a phase has ended


@dataclass(frozen=True)
class Gap:
    """A tick that came late.

    Attributes:
        late, computing: in milliseconds, how late it was, and how long the window's thread had computed since the last.
        span: since the last tick.
        core: that the window's thread is on now, and so was on if that stood still.
    """

    late: float
    computing: float
    span: Span
    core: int

    def own(self, still: Mapping[int, Sequence[Span]]) -> float:
        """Milliseconds that it was late without the time in which its core stood still."""
        return max(0.0, self.late - 1000 * inside(self.span, still.get(self.core, ())))


@dataclass
class _Phase:
    """What happened in it.

    Attributes:
        gaps: its ticks.
        spans: when it was; several where a phase comes again.
    """

    gaps: list[Gap] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


class Probe(QObject):
    """A timer in the window's thread: what exceeds its interval is time in which the window did not answer."""

    def __init__(self, give_up: float) -> None:
        """`give_up`: seconds after which no phase is waited for any longer."""
        super().__init__()
        self._give_up = give_up
        self._phases: dict[str, _Phase] = {}
        self._phase = _Phase()
        self._last: tuple[float, float] | None = None
        self._bystander: Bystander | None = None
        self._stillness: Stillness | None = None
        self._late: list[tuple[float, float]] = []
        self._still: dict[int, list[Span]] = {}
        self._still_known = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """Start ticking."""
        self._last = None
        self._bystander, self._stillness = Bystander(INTERVAL), Stillness()
        self._timer.start()

    def end(self) -> None:
        """Stop ticking."""
        self._timer.stop()
        if self._bystander is not None:
            self._late += self._bystander.end()
            self._bystander = None
        if self._stillness is not None:
            still = self._stillness.end()
            self._stillness, self._still_known = None, still is not None
            for core, spans in (still or {}).items():
                self._still.setdefault(core, []).extend(spans)

    def wait(self, phase: str, done: Callable[[], bool]) -> bool:
        """Handle events until `done()`; what the window does not answer meanwhile counts for `phase`."""
        self._phase = self._phases.setdefault(phase, _Phase())
        started = time.perf_counter()
        finished = done()
        if not finished:
            # Not `processEvents` in a loop: with a time limit it does not wait for events, and takes a whole core.
            loop, looks = QEventLoop(), QTimer()

            def look() -> None:
                nonlocal finished
                finished = done()
                if finished or time.perf_counter() > started + self._give_up:
                    loop.quit()

            looks.timeout.connect(look)
            looks.start(_LOOK)
            loop.exec()
        self._phase.spans.append((started, time.perf_counter()))
        return finished

    def rest(self, phase: str, seconds: float) -> None:
        """Handle events for so long."""
        until = time.perf_counter() + seconds
        self.wait(phase, lambda: time.perf_counter() > until)

    def report(self) -> str:
        """A line a phase: the longest stalls, how many were too long, and what tells the machine's part in them.

        That is the longest stall without the times when the core itself stood still, and how many of those were too
        long; the longest the window's thread computed between two ticks, or its core stood still; and the latest tick
        of a process that did nothing else: on a busy machine both wait for their turn.
        """
        rows = []
        for name, phase in self._phases.items():
            late = [gap.late for gap in phase.gaps]
            longest = [*sorted(late, reverse=True), 0.0, 0.0, 0.0]
            own = [gap.own(self._still) for gap in phase.gaps] if self._still_known else None
            busy = max((gap.computing for gap in phase.gaps), default=0.0)  # none: over before the first tick
            others = longest_in(self._late, phase.spans)
            seconds = sum(end - start for start, end in phase.spans)
            numbers = (*(f"{wall:.0f}" for wall in longest[:3]), _too_long(late))
            alone = ("-", "-") if own is None else (f"{max(own, default=0.0):.0f}", _too_long(own))
            rows.append((name, *numbers, *alone, f"{busy:.0f}", f"{others:.0f}", f"{seconds:.1f}"))
        headers = ("phase", "longest ms", "2nd ms", "3rd ms", "over 50 ms", "own ms", "own over 50 ms")
        return markdown((*headers, "computing ms", "bystander ms", "seconds"), rows)

    def _tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        if self._last is not None:
            wall, cpu = ((new - old) * 1000 for new, old in zip(now, self._last, strict=True))
            self._phase.gaps.append(Gap(max(0.0, wall - INTERVAL), cpu, (self._last[0], now[0]), this_core()))
        self._last = now


def _too_long(late: list[float]) -> str:
    return str(sum(by > LIMIT for by in late))

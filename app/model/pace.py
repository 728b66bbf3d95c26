"""How far a restoration is and how long it still takes, from the progress it reports."""

from dataclasses import dataclass, field

from engine.request import Progress

# Shares of the bar; denoising is nearly all of it.
_SHARES = {
    "load": (0.0, 0.0),
    "encode": (0.0, 0.04),
    "denoise": (0.04, 0.94),
    "decode": (0.94, 0.99),
    "color": (0.99, 1),
}
_WORDS = {
    "load": "Loading the model",
    "encode": "Looking at the photo",
    "denoise": "Restoring",
    "decode": "Drawing the result",
    "color": "Matching the colours",
}


@dataclass
class Pace:
    """The newest progress, and the speed seen so far.

    Attributes:
        progress: the newest item, or None before the first.
        fraction: of the whole work, 0 to 1.
        seconds_left: estimate, or None while there is nothing to go by.
        noted: memory ran out, and it goes on with a smaller plan.
    """

    progress: Progress | None = None
    fraction: float = 0.0
    seconds_left: float | None = None
    noted: bool = False
    _began: tuple[float, float] | None = field(default=None, repr=False)

    def update(self, progress: Progress, now: float) -> None:
        """Take in `progress`, reported at monotonic time `now` in seconds."""
        self.progress = progress
        self.noted = self.noted or bool(progress.note)
        low, high = _SHARES[progress.stage]
        done = progress.done / max(1, progress.total)
        if progress.stage == "denoise" and progress.tiles > 0 and progress.done < progress.total:
            done += (progress.tile % progress.tiles) / progress.tiles / max(1, progress.total)
        self.fraction = max(self.fraction, low + (high - low) * min(1.0, done))
        if progress.stage != "denoise":
            return
        if self._began is None:
            self._began = (now, self.fraction)
        elif self.fraction > self._began[1]:
            speed = (self.fraction - self._began[1]) / max(1e-6, now - self._began[0])
            self.seconds_left = (1 - self.fraction) / speed

    def stage(self) -> str:
        """What is being done, in words."""
        return _WORDS[self.progress.stage] if self.progress is not None else "Starting"

    def detail(self) -> str:
        """Step, tile and time left: "step 7 of 20, tile 3 of 9, 12 s left"."""
        if self.progress is None or self.progress.stage == "load":
            return ""
        parts = []
        progress = self.progress
        if progress.stage == "denoise":
            within = progress.tiles > 0 and 0 < progress.tile < progress.tiles
            parts.append(f"step {min(progress.total, progress.done + within)} of {progress.total}")
        if progress.tiles > 1:
            parts.append(f"tile {progress.tile} of {progress.tiles}")
        if self.seconds_left is not None:
            parts.append(f"{duration(self.seconds_left)} left")
        if self.noted:
            parts.append("with less memory")
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """Rounded so that it does not dance: "8 s", "2 min 10 s", "1 h 5 min"."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        return f"{whole // 60} min {whole % 60 // 10 * 10} s"
    if whole < 3600:
        return f"{round(whole / 60)} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"

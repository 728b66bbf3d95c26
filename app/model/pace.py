"""How far a restoration is and how long it still takes, from the progress it reports."""

from dataclasses import dataclass, field

from app.words import translate
from engine.request import Progress

# Shares of the bar; denoising is nearly all of it.
_SHARES = {
    "load": (0.0, 0.0),
    "encode": (0.0, 0.04),
    "denoise": (0.04, 0.94),
    "decode": (0.94, 0.99),
    "color": (0.99, 1),
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
        if self.progress is None:
            return translate("Pace", "Starting")
        words = {
            "load": translate("Pace", "Loading the model"),
            "encode": translate("Pace", "Looking at the photo"),
            "denoise": translate("Pace", "Restoring"),
            "decode": translate("Pace", "Drawing the result"),
            "color": translate("Pace", "Finishing"),
        }
        return words[self.progress.stage]

    def detail(self) -> str:
        """Step, tile and time left: "step 7 of 20, tile 3 of 9, 12 s left"."""
        if self.progress is None or self.progress.stage == "load":
            return ""
        parts = []
        progress = self.progress
        if progress.stage == "denoise":
            within = progress.tiles > 0 and 0 < progress.tile < progress.tiles
            step = min(progress.total, progress.done + within)
            parts.append(translate("Pace", "step {step} of {steps}").format(step=step, steps=progress.total))
        if progress.tiles > 1:
            tile = translate("Pace", "tile {tile} of {tiles}")
            parts.append(tile.format(tile=progress.tile, tiles=progress.tiles))
        if self.seconds_left is not None:
            parts.append(translate("Pace", "{time} left").format(time=duration(self.seconds_left)))
        if self.noted:
            parts.append(translate("Pace", "with less memory"))
        return translate("Pace", ", ", "between parts of a line").join(parts)


def duration(seconds: float) -> str:
    """Rounded so that it does not dance: "8 s", "2 min 10 s", "1 h 5 min"."""
    whole = max(1, round(seconds))
    if whole < 60:
        return translate("Pace", "{seconds} s").format(seconds=whole)
    if whole < 600:
        both = translate("Pace", "{minutes} min {seconds} s")
        return both.format(minutes=whole // 60, seconds=whole % 60 // 10 * 10)
    if whole < 3600:
        return translate("Pace", "{minutes} min").format(minutes=round(whole / 60))
    return translate("Pace", "{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)

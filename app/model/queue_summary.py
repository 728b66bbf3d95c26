"""How a run of the queue went, in a sentence."""

from dataclasses import dataclass

from app.language import translate
from app.model.job import Job
from app.notify import one_line


@dataclass(frozen=True)
class Summary:
    """The photos of a run, once nothing waits any more."""

    done: tuple[Job, ...]
    failed: tuple[Job, ...]
    cancelled: tuple[Job, ...]

    @property
    def total(self) -> int:
        """Photos in the run."""
        return len(self.done) + len(self.failed) + len(self.cancelled)

    def words(self) -> str:
        """One sentence or two, or "" where a single photo or a contact sheet did well: the person sees that."""
        if not self.failed and (self.total < 2 or all(job.sheet for job in (*self.done, *self.cancelled))):
            return ""
        told = []
        if self.total > 1:
            words = translate("Queue", "{done} of {total} photos restored.")
            told.append(words.format(done=len(self.done), total=self.total))
        if self.failed:
            first = self.failed[0]
            named = f"{one_line(first.path.name)}: " if first.path.name not in first.reason else ""
            several = translate("Queue", "%n photos failed.", n=len(self.failed))
            told.append(f"{named}{first.reason}" if len(self.failed) == 1 else several)
        if self.cancelled:
            told.append(translate("Queue", "%n photos cancelled.", n=len(self.cancelled)))
        return " ".join(told)

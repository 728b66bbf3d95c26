"""The queue in words: how far it is, and what there is to save."""

from collections.abc import Sequence

from app.language import translate
from app.model.job import Job
from app.model.pace import duration
from app.model.queue import Queue


def queue_words(queue: Queue) -> str:
    """One line: how many are done, how long the rest takes, how many failed."""
    jobs = queue.jobs
    running = any(job.state == "running" for job in jobs)
    failed = sum(job.state == "failed" for job in jobs)
    ended, total, _ = queue.progress()
    parts = [translate("Queue", "Queue")]
    if any(not job.ended for job in jobs):
        of = translate("Queue", "{done} of {total}").format(done=ended, total=total)
        parts.append(of if total > 1 else translate("Queue", "1 photo"))
        left = queue.seconds_left()
        if queue.paused:
            finishing = translate("Queue", "pausing after this photo")
            parts.append(finishing if running else translate("Queue", "paused"))
        elif left is not None:
            parts.append(translate("Queue", "about {time} left").format(time=duration(left)))
    elif jobs:
        done = sum(job.state == "done" for job in jobs)
        parts.append(translate("Queue", "{done} of {total} restored").format(done=done, total=len(jobs)))
    if failed:
        parts.append(translate("Queue", "%n failed", n=failed))
    return " · ".join(parts)


def can_save_all(jobs: Sequence[Job]) -> bool:
    """Whether there are results in the queue."""
    return any(job.state == "done" and job.take is not None for job in jobs)

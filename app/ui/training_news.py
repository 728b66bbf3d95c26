"""What the window of trainings says of one that was begun: how it is, what it does, what happened."""

from datetime import datetime
from typing import Any

from app.language import number, translate
from app.model.pace import duration
from app.model.training import Training
from app.model.training_progress import Progress
from app.model.transfer import size_text


def state_words(training: Training) -> tuple[str, str]:
    """What a training is, in a word or two, and how that is coloured: "", "good" or "error"."""
    progress = training.progress
    if training.starting:
        return translate("Training", "Starting"), ""
    if progress.state == "running":
        return translate("Training", "Running, {percent} %").format(percent=number(100 * progress.fraction, 0)), ""
    if progress.state == "done":
        kind = progress.verdict.get("kind", "")
        return (
            (kind_words(kind), "good" if kind == "better" else "") if kind else (translate("Training", "Done"), "good")
        )
    words = {
        "new": (translate("Training", "New"), ""),
        "paused": (translate("Training", "Paused"), ""),
        "disk_full": (translate("Training", "Disk full"), "error"),
        "stopped": (translate("Training", "Stopped"), ""),
        "failed": (translate("Training", "Failed"), "error"),
        "lost": (translate("Training", "Stopped unexpectedly"), "error"),
    }
    return words[progress.state]


def kind_words(kind: str) -> str:
    """A verdict in a word or two."""
    words = {
        "better": translate("Training", "Better"),
        "worse": translate("Training", "Worse"),
        "no clear difference": translate("Training", "No clear difference"),
        "too few to tell": translate("Training", "Too few photos to tell"),
    }
    return words.get(kind, kind)


def doing_words(training: Training) -> str:
    """What a training does right now, and how long it will."""
    progress = training.progress
    asked = {
        "pause": translate("Training", "Pausing after this update…"),
        "resume": translate("Training", "Going on…"),
        "finish": translate("Training", "Finishing after this update…"),
        "stop": translate("Training", "Stopping after this update…"),
        "checkpoint": translate("Training", "Writing a checkpoint…"),
    }
    if training.asked is not None:
        if progress.doing == "measuring":
            restored = translate("Training", "photo {done} of {total}").format(done=progress.done, total=progress.total)
            return translate("Training", "{what} First the held-out photos are restored, {restored}.").format(
                what=asked[training.asked], restored=restored
            )
        return asked[training.asked]
    if progress.state == "paused":
        return translate("Training", "Paused at update {update} of {updates}.").format(**_counts(progress))
    if progress.state == "disk_full":
        return translate("Training", "The disk is full. Make room, then go on; nothing is lost so far.")
    if progress.doing == "captioning":
        return translate("Training", "Describing photos, {done} of {total}").format(
            done=progress.done, total=progress.total
        )
    if progress.doing == "measuring":
        words = (
            translate("Training", "Measuring the model as it is: photo {done} of {total}")
            if progress.update == 0
            else translate("Training", "Restoring held-out photos: photo {done} of {total}")
        )
        return words.format(done=progress.done, total=progress.total)
    if progress.doing == "judging":
        return translate("Training", "Judging and writing the result…")
    if progress.doing == "training" and progress.updates:
        words = translate("Training", "Update {update} of {updates}").format(**_counts(progress))
        left = progress.seconds_left(training.record.evaluate_every)
        if left is None:
            return words
        return translate("Training", "{words}, {time} left").format(words=words, time=duration(left))
    return translate("Training", "Loading the model and the photos…")


def ended_words(training: Training) -> str:
    """Why it does not run, where that needs words."""
    progress = training.progress
    again = (
        translate("Training", "Continue goes on from update {update}.").format(update=number(progress.checkpoint, 0))
        if progress.checkpoint
        else translate("Training", "Continue begins again from the start.")
    )
    if progress.state == "stopped":
        return again
    if progress.state == "lost":
        why = translate(
            "Training", "Its process is gone: the computer was switched off, the memory ran out, or it was ended."
        )
        return f"{why} {again}"
    if progress.state == "failed":
        return f"{progress.message} {again}".strip()
    return ""


def note_words(line: dict[str, Any]) -> str:
    """Something notable that happened, with its time."""
    update = number(line.get("update", 0) or 0, 0)
    texts = {
        "skipped": translate("Training", "Update {update} was skipped: its loss was not a number."),
        "rolled_back": translate("Training", "Went back to update {update}, and learns half as fast from there."),
        "disk_full": translate("Training", "The disk was full at update {update}: {needed} needed, {free} free."),
        "paused": translate("Training", "Paused at update {update}."),
        "resumed": translate("Training", "Went on at update {update}."),
        "early_stop": translate(
            "Training", "Ended at update {update}: it became worse. The best, of update {best}, is kept."
        ),
        "finishing": translate("Training", "Finished at update {update}, as asked."),
        "stopped": translate("Training", "Stopped at update {update}."),
        "failed": translate("Training", "Gave up at update {update}."),
        "start": translate("Training", "Went on at update {update} with a changed run file."),
        "spilled": translate(
            "Training", "The graphics card is too small: a part is in main memory, which is slow. Take smaller squares."
        ),
    }
    words = texts[line["phase"]].format(
        update=update,
        best=number(line.get("best", 0) or 0, 0),
        needed=size_text(line.get("needed", 0) or 0),
        free=size_text(line.get("free", 0) or 0),
    )
    return f"{datetime.fromtimestamp(line['time']):%H:%M}  {words}"


def _counts(progress: Progress) -> dict[str, str]:
    return {"update": number(progress.update, 0), "updates": number(progress.updates, 0)}

"""What the window of trainings says of a plan, in plain words: choices, photos, memory and time."""

from typing import Any

from app.language import number, translate
from app.model.pace import duration
from app.model.training_draft import ENOUGH, Draft
from app.model.training_plan import Form, Goal, Length, Plan
from app.model.transfer import size_text

DAY = 86_400


def form_words(form: Form) -> tuple[str, str]:
    """A form's name, and for whom it is."""
    if form == "adapter":
        return translate("Training", "Adapter"), translate(
            "Training",
            "A small file on top of the model. Quick, needs the least memory, can be set to any strength and shared. "
            "For a collection or a style.",
        )
    return translate("Training", "Whole model"), translate(
        "Training",
        "A model of its own, as large as the one it starts from. Needs more memory and time. "
        "For large collections that differ much from ordinary photos.",
    )


def goal_words(goal: Goal) -> tuple[str, str]:
    """A goal's name, and what it means."""
    if goal == "keep":
        return translate("Training", "Old photos, colours as they are"), translate(
            "Training", "Dust, scratches, folds, grain and blur go; faded colours stay as faded as they are."
        )
    if goal == "colours":
        return translate("Training", "Old photos, colours brought back"), translate(
            "Training", "The same, and faded or yellowed colours are brought back."
        )
    return translate("Training", "Digital pictures"), translate(
        "Training", "Blur, noise, small sizes and JPEG marks go. No prints, no scratches."
    )


def length_words(length: Length) -> str:
    """How long."""
    words = {
        "quick": translate("Training", "Quick"),
        "normal": translate("Training", "Normal"),
        "thorough": translate("Training", "Thorough"),
    }
    return words[length]


def photos_words(found: dict[str, Any]) -> str:
    """What a folder holds, of a `collection` line."""
    count, aside = found["photos"], found["held_out"]
    parts = [translate("Training", "%n usable photos", n=count)]
    if aside:
        parts.append(translate("Training", "%n of them set aside to judge the result", n=aside))
    if found["captioned"]:
        parts.append(translate("Training", "%n with a caption", n=found["captioned"]))
    if found["paired"]:
        parts.append(translate("Training", "%n with a damaged version", n=found["paired"]))
    return f"{', '.join(parts)}."


def photos_advice(found: dict[str, Any]) -> str:
    """What to know about so many photos, or ""."""
    if found["photos"] < 2:
        return translate("Training", "A training needs at least two usable photos; 50 are a good start.")
    if found["held_out"] < ENOUGH:
        return translate(
            "Training",
            "With so few photos nobody can tell afterwards whether it became better: that takes 20 or more. "
            "It can be trained all the same.",
        )
    return ""


def time_words(seconds: float) -> str:
    """As "about 20 min", or in days."""
    if seconds >= 2 * DAY:
        return translate("Training", "about {days} days").format(days=number(seconds / DAY, 0))
    return translate("Training", "about {time}").format(time=duration(seconds))


def estimate_words(draft: Draft) -> str:
    """Memory and time of a plan, as far as they are known."""
    estimate, trial = draft.machine.found["estimate"], draft.machine.found["pace"]
    if not estimate:
        return translate("Training", "Trying how much memory and time it takes…") if draft.machine.found.busy else ""
    where = (
        translate("Training", "on the processor")
        if estimate["device"] == "cpu"
        else translate("Training", "on the graphics card")
    )
    memory = translate("Training", "Needs {needed} of memory, {free} are free").format(
        needed=size_text(estimate["bytes"]), free=size_text(estimate["free"])
    )
    if draft.too_large:
        return f"{memory}."
    if not trial:
        return translate("Training", "{memory}. Trying how fast this computer is…").format(memory=memory)
    seconds = draft.seconds
    if seconds is None:
        return f"{memory}."
    updates = translate("Training", "%n updates", n=draft.updates)
    return translate("Training", "{memory}. {updates} take {time} {where}.").format(
        memory=memory, updates=updates, time=time_words(seconds), where=where
    )


def too_large_words(draft: Draft) -> str:
    """What to do where the memory is too small."""
    if draft.plan.form == "bundle":
        return translate("Training", "Choose the adapter, a smaller model or smaller squares, or close other programs.")
    return translate("Training", "Choose a smaller model or smaller squares, or close other programs.")


def plan_words(plan: Plan, updates: int) -> str:
    """A plan in a line."""
    parts = [form_words(plan.form)[0], goal_words(plan.goal)[0], translate("Training", "%n updates", n=updates)]
    return ", ".join([translate("Training", "From {model}").format(model=plan.base_name), *parts])

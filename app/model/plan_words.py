"""What the memory plans are called to a person."""

from app.words import translate
from engine.plans import MemoryPlan


def plan_words(plan: MemoryPlan) -> str:
    """Where the model is while it restores."""
    return {
        "resident": translate("Plans", "all on the graphics card"),
        "8gb": translate("Plans", "parts take turns on the card"),
        "6gb": translate("Plans", "streamed to the card in part"),
        "4gb": translate("Plans", "streamed to the card, slow"),
        "cpu": translate("Plans", "on the processor"),
        "cpu-small": translate("Plans", "on the processor, little memory"),
    }[plan.name]

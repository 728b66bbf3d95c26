"""What is said of a take where the pointer rests on it."""

from app.language import number, translate
from app.model.pace import duration
from app.model.takes_store import Take


def facts(take: Take) -> str:
    """What made it, a line each."""
    named = translate("Takes", "{name} (take {number})").format(name=take.name, number=take.number)
    lines = [named if take.name else take.title]
    request = take.request
    if request is not None:
        made = translate("Takes", "Seed {seed}, guidance {guidance}, %n steps", n=request.steps)
        guidance = number(request.guidance_scale, 0 if request.guidance_scale.is_integer() else 1)
        lines.append(made.format(seed=request.seed, guidance=guidance))
        if request.caption:
            lines.append(request.caption if len(request.caption) < 200 else f"{request.caption[:200]}…")
    lines.append(f"{take.model.partition('@')[0]}, {duration(take.seconds)}, {take.created[:16].replace('T', ' ')}")
    if take.blend < 100:
        lines.append(translate("Takes", "Blended: {percent} % of it show").format(percent=take.blend))
    if take.mask:
        lines.append(translate("Takes", "Painted with the brush"))
    return "\n".join(lines)

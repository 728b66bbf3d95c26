"""What is said of a take where the pointer rests on it, and of what it shows beyond the photo."""

from app.language import number, translate
from app.model.inventions import Inventions
from app.model.pace import duration
from app.model.takes_store import Take
from engine.images.invention import VISIBLE


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


def share_words(share: float) -> str:
    """A share of the picture in percent, as finely as it means anything."""
    percent = 100 * share
    return number(percent, 1 if 0 < percent < 10 else 0)


def with_invention(name: str, inventions: Inventions) -> str:
    """The name over the restored picture, while it is shown what goes beyond the photo."""
    if not inventions.on:
        return name
    if inventions.found is None:
        return translate("Takes", "{name}: comparing…").format(name=name) if inventions.busy else name
    words = translate("Takes", "{name}: {percent} % beyond the photo")
    return words.format(name=name, percent=share_words(inventions.found.share))


def invention_tip(inventions: Inventions) -> str:
    """What the button shows, and what was found."""
    lines = [translate("Takes", "Show in colour what the restored picture shows and the photo does not hold (E)")]
    found = inventions.found
    if inventions.on and found is not None:
        words = translate("Takes", "{percent} % of the picture, by more than {levels} of 255 levels")
        lines.append(words.format(percent=share_words(found.share), levels=number(VISIBLE, 0)))
        lines.append(translate("Takes", "Damage that went counts, too: what is there now was not in the photo"))
        if found.seeds > 1:
            lines.append(translate("Takes", "What %n seeds disagree about counts", n=found.seeds))
        else:
            lines.append(translate("Takes", "More is found where there are takes with other seeds (4 takes)"))
    return "\n".join(lines)

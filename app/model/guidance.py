"""What is known of guidance and steps: the paper's numbers for the full model, and what any model recommends."""

from dataclasses import dataclass

from app.language import translate
from app.words import number
from engine.request import RestoreRequest


@dataclass(frozen=True)
class Measured:
    """One row of Table 10 of the FaithDiff paper: DIV2K-Val, 20 steps.

    Attributes:
        guidance: the scale.
        lpips: distance from the true picture; lower is more faithful.
        musiq: how crisp a picture looks to a judge without the true one; higher is crisper.
    """

    guidance: float
    lpips: float
    musiq: float


TABLE_10 = (Measured(2, 0.2896, 63.80), Measured(5, 0.3080, 66.28), Measured(8, 0.3328, 67.05))
PAPER_STEPS = 20
_FEW = 4  # steps of a model that is trained for one or a few: each more draws
PAPER_SECONDS, PAPER_GPU = 2.55, "A800"  # of the diffusion of 1024 x 1024 pixels in fp16, Tables 4 and 7


def is_the_papers(recommended: RestoreRequest) -> bool:
    """Whether a model is used as the paper's: with its guidance and its steps, for which the numbers hold."""
    return (recommended.guidance_scale, recommended.steps) == (5.0, PAPER_STEPS)


def guidance_note(value: float, recommended: RestoreRequest) -> str:
    """One quiet line for a guidance of `value`."""
    if value <= 1:
        return translate("Guidance", "No guidance: about twice as fast.")
    if not is_the_papers(recommended):
        told = translate("Guidance", "Recommended: {value}. More invents more.")
        return told.format(value=_short(recommended.guidance_scale))
    near = min(TABLE_10, key=lambda row: abs(row.guidance - value))
    return translate("Guidance", "In the paper at {guidance}: LPIPS {lpips}, MUSIQ {musiq}").format(
        guidance=_short(near.guidance), lpips=number(near.lpips, 3), musiq=number(near.musiq, 1)
    )


def guidance_tip(recommended: RestoreRequest) -> str:
    """What guidance does, with the paper's numbers where they hold."""
    told = translate(
        "Guidance",
        "How strongly the caption is followed (classifier-free guidance). Low stays with the photo; "
        "high is crisper and may invent. Up to 1 is about twice as fast.",
    )
    if not is_the_papers(recommended):
        return told
    row = translate("Guidance", "Guidance {guidance}: LPIPS {lpips}, MUSIQ {musiq}.")
    rows = [
        row.format(guidance=_short(m.guidance), lpips=number(m.lpips, 4), musiq=number(m.musiq, 2)) for m in TABLE_10
    ]
    meaning = translate(
        "Guidance",
        "From the paper, Table 10 (DIV2K-Val, 20 steps). LPIPS is the distance from the true picture: lower is more "
        "faithful. MUSIQ says how crisp a picture looks: higher is crisper.",
    )
    return " ".join([told, meaning, *rows])


def steps_note(value: int, recommended: RestoreRequest) -> str:
    """One quiet line for so many steps."""
    if is_the_papers(recommended):
        if value == PAPER_STEPS:
            return translate("Guidance", "The paper's number for all its results.")
        return translate("Guidance", "The paper takes {steps}. More takes longer.").format(steps=number(PAPER_STEPS))
    if recommended.steps <= _FEW:
        told = translate("Guidance", "Recommended: {steps}. More takes longer and draws more, true or not.")
    else:
        told = translate("Guidance", "Recommended: {steps}. More takes longer.")
    return told.format(steps=number(recommended.steps))


def steps_tip(recommended: RestoreRequest) -> str:
    """What steps do, with the paper's numbers where they hold."""
    told = translate("Guidance", "How many denoising steps are taken.")
    if not is_the_papers(recommended):
        return told
    paper = translate(
        "Guidance",
        "The paper's {steps} steps take {seconds} s for 1024 × 1024 pixels on an {card} (Tables 4 and 7).",
    )
    return f"{told} " + paper.format(steps=number(PAPER_STEPS), seconds=number(PAPER_SECONDS, 2), card=PAPER_GPU)


def _short(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)

"""The ways to compare two pictures: which side is seen in which part of the view. Plain rectangles in device pixels."""

from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QRect

from app.language import translate

Mode = Literal["slider", "side", "stack", "hold", "lens"]
MODES: tuple[Mode, ...] = get_args(Mode)
Which = Literal["left", "right", "original"]
Corner = Literal["left", "right"]


@dataclass(frozen=True)
class Part:
    """A side in the view.

    Attributes:
        which: of the pictures is seen here.
        pane: of the view: every picture lies in its pane as the viewport says.
        clip: what of the pane it is seen in.
        corner: top corner of the clip where its name is written.
    """

    which: Which
    pane: QRect
    clip: QRect
    corner: Corner = "left"


def titles() -> dict[Mode, str]:
    """What the modes are called."""
    return {
        "slider": translate("Comparison", "Slider"),
        "side": translate("Comparison", "Side by side"),
        "stack": translate("Comparison", "Top and bottom"),
        "hold": translate("Comparison", "Hold to compare"),
        "lens": translate("Comparison", "Lens"),
    }


def mode_named(name: str) -> Mode:
    """The mode of that name; an unknown one is the slider."""
    known: dict[str, Mode] = {mode: mode for mode in MODES}
    return known.get(name, "slider")


def next_mode(mode: Mode) -> Mode:
    """The one after `mode`, round and round."""
    return MODES[(MODES.index(mode) + 1) % len(MODES)]


def panes(mode: Mode, width: int, height: int, gap: int, *, comparing: bool) -> list[QRect]:
    """Where pictures lie in a view of the given size: two halves of the same size, or the whole."""
    if comparing and mode == "side":
        half = (width - gap) // 2
        return [QRect(0, 0, half, height), QRect(width - half, 0, half, height)]
    if comparing and mode == "stack":
        half = (height - gap) // 2
        return [QRect(0, 0, width, half), QRect(0, height - half, width, half)]
    return [QRect(0, 0, width, height)]


def parts(mode: Mode, seats: list[QRect], divider: int, *, holding: bool) -> list[Part]:
    """What is seen of two pictures that are compared; the lens lies on top of that.

    Args:
        seats: from `panes`.
        divider: where the slider's line is.
        holding: the original is shown in place of the right side, or, in the mode "hold", the left side.
    """
    pane = seats[0]
    if len(seats) == 2:
        return [Part("left", pane, pane), Part("original" if holding else "right", seats[1], seats[1])]
    if mode == "hold":
        return [Part("left" if holding else "right", pane, pane)]
    if holding:
        return [Part("original", pane, pane)]
    if mode == "slider":
        left, right = QRect(pane), QRect(pane)
        left.setWidth(divider - pane.left())
        right.setLeft(divider)
        return [Part("left", pane, left), Part("right", pane, right, "right")]
    return [Part("right", pane, pane)]

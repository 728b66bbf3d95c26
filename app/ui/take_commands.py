"""What the window's commands about takes do, and when they can be used."""

from collections.abc import Callable

from app.model.session import Session
from app.ui.commands import Commands
from app.ui.take_strip import TakeStrip

_WITH_BRUSH = (
    "brush_swap",
    "brush_smaller",
    "brush_larger",
    "brush_softer",
    "brush_harder",
    "brush_overlay",
    "brush_invert",
    "brush_clear",
)
_ON_ONE = ("rename_take", "star_take", "delete_take", "use_settings")


def take_commands(session: Session, strip: TakeStrip) -> dict[str, Callable[[], object]]:
    """By the names of the commands."""

    def with_current(call: Callable[[int], object]) -> Callable[[], object]:
        def act() -> None:
            number = strip.current()
            if number is not None:
                call(number)

        return act

    def use(number: int) -> None:
        take = session.takes.take(number)
        if take is not None:
            session.use_settings(take)

    return {
        "four": session.make_sheet,
        "sheet": lambda: session.sheet.close() if session.sheet.open else session.sheet.show_takes(),
        "next_take": lambda: session.takes.step(1),
        "previous_take": lambda: session.takes.step(-1),
        "rename_take": with_current(strip.begin_rename),
        "star_take": with_current(session.takes.star),
        "delete_take": with_current(session.takes.delete),
        "use_settings": with_current(use),
        "invented": lambda: session.inventions.show(not session.inventions.on),
        **_brush_commands(session),
    }


def enable_takes(commands: Commands, session: Session, strip: TakeStrip) -> None:
    """Grey what makes no sense now."""
    for name in _ON_ONE:
        commands[name].setEnabled(strip.current() is not None)
    commands["brush"].setEnabled(session.brush.possible and not session.sheet.open)
    for name in _WITH_BRUSH:
        commands[name].setEnabled(session.brush.on and not session.sheet.open)
    commands["invented"].setEnabled(session.inventions.possible and not session.sheet.open)
    several = len(session.takes.all) > 1
    commands["four"].setEnabled(session.can_restore() and not session.sheet.making)
    commands["sheet"].setEnabled(session.sheet.open or session.sheet.making or several)
    for name in ("next_take", "previous_take"):
        commands[name].setEnabled(bool(session.takes.all))


def _brush_commands(session: Session) -> dict[str, Callable[[], object]]:
    brush = session.brush
    return {
        "brush": lambda: brush.take_up(not brush.on),
        "brush_swap": lambda: brush.choose(restores=not brush.restores),
        "brush_smaller": lambda: brush.resize(-1),
        "brush_larger": lambda: brush.resize(1),
        "brush_softer": lambda: brush.harden(-1),
        "brush_harder": lambda: brush.harden(1),
        "brush_overlay": lambda: brush.choose(overlay=not brush.overlay),
        "brush_invert": session.blends.invert,
        "brush_clear": session.blends.clear,
    }

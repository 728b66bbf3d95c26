"""The menus of the queue: of the selected rows, and of the whole."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from app.language import translate
from app.model.job import Job


def row_menu(parent: QWidget, chosen: Sequence[Job], act: Callable[[str], None]) -> QMenu:
    """What can be done with the rows `chosen`; `act` does it, by its name."""
    states = {job.state for job in chosen}
    menu = QMenu(parent)

    def entry(words: str, what: str, key: str = "", *, enabled: bool) -> None:
        action = menu.addAction(f"{words}\t{key}" if key else words)
        action.setEnabled(enabled)
        action.triggered.connect(lambda: act(what))

    entry(translate("Queue", "Look at it"), "look", enabled=len(chosen) == 1)
    entry(translate("Queue", "Save"), "save", enabled=any(job.take is not None for job in chosen))
    entry(translate("Queue", "Show in folder"), "folder", enabled=len(chosen) == 1)
    menu.addSeparator()
    entry(translate("Queue", "Move to the top"), "first", "Ctrl+Home", enabled="waiting" in states)
    entry(translate("Queue", "Move up"), "up", "Ctrl+Up", enabled="waiting" in states)
    entry(translate("Queue", "Move down"), "down", "Ctrl+Down", enabled="waiting" in states)
    entry(translate("Queue", "Move to the end"), "last", "Ctrl+End", enabled="waiting" in states)
    menu.addSeparator()
    entry(translate("Queue", "Retry"), "retry", enabled=bool(states & {"failed", "cancelled"}))
    reasons = any(job.state == "failed" for job in chosen)
    entry(translate("Queue", "Copy the reason"), "copy", enabled=reasons)
    entry(translate("Queue", "Cancel"), "cancel", "Del", enabled=bool(states & {"waiting", "running"}))
    ended = bool(states & {"done", "failed", "cancelled"})
    entry(translate("Queue", "Take off the list"), "remove", "Del", enabled=ended)
    return menu

"""Every command of the window once: its words, keys and icon. Menus, tooltips and the list of keys come from here."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.icons import icon
from app.ui.theme import Theme


@dataclass(frozen=True)
class Command:
    """What a person can do.

    Attributes:
        name: of the action in code.
        text: in menus and buttons.
        tip: one line; the tooltip adds the first key.
        keys: portable names, the first being the one that is shown.
        icon: name of the icon, or "".
        group: heading in the list of keys.
    """

    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = "Photo"


COMMANDS = (
    Command("open", "Open", "Open a photo", ("Ctrl+O",), "open"),
    Command("paste", "Paste", "Open the picture or file in the clipboard", ("Ctrl+V",)),
    Command("save", "Save", "Save beside the original, under a new name", ("Ctrl+S",), "save"),
    Command("save_as", "Save as…", "Save under a name of your choice", ("Ctrl+Shift+S",)),
    Command("close", "Close photo", "Close the photo", ("Ctrl+W",)),
    Command("restore", "Restore", "Restore this photo", ("Ctrl+Return", "Ctrl+Enter"), group="Restoring"),
    Command("cancel", "Cancel", "Stop at the next step", ("Esc", "Shift+X"), group="Restoring"),
    Command("undo", "Undo", "Take the last change of settings back", ("Ctrl+Z",), group="Restoring"),
    Command("redo", "Redo", "Bring it back", ("Ctrl+Shift+Z", "Ctrl+Y"), group="Restoring"),
    Command("mode", "Slider", "Slider or side by side", ("Y",), "slider", "View"),
    Command("fit", "Fit", "Show the whole picture", ("Ctrl+0",), "fit", "View"),
    Command("actual", "100 %", "One picture pixel on one screen pixel", ("Ctrl+1",), group="View"),
    Command("zoom_in", "Zoom in", "Zoom in", ("Ctrl++", "Ctrl+="), group="View"),
    Command("zoom_out", "Zoom out", "Zoom out", ("Ctrl+-",), group="View"),
    Command("inspector", "Settings panel", "Show or hide the settings", ("F8",), "panel", "View"),
    Command("keys", "Keyboard shortcuts", "List the keys", ("F1", "?"), group="Heirloom"),
    Command("messages", "Messages", "List what was said so far", (), group="Heirloom"),
    Command("results", "Show kept results", "Open the folder where every result is kept", (), group="Heirloom"),
    Command("quit", "Quit", "Quit", ("Ctrl+Q",), group="Heirloom"),
)


class Commands:
    """The commands as actions of one window."""

    def __init__(self, window: QWidget) -> None:
        self.actions: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(command.text, window)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setToolTip(with_key(command.tip, action))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            window.addAction(action)
            self.actions[command.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self.actions[name]

    def connect(self, **slots: Callable[[], object]) -> None:
        """What each command does."""
        for name, slot in slots.items():
            self.actions[name].triggered.connect(lambda _checked=False, call=slot: call())

    def draw_icons(self, theme: Theme) -> None:
        """Icons in the theme's ink."""
        for command in COMMANDS:
            if command.icon:
                self.actions[command.name].setIcon(icon(command.icon, theme))


def with_key(tip: str, action: QAction) -> str:
    """The tip with the action's first key as this desktop writes it."""
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{tip} ({key})" if key else tip

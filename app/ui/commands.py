"""Every command of the window once: its words, keys and icon. Menus, tooltips and the list of keys come from here."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.comparison import TITLES, Mode
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


_WAYS: dict[Mode, str] = {
    "slider": "One picture, parted by a line that can be dragged",
    "side": "Two pictures side by side, moved together",
    "stack": "Two pictures one above the other, moved together",
    "hold": "One picture; the other one while the mouse or \\ is held",
    "lens": "One picture; the other one under a lens that follows the pointer",
}

_TAKES = (
    Command("four", "4 takes", "Restore with four seeds", ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), group="Takes"),
    Command("sheet", "Contact sheet", "Lay the takes out side by side", ("G",), "grid", "Takes"),
    Command("next_take", "Next take", "Compare with the next take", ("Alt+Right",), group="Takes"),
    Command("previous_take", "Previous take", "Compare with the take before", ("Alt+Left",), group="Takes"),
    Command("rename_take", "Rename the take…", "Give the take a name", ("F2",), group="Takes"),
    Command("star_take", "Star the take", "Mark the take, or no more", ("Ctrl+D",), group="Takes"),
    Command("delete_take", "Delete the take", "Delete the take; undo brings it back", ("Ctrl+Del",), group="Takes"),
    Command("use_settings", "Use the take's settings", "Set the panel as for the take", ("Ctrl+U",), group="Takes"),
)

COMMANDS = (
    Command("open", "Open", "Open a photo", ("Ctrl+O",), "open"),
    Command("paste", "Paste", "Open the picture or file in the clipboard", ("Ctrl+V",)),
    Command("save", "Save", "Save beside the original, under a new name", ("Ctrl+S",), "save"),
    Command("save_as", "Save as…", "Save under a name of your choice", ("Ctrl+Shift+S",)),
    Command("close", "Close photo", "Close the photo", ("Ctrl+W",)),
    Command("next_photo", "Next photo", "The next photo of the film strip", ("Ctrl+PgDown",)),
    Command("previous_photo", "Previous photo", "The photo before", ("Ctrl+PgUp",)),
    Command("restore", "Restore", "Restore this photo", ("Ctrl+Return", "Ctrl+Enter"), group="Restoring"),
    Command("restore_all", "Restore all open photos", "Put every open photo into the queue", group="Restoring"),
    Command("cancel", "Cancel", "Stop at the next step", ("Esc", "Shift+X"), group="Restoring"),
    Command("undo", "Undo", "Take the last change of settings or takes back", ("Ctrl+Z",), group="Restoring"),
    Command("redo", "Redo", "Bring it back", ("Ctrl+Shift+Z", "Ctrl+Y"), group="Restoring"),
    Command("mode", "Slider", "How to compare; the key goes to the next way", ("Y",), "slider", "View"),
    *(Command(f"mode_{mode}", TITLES[mode], tip, icon=mode, group="View") for mode, tip in _WAYS.items()),
    Command("fit", "Fit", "Show the whole picture", ("Ctrl+0",), "fit", "View"),
    Command("actual", "100 %", "One picture pixel on one screen pixel", ("Ctrl+1",), group="View"),
    Command("zoom_in", "Zoom in", "Zoom in", ("Ctrl++", "Ctrl+="), group="View"),
    Command("zoom_out", "Zoom out", "Zoom out", ("Ctrl+-",), group="View"),
    *_TAKES,
    Command("film_strip", "Film strip", "Show or hide the open photos", ("F7",), "filmstrip", "View"),
    Command("queue", "Queue", "Show or hide the queue", ("F6",), "queue", "View"),
    Command("inspector", "Settings panel", "Show or hide the settings", ("F8",), "panel", "View"),
    Command("models", "Models…", "What is installed, and what can be had", ("Ctrl+M",), group="Heirloom"),
    Command("settings", "Settings…", "Appearance, saving, memory, captioner", ("Ctrl+,",), group="Heirloom"),
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

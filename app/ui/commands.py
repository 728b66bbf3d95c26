"""The commands of a window as actions, with their keys and icons."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.command_list import all_commands
from app.ui.icons import icon
from app.ui.theme import Theme


class Commands:
    """The commands as actions of one window. `all` says what each is."""

    def __init__(self, window: QWidget) -> None:
        self.actions: dict[str, QAction] = {}
        self.all = all_commands()
        for command in self.all:
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
        for command in self.all:
            if command.icon:
                self.actions[command.name].setIcon(icon(command.icon, theme))


def with_key(tip: str, action: QAction) -> str:
    """The tip with the action's first key as this desktop writes it."""
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{tip} ({key})" if key else tip

"""A list of reasons, to read and copy; beside the window, which goes on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget


def reasons_dialog(parent: QWidget, title: str, lines: Sequence[str]) -> QDialog:
    """One line each under `title`; not shown yet."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text = QPlainTextEdit("\n".join(lines))
    text.setReadOnly(True)
    text.setAccessibleName(title)
    text.setTabChangesFocus(True)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(16, 16, 16, 16)
    box.addWidget(text)
    dialog.resize(640, 320)
    return dialog

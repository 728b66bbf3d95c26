"""The windows beside the window: choosing files, the list of keys, the list of messages."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.model.document import Document
from app.model.saving import chosen_folder, chosen_stem
from app.model.target import target_of_size
from app.notify import Notice
from app.settings import Settings
from app.ui.commands import COMMANDS, Commands
from app.ui.fields import label

_GESTURES = (
    ("Wheel", "Zoom to the pointer"),
    ("Drag, middle or Space + drag", "Move the picture"),
    ("Click", "Bring the divider here"),
    ("Double click", "Show the whole picture"),
    ("\\, or right button held", "Show the original"),
    ("Left button held", "In “Hold to compare”, show the other picture"),
    ("← → Home End", "Move the divider; arrows also move the lens"),
    ("[ ], or Shift + wheel", "Size of the lens"),
    ("Shift + arrows", "Move the picture"),
    ("Double click on a slider", "Back to the model's value"),
    ("Ctrl + click on a take", "Compare with it, on the left"),
    ("Double click on a take", "Rename it"),
)
_SAVE_KINDS = (("PNG", ".png"), ("JPEG", ".jpg"), ("TIFF", ".tif"), ("WebP", ".webp"))


def open_dialog(parent: QWidget, folder: str) -> QFileDialog:
    """Choose photos to open, beginning in `folder`; not shown yet."""
    from engine.images.opening import SUFFIXES

    dialog = QFileDialog(parent, "Open a photo", folder or pictures_folder())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    dialog.setNameFilters([f"Photos ({patterns})", "All files (*)"])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def save_dialog(parent: QWidget, proposed: Path) -> QFileDialog:
    """Choose where to save, `proposed` being filled in; asks before a file is replaced. Not shown yet."""
    dialog = QFileDialog(parent, "Save the restored photo", str(proposed.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    own = proposed.suffix.lower()
    kinds = sorted(_SAVE_KINDS, key=lambda kind: kind[1] != own)
    filters = [f"{name} (*{suffix})" for name, suffix in kinds]
    dialog.setNameFilters(filters)
    dialog.setDefaultSuffix(own.removeprefix("."))
    endings = dict(zip(filters, (suffix for _, suffix in kinds), strict=True))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings[chosen].removeprefix(".")))
    dialog.selectFile(proposed.name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def proposed_target(document: Document, settings: Settings) -> Path:
    """Where the result of `document` would go by default: as the settings say, or with the person's pictures."""
    source = document.picture.path if document.picture is not None else None
    own = document.origin == "file" and source is not None
    folder = source.parent if own and source is not None else Path(pictures_folder())
    height, width = document.result.image.shape[:2] if document.result is not None else (0, 0)
    folder, stem = chosen_folder(settings) or folder, None
    if document.picture is not None and document.result is not None:
        stem = chosen_stem(settings, document.picture, document.result)
    return target_of_size(source or Path("photo.png"), width, height, folder, stem)


def pictures_folder() -> str:
    """Where this person's pictures are."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)


def keys_dialog(parent: QWidget, commands: Commands) -> QDialog:
    """The list of keys and gestures; made from the commands themselves, so it cannot be out of date."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Keyboard and mouse")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    rows: list[tuple[str, list[tuple[str, str]]]] = []
    for command in COMMANDS:
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in commands[command.name].shortcuts()]
        if not keys:
            continue
        if not rows or rows[-1][0] != command.group:
            rows.append((command.group, []))
        shown = dict.fromkeys(key.replace("Return", "Enter") for key in keys)  # both Enter keys are one to people
        rows[-1][1].append((" or ".join(shown), command.tip))
    rows.append(("On the picture", list(_GESTURES)))
    columns = QWidget()
    columns.setObjectName("fields")
    grid = QGridLayout(columns)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    line = 0
    for group, entries in rows:
        if line:
            grid.setRowMinimumHeight(line, 12)
            line += 1
        grid.addWidget(label(group, "heading"), line, 0, 1, 2)
        line += 1
        for key, what in entries:
            shown_key = QLabel(key)
            shown_key.setTextFormat(Qt.TextFormat.PlainText)
            shown_key.setObjectName("key")
            grid.addWidget(shown_key, line, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(what), line, 1)
            line += 1
    grid.setColumnStretch(1, 1)
    scroll = QScrollArea()
    scroll.setWidget(columns)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(scroll)
    dialog.resize(max(560, columns.sizeHint().width() + 16), min(720, columns.sizeHint().height() + 8))
    return dialog


def messages_dialog(parent: QWidget, notices: list[Notice]) -> QDialog:
    """What was said so far, newest last, to read and copy."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Messages")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text = QPlainTextEdit("\n".join(f"{n.time:%H:%M:%S}  {n.text}" for n in notices) or "Nothing was said so far.")
    text.setReadOnly(True)
    text.setAccessibleName("Messages")
    box = QVBoxLayout(dialog)
    box.setContentsMargins(16, 16, 16, 16)
    box.addWidget(text)
    dialog.resize(640, 320)
    return dialog

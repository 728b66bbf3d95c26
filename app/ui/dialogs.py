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

from app.language import translate
from app.model.document import Document
from app.model.saving import chosen_folder, chosen_stem
from app.model.target import target_of_size
from app.notify import Notice
from app.settings import Settings
from app.ui.command_list import group_titles
from app.ui.commands import Commands
from app.ui.fields import label

_SAVE_KINDS = (("PNG", ".png"), ("JPEG", ".jpg"), ("TIFF", ".tif"), ("WebP", ".webp"))


def gestures() -> list[tuple[str, str]]:
    """What the mouse does on the picture, and keys that are no command's."""
    return [
        (translate("Gestures", "Wheel"), translate("Gestures", "Zoom to the pointer")),
        (translate("Gestures", "Drag, middle or Space + drag"), translate("Gestures", "Move the picture")),
        (translate("Gestures", "Click"), translate("Gestures", "Bring the divider here")),
        (translate("Gestures", "Double click"), translate("Gestures", "Show the whole picture")),
        (translate("Gestures", "\\, or right button held"), translate("Gestures", "Show the original")),
        (
            translate("Gestures", "Left button held"),
            translate("Gestures", "In “Hold to compare”, show the other picture"),
        ),
        (
            translate("Gestures", "← → Home End"),
            translate("Gestures", "Move the divider; arrows also move the lens"),
        ),
        (translate("Gestures", "[ ], or Shift + wheel"), translate("Gestures", "Size of the lens or the brush")),
        (
            translate("Gestures", "Shift + click"),
            translate("Gestures", "With the brush, a straight line from the last stroke"),
        ),
        (
            translate("Gestures", "Enter, Ctrl + arrows"),
            translate("Gestures", "With the brush, paint here, or on the way there"),
        ),
        (translate("Gestures", "Shift + arrows"), translate("Gestures", "Move the picture")),
        (translate("Gestures", "Double click on a slider"), translate("Gestures", "Back to the model's value")),
        (translate("Gestures", "Ctrl + click on a take"), translate("Gestures", "Compare with it, on the left")),
        (translate("Gestures", "Double click on a take"), translate("Gestures", "Rename it")),
    ]


def open_dialog(parent: QWidget, folder: str) -> QFileDialog:
    """Choose photos to open, beginning in `folder`; not shown yet."""
    from engine.images.opening import SUFFIXES

    dialog = QFileDialog(parent, translate("Dialogs", "Open a photo"), folder or pictures_folder())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    photos = translate("Dialogs", "Photos ({patterns})").format(patterns=patterns)
    dialog.setNameFilters([photos, translate("Dialogs", "All files (*)")])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def save_dialog(parent: QWidget, proposed: Path) -> QFileDialog:
    """Choose where to save, `proposed` being filled in; asks before a file is replaced. Not shown yet."""
    dialog = QFileDialog(parent, translate("Dialogs", "Save the restored photo"), str(proposed.parent))
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
    dialog.setWindowTitle(translate("Dialogs", "Keyboard and mouse"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in group_titles()}
    for command in commands.all:
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in commands[command.name].shortcuts()]
        if not keys:
            continue
        shown = dict.fromkeys(key.replace("Return", "Enter") for key in keys)  # both Enter keys are one to people
        either = translate("Dialogs", " or ", "between two keys").join(shown)
        groups[command.group].append((either, command.tip))
    rows = [(title, groups[name]) for name, title in group_titles().items()]
    rows.append((translate("Dialogs", "On the picture"), gestures()))
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
    dialog.setWindowTitle(translate("Dialogs", "Messages"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    said = "\n".join(f"{notice.time:%H:%M:%S}  {notice.text}" for notice in notices)
    text = QPlainTextEdit(said or translate("Dialogs", "Nothing was said so far."))
    text.setReadOnly(True)
    text.setAccessibleName(translate("Dialogs", "Messages"))
    box = QVBoxLayout(dialog)
    box.setContentsMargins(16, 16, 16, 16)
    box.addWidget(text)
    dialog.resize(640, 320)
    return dialog

"""The window of settings. Each takes effect at once and is saved; there is nothing to confirm."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.model.session import Session
from app.naming import DEFAULT_PATTERN, FIELDS, MAX_PATTERN, example, pattern_problem
from app.notify import one_line
from app.ui.fields import Choice, ElidedLabel, breakable, label
from app.ui.theme import Appearance
from engine.caption_files import DEFAULT_CAPTIONER
from engine.plans import CARD_PLANS, CPU_PLANS

FIRST, SMALLEST = (720, 720), (520, 420)
WIDEST = 720
_NAMES = 176  # width of the names, in pixels
THEMES = (("system", "Like the system"), ("dark", "Dark"), ("light", "Light"))
CANVASES = (("auto", "By theme"), ("dark", "Dark, 18 %"), ("mid", "Middle, 50 %"), ("light", "Light"))
_PLAN_NOTES = {
    "auto": "Heirloom takes the fastest way that fits into the memory that is free.",
    "resident": "Everything stays on the graphics card: the fastest.",
    "8gb": "For graphics cards of 8 GB: parts take turns on the card.",
    "6gb": "For graphics cards of 6 GB: slower, since parts of the model are brought to the card while it works.",
    "4gb": "For graphics cards of 4 GB: the slowest on a card, and the one that needs least.",
    "cpu": "The processor alone, even where there is a graphics card.",
    "cpu-small": "The processor alone, a few rows at a time.",
}


class SettingsWindow(QWidget):
    """Shows the session's preferences.

    Signals:
        models_pressed(): the person wants to get a captioner.
    """

    models_pressed = Signal()

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Settings – Heirloom")
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST)
        self._session, self._appearance = session, appearance
        self._grids: list[QGridLayout] = []
        self.theme = Choice("Theme", THEMES)
        self.canvas = Choice("Grey behind the picture", CANVASES)
        self.language = Choice("Language", (("en", "English"),))
        self.folder = Choice("Save results", (("beside", "Beside the photo"), ("folder", "Into a folder of their own")))
        self.own_folder, self.folder_path = QWidget(), ElidedLabel("", "quiet")
        self.choose_folder = QPushButton("Choose…")
        self.choose_folder.setAccessibleName("Choose the folder for results")
        self.pattern = QLineEdit()
        self.pattern.setMaxLength(MAX_PATTERN)
        self.pattern.setAccessibleName("Name of saved results")
        self.pattern.setPlaceholderText(DEFAULT_PATTERN)
        self.pattern.setToolTip("  ".join(f"{{{field}}}: {what}." for field, what in FIELDS.items()))
        self.pattern_note = _note()
        self.metadata = Choice(
            "Metadata", (("keep", "Keep what the photo says of itself"), ("none", "Leave it out")),
            "Date, camera, captions and credits: EXIF, XMP and IPTC.",
        )  # fmt: skip
        self.place = Choice("Location", (("keep", "Keep where it was taken"), ("remove", "Leave it out")))
        self.place_note = _note()
        self.plan = Choice("Memory plan", ())
        self.plan_note = _note()
        self.captioner = Choice("Captioner", ())
        self.captioner_note = _note()
        self.more_captioners = QToolButton()
        self.more_captioners.setObjectName("link")
        self.more_captioners.setText("Models…")
        self.more_captioners.setAccessibleName("Show all captioners")
        self._lay_out()
        self._connect()
        self.refresh()

    # Building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QWidget()
        column.setMaximumWidth(WIDEST)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        box = QVBoxLayout(column)
        box.setContentsMargins(24, 16, 24, 24)
        box.setSpacing(8)
        box.addWidget(label("Settings", "title"))
        self._section(box, "Appearance")
        self._row("Theme", self.theme)
        self._row("Grey behind the picture", self.canvas)
        self._row("Language", self.language, _note("Heirloom speaks English so far."))
        self._section(box, "Saving")
        self._row("Save results", self.folder)
        chosen = QHBoxLayout(self.own_folder)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.setSpacing(8)
        chosen.addWidget(self.folder_path, 1)
        chosen.addWidget(self.choose_folder)
        self._grids[-1].addWidget(self.own_folder, self._grids[-1].rowCount(), 1)
        self._row("Name", self.pattern, self.pattern_note)
        self._row("Metadata", self.metadata)
        self._row("Location", self.place, self.place_note)
        self._section(box, "Restoring")
        self._row("Memory plan", self.plan, self.plan_note)
        writers = QWidget()
        writers.setFocusProxy(self.captioner)
        pair = QHBoxLayout(writers)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(8)
        pair.addWidget(self.captioner, 1)
        pair.addWidget(self.more_captioners)
        self._row("Captioner", writers, self.captioner_note)
        self._section(box, "Folders")
        home = self._session.home
        for name, folder in (
            ("Kept results", self._session.results_folder),
            ("Models", self._session.store.folder),
            ("Settings and queue", home),
        ):
            self._folder_row(name, folder)
        box.addStretch(1)
        page = QWidget()
        page.setObjectName("fields")
        across = QHBoxLayout(page)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(column, 1000)
        across.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _section(self, box: QVBoxLayout, title: str) -> None:
        heading = label(title, "heading")
        heading.setContentsMargins(0, 16, 0, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, _NAMES)
        grid.setColumnStretch(1, 1)
        box.addWidget(heading)
        box.addLayout(grid)
        self._grids.append(grid)

    def _row(self, name: str, control: QWidget, note: QLabel | None = None) -> None:
        grid = self._grids[-1]
        shown = label(name)
        shown.setBuddy(control)
        line = grid.rowCount()
        grid.addWidget(shown, line, 0)
        grid.addWidget(control, line, 1)
        if note is not None:
            grid.addWidget(note, line + 1, 1)

    def _folder_row(self, name: str, folder: Path) -> None:
        path = ElidedLabel(one_line(str(folder)), "quiet")
        show = QToolButton()
        show.setObjectName("link")
        show.setText("Show")
        show.setAccessibleName(f"Show the folder: {name}")
        show.clicked.connect(lambda _checked=False: self._show(folder))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(path, 1)
        row.addWidget(show)
        grid = self._grids[-1]
        line = grid.rowCount()
        grid.addWidget(label(name), line, 0)
        grid.addLayout(row, line, 1)

    def _connect(self) -> None:
        session, preferences = self._session, self._session.preferences
        for choice, name in (
            (self.language, "language"), (self.metadata, "metadata"), (self.place, "place"), (self.plan, "plan"),
            (self.captioner, "captioner"), (self.theme, "theme"), (self.canvas, "canvas"),
        ):  # fmt: skip
            choice.chosen.connect(lambda value, field=name: preferences.set(field, value))
        self.folder.chosen.connect(self._on_folder)
        self.choose_folder.clicked.connect(self._choose_folder)
        self.pattern.textEdited.connect(self._on_pattern)
        self.pattern.editingFinished.connect(self._show_pattern)
        self.more_captioners.clicked.connect(self.models_pressed)
        preferences.changed.connect(self._on_changed)
        session.outlook.changed.connect(self._show_plan)
        session.store.changed.connect(self._show_captioner)
        session.captioning.changed.connect(self._show_captioner)

    def open(self) -> None:
        """Show the window, in front."""
        self._session.store.look()
        self.refresh()
        self.show()
        self.raise_()
        self.activateWindow()

    # Showing ------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the settings as they are."""
        settings = self._session.settings
        self.theme.show_value(settings.theme)
        self.canvas.show_value(settings.canvas)
        self.language.show_value(settings.language)
        self.metadata.show_value(settings.metadata)
        self.place.show_value(settings.place)
        dropped = settings.metadata == "none"
        self.place.setEnabled(not dropped)
        _tell(self.place_note, "The location is left out with the rest." if dropped else "GPS and names of places.")
        self._show_folder()
        self._show_pattern()
        self._show_plan()
        self._show_captioner()

    def _on_changed(self, name: str) -> None:
        settings = self._session.settings
        if name == "theme":
            self._appearance.choose(settings.theme)
        elif name == "canvas":
            self._appearance.choose_canvas(settings.canvas)
        self.refresh()

    def _show_folder(self) -> None:
        folder = self._session.settings.save_folder
        self.folder.show_value("folder" if folder else "beside")
        self.folder_path.setText(one_line(folder) if folder else "")
        self.own_folder.setVisible(bool(folder))

    def _show_pattern(self) -> None:
        pattern = self._session.settings.name_pattern
        if self.pattern.text() != pattern and not self.pattern.hasFocus():
            self.pattern.setText(pattern)
        self._note_pattern(pattern)

    def _note_pattern(self, pattern: str) -> None:
        problem = pattern_problem(pattern)
        # What is being typed may be unusable for a moment; the last usable one holds until then.
        text = f"{problem} Until then: {example(self._session.settings.name_pattern)}" if problem else example(pattern)
        _tell(self.pattern_note, text if problem else f"As {text}. Names that exist get a number.")

    def _show_plan(self) -> None:
        memory, chosen = self._session.outlook.memory, self._session.settings.plan
        plans = CPU_PLANS if memory is not None and memory.kind == "cpu" else (*CARD_PLANS, *CPU_PLANS)
        offered = [("auto", "Automatic"), *((plan.name, plan.title[:1].upper() + plan.title[1:]) for plan in plans)]
        if [self.plan.itemData(index) for index in range(self.plan.count())] != [name for name, _ in offered]:
            self.plan.clear()
            for name, words in offered:
                self.plan.addItem(words, name)
        fits = chosen in [name for name, _ in offered]
        self.plan.show_value(chosen, f"{chosen} (not on this computer)")
        _tell(
            self.plan_note,
            _PLAN_NOTES[chosen]
            if fits
            else "There is no graphics card here, so nothing can be restored with this plan. Choose another.",
        )

    def _show_captioner(self) -> None:
        captioning, chosen = self._session.captioning, self._session.settings.captioner
        names = [
            (item.name, one_line(item.title))
            for item in self._session.store.items or ()
            if item.kind == "captioner" and item.installed
        ]
        self.captioner.clear()
        self.captioner.addItem("The default", "")
        for name, title in names:
            self.captioner.addItem(title, name)
        self.captioner.show_value(chosen, f"{chosen} (not installed)")
        if captioning.captioner is None:
            text = "None is installed. A captioner writes what a photo shows."
        elif chosen and captioning.captioner.name != chosen:
            text = f"{one_line(chosen)} is not installed, so {one_line(captioning.captioner.name)} writes captions."
        elif chosen:
            text = "It writes captions when you ask for one."
        else:
            default = DEFAULT_CAPTIONER if captioning.captioner.name == DEFAULT_CAPTIONER else captioning.captioner.name
            text = f"That is {one_line(default)}."
        _tell(self.captioner_note, text)

    # Acting -------------------------------------------------------------------------------------------------------

    def _on_folder(self, value: object) -> None:
        if value == "beside":
            self._session.preferences.set("save_folder", "")
        else:
            self._choose_folder()
        self._show_folder()

    def _choose_folder(self) -> None:
        settings = self._session.settings
        dialog = QFileDialog(self, "Save results into", settings.save_folder or settings.last_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._session.preferences.set("save_folder", name))
        dialog.open()

    def _on_pattern(self, text: str) -> None:
        if not pattern_problem(text):
            self._session.preferences.set("name_pattern", text)
        self._note_pattern(text)

    def _show(self, folder: Path) -> None:
        if not folder.is_dir():
            self._session.notices.tell("info", f"{one_line(str(folder))} does not exist yet: nothing is kept there.")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.notices.tell("info", f"The folder is {folder}.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Ctrl+W close the window."""
        closing = event.key() == Qt.Key.Key_W and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if closing or event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _note(text: str = "") -> QLabel:
    made = label(text, "muted")
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


def _tell(note: QLabel, text: str) -> None:
    note.setText(breakable(text))
    note.setVisible(bool(text))

"""The window of settings. Each takes effect at once and is saved; there is nothing to confirm."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
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

from app.language import translate
from app.model.session import Session
from app.naming import DEFAULT_PATTERN, MAX_PATTERN, example, field_meanings, pattern_problem
from app.notify import one_line
from app.ui.choice_words import canvases, languages, plan_notes, plan_titles, themes
from app.ui.fields import Choice, ElidedLabel, breakable, label
from app.ui.form import Form
from app.ui.theme import Appearance
from engine.caption_files import DEFAULT_CAPTIONER
from engine.plans import CARD_PLANS, CPU_PLANS

FIRST, SMALLEST = (720, 720), (520, 420)
WIDEST = 720


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
        self.setWindowTitle(translate("Settings", "Settings – Heirloom"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST)
        self._session, self._appearance = session, appearance
        self.theme = Choice(translate("Settings", "Theme"), themes())
        self.canvas = Choice(translate("Settings", "Grey behind the picture"), canvases())
        self.language = Choice(translate("Settings", "Language"), languages())
        places = (
            ("beside", translate("Settings", "Beside the photo")),
            ("folder", translate("Settings", "Into a folder of their own")),
        )
        self.folder = Choice(translate("Settings", "Save results"), places)
        self.own_folder, self.folder_path = QWidget(), ElidedLabel("", "quiet")
        self.choose_folder = QPushButton(translate("Settings", "Choose…"))
        self.choose_folder.setAccessibleName(translate("Settings", "Choose the folder for results"))
        when = (
            (False, translate("Settings", "Save them when I say so")),
            (True, translate("Settings", "Save each when it is finished")),
        )
        self.save_each = Choice(translate("Settings", "Results of the queue"), when)
        self.pattern = QLineEdit()
        self.pattern.setMaxLength(MAX_PATTERN)
        self.pattern.setAccessibleName(translate("Settings", "Name of saved results"))
        self.pattern.setPlaceholderText(DEFAULT_PATTERN)
        self.pattern.setToolTip("  ".join(f"{{{field}}}: {what}." for field, what in field_meanings().items()))
        self.pattern_note = _note()
        said = (
            ("keep", translate("Settings", "Keep what the photo says of itself")),
            ("none", translate("Settings", "Leave it out")),
        )
        tip = translate("Settings", "Date, camera, captions and credits: EXIF, XMP and IPTC.")
        self.metadata = Choice(translate("Settings", "Metadata"), said, tip)
        where = (
            ("keep", translate("Settings", "Keep where it was taken")),
            ("remove", translate("Settings", "Leave it out")),
        )
        self.place = Choice(translate("Settings", "Location"), where)
        self.place_note = _note()
        self.plan = Choice(translate("Settings", "Memory plan"), ())
        self.plan_note = _note()
        self.captioner = Choice(translate("Settings", "Captioner"), ())
        self.captioner_note = _note()
        self.more_captioners = QToolButton()
        self.more_captioners.setObjectName("link")
        self.more_captioners.setText(translate("Settings", "Models…"))
        self.more_captioners.setAccessibleName(translate("Settings", "Show all captioners"))
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
        box.addWidget(label(translate("Settings", "Settings"), "title"))
        self._form = Form(box)
        self._form.section(translate("Settings", "Appearance"))
        self._form.row(translate("Settings", "Theme"), self.theme)
        self._form.row(translate("Settings", "Grey behind the picture"), self.canvas)
        self._form.row(translate("Settings", "Language"), self.language)
        self._form.section(translate("Settings", "Saving"))
        self._form.row(translate("Settings", "Save results"), self.folder)
        chosen = QHBoxLayout(self.own_folder)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.setSpacing(8)
        chosen.addWidget(self.folder_path, 1)
        chosen.addWidget(self.choose_folder)
        self._form.below(self.own_folder)
        self._form.row(translate("Settings", "Name"), self.pattern, self.pattern_note)
        self._form.row(translate("Settings", "Results of the queue"), self.save_each)
        self._form.row(translate("Settings", "Metadata"), self.metadata)
        self._form.row(translate("Settings", "Location"), self.place, self.place_note)
        self._form.section(translate("Settings", "Restoring"))
        self._form.row(translate("Settings", "Memory plan"), self.plan, self.plan_note)
        writers = QWidget()
        writers.setFocusProxy(self.captioner)
        pair = QHBoxLayout(writers)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(8)
        pair.addWidget(self.captioner, 1)
        pair.addWidget(self.more_captioners)
        self._form.row(translate("Settings", "Captioner"), writers, self.captioner_note)
        self._form.section(translate("Settings", "Folders"))
        home = self._session.home
        for name, folder in (
            (translate("Settings", "Kept results"), self._session.results_folder),
            (translate("Settings", "Models"), self._session.store.folder),
            (translate("Settings", "Settings and queue"), home),
        ):
            self._folder_row(name, folder)
        self._form.align()
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

    def _folder_row(self, name: str, folder: Path) -> None:
        path = ElidedLabel(one_line(str(folder)), "quiet")
        show = QToolButton()
        show.setObjectName("link")
        show.setText(translate("Settings", "Show"))
        show.setAccessibleName(translate("Settings", "Show the folder: {name}").format(name=name))
        show.clicked.connect(lambda _checked=False: self._show(folder))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(path, 1)
        row.addWidget(show)
        self._form.line(name, row)

    def _connect(self) -> None:
        session, preferences = self._session, self._session.preferences
        for choice, name in (
            (self.language, "language"), (self.metadata, "metadata"), (self.place, "place"), (self.plan, "plan"),
            (self.captioner, "captioner"), (self.theme, "theme"), (self.canvas, "canvas"),
            (self.save_each, "save_each"),
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
        self.save_each.show_value(settings.save_each)
        self.metadata.show_value(settings.metadata)
        self.place.show_value(settings.place)
        dropped = settings.metadata == "none"
        self.place.setEnabled(not dropped)
        _tell(
            self.place_note,
            translate("Settings", "The location is left out with the rest.")
            if dropped
            else translate("Settings", "GPS and names of places."),
        )
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
        if problem:
            until = translate("Settings", "Until then: {file}")
            _tell(self.pattern_note, f"{problem} {until.format(file=example(self._session.settings.name_pattern))}")
        else:
            text = translate("Settings", "As {file}. Names that exist get a number.")
            _tell(self.pattern_note, text.format(file=example(pattern)))

    def _show_plan(self) -> None:
        memory, chosen = self._session.outlook.memory, self._session.settings.plan
        plans = CPU_PLANS if memory is not None and memory.kind == "cpu" else (*CARD_PLANS, *CPU_PLANS)
        titles = plan_titles()
        offered = [(name, titles[name]) for name in ("auto", *(plan.name for plan in plans))]
        if [self.plan.itemData(index) for index in range(self.plan.count())] != [name for name, _ in offered]:
            self.plan.clear()
            for name, words in offered:
                self.plan.addItem(words, name)
        fits = chosen in [name for name, _ in offered]
        self.plan.show_value(chosen, translate("Settings", "{plan} (not on this computer)").format(plan=titles[chosen]))
        _tell(
            self.plan_note,
            plan_notes()[chosen]
            if fits
            else translate(
                "Settings", "There is no graphics card here, so nothing can be restored with this plan. Choose another."
            ),
        )

    def _show_captioner(self) -> None:
        captioning, chosen = self._session.captioning, self._session.settings.captioner
        names = [
            (item.name, one_line(item.title))
            for item in self._session.store.items or ()
            if item.kind == "captioner" and item.installed
        ]
        self.captioner.clear()
        self.captioner.addItem(translate("Settings", "The default"), "")
        for name, title in names:
            self.captioner.addItem(title, name)
        self.captioner.show_value(chosen, translate("Settings", "{name} (not installed)").format(name=chosen))
        if captioning.captioner is None:
            text = translate("Settings", "None is installed. A captioner writes what a photo shows.")
        elif chosen and captioning.captioner.name != chosen:
            text = translate("Settings", "{name} is not installed, so {other} writes captions.").format(
                name=one_line(chosen), other=one_line(captioning.captioner.name)
            )
        elif chosen:
            text = translate("Settings", "It writes captions when you ask for one.")
        else:
            default = DEFAULT_CAPTIONER if captioning.captioner.name == DEFAULT_CAPTIONER else captioning.captioner.name
            text = translate("Settings", "That is {name}.").format(name=one_line(default))
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
        dialog = QFileDialog(
            self, translate("Settings", "Save results into"), settings.save_folder or settings.last_folder
        )
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
            self._session.notices.tell(
                "info",
                translate("Settings", "{folder} does not exist yet: nothing is kept there.").format(
                    folder=one_line(str(folder))
                ),
            )
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.notices.tell("info", translate("Settings", "The folder is {folder}.").format(folder=folder))

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

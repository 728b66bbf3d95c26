"""The top of the inspector: which preset the settings follow, and what can be done with presets."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.language import translate
from app.model.session import Session
from app.notify import error_text
from app.presets import SUFFIX
from app.ui.fields import ElidedLabel
from app.ui.icons import icon
from app.ui.preset_form import PresetForm
from app.ui.theme import Appearance

_WIDEST = 320  # of a name in the menu, in pixels


class PresetBar(QWidget):
    """Shows the session's presets."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("presets")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._presets, self._appearance = session, session.presets, appearance
        self.button, self.more = QToolButton(), QToolButton()
        self.shown = ElidedLabel("")
        self.menu, self.actions_menu = QMenu(self), QMenu(self)
        self.form = PresetForm(session.presets)
        self.dialog: QFileDialog | None = None
        self._listed: tuple[object, ...] = ()
        self._lay_out()
        self.menu.aboutToShow.connect(self._presets.look)
        self.actions_menu.aboutToShow.connect(self._fill_actions)
        self.form.closed.connect(self.button.setFocus)
        self._presets.changed.connect(self._show_presets)
        session.models_changed.connect(self._show_presets)
        appearance.changed.connect(self._draw)
        QGuiApplication.instance().applicationStateChanged.connect(self._on_state)  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
        self._draw()
        self._show_presets()

    # What is shown ------------------------------------------------------------------------------------------------

    def _show_presets(self) -> None:
        presets, standing = self._presets, self._presets.standing
        current = presets.current
        name = current.name if current is not None else ""
        words = {
            "preset": name,
            "changed": translate("Presets", "{name}, changed").format(name=name),
            "recommended": translate("Presets", "Recommended"),
            "custom": translate("Presets", "Custom"),
        }[standing]
        self.shown.setText(words)
        self.button.setAccessibleName(translate("Presets", "Preset: {name}").format(name=words))
        model = self._session.model
        tip = translate("Presets", "Settings under a name")
        if standing == "recommended" and model is not None:
            tip = translate("Presets", "As {model} recommends").format(model=model.title)
        self.button.setToolTip(f"<span>{_escaped(words)}<br>{_escaped(tip)}</span>")
        self._fill_menu(name, recommended=standing == "recommended")

    def _fill_menu(self, current: str, *, recommended: bool) -> None:
        names = tuple(preset.name for preset in self._presets.all)
        listed = (names, current, recommended, tuple(map(str, self._presets.broken)))
        if listed == self._listed:
            return  # it may be open
        self._listed = listed
        self.menu.clear()
        first = self.menu.addAction(translate("Presets", "Recommended"))
        first.setCheckable(True)
        first.setChecked(recommended)
        first.triggered.connect(self._presets.recommend)
        if self._presets.all:
            self.menu.addSeparator()
        for preset in self._presets.all:
            shown = self.menu.fontMetrics().elidedText(preset.name, Qt.TextElideMode.ElideRight, _WIDEST)
            action = self.menu.addAction(shown.replace("&", "&&"))
            action.setToolTip(preset.name)
            action.setCheckable(True)
            action.setChecked(preset.name == current)
            action.triggered.connect(lambda _checked=False, name=preset.name: self._presets.apply(name))
        if self._presets.broken:
            self.menu.addSeparator()
            count = len(self._presets.broken)
            bad = self.menu.addAction(translate("Presets", "%n files cannot be read", n=count))
            bad.setEnabled(False)
            bad.setToolTip(_escaped("\n".join(error_text(error) for error in self._presets.broken[:5])))

    def _fill_actions(self) -> None:
        menu, current = self.actions_menu, self._presets.current
        menu.clear()
        name = current.name if current is not None else ""
        shown = menu.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST // 2).replace("&", "&&")
        menu.addAction(translate("Presets", "Save as a preset…")).triggered.connect(self.ask_save)
        update = menu.addAction(translate("Presets", "Save the changes to “{name}”").format(name=shown))
        update.triggered.connect(self._presets.update)
        update.setVisible(self._presets.standing == "changed")
        menu.addSeparator()
        rename = menu.addAction(translate("Presets", "Rename…"))
        rename.triggered.connect(lambda: self.form.ask_name(name))
        share = menu.addAction(translate("Presets", "Share as a file…"))
        share.triggered.connect(lambda: self._ask_share(name))
        delete = menu.addAction(translate("Presets", "Delete"))
        delete.triggered.connect(lambda: self._presets.delete(name))
        for action in (rename, share, delete):
            action.setEnabled(bool(name))
        menu.addSeparator()
        menu.addAction(translate("Presets", "Add from a file…")).triggered.connect(self._ask_add)
        menu.addSeparator()
        reset = menu.addAction(translate("Presets", "Reset all settings"))
        reset.setEnabled(self._presets.standing != "recommended" and self._session.model is not None)
        reset.setToolTip(translate("Presets", "Back to what the model recommends; caption and seed stay"))
        reset.triggered.connect(self._presets.recommend)

    # What is asked ------------------------------------------------------------------------------------------------

    def ask_save(self) -> None:
        """Ask for the name of a new preset."""
        self.form.ask_new(self._session.draft.request)

    def _ask_share(self, name: str) -> None:
        dialog = self._asking(translate("Presets", "Share a preset"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile("".join("-" if sign in '\\/:*?"<>|' else sign for sign in name) + SUFFIX)
        dialog.fileSelected.connect(lambda chosen: self._presets.share(name, Path(chosen)))
        dialog.open()

    def _ask_add(self) -> None:
        dialog = self._asking(translate("Presets", "Add presets"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self._presets.add([Path(name) for name in names]))
        dialog.open()

    def _asking(self, title: str) -> QFileDialog:
        self.dialog = QFileDialog(self.window(), title, self._session.settings.last_folder)
        self.dialog.setNameFilters([translate("Presets", "Presets ({pattern})").format(pattern=f"*{SUFFIX}")])
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return self.dialog

    # The rest -----------------------------------------------------------------------------------------------------

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self.isVisible():
            self._presets.look()

    def _draw(self) -> None:
        self.more.setIcon(icon("more", self._appearance.theme))

    def _lay_out(self) -> None:
        self.button.setObjectName("choice")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(self.menu)
        self.menu.setToolTipsVisible(True)
        self.actions_menu.setToolTipsVisible(True)
        # The name is a label on the button: a button's own text would make the panel as wide as the name.
        inside = QHBoxLayout(self.button)
        inside.setContentsMargins(8, 0, 28, 0)
        inside.addWidget(self.shown)
        self.shown.elide(Qt.TextElideMode.ElideRight)
        self.shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.button.setMinimumWidth(80)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.more.setObjectName("square")
        self.more.setIconSize(QSize(20, 20))
        self.more.setMenu(self.actions_menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setAccessibleName(translate("Presets", "Presets and settings"))
        self.more.setToolTip(translate("Presets", "Save, share and reset settings"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.button, 1)
        row.addWidget(self.more)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 8, 16, 8)
        box.setSpacing(8)
        box.addLayout(row)
        box.addWidget(self.form)


def _escaped(text: str) -> str:
    """A tooltip guesses whether it is HTML, and a name may look like it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")

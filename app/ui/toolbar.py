"""The bar at the top: open, save, how to look at it, the photo's name, and the menu."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from app.language import data_text, translate
from app.model.samples import Sample
from app.model.session import Session
from app.ui.choice_words import canvases, themes
from app.ui.commands import Commands
from app.ui.comparison import MODES, titles
from app.ui.fields import ElidedLabel
from app.ui.icons import icon
from app.ui.theme import Appearance

HEIGHT = 44
_TITLE = 160  # pixels that the photo's name has at least, if words of buttons can make room for it


class Toolbar(QWidget):
    """Buttons for the window's commands. `sample_chosen` is called with the sample a person picks."""

    def __init__(self, session: Session, commands: Commands, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._session = session
        self._commands = commands
        self._appearance = appearance
        self.title = ElidedLabel("", "quiet")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open = self._button("open")
        self.save = self._button("save")
        self.mode = self._button("mode")
        widest = max(self.mode.fontMetrics().horizontalAdvance(title) for title in titles().values())
        self.mode.setMinimumWidth(widest + 72)
        self.fit = self._button("fit")
        self.actual = self._button("actual")
        self.queue = self._button("queue")
        self.train = self._button("train")
        self.inspector = self._button("inspector", text=False)
        self.more = QToolButton()
        self.more.setIconSize(QSize(20, 20))
        self.more.setAccessibleName(translate("Toolbar", "Menu"))
        self.more.setToolTip(translate("Toolbar", "Menu"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._split(self.open, self._open_menu(session.samples))
        self._split(self.save, self._menu("save", "save_as", "save_map", "save_all"))
        self.mode.setObjectName("choice")
        self.mode.setMenu(self._menu(*(f"mode_{mode}" for mode in MODES)))
        self.mode.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        ways = QActionGroup(self)
        for mode in MODES:
            commands[f"mode_{mode}"].setCheckable(True)
            commands[f"mode_{mode}"].setIconVisibleInMenu(False)  # in its place is the mark of the chosen one
            ways.addAction(commands[f"mode_{mode}"])
        self.more.setMenu(self._more_menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for widget in (self.open, self.save, _separator(), self.mode, self.fit, self.actual):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.title, 1)
        row.addSpacing(8)
        row.addWidget(self.queue)
        row.addWidget(self.train)
        row.addWidget(self.inspector)
        row.addWidget(self.more)
        appearance.changed.connect(self.draw_icons)
        self._commands["queue"].changed.connect(self._fold)
        self.draw_icons()

    def draw_icons(self) -> None:
        """Icons in the theme's ink."""
        theme = self._appearance.theme
        self._commands.draw_icons(theme)
        self.more.setIcon(icon("more", theme))
        self.show_mode(self._session.settings.mode)

    def show_mode(self, mode: str) -> None:
        """Which comparison is on."""
        action, chosen = self._commands["mode"], self._commands[f"mode_{mode}"]
        action.setIcon(icon(mode, self._appearance.theme))
        action.setText(chosen.text())
        chosen.setChecked(True)
        self.mode.setAccessibleName(translate("Toolbar", "Compare: {way}").format(way=chosen.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer words."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Some buttons give up their words, one after another, until the photo's name has room."""
        row = self.layout()
        buttons = (self.fit, self.train, self.save, self.open)
        for button in buttons:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        if row is None:
            return
        row.invalidate()
        missing = row.sizeHint().width() + _TITLE - self.width()
        for button in buttons:
            if missing <= 0:
                break
            missing -= button.sizeHint().width()
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            missing += button.sizeHint().width()

    def _button(self, name: str, *, text: bool = True) -> QToolButton:
        action = self._commands[name]
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(20, 20))
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        button.setToolButtonStyle(style)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _split(self, button: QToolButton, menu: QMenu) -> None:
        button.setObjectName("split")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)

    def _menu(self, *names: str) -> QMenu:
        menu = QMenu(self)
        for name in names:
            if name:
                menu.addAction(self._commands[name])
            else:
                menu.addSeparator()
        return menu

    def _open_menu(self, samples: list[Sample]) -> QMenu:
        menu = self._menu("open", "paste", "close")
        if samples:
            menu.addSection(translate("Toolbar", "Samples"))
        for sample in samples:
            action = menu.addAction(data_text(sample.title))
            action.setToolTip(sample.source)
            action.triggered.connect(lambda _checked=False, path=sample.path: self._session.open_files([path]))
        return menu

    def _more_menu(self) -> QMenu:
        menu = self._menu("undo", "redo", "", "restore_all", "film_strip", "sheet", "")
        menu.addMenu(self._choice(translate("Toolbar", "Theme"), themes(), "theme", self._appearance.choose))
        grey = translate("Toolbar", "Grey behind the picture")
        menu.addMenu(self._choice(grey, canvases(), "canvas", self._appearance.choose_canvas))
        for name in ("train", "models", "settings", "", "results", "messages", "keys", "", "quit"):
            if name:
                menu.addAction(self._commands[name])
            else:
                menu.addSeparator()
        return menu

    def _choice(
        self, title: str, choices: Sequence[tuple[str, str]], setting: str, apply: Callable[[str], None]
    ) -> QMenu:
        menu = QMenu(title, self)
        group = QActionGroup(menu)
        for value, words in choices:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(getattr(self._session.settings, setting) == value)
            group.addAction(action)

            def choose(_checked: bool = False, chosen: str = value) -> None:
                setattr(self._session.settings, setting, chosen)
                apply(chosen)

            action.triggered.connect(choose)

        def mark() -> None:  # the window of settings may have changed it
            for action, (value, _words) in zip(group.actions(), choices, strict=True):
                action.setChecked(getattr(self._session.settings, setting) == value)

        menu.aboutToShow.connect(mark)
        return menu


def _separator() -> QFrame:
    line = QFrame()
    line.setObjectName("separator")
    line.setFixedSize(1, 24)
    return line

"""One small table of named colours, and everything that is derived from it: palette and style sheet."""

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from engine.resources import resource

SMALL, NORMAL, LARGE = 11, 13, 16  # pixels


@dataclass(frozen=True)
class Theme:
    """Named colours.

    Attributes:
        panel, raised, field, line, strong_line: surfaces and their edges.
        text, muted, disabled: ink.
        accent, on_accent, accent_hover: the one primary action, and focus.
        hover: under the pointer.
        error, warning: icons of messages.
        canvas: grey behind the picture unless the person chose another.
    """

    name: str
    panel: str
    raised: str
    field: str
    line: str
    strong_line: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    hover: str
    error: str
    warning: str
    canvas: str


DARK = Theme(
    name="dark",
    panel="#202020",
    raised="#2b2b2b",
    field="#191919",
    line="#353535",
    strong_line="#585858",
    text="#ececec",
    muted="#a8a8a8",
    disabled="#6f6f6f",
    accent="#e3aa5f",
    accent_hover="#efbd7c",
    on_accent="#1c1304",
    hover="#383838",
    error="#ff8f85",
    warning="#f0c060",
    canvas="dark",
)
LIGHT = Theme(
    name="light",
    panel="#f4f4f4",
    raised="#e7e7e7",
    field="#ffffff",
    line="#d6d6d6",
    strong_line="#9a9a9a",
    text="#1c1c1c",
    muted="#5a5a5a",
    disabled="#9b9b9b",
    accent="#8a5a12",
    accent_hover="#734a0d",
    on_accent="#ffffff",
    hover="#dcdcdc",
    error="#b3261e",
    warning="#8a5a00",
    canvas="light",
)
CANVAS_GREYS = {"dark": "#2e2e2e", "mid": "#808080", "light": "#c4c4c4"}


class Appearance(QObject):
    """The theme in use. `changed` is emitted when it is another; with "system" it follows the desktop."""

    changed = Signal()

    def __init__(self, theme: str = "system", canvas: str = "auto", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = theme
        self._canvas = canvas
        self.theme = self._resolved()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system)

    def choose(self, theme: str) -> None:
        """ "system", "dark" or "light"; title bars and the desktop's own dialogs follow where they can."""
        self._choice = theme
        schemes = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
        QGuiApplication.styleHints().setColorScheme(schemes.get(theme, Qt.ColorScheme.Unknown))
        self._apply()

    def choose_canvas(self, canvas: str) -> None:
        """ "auto" (by theme), "dark", "mid" or "light"."""
        self._canvas = canvas
        self.changed.emit()

    @property
    def canvas(self) -> QColor:
        """The grey behind the picture."""
        name = self.theme.canvas if self._canvas == "auto" else self._canvas
        return QColor(CANVAS_GREYS[name])

    @property
    def canvas_ink(self) -> QColor:
        """Text on that grey, at a contrast of at least 4.5 : 1."""
        return QColor("#e6e6e6") if self.canvas.lightness() < 100 else QColor("#101010")

    def apply_to(self, app: QApplication) -> None:
        """Give the application style, font, palette and style sheet."""
        app.setStyle("Fusion")
        app.setFont(ui_font())
        app.setPalette(palette(self.theme))
        app.setStyleSheet(style_sheet(self.theme))

    def _resolved(self) -> Theme:
        if self._choice == "system":
            light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
            return LIGHT if light else DARK
        return LIGHT if self._choice == "light" else DARK

    def _on_system(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        theme = self._resolved()
        if theme is not self.theme:
            self.theme = theme
            app = QApplication.instance()
            if isinstance(app, QApplication):
                self.apply_to(app)
            self.changed.emit()


def ui_font(size: int = NORMAL, *, bold: bool = False) -> QFont:
    """The system's font at `size` pixels, with figures of one width where the font has them."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    # Where a desktop names no font, Qt falls back to whatever comes first; say what is wanted then.
    font.setFamilies([font.family(), "Segoe UI", "Cantarell", "Noto Sans", "DejaVu Sans"])
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def style_sheet(theme: Theme) -> str:
    """The window's style sheet in the theme's colours."""
    template = Template(resource("style/window.qss").read_text(encoding="utf-8"))
    folder = resource("style").as_posix()
    return template.substitute(asdict(theme), style=folder, small=SMALL, normal=NORMAL, large=LARGE)


def palette(theme: Theme) -> QPalette:
    """For what the style sheet does not reach: dialogs, menus, selections, placeholder text."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.Accent: theme.accent,
    }
    result = QPalette()
    for name, colour in colours.items():
        result.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.disabled))
    return result

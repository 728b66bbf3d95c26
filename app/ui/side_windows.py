"""The windows beside the window, and what leads to them: made when they are first wanted, and kept."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.model.session import Session
from app.notify import one_line
from app.ui.models_window import ModelsWindow
from app.ui.offer_line import OfferLine
from app.ui.settings_window import SettingsWindow
from app.ui.theme import Appearance

MODEL_SUFFIXES = (".safetensors", ".bin", ".ckpt", ".pt", ".pth")


class SideWindows(QObject):
    """Models and settings. `offer` is the line about the full model, for the window to lay out."""

    def __init__(self, session: Session, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._appearance, self._window = session, appearance, window
        self._models: ModelsWindow | None = None
        self._settings: SettingsWindow | None = None
        self.offer = OfferLine(session, appearance)
        self.offer.models_pressed.connect(self.show_models)
        session.store.ready.connect(self._on_ready)
        session.store.failed.connect(self._on_failed)

    def models(self) -> ModelsWindow:
        """The window of models."""
        if self._models is None:
            self._models = ModelsWindow(self._session, self._appearance, self._window)
            self._models.chosen.connect(self._session.choose_model)
        return self._models

    def settings(self) -> SettingsWindow:
        """The window of settings."""
        if self._settings is None:
            self._settings = SettingsWindow(self._session, self._appearance, self._window)
            self._settings.models_pressed.connect(self.show_models)
        return self._settings

    def show_models(self) -> None:
        """Bring the window of models to the front."""
        self.models().open()

    def show_settings(self) -> None:
        """Bring the window of settings to the front."""
        self.settings().open()

    def take(self, files: Sequence[Path]) -> bool:
        """Whether these are files of models, by their endings; then they are added."""
        if not files or not all(path.suffix.lower() in MODEL_SUFFIXES for path in files):
            return False
        self.show_models()
        self._session.store.add(files)
        return True

    def close(self) -> None:
        """Close them with the window that they belong to."""
        for window in (self._models, self._settings):
            if window is not None:
                window.close()

    def _on_ready(self, kind: str, name: str, title: str) -> None:
        session = self._session
        if kind == "captioner":
            session.notices.tell("info", f"The captioner {one_line(title)} is ready.")
        else:
            session.notices.tell("info", f"{one_line(title)} is ready.", "Use it", lambda: session.choose_model(name))

    def _on_failed(self, problem: str) -> None:
        if self._models is None or not self._models.isVisible():
            self._session.notices.tell("error", problem, "Show", self.show_models)

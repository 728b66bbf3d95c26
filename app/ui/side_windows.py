"""The windows beside the window, and what leads to them: made when they are first wanted, and kept."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from app.language import translate
from app.model.session import Session
from app.notify import one_line
from app.presets import SUFFIX as PRESET_SUFFIX
from app.ui.offer_line import OfferLine
from app.ui.theme import Appearance
from app.ui.training_notices import TrainingNotices

if TYPE_CHECKING:  # imported when they are made: the first window does not wait for them
    from app.ui.models_window import ModelsWindow
    from app.ui.settings_window import SettingsWindow
    from app.ui.training_window import TrainingWindow

MODEL_SUFFIXES = (".safetensors", ".bin", ".ckpt", ".pt", ".pth")


def _choose(session: Session, name: str) -> None:
    session.choose_model(name)


class SideWindows(QObject):
    """Models, settings and trainings. `offer` is the line about the full model, for the window to lay out."""

    def __init__(self, session: Session, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._appearance, self._window = session, appearance, window
        self._models: ModelsWindow | None = None
        self._settings: SettingsWindow | None = None
        self._training: TrainingWindow | None = None
        self._news = TrainingNotices(session, self.show_training, self.shows_training, self)
        self.offer = OfferLine(session, appearance)
        self.offer.models_pressed.connect(self.show_models)
        session.store.ready.connect(self._on_ready)
        session.store.failed.connect(self._on_failed)

    def models(self) -> "ModelsWindow":
        """The window of models."""
        if self._models is None:
            from app.ui.models_window import ModelsWindow

            self._models = ModelsWindow(self._session, self._appearance, self._window)
            self._models.chosen.connect(self._session.choose_model)
        return self._models

    def settings(self) -> "SettingsWindow":
        """The window of settings."""
        if self._settings is None:
            from app.ui.settings_window import SettingsWindow

            self._settings = SettingsWindow(self._session, self._appearance, self._window)
            self._settings.models_pressed.connect(self.show_models)
        return self._settings

    def training(self) -> "TrainingWindow":
        """The window of trainings."""
        if self._training is None:
            from app.ui.training_window import TrainingWindow

            self._training = TrainingWindow(self._session, self._appearance, self._window)
            self._training.chosen.connect(self._session.choose_model)
        return self._training

    def show_training(self, name: str | None = None) -> None:
        """Bring the window of trainings to the front, with the training of this name."""
        self.training().open(name)

    def shows_training(self) -> bool:
        """Whether the window of trainings can be seen."""
        return self._training is not None and self._training.isVisible()

    def show_models(self) -> None:
        """Bring the window of models to the front."""
        self.models().open()

    def show_settings(self) -> None:
        """Bring the window of settings to the front."""
        self.settings().open()

    def places(self) -> dict[str, QRect]:
        """Which of them are shown, and where."""
        made = {"models": self._models, "training": self._training, "settings": self._settings}
        return {name: window.geometry() for name, window in made.items() if window is not None and window.isVisible()}

    def show_at(self, places: Mapping[str, QRect]) -> None:
        """Show those that another window had, where it had them; the settings end up in front."""
        for name, place in places.items():
            window = {"models": self.models, "training": self.training, "settings": self.settings}[name]()
            window.setGeometry(place)
            window.open()

    def take(self, files: Sequence[Path]) -> bool:
        """Whether these are presets or files of models, by their endings; then they are added."""
        if files and all(path.suffix == PRESET_SUFFIX for path in files):
            self._session.presets.add(files)
            return True
        if not files or not all(path.suffix.lower() in MODEL_SUFFIXES for path in files):
            return False
        self.show_models()
        self._session.store.add(files)
        return True

    def close(self) -> None:
        """Close them with the window that they belong to."""
        for window in (self._models, self._settings, self._training):
            if window is not None:
                window.close()

    def _on_ready(self, kind: str, name: str, title: str) -> None:
        session = self._session
        if kind == "captioner":
            ready = translate("SideWindows", "The captioner {name} is ready.").format(name=one_line(title))
            session.notices.tell("info", ready)
        else:
            ready = translate("SideWindows", "{name} is ready.").format(name=one_line(title))
            use = translate("SideWindows", "Use it")
            session.notices.tell("info", ready, use, partial(_choose, session, name))

    def _on_failed(self, problem: str) -> None:
        if self._models is None or not self._models.isVisible():
            self._session.notices.tell("error", problem, translate("SideWindows", "Show"), self.show_models)

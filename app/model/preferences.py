"""The settings that the settings window shows: each change is taken over at once, and saved."""

import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.language import translate
from app.model.captioning import Captioning
from app.model.local_engine import Engine, LocalEngine
from app.model.outlook import Outlook
from app.notify import Notices
from app.settings import Settings, check_value, save_settings

log = logging.getLogger(__name__)


class Preferences(QObject):
    """Sets fields of the settings, and tells whoever works by them.

    Signals:
        changed(str): the field of this name has another value.
    """

    changed = Signal(str)

    def __init__(
        self,
        settings: Settings,
        path: Path,
        engine: Engine,
        captioning: Captioning,
        outlook: Outlook,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        """`path` is the file that they are saved in."""
        super().__init__(parent)
        self.settings = settings
        self._path, self._engine = path, engine
        self._captioning, self._outlook = captioning, outlook
        self._notices = notices
        self._captioning.preferred = settings.captioner
        self._apply_plan()

    def set(self, name: str, value: Any) -> bool:
        """Give the field `name` another value; whether that is a value it can have."""
        if not check_value(name, value):
            return False
        if getattr(self.settings, name) != value:
            setattr(self.settings, name, value)
            if name == "plan":
                self._apply_plan()
            elif name == "captioner":
                self._captioning.preferred = value
                self._captioning.look()
            self.changed.emit(name)
            self.save()
        return True

    def save(self) -> None:
        """Write them down now: a crash must not bring the old ones back."""
        try:
            save_settings(self.settings, self._path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            told = translate("Preferences", "The settings could not be saved ({reason}). They hold until you quit.")
            self._notices.tell("warning", told.format(reason=reason))

    def _apply_plan(self) -> None:
        if isinstance(self._engine, LocalEngine):
            self._engine.plan = self.settings.plan
        self._outlook.plan = self.settings.plan
        self._outlook.changed.emit()

"""One way to tell a person something: notices are plain objects, the window is their one subscriber."""

import logging
import unicodedata
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from app.words import engine_text, translate
from engine.errors import HeirloomError

log = logging.getLogger(__name__)

Level = Literal["info", "warning", "error"]
HISTORY = 200


@dataclass(frozen=True)
class Notice:
    """One line for the person.

    Attributes:
        level: how serious it is.
        text: plain text, one line, sentence case.
        action: the label of the one thing that can be done about it, or "".
        act: what that does.
        time: when it was said.
    """

    level: Level
    text: str
    action: str = ""
    act: Callable[[], None] | None = field(default=None, compare=False, repr=False)
    time: datetime = field(default_factory=datetime.now, compare=False)


class Notices:
    """Says notices to the subscriber and remembers the last ones."""

    def __init__(self, log_file: Path | None = None) -> None:
        self.history: deque[Notice] = deque(maxlen=HISTORY)
        self._log_file = log_file
        self._subscriber: Callable[[Notice], None] | None = None

    def subscribe(self, subscriber: Callable[[Notice], None]) -> None:
        """`subscriber(notice)` is called for every notice from now on, on the thread that tells it."""
        self._subscriber = subscriber

    def tell(self, level: Level, text: str, action: str = "", act: Callable[[], None] | None = None) -> Notice:
        """Say one line; it is logged too."""
        notice = Notice(level, one_line(text), action, act)
        self.history.append(notice)
        log.log({"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}[level], "%s", notice.text)
        if self._subscriber is not None:
            self._subscriber(notice)
        return notice

    def failed(self, error: BaseException, action: str = "", act: Callable[[], None] | None = None) -> Notice:
        """Say why something failed; what was not expected is logged with its traceback."""
        if not isinstance(error, HeirloomError):
            log.error("unexpected failure", exc_info=error)
        return self.tell("error", self.worded(error), action, act)

    def worded(self, error: BaseException) -> str:
        """One plain sentence for `error`. The file is named without its folder: the window has little room."""
        if isinstance(error, HeirloomError):
            text = error_text(error)
            return text[:1].upper() + text[1:] if error.path is None else text
        if isinstance(error, MemoryError):
            return translate(
                "Notices", "There is not enough memory for this. Close other programs or choose a smaller size."
            )
        kind = type(error).__name__
        text = translate("Notices", "Something went wrong that Heirloom did not expect ({kind}).").format(kind=kind)
        if self._log_file is None:
            return text
        return f"{text} {translate('Notices', 'Details are in {file}.').format(file=self._log_file)}"


def error_text(error: HeirloomError) -> str:
    """`error` on one line in the window's language; the file without its folder, as the window has little room."""
    name = error.path.name if error.path is not None else ""
    return " ".join(engine_text(error.line(name)).split())


def one_line(text: str) -> str:
    """`text` on one line, without control and direction-changing characters: file names can hold anything."""
    shown = (" " if ch.isspace() else ch for ch in text)
    kept = (ch if ch.isprintable() or unicodedata.category(ch) not in {"Cc", "Cf", "Cs"} else "\ufffd" for ch in shown)
    return " ".join("".join(kept).split())

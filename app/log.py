"""The log file: what went wrong, with its traceback, for the person who wants to report it."""

import logging
import logging.handlers
import os
from pathlib import Path

from app.paths import log_folder, made

_MAX_BYTES = 1_000_000
_KEPT = 3


def log_path() -> Path:
    """The file that is written; it exists once there was something to say."""
    return log_folder() / "heirloom.log"


def set_up_logging() -> Path | None:
    """Sends log records of level warning and above, and Python warnings, to the log file instead of the screen.

    Returns the log's path, or None if its folder cannot be written: then nothing is kept, and nothing fails.
    """
    logging.captureWarnings(True)
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _LogFile)]:
        root.removeHandler(handler)
        handler.close()
    for name in ("DIFFUSERS_VERBOSITY", "TRANSFORMERS_VERBOSITY"):  # they print to the screen on their own
        os.environ.setdefault(name, "error")
    try:
        if not os.access(made(log_folder()), os.W_OK):
            raise PermissionError
        handler = _LogFile(log_path())
    except OSError:
        root.addHandler(logging.NullHandler())  # without any handler, Python prints to the screen
        return None
    root.addHandler(handler)
    return log_path()


class _LogFile(logging.handlers.RotatingFileHandler):
    """Opened at the first record; a full disk is no reason to print tracebacks."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=_MAX_BYTES, backupCount=_KEPT, delay=True, encoding="utf-8", errors="backslashreplace"
        )
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))

    def handleError(self, record: logging.LogRecord) -> None:
        """Says nothing: the record is lost, the work goes on."""

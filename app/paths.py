"""Where Heirloom keeps what is a person's own: data, cache and log folders.

`HEIRLOOM_DATA` puts all of them into one folder, for a portable installation and for tests. Nothing is created until
`made` is called.
"""

import os
from pathlib import Path

import appdirs

_NAME = "heirloom"


def data_folder() -> Path:
    """Results, settings, models: what must not be lost."""
    return _override() or Path(appdirs.user_data_dir(_NAME, appauthor=False))


def models_folder() -> Path:
    """Models the person added; each is a folder with a `bundle.json`."""
    return data_folder() / "models"


def cache_folder() -> Path:
    """Thumbnails and previews: may be wiped at any time."""
    override = _override()
    return override / "cache" if override else Path(appdirs.user_cache_dir(_NAME, appauthor=False))


def log_folder() -> Path:
    """Log files."""
    override = _override()
    return override / "log" if override else Path(appdirs.user_log_dir(_NAME, appauthor=False))


def made(folder: Path) -> Path:
    """The folder, created if need be, for its owner only.

    Raises:
        OSError: it cannot be created.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _override() -> Path | None:
    value = os.environ.get("HEIRLOOM_DATA", "")
    return Path(value).expanduser().absolute() if value else None

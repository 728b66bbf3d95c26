"""Which processes are alive: each holds a lock on a file of its own, which the system lets go of when it ends or is
killed. No clock is asked, so a laptop that slept is no dead process, and no process number that was given anew.
"""

import contextlib
import logging
import secrets
from pathlib import Path

from filelock import FileLock, Timeout

log = logging.getLogger(__name__)

FOLDER = "owners"


class Owner:
    """This session among those that share a library."""

    def __init__(self, home: Path) -> None:
        """`home` is the data folder; nothing is written before `acquire`."""
        self.name = secrets.token_hex(8)
        self._folder = home / FOLDER
        self._lock = FileLock(self._folder / f"{self.name}.lock", thread_local=False)

    def acquire(self) -> None:
        """From now on the others see that this session is alive. Where nothing can be written, nobody can ask."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=5)
        except (OSError, NotImplementedError, Timeout) as error:
            log.warning("owner %s: %s", self.name, error)

    def is_alive(self, name: str | None) -> bool:
        """Whether the session called `name` still runs."""
        if name == self.name:
            return True
        if not name:
            return False
        path = self._folder / f"{name}.lock"
        if not path.exists():
            return False
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        except (OSError, NotImplementedError) as error:
            log.warning("owner %s: %s", name, error)
            return True  # where nothing can be learned, nothing is taken from anybody
        lock.release()
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        return False

    def release(self) -> None:
        """This session ends."""
        self._lock.release()
        with contextlib.suppress(OSError):
            (self._folder / f"{self.name}.lock").unlink(missing_ok=True)

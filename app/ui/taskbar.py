"""Progress on the task bar or dock, where Qt can reach it: by D-Bus, as Plasma, Ubuntu and others listen.

Qt 6 has nothing of its own for this, and on Windows and macOS no way to it; there the window's title and the
icon's badge (`app.ui.titles`) have to do.
"""

import os
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

_INTERFACE = "com.canonical.Unity.LauncherEntry"


class TaskbarProgress:
    """Sends what changed, at most a hundred times a run."""

    def __init__(self, connection: "QDBusConnection | None" = None) -> None:
        """`connection` replaces the session's bus."""
        self._connection = connection
        self._looked = connection is not None
        self._shown: int | None = None

    def show(self, fraction: float | None) -> None:
        """How far the work is, 0 to 1; None: there is none."""
        percent = None if fraction is None else round(min(1.0, max(0.0, fraction)) * 100)
        if percent == self._shown:
            return
        self._shown = percent
        if not self._looked:
            self._looked = True
            self._connection = _session_bus()
        if self._connection is not None:
            self._connection.send(_message(percent))


def _message(percent: int | None) -> "QDBusMessage":
    from PySide6.QtDBus import QDBusMessage

    uri = f"application://{QGuiApplication.desktopFileName() or 'heirloom'}.desktop"
    path = f"/com/canonical/unity/launcherentry/{zlib.crc32(uri.encode())}"
    message = QDBusMessage.createSignal(path, _INTERFACE, "Update")
    visible = percent is not None
    message.setArguments([uri, {"progress": (percent or 0) / 100, "progress-visible": visible}])
    return message


def _session_bus() -> "QDBusConnection | None":
    """The desktop's bus if one is there; none is started for this."""
    if not sys.platform.startswith(("linux", "freebsd", "openbsd", "netbsd")):
        return None
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not (runtime and Path(runtime, "bus").exists()):
        return None
    from PySide6.QtDBus import QDBusConnection

    bus = QDBusConnection.sessionBus()
    return bus if bus.isConnected() else None
